/**
 * Point marks. What is known to be at a place stays exactly there: a square (who holds it), a bridge, a dot. Event discs
 * sit on their place when there is room; else beside it with a leader line to it. No coordinate is ever moved.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const DISC = 11;
  const SQUARE = 7;
  const ANGLES = [-45, -135, 0, 180, -90, 45, 135, 90, -20, -160, 20, 160].map((a) => (a * Math.PI) / 180);
  const REACH = [21, 33, 46, 60];
  /** Pixels of a cell of `Nearby`. */
  const STEP = 48;
  /** Pixels from a front within which discs fan out away from it. */
  const NEAR = 90;
  const SITE_GLYPHS = { bridge: 'bridge', road: 'road', facility: 'facility', camp: 'camp' };

  /** Circles by cells of the screen, so that asking who is near does not walk through all. */
  class Nearby {
    constructor() {
      this.cells = new Map();
      this.widest = 0;
    }
    add(circle, r) {
      const key = Math.floor(circle.x / STEP) * 100003 + Math.floor(circle.y / STEP);
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(circle);
      this.widest = Math.max(this.widest, r || 0);
    }
    /** @returns {boolean} whether `test(circle, distance)` holds for one that lies within `reach` and the widest radius */
    some(x, y, reach, test) {
      const far = reach + 2 * this.widest;
      for (let cx = Math.floor((x - far) / STEP); cx <= Math.floor((x + far) / STEP); cx++) {
        for (let cy = Math.floor((y - far) / STEP); cy <= Math.floor((y + far) / STEP); cy++) {
          for (const circle of this.cells.get(cx * 100003 + cy) || []) if (test(circle, Math.hypot(circle.x - x, circle.y - y))) return true;
        }
      }
      return false;
    }
  }

  /** Angles to try around a site: away from a front nearby first. */
  function fan(site, fronts, k) {
    let best = null;
    for (const s of fronts) if (!best || Math.hypot(s.x - site.x, s.y - site.y) < Math.hypot(best.x - site.x, best.y - site.y)) best = s;
    if (!best || Math.hypot(best.x - site.x, best.y - site.y) > NEAR * k) return ANGLES;
    const away = Math.atan2(site.y - best.y, site.x - best.x);
    const off = (a) => Math.abs(Math.atan2(Math.sin(a - away), Math.cos(a - away)));
    // Half turns are one rank, so that what is near stays in the usual order.
    return ANGLES.slice().sort((a, b) => Math.round(off(a) * 1.5) - Math.round(off(b) * 1.5));
  }

  /**
   * Find a spot for every disc.
   *
   * @param {{x: number, y: number, site: object}[]} discs in order of importance
   * @param {{x: number, y: number, r: number}[]} sites what must stay visible
   * @param {number} k size factor
   * @param {number[][]} [boxes] [left, top, right, bottom] of labels that discs keep off
   * @param {{x: number, y: number, r: number}[]} [soft] what discs keep off where there is room elsewhere: arrows
   * @returns {{x, y, hosts: object[]}[]} `x`, `y` of the disc; a disc without room joins the nearest one as a guest
   */
  geo.placeDiscs = function (discs, sites, k, boxes, soft) {
    const placed = [];
    const gap = (2 * DISC + 2) * k;
    const [stand, hosts, light] = [new Nearby(), new Nearby(), new Nearby()];
    for (const s of sites) stand.add(s, s.r);
    for (const s of soft || []) light.add(s, s.r);
    const clash = (x, y, own, also) =>
      (also && light.some(x, y, DISC * k, (s, d) => d < (DISC + s.r) * k)) ||
      hosts.some(x, y, gap, (s, d) => d < gap) ||
      stand.some(x, y, (DISC + 1) * k, (s, d) => s !== own && d < (DISC + s.r + 1) * k) ||
      (boxes || []).some((b) => x > b[0] - DISC * k && x < b[2] + DISC * k && y > b[1] - DISC * k && y < b[3] + DISC * k);
    const fronts = sites.filter((s) => s.front);
    for (const disc of discs) {
      const out = { ...disc, x: disc.site.x, y: disc.site.y, guests: [], host: null };
      let found = !disc.site.r && !clash(out.x, out.y, disc.site, false);
      const angles = fan(disc.site, fronts, k);
      for (const also of soft && soft.length ? [true, false] : [false]) {
        for (const reach of REACH) {
          if (found) break;
          for (const angle of angles) {
            const [x, y] = [disc.site.x + Math.cos(angle) * reach * k, disc.site.y + Math.sin(angle) * reach * k];
            if (!clash(x, y, null, also)) {
              [out.x, out.y, found] = [x, y, true];
              break;
            }
          }
        }
      }
      if (!found) {
        let best = null;
        for (const d of placed) if (!d.host && (!best || Math.hypot(d.x - out.x, d.y - out.y) < Math.hypot(best.x - out.x, best.y - out.y))) best = d;
        if (best && Math.hypot(best.x - out.x, best.y - out.y) < 70 * k) {
          best.guests.push(out);
          out.host = best;
        }
      }
      if (!out.host) hosts.add(out, 0);
      placed.push(out);
    }
    return placed;
  };

  /** Put the guests of an opened disc on a circle around it. */
  geo.spread = function (host, k) {
    const n = host.guests.length;
    const r = Math.max(34, (n * 26) / (2 * Math.PI)) * k;
    host.guests.forEach((guest, i) => {
      const angle = -Math.PI / 2 + (2 * Math.PI * i) / n;
      guest.x = host.x + Math.cos(angle) * r;
      guest.y = host.y + Math.sin(angle) * r;
    });
  };

  /** Most marks that open around one place; the list beside the map has all. */
  const FAN = 48;

  /**
   * Marks of one place opened in rings around it. Pure.
   *
   * @param {{indices: number[], x: number, y: number}} spread indices of points, world coordinates of their place
   * @param {object} view
   * @returns {{index: number, x: number, y: number, from: number[]}[]} at most `geo.SIZES.FAN`
   */
  geo.spreadMarks = function (spread, view) {
    const [cx, cy] = [spread.x * view.size - view.ox, spread.y * view.size - view.oy];
    const out = [];
    const all = spread.indices.slice(0, FAN);
    for (let ring = 0, at = 0; at < all.length; ring++) {
      const r = (46 + 30 * ring) * view.k;
      const room = Math.min(all.length - at, Math.floor((2 * Math.PI * r) / (27 * view.k)));
      for (let i = 0; i < room; i++, at++) {
        const angle = -Math.PI / 2 + (2 * Math.PI * (i + (ring % 2) / 2)) / room;
        out.push({ index: all[at], x: cx + Math.cos(angle) * r, y: cy + Math.sin(angle) * r, from: [cx, cy] });
      }
    }
    return out;
  };

  function ring(ctx, x, y, r, from, to) {
    ctx.beginPath();
    ctx.arc(x, y, r, from, to);
    ctx.stroke();
  }

  /** Draw one event disc; also used by the legend. */
  geo.drawDisc = function (ctx, x, y, p, colour, theme, k, selected) {
    const r = DISC * k;
    const historical = p.status === 'historical' || p.layer === 'background';
    const own = historical ? theme.historical : colour ? geo.onGround(colour, theme) : theme.none;
    ctx.setLineDash([]);
    if (selected) {
      ctx.lineWidth = 3 * k;
      ctx.strokeStyle = theme.outline;
      ring(ctx, x, y, r + 2.5 * k, 0, 7);
      ctx.lineWidth = 2.5 * k;
      ctx.strokeStyle = theme.outlineHalo;
      ring(ctx, x, y, r + 5.2 * k, 0, 7);
    } else {
      ctx.lineWidth = 1.6 * k;
      ctx.strokeStyle = theme.halo;
      ring(ctx, x, y, r + 0.6 * k, 0, 7);
    }
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 7);
    ctx.fillStyle = theme.paper;
    const alpha = ctx.globalAlpha;
    ctx.globalAlpha = 1; // whatever lies under a faded mark must not shine through
    ctx.fill();
    ctx.globalAlpha = alpha;
    const w = 3 * k;
    ctx.lineWidth = p.status === 'denied' ? 1.5 * k : w;
    ctx.strokeStyle = own;
    ctx.setLineDash(p.status === 'forecast' ? [3.5 * k, 3 * k] : []);
    ctx.lineCap = 'butt';
    // A claim: the ring has a notch at the lower right.
    if (p.status === 'claimed') ring(ctx, x, y, r - w / 2, 1.12, 0.46 + 2 * Math.PI);
    else ring(ctx, x, y, r - w / 2, 0, 2 * Math.PI);
    ctx.setLineDash([]);
    // A light colour on light ground is no edge.
    if (!selected && p.status !== 'forecast' && geo.contrast(own, theme.land) < 3) {
      ctx.lineWidth = 1.1 * k;
      ctx.strokeStyle = geo.edge(own, theme);
      if (p.status === 'claimed') ring(ctx, x, y, r, 1.12, 0.46 + 2 * Math.PI);
      else ring(ctx, x, y, r, 0, 2 * Math.PI);
    }
    geo.drawGlyph(ctx, geo.glyphOf(p.class || 'other'), x, y, 11.5 * k, historical ? theme.historical : theme.ink);
    if (p.status === 'denied') {
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 2 * k;
      ctx.beginPath();
      ctx.moveTo(x - r, y + r);
      ctx.lineTo(x + r, y - r);
      ctx.stroke();
    }
    if (p.confirmed) geo.drawTick(ctx, x - 0.68 * r, y + 0.68 * r, theme, k);
  };

  /** An analyst has confirmed it: a tick at the lower left of its mark. */
  geo.drawTick = function (ctx, x, y, theme, k) {
    ctx.beginPath();
    ctx.arc(x, y, 5.4 * k, 0, 7);
    ctx.fillStyle = theme.ink;
    ctx.fill();
    ctx.lineWidth = 1.3 * k;
    ctx.strokeStyle = theme.halo;
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 2.5 * k, y + 0.1 * k);
    ctx.lineTo(x - 0.7 * k, y + 2 * k);
    ctx.lineTo(x + 2.7 * k, y - 2 * k);
    ctx.lineWidth = 1.6 * k;
    ctx.lineJoin = ctx.lineCap = 'round';
    ctx.strokeStyle = theme.paper;
    ctx.stroke();
    ctx.lineCap = 'butt';
  };

  /** Others tell it otherwise: a sign of inequality at an upper corner of its mark. */
  geo.drawDiffers = function (ctx, x, y, theme, k) {
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(x, y, 5.6 * k, 0, 7);
    ctx.fillStyle = theme.paper;
    ctx.fill();
    ctx.lineWidth = 1.3 * k;
    ctx.strokeStyle = theme.ink;
    ctx.stroke();
    ctx.beginPath();
    for (const dy of [-1.3, 1.3]) {
      ctx.moveTo(x - 2.7 * k, y + dy * k);
      ctx.lineTo(x + 2.7 * k, y + dy * k);
    }
    ctx.moveTo(x - 1.7 * k, y + 3.2 * k);
    ctx.lineTo(x + 1.7 * k, y - 3.2 * k);
    ctx.stroke();
  };

  /** Draw a held place; also used by the legend. `item.colours` are the sides' colours. */
  geo.drawSquare = function (ctx, x, y, item, theme, view, selected) {
    const s = SQUARE * view.k;
    const p = item.p;
    const colours = item.colours.length ? item.colours.map((c) => geo.onGround(c, theme)) : [theme.none];
    const box = () => {
      ctx.beginPath();
      ctx.rect(x - s, y - s, 2 * s, 2 * s);
    };
    ctx.setLineDash([]);
    ctx.lineJoin = 'miter';
    box();
    ctx.lineWidth = (selected ? 10 : 4) * view.k;
    ctx.strokeStyle = selected ? theme.outlineHalo : theme.halo;
    ctx.stroke();
    if (selected) {
      ctx.lineWidth = 6 * view.k;
      ctx.strokeStyle = theme.outline;
      ctx.stroke();
    }
    ctx.fillStyle = theme.paper;
    const alpha = ctx.globalAlpha;
    ctx.globalAlpha = 1;
    ctx.fill();
    ctx.globalAlpha = alpha;
    if (p.state === 'lost') {
      ctx.strokeStyle = colours[0];
      ctx.lineWidth = 1.8 * view.k;
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(x - s, y + s);
      ctx.lineTo(x + s, y - s);
      ctx.stroke();
      if (p.confirmed) geo.drawTick(ctx, x - s, y + s, theme, view.k);
      return;
    }
    if (colours.length > 1) {
      [[colours[0], -1], [colours[1], 1]].forEach(([colour, side]) => {
        ctx.beginPath();
        ctx.moveTo(x + s, y - s);
        ctx.lineTo(x - s, y + s);
        ctx.lineTo(x + side * s, y + side * s);
        ctx.closePath();
        ctx.fillStyle = colour;
        ctx.fill();
      });
      if (p.state === 'contested') {
        box();
        ctx.fillStyle = geo.stripes(ctx, colours[0], colours[1], view.dpr);
        ctx.fill();
      }
    } else {
      box();
      if (!p.inferred) {
        ctx.fillStyle = colours[0];
        ctx.fill();
      }
      const hatch = geo.hatch(ctx, item.hatch, p.inferred ? colours[0] : geo.alpha('#FFFFFF', 0.6), view.dpr, 1.3);
      if (hatch) {
        ctx.fillStyle = hatch;
        ctx.fill();
      }
    }
    box();
    ctx.lineWidth = 1.7 * view.k;
    ctx.strokeStyle = colours.length > 1 ? theme.ink : geo.edge(colours[0], theme);
    ctx.setLineDash(p.inferred ? [3 * view.k, 2 * view.k] : []);
    ctx.stroke();
    ctx.setLineDash([]);
    if (p.confirmed) geo.drawTick(ctx, x - s, y + s, theme, view.k);
    if (p.state === 'besieged') {
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 1.6 * view.k;
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        ctx.beginPath();
        ctx.moveTo(x + dx * (s + 2), y + dy * (s + 2));
        ctx.lineTo(x + dx * (s + 6 * view.k), y + dy * (s + 6 * view.k));
        ctx.stroke();
      }
    }
  };

  /** A bridge, road or base under an event: its glyph, crossed when the event destroys it. */
  geo.drawSite = function (ctx, x, y, kind, destroyed, theme, k) {
    ctx.beginPath();
    ctx.arc(x, y, 7.5 * k, 0, 7);
    ctx.fillStyle = geo.alpha(theme.name === 'dark' ? '#12171B' : '#FFFFFF', 0.85);
    ctx.fill();
    geo.drawGlyph(ctx, kind, x, y, 13 * k, theme.ink, 2.8);
    if (destroyed) geo.drawGlyph(ctx, 'cross', x, y, 15 * k, theme.name === 'dark' ? '#FF8A65' : '#B3261E', 2.6);
  };

  /** A small dot at the exact place when its disc stands beside it. */
  geo.drawDot = function (ctx, x, y, theme, k) {
    ctx.beginPath();
    ctx.arc(x, y, 3 * k, 0, 7);
    ctx.fillStyle = theme.ink;
    ctx.fill();
    ctx.lineWidth = 1.3 * k;
    ctx.strokeStyle = theme.halo;
    ctx.stroke();
  };

  geo.SITE_GLYPHS = SITE_GLYPHS;
  geo.SIZES = { DISC, SQUARE, FAN };
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
