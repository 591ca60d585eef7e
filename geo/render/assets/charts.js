/** Pictures in the rail: what happened by type, side and day. Each bar is a filter; the same stands in a table below. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, svg } = geo;
  const TYPES = 7;
  const COLUMNS = 28; // bins that fit beside the names at a width that can be hit

  /**
   * Counts of what happened by type, bin of days and side. Pure.
   *
   * @param {object} table from `geo.table`
   * @param {Function} counts `(row) => boolean`
   * @param {object} bins from `geo.bins`
   * @returns {{type: string, label: string, total: number, cells: Map<number, number>[]}[]} the most frequent type first; `cells[bin]`
   *   is side code (-1: none or several) -> records
   */
  geo.byType = function (table, counts, bins) {
    const [types, sides] = [table.facet('type'), table.facet('side')];
    const found = new Map();
    for (let i = 0; i < table.n; i++) {
      if (!counts(i) || types.starts[i] === types.starts[i + 1]) continue;
      const code = types.codes[types.starts[i]];
      if (!found.has(code)) found.set(code, { type: types.values[code], label: types.labels[code], total: 0, cells: bins.edges.slice(1).map(() => new Map()) });
      const made = found.get(code);
      const own = sides.starts[i + 1] - sides.starts[i] === 1 ? sides.codes[sides.starts[i]] : -1;
      const cell = made.cells[table.day[i] < 0 ? 0 : geo.binOf(bins, table.day[i])];
      made.total++;
      cell.set(own, (cell.get(own) || 0) + 1);
    }
    return [...found.values()].sort((a, b) => b.total - a.total || (a.label < b.label ? -1 : 1));
  };

  /** Make several things in one drawing reachable as one stop of Tab, with the arrows between them. */
  geo.roving = function (node) {
    const stops = () => [...node.querySelectorAll('[data-stop]')];
    node.addEventListener('keydown', (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const all = stops();
      const at = all.indexOf(event.target.closest('[data-stop]'));
      if (at < 0) return;
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        all[at].dispatchEvent(new MouseEvent('click', { bubbles: true }));
      } else if (by) {
        event.preventDefault();
        event.stopPropagation();
        const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
        all.forEach((stop) => stop.setAttribute('tabindex', stop === next ? '0' : '-1'));
        next.focus();
      }
    });
  };

  /** A thing of a drawing that can be pressed. */
  geo.stop = function (node, words, first, press) {
    for (const [name, value] of [['role', 'button'], ['tabindex', first ? '0' : '-1'], ['data-stop', ''], ['aria-label', words]]) node.setAttribute(name, value);
    node.append(svg('title', {}, words));
    node.addEventListener('click', press);
    return node;
  };

  /** What happened: a row a type, a column a day; one day is one bar. */
  class Happened {
    constructor(message, explore) {
      this.table = explore.table;
      this.sides = new Map((message.sides || []).map((s) => [s.id, s]));
      const { table } = this;
      this.events = (i) => table.listed[i] && table.at('list', i) === 'event';
      const days = table.day.filter((d, i) => d >= 0 && this.events(i));
      const [first, last] = days.reduce(([a, b], d) => [Math.min(a, d), Math.max(b, d)], [Infinity, -Infinity]);
      this.bins = days.length ? geo.bins(first, last, COLUMNS) : { unit: 'day', edges: [0, 1] };
      this.picture = el('div', { class: 'geo-happened', role: 'group', 'aria-label': geo.say('chart.happened') });
      this.words = el('details', { class: 'geo-as-table' }, el('summary', {}, geo.say('chart.as_table')));
      this.words.addEventListener('toggle', () => this.tabulate());
      this.node = el('section', { class: 'geo-section' }, el('h2', {}, geo.say(this.bins.edges.length > 2 ? `chart.events.${this.bins.unit}` : 'chart.events')), this.picture, this.words);
      geo.roving(this.picture);
      this.key = null;
    }

    colour(code) {
      const theme = geo.themes[geo.themeName(document.documentElement.dataset.theme)];
      const side = code < 0 ? null : this.sides.get(this.table.facet('side').values[code]);
      const colour = side && geo.colour(side.colour);
      return colour ? geo.onGround(colour, theme) : theme.none;
    }

    update(shown, state) {
      this.rows = geo.byType(this.table, (i) => shown[i] && this.events(i), this.bins);
      this.node.hidden = !this.rows.length;
      const chosen = state.filters.type;
      const key = JSON.stringify([this.rows.map((r) => [r.type, r.cells.map((c) => [...c])]), chosen, document.documentElement.dataset.theme]);
      if (key === this.key) return;
      this.key = key;
      const focused = this.picture.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
      const top = this.rows.slice(0, TYPES);
      const sum = (cell) => [...cell.values()].reduce((a, b) => a + b, 0);
      const most = Math.max(1, ...top.flatMap((r) => r.cells.map(sum)));
      this.picture.replaceChildren(...top.map((row, n) => this.draw(row, most, sum, chosen.includes(row.type), n === 0)));
      if (this.rows.length > TYPES) this.picture.append(el('p', { class: 'geo-note' }, geo.say('chart.more_types', { n: this.rows.length - TYPES })));
      if (this.words.open) this.tabulate();
      const again = focused && [...this.picture.querySelectorAll('[data-stop]')].find((s) => s.getAttribute('aria-label') === focused);
      if (again) again.focus({ preventScroll: true });
    }

    draw(row, most, sum, on, first) {
      const bins = row.cells.length;
      const [wide, high] = [156, 20];
      const name = el('button', { type: 'button', class: 'geo-type', 'aria-pressed': String(on), title: on ? geo.say('chart.remove') : geo.say('chart.only', { type: row.label }) }, row.label);
      name.addEventListener('click', () => geo.store.set(geo.switched(geo.store.get(), 'type', row.type, !on), 'chart'));
      const picture = svg('svg', { viewBox: `0 0 ${wide} ${high}`, width: String(wide), height: String(high), role: 'group', 'aria-label': row.label });
      const step = bins > 1 ? wide / bins : 0;
      row.cells.forEach((cell, bin) => {
        const n = sum(cell);
        if (!n) return;
        const group = svg('g', {});
        let at = 0;
        for (const [code, count] of [...cell].sort((a, b) => (a[0] < 0) - (b[0] < 0) || a[0] - b[0])) {
          const size = bins > 1 ? Math.max(2, (count / most) * (high - 1)) : (count / most) * wide;
          group.append(bins > 1
            ? svg('rect', { x: (bin * step + 0.5).toFixed(1), width: Math.max(1.5, step - 1).toFixed(1), y: (high - at - size).toFixed(1), height: size.toFixed(1), fill: this.colour(code) })
            : svg('rect', { x: at.toFixed(1), width: Math.max(2, size - 1).toFixed(1), y: '4', height: '12', fill: this.colour(code) }));
          at += size;
        }
        group.append(bins > 1 ? svg('rect', { class: 'hit', x: (bin * step).toFixed(1), width: step.toFixed(1), y: '0', height: String(high) }) : svg('rect', { class: 'hit', x: '0', width: String(wide), y: '0', height: String(high) }));
        const [from, to] = [this.bins.edges[bin], this.bins.edges[bin + 1] - 1];
        const when = geo.days(`${geo.isoDay(from)}/${geo.isoDay(to)}`);
        picture.append(geo.stop(group, geo.say(bins > 1 ? 'chart.bar_days' : 'chart.bar', { n, type: row.label, days: when }), first, () => {
          geo.store.set(bins > 1 ? { time: { from: geo.isoDay(from), to: geo.isoDay(to) }, ...geo.switched(geo.store.get(), 'type', row.type, true) } : geo.switched(geo.store.get(), 'type', row.type, !on), 'chart');
        }));
        first = false;
      });
      return el('div', { class: 'geo-happening' }, name, picture, el('span', { class: 'geo-meta' }, geo.count(row.total)));
    }

    /** The same in words. */
    tabulate() {
      if (!this.words.open || !this.rows) return;
      const sides = [...new Set(this.rows.flatMap((r) => r.cells.flatMap((c) => [...c.keys()])))].sort((a, b) => (a < 0) - (b < 0) || a - b);
      const of = (row, code) => row.cells.reduce((n, c) => n + (c.get(code) || 0), 0);
      const { labels } = this.table.facet('side');
      const table = el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, geo.say('column.type')), ...sides.map((s) => el('th', { scope: 'col' }, s < 0 ? geo.say('chart.no_side') : labels[s])), el('th', { scope: 'col' }, geo.say('chart.all')))),
        el('tbody', {}, ...this.rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, row.label), ...sides.map((s) => el('td', {}, geo.count(of(row, s)))), el('td', {}, geo.count(row.total))))));
      this.words.replaceChildren(this.words.firstChild, el('div', { class: 'geo-tablebox', tabindex: '0', role: 'region', 'aria-label': geo.say('chart.by_side') }, table));
    }
  }

  /**
   * The charts of the rail.
   *
   * @param {object} message
   * @param {object} explore
   * @param {Function} choose `(record id)`
   */
  geo.charts = function (message, explore, choose) {
    const happened = new Happened(message, explore);
    const reported = new geo.Reported(message, explore, choose);
    return {
      node: el('div', { class: 'geo-charts' }, reported.node, happened.node),
      update(shown, state) {
        happened.update(shown, state);
        reported.update(shown, state);
      },
      mark: (id) => reported.mark(id),
    };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
