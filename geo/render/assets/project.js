/** Web Mercator and geometry in pixels: pure functions. World coordinates run from 0 to 1, x may leave that range. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const MAX_LAT = 85.0511;

  const worldX = (lon) => lon / 360 + 0.5;
  const worldY = function (lat) {
    const s = Math.sin((Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  };

  /** @returns {number} lon plus or minus 360, whichever lies nearest to `middle` */
  const near = (lon, middle) => lon + 360 * Math.round((middle - lon) / 360);

  /**
   * @param {number[]} packed `[x0, y0, dx, dy, ...]` in steps
   * @param {number} scale steps per degree
   * @returns {Float64Array} `[x, y, ...]` in world coordinates
   */
  function unpack(packed, scale) {
    const out = new Float64Array(packed.length);
    let x = 0;
    let y = 0;
    for (let i = 0; i < packed.length; i += 2) {
      x += packed[i];
      y += packed[i + 1];
      out[i] = worldX(x / scale);
      out[i + 1] = worldY(y / scale);
    }
    return out;
  }

  /** @param {number[][]} lonlats @param {number} middle @returns {Float64Array} world coordinates, unbroken at 180° */
  function fromLonLat(lonlats, middle) {
    const out = new Float64Array(lonlats.length * 2);
    let reference = middle;
    lonlats.forEach(([lon, lat], i) => {
      const x = near(lon, reference);
      reference = x;
      out[2 * i] = worldX(x);
      out[2 * i + 1] = worldY(lat);
    });
    return out;
  }

  /** @returns {number[][]} pixel points of world coordinates in a view */
  function toPixels(world, view) {
    const out = new Array(world.length / 2);
    for (let i = 0; i < out.length; i++) out[i] = [world[2 * i] * view.size - view.ox, world[2 * i + 1] * view.size - view.oy];
    return out;
  }

  /** Length of a pixel line. */
  function length(points) {
    let sum = 0;
    for (let i = 1; i < points.length; i++) sum += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    return sum;
  }

  /**
   * Points at even steps along a line.
   *
   * @param {number[][]} points
   * @param {number} step pixels
   * @returns {{x: number, y: number, nx: number, ny: number, at: number}[]} with the unit normal to the left of travel on screen
   */
  function walk(points, step) {
    const out = [];
    let at = 0;
    let next = 0;
    for (let i = 1; i < points.length; i++) {
      const [ax, ay] = points[i - 1];
      const [bx, by] = points[i];
      const d = Math.hypot(bx - ax, by - ay);
      if (d === 0) continue;
      while (next <= at + d + 1e-9) {
        const t = (next - at) / d;
        out.push({ x: ax + (bx - ax) * t, y: ay + (by - ay) * t, nx: (by - ay) / d, ny: -(bx - ax) / d, at: next });
        next += step;
      }
      at += d;
    }
    return out;
  }

  /** Round a line's corners (Chaikin), ends kept. */
  function soften(points, rounds) {
    let line = points;
    for (let n = 0; n < rounds && line.length > 2 && line.length < 4000; n++) {
      const next = [line[0]];
      for (let i = 0; i < line.length - 1; i++) {
        const [a, b] = [line[i], line[i + 1]];
        if (i > 0) next.push([a[0] * 0.75 + b[0] * 0.25, a[1] * 0.75 + b[1] * 0.25]);
        if (i < line.length - 2) next.push([a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75]);
      }
      next.push(line[line.length - 1]);
      line = next;
    }
    return line;
  }

  /** A bow between two points: quadratic, `bend` in parts of the length to the left of travel. */
  function bow(a, b, bend) {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const [cx, cy] = [(a[0] + b[0]) / 2 + dy * bend, (a[1] + b[1]) / 2 - dx * bend];
    const n = Math.max(8, Math.min(48, Math.round(Math.hypot(dx, dy) / 8)));
    const out = [];
    for (let i = 0; i <= n; i++) {
      const t = i / n;
      out.push([(1 - t) * (1 - t) * a[0] + 2 * t * (1 - t) * cx + t * t * b[0], (1 - t) * (1 - t) * a[1] + 2 * t * (1 - t) * cy + t * t * b[1]]);
    }
    return out;
  }

  /** Cut `head` and `tail` pixels off a line's ends. */
  function trim(points, tail, head) {
    const total = length(points);
    if (total <= tail + head + 2) return points;
    const cut = (line, d) => {
      let left = d;
      for (let i = 1; i < line.length; i++) {
        const seg = Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
        if (seg > left) {
          const t = left / seg;
          const p = [line[i - 1][0] + (line[i][0] - line[i - 1][0]) * t, line[i - 1][1] + (line[i][1] - line[i - 1][1]) * t];
          return [p, ...line.slice(i)];
        }
        left -= seg;
      }
      return line;
    };
    const one = tail > 0 ? cut(points, tail) : points;
    return head > 0 ? cut(one.slice().reverse(), head).reverse() : one;
  }

  /** Distance of a pixel from a line. */
  function distance(points, x, y) {
    let best = Infinity;
    for (let i = 1; i < points.length; i++) {
      const [ax, ay] = points[i - 1];
      const [dx, dy] = [points[i][0] - ax, points[i][1] - ay];
      const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      best = Math.min(best, Math.hypot(ax + t * dx - x, ay + t * dy - y));
    }
    return best;
  }

  geo.project = { worldX, worldY, near, unpack, fromLonLat, toPixels, length, walk, soften, bow, trim, distance };
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
