'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
require('./strings.js');
require(path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets', 'lettering.js'));
const { geo } = globalThis;
/** A font whose letters are one wide. */
const measure = (text) => [...text].length;
const lines = (...given) => geo.wrap(measure, ...given).map((line) => line.text);

test('words are kept whole and line breaks stay', () => {
  assert.deepEqual(lines('about 280,000 people\ndisplaced', 14), ['about 280,000', 'people', 'displaced']);
  assert.deepEqual(lines('', 10), []);
  assert.deepEqual(lines(null, 10), []);
});

test('a word that is longer than a line is broken and none of it is lost', () => {
  const made = lines('x' + 'y'.repeat(25) + ' z', 10);
  assert.deepEqual(made.map((l) => l.length), [10, 10, 8]);
  assert.equal(made.join('').replace(' ', ''), 'x' + 'y'.repeat(25) + 'z');
});

test('what has no room is cut with a sign of it, between words where that costs little', () => {
  assert.deepEqual(lines('one two three four five', 9, 2), ['one two', 'three…']);
  assert.deepEqual(lines('abcdefghijklmnop', 6, 1), ['abcde…']);
  assert.ok(lines('word '.repeat(5000), 40, 3)[2].endsWith('…'));
  assert.ok(lines('a\nb\nc', 5, 2)[1].endsWith('…'));
});

test('a character of several code points is not torn', () => {
  const made = lines('👨‍👩‍👧'.repeat(5), 1);
  assert.deepEqual(made, Array(5).fill('👨‍👩‍👧'));
});

test('each paragraph has the direction of its own first letter', () => {
  assert.deepEqual(geo.wrap(measure, '12 حمص\nHoms حمص', 40).map((l) => l.rtl), [true, false]);
  assert.equal(geo.isRtl('2024 – 5'), false);
});

test('characters that turn text around unseen are left out', () => {
  assert.deepEqual(lines('a\u202eb\u0007c', 10), ['abc']);
});
