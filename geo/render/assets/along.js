/** Where a name can lie along a river or a road: pure functions on pixel lines. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const STEP = 10;
  /** A stretch whose ends are this near, in parts of its length, is straight enough to write on. */
  const STRAIGHT = 0.965;
  const MOST = 10;

  /**
   * Pieces of a line that are in view, in pixels.
   *
   * @param {Float64Array} world
   * @param {{size: number, ox: number, oy: number, w: number, h: number}} view
   * @returns {number[][][]}
   */
  function inView(world, view) {
    const out = [];
    let piece = null;
    let previous = null;
    for (let i = 0; i < world.length; i += 2) {
      const point = [world[i] * view.size - view.ox, world[i + 1] * view.size - view.oy];
      const near = previous && Math.max(previous[0], point[0]) > 0 && Math.min(previous[0], point[0]) < view.w
        && Math.max(previous[1], point[1]) > 0 && Math.min(previous[1], point[1]) < view.h;
      if (near) {
        if (!piece) out.push((piece = [previous]));
        piece.push(point);
      } else piece = null;
      previous = point;
    }
    return out;
  }

  /**
   * Straight stretches of a line, those nearest the middle of the view first.
   *
   * @param {Float64Array} world
   * @param {object} view
   * @param {number} width of the text, pixels
   * @returns {{x: number, y: number, angle: number}[]} middles, with the angle at which the text stands upright
   */
  geo.stretches = function (world, view, width) {
    const out = [];
    const span = Math.ceil((width * 1.1) / STEP);
    for (const piece of inView(world, view)) {
      const points = geo.project.walk(piece, STEP);
      const stride = Math.max(1, Math.floor(span / 3));
      for (let i = 0; i + span < points.length; i += stride) {
        const [a, b] = [points[i], points[i + span]];
        if (Math.hypot(b.x - a.x, b.y - a.y) < STRAIGHT * span * STEP) continue;
        const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
        if (x < 0 || y < 0 || x > view.w || y > view.h) continue;
        let angle = Math.atan2(b.y - a.y, b.x - a.x);
        if (angle > Math.PI / 2) angle -= Math.PI;
        if (angle < -Math.PI / 2) angle += Math.PI;
        out.push({ x, y, angle });
      }
    }
    const away = (p) => Math.hypot(p.x - view.w / 2, p.y - view.h / 2);
    return out.sort((p, q) => away(p) - away(q)).slice(0, MOST);
  };

  /**
   * Boxes that a slanted line of text covers, as squares along it.
   *
   * @returns {number[][]} `[x, y, w, h]`
   */
  geo.slantedBoxes = function ({ x, y, angle }, width, height) {
    const n = Math.max(1, Math.ceil(width / height));
    return Array.from({ length: n }, (_, i) => {
      const t = ((i + 0.5) / n - 0.5) * width;
      return [x + Math.cos(angle) * t - height / 2, y + Math.sin(angle) * t - height / 2, height, height];
    });
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
