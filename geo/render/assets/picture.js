/**
 * The map as a picture: a scene, or what is on the screen, painted by the map's own painters on a canvas of its own. The living
 * map is not touched. Ground of online tiles is left out: a picture with words of another server's could not be saved.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Units of a page; a picture is laid out in them, whatever its pixels. */
  const PAGE = [1280, 720];
  /** Pixels of a side, at most: beyond, browsers give an empty canvas. */
  const MOST = 8192;
  /** Marks and their names against those on the desk: a picture is looked at from farther away. */
  const MARKS = 1.2;
  const ZOOMS = [1, 15];
  /** Part of the map's sides that stays free around the ground of a scene. */
  const EDGE = 0.02;

  const note = (message, key) => ((message.notes || []).find((n) => n.key === key) || {}).text || '';

  /** Keep a name that runs from right to left from taking the day after it along to its other side. */
  const apart = (source) => source.replace(/([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])(?=[\s,;:.()–-]*\d)/g, '$1\u200e');

  /** The part of the scene of a map that shows, and how it is marked. */
  function sifted(scene) {
    const life = geo.live;
    // A filter of its own: the map's hands out the same arrays again.
    life.aside = life.aside || geo.filter(life.table);
    const state = geo.fittingState(geo.decodeState(scene.query), life.table, life.aside);
    const shown = { ...life.scene, sift: geo.siftScene(life.scene, state, life.aside.apply(state)) };
    const marking = geo.makeMarking(shown);
    marking.background = state.layers.background;
    marking.choose(state.selected);
    geo.prepareLit(marking, shown, scene);
    return { shown, marking, state };
  }

  /** The view of a rectangle of so many units that shows the ground of a scene. */
  function viewOf(scene, state, w, h, dpr) {
    const P = geo.project;
    const { scene: drawn, message } = geo.live;
    const frames = geo.frames(message.bounds, message.focus, drawn.middle);
    const box = scene.box || (state.view ? null : frames[frames.opening]);
    let centre = state.view && [P.worldX(state.view.lon), P.worldY(state.view.lat)];
    let size = 256 * Math.pow(2, state.view ? state.view.zoom : 2.5);
    if (box) {
      const east = box[2] < box[0] ? box[2] + 360 : box[2];
      const [x, y, right, bottom] = [P.worldX(box[0]), P.worldY(box[3]), P.worldX(east), P.worldY(box[1])];
      centre = [(x + right) / 2, (y + bottom) / 2];
      const room = 1 - 2 * EDGE;
      size = Math.min((w * room) / Math.max(1e-6, right - x), (h * room) / Math.max(1e-6, bottom - y));
    }
    // Near the turn of the world that the marks are drawn on.
    const [cx, cy] = centre || [0.5, 0.42];
    const turn = Math.round(drawn.middle / 360 + 0.5 - cx);
    size = Math.max(256 * Math.pow(2, ZOOMS[0]), Math.min(256 * Math.pow(2, ZOOMS[1]), size));
    return { zoom: Math.log2(size / 256), size, ox: (cx + turn) * size - w / 2, oy: cy * size - h / 2, w, h, dpr, k: MARKS, free: [4, 4, w - 4, h - 4], covered: [[0, h - 42, 186, 42]] };
  }

  /** Paint ground and marks. @returns {{canvas: HTMLCanvasElement, view: object}} */
  function paintMap(scene, { shown, marking, state }, w, h, scale, theme) {
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(w * scale);
    canvas.height = Math.round(h * scale);
    const ctx = canvas.getContext('2d');
    ctx.scale(canvas.width / w, canvas.height / h);
    const view = viewOf(scene, state, w, h, scale);
    const base = { ...geo.live.base, tiles: null };
    geo.drawBasemap(ctx, base, view, theme);
    geo.paintScene(ctx, shown, base, view, theme, marking);
    scaleBar(ctx, view, theme);
    return { canvas, view };
  }

  /** How long a round number of kilometres is here. */
  function scaleBar(ctx, view, theme) {
    const lat = Math.atan(Math.sinh(Math.PI * (1 - (2 * (view.oy + view.h - 20)) / view.size)));
    const kmPerUnit = (40075.0167 * Math.cos(lat)) / view.size;
    const most = 150 * kmPerUnit;
    const power = Math.pow(10, Math.floor(Math.log10(most)));
    const km = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
    const [x, y, length] = [14, view.h - 14, km / kmPerUnit];
    ctx.save();
    ctx.lineJoin = 'round';
    const words = km >= 1 ? `${geo.count(km)} km` : `${Math.round(km * 1000)} m`;
    ctx.font = `600 14px ${theme.font}`;
    for (const [style, width] of [[theme.halo, 6], [theme.ink, 2]]) {
      ctx.strokeStyle = style;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.moveTo(x, y - 8);
      ctx.lineTo(x, y);
      ctx.lineTo(x + length, y);
      ctx.lineTo(x + length, y - 8);
      ctx.stroke();
    }
    ctx.lineWidth = 4;
    ctx.strokeStyle = theme.halo;
    ctx.strokeText(words, x + 7, y - 7);
    ctx.fillStyle = theme.ink;
    ctx.fillText(words, x + 7, y - 7);
    ctx.restore();
  }

  /** What the legend must explain: what shows inside the view. */
  function signs(shown, view, state) {
    const inside = ([w, n, e, s]) => e * view.size >= view.ox && w * view.size <= view.ox + view.w && s * view.size >= view.oy && n * view.size <= view.oy + view.h;
    const { points, sift } = shown;
    const here = (i) => sift.point(i) && inside([points.x[i], points.y[i], points.x[i], points.y[i]]);
    const items = [...shown.items.filter((item) => item.kind !== 'none' && sift.item(item) && inside(item.box || geo.worldBox([item]))), ...points.samples(here)];
    const gathered = view.gathered && !view.gathered.few;
    const words = geo.notDrawn(shown, geo.live.message, state.filters.claims);
    const missing = words ? [{ key: 'outside', words, lines: 7, draw: (c, v, t) => { c.fillStyle = t.ink; c.fillRect(12, 2, 3, 16); } }] : [];
    return [...missing, ...geo.legendEntries(geo.live.message, { ...shown, items, points: gathered ? points : { ...points, n: 0 } }).flat()];
  }

  /** Draw the legend into a column; rows shrink before any is left out. */
  function drawLegend(ctx, entries, x, y, width, height, theme, dpr) {
    const draw = (k) => {
      const [size, left] = [15 * k, 38 * k];
      const how = { width: width - left, font: `${size}px ${theme.font}`, size, lines: 2, leading: 1.12 };
      const rows = entries.map((entry) => ({ entry, h: Math.max(23 * k, geo.heightOf(ctx, entry.words, { ...how, lines: entry.lines || 2 }) + 3 * k) }));
      return { size, left, how, rows, h: rows.reduce((sum, r) => sum + r.h, 0), k };
    };
    let made = draw(1);
    for (let k = 0.95; made.h > height && k > 0.74; k -= 0.05) made = draw(k);
    let at = y;
    for (const [i, { entry, h }] of made.rows.entries()) {
      const last = i + 1 === made.rows.length;
      if (at + h + (last ? 0 : made.size * 1.2) > y + height + 0.5) {
        geo.write(ctx, geo.say('picture.more_signs', { n: made.rows.length - i }), { ...made.how, x, y: at + 3, width, colour: theme.quiet });
        break;
      }
      ctx.save();
      ctx.translate(x, at + (h - 20 * 1.15 * made.k) / 2);
      ctx.scale(1.15 * made.k, 1.15 * made.k);
      ctx.beginPath();
      ctx.rect(0, 0, 28, 20);
      ctx.clip();
      entry.draw(ctx, { size: 1, ox: 0, oy: 0, w: 28, h: 20, dpr: dpr * 1.15 * made.k, k: 0.82, zoom: 8, hits: [], solid: [], texts: [] }, theme);
      ctx.restore();
      const how = { ...made.how, lines: entry.lines || 2 };
      const words = geo.heightOf(ctx, entry.words, how);
      geo.write(ctx, entry.words, { ...how, x: x + made.left, y: at + (h - words) / 2, colour: theme.ink });
      at += h;
    }
  }

  function frameMap(ctx, canvas, x, y, w, h, theme) {
    ctx.drawImage(canvas, x, y, w, h);
    ctx.strokeStyle = theme.coast;
    ctx.lineWidth = 1;
    ctx.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
  }

  /** Title and day above. @returns {number} where the map begins */
  function drawHead(ctx, scene, x, y, width, theme) {
    const asOf = { font: `650 19px ${theme.font}`, size: 19, lines: 1 };
    ctx.font = asOf.font;
    const day = Math.min(width * 0.4, ctx.measureText(scene.as_of_words || '').width + 2);
    geo.write(ctx, scene.as_of_words || '', { ...asOf, x: x + width - day, y: y + 8, width: day, colour: theme.ink, end: true });
    const title = { width: width - day - 28, font: `700 29px ${theme.font}`, size: 29, lines: 2, leading: 1.16 };
    return y + Math.max(36, geo.write(ctx, scene.title, { ...title, x, y, colour: theme.ink })) + 12;
  }

  /** Sources, what the map does not claim, whose places these are; from the bottom up. @returns {number} where the map ends */
  function drawFoot(ctx, scene, x, bottom, width, theme) {
    const { message } = geo.live;
    const blur = message.blur ? `${geo.say('picture.blurred', { km: Math.round(message.blur.km * 10) / 10 })} ` : '';
    const fine = { width, font: `13px ${theme.font}`, size: 13, lines: 2, leading: 1.25 };
    const small = `${blur}${note(message, 'disclaimer')} ${note(message, 'attribution')}`.trim();
    let at = bottom - geo.heightOf(ctx, small, fine);
    geo.write(ctx, small, { ...fine, x, y: at, colour: theme.quiet });
    const sources = (scene.sources || []).map(apart).join(' · ');
    if (sources) {
      const how = { width, font: `15px ${theme.font}`, size: 15, lines: 2, leading: 1.25 };
      // Without signs around them all: they would run as the first name does.
      const words = geo.say('picture.sources', { sources }).replace(/[\u2068\u2069]/g, '');
      at -= geo.heightOf(ctx, words, how) + 5;
      geo.write(ctx, words, { ...how, x, y: at, colour: theme.label });
    }
    return at - 10;
  }

  /** What stands beside the map. */
  function drawLines(ctx, lines, x, y, width, height, theme) {
    let at = y;
    for (const [i, line] of lines.entries()) {
      const how = { x, y: at, width, font: `18px ${theme.font}`, size: 18, colour: theme.ink };
      const room = Math.floor((y + height - at) / (18 * 1.28));
      if (room < 1) break;
      // What does not fit is cut with "…": the last line that there is room for says that there is more.
      const rest = i + 1 < lines.length && geo.heightOf(ctx, line, how) > (room - 1) * 18 * 1.28 ? `${line} …` : line;
      at += geo.write(ctx, rest, { ...how, lines: room }) + 8;
    }
  }

  /**
   * A picture of a scene.
   *
   * @param {object|null} scene resolved, as `geo.briefing.scene` gives it; null: what is on the screen
   * @param {{width?: number, height?: number, scale?: number, theme?: string, bare?: boolean}} [options] pixels; `scale`: pixels of a
   *   unit of the layout (a page is 1280 units across); `theme`: a name of `geo.themes`, else that of the screen; `bare`: map, scale
   *   and legend without any other words
   * @returns {Promise<HTMLCanvasElement>}
   */
  geo.picture = async function (scene, options = {}) {
    const width = Math.max(200, Math.min(MOST, Math.round(options.width || 1920)));
    const height = Math.max(150, Math.min(MOST, Math.round(options.height || 1080)));
    const scale = options.scale || Math.min(width / PAGE[0], height / PAGE[1]);
    const theme = geo.themes[options.theme] || geo.themes[document.documentElement.dataset.theme] || geo.themes.light;
    const what = scene || geo.briefing.now();
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const ctx = canvas.getContext('2d');
    ctx.scale(scale, scale);
    const [w, h] = [width / scale, height / scale];
    ctx.fillStyle = theme.paper;
    ctx.fillRect(0, 0, w, h);
    const pad = options.bare ? 0 : 26;
    const lines = options.bare ? [] : what.lines || [];
    const column = Math.min(options.bare || lines.length ? 212 : 250, w * 0.3);
    const beside = lines.length ? Math.min(262, w * 0.25) + 20 : 0;
    const top = options.bare ? 0 : drawHead(ctx, what, pad, 22, w - 2 * pad, theme);
    const bottom = options.bare ? h : drawFoot(ctx, what, pad, h - 16, w - 2 * pad, theme);
    const [mapW, mapH] = [w - 2 * pad - column - 18 - beside, bottom - top];
    const sift = sifted(what);
    const { canvas: map, view } = paintMap(what, sift, mapW, mapH, scale, theme);
    frameMap(ctx, map, pad, top, mapW, mapH, theme);
    drawLegend(ctx, signs(sift.shown, view, sift.state), pad + mapW + 18, top, column, mapH, theme, scale);
    if (lines.length) drawLines(ctx, lines, w - pad - beside + 20, top, beside - 20, mapH, theme);
    return canvas;
  };
})(typeof window === 'undefined' ? globalThis : window);
