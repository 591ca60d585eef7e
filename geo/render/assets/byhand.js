/** How what an analyst drew looks: a double line and a pencil with a name, like nothing that is stated or inferred. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const P = geo.project || (typeof require === 'function' ? require('./project.js').project : null);
  const TOOTH = 7;
  const TOOTH_STEP = 30;
  /** Characters of a name that stand on the map; the card has all of it. */
  const NAME = 28;
  const PENCIL = 'M3.5 20.5 5 15.5 16.5 4 20 7.5 8.5 19ZM14 6.5 17.5 10';
  let pencil = null;

  /** @returns {boolean} whether an analyst drew it */
  geo.byHand = (p) => p.basis === 'drawn';

  function short(text) {
    const letters = Array.from(String(text || ''));
    return letters.length > NAME ? letters.slice(0, NAME).join('') + '…' : letters.join('');
  }

  /** @returns {string} "drawn by Ann, 5 December 2024" */
  geo.drawnWords = function (p) {
    const { author, at } = p.drawing || {};
    const day = /^\d{4}-\d\d-\d\d/.test(at || '') ? geo.days(at.slice(0, 10)) : '';
    const name = author && author !== 'analyst' ? short(author) : geo.say('drawn.nobody');
    return geo.say(day ? 'drawn.by_on' : 'drawn.by', { name, day });
  };

  /** A pencil on a small disc. */
  geo.drawPencil = function (ctx, x, y, theme, k) {
    const size = 15 * k;
    ctx.save();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(x, y, 9.5 * k, 0, 7);
    ctx.fillStyle = theme.paper;
    ctx.fill();
    ctx.lineWidth = 1.3 * k;
    ctx.strokeStyle = theme.ink;
    ctx.stroke();
    ctx.translate(x - size / 2, y - size / 2);
    ctx.scale(size / 24, size / 24);
    ctx.lineJoin = ctx.lineCap = 'round';
    ctx.lineWidth = 2.2;
    pencil = pencil || new Path2D(PENCIL);
    ctx.stroke(pencil);
    ctx.restore();
  };

  /** The pencil and who drew it: within an area, or at the first quarter of a line, off the places in its middle. */
  geo.signDrawn = function (ctx, item, view, theme) {
    const { k } = view;
    if (!item.p.drawing) return; // a swatch of the legend
    const line = item.kind === 'line' ? P.toPixels(item.parts[0], view) : null;
    if (!line && !item.anchor) return;
    const at = line && P.walk(line, Math.max(P.length(line) / 4, 1))[1];
    const [x, y] = line ? (at ? [at.x, at.y] : line[0]) : P.toPixels(item.anchor, view)[0];
    if (x < -40 || y < -40 || x > view.w + 40 || y > view.h + 40) return;
    geo.drawPencil(ctx, x, y, theme, k);
    view.solid.push([x - 9 * k, y - 9 * k, 18 * k, 18 * k]);
    if (view.keep) view.keep.push({ x, y, r: 10 });
    view.texts.push({ text: geo.drawnWords(item.p), x, y, r: 13 * k, far: 22 * k, size: 11.5 * k, weight: 550, italic: true, colour: theme.ink, rank: line ? 4350 : 4300 });
  };

  /** Two thin lines side by side: one broad stroke with a light core. */
  geo.doubleLine = function (ctx, trace, theme, colour, k, width = 5.2) {
    ctx.setLineDash([]);
    ctx.lineCap = 'butt';
    ctx.lineJoin = 'round';
    for (const [style, w] of [[theme.halo, width + 2.4], [colour, width], [theme.paper, width * 0.36]]) {
      ctx.strokeStyle = style;
      ctx.lineWidth = w * k;
      trace();
    }
  };

  /** A front: teeth in outline, each in its side's colour on its own side, along a double line. */
  geo.drawDrawnFront = function (ctx, item, view, theme, selected) {
    const { k } = view;
    const { trace, halo } = geo.lineTools;
    for (const world of item.parts) {
      const points = P.toPixels(world, view);
      if (selected) halo(ctx, points, theme, 6 * k);
      const total = P.length(points);
      const step = Math.max(Math.min(TOOTH_STEP * k, total / 1.6), total / 400);
      P.walk(points, step / 2).slice(1).forEach((s, i) => {
        if (s.at > total - TOOTH * k) return;
        const left = i % 2 === 0;
        const colour = item.colours[left ? 0 : 1];
        const turn = Math.atan2(s.ny, s.nx) + (left ? 0 : Math.PI);
        const own = colour ? geo.onGround(colour, theme) : theme.none;
        ctx.beginPath();
        ctx.arc(s.x, s.y, TOOTH * k, turn - Math.PI / 2, turn + Math.PI / 2);
        ctx.closePath();
        ctx.fillStyle = theme.paper;
        ctx.fill();
        ctx.fillStyle = geo.alpha(own, 0.3);
        ctx.fill();
        ctx.lineWidth = 2 * k;
        ctx.strokeStyle = own;
        ctx.stroke();
      });
      geo.doubleLine(ctx, () => {
        trace(ctx, points);
        ctx.stroke();
      }, theme, theme.ink, k);
      view.hits.push({ item, lines: [points], width: 16, order: 2 });
      if (view.keep) view.keep.push(...P.walk(points, 12).slice(0, 300).map((s) => ({ x: s.x, y: s.y, r: 7, front: true })));
    }
    geo.signDrawn(ctx, item, view, theme);
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
