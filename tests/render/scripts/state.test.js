/** Tests of state, table and filter: pure. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
require('./strings.js');
for (const name of ['bus', 'words', 'state', 'table', 'filter']) require(path.join(assets, name + '.js'));
const geo = globalThis.geo;

const full = () => ({
  time: { from: '2024-11-27', to: '2024-12-08' },
  filters: { ...geo.emptyState().filters, type: ['airstrike', 'capture'], place: ['حمص', 'A & B = C'], source: ['Observatory “x”'] },
  text: 'bridge over', layers: { hidden: ['front'], background: true, tiles: 'OpenStreetMap.Mapnik' },
  view: { lat: 34.73, lon: 36.72, zoom: 9.25 }, selected: 'even-28527abd2798',
});

test('a state comes back whole from its query', () => {
  assert.deepEqual(geo.decodeState(geo.encodeState(full())), full());
  assert.equal(geo.encodeState(geo.emptyState()), '');
  assert.deepEqual(geo.decodeState(''), geo.emptyState());
});

test('a query reads as a person would write it', () => {
  const state = { ...geo.emptyState(), time: { from: '2024-11-27', to: '2024-12-08' }, view: { lat: 34.73, lon: 36.72, zoom: 9.25 }, text: 'bridge' };
  assert.equal(decodeURIComponent(geo.encodeState(state)), 't=2024-11-27..2024-12-08&q=bridge&c=34.73,36.72,9.25');
});

test('what does not fit is dropped and nothing throws', () => {
  const bad = [
    't=2024-13-01..2024-12-08', 't=2024-02-30..2024-03-01', 't=2024-12-08..2024-11-27', 't=x', 't=2024-01-01', 't=..', 'c=1,2', 'c=99,0,5', 'c=0,0,99', 'c=1e9,0,1', 'c=NaN,0,1', 'c=1,2,3,4', 'c=1,2,3,0,5', 'c=1,2,3,-4,5', 'c=1,2,3,999999,5',
    'sel=<img src=x>', 'sel=' + 'a'.repeat(400), 'hide=__proto__', 'hide=nothing', 'tiles=javascript:alert(1)', 'type=' + 'x'.repeat(400), 'q=' + 'x'.repeat(400),
    'type=%00', 'place=%E2%80%AEabc', '%', '%E0%A4%A', '__proto__=1', 'constructor=2', 'q=%ED%A0%80',
  ];
  for (const query of bad) assert.deepEqual(geo.decodeState(query), geo.emptyState(), query);
  for (const odd of [null, undefined, 7, {}, []]) assert.deepEqual(geo.decodeState(odd).time, null);
});

test('the store merges, freezes and says what changed; the old doors lead to it', () => {
  const bus = geo.makeBus();
  const store = geo.makeStore(bus);
  const heard = [];
  bus.on('state', (now, before, from) => heard.push([now.selected, before.selected, from]));
  store.set({ selected: 'a' }, 'key');
  store.set({ selected: 'a' }, 'key');
  assert.deepEqual(heard, [['a', null, 'key']]);
  assert.throws(() => { store.get().filters.type.push('x'); }, TypeError);
  store.set({ filters: { type: ['capture'] } });
  store.set({ filters: { side: ['x'] } });
  assert.deepEqual([store.get().filters.type, store.get().filters.side], [['capture'], ['x']]);
  bus.emit('select', { record: 'b', from: 'panel' });
  assert.equal(store.get().selected, 'b');
  bus.emit('layers', { background: true });
  bus.emit('layers', { hide: 'Events', hidden: true });
  assert.deepEqual(store.get().layers, { hidden: ['events'], background: true, tiles: null });
  const selects = [];
  bus.on('select', (change) => selects.push(change.record));
  store.set({ selected: null });
  bus.emit('select', { record: 'c', from: 'map' });
  assert.deepEqual(selects, [null, 'c']);
});

const record = (id, day, more) => ({ id, list: 'event', type: 'capture', type_label: 'Capture', status: 'asserted', label: id, day, background: false, places: ['Homs'], agents: [], sides: [], figures: [], speaker: null, source_grade: 'F', info_grade: '6', evidence: [], ...more });
const RECORDS = [
  record('a', '2024-12-01', { type: 'airstrike', type_label: 'Air strike', agents: ['Army'], sides: ['gov'], speaker: 'SOHR', places: ['Idlib'] }),
  record('b', '2024-12-02', { agents: ['HTS', 'SDF'], sides: ['opp', 'sdf'], places: ['Homs', 'Hama'], evidence: [{ article: 'x', field: 'text', start: 0, end: 1, quote: 'A Bridge in Ḩamāh fell.', speaker: 'WFP' }] }),
  record('c', '2024-12-02', { type: 'airstrike', type_label: 'Air strike', sides: ['gov'] }),
  record('d', '2011-03-01', { background: true, sides: ['gov'] }),
  record('e', undefined, { twin: 'nobody' }),
  record('f', '2024-12-02', { twin: 'b', list: 'movement' }),
];
const MESSAGE = { records: RECORDS, sides: [{ id: 'gov', label: 'Government' }], articles: [{ id: 'x', source: 'Wire' }] };
const state = (patch) => ({ ...geo.emptyState(), ...patch, filters: { ...geo.emptyState().filters, ...(patch || {}).filters } });
const ids = (table, mask) => Array.from(mask).flatMap((one, i) => (one ? [table.id(i)] : []));

/** As geo.render.message packs it. */
const PACKED = {
  n: 2,
  columns: {
    id: { raw: ['a', 'b'] }, day: { values: ['2024-12-01'], codes: [0, -1] }, type: { values: ['capture'], codes: [0, 0] }, sides: { values: [['gov'], []], codes: [0, 1] },
    evidence: { counts: [2, 0], rows: { n: 2, columns: { quote: { raw: ['one', 'Two'] }, article: { values: ['x'], codes: [0, 0] }, speaker: { values: [null, 'WFP'], codes: [0, 1] } } } },
  },
};

