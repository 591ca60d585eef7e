/** Tests of the claims switch, of layers that go by status, and of flags on marks. Pure parts. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
require('./strings.js');
for (const name of ['bus', 'message', 'words', 'state', 'table', 'filter', 'project', 'points', 'scene', 'dom', 'filters', 'claims', 'accounts']) require(path.join(assets, name + '.js'));
const geo = globalThis.geo;

const record = (id, more) => ({ id, list: 'event', type: 'capture', type_label: 'Capture', status: 'claimed', label: id, day: '2024-12-05', background: false, places: [], agents: [], sides: [], figures: [], evidence: [], independent: 1, parties: [], ...more });
const HOSTILE = '<img src=x onerror=alert(1)>';
const MESSAGE = {
  sides: [{ id: 'gov', label: HOSTILE }, { id: 'CD:opp.a', label: 'Opposition' }],
  records: [
    record('two', { independent: 2, parties: ['gov', 'CD:opp.a'] }), record('gov', { parties: ['gov'] }), record('opp', { parties: ['CD:opp.a'], type: 'clash' }), record('one'),
    record('differs', { tension: [{ why: 'figures', accounts: [{ record: 'differs', article: 'x', who: null, says: '12' }, { record: 'gov', article: 'y', who: 'B', says: '30' }] }] }),
    record('plan', { status: 'forecast' }),
  ],
};
const TABLE = geo.table(MESSAGE);
const FILTER = geo.filter(TABLE);
const state = (patch) => ({ ...geo.emptyState(), ...patch, filters: { ...geo.emptyState().filters, ...(patch || {}).filters }, layers: { ...geo.emptyState().layers, ...(patch || {}).layers } });
const claims = (...values) => state({ filters: { claims: values } });
const ids = (mask) => Array.from(mask).flatMap((one, i) => (one ? [TABLE.id(i)] : []));

test('the switch lets through what two say, or what one party says, with the others beside it', () => {
  assert.deepEqual(ids(FILTER.apply(claims('two')).shown), ['two']);
  assert.deepEqual(ids(FILTER.apply(claims('party:gov')).shown), ['two', 'gov']);
  assert.deepEqual(ids(FILTER.apply(claims('party:CD:opp.a')).shown), ['two', 'opp']);
  assert.deepEqual(ids(FILTER.apply(state({ filters: { claims: ['party:CD:opp.a'], type: ['clash'] } })).shown), ['opp']);
  assert.deepEqual(Object.fromEntries(FILTER.apply(claims('two')).counts('claims')), { two: 1, 'party:gov': 2, 'party:CD:opp.a': 2 });
  assert.deepEqual(ids(FILTER.apply(state({ filters: { tension: ['figures'] } })).shown), ['differs']);
});

test('what passes all but the switch is known too, for marks that go by several statements together', () => {
  const passed = FILTER.apply(state({ filters: { claims: ['two'], type: ['capture'] } }));
  assert.deepEqual(ids(passed.held), ['two', 'gov', 'one', 'differs', 'plan']);
  assert.deepEqual(ids(passed.kept), ['two']);
});

test('the switch has a position of its own for each choice, and none for what only an address asks for', () => {
  assert.deepEqual([[], ['two'], ['party:gov'], ['two', 'party:gov']].map(geo.claimsAt), ['all', 'two', 'party', null]);
});

test('only its own values are let in by an address, hostile ones never', () => {
  assert.deepEqual(geo.decodeState('claims=two&claims=party:CD:opp.a').filters.claims, ['two', 'party:CD:opp.a']);
  for (const bad of ['three', 'party:', 'party', 'TWO', 'party:<b>', `party:${HOSTILE}`, 'party:a b', 'two,', 'party:' + 'x'.repeat(200), 'party:é', 'party:x\n']) {
    assert.deepEqual(geo.decodeState('claims=' + encodeURIComponent(bad)).filters.claims, [], bad);
    assert.equal(geo.encodeState(claims(bad)), '', bad);
  }
  assert.equal(geo.encodeState(claims('party:CD:opp.a')), 'claims=party%3ACD%3Aopp.a');
});

test('a filter that is on names the party in its own words, as text', () => {
  assert.deepEqual(geo.chosen(claims('party:gov'), TABLE).map((c) => c.words), [`Claims: Said by ${HOSTILE}`]);
  assert.deepEqual(geo.noFilters().filters.claims, []);
});

const shape = (id, p) => ({ type: 'Feature', id, geometry: { type: 'LineString', coordinates: [[36, 34], [37, 35]] }, properties: { records: [], ...p } });
const SHAPES = [
  shape('front', { layer: 'front', records: ['gov', 'one'], claims: [] }),
  shape('sure', { layer: 'front', records: ['two'], claims: ['two'] }),
  shape('held', { layer: 'control', record: 'one', records: ['one', 'gov'], claims: ['two', 'party:gov'] }),
  shape('route', { layer: 'route', record: 'plan', records: ['plan'], status: 'forecast' }),
  shape('heading', { layer: 'heading', record: 'gov', records: ['gov'], status: 'claimed' }),
  shape('ours', { layer: 'front', basis: 'drawn', status: 'stated' }),
  shape('theirs', { layer: 'control', basis: 'overlay', status: 'claimed' }),
];
const SCENE = geo.prepareScene({ ...MESSAGE, shapes: SHAPES }, TABLE);
const shown = (of, test = 'item') => SCENE.items.filter(geo.siftScene(SCENE, of, FILTER.apply(of))[test]).map((i) => i.id);

test('a front shows when every statement behind it passes; what is kept off by the switch alone is named', () => {
  assert.deepEqual(shown(state()), SHAPES.map((f) => f.id));
  assert.deepEqual(shown(claims('two')), ['sure', 'held', 'ours', 'theirs']);
  assert.deepEqual(shown(claims('two'), 'distrusted'), ['front']);
  assert.deepEqual(shown(state(), 'distrusted'), []);
  assert.deepEqual(shown(claims('party:gov')), ['held', 'heading', 'ours', 'theirs']);
  assert.deepEqual(shown(state({ filters: { claims: ['two'] }, layers: { hidden: ['front'] } }), 'distrusted'), [], 'a hidden layer hides for its own reason');
});

test('a place whose statements pass together still obeys the other filters', () => {
  assert.deepEqual(shown(state({ filters: { claims: ['two'], type: ['clash'] } })), ['sure', 'ours', 'theirs']);
});

test('forecasts and what analysts drew are layers of their own, whatever their shape', () => {
  const without = (...hidden) => shown(state({ layers: { hidden } }));
  assert.ok(!without('forecast').includes('route') && without('forecast').includes('heading'));
  assert.ok(without('flight').includes('route'), 'as background, they go by their own switch');
  assert.ok(!without('drawn').includes('ours') && without('front').includes('ours'));
  assert.deepEqual(geo.decodeState('hide=forecast&hide=drawn&hide=tension').layers.hidden, ['forecast', 'drawn', 'tension']);
});

test('a mark is flagged where accounts of its record differ, or statements of its place', () => {
  assert.deepEqual(MESSAGE.records.filter((r) => TABLE.differs(TABLE.index(r.id))).map((r) => r.id), ['differs']);
  assert.ok(geo.differs({ layer: 'event', p: { record: 'differs' } }, TABLE));
  assert.ok(!geo.differs({ layer: 'event', p: { record: 'gone' } }, TABLE));
  assert.ok(geo.differs({ layer: 'control', p: { record: 'one', conflicts: ['…'] } }, TABLE));
  assert.equal(geo.siftScene(SCENE, state({ layers: { hidden: ['tension'] } }), FILTER.apply(state())).flags, false);
});

test('independent sources are counted and named', () => {
  assert.equal(geo.voicesOf({ voices: [{ name: 'Reuters' }, { name: null }] }), '2 · Reuters, publisher not known');
  assert.equal(geo.voicesOf({}), '');
});

test('the legend names forecasts and flags only where they show', () => {
  for (const name of ['legend']) require(path.join(assets, name + '.js'));
  geo.byHand = geo.byHand || ((p) => p.basis === 'drawn');
  geo.arrowOf = geo.arrowOf || (() => 'other');
  const rows = (of) => {
    const sift = geo.siftScene(SCENE, of, FILTER.apply(of));
    return geo.legendEntries(MESSAGE, { ...SCENE, sift, items: SCENE.items.filter(sift.item) }).flat().map((entry) => entry.words);
  };
  assert.ok(rows(state()).includes('Dotted: forecast or plan'));
  assert.ok(!rows(state({ layers: { hidden: ['forecast'] } })).includes('Dotted: forecast or plan'));
  assert.ok(!rows(state()).includes('Accounts differ'), 'no mark of that record is drawn here');
});

test('what the switch keeps off the map is said in a sentence, once for each front and place', () => {
  const words = (...values) => {
    const of = claims(...values);
    return geo.notDrawn({ ...SCENE, sift: geo.siftScene(SCENE, of, FILTER.apply(of)) }, MESSAGE, values);
  };
  assert.equal(words(), '');
  assert.equal(words('two'), 'The front is not drawn: it rests on statements outside “Two independent sources”.');
  assert.equal(words('party:CD:opp.a'), 'The front and 1 place or area are not drawn: they rest on statements outside “Said by Opposition”.');
});
