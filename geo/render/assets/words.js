/** Words and pure text work that map and panels share. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  geo.words = {
    STATUS: { asserted: 'stated', claimed: 'claimed', forecast: 'forecast', historical: 'background', denied: 'denied' },
    // The Admiralty code (NATO STANAG 2022): reliability of a source, credibility of a piece of information.
    SOURCE_GRADE: {
      A: 'reliable', B: 'usually reliable', C: 'fairly reliable', D: 'not usually reliable', E: 'unreliable',
      F: 'reliability not judged',
    },
    INFO_GRADE: {
      1: 'confirmed', 2: 'probably true', 3: 'possibly true', 4: 'doubtful', 5: 'improbable', 6: 'truth not judged',
    },
  };

  /** Split code points at every boundary of the given spans. Pure.
   * @param {string[]} text code points; a line break is a piece of its own
   * @param {{start: number, end: number, record: string}[]} spans
   * @returns {{start: number, end: number, records: string[]}[]} pieces in order that cover 0..length
   */
  geo.pieces = function (text, spans) {
    const length = text.length;
    const cuts = new Set([0, length]);
    text.forEach((c, i) => { if (c === '\n') cuts.add(i).add(i + 1); });
    for (const s of spans) {
      cuts.add(Math.max(0, Math.min(length, s.start)));
      cuts.add(Math.max(0, Math.min(length, s.end)));
    }
    const ordered = [...cuts].sort((a, b) => a - b);
    const out = [];
    for (let i = 0; i + 1 < ordered.length; i++) {
      const [start, end] = [ordered[i], ordered[i + 1]];
      const records = spans.filter((s) => s.start <= start && s.end >= end).map((s) => s.record);
      out.push({ start, end, records });
    }
    return out;
  };

  /** By how many parts of a day they show; making one costs more than a thousand uses. */
  const formats = {};

  /** A day or interval in words: "6 December 2024", "29 November – 6 December 2024". Pure. */
  geo.days = function (iso) {
    if (!/^(\d{4}(-\d\d){0,2})?(\/(\d{4}(-\d\d){0,2})?)?$/.test(iso || '')) return String(iso || '');
    if (!iso) return '';
    const parse = (day) => {
      const [y, m, d] = day.split('-').map(Number);
      return { date: new Date(Date.UTC(y, (m || 1) - 1, d || 1)), parts: day.split('-').length };
    };
    const format = (parts) => {
      formats[parts] = formats[parts] || new Intl.DateTimeFormat('en-GB', {
        timeZone: 'UTC', year: 'numeric', month: parts > 1 ? 'long' : undefined, day: parts > 2 ? 'numeric' : undefined,
      });
      return formats[parts];
    };
    const show = (day) => format(parse(day).parts).format(parse(day).date);
    const [start, end] = iso.split('/');
    if (end === undefined || start === end) return show(start);
    if (!start) return `until ${show(end)}`;
    if (!end) return `since ${show(start)}`;
    const years = start.endsWith('-01-01') && end.endsWith('-12-31');
    const parts = years ? 1 : Math.min(parse(start).parts, parse(end).parts);
    return format(parts).formatRange(parse(start).date, parse(end).date);
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
