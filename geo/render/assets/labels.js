/** Labels that never lie on one another: the most important first, each tried at a few positions, else left out. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  /** Boxes already taken, in pixels. */
  class Room {
    constructor(w, h) {
      this.w = w;
      this.h = h;
      this.boxes = [];
    }
    take(x, y, w, h) {
      this.boxes.push([x, y, x + w, y + h]);
    }
    free(x, y, w, h) {
      if (x < 0 || y < 0 || x + w > this.w || y + h > this.h) return false;
      for (const b of this.boxes) if (x < b[2] && x + w > b[0] && y < b[3] && y + h > b[1]) return false;
      return true;
    }
  }

  /** Positions of a label's box around a point with clearance r: right first, as eyes expect. */
  function around(x, y, w, h, r) {
    const d = r * 0.75;
    return [
      [x + r, y - h / 2], [x + d, y + d - 2], [x + d, y - d - h + 2], [x - r - w, y - h / 2],
      [x - w / 2, y + r], [x - w / 2, y - r - h], [x - d - w, y + d - 2], [x - d - w, y - d - h + 2],
    ];
  }

  /** @returns {{x, y, w, h, pad}|null} the first free box for a label; one whose point is in view also stays `within` it */
  geo.spotFor = function (ctx, label, room, within) {
    ctx.font = label.font;
    if ('letterSpacing' in ctx) ctx.letterSpacing = (label.spacing || 0) + 'px';
    const w = ctx.measureText(label.text).width;
    if ('letterSpacing' in ctx) ctx.letterSpacing = '0px';
    const h = label.size * 1.15;
    const pad = label.pad === undefined ? 2 : label.pad;
    const points = label.points || [[label.x, label.y]];
    const spots = label.r === undefined ? points.map(([x, y]) => [x - w / 2, y - h / 2]) : [label.r, label.far].flatMap((r) => (r ? points.flatMap(([x, y]) => around(x, y, w, h, r)) : []));
    const [l, t, r, b] = within || [0, 0, 0, 0];
    const bound = within && label.x > l && label.x < r && label.y > t && label.y < b;
    if (within && label.once && !bound) return null; // said once: not where it would be cut off
    const fits = ([x, y]) => !bound || (x >= l && y >= t && x + w <= r && y + h <= b);
    const spot = spots.find((s) => fits(s) && room.free(s[0] - pad, s[1] - pad, w + 2 * pad, h + 2 * pad)) || (label.must && spots[0]);
    return spot ? { x: spot[0] - pad, y: spot[1] - pad, w: w + 2 * pad, h: h + 2 * pad, pad } : null;
  };

  /**
   * Draw labels in order of importance.
   *
   * @param {CanvasRenderingContext2D} ctx
   * @param {{text: string, x: number, y: number, font: string, size: number, colour: string, r?: number, spacing?: number,
   *   alpha?: number, dot?: boolean, must?: boolean, pad?: number}[]} labels `r`: clearance around a point, without it the label is centred
   * @param {Room} room
   * @param {object} theme
   */
  geo.drawLabels = function (ctx, labels, room, theme, within) {
    ctx.save();
    ctx.lineJoin = 'round';
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    const drawn = new Set();
    for (const label of labels) {
      if (label.once && drawn.has(label.text)) continue;
      const found = label.spot || geo.spotFor(ctx, label, room, within);
      if (!found) continue;
      ctx.font = label.font;
      if ('letterSpacing' in ctx) ctx.letterSpacing = (label.spacing || 0) + 'px';
      const spot = [found.x + found.pad, found.y + found.pad];
      const h = found.h - 2 * found.pad;
      if (label.dot && !label.must && !room.free(label.x - 2, label.y - 2, 4, 4)) continue;
      drawn.add(label.text);
      room.take(found.x, found.y, found.w, found.h);
      ctx.globalAlpha = label.alpha === undefined ? 1 : label.alpha;
      if (label.dot) {
        ctx.beginPath();
        ctx.arc(label.x, label.y, label.dot, 0, 7);
        ctx.fillStyle = theme.halo;
        ctx.fill();
        ctx.lineWidth = 1.2;
        ctx.strokeStyle = label.colour;
        ctx.stroke();
        room.take(label.x - 3, label.y - 3, 6, 6);
      }
      ctx.lineWidth = label.halo || 4;
      ctx.strokeStyle = label.haloColour || theme.halo;
      ctx.strokeText(label.text, spot[0], spot[1] + h / 2);
      ctx.fillStyle = label.colour;
      ctx.fillText(label.text, spot[0], spot[1] + h / 2);
    }
    if ('letterSpacing' in ctx) ctx.letterSpacing = '0px';
    ctx.restore();
  };

  /** @returns {number[][]} points every 60 pixels of a line, those in the middle of the view first */
  function alongView(world, view, inside) {
    const line = geo.project.toPixels(world, view);
    const middle = ([x, y]) => Math.hypot(x - view.w / 2, y - view.h / 2);
    const out = [];
    for (let i = 1; i < line.length; i++) {
      const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
      const steps = Math.min(200, Math.ceil(Math.hypot(bx - ax, by - ay) / 60));
      for (let t = 0; t < steps; t++) {
        const point = [ax + ((bx - ax) * t) / steps, ay + ((by - ay) * t) / steps];
        if (inside(point[0], point[1])) out.push(point);
      }
    }
    return out.sort((a, b) => middle(a) - middle(b)).slice(0, 30);
  }

  /** @returns {object[]} labels of the ground: disputed areas, countries, provinces, settlements; `taken` names and what lies at `sites` are left out */
  geo.baseLabels = function (base, view, theme, taken, sites) {
    const at = (lon, lat, shift) => [(geo.project.worldX(lon) + shift) * view.size - view.ox, geo.project.worldY(lat) * view.size - view.oy];
    const inside = (x, y) => x > -50 && y > -20 && x < view.w + 50 && y < view.h + 20;
    const perDegree = view.size / 360;
    const k = view.k;
    const out = [];
    const add = (text, point, more, copies) => {
      for (const shift of copies ? [-1, 0, 1] : [0]) {
        const [x, y] = at(point[0], point[1], shift);
        if (inside(x, y)) out.push({ text, x, y, ...more });
      }
    };
    for (const [name, point, area] of base.names.countries) {
      const room = Math.sqrt(area) * perDegree;
      if (room < name.length * 4.2 || room > 6000) continue;
      const size = Math.max(10.5, Math.min(17, 8.5 + room / 60)) * k;
      add(name.toUpperCase(), point, { rank: 200 + room, size, font: `500 ${size}px ${theme.font}`, colour: theme.quiet, spacing: size * 0.16 }, true);
    }
    if (view.zoom >= 4.5) {
      for (const area of base.disputed) {
        const size = 10.5 * k;
        add(area.label.includes('(') ? area.label : area.label + ' (disputed)', area.point, { rank: 900, r: 1, far: 22, size, font: `italic 500 ${size}px ${theme.font}`, colour: theme.quiet });
      }
    }
    if (view.zoom >= 6) {
      for (const [name, point, area] of base.names.admin1) {
        const room = Math.sqrt(area) * perDegree;
        if (room < name.length * 6.5 || room > 2500) continue;
        const size = Math.min(13, 9.5 + room / 120) * k;
        add(name, point, { rank: 30 + room / 10, size, font: `italic 400 ${size}px ${theme.font}`, colour: theme.quiet, spacing: size * 0.1, alpha: 0.85 });
      }
    }
    for (const road of base.roads) {
      const size = 11.5 * k;
      const points = road.parts.flatMap((p) => alongView(p.world, view, inside));
      if (points.length) out.push({ text: road.name, x: points[0][0], y: points[0][1], points, rank: 500, r: 7 * k, once: true, size, font: `600 ${size}px ${theme.font}`, colour: theme.quiet });
    }
    // The same place under another spelling: within 3 km, and never less than a mark's width.
    const same = Math.max(9, (3 / 40075) * view.size);
    const least = Math.pow(10, 8.5 - view.zoom * 0.56);
    for (const [name, lon, lat, population] of base.names.places) {
      if (population < least || taken.has(name)) continue;
      const [px, py] = at(lon, lat, 0);
      if (sites.some((s) => Math.hypot(s.x - px, s.y - py) < same)) continue;
      const weight = Math.log10(Math.max(population, 10));
      const size = Math.max(10.5, Math.min(14, 5 + weight * 1.35)) * k;
      add(name, [lon, lat], { rank: 60 + weight * 20, size, r: 6 * k, pad: weight > 5 ? 5 : 9, dot: 2.1 * k, font: `${weight > 5.6 ? 600 : 400} ${size}px ${theme.font}`, colour: weight > 5 ? theme.label : theme.quiet });
    }
    return out.sort((a, b) => b.rank - a.rank);
  };

  geo.Room = Room;
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
