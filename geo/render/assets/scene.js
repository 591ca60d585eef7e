/** From the message's features to what is drawn: prepared once; what of it shows follows the state. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** The parts of a geometry as lists of [lon, lat]: [kind, lists]. */
  function parts(geometry) {
    const c = geometry.coordinates;
    switch (geometry.type) {
      case 'Point': return ['point', [[c]]];
      case 'MultiPoint': return ['point', c.map((p) => [p])];
      case 'LineString': return ['line', [c]];
      case 'MultiLineString': return ['line', c];
      case 'Polygon': return ['polygon', c];
      case 'MultiPolygon': return ['polygon', c.flat()];
      default: return ['none', []];
    }
  }

  /** What is true at a day rather than on it; it shows as of the end of the range. */
  const STATES = ['control', 'front', 'band', 'contested', 'unknown'];

  /** @returns {object} one drawable of a feature */
  geo.sceneItem = function (feature, geometry, sides, middle) {
    const p = feature.properties || {};
    const [kind, lists] = parts(geometry);
    const many = (p.sides || []).map((id) => geo.colour((sides.get(id) || {}).colour));
    const colour = geo.colour(p.colour) || (many.length === 1 ? many[0] : null);
    const two = p.layer === 'front' || ['divided', 'contested'].includes(p.state) || p.layer === 'contested';
    const item = {
      id: feature.id, p, kind, layer: p.layer, parts: lists.map((l) => geo.project.fromLonLat(l, middle)), colour,
      hatch: p.hatch || (sides.get((p.sides || [])[0]) || {}).hatch,
      colours: two && many.length ? many : colour ? [colour] : [],
      record: p.record || (p.records || [])[0] || null,
      records: new Set([...(p.records || []), ...(p.record ? [p.record] : [])]),
    };
    if (p.anchor && kind !== 'point') item.anchor = geo.project.fromLonLat([p.anchor], middle);
    return item;
  };

  /**
   * @param {object} message
   * @param {object} table from `geo.table`
   * @returns {{items: object[], points: object, middle: number, table: object, sift: object}} `items`: all but the point marks of
   *   events; `sift`: what shows, from `geo.siftScene`
   */
  geo.prepareScene = function (message, table) {
    const sides = new Map((message.sides || []).map((s) => [s.id, s]));
    const b = message.bounds;
    const region = message.basemap && message.basemap.region;
    const middle = region ? (region[0] + region[2]) / 2 : b ? (b[0] + (b[2] < b[0] ? b[2] + 360 : b[2])) / 2 : 0;
    const items = [];
    for (const feature of message.shapes || []) {
      const list = feature.geometry ? (feature.geometry.type === 'GeometryCollection' ? feature.geometry.geometries : [feature.geometry]) : [];
      for (const geometry of list) items.push(geo.sceneItem(feature, geometry, sides, middle));
    }
    for (const item of items) item.rows = [...item.records].map((id) => table.index(id)).filter((row) => row >= 0);
    return { items, points: geo.preparePoints(message, table, sides, middle), sides, middle, table, span: message.time || null, dayKey: geo.dayKey(message) };
  };

  const GROUPS = new Map(geo.layerGroups.flatMap((group) => group.layers.map((layer) => [layer, group.key])));

  /** @returns {string|undefined} key of `geo.layerGroups` that a mark is switched with: forecasts and what people drew by themselves */
  geo.groupOf = (p) => (p.status === 'forecast' ? 'forecast' : p.basis === 'drawn' ? 'drawn' : GROUPS.get(p.layer));

  /**
   * What of a scene shows. Pure.
   *
   * @param {object} scene
   * @param {object} state of the store
   * @param {{shown: Uint8Array, kept: Uint8Array, held: Uint8Array}} passed from `geo.filter`
   * @returns {{item: Function, point: Function, distrusted: Function, flags: boolean}} tests of an item and of the index of a point;
   *   `distrusted`: whether the claims switch alone keeps an item off the map; `flags`: whether marks say that accounts differ
   */
  geo.siftScene = function (scene, state, passed) {
    const hidden = new Set(state.layers.hidden);
    const { points } = scene;
    const { shown, kept, held } = passed;
    const asked = state.filters.claims;
    const day = state.time ? state.time.to : scene.span && scene.span.to;
    const background = state.layers.background;
    const ever = ({ valid }) => !Array.isArray(valid) || ((valid[0] === null || !day || valid[0] <= day) && (valid[1] === null || (Boolean(day) && day < valid[1])));
    const eventsHidden = hidden.has('events');
    /** Who holds something goes by the word of all statements behind it together (`claims`), other marks by their record's. */
    const byAll = (item) => Array.isArray(item.p.claims);
    const trusted = (item) => !asked.length || !byAll(item) || asked.some((one) => item.p.claims.includes(one));
    const rest = (item) => {
      if (item.out) return false;
      if (hidden.has(geo.groupOf(item.p)) || (item.layer === 'background' && !background)) return false;
      const stated = STATES.includes(item.layer) || Array.isArray(item.p.valid);
      if (stated && !ever(item.p)) return false;
      // What many statements made stands whoever is asked about; a mark of one record goes with its record.
      if (stated && !item.p.record) return true;
      const mask = !stated ? shown : byAll(item) ? held : kept;
      if (item.rows.length) return item.rows.some((row) => mask[row]);
      const own = item.p[scene.dayKey];
      return stated || !state.time || (typeof own === 'string' && state.time.from <= own && own <= state.time.to);
    };
    return {
      background,
      flags: !hidden.has('tension'),
      item: (item) => trusted(item) && rest(item),
      distrusted: (item) => !trusted(item) && rest(item),
      point(i) {
        if (points.background[i] ? !background : eventsHidden) return false;
        if (points.isOut && points.isOut(i)) return false;
        const row = points.row[i];
        if (row >= 0 && shown[row]) return true;
        const more = points.more.size ? points.more.get(i) : undefined;
        if (more) return more.some((r) => shown[r]);
        return row < 0 && !state.time;
      },
    };
  };

  /** @returns {boolean} whether a mark is of something that others tell otherwise */
  geo.differs = (item, table) => Boolean(item.p.conflicts) || (Boolean(item.p.record) && item.layer !== 'control' && table.differs(table.index(item.p.record)));

  /** @returns {object[]} the marks of a record: its own, else those that it stands behind */
  geo.itemsOf = function (scene, record) {
    const own = [...scene.points.ofRow(scene.table.index(record)).map(scene.points.item), ...scene.items.filter((i) => i.p.record === record)];
    const alone = own.filter((i) => i.p.record === record);
    return alone.length ? alone : [...own, ...scene.items.filter((i) => i.records.has(record))];
  };

  /** @returns {number[]} `[w, n, e, s]` of marks in world coordinates */
  geo.worldBox = function (items) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const world of items.flatMap((i) => i.parts)) {
      for (let i = 0; i < world.length; i += 2) {
        box[0] = Math.min(box[0], world[i]);
        box[1] = Math.min(box[1], world[i + 1]);
        box[2] = Math.max(box[2], world[i]);
        box[3] = Math.max(box[3], world[i + 1]);
      }
    }
    return box;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
