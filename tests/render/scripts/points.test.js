/** Tests of point marks in their thousands and of what of a scene shows: pure parts. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
require('./strings.js');
for (const name of ['bus', 'message', 'words', 'state', 'table', 'filter', 'project', 'marks', 'points', 'scene', 'offview']) require(path.join(assets, name + '.js'));
const geo = globalThis.geo;
const VIEW = { size: 65536, ox: 32768 - 500, oy: 32768 - 300, w: 1000, h: 600, k: 1 };
const all = () => true;

/** Points at pixels of VIEW; sides in turn. */
function pointsAt(pixels) {
  const n = pixels.length;
  return {
    n, x: Float64Array.from(pixels, ([x]) => (x + VIEW.ox) / VIEW.size), y: Float64Array.from(pixels, ([, y]) => (y + VIEW.oy) / VIEW.size),
    side: Uint8Array.from(pixels, (_, i) => i % 2), colours: [null, '#0072B2'], background: new Uint8Array(n), row: new Int32Array(n).fill(-1), more: new Map(),
    place: (i) => 'P' + i, record: (i) => 'r' + i, id: (i) => 'r' + i, item: (i) => ({ id: 'r' + i, index: i, kind: 'point', layer: 'event', record: 'r' + i, p: { place: 'P' + i }, parts: [Float64Array.from([0, 0])] }),
  };
}
const random = (n, seed = 1) => Array.from({ length: n }, () => [0, 0].map((_, axis) => {
  seed = (seed * 16807) % 2147483647;
  return (seed / 2147483647) * (axis ? 600 : 1000);
}));

test('few in view are drawn one by one, those far outside not at all', () => {
  const points = pointsAt([[10, 10], [20, 20], [5000, 10]]);
  assert.deepEqual(geo.gatherPoints(points, all, VIEW), { few: [0, 1], cells: [] });
  assert.deepEqual(geo.gatherPoints(points, (i) => i === 1, VIEW).few, [1]);
});

test('many are gathered: none is lost, none counted twice, and marks stand apart', () => {
  const points = pointsAt(random(5000));
  const found = geo.gatherPoints(points, all, VIEW);
  assert.equal(found.few, null);
  assert.equal(found.cells.reduce((sum, c) => sum + c.count, 0), 5000);
  for (const c of found.cells) assert.equal(c.sides.reduce((a, b) => a + b), c.count);
  for (const a of found.cells) for (const b of found.cells) if (a !== b) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= 34);
  const members = found.cells.flatMap((mark) => geo.membersOf(points, all, found, mark));
  assert.equal(new Set(members).size, 5000);
  assert.equal(members.length, 5000);
});

test('what coincides stands exactly where it is', () => {
  const points = pointsAt(Array.from({ length: 300 }, () => [400, 200]));
  const [mark, ...more] = geo.gatherPoints(points, all, VIEW).cells;
  assert.equal(more.length, 0);
  assert.ok(Math.abs(mark.x - 400) < 1e-6 && Math.abs(mark.y - 200) < 1e-6);
});

test('panning does not change who stands together', () => {
  const points = pointsAt(random(3000));
  const inside = (list) => list.filter((c) => c.x > 200 && c.x < 800 && c.y > 200 && c.y < 400).map((c) => c.count).sort();
  const moved = geo.gatherPoints(points, all, { ...VIEW, ox: VIEW.ox + 17, oy: VIEW.oy + 5 }).cells.map((c) => ({ ...c, x: c.x + 17, y: c.y + 5 }));
  assert.deepEqual(inside(moved), inside(geo.gatherPoints(points, all, VIEW).cells));
});

test('spread marks stand around their place without touching, at most as many as is said', () => {
  const spread = { indices: Array.from({ length: 500 }, (_, i) => i), x: 0.5, y: 0.5 };
  const made = geo.spreadMarks(spread, VIEW);
  assert.equal(made.length, geo.SIZES.FAN);
  for (const a of made) {
    assert.deepEqual(a.from, [500, 300]);
    for (const b of made) if (a !== b) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= 22);
  }
});

test('thousands outside are told by direction, with their number', () => {
  const points = pointsAt([...Array.from({ length: 900 }, (_, i) => [3000 + i, 300]), ...Array.from({ length: 50 }, () => [500, 300])]);
  const things = geo.outside({ items: [], points, sift: { item: all, point: all } }, VIEW, [0, 0, 1000, 600]);
  const chips = geo.gatherOutside(things, [0, 0, 1000, 600], 6);
  assert.deepEqual(chips.map((c) => [c.arrow, c.count, c.name]), [['→', 900, 'P0']]);
});

const shape = (properties) => ({ kind: 'point', layer: properties.layer, p: properties, rows: properties.rows || [] });
function sift(state, shown = [1, 1], kept = [1, 1]) {
  const scene = { points: { background: Uint8Array.from([0, 1]), row: Int32Array.from([0, 1]), more: new Map() }, span: { from: '2024-11-27', to: '2024-12-08' }, dayKey: 'day' };
  return geo.siftScene(scene, { ...geo.emptyState(), ...state }, { shown: Uint8Array.from(shown), kept: Uint8Array.from(kept) });
}

test('who holds what shows as of the end of the range, events only within it', () => {
  const before = shape({ layer: 'control', valid: [null, '2024-12-05'] });
  const after = shape({ layer: 'control', valid: ['2024-12-05', null] });
  const at = (to) => [before, after].map(sift({ time: { from: '2024-11-27', to } }).item);
  assert.deepEqual([at('2024-12-04'), at('2024-12-05'), at('2024-12-08')], [[true, false], [false, true], [false, true]]);
  assert.deepEqual([before, after].map(sift({}).item), [false, true], 'without a range as of the last day');
  assert.ok(sift({}).item(shape({ layer: 'front' })), 'without an interval always');
});

test('marks go with their records; a front stands whatever is asked for; a held place is no matter of its day', () => {
  const route = shape({ layer: 'route', rows: [1] });
  assert.deepEqual([route, shape({ layer: 'front', rows: [1] })].map(sift({}, [1, 0], [1, 0]).item), [false, true]);
  const held = shape({ layer: 'control', record: 'r', rows: [1] });
  assert.ok(sift({}, [1, 0], [1, 1]).item(held), 'out of the range but of this state');
  assert.ok(!sift({}, [1, 0], [1, 0]).item(held), 'filtered out');
});

test('background and layers that are off do not show', () => {
  assert.deepEqual([0, 1].map(sift({}).point), [true, false]);
  assert.deepEqual([0, 1].map(sift({ layers: { hidden: ['events'], background: true, tiles: null } }).point), [false, true]);
  assert.ok(!sift({ layers: { hidden: ['front'], background: false, tiles: null } }).item(shape({ layer: 'band' })));
});

test('a state is cut to what the data can fulfil', () => {
  const table = geo.table({ records: [{ id: 'a', day: '2024-12-01', type: 'capture', label: 'Capture of Rastan', places: ['Rastan'], evidence: [] }], articles: [] });
  const filter = geo.filter(table);
  const asked = { ...geo.emptyState(), filters: { type: ['capture', 'nothing'] }, text: 'nowhere', selected: 'z', time: { from: '2020-01-01', to: '2020-02-01' } };
  const got = geo.fittingState(asked, table, filter);
  assert.deepEqual([got.filters.type, got.text, got.selected, got.time], [['capture'], '', null, null]);
  const kept = { ...geo.emptyState(), text: 'rastan', selected: 'a', time: { from: '2024-11-01', to: '2024-12-01' } };
  assert.deepEqual(geo.fittingState(kept, table, filter), kept);
});
