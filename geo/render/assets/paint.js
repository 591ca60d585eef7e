/** Painting the scene: shapes in a fixed order, then marks, then words that keep off one another. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Beyond this many places in view their names would be all there is to see. */
  const MOST_NAMES = 40;
  const LINES = ['route', 'movement', 'heading', 'front'];

  const own = (object, key) => (Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined);

  /** Point marks of this view, gathered by exact place. */
  function sitesOf(items, scene, view) {
    const sites = new Map();
    for (const item of items) {
      const isEvent = item.layer === 'event' || item.layer === 'background';
      const points = item.kind === 'point' ? item.parts : isEvent && item.anchor ? [item.anchor] : [];
      if (!isEvent && item.layer !== 'control' && item.kind !== 'point') continue;
      for (const world of points) {
        const [[x, y]] = geo.project.toPixels(world, view);
        if (x < -60 || y < -60 || x > view.w + 60 || y > view.h + 60) continue;
        const key = world[0].toFixed(7) + ',' + world[1].toFixed(7);
        if (!sites.has(key)) sites.set(key, { key, x, y, r: 0, squares: [], events: [], kind: null, area: item.kind !== 'point' });
        const site = sites.get(key);
        if (item.layer === 'control') site.squares.push(item);
        else if (isEvent || item.kind === 'point') site.events.push(item);
        const glyph = own(geo.SITE_GLYPHS, item.p.place_kind);
        if (glyph && item.kind === 'point' && isEvent) {
          site.kind = glyph;
          site.destroyed = site.destroyed || destroyed(item, scene.table);
        }
        if (!item.p.anchor_basis) site.name = site.name || item.p.place;
      }
    }
    for (const site of sites.values()) site.r = site.squares.length ? geo.SIZES.SQUARE + 1 : site.kind ? 7.5 : 0;
    return [...sites.values()];
  }

  /** Does the event at a bridge or a road destroy it? */
  function destroyed(item, table) {
    const row = table.index(item.record);
    const figures = (row < 0 ? [] : table.at('figures', row) || []).map((f) => f.text || f).join(' ');
    return /destr|demol|collaps|blown/i.test(`${item.p.type || ''} ${item.p.label || ''} ${row < 0 ? '' : table.at('trigger', row) || ''} ${figures}`);
  }

  function paintMarks(ctx, items, scene, view, theme, state, dim) {
    const { points, sift } = scene;
    const found = geo.gatherPoints(points, sift.point, view);
    view.gathered = found;
    const chosen = found.few ? [] : state.points.filter(sift.point);
    const single = found.few || [...chosen, ...found.cells.filter((c) => c.count === 1).map((c) => c.first).filter((i) => !chosen.includes(i))];
    const sites = sitesOf([...items, ...single.map(points.item)], scene, view);
    const queue = sites.flatMap((site) => site.events.map((item) => ({ item, site })));
    const weight = (d) => (state.is(d.item) ? 0 : d.item.layer === 'background' ? 2 : 1);
    view.sites = sites.filter((s) => !s.area);
    const names = nameSites(ctx, sites, view, theme);
    const discs = geo.placeDiscs(queue.sort((a, b) => weight(a) - weight(b)), [...sites, ...view.keep], view.k, names.map((n) => n.box), view.soft);
    paintGathered(ctx, found.cells.filter((c) => c.count > 1), scene, view, theme, state);
    const shown = discs.filter((d) => !d.host);
    const open = shown.find((d) => d.guests.length && (state.open === d.item.id || d.guests.some((g) => state.is(g.item))));
    if (open) {
      geo.spread(open, view.k);
      shown.push(...open.guests);
    }
    ctx.lineCap = 'round';
    for (const d of shown) {
      if (Math.hypot(d.x - d.site.x, d.y - d.site.y) < 2) continue;
      ctx.globalAlpha = dim(d.item);
      for (const [style, width] of [[theme.halo, 3.4], [theme.ink, 1.2]]) {
        ctx.beginPath();
        ctx.moveTo(d.site.x, d.site.y);
        ctx.lineTo(d.x, d.y);
        ctx.strokeStyle = style;
        ctx.lineWidth = width * view.k;
        ctx.stroke();
      }
    }
    // Bridges and dots first: who holds a place lies on top.
    for (const site of sites.sort((a, b) => a.squares.length - b.squares.length)) {
      const first = site.squares.find((i) => state.is(i)) || site.squares[0];
      ctx.globalAlpha = dim(first || site.events[0] || {});
      if (first) {
        geo.drawSquare(ctx, site.x, site.y, first, theme, view, state.is(first));
        for (const item of site.squares) view.hits.push({ item, x: site.x, y: site.y, r: 11 * view.k, order: 3 });
      } else if (site.kind) geo.drawSite(ctx, site.x, site.y, site.kind, site.destroyed, theme, view.k);
      else if (!site.area && shown.some((d) => d.site === site && Math.hypot(d.x - site.x, d.y - site.y) > 2)) geo.drawDot(ctx, site.x, site.y, theme, view.k);
      const r = Math.max(site.r, 4) * view.k;
      view.solid.push([site.x - r, site.y - r, 2 * r, 2 * r]);
    }
    for (const d of shown.slice().reverse()) {
      ctx.globalAlpha = dim(d.item);
      geo.drawDisc(ctx, d.x, d.y, d.item.p, d.item.colour, theme, view.k, state.is(d.item));
      const r = geo.SIZES.DISC * view.k;
      if (sift.flags && geo.differs(d.item, scene.table)) geo.drawDiffers(ctx, d.x - 0.78 * r, d.y - 0.78 * r, theme, view.k);
      view.solid.push([d.x - r, d.y - r, 2 * r, 2 * r]);
      view.hits.push({ item: d.item, x: d.x, y: d.y, r: r + 2, order: 4, guests: d.guests.map((g) => g.item) });
    }
    // After all discs: a number that a neighbour half covers cannot be read.
    for (const d of shown.filter((one) => one.guests.length && one !== open)) {
      ctx.globalAlpha = dim(d.item);
      badge(ctx, d, theme, view.k);
    }
    for (const site of sift.flags ? sites : []) {
      const first = site.squares.find((i) => geo.differs(i, scene.table));
      if (!first) continue;
      ctx.globalAlpha = dim(first);
      geo.drawDiffers(ctx, site.x + geo.SIZES.SQUARE * view.k, site.y - geo.SIZES.SQUARE * view.k, theme, view.k);
    }
    ctx.globalAlpha = 1;
    for (const { label } of names) view.texts.push({ ...label, alpha: 1 });
  }

  /** Numbers where marks are too many to stand apart; over them their names would be all there is to see. */
  function paintGathered(ctx, cells, scene, view, theme, state) {
    const { points } = scene;
    // The smaller last: it would vanish under a larger one.
    for (const mark of cells.slice().sort((a, b) => b.count - a.count)) {
      const r = geo.drawGathered(ctx, mark, points, theme, view.k);
      view.solid.push([mark.x - r, mark.y - r, 2 * r, 2 * r]);
      view.hits.push({ gathered: mark, x: mark.x, y: mark.y, r: r + 2, order: 4 });
    }
    const open = state.spread && geo.spreadMarks(state.spread, view);
    for (const mark of open || []) {
      ctx.beginPath();
      ctx.moveTo(mark.from[0], mark.from[1]);
      ctx.lineTo(mark.x, mark.y);
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = view.k;
      ctx.stroke();
    }
    for (const mark of open || []) {
      const item = points.item(mark.index);
      geo.drawDisc(ctx, mark.x, mark.y, item.p, item.colour, theme, view.k, state.is(item));
      const r = geo.SIZES.DISC * view.k;
      view.solid.push([mark.x - r, mark.y - r, 2 * r, 2 * r]);
      view.hits.push({ item, x: mark.x, y: mark.y, r: r + 2, order: 6, guests: [] });
    }
  }

  /** Give the situation's own places their names first: a disc can stand elsewhere, a name cannot. */
  function nameSites(ctx, sites, view, theme) {
    const room = new geo.Room(view.w, view.h);
    for (const s of sites) room.take(s.x - s.r - 2, s.y - s.r - 2, 2 * s.r + 4, 2 * s.r + 4);
    // Off the front and the arrows where that leaves a place.
    const clear = new geo.Room(view.w, view.h);
    for (const b of room.boxes) clear.take(b[0], b[1], b[2] - b[0], b[3] - b[1]);
    for (const s of [...view.keep, ...view.soft]) clear.take(s.x - s.r, s.y - s.r, 2 * s.r, 2 * s.r);
    const out = [];
    const done = new Set();
    const worth = (s) => s.squares.length * 10 + (s.kind ? 0 : 5) + s.events.length;
    for (const site of sites.filter((s) => s.name && !s.area).sort((a, b) => worth(b) - worth(a)).slice(0, MOST_NAMES)) {
      if (done.has(site.name)) continue;
      done.add(site.name);
      const size = 13.5 * view.k;
      const label = { text: site.name, x: site.x, y: site.y, r: (site.r ? site.r + 5 : site.events.length ? geo.SIZES.DISC + 4 : 9) * view.k, size, weight: 650, colour: theme.ink, rank: 6000 };
      const written = { ...label, font: `650 ${size}px ${theme.font}` };
      const spot = geo.spotFor(ctx, written, clear, view.free) || geo.spotFor(ctx, written, room, view.free);
      if (!spot) continue;
      for (const r of [room, clear]) r.take(spot.x, spot.y, spot.w, spot.h);
      out.push({ label: { ...label, spot }, box: [spot.x, spot.y, spot.x + spot.w, spot.y + spot.h] });
    }
    return out;
  }

  /** How many marks lie under this disc. */
  function badge(ctx, d, theme, k) {
    const [x, y] = [d.x + 10 * k, d.y - 10 * k];
    ctx.beginPath();
    ctx.arc(x, y, 7.5 * k, 0, 7);
    ctx.fillStyle = theme.ink;
    ctx.fill();
    ctx.lineWidth = 1.4 * k;
    ctx.strokeStyle = theme.halo;
    ctx.stroke();
    ctx.font = `700 ${10 * k}px ${theme.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = theme.paper;
    ctx.fillText(d.guests.length > 98 ? '99+' : '+' + d.guests.length, x, y + 0.5);
    ctx.textAlign = 'left';
  }

  const PAINTERS = {
    unknown: 'drawUnknown', band: 'drawBand', ring: 'drawRing', route: 'drawRoute', movement: 'drawMovement',
    heading: 'drawHeading', front: 'drawFront', control: 'drawArea', contested: 'drawArea', event: 'drawArea', background: 'drawArea',
  };
  const ORDER = ['unknown', 'control', 'contested', 'background', 'event', 'band', 'ring', 'route', 'movement', 'heading', 'front'];

  /** Does a shape's box touch the view? */
  function near(item, view) {
    if (!item.box) item.box = geo.worldBox([item]);
    const [w, n, e, s] = item.box;
    const margin = 80;
    return e * view.size >= view.ox - margin && w * view.size <= view.ox + view.w + margin && s * view.size >= view.oy - margin && n * view.size <= view.oy + view.h + margin;
  }

  /**
   * Paint the situation; what can be hit goes into `view.hits`.
   *
   * @param {CanvasRenderingContext2D} ctx
   * @param {object} scene with `sift`
   * @param {object} base prepared basemap
   * @param {object} view pixels of this drawing
   * @param {object} theme
   * @param {{selected: string|null, open: string|null, points: number[], spread: object|null, lit: Set<string>|null, shapes: object[], is: Function}} state
   */
  geo.paintScene = function (ctx, scene, base, view, theme, state) {
    view.hits = [];
    view.solid = [];
    view.texts = [];
    view.keep = [];
    view.soft = [];
    const shown = scene.items.filter((i) => i.kind !== 'none' && scene.sift.item(i));
    const lit = (item) => state.selected === null && Boolean(state.lit) && geo.isLit(item, state.lit);
    const any = (state.selected !== null || state.lit) && (shown.some((item) => state.is(item) || lit(item)) || state.points.some(scene.sift.point));
    // Of what many statements made nothing is dimmed beside several lit records: it may be what they are about.
    const apart = (item) => state.selected === null && !item.p.record;
    const dim = (item) => (any && !(item.records && (state.is(item) || lit(item) || apart(item))) ? 0.6 : 1);
    for (const layer of ORDER) {
      if (layer === 'front') for (const shape of state.shapes || []) geo.drawMoved(ctx, shape, view, theme);
      const items = shown.filter((i) => i.layer === layer && i.kind !== 'point' && near(i, view));
      for (const item of items.sort((a, b) => state.is(a) - state.is(b))) {
        if (LINES.includes(layer) && item.kind !== 'line') continue;
        ctx.globalAlpha = dim(item);
        const faded = view.texts.length;
        geo[PAINTERS[layer]](ctx, item, view, theme, state.is(item));
        for (const text of view.texts.slice(faded)) text.alpha = ctx.globalAlpha;
        if (item.p.place && item.anchor && (layer === 'control' || layer === 'event')) areaName(item, view, theme);
      }
    }
    ctx.globalAlpha = 1;
    for (const shape of state.shapes || []) geo.drawMove(ctx, shape, view, theme);
    paintMarks(ctx, shown, scene, view, theme, state, dim);
    const room = new geo.Room(view.w, view.h);
    for (const box of [...view.solid, ...(view.covered || [])]) room.take(...box);
    const taken = new Set(view.texts.map((t) => t.text));
    const sited = new Set(view.texts.filter((t) => t.spot).map((t) => t.text));
    const texts = view.texts.filter((t) => t.spot || !sited.has(t.text)).sort((a, b) => b.rank - a.rank).map((t) => ({ ...t, font: `${t.italic ? 'italic ' : ''}${t.weight} ${t.size}px ${theme.font}` }));
    geo.drawLabels(ctx, texts, room, theme, view.free);
    view.boxes = [...room.boxes, ...view.keep.map((s) => [s.x - s.r, s.y - s.r, s.x + s.r, s.y + s.r])];
    geo.drawLabels(ctx, geo.baseLabels(base, view, theme, taken, view.sites), room, theme);
  };

  function areaName(item, view, theme) {
    const [[x, y]] = geo.project.toPixels(item.anchor, view);
    view.texts.push({ text: item.p.place, x, y, r: 12 * view.k, size: 12.5 * view.k, weight: 600, italic: true, colour: item.colour && item.layer === 'control' ? geo.onGround(item.colour, theme) : theme.ink, rank: 4500, once: true });
  }
})(typeof window === 'undefined' ? globalThis : window);
