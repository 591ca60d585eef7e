/** Tests of the map's pure parts: `node --test tests/render/scripts`. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const zlib = require('node:zlib');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
require('./strings.js');
for (const name of ['bus', 'message', 'words', 'state', 'table', 'theme', 'project', 'labels', 'lines', 'marks', 'select']) require(path.join(assets, name + '.js'));
const geo = globalThis.geo;
const P = geo.project;

const SENT = {
  message: 2, label: 'Ḩamāh {{7*7}} `${1}` </script>', features: [{ id: 'f', properties: { layer: 'front' } }],
  records: { n: 1, columns: { id: { raw: ['r'] }, label: { values: ['Capture'], codes: 0 }, order: { deltas: [5] } } },
  articles: { n: 0, columns: {} },
  marks: { n: 2, columns: { lon: { values: [36.7, 37], codes: [0, 1] }, lat: { values: [34.7], codes: 0 }, row: { values: [0], codes: [0, -1] }, end: { values: ['/0'], codes: [0, -1] }, id: { values: ['own'], codes: [-1, 0] }, 'p.label': { values: ['Else'], codes: [-2, 0] }, 'p.layer': { values: ['event'], codes: 0 } } },
};

test('the message comes back from base64, packed or not, and its columns as the objects that they were', async () => {
  const json = Buffer.from(JSON.stringify(SENT));
  for (const payload of [json.toString('base64'), zlib.gzipSync(json).toString('base64')]) {
    const message = await geo.decode(payload);
    assert.equal(message.label, SENT.label);
    assert.deepEqual(message.records, [{ id: 'r', label: 'Capture', order: 5 }]);
    assert.deepEqual(message.shapes, SENT.features);
    assert.deepEqual(message.features.slice(1), [
      { type: 'Feature', id: 'r/0', geometry: { type: 'Point', coordinates: [36.7, 34.7] }, properties: { record: 'r', records: ['r'], label: 'Capture', layer: 'event' } },
      { type: 'Feature', id: 'own', geometry: { type: 'Point', coordinates: [37, 34.7] }, properties: { label: 'Else', layer: 'event' } },
    ]);
  }
});

test('a message of another version is refused', async () => {
  await assert.rejects(geo.decode(Buffer.from('{"message": 1}').toString('base64')), /version 1/);
});

test('only #rrggbb is a colour', () => {
  assert.equal(geo.colour('#0072B2'), '#0072B2');
  for (const bad of ['red', '#0072B2;background:url(x)', null, 7, '#12']) assert.equal(geo.colour(bad), null);
});

test('Mercator puts the equator in the middle and the poles at the edges', () => {
  assert.equal(P.worldX(0), 0.5);
  assert.equal(P.worldY(0), 0.5);
  assert.ok(Math.abs(P.worldY(90)) < 1e-4 && Math.abs(P.worldY(-90) - 1) < 1e-4);
});

test('a line over the antimeridian stays in one piece', () => {
  const world = P.fromLonLat([[179, 0], [-179, 0]], 180);
  assert.ok(Math.abs(world[2] - world[0] - 2 / 360) < 1e-12);
});

test('packed coordinates are differences', () => {
  const world = P.unpack([1000, 2000, 500, -1000], 1000);
  assert.ok(Math.abs(world[2] - P.worldX(1.5)) < 1e-12 && Math.abs(world[3] - P.worldY(1)) < 1e-12);
});

test('left of travel to the east is up on the screen', () => {
  const [, s] = P.walk([[0, 0], [100, 0]], 50);
  assert.deepEqual([s.x, s.nx, s.ny], [50, 0, -1]);
});

test('trimming takes pixels off both ends and leaves a short line alone', () => {
  assert.deepEqual(P.trim([[0, 0], [100, 0]], 10, 20), [[10, 0], [80, 0]]);
  assert.deepEqual(P.trim([[0, 0], [10, 0]], 10, 20), [[0, 0], [10, 0]]);
});

test('a disc stands on its place when there is room', () => {
  const site = { x: 50, y: 50, r: 0 };
  const [disc] = geo.placeDiscs([{ item: { id: 'a' }, site }], [site], 1);
  assert.deepEqual([disc.x, disc.y], [50, 50]);
});

test('a disc stands beside a held place and never on it, and discs never overlap', () => {
  const site = { x: 50, y: 50, r: 8 };
  const placed = geo.placeDiscs(['a', 'b', 'c'].map((id) => ({ item: { id }, site })), [site], 1);
  for (const d of placed) assert.ok(Math.hypot(d.x - 50, d.y - 50) >= 19);
  for (const a of placed) for (const b of placed) if (a !== b) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= 22);
});

test('what has no room is a guest that spreads around its host, none is lost', () => {
  const site = { x: 50, y: 50, r: 8 };
  const discs = Array.from({ length: 80 }, (_, i) => ({ item: { id: String(i) }, site }));
  const placed = geo.placeDiscs(discs, [site], 1);
  const hosts = placed.filter((d) => !d.host);
  assert.equal(hosts.length + hosts.reduce((n, h) => n + h.guests.length, 0), 80);
  const host = hosts.find((h) => h.guests.length > 2);
  geo.spread(host, 1);
  assert.ok(Math.hypot(host.guests[0].x - host.guests[1].x, host.guests[0].y - host.guests[1].y) > 10);
});

test('labels take room once', () => {
  const room = new geo.Room(100, 100);
  assert.ok(room.free(10, 10, 20, 10));
  room.take(10, 10, 20, 10);
  assert.ok(!room.free(25, 15, 20, 10));
  assert.ok(!room.free(90, 90, 20, 20));
});

test('each kind of movement has its arrow', () => {
  assert.deepEqual(['advance', 'withdrawal', 'deployment', undefined].map(geo.arrowOf), ['advance', 'withdrawal', 'other', 'other']);
});

test('days read as words', () => {
  assert.equal(geo.days('2024-12-06'), '6 December 2024');
  assert.equal(geo.days('2014'), '2014');
  assert.equal(geo.days('2024-12-01/'), 'since 1 December 2024');
  assert.equal(geo.days('<b>'), '<b>');
});

test('a late listener still learns that the map is ready', () => {
  const bus = geo.makeBus();
  bus.emit('ready', 'map', 'message');
  let got = null;
  bus.on('ready', (...values) => (got = values));
  assert.deepEqual(got, ['map', 'message']);
});

test('intervals are said in as few words as they need', () => {
  assert.match(geo.days('2024-12-05/2024-12-06'), /^5\s?–\s?6 December 2024$/);
  assert.equal(geo.days('2014-01-01/2014-12-31'), '2014');
  assert.equal(geo.days('/2024-12-06'), 'until 6 December 2024');
  assert.equal(geo.days(null), '');
  assert.equal(geo.days('2023-12-29/2024-01-02'), '29 December 2023 – 2 January 2024');
  assert.equal(geo.days('2024-11-29/2024-12-06'), '29 November – 6 December 2024');
  assert.equal(geo.days('2024-11/2024-12'), 'November – December 2024');
  assert.equal(geo.days('2011-01-01/2012-12-31'), '2011–2012');
});

test('numbers are written with commas', () => {
  assert.deepEqual([0, 999, 1000, 20082, 1234567].map(geo.count), ['0', '999', '1,000', '20,082', '1,234,567']);
});

test('an article is cut at every span and at line breaks, by code points', () => {
  const text = Array.from('a😀\nbc');
  const found = geo.pieces(text, [{ start: 1, end: 4, record: 'x' }, { start: 3, end: 5, record: 'y' }]);
  assert.deepEqual(found.map((p) => [text.slice(p.start, p.end).join(''), p.records.join()]), [
    ['a', ''], ['😀', 'x'], ['\n', 'x'], ['b', 'x,y'], ['c', 'y'],
  ]);
});
