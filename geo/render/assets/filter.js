/** Which records the state lets through, and how many of each value: typed arrays, one pass a step. Pure. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Why a row may fail besides the facets, which count from 0. */
  const TIME = 100;
  const TEXT = 101;
  const NONE = 255;

  /**
   * @param {object} table from `geo.table`
   * @returns {{apply: Function, days: Function}}
   */
  geo.filter = function (table) {
    const { n, day } = table;
    const names = geo.FACETS;
    const shown = new Uint8Array(n);
    const kept = new Uint8Array(n);
    const held = new Uint8Array(n);
    const CLAIMS = names.indexOf('claims');
    // How many conditions a row fails, at most 2, and the last of them: enough to count a facet without its own filter.
    const fails = new Uint8Array(n);
    const last = new Uint8Array(n);
    let searched = { text: '', mask: null };
    let conditions = { key: null };

    function search(text) {
      const wanted = table.plain(text).split(/\s+/).filter(Boolean);
      if (!wanted.length) return null;
      const key = wanted.join(' ');
      if (searched.text !== key) {
        const rows = table.haystack();
        const mask = new Uint8Array(n);
        for (let i = 0; i < n; i++) mask[i] = wanted.every((word) => rows[i].includes(word)) ? 1 : 0;
        searched = { text: key, mask };
      }
      return searched.mask;
    }

    function fail(i, why) {
      if (fails[i] < 2) fails[i]++;
      last[i] = why;
    }

    /** Everything but time: stays while only time changes, so a scrub step is one pass over the days. */
    function prepare(state) {
      const key = JSON.stringify([state.filters, state.text]);
      if (conditions.key === key) return;
      conditions = { key, fails: new Uint8Array(n), last: new Uint8Array(n) };
      fails.fill(0);
      last.fill(NONE);
      names.forEach((name, number) => {
        const chosen = state.filters[name] || [];
        if (!chosen.length) return;
        const { values, codes, starts } = table.facet(name);
        const on = new Uint8Array(values.length);
        for (const value of chosen) {
          const code = values.indexOf(value);
          if (code >= 0) on[code] = 1;
        }
        for (let i = 0; i < n; i++) {
          let hit = 0;
          for (let k = starts[i]; k < starts[i + 1]; k++) hit |= on[codes[k]];
          if (!hit) fail(i, number);
        }
      });
      const mask = search(state.text || '');
      if (mask) for (let i = 0; i < n; i++) if (!mask[i]) fail(i, TEXT);
      for (let i = 0; i < n; i++) held[i] = fails[i] === 0 || (fails[i] === 1 && last[i] === CLAIMS) ? 1 : 0;
      conditions.fails.set(fails);
      conditions.last.set(last);
    }

    return {
      /**
       * @param {object} state
       * @returns {{shown: Uint8Array, kept: Uint8Array, held: Uint8Array, count: number, total: number, counts: Function}} `shown`: passes
       *   everything; `kept`: everything but time; `held`: everything but time and the claims switch. All are used again by the next call. `count`: rows shown of those that lists
       *   speak of (`table.listed`), `total` of them; `counts(facet)`: value -> rows, ignoring that facet's own filter
       */
      apply(state) {
        prepare(state);
        const from = state.time ? geo.dayNumber(state.time.from) : -1;
        const to = state.time ? geo.dayNumber(state.time.to) : -1;
        fails.set(conditions.fails);
        last.set(conditions.last);
        let count = 0;
        for (let i = 0; i < n; i++) {
          kept[i] = fails[i] === 0 ? 1 : 0;
          if (state.time && (day[i] === -1 || day[i] < from || day[i] > to)) fail(i, TIME);
          shown[i] = fails[i] === 0 ? 1 : 0;
          count += shown[i] & table.listed[i];
        }
        return {
          shown, kept, held, count, total: table.total,
          counts(name) {
            const { values, codes, starts } = table.facet(name);
            const sums = new Uint32Array(values.length);
            const number = names.indexOf(name);
            for (let i = 0; i < n; i++) {
              if (!table.listed[i] || fails[i] > 1 || (fails[i] === 1 && last[i] !== number)) continue;
              for (let k = starts[i]; k < starts[i + 1]; k++) sums[codes[k]]++;
            }
            return new Map(values.map((value, code) => [value, sums[code]]));
          },
        };
      },
      /**
       * Rows a day, whatever time is chosen; background and doubles aside.
       *
       * @param {object} state
       * @param {string} [facet] also by its values
       * @returns {{first: number, counts: Uint32Array, by: Map<string, Uint32Array>}} `first` in days since 1970; no `counts` without any day
       */
      days(state, facet) {
        prepare(state);
        const { fails: failed } = conditions;
        let first = Infinity;
        let end = -Infinity;
        for (let i = 0; i < n; i++) {
          if (!table.listed[i] || day[i] === -1) continue;
          first = Math.min(first, day[i]);
          end = Math.max(end, day[i]);
        }
        if (end < first) return { first: -1, counts: new Uint32Array(0), by: new Map() };
        const made = facet ? table.facet(facet) : null;
        const counts = new Uint32Array(end - first + 1);
        const by = made ? made.values.map(() => new Uint32Array(counts.length)) : [];
        for (let i = 0; i < n; i++) {
          if (!table.listed[i] || day[i] === -1 || failed[i]) continue;
          counts[day[i] - first]++;
          if (made) for (let k = made.starts[i]; k < made.starts[i + 1]; k++) by[made.codes[k]][day[i] - first]++;
        }
        return { first, counts, by: new Map(by.map((column, code) => [made.values[code], column])) };
      },
    };
  };

  /**
   * A state as far as a table can fulfil it: choices that nothing in it has would leave an empty map for no visible reason. Pure.
   *
   * @param {object} state
   * @param {object} table
   * @param {object} filter of the table
   * @returns {object}
   */
  geo.fittingState = function (state, table, filter) {
    const filters = {};
    for (const name of geo.FACETS) {
      const chosen = state.filters[name] || [];
      const there = chosen.length ? new Set(table.facet(name).values) : null;
      filters[name] = chosen.filter((value) => there.has(value));
    }
    let time = state.time;
    if (time) {
      const [from, to] = [geo.dayNumber(time.from), geo.dayNumber(time.to)];
      if (!table.day.some((day) => day !== -1 && day >= from && day <= to)) time = null;
    }
    const nothing = geo.emptyState();
    const text = state.text && filter.apply({ ...nothing, text: state.text }).shown.some(Boolean) ? state.text : '';
    return { ...state, time, filters, text, selected: state.selected !== null && table.index(state.selected) >= 0 ? state.selected : null };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
