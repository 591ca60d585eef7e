/** Tests of the ground's pure parts: names along lines, tiles, themes. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
for (const name of ['theme', 'project', 'tiles', 'along']) require(path.join(assets, name + '.js'));
const geo = globalThis.geo;

const VIEW = { size: 1000, ox: 0, oy: 0, w: 600, h: 400 };

test('a name lies on a straight stretch, in view and upright', () => {
  const westward = Float64Array.from([0.9, 0.2, 0.5, 0.2, 0.1, 0.2]);
  const [first] = geo.stretches(westward, VIEW, 100);
  assert.ok(Math.abs(first.y - 200) < 1e-6);
  assert.ok(first.x > 0 && first.x < 600);
  assert.ok(Math.abs(first.angle) < 1e-9, 'not upside down');
});

test('a zigzag and a line out of view give no place for a name', () => {
  const zigzag = [];
  for (let i = 0; i < 40; i++) zigzag.push(0.1 + i * 0.01, i % 2 ? 0.2 : 0.24);
  assert.deepEqual(geo.stretches(Float64Array.from(zigzag), VIEW, 100), []);
  assert.deepEqual(geo.stretches(Float64Array.from([0.1, 0.6, 0.5, 0.6]), VIEW, 100), []);
});

test('slanted text takes boxes along itself and not its whole corner to corner', () => {
  const boxes = geo.slantedBoxes({ x: 100, y: 100, angle: Math.PI / 4 }, 100, 10);
  assert.equal(boxes.length, 10);
  const holds = ([x, y, w, h], px, py) => px >= x && px <= x + w && py >= y && py <= y + h;
  assert.ok(boxes.some((b) => holds(b, 130, 130)));
  assert.ok(!boxes.some((b) => holds(b, 130, 70)));
});

test('tiles are asked for by HTTPS or of this machine, and of nothing else', () => {
  for (const good of ['https://{s}.tile.example.org/{z}/{x}/{y}.png', 'http://127.0.0.1:8000/{z}/{x}/{y}.png']) assert.ok(geo.tiles.allowed(good));
  for (const bad of ['http://tile.example.org/{z}', 'javascript:alert(1)', 'data:text/html,x', '//example.org/', '', null]) assert.ok(!geo.tiles.allowed(bad));
});

test('paper has every colour that a screen has', () => {
  assert.deepEqual(Object.keys(geo.themes.print).sort(), Object.keys(geo.themes.light).sort());
  assert.deepEqual(Object.keys(geo.themes.dark).sort(), Object.keys(geo.themes.light).sort());
});

test('words of the ground can be read on it', () => {
  const light = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  for (const theme of Object.values(geo.themes)) {
    assert.ok(contrast(theme.label, theme.land) >= 7, `${theme.name} label`);
    assert.ok(contrast(theme.quiet, theme.land) >= 4.5, `${theme.name} quiet`);
    assert.ok(contrast(theme.waterLabel, theme.water) >= 4, `${theme.name} water`);
  }
});

test('every colour of a side has an edge that is seen on land, in each theme', () => {
  const colours = ['#0072B2', '#D55E00', '#009E73', '#AA4499', '#E69F00', '#56B4E9', '#CC79A7', '#8C510A', '#44AA99', '#8A8F94'];
  for (const theme of Object.values(geo.themes)) {
    for (const colour of colours) assert.ok(geo.contrast(geo.edge(geo.onGround(colour, theme), theme), theme.land) >= 3, `${theme.name} ${colour}`);
  }
  assert.equal(geo.edge('#0072B2', geo.themes.light), '#0072b2', 'what is seen anyway stays as it is');
  assert.ok(Math.abs(geo.contrast('#000000', '#FFFFFF') - 21) < 1e-9);
});
