/** Labels that never lie on one another: the most important first, each tried at a few positions, else left out. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  /** A disputed place that is no area on the map is named from here on: an island, a farm. */
  const POINT_ZOOM = 7.5;
  /** Pixels from corner to corner of a disputed area that has room for being named. */
  const LEAST_EXTENT = 36;

  /** Half pixels: each size is a font of its own, and hundreds of fonts take the browser longer than all the rest of a drawing. */
  const half = (size) => Math.round(size * 2) / 2;

  /** Pixels of a cell of `Room`. */
  const CELL = 64;

  /** Boxes already taken, in pixels; found again by the cells that they touch, for thousands of marks take room. */
  class Room {
    constructor(w, h) {
      this.w = w;
      this.h = h;
      this.boxes = [];
      this.cells = new Map();
    }
    take(x, y, w, h) {
      const box = [x, y, x + w, y + h];
      this.boxes.push(box);
      const [right, bottom] = [Math.floor(Math.min(x + w, this.w + CELL) / CELL), Math.floor(Math.min(y + h, this.h + CELL) / CELL)];
      for (let cx = Math.floor(Math.max(x, -CELL) / CELL); cx <= right; cx++) {
        for (let cy = Math.floor(Math.max(y, -CELL) / CELL); cy <= bottom; cy++) {
          const key = cx * 4096 + cy;
          if (!this.cells.has(key)) this.cells.set(key, []);
          this.cells.get(key).push(box);
        }
      }
    }
    free(x, y, w, h) {
      if (x < 0 || y < 0 || x + w > this.w || y + h > this.h) return false;
      for (let cx = Math.floor(x / CELL); cx <= Math.floor((x + w) / CELL); cx++) {
        for (let cy = Math.floor(y / CELL); cy <= Math.floor((y + h) / CELL); cy++) {
          for (const b of this.cells.get(cx * 4096 + cy) || []) if (x < b[2] && x + w > b[0] && y < b[3] && y + h > b[1]) return false;
        }
      }
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

  /** Draw text that follows a line, where one of its straight stretches is free. @returns {boolean} whether it was drawn */
  function drawSlanted(ctx, label, room, theme) {
    ctx.font = label.font;
    if ('letterSpacing' in ctx) ctx.letterSpacing = (label.spacing || 0) + 'px';
    const width = ctx.measureText(label.text).width;
    const height = label.size * 1.25;
    for (const stretch of label.along(width)) {
      // Beside the line, on the side that is up.
      const at = { ...stretch, x: stretch.x + Math.sin(stretch.angle) * label.off, y: stretch.y - Math.cos(stretch.angle) * label.off };
      const boxes = geo.slantedBoxes(at, width, height);
      if (!boxes.every((b) => room.free(b[0] - 2, b[1] - 2, b[2] + 4, b[3] + 4))) continue;
      for (const b of boxes) room.take(b[0] - 2, b[1] - 2, b[2] + 4, b[3] + 4);
      ctx.save();
      ctx.translate(at.x, at.y);
      ctx.rotate(at.angle);
      ctx.globalAlpha = label.alpha === undefined ? 1 : label.alpha;
      ctx.lineWidth = label.halo || 3;
      ctx.strokeStyle = label.haloColour || theme.halo;
      ctx.strokeText(geo.isolate(label.text), -width / 2, 0);
      ctx.fillStyle = label.colour;
      ctx.fillText(geo.isolate(label.text), -width / 2, 0);
      ctx.restore();
      return true;
    }
    return false;
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
      if (label.along) {
        if (drawSlanted(ctx, label, room, theme)) drawn.add(label.text);
        continue;
      }
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
      ctx.strokeText(geo.isolate(label.text), spot[0], spot[1] + h / 2);
      ctx.fillStyle = label.colour;
      ctx.fillText(geo.isolate(label.text), spot[0], spot[1] + h / 2);
    }
    if ('letterSpacing' in ctx) ctx.letterSpacing = '0px';
    ctx.restore();
  };

  /** Names of rivers and roads, each along its own line; `items` have `name` and `parts`. */
  function lineNames(items, view, style) {
    const size = style.size * view.k;
    return items.map(({ name, parts, rank }) => ({
      text: name, x: 0, y: 0, once: true, size, off: style.off * view.k, rank: style.rank - (rank || 0), colour: style.colour, alpha: style.alpha,
      font: `${style.weight} ${size}px ${style.font}`, spacing: style.spacing,
      along: (width) => parts.flatMap((part) => geo.stretches(part.world, view, width)),
    }));
  }

  /** Rivers in view with a name, the parts of one river together. */
  function riversOf(base, view) {
    const [w, e] = [view.ox / view.size, (view.ox + view.w) / view.size];
    const [n, s] = [view.oy / view.size, (view.oy + view.h) / view.size];
    const rivers = new Map();
    for (const river of base.detail.rivers) {
      if (!river.name || !geo.riverShown(river.rank + 1, view.zoom) || river.e < w || river.w > e || river.s < n || river.n > s) continue;
      if (!rivers.has(river.name)) rivers.set(river.name, { name: river.name, rank: river.rank, parts: [] });
      rivers.get(river.name).parts.push(river);
    }
    return [...rivers.values()];
  }

  /** @returns {object[]} labels of the ground: disputed areas, countries, provinces, settlements; `taken` names and what lies at `sites` are left out */
  geo.baseLabels = function (base, view, theme, taken, sites) {
    const at = (lon, lat, shift) => [(geo.project.worldX(lon) + shift) * view.size - view.ox, geo.project.worldY(lat) * view.size - view.oy];
    const inside = (x, y) => x > -50 && y > -20 && x < view.w + 50 && y < view.h + 20;
    const perDegree = view.size / 360;
    const k = view.k;
    const out = [];
    const named = Boolean(base.tiles && base.tiles.labels);
    const add = (text, point, more, copies) => {
      for (const shift of copies ? [-1, 0, 1] : [0]) {
        const [x, y] = at(point[0], point[1], shift);
        if (inside(x, y)) out.push({ text, x, y, ...more });
      }
    };
    for (const [name, point, area] of named ? [] : base.names.countries) {
      const room = Math.sqrt(area) * perDegree;
      if (room < name.length * 4.2 || room > 6000) continue;
      const size = half(Math.max(10.5, Math.min(17, 8.5 + room / 60)) * k);
      add(name.toUpperCase(), point, { rank: 200 + room, size, font: `500 ${size}px ${theme.font}`, colour: theme.quiet, spacing: size * 0.16 }, true);
    }
    if (view.zoom >= 4.5) {
      for (const area of base.disputed) {
        if (area.rings.length ? area.extent * view.size < LEAST_EXTENT : view.zoom < POINT_ZOOM) continue;
        const size = 10.5 * k;
        add(area.label.includes('(') ? area.label : geo.say('map.disputed', { name: area.label }), area.point, { rank: 900, r: 1, far: 22, size, font: `italic 500 ${size}px ${theme.font}`, colour: theme.quiet });
      }
    }
    if (view.zoom >= 6 && !named) {
      for (const [name, point, area] of base.names.admin1) {
        const room = Math.sqrt(area) * perDegree;
        if (room < name.length * 6.5 || room > 2500) continue;
        const size = half(Math.min(13, 9.5 + room / 120) * k);
        add(name, point, { rank: 30 + room / 10, size, font: `italic 400 ${size}px ${theme.font}`, colour: theme.quiet, spacing: size * 0.1, alpha: 0.85 });
      }
    }
    for (const [name, point, from] of (!named && base.names.water) || []) {
      if (view.zoom < from) continue;
      const size = (view.zoom - from > 2.5 ? 13 : 11.5) * k;
      add(name, point, { rank: 170 - from, size, font: `italic 500 ${size}px ${theme.font}`, colour: theme.waterLabel, haloColour: theme.water, spacing: size * 0.09, once: true }, true);
    }
    if (view.zoom >= 5.5 && !base.tiles) out.push(...lineNames(riversOf(base, view), view, { size: 11, off: 8, rank: 160, spacing: 0.6, font: theme.font, colour: theme.waterLabel, weight: 'italic 500' }));
    const roadName = { off: 9, font: theme.font, colour: theme.quiet };
    out.push(...lineNames(base.roads, view, { ...roadName, size: 11.5, rank: 500, weight: 600 }));
    if (view.zoom >= 7.5 && !base.tiles) out.push(...lineNames(geo.roadsShown(base, view.zoom), view, { ...roadName, size: 10, rank: 58, weight: 400, alpha: 0.9 }));
    // The same place under another spelling: within 3 km, and never less than a mark's width.
    const same = Math.max(9, (3 / 40075) * view.size);
    for (const [name, lon, lat, population, from] of named ? [] : base.names.places) {
      if (view.zoom + 0.25 < from || taken.has(name)) continue;
      const [px, py] = at(lon, lat, 0);
      if (sites.some((s) => Math.hypot(s.x - px, s.y - py) < same)) continue;
      const weight = Math.log10(Math.max(population, 10));
      const size = half(Math.max(10.5, Math.min(14, 5 + weight * 1.35)) * k);
      add(name, [lon, lat], { rank: 60 + weight * 20, size, r: 6 * k, pad: weight > 5 ? 5 : 9, dot: 2.1 * k, font: `${weight > 5.6 ? 600 : 400} ${size}px ${theme.font}`, colour: weight > 5 ? theme.label : theme.quiet });
    }
    return out.sort((a, b) => b.rank - a.rank);
  };

  geo.Room = Room;
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
