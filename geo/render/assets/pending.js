/** What was decided and Python has not answered yet: the marks themselves show it, and are as they came when it is taken back. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  let entries = [];
  let scene = null;

  /** Change an item and remember how to change it back. */
  function change(back, item, values) {
    const old = Object.fromEntries(Object.keys(values).map((key) => [key, item[key]]));
    Object.assign(item, values);
    back.push(() => Object.assign(item, old));
  }

  /** What a mark of a record that has none looks like, from what is known of it. */
  function made(record, want) {
    const p = {
      layer: record.list === 'control' ? 'control' : 'event', record: record.id, records: [record.id], label: record.label, status: record.status, class: record.class,
      type: record.type, type_label: record.type_label, place: want.place, place_kind: want.kind, state: record.list === 'control' ? record.type : undefined,
      sides: record.sides, day: record.day,
    };
    return { type: 'Feature', id: `${record.id}:pending`, geometry: { type: 'Point', coordinates: want.at }, properties: p };
  }

  /** Marks of one record at another place: its points move, what is drawn around or between places waits for the new data. */
  function move(back, row, want) {
    const { points, items, table, middle } = scene;
    const at = geo.project.fromLonLat([want.at], middle);
    const p = { place: want.place, place_kind: want.kind, anchor_basis: undefined };
    const own = points.ofRow(row).filter((i) => points.record(i) === want.record);
    const shapes = items.filter((item) => item.p.record === want.record);
    const fits = (name) => !want.from || name === want.from;
    let moving = own.filter((i) => fits(points.place(i)));
    let squares = shapes.filter((item) => item.kind === 'point' && fits(item.p.place));
    if (!moving.length && !squares.length && own.length + shapes.length === 1) {
      moving = own;
      squares = shapes.filter((item) => item.kind === 'point');
    }
    for (const i of moving) {
      back.push(points.amend(i, { at: [at[0], at[1]], p }));
    }
    for (const item of squares) change(back, item, { parts: [at], p: { ...item.p, ...p }, box: undefined });
    for (const item of shapes) if (!squares.includes(item) && (item.kind !== 'point' || item.layer === 'ring')) change(back, item, { out: true });
    if (moving.length || squares.length) return;
    const feature = made(table.get(row), want);
    const item = geo.sceneItem(feature, feature.geometry, scene.sides, middle);
    item.rows = [row];
    items.push(item);
    back.push(() => items.splice(items.indexOf(item), 1));
  }

  function apply(want) {
    const back = [];
    const row = scene.table.index(want.record);
    if (row < 0) return back;
    if (want.at) move(back, row, want);
    const { points, items } = scene;
    const values = { ...(want.confirmed ? { confirmed: true } : {}), ...(want.status ? { status: want.status } : {}) };
    if (!want.gone && !Object.keys(values).length) return back;
    for (const i of points.ofRow(row).filter((n) => points.record(n) === want.record)) {
      back.push(points.amend(i, want.gone ? { out: true } : { p: values }));
    }
    for (const item of items.filter((one) => one.p.record === want.record)) change(back, item, want.gone ? { out: true } : { p: { ...item.p, ...values } });
    return back;
  }

  const put = (entry) => (entry.back = scene ? entry.wants.flatMap(apply) : []);
  const takeBack = (entry) => entry.back.reverse().forEach((step) => step());

  geo.pending = {
    /**
     * Show what was decided.
     *
     * @param {{record: string, at?: number[], from?: string, place?: string, kind?: string, gone?: boolean, confirmed?: boolean,
     *   status?: string}[]} wants `at`: where its mark `from` that place goes, [lon, lat]; `gone`: it has none any more
     * @returns {object} for `end`
     */
    begin(wants) {
      const entry = { wants, back: [] };
      entries.push(entry);
      put(entry);
      if (wants.length) geo.bus.emit('marks');
      return entry;
    },
    /** Python has answered: what it says is what the data show. */
    end(entry) {
      if (!entries.includes(entry)) return;
      // Later ones may rest on it: off in turn, and on again without it.
      const all = entries;
      all.slice().reverse().forEach(takeBack);
      entries = all.filter((e) => e !== entry);
      entries.forEach(put);
      if (entry.wants.length) geo.bus.emit('marks');
    },
    /** Other data are on the map: what waits for its answer shows on them too. */
    mounted(next) {
      scene = next;
      entries.forEach(put);
    },
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
