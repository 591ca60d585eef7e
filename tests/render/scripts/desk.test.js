/** Tests of the review desk: the order of the queue, what digits mean, what a form sends, which key does what. Pure parts. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
require('./strings.js');
for (const name of ['bus', 'message', 'words', 'state', 'project', 'table', 'marks', 'points', 'scene', 'doubts', 'pending', 'edit', 'keys']) require(path.join(assets, name + '.js'));
const geo = globalThis.geo;

const item = (record, kinds, more) => ({ record, doubt: 0.5, reasons: kinds.map((kind) => ({ kind, text: kind })), decided: false, places: [], twins: [], ...more });
const QUEUE = [item('a', ['place', 'time']), item('b', ['time']), item('c', ['twin']), item('d', ['time'], { decided: true })];
const isDone = (one) => one.decided;
const how = (over) => ({ kind: null, active: null, at: 0, isDone, passes: () => true, ...over });
const ids = (list) => list.map((one) => one.record);

test('what is decided leaves the list, unless one looks at it: then it keeps its place', () => {
  assert.deepEqual(ids(geo.doubts.view(QUEUE, how()).todo), ['a', 'b', 'c']);
  assert.deepEqual(ids(geo.doubts.view(QUEUE, how()).done), ['d']);
  const held = geo.doubts.view(QUEUE, how({ active: 'd', at: 1 }));
  assert.deepEqual(ids(held.todo), ['a', 'd', 'b', 'c']);
  assert.deepEqual(held.done, []);
});

test('a kind of doubt narrows the list, filters of the map take out and are counted', () => {
  assert.deepEqual(ids(geo.doubts.view(QUEUE, how({ kind: 'time' })).todo), ['a', 'b']);
  const passed = geo.doubts.view(QUEUE, how({ passes: (record) => record !== 'b' }));
  assert.deepEqual([ids(passed.todo), passed.outside], [['a', 'c'], 1]);
  assert.deepEqual([...geo.doubts.counts(QUEUE, isDone)], [['place', 1], ['time', 2], ['twin', 1]]);
});

test('the next is the first that nobody has looked at; after the last comes the first', () => {
  const { todo } = geo.doubts.view(QUEUE, how({ active: 'd', at: 1 }));
  assert.equal(geo.doubts.next(todo, 'a', 1, isDone).record, 'b', 'over what is decided already');
  assert.equal(geo.doubts.next(todo, 'c', 1, isDone).record, 'a');
  assert.equal(geo.doubts.next(todo, 'a', -1, isDone), null);
  assert.equal(geo.doubts.next([], 'a', 1, isDone), null);
});

test('digits run on over several places and over what was searched for, at most nine', () => {
  const place = (role, n) => ({ role, id: `${role}-0`, candidates: Array.from({ length: n }, (_, i) => ({ id: `${role}-${i}` })) });
  const one = geo.doubts.numbered(item('x', [], { places: [place('places', 12)] }), null);
  assert.deepEqual(one[0].choices.map((c) => c.n), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const two = geo.doubts.numbered(item('x', [], { places: [place('origins', 6), place('destinations', 6)] }), { group: 1, places: [{ id: 'found' }, { id: 'destinations-1' }] });
  assert.deepEqual(two.map((g) => g.choices.map((c) => [c.n, c.candidate.id])), [
    [[1, 'origins-0'], [2, 'origins-1'], [3, 'origins-2'], [4, 'origins-3']],
    [[5, 'destinations-0'], [6, 'destinations-1'], [7, 'destinations-2'], [8, 'destinations-3'], [9, 'found']],
  ]);
});

test('a digit keeps its meaning while an item is open, though the queue came in another order', () => {
  const was = item('x', [], { places: [{ role: 'places', candidates: [{ id: 'p' }, { id: 'q' }] }] });
  const now = item('x', [], { places: [{ role: 'places', candidates: [{ id: 'q' }, { id: 'p' }, { id: 'r' }] }] });
  assert.deepEqual(geo.doubts.numbered(now, null, geo.doubts.orderOf(was))[0].choices.map((c) => c.candidate.id), ['p', 'q', 'r']);
});

test('a place moves with it the records in which the same name stands for it, if wanted', () => {
  const at = (id, surface) => ({ places: [{ role: 'places', id, surface }] });
  const queue = [item('a', [], at('p', 'Rastan')), item('b', [], at('p', 'RASTAN')), item('c', [], at('q', 'Rastan')), item('d', [], at('p', 'Homs'))];
  assert.deepEqual(geo.doubts.movesToo(queue, 'a', queue[0].places[0], true), ['a', 'b']);
  assert.deepEqual(geo.doubts.movesToo(queue, 'a', queue[0].places[0], false), ['a']);
  assert.equal(geo.doubts.sameName(queue, queue[0].places[0]), 2);
  assert.deepEqual(geo.doubts.movesToo(queue, 'z', { id: null, surface: 'X' }, true), ['z']);
});

test('records like it come by type, day and place; words narrow them; rows of data sets are not offered', () => {
  const row = (id, more) => ({ id, list: 'event', type: 'clash', label: id, places: ['Homs'], day: '2024-12-01', ...more });
  const table = geo.table({ records: [row('a'), row('b', { day: '2024-12-02' }), row('far', { places: ['Raqqa'], type: 'protest', day: '2024-11-01' }), row('other', { list: 'control' }), row('data', { dataset: 'X' })] });
  const names = (rows) => rows.map((i) => table.id(i));
  assert.deepEqual(names(geo.doubts.alike(table, 0, '', 9)), ['b']);
  assert.deepEqual(names(geo.doubts.alike(table, 0, 'raqqa', 9)), ['far']);
});

const RECORD = {
  id: 'r', list: 'event', type: 'clash', status: 'claimed', time: '2024-12-01', agents: ['Army'], targets: [],
  figures: [{ metric: 'killed', value: 12, max: null, qualifier: 'approx', unit: 'persons', text: 'about 12 killed', measure: 'flow' }],
};

test('a form that was not touched sends nothing, a changed field itself alone', () => {
  const values = geo.editing.values(RECORD);
  assert.deepEqual(geo.editing.body(RECORD, values), { body: {}, errors: {} });
  assert.deepEqual(geo.editing.body(RECORD, { ...values, type: 'airstrike' }).body, { type: 'airstrike' });
  assert.deepEqual(geo.editing.body(RECORD, { ...values, to: '2024-12-03' }).body, { time: '2024-12-01/2024-12-03' });
  assert.deepEqual(geo.editing.body(RECORD, { ...values, from: '' }).body, { time: null });
  assert.deepEqual(geo.editing.body(RECORD, { ...values, agents: 'Army; <b>Militia</b> ' }).body, { agents: [{ name: 'Army' }, { name: '<b>Militia</b>' }] });
});

test('a figure is a number; what else it had stays', () => {
  const values = geo.editing.values(RECORD);
  const figure = (over) => geo.editing.body(RECORD, { ...values, figures: [{ ...values.figures[0], ...over }] });
  assert.deepEqual(figure({ value: '1,200' }).body, { figures: [{ metric: 'killed', value: 1200, qualifier: 'approx', unit: 'persons', measure: 'flow' }] });
  assert.deepEqual(figure({ value: 'many' }).errors, { figure0: 'edit.figure_wrong' });
  assert.deepEqual(figure({ value: '12', max: '3' }).errors, { figure0: 'edit.figure_order' });
  assert.deepEqual(figure({ value: '', max: '' }).body, { figures: [] });
});

test('days the wrong way round are an error at their field, and nothing is sent', () => {
  const values = geo.editing.values(RECORD);
  assert.deepEqual(geo.editing.body(RECORD, { ...values, type: 'airstrike', to: '2024-11-01' }), { body: {}, errors: { to: 'edit.to_early' } });
  assert.deepEqual(geo.editing.body(RECORD, { ...values, from: '', to: '2024-11-01' }).errors, { from: 'edit.from_missing' });
});

test('each kind of record has its own fields', () => {
  const control = { ...RECORD, list: 'control', type: 'held', agents: ['Army'], figures: [] };
  assert.deepEqual(geo.editing.body(control, { ...geo.editing.values(control), type: 'contested', holders: 'Rebels' }).body, { state: 'contested', holders: [{ name: 'Rebels' }] });
  const fled = { ...RECORD, list: 'displacement', type: 'flight' };
  const values = geo.editing.values(fled);
  assert.deepEqual(geo.editing.body(fled, { ...values, figures: [] }).body, { figure: null });
});

test('a key does what the first active group says; one that stands alone lets no other key through', () => {
  const log = [];
  const row = (key, name) => [key, '', () => log.push(name)];
  const groups = [
    { active: (p) => p.presenting, alone: true, rows: () => [row('n', 'next')] },
    { active: (p) => p.desk, rows: () => [row('n', 'reject'), ['1–9', '', (key) => log.push(key), ['1', '2']]] },
    { rows: () => [row('n', 'page'), row('m', 'measure'), ['+', '', () => log.push('in'), ['=']], ['Esc', '', null]] },
  ];
  const press = (key, panels) => (geo.actOf(groups, panels, key) || (() => log.push('none')))();
  press('n', {});
  press('n', { desk: true });
  press('2', { desk: true });
  press('=', { desk: true });
  press('m', { presenting: true });
  press('Esc', {});
  assert.deepEqual(log, ['page', 'reject', '2', 'in', 'none', 'none']);
});

// --------------------------------------------------------------------------------------------- painted before the answer

function scene() {
  const record = (id, place) => ({ id, list: 'event', type: 'clash', label: id, places: [place], day: '2024-12-01', status: 'claimed', class: 'battle' });
  const records = [record('a', 'Rastan'), record('b', 'Rastan'), record('none', 'Nowhere')];
  const table = geo.table({ records });
  const marks = ['a', 'b'].map((id, row) => ({ row, end: ':m', lon: 36.7, lat: 34.9, 'p.place': 'Rastan', 'p.layer': 'event', 'p.status': 'claimed' }));
  const made = geo.prepareScene({ packed: { records, marks }, shapes: [{ type: 'Feature', id: 'ring', geometry: { type: 'Polygon', coordinates: [[[36, 34], [37, 34], [37, 35], [36, 34]]] }, properties: { layer: 'ring', record: 'a', records: ['a'] } }] }, table);
  const passed = { shown: new Uint8Array(3).fill(1), kept: new Uint8Array(3).fill(1), held: new Uint8Array(3).fill(1) };
  const state = geo.emptyState();
  return { made, shows: () => geo.siftScene(made, state, passed) };
}

test('a place that was decided moves the mark at once, hides its ring, and is taken back as it was', () => {
  const { made, shows } = scene();
  geo.pending.mounted(made);
  const before = [made.points.x[0], made.points.y[0]];
  const entry = geo.pending.begin([{ record: 'a', at: [36.3, 35.4], from: 'Rastan', place: 'Ar Rastan', kind: 'settlement' }]);
  assert.deepEqual([made.points.x[0], made.points.y[0]], [...geo.project.fromLonLat([[36.3, 35.4]], made.middle)]);
  assert.deepEqual([...made.points.item(0).parts[0]], [made.points.x[0], made.points.y[0]]);
  assert.equal(made.points.item(0).p.place, 'Ar Rastan');
  assert.equal(made.points.item(1).p.place, 'Rastan', 'the other record stays');
  assert.equal(shows().item(made.items[0]), false);
  geo.pending.end(entry);
  assert.deepEqual([made.points.x[0], made.points.y[0], made.points.item(0).p.place], [...before, 'Rastan']);
  assert.equal(shows().item(made.items[0]), true);
});

test('a record without a mark gets one; a rejected one has none; answers may come in any order', () => {
  const { made, shows } = scene();
  geo.pending.mounted(made);
  const put = geo.pending.begin([{ record: 'none', at: [36, 35], from: null, place: 'X', kind: 'settlement' }]);
  const gone = geo.pending.begin([{ record: 'a', gone: true }]);
  const sure = geo.pending.begin([{ record: 'b', confirmed: true }]);
  assert.equal(geo.itemsOf(made, 'none').length, 1);
  assert.deepEqual([0, 1].map((i) => shows().point(i)), [false, true]);
  assert.equal(made.points.item(1).p.confirmed, true);
  geo.pending.end(gone);
  assert.equal(shows().point(0), true);
  assert.equal(made.points.item(1).p.confirmed, true, 'what still waits stays painted');
  assert.equal(geo.itemsOf(made, 'none').length, 1);
  geo.pending.end(put);
  geo.pending.end(sure);
  assert.equal(geo.itemsOf(made, 'none').length, 0);
  assert.equal(made.points.item(1).p.confirmed, undefined);
});

test('what waits for its answer shows on data that come in meanwhile', () => {
  const [first, second] = [scene(), scene()];
  geo.pending.mounted(first.made);
  const entry = geo.pending.begin([{ record: 'a', at: [36.3, 35.4], from: 'Rastan', place: 'Ar Rastan', kind: 'settlement' }]);
  geo.pending.mounted(second.made);
  assert.equal(second.made.points.item(0).p.place, 'Ar Rastan');
  geo.pending.end(entry);
  assert.equal(second.made.points.item(0).p.place, 'Rastan', 'the data are what counts');
});
