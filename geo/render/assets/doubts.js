/** The queue of what is doubtful: what of it is left, in which order, what its numbers mean. Pure. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Kinds of doubt in the order of their chips. */
  const KINDS = ['place', 'unplaced', 'rough', 'score', 'time', 'figure', 'conflict', 'twin', 'source'];
  /** Digits that choose. */
  const MOST = 9;
  /** Fields in which records are compared before they are merged. */
  const COMPARED = ['label', 'when', 'where', 'who', 'figures', 'source'];

  const kindsOf = (item) => (item.reasons || []).map((r) => r.kind);

  geo.doubts = {
    KINDS, MOST, COMPARED,

    /** @param {number} doubt 0 to 1 @returns {number} 1 to 5, the cells of the bar that are filled */
    level: (doubt) => Math.max(1, Math.min(5, Math.ceil((Number(doubt) || 0) * 5))),

    /** @returns {Map<string, number>} how many items are left of each kind that occurs, in the order of the chips */
    counts(items, isDone) {
      const found = new Map(KINDS.map((kind) => [kind, 0]));
      for (const item of items) if (!isDone(item)) for (const kind of new Set(kindsOf(item))) if (found.has(kind)) found.set(kind, found.get(kind) + 1);
      return new Map([...found].filter(([, n]) => n > 0));
    },

    /**
     * What the list shows. The active item keeps its place in the queue while one looks at it, also once it is decided.
     *
     * @param {object[]} items as Python sorted them
     * @param {{kind: string|null, active: string|null, at: number, isDone: Function, passes: Function}} how `at`: where the active
     *   item stood; `passes`: whether the filters of the map let a record through
     * @returns {{todo: object[], done: object[], outside: number}}
     */
    view(items, { kind, active, at, isDone, passes }) {
      const held = items.find((item) => item.record === active);
      const of = items.filter((item) => !kind || kindsOf(item).includes(kind));
      const within = of.filter((item) => passes(item.record));
      const todo = within.filter((item) => !isDone(item));
      const done = within.filter((item) => isDone(item) && item !== held);
      if (held && !todo.includes(held)) todo.splice(Math.max(0, Math.min(at, todo.length)), 0, held);
      return { todo, done, outside: of.length - within.length };
    },

    /** @returns {object|null} the undecided item that comes after (or before) a record, the first one after the last */
    next(todo, record, step, isDone) {
      const at = todo.findIndex((item) => item.record === record);
      if (at < 0) return todo.find((item) => !isDone(item)) || null;
      for (let i = at + step; i >= 0 && i < todo.length; i += step) if (!isDone(todo[i])) return todo[i];
      if (step < 0) return null;
      return todo.find((item) => !isDone(item) && item.record !== record) || null;
    },

    /**
     * Candidates of all doubtful places of an item with their digits: of several places each gets its share.
     *
     * @param {object} item of the queue
     * @param {Object<string, string[]>} order ids of candidates by role, as they stood when the item was opened: a digit keeps its meaning
     * @param {{group: number, places: object[]}|null} found places that were searched for, for one of its places
     * @returns {{place: object, group: number, choices: {n: number|null, candidate: object, found: boolean}[]}[]}
     */
    numbered(item, found, order = {}) {
      const places = item.places || [];
      const share = Math.max(2, Math.floor(MOST / Math.max(1, places.length)));
      let n = 0;
      const digit = () => (n < MOST ? ++n : null);
      return places.map((place, group) => {
        const rank = new Map((order[place.role + group] || []).map((id, at) => [id, at]));
        const ranked = (place.candidates || []).slice().sort((a, b) => (rank.get(a.id) ?? 99) - (rank.get(b.id) ?? 99));
        const own = ranked.slice(0, Math.min(share, found && found.group === group ? 4 : share));
        const known = new Set(own.map((c) => c.id));
        const more = found && found.group === group ? found.places.filter((c) => !known.has(c.id)) : [];
        return { place, group, choices: [...own.map((candidate) => ({ n: digit(), candidate, found: false })), ...more.map((candidate) => ({ n: digit(), candidate, found: true }))] };
      });
    },

    /** @returns {Object<string, string[]>} the order of an item's candidates, for `numbered` */
    orderOf: (item) => Object.fromEntries((item.places || []).map((place, group) => [place.role + group, (place.candidates || []).map((c) => c.id)])),

    /** @returns {number} records of the queue that this very name was put at that place in, the item's own among them */
    sameName(items, place) {
      const name = String(place.surface || '').toLowerCase();
      if (!name || !place.id) return 1;
      return items.filter((item) => (item.places || []).some((p) => p.id === place.id && String(p.surface || '').toLowerCase() === name)).length || 1;
    },

    /** @returns {string[]} ids of the records that a place decision moves: those of the queue in which the name stands for that place */
    movesToo(items, record, place, everywhere) {
      const name = String(place.surface || '').toLowerCase();
      if (!everywhere || !name || !place.id) return [record];
      const others = items.filter((item) => (item.places || []).some((p) => p.id === place.id && String(p.surface || '').toLowerCase() === name)).map((item) => item.record);
      return [...new Set([record, ...others])];
    },

    /**
     * Records that may tell of the same thing: of the same kind, nearest in type, day and place, and with the words that were typed.
     *
     * @param {object} table from `geo.table`
     * @param {number} row
     * @param {string} text
     * @param {number} most
     * @returns {number[]} rows
     */
    alike(table, row, text, most) {
      const words = table.plain(text).split(/\s+/).filter(Boolean);
      const own = { list: table.at('list', row), type: table.at('type', row), places: new Set((table.at('places', row) || []).map(String)) };
      const scored = [];
      for (let i = 0; i < table.n; i++) {
        if (i === row || table.at('list', i) !== own.list || table.at('dataset', i)) continue;
        if (words.length && !words.every((w) => table.haystack()[i].includes(w))) continue;
        const days = table.day[i] < 0 || table.day[row] < 0 ? 3 : Math.abs(table.day[i] - table.day[row]);
        const shared = (table.at('places', i) || []).some((p) => own.places.has(String(p)));
        const score = (table.at('type', i) === own.type ? 2 : 0) + (shared ? 2 : 0) + Math.max(0, 2 - days);
        if (words.length || score >= 4) scored.push([score, i]);
      }
      return scored.sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, most).map(([, i]) => i);
    },

    /** @returns {Map<string, object[]>} standing decisions by the record that they are shown at, the newest first */
    byRecord(decisions) {
      const out = new Map();
      for (const one of decisions || []) {
        for (const id of new Set([one.record, one.target].filter(Boolean))) {
          if (!out.has(id)) out.set(id, []);
          out.get(id).push(one);
        }
      }
      return out;
    },
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
