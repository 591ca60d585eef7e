/** Tests of what one explores with: bins of days, ranges, order of lists, charts, search, sorting, measuring. Pure parts. */
'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const assets = path.join(__dirname, '..', '..', '..', 'geo', 'render', 'assets');
require('./strings.js');
for (const name of ['bus', 'words', 'state', 'table', 'filter', 'dom', 'bins', 'list', 'charts', 'figures', 'filters', 'search', 'sheet', 'measure']) {
  require(path.join(assets, name + '.js'));
}
const geo = globalThis.geo;
const day = geo.dayNumber;

test('few days are bins of a day, a year of weeks, a decade of months, and every day lies in one', () => {
  for (const [from, to, unit] of [['2024-11-27', '2024-12-08', 'day'], ['2024-01-01', '2024-12-31', 'week'], ['2015-01-01', '2024-06-30', 'month'], ['1990-05-05', '2024-06-30', 'year']]) {
    const bins = geo.bins(day(from), day(to), 120);
    assert.equal(bins.unit, unit);
    assert.ok(bins.edges.length - 1 <= 120);
    assert.deepEqual([bins.edges[0], bins.edges.at(-1)], [day(from), day(to) + 1]);
    for (const d of [day(from), day(from) + 8, day(to)]) {
      const bin = geo.binOf(bins, d);
      assert.ok(bins.edges[bin] <= d && d < bins.edges[bin + 1]);
    }
  }
});

test('weeks begin on Monday and months on their first', () => {
  const weeks = geo.bins(day('2024-11-27'), day('2024-12-20'), 6); // a Wednesday
  assert.deepEqual(weeks.edges.map(geo.isoDay), ['2024-11-27', '2024-12-02', '2024-12-09', '2024-12-16', '2024-12-21']);
  const months = geo.bins(day('2024-11-27'), day('2025-02-03'), 5);
  assert.deepEqual(months.edges.map(geo.isoDay), ['2024-11-27', '2024-12-01', '2025-01-01', '2025-02-01', '2025-02-04']);
});

test('no record is lost in bins, and days beyond the counts are empty', () => {
  const first = day('2024-11-27');
  const bins = geo.bins(first - 3, first + 40, 8);
  const counts = Uint32Array.from({ length: 20 }, (_, i) => i);
  assert.equal(geo.binned(bins, first, counts).reduce((a, b) => a + b, 0), 190);
});

test('a range keeps its width at the ends, and all days are no range', () => {
  assert.deepEqual(geo.moved([3, 5], 4, 0, 7), [5, 7]);
  assert.deepEqual(geo.moved([3, 5], -9, 0, 7), [0, 2]);
  assert.equal(geo.timeOf(0, 7, 0, 7), null);
  assert.deepEqual(geo.timeOf(19723, 19724, 19723, 19730), { from: '2024-01-01', to: '2024-01-02' });
});

test('the axis never writes more days than it has room for', () => {
  for (const days of [2, 12, 40, 366, 4000, 20000]) {
    for (const most of [2, 5, 12]) {
      const ticks = geo.ticks(day('1970-03-03'), day('1970-03-03') + days - 1, most);
      assert.ok(ticks.length <= most + 1, `${days} days, ${ticks.length} ticks for ${most}`);
      assert.ok(ticks.every(([d]) => d >= day('1970-03-03')));
    }
  }
});

const record = (id, values) => ({ id, list: 'event', type: 'clash', type_label: 'Clash', label: id, status: 'asserted', background: false, day: '2024-12-01', places: [], agents: [], targets: [], sides: [], figures: [], evidence: [], ...values });

const TABLE = geo.table({
  sides: [{ id: 'a', label: 'Side A' }, { id: 'b', label: 'Side B' }],
  records: [
    record('r0', { sides: ['a'] }), record('r1', { sides: ['b'], day: '2024-12-03' }), record('r2', { sides: ['a', 'b'], day: '2024-12-03' }),
    record('r3', { type: 'protest', type_label: 'Protest', day: null }), record('r4', { background: true, day: '2011-01-01' }),
  ],
});

test('lists run from the newest day to the oldest, within a day as told, undated last', () => {
  assert.deepEqual(geo.listOrder(TABLE, (i) => TABLE.listed[i]), [1, 2, 0, 3]);
});

test('next and previous skip what is filtered out and stop at the ends', () => {
  const order = [1, 2, 0, 3];
  const shown = [1, 1, 0, 1, 1];
  assert.equal(geo.neighbour(order, shown, 1, 1), 0);
  assert.equal(geo.neighbour(order, shown, 0, -1), 1);
  assert.equal(geo.neighbour(order, shown, 3, 1), -1);
  assert.equal(geo.neighbour(order, shown, -1, 1), 1);
  assert.equal(geo.neighbour(order, shown, -1, -1), 3);
});

test('events by type count every record once; two sides or none are nobody\'s colour', () => {
  const bins = geo.bins(day('2024-12-01'), day('2024-12-03'), 10);
  const rows = geo.byType(TABLE, (i) => TABLE.listed[i], bins);
  assert.deepEqual(rows.map((r) => [r.type, r.total]), [['clash', 3], ['protest', 1]]);
  const [a, b] = ['a', 'b'].map((s) => TABLE.facet('side').values.indexOf(s));
  assert.deepEqual(rows[0].cells.map((c) => [...c]), [[[a, 1]], [], [[b, 1], [-1, 1]]]);
});

