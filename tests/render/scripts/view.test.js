/** Tests of the opening view, the chips at the edge, icons and the fan of discs: pure parts. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
require('./strings.js');
for (const name of ['project', 'marks', 'icons', 'view', 'offview']) require(path.join(assets, name + '.js'));
const geo = globalThis.geo;
const BOX = [0, 0, 1000, 600];
const thing = (key, name, x, y) => ({ key, name, x, y });

test('a map opens on its focus and the button leads to everything and back', () => {
  const frames = geo.frames([35.7, 34, 41.3, 36.4], [36.3, 34.3, 36.9, 35], 38);
  assert.equal(frames.opening, 'focus');
  assert.equal(geo.nextFrame(frames, 'focus'), 'all');
  assert.equal(geo.nextFrame(frames, 'all'), 'focus');
  assert.equal(geo.nextFrame(frames, null), 'all');
});

test('without a focus, or with one as large as everything, it opens on all', () => {
  const all = [35, 34, 37, 36];
  for (const focus of [null, undefined, [35.1, 34.1, 37, 36]]) {
    const frames = geo.frames(all, focus, 36);
    assert.deepEqual([frames.opening, frames.focus, frames.all], ['all', null, all]);
    assert.equal(geo.nextFrame(frames, 'all'), 'all');
  }
  assert.deepEqual(geo.frames(null, null, 0), { all: null, focus: null, opening: 'all' });
});

test('frames run on over the antimeridian', () => {
  assert.deepEqual(geo.frames([178, -20, -175, -18], null, 180).all, [178, -20, 185, -18]);
});

test('what shows: points inside, lines that cross, areas that touch or enclose the view', () => {
  assert.ok(geo.shows('point', [[[5, 5]]], BOX));
  assert.ok(!geo.shows('point', [[[-5, 5]]], BOX));
  assert.ok(geo.shows('line', [[[-50, 300], [1050, 300]]], BOX));
  assert.ok(!geo.shows('line', [[[-50, 0], [0, -50]]], BOX));
  const around = [[-9, -9], [2000, -9], [2000, 2000], [-9, 2000], [-9, -9]];
  assert.ok(geo.shows('polygon', [around], BOX));
  assert.ok(!geo.shows('polygon', [around.map(([x, y]) => [x + 5000, y])], BOX));
  assert.ok(!geo.shows('line', [around], BOX), 'the same ring as a line passes outside');
});

test('what lies in one direction is one chip, named after most of it, counted by record', () => {
  const [chip, ...more] = geo.gatherOutside([
    thing('a', 'Deir ez-Zor', 3000, 250), thing('b', 'Deir ez-Zor', 3000, 250), thing('b', 'Deir ez-Zor', 3010, 250), thing('c', 'Palmyra', 2000, 350),
  ], BOX, 6);
  assert.equal(more.length, 0);
  assert.deepEqual([chip.name, chip.count, chip.arrow, chip.x], ['Deir ez-Zor', 3, '→', 1000]);
  assert.deepEqual(chip.names, ['Deir ez-Zor', 'Palmyra']);
});

test('arrows point where things lie, also across the seam of angles', () => {
  const chips = geo.gatherOutside([thing('n', 'N', 500, -900), thing('e', 'E', 5000, 300), thing('w1', 'W', -4000, 290), thing('w2', 'W', -4000, 310), thing('sw', 'SW', -1500, 2300)], BOX, 6);
  assert.deepEqual(Object.fromEntries(chips.map((c) => [c.name, c.arrow])), { N: '↑', E: '→', W: '←', SW: '↙' });
  assert.equal(chips.find((c) => c.name === 'W').count, 2);
});

test('there are never more chips than asked for, and none is lost', () => {
  const things = Array.from({ length: 24 }, (_, i) => thing(String(i), 'P' + i, 500 + 4000 * Math.cos(i * 0.2618), 300 + 4000 * Math.sin(i * 0.2618)));
  const chips = geo.gatherOutside(things, BOX, 6);
  assert.ok(chips.length <= 6);
  assert.equal(chips.reduce((n, c) => n + c.count, 0), 24);
  assert.deepEqual(geo.gatherOutside([], BOX, 6), []);
});

test('only what does not show is outside; of a line that leaves the view its end', () => {
  const view = { size: 1, ox: 0, oy: 0 };
  const item = (kind, layer, points, p) => ({ kind, layer, p, id: layer, record: p.record || null, parts: [Float64Array.from(points.flat())] });
  const points = { n: 0, x: [], y: [], item: () => null };
  const scene = (items) => ({ items, points, sift: { item: () => true, point: () => true } });
  const found = geo.outside(scene([
    item('point', 'event', [[10, 10]], { record: 'here', place: 'Homs' }),
    item('point', 'event', [[1500, 10]], { record: 'there', place: 'Palmyra' }),
    item('line', 'movement', [[10, 10], [10, 900]], { record: 'go', from: 'Homs', to: ['Damascus'] }),
    item('polygon', 'band', [[2000, 0], [2100, 0], [2100, 9]], {}),
    item('polygon', 'control', [[2000, 0], [2100, 0], [2100, 9]], { basis: 'area' }),
    item('polygon', 'control', [[1500, 0], [1600, 0], [1600, 9]], { record: 'here', place: 'Elsewhere' }),
  ]), view, BOX);
  assert.deepEqual(found.map((t) => [t.key, t.name]), [['there', 'Palmyra'], ['go', 'Damascus']]);
});

test('discs beside a front stand on the side away from it', () => {
  const front = Array.from({ length: 20 }, (_, i) => ({ x: 12 * i, y: 100, r: 7, front: true }));
  for (const y of [60, 140]) {
    const site = { x: 120, y, r: 8 };
    for (const d of geo.placeDiscs(['a', 'b'].map((id) => ({ item: { id }, site })), [site, ...front], 1)) {
      assert.ok(y < 100 ? d.y <= y + 1 : d.y >= y - 1, `${y}: ${d.y}`);
    }
  }
});

test('discs keep off arrows where there is room, and cover them rather than vanish', () => {
  const site = { x: 50, y: 50, r: 8 };
  const arrow = Array.from({ length: 9 }, (_, i) => ({ x: 50 + 8 * i, y: 50 - 8 * i, r: 6 }));
  const [beside] = geo.placeDiscs([{ item: { id: 'a' }, site }], [site], 1, [], arrow);
  assert.ok(arrow.every((a) => Math.hypot(a.x - beside.x, a.y - beside.y) >= 17));
  const all = Array.from({ length: 400 }, (_, i) => ({ x: (i % 20) * 8 - 30, y: Math.floor(i / 20) * 8 - 30, r: 6 }));
  const [over] = geo.placeDiscs([{ item: { id: 'a' }, site }], [site], 1, [], all);
  assert.ok(!over.host && Math.hypot(over.x - 50, over.y - 50) > 10);
});

test('a record has the shape of its mark', () => {
  const shape = (record, found) => geo.iconOf(record, found).shape;
  assert.equal(shape({ list: 'event', class: 'battle', status: 'asserted' }), 'disc');
  assert.equal(shape({ list: 'control', type: 'held', status: 'asserted' }), 'square');
  assert.equal(shape({ list: 'movement', type: 'advance', status: 'claimed' }), 'arrow');
  assert.equal(shape({ list: 'movement', type: 'advance', status: 'claimed' }, [{ layer: 'heading' }]), 'heading');
  assert.equal(shape({ list: 'movement', type: 'withdrawal' }, [{ layer: 'event' }]), 'disc', 'one end only: an event mark');
  assert.equal(shape({ list: 'displacement', type: 'flight' }), 'flight');
  assert.equal(shape({ list: 'displacement', type: 'flight', background: true }), 'disc');
  assert.equal(shape({ list: 'something new' }), 'disc');
});

test('an icon takes side, state and status from the mark, else from the record', () => {
  const held = geo.iconOf({ list: 'control', type: 'lost', sides: ['a'] }, [{ layer: 'ring' }, { layer: 'control', state: 'divided', sides: ['a', 'b'] }]);
  assert.deepEqual([held.p.state, held.sides], ['divided', ['a', 'b']]);
  assert.deepEqual(geo.iconOf({ list: 'event', sides: ['a'], status: 'claimed' }).sides, ['a']);
  assert.equal(geo.iconOf({ list: 'event', background: true, status: 'asserted' }).p.status, 'historical');
});

test('an unplaced flight is as wide as its figure says, and only people count', () => {
  const width = (figure) => geo.iconOf({ list: 'displacement', figures: [figure] }).p.width_class;
  assert.equal(width({ metric: 'displaced', unit: 'persons', value: 280000 }), 3);
  assert.equal(width({ metric: 'displaced', unit: 'persons', value: 1500000 }), 4);
  assert.equal(width({ metric: 'displaced', unit: 'households', value: 10000 }), null);
});
