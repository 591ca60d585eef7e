/** Areas: held, divided, contested, unknown, bands, rings, coasts, and where events were. Fill and hatch together; inferred is hatch only. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const FILL = 0.22;
  const HATCH = 0.45;
  const COAST_PX = 13;

  /** @returns {Path2D} of an item's rings or lines in pixels */
  function path(item, view, closed) {
    const out = new Path2D();
    for (const world of item.parts) {
      const points = geo.project.toPixels(world, view);
      points.forEach(([x, y], i) => (i ? out.lineTo(x, y) : out.moveTo(x, y)));
      if (closed) out.closePath();
    }
    return out;
  }

  function halo(ctx, shape, theme, width) {
    ctx.setLineDash([]);
    ctx.lineJoin = ctx.lineCap = 'round';
    ctx.strokeStyle = theme.outlineHalo;
    ctx.lineWidth = width + 7;
    ctx.stroke(shape);
    ctx.strokeStyle = theme.outline;
    ctx.lineWidth = width + 3;
    ctx.stroke(shape);
  }

  /** The paint of a held or named area: [fill, hatch]. */
  function paint(ctx, item, theme, view) {
    const p = item.p;
    const colours = item.colours.map((c) => geo.onGround(c, theme));
    if (colours.length > 1) return [null, geo.stripes(ctx, geo.alpha(colours[0], FILL), geo.alpha(colours[1], FILL), view.dpr)];
    const own = colours[0] || theme.none;
    // Something happened somewhere in here: nothing that could be taken for whose ground it is.
    if (happened(p)) return [null, geo.hatch(ctx, 'dots', geo.alpha(theme.ink, 0.2), view.dpr, 0.9)];
    const fill = p.inferred || p.status === 'forecast' ? null : geo.alpha(own, FILL);
    return [fill, geo.hatch(ctx, item.hatch || (colours.length ? 'none' : 'dots'), geo.alpha(own, HATCH), view.dpr, 1.2)];
  }

  const happened = (p) => p.layer === 'event' || p.layer === 'background';

  /** Drawn by somebody else and laid over: an outline and a light hatch, our own areas stay readable. */
  const overlaid = (p) => p.layer === 'control' && p.basis === 'overlay';

  function dashOf(p) {
    if (overlaid(p)) return [10, 3, 2, 3];
    if (p.status === 'forecast') return [1.5, 4];
    return p.inferred || happened(p) ? [6, 4] : [];
  }

  const edge = (item, theme) => (happened(item.p) ? theme.quiet : geo.edge(geo.onGround(item.colour || theme.none, theme), theme));

  /** The edge of an area that an analyst drew, with who did. */
  function signed(ctx, item, shape, theme, view) {
    const colour = item.colours.length === 1 ? geo.onGround(item.colours[0], theme) : theme.ink;
    geo.doubleLine(ctx, () => ctx.stroke(shape), theme, colour, view.k, 4.2);
    geo.signDrawn(ctx, item, view, theme);
  }

  /** A coast or another line that stands for an area: a ribbon along it. */
  function ribbon(ctx, item, view, theme, selected) {
    const shape = path(item, view, false);
    const [fill, hatch] = paint(ctx, item, theme, view);
    ctx.lineJoin = 'round';
    ctx.lineCap = 'butt';
    if (selected) halo(ctx, shape, theme, COAST_PX * view.k);
    if (selected) {
      ctx.lineCap = 'butt';
      ctx.strokeStyle = theme.land;
      ctx.lineWidth = COAST_PX * view.k;
      ctx.stroke(shape);
    }
    for (const style of [fill, hatch]) {
      if (!style) continue;
      ctx.strokeStyle = style;
      ctx.lineWidth = COAST_PX * view.k;
      ctx.stroke(shape);
    }
    ctx.strokeStyle = edge(item, theme);
    ctx.lineWidth = 1.6 * view.k;
    ctx.setLineDash(dashOf(item.p));
    ctx.stroke(shape);
    ctx.setLineDash([]);
    view.hits.push({ item, lines: item.parts.map((w) => geo.project.toPixels(w, view)), width: COAST_PX * view.k + 4, order: 1 });
  }

  /** Draw a polygon or area line of `control`, `event`, `background` or `contested`. */
  geo.drawArea = function (ctx, item, view, theme, selected) {
    if (item.kind === 'line') {
      ribbon(ctx, item, view, theme, selected);
      return;
    }
    const shape = path(item, view, true);
    const [fill, hatch] = paint(ctx, item, theme, view);
    for (const style of [fill, hatch]) {
      if (!style) continue;
      ctx.fillStyle = style;
      ctx.fill(shape, 'evenodd');
    }
    if (selected) halo(ctx, shape, theme, 0);
    view.hits.push({ item, shape, order: 0 });
    if (geo.byHand(item.p)) {
      signed(ctx, item, shape, theme, view);
      return;
    }
    ctx.strokeStyle = edge(item, theme);
    ctx.lineWidth = 1.4 * view.k;
    ctx.setLineDash(dashOf(item.p));
    ctx.stroke(shape);
    ctx.setLineDash([]);
  };

  /** Nobody says who holds this: bare ground, thin dotted edge. */
  geo.drawUnknown = function (ctx, item, view, theme) {
    const shape = path(item, view, true);
    if (geo.byHand(item.p)) {
      view.hits.push({ item, shape, order: 0 });
      signed(ctx, item, shape, theme, view);
      return;
    }
    ctx.strokeStyle = theme.unknown;
    ctx.lineWidth = 1.1 * view.k;
    ctx.lineCap = 'round';
    ctx.setLineDash([0.1, 5]);
    ctx.lineWidth = 1.8 * view.k;
    ctx.stroke(shape);
    ctx.setLineDash([]);
    ctx.lineCap = 'butt';
    view.hits.push({ item, shape, order: -1 });
  };

  /** Where the front may run: the band at 18 %. */
  geo.drawBand = function (ctx, item, view, theme) {
    ctx.fillStyle = geo.alpha(theme.ink, 0.18);
    const shape = path(item, view, true);
    ctx.fill(shape, 'evenodd');
    view.hits.push({ item, shape, order: -1 });
  };

  function ringWords(p) {
    if (p.blurred_km) return geo.say('map.ring_blurred', { km: Math.round(p.blurred_km * 10) / 10 });
    const km = Math.round((p.radius_km || p.within_km || 0) * 10) / 10;
    return km ? geo.say(p.place ? 'map.within_of' : 'map.within', { km, place: p.place || '' }) : p.label || '';
  }

  /** A stated distance (dashed, labelled) or the doubt about a place (thin). */
  geo.drawRing = function (ctx, item, view, theme, selected) {
    const shape = path(item, view, true);
    const within = item.p.why === 'within';
    const own = geo.onGround(item.colour || theme.none, theme);
    if (within) {
      ctx.fillStyle = geo.alpha(own, 0.05);
      ctx.fill(shape);
    }
    if (selected) halo(ctx, shape, theme, 0);
    ctx.strokeStyle = within ? own : theme.quiet;
    ctx.lineWidth = (within ? 1.8 : item.p.blurred_km ? 1.6 : 1.1) * view.k;
    ctx.setLineDash(within ? [6, 4] : item.p.blurred_km ? [1, 3] : []);
    ctx.stroke(shape);
    ctx.setLineDash([]);
    view.hits.push({ item, lines: item.parts.map((w) => geo.project.toPixels(w, view)), width: 8, order: 1 });
    const points = item.parts.length ? geo.project.toPixels(item.parts[0], view) : [];
    if ((within || item.p.blurred_km) && points.length) {
      const [w, e] = [Math.min(...points.map((p) => p[0])), Math.max(...points.map((p) => p[0]))];
      const south = Math.max(...points.map((p) => p[1]));
      if (e - w > 16) view.texts.push({ text: ringWords(item.p), x: (w + e) / 2, y: south, r: 5, size: 11.5 * view.k, weight: 500, colour: own, rank: 2000 });
    }
  };
})(typeof window === 'undefined' ? globalThis : window);