test('figures stand in lanes of their speakers; ranges, forecasts and units stay what they are', () => {
  const row = (values) => ({ metric: 'displaced', unit: 'persons', value: 1000, max: null, status: 'claimed', observed: true, background: false, speaker: 'WFP', ...values });
  const rows = [row({}), row({ value: 1000, max: 9999 }), row({ speaker: null, article_title: 'Report', status: 'forecast', value: 1500000 }), row({ unit: 'families' }), row({ background: true }), row({ metric: 'killed' }), row({ value: 0 })];
  const lanes = geo.lanes(rows, 'displaced', () => 5);
  assert.deepEqual(lanes.map((l) => [l.speaker, l.dots.map((d) => [d.low, d.high, d.forecast])]), [['WFP', [[1000, 1000, false], [1000, 9999, false]]], ['“Report”', [[1500000, 1500000, true]]]]);
  assert.deepEqual(geo.decades(lanes.flatMap((l) => l.dots)), [3, 7]);
  assert.deepEqual([999, 1500, 280000, 1500000].map(geo.rough), ['999', '1.5k', '280k', '1.5m']);
});

test('a filter is switched on and off without touching the others, and named by its label', () => {
  const state = { ...geo.emptyState(), filters: { ...geo.emptyState().filters, type: ['clash'], side: ['a'] } };
  assert.deepEqual(geo.switched(state, 'type', 'protest', true), { filters: { type: ['clash', 'protest'] } });
  assert.deepEqual(geo.switched(state, 'type', 'clash', false), { filters: { type: [] } });
  assert.deepEqual(geo.chosen(state, TABLE).map((c) => c.words), ['Type: Clash', 'Side: Side A']);
  assert.deepEqual(geo.chosen({ ...state, filters: { ...state.filters, type: ['gone'], side: [] } }, TABLE).map((c) => c.words), ['Type: gone']);
});

test('the best fitting name is offered first: whole, start, start of a word, within', () => {
  const plain = (s) => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const names = ['Old Homs', 'Homs', 'Thomsville', 'Homs front', 'Hama'].map((name) => ({ name, weight: 1 }));
  assert.deepEqual(geo.suggest(names, 'homs', plain).map((e) => e.name), ['Homs', 'Homs front', 'Old Homs', 'Thomsville']);
  assert.deepEqual(geo.suggest([{ name: 'Ḩimş', weight: 1 }], 'hims', plain).length, 1);
  assert.deepEqual(geo.suggest(names, '', plain), []);
});

test('sorting puts what is missing last either way and keeps equals in order', () => {
  const keys = [3, null, 1, 3, 2];
  assert.deepEqual(geo.sorted([0, 1, 2, 3, 4], (i) => keys[i], 1), [2, 4, 0, 3, 1]);
  assert.deepEqual(geo.sorted([0, 1, 2, 3, 4], (i) => keys[i], -1), [0, 3, 4, 2, 1]);
  assert.deepEqual(geo.sorted([0, 1, 2], (i) => ['b', '', 'Á'][i], 1), [2, 0, 1]);
});

test('lengths are those of PROJ on WGS 84, across the antimeridian too', () => {
  const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-3, `${a} and ${b} km`);
  close(geo.distanceKm([34.73, 36.72], [33.51, 36.29]), 141.02194);
  close(geo.distanceKm([0, 0], [0, 1]), 111.3195);
  close(geo.distanceKm([-18.14, 178.44], [-21.13, -175.2]), 744.5508);
  close(geo.distanceKm([51.5, -0.1], [-33.9, 151.2]), 16990.0839);
  assert.equal(geo.distanceKm([34, 36], [34, 36]), 0);
  assert.ok(Math.abs(geo.distanceKm([0, 0], [0, 180]) - 20003.9) < 20, 'antipodes: the sphere steps in');
});

test('areas are those of PROJ on WGS 84, whichever way round they are drawn', () => {
  const close = (a, b) => assert.ok(Math.abs(a / b - 1) < 1e-4, `${a} and ${b} km²`);
  const box = [[34, 36], [34, 37], [35, 37], [35, 36]];
  close(geo.areaKm2(box), 10187.8225);
  close(geo.areaKm2(box.slice().reverse()), 10187.8225);
  close(geo.areaKm2([[10, 179], [10, -179], [12, -179], [12, 179]]), 48357.252);
  close(geo.areaKm2([[34.7, 36.7], [34.7, 36.71], [34.71, 36.705]]), 0.50818939);
});

test('measures are written as exactly as a click can be, coordinates with latitude first', () => {
  assert.deepEqual([0.4321, 5.1234, 54.61, 1234.5].map(geo.kmText), ['432 m', '5.12 km', '54.6 km', '1,235 km']);
  assert.equal(geo.latLonText(34.73, 396.72), '34.7300, 36.7200');
});
