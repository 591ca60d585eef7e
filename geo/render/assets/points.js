/**
 * Point marks in their thousands: typed arrays, one pass a drawing. Few in view are drawn one by one; many are gathered by
 * cells of the screen, each mark with its number. A gathered mark stands in the middle of its members; nothing else moves.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** More than this many in view are gathered: discs beside discs with leader lines could not be told apart. */
  const MANY = 120;
  /** Pixels of a cell; two gathered marks closer than APART become one. */
  const CELL = 58;
  const APART = 34;
  const MARGIN = 60;

  /**
   * @param {object} message from `geo.openMessage`
   * @param {object} table from `geo.table`
   * @param {Map<string, object>} sides
   * @param {number} middle longitude that the world is cut opposite of
   * @returns {object} `n`, world coordinates `x`, `y`, `row` (of the record, -1 without), `background`, `side` (code of `colours`,
   *   0 for none), `item(i)` as those of scene.js, `ofRow(row)`
   */
  geo.preparePoints = function (message, table, sides, middle) {
    const marks = geo.markColumns((message.packed || {}).marks || { n: 0, columns: {} }, table);
    const n = marks.n;
    const made = new Map();
    const points = {
      n, x: new Float64Array(n), y: new Float64Array(n), row: new Int32Array(n), background: new Uint8Array(n), side: new Uint8Array(n), colours: [null],
      more: new Map(), // marks of several records: index -> rows
    };
    const lons = new Map();
    const lats = new Map();
    const known = new Map([[undefined, 0]]);
    const once = (map, value, make) => {
      let got = map.get(value);
      if (got === undefined) map.set(value, (got = make(value)));
      return got;
    };
    for (let i = 0; i < n; i++) {
      points.x[i] = once(lons, marks.columns.at('lon', i), (lon) => geo.project.worldX(geo.project.near(lon, middle)));
      points.y[i] = once(lats, marks.columns.at('lat', i), geo.project.worldY);
      points.row[i] = marks.rowOf(i);
      points.background[i] = marks.own('layer', i) === 'background' ? 1 : 0;
      const many = marks.own('sides', i) || [];
      const colour = geo.colour(marks.own('colour', i)) || (many.length === 1 ? geo.colour((sides.get(many[0]) || {}).colour) : null) || undefined;
      if (!known.has(colour) && points.colours.length < 250) known.set(colour, points.colours.push(colour) - 1);
      points.side[i] = points.background[i] ? 0 : known.get(colour) || 0;
      const others = marks.columns.at('p.records', i);
      if (others) points.more.set(i, others.map((id) => table.index(id)).filter((row) => row >= 0));
    }
    // Marks of a row as a chain: first[row], then next[mark].
    const first = new Int32Array(table.n).fill(-1);
    const next = new Int32Array(n).fill(-1);
    for (let i = n - 1; i >= 0; i--) {
      if (points.row[i] < 0) continue;
      next[i] = first[points.row[i]];
      first[points.row[i]] = i;
    }
    points.ofRow = (row) => {
      const out = [];
      for (let i = row < 0 ? -1 : first[row]; i >= 0; i = next[i]) out.push(i);
      if (!out.length) for (const [i, rows] of points.more) if (rows.includes(row)) out.push(i);
      return out;
    };
    /** Changes that Python has not answered yet, by mark: `{at, p, out}` (geo/render/assets/pending.js). */
    const amended = new Map();
    /**
     * Show a mark otherwise than it came.
     *
     * @param {number} i
     * @param {{at?: number[], p?: object, out?: boolean}} change world coordinates, properties, whether it shows at all
     * @returns {Function} takes it back
     */
    points.amend = (i, change) => {
      const [old, x, y] = [amended.get(i), points.x[i], points.y[i]];
      if (change.at) [points.x[i], points.y[i]] = change.at;
      amended.set(i, { ...old, ...change, p: { ...(old || {}).p, ...change.p } });
      made.delete(i);
      return () => {
        [points.x[i], points.y[i]] = [x, y];
        if (old) amended.set(i, old);
        else amended.delete(i);
        made.delete(i);
      };
    };
    points.isOut = (i) => amended.size > 0 && Boolean((amended.get(i) || {}).out);
    points.id = marks.id;
    points.place = (i) => marks.own('place', i) || '';
    points.record = (i) => marks.record(i) || ((marks.columns.at('p.records', i) || [])[0]) || null;
    points.item = (i) => {
      if (!made.has(i)) {
        if (made.size > 4000) made.clear();
        const feature = marks.feature(i);
        const change = amended.get(i);
        if (change) Object.assign(feature.properties, change.p);
        made.set(i, { ...geo.sceneItem(feature, feature.geometry, sides, middle), index: i, ...(change ? { parts: [Float64Array.of(points.x[i], points.y[i])] } : {}) });
      }
      return made.get(i);
    };
    /** One mark of each look and side, for the legend. */
    points.samples = (shows) => {
      const seen = new Map();
      for (let i = 0; i < n; i++) {
        if (!shows(i)) continue;
        const key = `${points.background[i]} ${points.side[i]} ${marks.own('class', i)} ${marks.own('status', i)} ${Boolean(marks.own('confirmed', i))} ${amended.has(i)}`;
        if (!seen.has(key)) seen.set(key, i);
      }
      return [...seen.values()].map(points.item);
    };
    return points;
  };

  /**
   * What shows of the points in a view, one by one or gathered. Pure.
   *
   * @param {object} points from `preparePoints`
   * @param {Function} shows of an index
   * @param {{size: number, ox: number, oy: number, w: number, h: number, k: number}} view
   * @returns {{few: number[]|null, cells: object[]}} `few`: indices; else `cells`: {x, y, count, first, sides: number[], cell}
   */
  geo.gatherPoints = function (points, shows, view) {
    const { size, ox, oy, w, h, k } = view;
    const { x, y, n } = points;
    const [left, right, top, bottom] = [(ox - MARGIN) / size, (ox + w + MARGIN) / size, (oy - MARGIN) / size, (oy + h + MARGIN) / size];
    const inside = geo.gatherPoints.buffer && geo.gatherPoints.buffer.length >= n ? geo.gatherPoints.buffer : (geo.gatherPoints.buffer = new Int32Array(n));
    let count = 0;
    for (let i = 0; i < n; i++) if (x[i] >= left && x[i] <= right && y[i] >= top && y[i] <= bottom && shows(i)) inside[count++] = i;
    if (count <= MANY) return { few: Array.from(inside.subarray(0, count)), cells: [] };

    // Cells lie fixed on the world at this zoom, so that panning does not change who stands together.
    const cell = (CELL * k) / size;
    const [c0, r0] = [Math.floor(left / cell), Math.floor(top / cell)];
    const columns = Math.floor(right / cell) - c0 + 1;
    const rows = Math.floor(bottom / cell) - r0 + 1;
    const kinds = points.colours.length;
    const counts = new Int32Array(columns * rows);
    const first = new Int32Array(columns * rows);
    const sums = new Float64Array(2 * columns * rows);
    const sides = new Int32Array(kinds * columns * rows);
    for (let j = 0; j < count; j++) {
      const i = inside[j];
      const at = (Math.floor(x[i] / cell) - c0) * rows + Math.floor(y[i] / cell) - r0;
      if (!counts[at]++) first[at] = i;
      sums[2 * at] += x[i] - x[first[at]];
      sums[2 * at + 1] += y[i] - y[first[at]];
      sides[at * kinds + points.side[i]]++;
    }
    const cells = [];
    for (let at = 0; at < counts.length; at++) {
      if (!counts[at]) continue;
      cells.push({
        x: (x[first[at]] + sums[2 * at] / counts[at]) * size - ox, y: (y[first[at]] + sums[2 * at + 1] / counts[at]) * size - oy,
        count: counts[at], first: first[at], sides: Array.from(sides.subarray(at * kinds, (at + 1) * kinds)), cells: [at],
      });
    }
    return { few: null, cells: join(cells, APART * k), rows, c0, r0, cell };
  };

  geo.gatherPoints.MANY = MANY;

  /** Put marks that would lie on one another together, the larger keeps its place. */
  function join(cells, apart) {
    const grid = new Map();
    const key = (x, y) => Math.floor(x / apart) * 65536 + Math.floor(y / apart);
    const out = [];
    for (const mark of cells.sort((a, b) => b.count - a.count)) {
      let host = null;
      for (let dx = -1; dx <= 1 && !host; dx++) {
        for (let dy = -1; dy <= 1 && !host; dy++) {
          host = (grid.get(key(mark.x + dx * apart, mark.y + dy * apart)) || []).find((o) => Math.hypot(o.x - mark.x, o.y - mark.y) < apart) || null;
        }
      }
      if (host) {
        host.count += mark.count;
        host.cells.push(...mark.cells);
        mark.sides.forEach((number, side) => (host.sides[side] += number));
        continue;
      }
      out.push(mark);
      const at = key(mark.x, mark.y);
      if (!grid.has(at)) grid.set(at, []);
      grid.get(at).push(mark);
    }
    return out;
  }

  /** @returns {number[]} the points that a gathered mark stands for */
  geo.membersOf = function (points, shows, gathered, mark) {
    const { rows, c0, r0, cell } = gathered;
    const wanted = new Set(mark.cells);
    const out = [];
    for (let i = 0; i < points.n; i++) {
      const row = Math.floor(points.y[i] / cell) - r0;
      if (row >= 0 && row < rows && wanted.has((Math.floor(points.x[i] / cell) - c0) * rows + row) && shows(i)) out.push(i);
    }
    return out;
  };

  /** A gathered mark: its number within a ring that the sides share. */
  geo.drawGathered = function (ctx, mark, points, theme, k) {
    const text = mark.count > 9999 ? Math.round(mark.count / 1000) + 'k' : String(mark.count);
    const r = (text.length > 3 ? 18 : text.length > 2 ? 16 : 14) * k;
    ctx.setLineDash([]);
    ctx.lineCap = 'butt';
    ctx.beginPath();
    ctx.arc(mark.x, mark.y, r + 1.4 * k, 0, 7);
    ctx.fillStyle = theme.halo;
    ctx.fill();
    ctx.beginPath();
    ctx.arc(mark.x, mark.y, r, 0, 7);
    ctx.fillStyle = theme.paper;
    ctx.fill();
    ctx.lineWidth = 3.4 * k;
    let from = -Math.PI / 2;
    mark.sides.forEach((number, side) => {
      if (!number) return;
      const to = from + (2 * Math.PI * number) / mark.count;
      ctx.beginPath();
      ctx.arc(mark.x, mark.y, r - 1.7 * k, from, to);
      ctx.strokeStyle = points.colours[side] ? geo.onGround(points.colours[side], theme) : theme.none;
      ctx.stroke();
      from = to;
    });
    ctx.font = `650 ${(text.length > 3 ? 11 : 12) * k}px ${theme.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = theme.ink;
    ctx.fillText(text, mark.x, mark.y + 0.5);
    ctx.textAlign = 'left';
    return r;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
