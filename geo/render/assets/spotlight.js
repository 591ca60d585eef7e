/** Several records lit at once, stretches of front that moved, and a scene drawn off the screen. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const P = geo.project;

  /** What `geo.highlight` lights: `{records: [ids], shapes: [{line: [[lon, lat]], from?, to?}]}` or null. */
  geo.lit = geo.lit || null;

  /** So many lit records get the outline of a selected one; of more the others are dimmed, and that is enough. */
  geo.FEW_LIT = 6;

  /** Is one of the records behind a mark lit? What many statements made (a front) is not any one record's. */
  geo.isLit = (item, lit) => Boolean(item.p.record) && (lit.has(item.p.record) || [...(item.records || [])].some((id) => lit.has(id)));

  /**
   * Put what is to be lit into what the painters ask.
   *
   * @param {object} marking
   * @param {object} scene
   * @param {{records?: string[], shapes?: object[]}|null} lit
   */
  geo.prepareLit = function (marking, scene, lit) {
    const records = ((lit && lit.records) || []).filter((id) => scene.table.index(id) >= 0);
    marking.lit = records.length ? new Set(records) : null;
    marking.shapes = ((lit && lit.shapes) || []).map(({ line, from, to }) => ({
      line: P.fromLonLat(line, scene.middle), move: from && to ? P.fromLonLat([from, to], scene.middle) : null,
    }));
    if (!marking.selected) marking.points = records.flatMap((id) => scene.points.ofRow(scene.table.index(id)));
  };

  function path(ctx, points) {
    ctx.beginPath();
    points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  }

  /** A stretch of front that moved: light that the line lies on. */
  geo.drawMoved = function (ctx, { line }, view, theme) {
    const { k } = view;
    ctx.save();
    ctx.lineCap = ctx.lineJoin = 'round';
    path(ctx, P.soften(P.toPixels(line, view), 2));
    for (const [style, width] of [[theme.ink, 25], [theme.moved, 22]]) {
      ctx.globalAlpha = style === theme.ink ? 0.3 : 0.75;
      ctx.strokeStyle = style;
      ctx.lineWidth = width * k;
      ctx.stroke();
    }
    ctx.restore();
  };

  /** The arrow from where such a stretch was. */
  geo.drawMove = function (ctx, { move }, view, theme) {
    const { k } = view;
    ctx.save();
    ctx.lineJoin = 'round';
    const [a, b] = move ? P.toPixels(move, view) : [[0, 0], [0, 0]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (length > 26 * k) {
      const [dx, dy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
      const [head, half] = [15 * k, 9 * k];
      const tip = [b[0] - dx * 10 * k, b[1] - dy * 10 * k];
      const neck = [tip[0] - dx * head, tip[1] - dy * head];
      for (const [style, width] of [[theme.halo, 8], [theme.ink, 4]]) {
        ctx.strokeStyle = ctx.fillStyle = style;
        ctx.lineWidth = width * k;
        path(ctx, [a, neck]);
        ctx.stroke();
        path(ctx, [tip, [neck[0] - dy * half, neck[1] + dx * half], [neck[0] + dy * half, neck[1] - dx * half], tip]);
        ctx.lineWidth = (width - 4) * k;
        if (width > 4) ctx.stroke();
        ctx.fill();
      }
    }
    ctx.restore();
  };

  /** @returns {number[]|null} `[west, south, east, north]` around marks of records and stretches; null around nothing */
  geo.boxAround = function (scene, records, shapes = []) {
    const items = records.flatMap((id) => geo.itemsOf(scene, id)).filter((i) => !['unknown', 'band'].includes(i.layer));
    const lines = shapes.map((s) => ({ parts: [P.fromLonLat(s.line, scene.middle)] }));
    const box = geo.worldBox([...items, ...lines]);
    return Number.isFinite(box[0]) ? geo.boxOfWorld(box) : null;
  };

  /** World coordinates `[w, n, e, s]` as degrees `[west, south, east, north]`. */
  geo.boxOfWorld = function ([w, n, e, s]) {
    const lat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    return [(w - 0.5) * 360, lat(s), (e - 0.5) * 360, lat(n)];
  };

  /**
   * Draw a scene's part of the map, without words around it.
   *
   * @param {HTMLCanvasElement} canvas drawn over whole, at its own width and height
   * @param {{query: string, box?: number[], records: string[], shapes: object[]}} shown
   * @param {{scene: object, base: object, filter: object, theme: object}} on what is on the map: `geo.live`
   * @param {number} k size of marks and names, 1 as on the desk
   */
  geo.drawScene = function (canvas, shown, { scene, base, filter, theme }, k) {
    const state = geo.decodeState(shown.query);
    const passed = filter.apply(state);
    const sift = geo.siftScene(scene, state, passed);
    const own = { ...scene, sift, shows: (item) => (item.index === undefined ? sift.item(item) : sift.point(item.index)) };
    const marking = { selected: null, focused: null, open: null, spread: null, points: [], lit: null, shapes: [], background: state.layers.background };
    marking.is = (item) => marking.lit !== null && marking.lit.size <= geo.FEW_LIT && geo.isLit(item, marking.lit);
    geo.prepareLit(marking, own, shown);
    const [west, south, east, north] = shown.box;
    const [l, t, r, b] = [P.worldX(west), P.worldY(north), P.worldX(east), P.worldY(south)];
    const { width: w, height: h } = canvas;
    const size = Math.min(w / (r - l), h / (b - t));
    const view = { zoom: Math.log2(size / 256 / k), size, ox: ((l + r) / 2) * size - w / 2, oy: ((t + b) / 2) * size - h / 2, w, h, dpr: 1, k, free: [0, 0, w, h] };
    const ctx = canvas.getContext('2d');
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    geo.drawBasemap(ctx, { ...base, tiles: null }, view, theme);
    geo.paintScene(ctx, own, base, view, theme, marking);
  };
})(typeof window === 'undefined' ? globalThis : window);
