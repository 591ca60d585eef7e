/**
 * The records as columns: what filters, histogram and lists read, without an object a record. Pure.
 *
 * A column list comes packed from Python (docs/message.md, "Columns") or is a plain list of objects; both read the same.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const DAY_MS = 86400000;

  /** @returns {number} days since 1970 of an ISO day, below zero before; -1 (the last day of 1969) when it is none */
  geo.dayNumber = function (iso) {
    const days = typeof iso === 'string' && iso.length >= 10 ? Date.parse(iso.slice(0, 10)) / DAY_MS : NaN;
    return Number.isInteger(days) ? days : -1;
  };

  /** @returns {string} ISO day of days since 1970 */
  geo.isoDay = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

  /** One packed column as a function of the row. */
  function reader(column, n) {
    if (column.raw) return { at: (i) => column.raw[i] };
    if (column.deltas) {
      const sums = new Float64Array(n);
      column.deltas.forEach((step, i) => (sums[i] = step + (i ? sums[i - 1] : 0)));
      return { at: (i) => sums[i] };
    }
    if (column.rows) {
      const rows = geo.columns(column.rows);
      const starts = new Int32Array(column.counts.length + 1);
      column.counts.forEach((count, i) => (starts[i + 1] = starts[i] + Math.max(0, count)));
      return {
        rows, starts,
        at: (i) => (column.counts[i] < 0 ? undefined : Array.from({ length: starts[i + 1] - starts[i] }, (_, k) => rows.row(starts[i] + k))),
      };
    }
    const codes = Array.isArray(column.codes) ? Int32Array.from(column.codes) : new Int32Array(n).fill(column.codes);
    return { values: column.values, codes, at: (i) => (codes[i] < 0 ? undefined : column.values[codes[i]]) };
  }

  /**
   * @param {object|object[]} source packed columns `{n, columns}` or a list of objects
   * @returns {{n: number, at: Function, row: Function, interned: Function, nested: Function, keys: string[]}}
   */
  geo.columns = function (source) {
    if (!source || Array.isArray(source)) {
      const list = source || [];
      return {
        n: list.length, keys: [...new Set(list.slice(0, 50).flatMap((r) => Object.keys(r)))],
        at: (key, i) => list[i][key], row: (i) => list[i], interned: () => null, nested: () => null,
      };
    }
    const columns = new Map(Object.entries(source.columns).map(([key, column]) => [key, reader(column, source.n)]));
    return {
      n: source.n, keys: [...columns.keys()],
      at: (key, i) => (columns.has(key) ? columns.get(key).at(i) : undefined),
      row(i) {
        const out = {};
        for (const [key, column] of columns) {
          const value = column.at(i);
          if (value !== undefined) out[key] = value;
        }
        return out;
      },
      /** @returns {{values: any[], codes: Int32Array}|null} of a column that has few different values */
      interned: (key) => (columns.has(key) && columns.get(key).codes ? columns.get(key) : null),
      /** @returns {{rows: object, starts: Int32Array}|null} of a column whose values are lists of objects */
      nested: (key) => (columns.has(key) && columns.get(key).rows ? columns.get(key) : null),
    };
  };

  /**
   * Point marks, packed: what a mark has from its record stands there once (code -2).
   *
   * @param {object} marks packed
   * @param {object} records columns of the records
   * @returns {{n: number, rowOf: Function, id: Function, record: Function, own: Function, feature: Function, at: Function}}
   */
  geo.markColumns = function (marks, records) {
    const columns = geo.columns(marks);
    const keys = columns.keys.filter((key) => key.startsWith('p.')).map((key) => key.slice(2));
    const rowOf = (i) => {
      const row = columns.at('row', i);
      return row === undefined ? -1 : row;
    };
    const record = (i) => (rowOf(i) < 0 ? columns.at('record', i) : records.at('id', rowOf(i)));
    const own = (key, i) => {
      const codes = columns.interned('p.' + key);
      return codes && codes.codes[i] === -2 ? records.at(key, rowOf(i)) : columns.at('p.' + key, i);
    };
    const id = (i) => {
      const given = columns.at('id', i);
      return given === undefined ? record(i) + columns.at('end', i) : given;
    };
    return {
      n: columns.n, columns, rowOf, id, record, own,
      feature(i) {
        const properties = {};
        const name = record(i);
        if (name !== undefined) Object.assign(properties, { record: name, records: [name] });
        for (const key of keys) {
          const value = own(key, i);
          if (value !== undefined) properties[key] = value;
        }
        return { type: 'Feature', id: id(i), geometry: { type: 'Point', coordinates: [columns.at('lon', i), columns.at('lat', i)] }, properties };
      },
    };
  };

  const words = (list) => (Array.isArray(list) ? list : []).map((x) => (typeof x === 'string' ? x : x && (x.name || x.text))).filter((x) => typeof x === 'string' && x);

  /** Values of each facet from one value of each of the named columns: [columns, function]. */
  const FACETS = {
    type: [['type'], (type) => [type]],
    actor: [['agents'], (agents) => words(agents)],
    side: [['sides'], (sides) => words(sides)],
    status: [['status'], (status) => [status]],
    grade: [['source_grade', 'info_grade'], (source, info) => [`${source || ''}${info || ''}`]],
    place: [['places'], (places) => words(places)],
    told: [['told_by'], (by) => [by]],
    claims: [['independent', 'parties'], (n, parties) => [...(n > 1 ? ['two'] : []), ...words(parties).map((side) => `party:${side}`)]],
    tension: [['tension'], (list) => (Array.isArray(list) ? list.map((one) => one && one.why) : [])],
    figure: [['figures'], (figures) => (Array.isArray(figures) ? figures.map((f) => f && f.metric) : [])],
  };

  /** @returns {Map<string, string>} words for the values of the claims switch */
  geo.claimLabels = (message) => new Map([['two', geo.say('claims.two')], ...(message.sides || []).map((s) => [`party:${s.id}`, geo.say('claims.by', { party: s.label })])]);

  /** What stands behind the word of a facet when the value itself is none. */
  function labelsOf(name, message, columns) {
    if (name === 'side') return new Map((message.sides || []).map((s) => [s.id, s.label]));
    if (name === 'claims') return geo.claimLabels(message);
    if (name === 'tension') return new Map(['holder', 'figures', 'actors', 'denied'].map((why) => [why, geo.say(`tension.${why}`)]));
    if (name === 'told') return new Map(Object.entries((geo.words || {}).TOLD_BY || {}));
    if (name === 'status') return new Map(Object.entries((geo.words || {}).STATUS || {}));
    const out = new Map();
    if (name === 'type') for (let i = 0; i < columns.n; i++) if (!out.has(columns.at('type', i))) out.set(columns.at('type', i), columns.at('type_label', i));
    return out;
  }

  /** @returns {'day'|'known'} the member that days select by: what it tells of, or when it was published */
  geo.dayKey = (message) => (message.time && message.time.basis === 'published' ? 'known' : 'day');

  /**
   * @param {object} message records (list or columns), sides, articles
   * @returns {object} `n`, `id(i)`, `index(id)`, `get(i)`, `day`, `listed`, `background`, `facet(name)`, `words(i)`
   */
  geo.table = function (message) {
    const columns = geo.columns(message.packed ? message.packed.records : message.records);
    const n = columns.n;
    const ids = new Map();
    for (let i = 0; i < n; i++) ids.set(columns.at('id', i), i);
    const day = new Int32Array(n);
    const background = new Uint8Array(n);
    const listed = new Uint8Array(n);
    const known = new Map();
    const dayKey = geo.dayKey(message);
    for (let i = 0; i < n; i++) {
      const iso = columns.at(dayKey, i);
      if (!known.has(iso)) known.set(iso, geo.dayNumber(iso));
      day[i] = known.get(iso);
      background[i] = columns.at('background', i) ? 1 : 0;
      const twin = columns.at('twin', i);
      listed[i] = background[i] || (twin && ids.has(twin)) ? 0 : 1;
    }
    const articles = geo.columns(message.packed ? message.packed.articles : message.articles);
    let publishers = null;
    const facets = new Map();
    let haystack = null;

    /** Codes of all rows, those of row i from starts[i] to starts[i + 1]; `code` names what is the same list of values. */
    function gather({ valuesOf, code }) {
      const values = [];
      const known = new Map();
      const lists = [];
      const listOf = (i) => {
        const out = [];
        for (const value of valuesOf(i)) {
          if (typeof value !== 'string' || !value) continue;
          if (!known.has(value)) known.set(value, values.push(value) - 1);
          if (!out.includes(known.get(value))) out.push(known.get(value));
        }
        return out;
      };
      const starts = new Int32Array(n + 1);
      let codes = new Int32Array(n + 16);
      let at = 0;
      for (let i = 0; i < n; i++) {
        const same = code ? code(i) : -1;
        const list = same < 0 ? listOf(i) : lists[same] || (lists[same] = listOf(i));
        if (at + list.length > codes.length) {
          const more = new Int32Array(2 * codes.length + list.length);
          more.set(codes);
          codes = more;
        }
        for (let k = 0; k < list.length; k++) codes[at++] = list[k];
        starts[i + 1] = at;
      }
      return { values, starts, codes: codes.slice(0, at) };
    }

    /** Who says so: the speakers of a record's evidence, and who published it. */
    function sources() {
      if (!publishers) {
        publishers = new Map();
        for (let a = 0; a < articles.n; a++) publishers.set(articles.at('id', a), articles.at('source', a));
      }
      const nested = columns.nested('evidence');
      if (nested) {
        const { rows, starts } = nested;
        return (i) => {
          const out = [columns.at('speaker', i)];
          for (let k = starts[i]; k < starts[i + 1]; k++) out.push(rows.at('speaker', k), publishers.get(rows.at('article', k)));
          return out;
        };
      }
      return (i) => [columns.at('speaker', i), ...(columns.at('evidence', i) || []).flatMap((e) => [e.speaker, publishers.get(e.article)])];
    }

    function readingOf(name) {
      if (name === 'source') return { valuesOf: sources() };
      const [keys, make] = FACETS[name];
      const interned = keys.length === 1 ? columns.interned(keys[0]) : null;
      return { valuesOf: (i) => make(...keys.map((key) => columns.at(key, i))), code: interned && ((i) => interned.codes[i]) };
    }

    const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

    return {
      n, day, background, listed,
      /** Rows that lists and counts speak of: neither background nor told by another record. */
      total: listed.reduce((sum, one) => sum + one, 0),
      id: (i) => columns.at('id', i),
      index: (id) => (ids.has(id) ? ids.get(id) : -1),
      get: (i) => columns.row(i),
      at: (key, i) => columns.at(key, i),
      /** @returns {boolean} whether accounts of a record differ */
      differs: (i) => i >= 0 && Boolean((columns.at('tension', i) || []).length),
      /**
       * @param {string} name of `geo.FACETS`
       * @returns {{values: string[], labels: string[], codes: Int32Array, starts: Int32Array, of: Function}} values as in the
       *   filters, labels to show, `codes` of row i from `starts[i]` to `starts[i + 1]`
       */
      facet(name) {
        if (!facets.has(name)) {
          const made = gather(readingOf(name));
          const labels = labelsOf(name, message, columns);
          made.labels = made.values.map((v) => labels.get(v) || v);
          made.of = (i) => made.codes.subarray(made.starts[i], made.starts[i + 1]);
          facets.set(name, made);
        }
        return facets.get(name);
      },
      /** @returns {string[]} per row what the search looks through: lower case, without accents; made at the first search */
      haystack() {
        if (!haystack) {
          const nested = columns.nested('evidence');
          haystack = new Array(n);
          for (let i = 0; i < n; i++) {
            const quotes = nested
              ? Array.from({ length: nested.starts[i + 1] - nested.starts[i] }, (_, k) => nested.rows.at('quote', nested.starts[i] + k))
              : (columns.at('evidence', i) || []).map((e) => e.quote);
            haystack[i] = plain([columns.at('label', i), ...words(columns.at('places', i)), ...words(columns.at('agents', i)), ...words(columns.at('targets', i)), columns.at('speaker', i), ...quotes].filter(Boolean).join('\n'));
          }
        }
        return haystack;
      },
      plain,
    };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
