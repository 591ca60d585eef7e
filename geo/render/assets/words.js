/** Words and pure text work that map and panels share. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  const table = (area, values) => Object.fromEntries(values.map((value) => [value, geo.say(`${area}.${value}`)]));

  geo.words = {
    TOLD_BY: table('told', ['articles', 'data', 'both']),
    STATUS: table('status', ['asserted', 'claimed', 'forecast', 'historical', 'denied']),
    // The Admiralty code (NATO STANAG 2022): reliability of a source, credibility of a piece of information.
    SOURCE_GRADE: table('grade', ['A', 'B', 'C', 'D', 'E', 'F']),
    INFO_GRADE: table('grade', ['1', '2', '3', '4', '5', '6']),
    /** @param {number} km edge of the grid's cells */
    BLURRED: (km) => geo.say('words.blurred', { km: Math.round(km * 10) / 10 }),
  };

  /** @returns {string} who gives a figure of the ledger */
  geo.sayer = (row) => row.speaker || (row.article_title ? geo.say('words.quoted', { text: row.article_title }) : geo.say('figure.the_article'));

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

  // English is written out: the first date format that a browser makes costs tens of milliseconds before the first map.
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

  const english = /^en\b/.test(geo.language || 'en');
  const formats = new Map();

  /** Days as another language writes them, in the calendar that the data use. */
  function formatted(from, to, parts, short, bare) {
    const key = [parts, short, bare].join();
    if (!formats.has(key)) {
      const said = { year: bare ? undefined : 'numeric', month: parts > 1 ? (short ? 'short' : 'long') : undefined, day: parts > 2 ? 'numeric' : undefined };
      formats.set(key, new Intl.DateTimeFormat(geo.language, { ...said, calendar: 'gregory', timeZone: 'UTC' }));
    }
    return +from === +to ? formats.get(key).format(to) : formats.get(key).formatRange(from, to);
  }

  /**
   * Days in words: "6 December 2024", "5–6 December 2024", "29 Nov – 6 Dec 2024". Pure.
   *
   * @param {Date} from
   * @param {Date} to
   * @param {{parts?: number, short?: boolean, bare?: boolean}} [how] parts of a day that are said: 1 the year, 2 month and year, 3 all;
   *   `bare` leaves the year out of one day
   */
  geo.spell = function (from, to, { parts = 3, short = false, bare = false } = {}) {
    if (!english) return formatted(from, to, parts, short, bare);
    const year = (date) => String(date.getUTCFullYear());
    const month = (date) => (short ? MONTHS[date.getUTCMonth()].slice(0, 3) : MONTHS[date.getUTCMonth()]);
    const day = (date) => String(date.getUTCDate());
    const say = (date) => [day, month, year].slice(3 - parts).map((part) => part(date)).join(' ');
    const [start, end] = [say(from), say(to)];
    if (start === end) return bare ? end.slice(0, -5) : end;
    if (parts < 2) return `${start}–${end}`;
    if (year(from) !== year(to)) return `${start} – ${end}`;
    return parts > 2 && month(from) === month(to) ? `${day(from)}–${end}` : `${start.slice(0, -5)} – ${end}`;
  };

  /** A day or interval in words, as it is written: "6 December 2024", "since 1 December 2024". Pure. */
  geo.days = function (iso) {
    if (!/^(\d{4}(-\d\d){0,2})?(\/(\d{4}(-\d\d){0,2})?)?$/.test(iso || '')) return String(iso || '');
    if (!iso) return '';
    const parse = (day) => {
      const [y, m, d] = day.split('-').map(Number);
      return { date: new Date(Date.UTC(y, (m || 1) - 1, d || 1)), parts: day.split('-').length };
    };
    const show = (day) => geo.spell(parse(day).date, parse(day).date, parse(day));
    const [start, end] = iso.split('/');
    if (end === undefined || start === end) return show(start);
    if (!start) return geo.say('days.until', { day: show(end) });
    if (!end) return geo.say('days.since', { day: show(start) });
    const years = start.endsWith('-01-01') && end.endsWith('-12-31');
    const parts = years ? 1 : Math.min(parse(start).parts, parse(end).parts);
    return geo.spell(parse(start).date, parse(end).date, { parts });
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
