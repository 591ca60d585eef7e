/** Civilian flight: a ribbon that grows toward where people went, as wide as the figure says on a fixed scale. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const P = geo.project;
  const { trace, certainty, dash, course, halo, guard, avoid, nameEnds } = geo.lineTools;
  /** Widest width of a flight arrow by class: < 1,000, < 10,000, < 100,000, < 1 million, more. */
  const FLOW_WIDTHS = [4, 7, 11, 16, 22];

  /** Outline of a ribbon whose half width follows `half(t)`, t in 0..1 along the line. */
  function ribbon(points, half, from, to) {
    const total = P.length(points);
    const steps = P.walk(points, Math.max(1.5, total / 160)).filter((s) => s.at >= from - 0.01 && s.at <= to + 0.01);
    if (steps.length < 2) return null;
    const shape = new Path2D();
    steps.forEach((s, i) => {
      const h = half(s.at / total);
      if (i) shape.lineTo(s.x + s.nx * h, s.y + s.ny * h);
      else shape.moveTo(s.x + s.nx * h, s.y + s.ny * h);
    });
    for (let i = steps.length - 1; i >= 0; i--) {
      const h = half(steps[i].at / total);
      shape.lineTo(steps[i].x - steps[i].nx * h, steps[i].y - steps[i].ny * h);
    }
    shape.closePath();
    return shape;
  }

  /** Civilian flight: a ribbon that grows toward a round head; width only from a figure, else two thin lines with "?". */
  geo.drawRoute = function (ctx, item, view, theme, selected) {
    const k = view.k;
    const p = item.p;
    const points = P.trim(course(item, view), 9 * k, 0);
    if (points.length < 2) return;
    const known = Number.isInteger(p.width_class);
    const wide = known ? FLOW_WIDTHS[Math.max(0, Math.min(4, p.width_class))] * k : 6 * k;
    const colour = theme.flight;
    const sure = certainty(p);
    const end = points[points.length - 1];
    const total = P.length(points);
    const head = Math.max(5.5 * k, wide * 0.5 + 3 * k);
    if (selected) {
      halo(ctx, points, theme, wide);
      ctx.beginPath();
      ctx.arc(end[0], end[1], head + 5, 0, 7);
      ctx.fillStyle = theme.outlineHalo;
      ctx.fill();
      ctx.beginPath();
      ctx.arc(end[0], end[1], head + 3, 0, 7);
      ctx.fillStyle = theme.outline;
      ctx.fill();
    }
    if (known) {
      const half = (t) => (wide / 2) * (0.25 + 0.75 * t);
      const [on, off] = sure === 'solid' ? [total, 0] : sure === 'dashed' ? [13 * k, 5 * k] : [3 * k, 5 * k];
      for (const casing of [true, false]) {
        for (let at = 0; at < total; at += on + off) {
          const shape = ribbon(points, half, at, Math.min(at + on, total));
          if (!shape) continue;
          ctx.lineWidth = 2.5;
          ctx.lineJoin = 'round';
          ctx.strokeStyle = theme.halo;
          ctx.fillStyle = colour;
          if (casing) ctx.stroke(shape);
          else ctx.fill(shape);
          if (!off) break;
        }
      }
    } else {
      ctx.setLineDash(dash(sure, k));
      ctx.lineCap = sure === 'dotted' ? 'round' : 'butt';
      trace(ctx, points);
      for (const [style, width] of [[theme.halo, 9], [colour, 6.5], [theme.halo, 3.2]]) {
        ctx.strokeStyle = style;
        ctx.lineWidth = width * k;
        ctx.stroke();
      }
      ctx.setLineDash([]);
    }
    ctx.beginPath();
    ctx.arc(end[0], end[1], head, 0, 7);
    ctx.fillStyle = known ? colour : theme.halo;
    ctx.fill();
    ctx.lineWidth = known ? 1.5 : 2;
    ctx.strokeStyle = known ? theme.halo : colour;
    ctx.stroke();
    const text = p.figure_text || (known ? '' : '?');
    const middle = P.walk(points, total / 2)[1] || { x: end[0], y: end[1] };
    if (!known) view.texts.push({ text: '?', x: middle.x, y: middle.y, size: 15 * k, weight: 700, colour, rank: 5000, must: true });
    if (text && text !== '?') view.texts.push({ text, x: middle.x, y: middle.y, points: P.walk(points, total / 8).slice(2, 8).map((s) => [s.x, s.y]), r: wide / 2 + 6, far: wide / 2 + 20, size: 13 * k, weight: 600, colour, rank: 4000 });
    view.hits.push({ item, lines: [points], width: Math.max(12, wide + 4), order: 2 });
    guard(view, points, wide / 2);
    avoid(view, points, wide / 2);
    nameEnds(view, item, points, head + 5, theme);
    view.solid.push([end[0] - head, end[1] - head, 2 * head, 2 * head]);
  };
})(typeof window === 'undefined' ? globalThis : window);
