/** Lines: front with teeth, advance, withdrawal, deployment, heading. Made anew for each zoom, in pixels. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const P = geo.project || (typeof require === 'function' ? require('./project.js').project : null);
  const TOOTH = 7.5;
  const TOOTH_STEP = 26;

  function trace(ctx, points) {
    ctx.beginPath();
    points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  }

  /** How surely a line's way is known: solid, dashed or dotted. */
  function certainty(p) {
    if (p.status === 'forecast') return 'dotted';
    return p.basis === 'stated' || p.status === 'stated' ? 'solid' : 'dashed';
  }

  const dash = (sure, k) => ({ solid: [], dashed: [9 * k, 5 * k], dotted: [0.1, 6 * k] })[sure];

  /** Pixels of a line: along a road as stated, else a gentle bow so that it reads as an arrow and not as a road. */
  function course(item, view) {
    const points = P.toPixels(item.parts[0], view);
    if (item.p.basis === 'stated' || points.length > 2) return P.soften(points, 2);
    return points.length === 2 ? P.bow(points[0], points[1], item.p.layer === 'route' ? 0.16 : 0.1) : points;
  }

  function halo(ctx, points, theme, width) {
    ctx.setLineDash([]);
    ctx.lineCap = ctx.lineJoin = 'round';
    trace(ctx, points);
    ctx.strokeStyle = theme.outlineHalo;
    ctx.lineWidth = width + 10;
    ctx.stroke();
    ctx.strokeStyle = theme.outline;
    ctx.lineWidth = width + 6;
    ctx.stroke();
    ctx.strokeStyle = theme.halo;
    ctx.lineWidth = width + 1;
    ctx.stroke();
  }

  /** Keep labels off a line. */
  function guard(view, points, r) {
    for (const s of P.walk(points, 14).slice(0, 400)) view.solid.push([s.x - r, s.y - r, 2 * r, 2 * r]);
  }

  /** Keep discs off a line where there is room elsewhere. */
  function avoid(view, points, r) {
    if (view.soft) view.soft.push(...P.walk(points, 12).slice(0, 300).map((s) => ({ x: s.x, y: s.y, r })));
  }

  /** The name of what a line leads to or comes from, unless a mark there carries it already. */
  function nameEnd(view, name, [x, y], r, theme) {
    if (typeof name === 'string' && name) {
      view.texts.push({ text: name, x, y, r, far: r + 14, size: 13 * view.k, weight: 600, colour: theme.ink, rank: 4400, once: true });
    }
  }

  const only = (value) => (Array.isArray(value) ? (value.length === 1 ? value[0] : null) : value);

  /** Name both ends; the end of a movement "to within 5 km" is not the place. */
  function nameEnds(view, item, points, r, theme) {
    nameEnd(view, only(item.p.from), points[0], r, theme);
    if (!item.p.within_km) nameEnd(view, only(item.p.to), points[points.length - 1], r, theme);
  }

  /**
   * The front: a dark core, solid where stated and dashed where inferred; semicircles in each side's colour on its own side.
   */
  geo.drawFront = function (ctx, item, view, theme, selected) {
    if (geo.byHand(item.p)) {
      geo.drawDrawnFront(ctx, item, view, theme, selected);
      return;
    }
    const k = view.k;
    for (const world of item.parts) {
      const points = P.soften(P.toPixels(world, view), 2);
      if (selected) halo(ctx, points, theme, 5 * k);
      const total = P.length(points);
      const step = Math.max(Math.min(TOOTH_STEP * k, total / 1.6), total / 400);
      const steps = P.walk(points, step / 2).slice(1);
      steps.forEach((s, i) => {
        if (s.at > total - TOOTH * k) return;
        const left = i % 2 === 0;
        const colour = item.colours[left ? 0 : 1];
        const turn = Math.atan2(s.ny, s.nx) + (left ? 0 : Math.PI);
        ctx.beginPath();
        ctx.arc(s.x, s.y, TOOTH * k, turn - Math.PI / 2, turn + Math.PI / 2);
        ctx.closePath();
        ctx.fillStyle = colour ? geo.onGround(colour, theme) : theme.none;
        ctx.fill();
        ctx.lineWidth = 0.8;
        ctx.strokeStyle = theme.halo;
        ctx.stroke();
      });
      trace(ctx, points);
      ctx.lineCap = 'butt';
      ctx.lineJoin = 'round';
      ctx.strokeStyle = theme.halo;
      ctx.lineWidth = 5 * k;
      ctx.stroke();
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 3.5 * k;
      ctx.setLineDash(item.p.status === 'stated' ? [] : [8 * k, 4.5 * k]);
      ctx.stroke();
      ctx.setLineDash([]);
      view.hits.push({ item, lines: [points], width: 12, order: 2 });
      // Discs keep off the front: it is the first thing that people look for.
      if (view.keep) view.keep.push(...P.walk(points, 12).slice(0, 300).map((s) => ({ x: s.x, y: s.y, r: 7, front: true })));
    }
  };

  /** Head of an arrow at the end of a line. */
  function headAt(points, size, spread) {
    const end = points[points.length - 1];
    let i = points.length - 2;
    while (i > 0 && Math.hypot(end[0] - points[i][0], end[1] - points[i][1]) < size) i--;
    const turn = Math.atan2(end[1] - points[i][1], end[0] - points[i][0]);
    const at = (a, d) => [end[0] + Math.cos(turn + a) * d, end[1] + Math.sin(turn + a) * d];
    return { tip: end, left: at(Math.PI - spread, size), right: at(Math.PI + spread, size), turn };
  }

  function triangle(ctx, head) {
    ctx.beginPath();
    ctx.moveTo(...head.tip);
    ctx.lineTo(...head.left);
    ctx.lineTo(...head.right);
    ctx.closePath();
  }

  /** Outline of a broad arrow: shaft that grows slightly, head twice as wide. */
  function broad(points, w, head) {
    const total = P.length(points);
    const long = Math.min(head, total * 0.6);
    const shaft = P.walk(points, Math.max(1.5, total / 120)).filter((s) => s.at <= total - long);
    const tip = points[points.length - 1];
    if (shaft.length < 2) return null;
    const last = shaft[shaft.length - 1];
    const half = (s) => (w / 2) * (0.55 + 0.45 * (s.at / total));
    const shape = new Path2D();
    shaft.forEach((s, i) => (i ? shape.lineTo(s.x + s.nx * half(s), s.y + s.ny * half(s)) : shape.moveTo(s.x + s.nx * half(s), s.y + s.ny * half(s))));
    shape.lineTo(last.x + last.nx * w * 1.05, last.y + last.ny * w * 1.05);
    shape.lineTo(tip[0], tip[1]);
    shape.lineTo(last.x - last.nx * w * 1.05, last.y - last.ny * w * 1.05);
    for (let i = shaft.length - 1; i >= 0; i--) shape.lineTo(shaft[i].x - shaft[i].nx * half(shaft[i]), shaft[i].y - shaft[i].ny * half(shaft[i]));
    shape.closePath();
    return shape;
  }

  /** @returns {'advance'|'withdrawal'|'other'} which of the three arrow shapes a movement takes */
  geo.arrowOf = function (kind) {
    if (/withdr|retreat|pull|leave|evacuat/i.test(kind || '')) return 'withdrawal';
    return /advanc|push|attack|offens|captur|enter/i.test(kind || '') ? 'advance' : 'other';
  };

  function drawAdvance(ctx, points, colour, sure, view, theme) {
    const k = view.k;
    const total = P.length(points);
    const shape = broad(points, Math.max(6 * k, Math.min(9 * k, total * 0.16)), 15 * k);
    if (!shape) return;
    ctx.lineJoin = 'round';
    ctx.strokeStyle = theme.halo;
    ctx.lineWidth = 4.5;
    ctx.stroke(shape);
    if (sure === 'solid') {
      ctx.fillStyle = colour;
      ctx.fill(shape);
      return;
    }
    ctx.fillStyle = geo.alpha(colour, 0.22);
    ctx.fill(shape);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.9 * k;
    ctx.setLineDash(sure === 'dotted' ? dash('dotted', k) : []);
    ctx.stroke(shape);
    ctx.setLineDash([]);
  }

  function drawThin(ctx, points, colour, sure, view, theme, hollow) {
    const k = view.k;
    const size = 13 * k;
    const head = headAt(points, size, 0.46);
    const shaft = P.trim(points, 0, size * 0.85);
    for (const [style, width] of [[theme.halo, 6], [colour, 2.8]]) {
      trace(ctx, shaft);
      ctx.strokeStyle = style;
      ctx.lineWidth = width * k;
      ctx.lineCap = sure === 'dotted' ? 'round' : 'butt';
      ctx.setLineDash(style === colour ? dash(sure, k) : []);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    triangle(ctx, head);
    ctx.lineJoin = 'round';
    ctx.strokeStyle = theme.halo;
    ctx.lineWidth = 5 * k;
    ctx.stroke();
    ctx.fillStyle = hollow ? theme.paper : colour;
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2.2 * k;
    ctx.stroke();
  }

  /** Armed movement: advance broad, withdrawal with a hollow head, anything else a plain arrow. */
  geo.drawMovement = function (ctx, item, view, theme, selected) {
    const points = P.trim(course(item, view), 8 * view.k, 6 * view.k);
    if (points.length < 2) return;
    const colour = geo.onGround(item.colour || theme.none, theme);
    const shape = geo.arrowOf(item.p.kind);
    if (selected) halo(ctx, points, theme, shape === 'advance' ? 12 * view.k : 5 * view.k);
    if (shape === 'advance') drawAdvance(ctx, points, colour, certainty(item.p), view, theme);
    else drawThin(ctx, points, colour, certainty(item.p), view, theme, shape === 'withdrawal');
    view.hits.push({ item, lines: [points], width: 14, order: 2 });
    guard(view, points, 3);
    avoid(view, points, shape === 'advance' ? 6 : 3);
    nameEnds(view, item, points, 16 * view.k, theme);
    const end = points[points.length - 1];
    view.solid.push([end[0] - 7, end[1] - 7, 14, 14]);
  };

  /** Only a direction: dotted, open chevron, no pin at its end, the name of where it points. */
  geo.drawHeading = function (ctx, item, view, theme, selected) {
    const k = view.k;
    const points = P.trim(course(item, view), 10 * k, 0);
    if (points.length < 2) return;
    const colour = geo.onGround(item.colour || theme.none, theme);
    if (selected) halo(ctx, points, theme, 4 * k);
    const head = headAt(points, 11 * k, 0.6);
    for (const [style, width] of [[theme.halo, 6], [colour, 3.4]]) {
      ctx.strokeStyle = style;
      ctx.lineCap = ctx.lineJoin = 'round';
      ctx.lineWidth = width * k;
      ctx.setLineDash(style === colour ? [0.1, 7 * k] : []);
      trace(ctx, points);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.lineWidth = (width - 0.6) * k;
      trace(ctx, [head.left, head.tip, head.right]);
      ctx.stroke();
    }
    const to = Array.isArray(item.p.to) ? item.p.to[0] : item.p.to;
    if (to) view.texts.push({ text: geo.say('map.toward', { place: to }), x: head.tip[0], y: head.tip[1], r: 13 * k, far: 24 * k, size: 12 * k, weight: 500, italic: true, colour, rank: 3500 });
    view.hits.push({ item, lines: [points], width: 14, order: 2 });
    guard(view, points, 3);
    avoid(view, points, 3);
  };

  geo.lineTools = { trace, certainty, dash, course, halo, guard, avoid, nameEnds };
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
