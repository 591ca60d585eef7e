/** The English table of words (data/strings/en.csv), for tests of parts that speak. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const root = path.join(__dirname, '..', '..', '..');

const strings = {};
for (const line of fs.readFileSync(path.join(root, 'data', 'strings', 'en.csv'), 'utf8').split('\n').slice(1)) {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replace(/""/g, '"')));
  if (cells[0]) strings[cells[0]] = cells[1];
}
globalThis.geo = { strings, language: 'en', direction: 'ltr' };
require(path.join(root, 'geo', 'render', 'assets', 'say.js'));
