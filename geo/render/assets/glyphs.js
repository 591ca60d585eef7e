/** One glyph per class of event and per kind of place, as paths in a box of 24. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  /** `s` is stroked, `f` is filled. */
  const GLYPHS = {
    battle: { s: 'M4.5 4.5 17 17M19.5 4.5 7 17M13.5 19.5 19.5 13.5M4.5 13.5 10.5 19.5' },
    remote: { f: 'M12 1.5 14 8 19.5 4.5 16.4 10.2 22.5 12 16.4 13.8 19.5 19.5 14 16 12 22.5 10 16 4.5 19.5 7.6 13.8 1.5 12 7.6 10.2 4.5 4.5 10 8Z' },
    violence: { s: 'M5 21.5C5 16 8 13 12 13S19 16 19 21.5M3.5 3.5 20.5 20.5', f: 'M12 3A4 4 0 1 1 12 11A4 4 0 1 1 12 3Z' },
    siege: { s: 'M12 1.5V6.5M12 17.5V22.5M1.5 12H6.5M17.5 12H22.5', f: 'M12 8.6A3.4 3.4 0 1 1 12 15.4A3.4 3.4 0 1 1 12 8.6Z' },
    protest: { f: 'M3 9.5V14.5H6L15 20V4L6 9.5Z', s: 'M18.5 8.5C20.5 10.5 20.5 13.5 18.5 15.5' },
    move: { s: 'M3 12H20M13 5 20 12 13 19' },
    state: { f: 'M12 2.5 22 9H2Z', s: 'M5.5 11V18M12 11V18M18.5 11V18M3 20.5H21' },
    deal: { s: 'M9 7A5 5 0 1 1 9 17A5 5 0 1 1 9 7ZM15 7A5 5 0 1 1 15 17A5 5 0 1 1 15 7Z' },
    aid: { s: 'M3.5 8 12 3.5 20.5 8V17L12 21.5 3.5 17ZM3.5 8 12 12.5 20.5 8M12 12.5V21.5' },
    statement: { s: 'M3.5 5H20.5V16H11.5L6.5 20.5V16H3.5Z' },
    disaster: { s: 'M12 3.5 21.5 20H2.5ZM12 9.5V14.5M12 16.9V17.4' },
    displacement: { f: 'M9 2.5A3 3 0 1 1 9 8.5A3 3 0 1 1 9 2.5ZM3.5 20.5C3.5 14 5 10.5 9 10.5S14.5 14 14.5 20.5Z', s: 'M15 13H22M19 9.8 22.2 13 19 16.2' },
    other: { f: 'M12 8A4 4 0 1 1 12 16A4 4 0 1 1 12 8Z' },
    bridge: { s: 'M2 10H22M2 10V15M22 10V15M5.5 18.5V15C5.5 11.5 18.5 11.5 18.5 15V18.5' },
    road: { s: 'M8 3 4 21M16 3 20 21M12 4V7.5M12 10.5V14M12 17V20.5' },
    facility: { s: 'M4 20.5V10.5L12 5 20 10.5V20.5ZM9.5 20.5V14.5H14.5V20.5' },
    camp: { s: 'M12 4 21.5 20H2.5ZM12 11 16 20M12 11 8 20' },
    cross: { s: 'M2 2 22 22M22 2 2 22' },
  };

  const made = new Map();
  const path = (d) => {
    if (!made.has(d)) made.set(d, new Path2D(d));
    return made.get(d);
  };

  /** @returns {string} the glyph of a class, `other` for one that is new */
  geo.glyphOf = (name) => (name === 'movement' ? 'move' : Object.prototype.hasOwnProperty.call(GLYPHS, name) ? name : 'other');

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {string} name
   * @param {number} x centre, pixels
   * @param {number} y
   * @param {number} size of the box, pixels
   * @param {string} colour
   * @param {number} [weight] line width in the box of 24
   */
  geo.drawGlyph = function (ctx, name, x, y, size, colour, weight) {
    const glyph = GLYPHS[geo.glyphOf(name)];
    ctx.save();
    ctx.translate(x - size / 2, y - size / 2);
    ctx.scale(size / 24, size / 24);
    ctx.lineWidth = weight || 2.6;
    ctx.lineCap = ctx.lineJoin = 'round';
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.setLineDash([]);
    if (glyph.f) ctx.fill(path(glyph.f));
    if (glyph.s) ctx.stroke(path(glyph.s));
    ctx.restore();
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