test('packed columns give the objects that were packed, and the same facets', () => {
  const table = geo.table({ ...MESSAGE, records: undefined, packed: { records: PACKED, articles: { n: 1, columns: { id: { raw: ['x'] }, source: { raw: ['Wire'] } } } } });
  assert.deepEqual(table.get(0), { id: 'a', day: '2024-12-01', type: 'capture', sides: ['gov'], evidence: [{ quote: 'one', article: 'x', speaker: null }, { quote: 'Two', article: 'x', speaker: 'WFP' }] });
  assert.deepEqual(table.get(1), { id: 'b', type: 'capture', sides: [], evidence: [] });
  assert.deepEqual([table.index('b'), table.index('z'), table.day[1]], [1, -1, -1]);
  assert.deepEqual(table.facet('source').values, ['Wire', 'WFP']);
  assert.deepEqual(ids(table, geo.filter(table).apply(state({ text: 'two' })).shown), ['a']);
});

test('facets have values, words and several codes a record', () => {
  const table = geo.table(MESSAGE);
  assert.deepEqual(table.facet('type').values, ['airstrike', 'capture']);
  assert.deepEqual(table.facet('type').labels, ['Air strike', 'Capture']);
  assert.deepEqual(table.facet('side').labels, ['Government', 'opp', 'sdf']);
  assert.deepEqual(table.facet('source').values, ['SOHR', 'WFP', 'Wire']);
  assert.deepEqual(Array.from(table.facet('actor').of(1)), [1, 2]);
  assert.equal(geo.isoDay(table.day[0]), '2024-12-01');
  assert.equal(table.total, 4, 'background and what another record tells are not counted');
});

test('days select by what is told, or by when it was published', () => {
  const records = [{ id: 'a', day: '2024-12-01', known: '2024-12-05', type: 'capture', label: 'Capture', places: [], evidence: [] }];
  const day = (basis) => geo.isoDay(geo.table({ records, articles: [], time: { from: '2024-12-01', to: '2024-12-05', days: [], basis } }).day[0]);
  assert.deepEqual([day('time'), day('published')], ['2024-12-01', '2024-12-05']);
});

