/**
 * Reported figures as a picture: one lane a speaker, a dot a figure, a bar where it is a range; forecasts hollow. Never summed, never
 * joined by a line: two speakers count different things, and nobody said what lies between two days.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, svg } = geo;
  const LANES = 6;
  const [WIDE, LANE, LEFT, RIGHT] = [308, 48, 8, 10];
  const METRICS = ['displaced', 'killed', 'wounded'];
  const title = (metric) => geo.say(`figures.${metric}`);

  /**
   * Rows of the ledger as dots. Pure.
   *
   * @param {object[]} rows of `ledger`
   * @param {string} metric
   * @param {Function} dayOf `(row) => day since 1970 or -1`
   * @returns {{speaker: string, dots: object[]}[]} lanes, the speaker with most figures first; a dot has `row`, `low`, `high`, `day`,
   *   `forecast`
   */
  geo.lanes = function (rows, metric, dayOf) {
    const lanes = new Map();
    rows.forEach((row) => {
      if (row.background || row.metric !== metric || row.unit !== 'persons' || !(row.value > 0)) return;
      const speaker = geo.sayer(row);
      if (!lanes.has(speaker)) lanes.set(speaker, []);
      lanes.get(speaker).push({ row, low: row.value, high: row.max > row.value ? row.max : row.value, day: dayOf(row), forecast: row.status === 'forecast' || row.observed === false });
    });
    return [...lanes].map(([speaker, dots]) => ({ speaker, dots })).sort((a, b) => b.dots.length - a.dots.length || Math.max(...b.dots.map((d) => d.high)) - Math.max(...a.dots.map((d) => d.high)));
  };

  /** @returns {string} 1,500,000 as "1.5m", 280,000 as "280k" */
  geo.rough = function (n) {
    if (n >= 1e6) return geo.say('number.millions', { n: +(n / 1e6).toFixed(1) });
    return n >= 1e3 ? geo.say('number.thousands', { n: +(n / 1e3).toFixed(n < 1e4 ? 1 : 0) }) : String(n);
  };

  /** Powers of ten around all figures: the axis is logarithmic, or the largest would flatten the rest. Pure. */
  geo.decades = function (dots) {
    const low = Math.floor(Math.log10(Math.min(...dots.map((d) => d.low))) + 1e-9);
    const high = Math.ceil(Math.log10(Math.max(...dots.map((d) => d.high))) - 1e-9);
    return [low, Math.max(high, low + 1)];
  };

  geo.Reported = class {
    constructor(message, explore, choose) {
      this.table = explore.table;
      this.choose = choose;
      this.rows = ((message.ledger || {}).rows || []).filter((r) => !r.background);
      this.dayOf = (row) => {
        const i = this.table.index(row.record);
        return i < 0 ? -1 : this.table.day[i];
      };
      this.node = el('div', {});
      this.parts = METRICS.map((metric) => this.make(metric)).filter(Boolean);
      this.node.append(...this.parts.map((p) => p.node));
      this.selected = null;
    }

    /** One metric; null where a picture would say no more than the words in the list. */
    make(metric) {
      const lanes = geo.lanes(this.rows, metric, this.dayOf);
      const dots = lanes.flatMap((l) => l.dots);
      if (dots.length < 2) return null;
      const days = [...new Set(dots.map((d) => d.day))].filter((d) => d >= 0);
      const picture = el('div', { class: 'geo-reported', role: 'group', 'aria-label': title(metric) });
      geo.roving(picture);
      const words = el('details', { class: 'geo-as-table' }, el('summary', {}, geo.say('chart.as_table')));
      const part = { metric, picture, words, over: days.length > 1, first: Math.min(...days), last: Math.max(...days), decades: geo.decades(dots), key: null };
      words.addEventListener('toggle', () => this.tabulate(part));
      part.node = el('section', { class: 'geo-section' }, el('h2', {}, title(metric)),
        el('p', { class: 'geo-note' }, geo.say('figures.how')), picture, words);
      return part;
    }

    update(shown, state) {
      const whole = geo.isWhole(state);
      const kept = this.rows.filter((row) => {
        const i = this.table.index(row.record);
        return i < 0 ? whole : shown[i];
      });
      for (const part of this.parts) {
        part.lanes = geo.lanes(kept, part.metric, this.dayOf);
        part.node.hidden = !part.lanes.length;
        const key = kept.map((r) => r.record).join();
        if (key === part.key) continue;
        part.key = key;
        const focused = part.picture.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
        part.untabbed = true;
        part.picture.replaceChildren(...part.lanes.slice(0, LANES).map((lane) => this.lane(part, lane)));
        if (part.lanes.length) part.picture.append(this.axis(part));
        if (part.lanes.length > LANES) part.picture.append(el('p', { class: 'geo-note' }, geo.say('figures.more', { n: part.lanes.length - LANES })));
        this.tabulate(part);
        const again = focused && [...part.picture.querySelectorAll('[data-stop]')].find((s) => s.getAttribute('aria-label') === focused);
        if (again) again.focus({ preventScroll: true });
      }
      this.mark(this.selected);
    }

    /** Share of the way along the logarithmic scale. */
    share([low, high], value) {
      return (Math.log10(value) - low) / (high - low);
    }

    lane(part, lane) {
      const high = part.over ? LANE : 22;
      const box = svg('svg', { viewBox: `0 0 ${WIDE} ${high}`, role: 'group', 'aria-label': lane.speaker });
      const along = (v) => LEFT + v * (WIDE - LEFT - RIGHT);
      const up = (v) => high - 5 - v * (high - 10);
      for (let d = part.decades[0]; d <= part.decades[1]; d++) {
        const at = (d - part.decades[0]) / (part.decades[1] - part.decades[0]);
        box.append(part.over ? svg('line', { class: 'grid', x1: '0', x2: String(WIDE), y1: up(at), y2: up(at) }) : svg('line', { class: 'grid', x1: along(at), x2: along(at), y1: '0', y2: String(high) }));
      }
      for (const dot of lane.dots) {
        const [low, top] = [this.share(part.decades, dot.low), this.share(part.decades, dot.high)];
        const when = part.over ? along(part.last > part.first ? Math.max(0, dot.day - part.first) / (part.last - part.first) : 0.5) : 0;
        const [x1, y1, x2, y2] = part.over ? [when, up(low), when, up(top)] : [along(low), high / 2, along(top), high / 2];
        const group = svg('g', { class: `dot${dot.forecast ? ' forecast' : ''}` });
        group.dataset.dot = dot.row.record || '';
        if (dot.high > dot.low) group.append(svg('line', { class: 'range', x1, y1, x2, y2 }));
        group.append(svg('circle', { class: 'hit', cx: (x1 + x2) / 2, cy: (y1 + y2) / 2, r: '11' }), svg('circle', { class: 'point', cx: (x1 + x2) / 2, cy: (y1 + y2) / 2, r: '4' }));
        const words = geo.joined([dot.row.text, lane.speaker, dot.forecast ? geo.words.STATUS.forecast : '', dot.day >= 0 ? geo.days(geo.isoDay(dot.day)) : '']);
        box.append(geo.stop(group, words, part.untabbed, () => this.choose(dot.row.record)));
        part.untabbed = false;
      }
      const newest = lane.dots.filter((d) => !d.forecast).sort((a, b) => a.day - b.day).pop() || lane.dots[lane.dots.length - 1];
      return el('div', { class: 'geo-lane' }, el('div', { class: 'geo-lane-head' }, el('span', { dir: 'auto' }, lane.speaker),
        el('span', { class: newest.forecast ? 'forecast' : '' }, newest.high > newest.low ? `${geo.rough(newest.low)}–${geo.rough(newest.high)}` : geo.rough(newest.low))), box);
    }

    axis(part) {
      if (part.over) {
        return el('div', { class: 'geo-ends', 'aria-hidden': 'true' }, el('span', {}, geo.shortDays(part.first, part.first)), el('span', {}, geo.say('figures.scale', { low: geo.rough(10 ** part.decades[0]), high: geo.rough(10 ** part.decades[1]) })), el('span', {}, geo.shortDays(part.last, part.last)));
      }
      const steps = [];
      for (let d = part.decades[0]; d <= part.decades[1]; d++) steps.push(el('span', {}, geo.rough(10 ** d)));
      return el('div', { class: 'geo-ends', 'aria-hidden': 'true' }, ...steps);
    }

    mark(id) {
      this.selected = id;
      for (const dot of this.node.querySelectorAll('[data-dot]')) {
        const on = id !== null && id !== undefined && dot.dataset.dot === id;
        dot.classList.toggle('on', on);
        dot.setAttribute('aria-pressed', String(on));
      }
    }

    tabulate(part) {
      if (!part.words.open) return;
      const rows = part.lanes.flatMap((lane) => lane.dots.map((dot) => [lane.speaker, dot])).sort((a, b) => a[1].day - b[1].day);
      const cells = rows.map(([speaker, dot]) => {
        const open = el('button', { type: 'button' }, dot.row.text);
        open.addEventListener('click', () => this.choose(dot.row.record));
        return el('tr', { class: dot.forecast ? 'forecast' : '' }, el('td', {}, dot.day < 0 ? '' : geo.isoDay(dot.day)), el('td', {}, open, dot.forecast ? ` ${geo.say('figures.forecast')}` : ''), el('td', { dir: 'auto' }, speaker), el('td', { dir: 'auto' }, dot.row.scope || geo.say('figure.no_area')));
      });
      const heads = ['date', 'figure', 'speaker', 'area'].map((name) => el('th', { scope: 'col' }, geo.say(`column.${name}`)));
      part.words.replaceChildren(part.words.firstChild, el('div', { class: 'geo-tablebox', tabindex: '0', role: 'region', 'aria-label': title(part.metric) },
        el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...cells))));
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
