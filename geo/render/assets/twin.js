/**
 * The map in words: what it shows at this moment as rows of tables. Who holds which place, where the fronts run, who and what
 * moves, which areas are drawn; the records stand first. What is filtered out, hidden or not true on the chosen day has no row.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  const names = (list) => geo.joined((list || []).map((x) => (typeof x === 'string' ? x : (x && (x.name || x.text)) || '')), ', ');
  const first = (value) => (Array.isArray(value) ? value[0] : value) || '';

  /** @returns {{says: Function, sides: Function}} words about records and sides of a message */
  function speakers(table, message) {
    const labels = new Map((message.sides || []).map((s) => [s.id, s.label]));
    let sources = null; // gathered when somebody reads a table: there may be thousands of articles
    const sourceOf = (id) => (sources = sources || new Map((message.articles || []).map((a) => [a.id, a.source]))).get(id);
    return {
      sides: (ids) => geo.joined((ids || []).map((id) => labels.get(id) || id), ' – '),
      /** Who says so, and how sure: "SANA (claimed)". */
      says(id) {
        const i = id ? table.index(id) : -1;
        if (i < 0) return '';
        const evidence = (table.at('evidence', i) || [])[0] || {};
        const speaker = table.at('speaker', i) || evidence.speaker || sourceOf(evidence.article);
        const status = table.at('status', i);
        const said = status && status !== 'asserted' ? geo.words.STATUS[status] || '' : '';
        const name = speaker || geo.say('figure.the_article');
        return said ? geo.say('twin.said', { speaker: name, status: said }) : geo.isolate(name);
      },
    };
  }

  const RECORDS = [
    { key: 'date', say: (i, t) => (t.day[i] < 0 ? '' : geo.isoDay(t.day[i])), sort: (i, t) => (t.day[i] < 0 ? null : t.day[i]) },
    { key: 'type', say: (i, t) => t.at('type_label', i) || t.at('type', i) || '' },
    { key: 'what', say: (i, t) => geo.labelled(t.at('label', i)) },
    { key: 'place', say: (i, t) => names(t.at('places', i)) },
    { key: 'actors', say: (i, t) => names([...(t.at('agents', i) || []), ...(t.at('targets', i) || [])]) },
    { key: 'figure', say: (i, t) => names(t.at('figures', i)), sort: (i, t) => ((t.at('figures', i) || []).find((f) => f && Number.isFinite(f.value)) || { value: null }).value },
    { key: 'status', say: (i, t) => geo.joined([geo.words.STATUS[t.at('status', i)], t.differs(i) && geo.say('tension.mark')], ', ') },
    { key: 'source', say: (i, t) => t.at('speaker', i) || ((t.at('evidence', i) || [])[0] || {}).speaker || '' },
  ];

  /** Since which day something is true, as ISO; empty: nobody says. */
  const since = (p) => (Array.isArray(p.valid) && p.valid[0]) || first((p.time || '').split('/')) || p.day || '';
  const sinceColumn = { key: 'since', say: (p) => (since(p) ? geo.days(since(p)) : geo.say('days.unknown')), sort: (p) => since(p) || null };
  const basisOf = (p) => (p.basis === 'drawn' ? geo.say('twin.drawn', { author: (p.drawing || {}).author || '' }) : p.basis === 'overlay' ? geo.say('twin.overlay', { source: p.source || '' })
    : p.inferred ? geo.say('twin.inferred_from', { why: p.inferred }) : geo.say(p.status === 'inferred' ? 'twin.inferred' : 'twin.stated'));
  const stateOf = (p) => (['held', 'divided', 'contested', 'besieged', 'lost'].includes(p.state) ? geo.say(`state.${p.state}`) : '');

  /** Features once each: a geometry of several parts is drawn in several. */
  function features(items, wanted) {
    const found = new Map();
    for (const item of items) if (wanted(item) && !found.has(item.id)) found.set(item.id, item.p);
    return [...found.values()];
  }

  /** Stretches of front between the same sides, told alike, are one row. */
  function merged(fronts) {
    const found = new Map();
    for (const p of fronts) {
      const key = JSON.stringify([[...(p.sides || [])].sort(), p.status, p.basis, since(p)]);
      const before = found.get(key);
      if (!before) found.set(key, { ...p, places: [...(p.places || [])], records: [...(p.records || [])] });
      else {
        before.places = [...new Set([...before.places, ...(p.places || [])])];
        before.records = [...new Set([...before.records, ...(p.records || [])])];
      }
    }
    return [...found.values()];
  }

  /**
   * The tables.
   *
   * @param {object} explore table, scene, life
   * @returns {{key: string, columns: {key: string, say: Function, sort?: Function}[], head: number, begin: number[], rows: Function, record: Function}[]}
   *   `rows(shown, state)` of the moment; `say` and `sort` get a row and the table of records; `head` is the column that names a
   *   row, `begin` the column and direction that it is sorted by at first
   */
  geo.twin = function (explore) {
    const { table, scene } = explore;
    const { says, sides } = speakers(table, (explore.life || {}).message || {});
    const shown = (wanted) => features(scene.items, (item) => wanted(item) && scene.sift.item(item));
    const record = (p) => p.record || (p.records || [])[0] || null;
    const saysColumn = { key: 'says', say: (p) => says(record(p)) };
    return [
      {
        key: 'records', columns: RECORDS, head: 2, begin: [0, -1], record: (i) => table.id(i),
        rows(passed, state) {
          const rows = [];
          for (let i = 0; i < table.n; i++) if (passed[i] && (table.listed[i] || (state.layers.background && table.background[i]))) rows.push(i);
          return rows;
        },
      },
      {
        key: 'held', head: 0, begin: [0, 1], record,
        columns: [{ key: 'place', say: (p) => p.place || p.label }, { key: 'state', say: stateOf }, { key: 'holders', say: (p) => names(p.holders) || sides(p.sides) }, sinceColumn, saysColumn, { key: 'basis', say: basisOf }],
        rows: () => shown((item) => item.layer === 'control' && item.kind === 'point'),
      },
      {
        key: 'fronts', head: 0, begin: [0, 1], record,
        columns: [{ key: 'between', say: (p) => sides(p.sides) || p.label }, { key: 'past', say: (p) => names(p.places) }, { key: 'basis', say: basisOf }, sinceColumn,
          { key: 'rests', say: (p) => geo.say('twin.statements', { n: (p.records || []).length }), sort: (p) => (p.records || []).length }],
        rows: () => merged(shown((item) => item.layer === 'front')),
      },
      {
        key: 'moves', head: 0, begin: [5, -1], record,
        columns: [{ key: 'what', say: (p) => geo.labelled(p.label) }, { key: 'from', say: (p) => first(p.from) }, { key: 'to', say: (p) => first(p.to) }, { key: 'via', say: (p) => names(p.via) },
          { key: 'figure', say: (p) => p.figure_text || (p.layer === 'route' ? geo.say('twin.no_figure') : ''), sort: (p) => (p.figure && Number.isFinite(p.figure.value) ? p.figure.value : null) },
          { key: 'when', say: (p) => (p.time ? geo.days(p.time) : p.day ? geo.days(p.day) : geo.say('days.unknown')), sort: (p) => p.day || p.time || null }, saysColumn,
          { key: 'course', say: (p) => geo.say(p.layer === 'heading' ? 'twin.heading' : `twin.course.${['stated', 'corridor'].includes(p.basis) ? p.basis : 'schematic'}`) }],
        rows: () => shown((item) => ['movement', 'heading', 'route'].includes(item.layer)),
      },
      {
        key: 'areas', head: 0, begin: [0, 1], record,
        columns: [{ key: 'area', say: (p) => (p.layer === 'ring' ? p.ring_label || p.label : geo.labelled(p.label) || geo.say(`twin.area.${p.layer === 'unknown' ? 'unknown' : 'other'}`)) }, { key: 'state', say: stateOf },
          { key: 'holders', say: (p) => (p.layer === 'ring' ? '' : sides(p.sides) || names(p.holders)) }, sinceColumn, { key: 'basis', say: basisOf }],
        rows: () => shown((item) => (item.layer === 'control' && item.kind !== 'point') || ['contested', 'unknown', 'band'].includes(item.layer) || (item.layer === 'ring' && item.p.why === 'within')),
      },
    ];
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