test('values of one facet are either-or, facets go together, unknown values match nothing', () => {
  const table = geo.table(MESSAGE);
  const filter = geo.filter(table);
  const shown = (patch) => ids(table, filter.apply(state(patch)).shown);
  assert.equal(shown({}).length, 6);
  assert.deepEqual(shown({ filters: { side: ['gov', 'opp'] } }), ['a', 'b', 'c', 'd']);
  assert.deepEqual(shown({ filters: { side: ['gov'], type: ['airstrike'] } }), ['a', 'c']);
  assert.deepEqual(shown({ filters: { type: ['nothing'] } }), []);
  assert.deepEqual(shown({ text: 'hamah bridge' }), ['b'], 'without accents and case, in the sentence');
  assert.deepEqual(shown({ text: 'hamah idlib' }), []);
});

test('a range of days shows its own days; what has no day shows only without a range', () => {
  const table = geo.table(MESSAGE);
  const filter = geo.filter(table);
  const result = filter.apply(state({ time: { from: '2024-12-02', to: '2024-12-09' } }));
  assert.deepEqual(ids(table, result.shown), ['b', 'c', 'f']);
  assert.equal(ids(table, result.kept).length, 6, 'but everything passes the other conditions');
  assert.equal(result.count, 2);
});

test('counts of a facet leave out its own filter and obey all others', () => {
  const filter = geo.filter(geo.table(MESSAGE));
  const result = filter.apply(state({ filters: { type: ['airstrike'], side: ['gov'] } }));
  assert.deepEqual(Object.fromEntries(result.counts('type')), { airstrike: 2, capture: 0 });
  assert.deepEqual(Object.fromEntries(result.counts('side')), { gov: 2, opp: 0, sdf: 0 });
  const free = filter.apply(state({}));
  assert.deepEqual(Object.fromEntries(free.counts('side')), { gov: 2, opp: 1, sdf: 1 });
});

test('the histogram ignores the time that is chosen, obeys the rest and knows its parts', () => {
  const filter = geo.filter(geo.table(MESSAGE));
  const made = filter.days(state({ time: { from: '2024-12-01', to: '2024-12-01' } }), 'type');
  assert.deepEqual([geo.isoDay(made.first), Array.from(made.counts)], ['2024-12-01', [1, 2]]);
  assert.deepEqual(Array.from(made.by.get('airstrike')), [1, 1]);
  assert.deepEqual(Array.from(filter.days(state({ filters: { side: ['opp'] } })).counts), [0, 1]);
  assert.deepEqual(Array.from(geo.filter(geo.table({ records: [] })).days(state({})).counts), []);
});

test('a hundred thousand records are filtered well within a frame', () => {
  const many = Array.from({ length: 100000 }, (_, i) => record(String(i), geo.isoDay(20000 + (i % 60)), { type: 't' + (i % 9), sides: ['s' + (i % 3)] }));
  const filter = geo.filter(geo.table({ records: many }));
  const at = (d) => state({ time: { from: geo.isoDay(20000 + d), to: geo.isoDay(20005 + d) }, filters: { type: ['t1', 't2'] } });
  filter.apply(at(0));
  const began = performance.now();
  for (let d = 1; d <= 20; d++) filter.apply(at(d));
  assert.ok((performance.now() - began) / 20 < 16, String((performance.now() - began) / 20));
});

test('the view of a link says in how large a window it was seen', () => {
  const query = 'c=34.73,36.72,9.25,928,698';
  const { view } = geo.decodeState(query);
  assert.deepEqual(view, { lat: 34.73, lon: 36.72, zoom: 9.25, w: 928, h: 698 });
  assert.equal(decodeURIComponent(geo.encodeState({ ...geo.emptyState(), view })), query);
});
