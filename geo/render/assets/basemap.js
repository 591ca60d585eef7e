/** The quiet ground: water, land, rivers, lakes, provinces, borders, disputed areas, roads. Detail inside the region, coarse outside. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const DETAIL_ZOOM = 3.75;
  /** Roads that no article names run from town to town: near enough to be seen from afar only. */
  const ROAD_ZOOMS = [6, 10.5];

  function line(packed, scale) {
    const world = geo.project.unpack(packed, scale);
    let [w, n, e, s] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < world.length; i += 2) {
      w = Math.min(w, world[i]);
      e = Math.max(e, world[i]);
      n = Math.min(n, world[i + 1]);
      s = Math.max(s, world[i + 1]);
    }
    return { world, w, n, e, s };
  }

  /** Bounds of a line that is in world coordinates already. */
  function bounded(world) {
    const [xs, ys] = [world.filter((_, i) => i % 2 === 0), world.filter((_, i) => i % 2)];
    return { world, w: Math.min(...xs), n: Math.min(...ys), e: Math.max(...xs), s: Math.max(...ys) };
  }

  /** @param {{name: string, geometry: object}[]} roads @returns {{name: string, parts: object[]}[]} */
  function prepareRoads(roads, middle) {
    return (roads || []).map(({ name, geometry }) => ({
      name,
      parts: (geometry.type === 'MultiLineString' ? geometry.coordinates : [geometry.coordinates])
        .map((part) => bounded(geo.project.fromLonLat(part, middle))),
    }));
  }

  /**
   * Unpack once; drawing then only scales.
   *
   * @param {object} basemap docs/message.md
   * @param {object[]} roads roads that the articles name
   * @param {number} middle longitude that lines are unwrapped around
   */
  geo.prepareBasemap = function (basemap, roads, middle) {
    const lines = (list, scale) => (list || []).map((p) => line(p, scale));
    const rings = (list, scale) => (list || []).flatMap((polygon) => polygon.map((p) => line(p, scale)));
    const back = basemap.backdrop;
    const disputed = (basemap.disputed || []).map(([label, claims, point, polygons]) => {
      const outline = rings(polygons, basemap.scale);
      return { label, claims, point, rings: outline, extent: Math.max(0, ...outline.map((r) => Math.hypot(r.e - r.w, r.s - r.n))) };
    });
    const box = basemap.region && {
      w: geo.project.worldX(basemap.region[0]), n: geo.project.worldY(basemap.region[3]),
      e: geo.project.worldX(basemap.region[2]), s: geo.project.worldY(basemap.region[1]),
    };
    const told = prepareRoads(roads, middle || 0);
    const others = new Map();
    for (const [name, packed] of basemap.roads || []) {
      if (told.some((road) => road.name === name)) continue;
      if (!others.has(name)) others.set(name, []);
      others.get(name).push(line(packed, basemap.scale));
    }
    const rivers = (basemap.rivers || []).map(([name, rank, packed]) => ({ ...line(packed, basemap.scale), name, rank }));
    return {
      box, disputed, names: basemap.names, roads: told, others: [...others].map(([name, parts]) => ({ name, parts })),
      back: { land: rings(back.land, back.scale), lakes: rings(back.lakes, back.scale), rivers: lines(back.rivers, back.scale), borders: lines(back.borders, back.scale), dashed: lines(back.dashed, back.scale) },
      detail: {
        land: rings(basemap.land, basemap.scale), lakes: rings(basemap.lakes, basemap.scale), rivers,
        admin1: lines(basemap.admin1, basemap.scale), borders: lines(basemap.borders, basemap.scale), dashed: lines(basemap.dashed, basemap.scale),
      },
    };
  };

  /** Where land is cut at 180 degrees there is no coast. */
  const seam = (x) => Math.abs(x - Math.round(x)) < 1e-9;

  /** Add what is in view to the current path, leaving out points closer than a pixel. */
  function trace(ctx, items, view, shift, closed, edges) {
    const { size, ox, oy, w, h } = view;
    ctx.beginPath();
    for (const item of items) {
      if ((item.e + shift) * size < ox || (item.w + shift) * size > ox + w || item.s * size < oy || item.n * size > oy + h) continue;
      if (closed && (item.e - item.w) * size < 0.8 && (item.s - item.n) * size < 0.8) continue;
      const world = item.world;
      let px = (world[0] + shift) * size - ox;
      let py = world[1] * size - oy;
      ctx.moveTo(px, py);
      for (let i = 2; i < world.length; i += 2) {
        const x = (world[i] + shift) * size - ox;
        const y = world[i + 1] * size - oy;
        if (Math.abs(x - px) + Math.abs(y - py) < 0.9 && i < world.length - 2) continue;
        if (edges && seam(world[i]) && seam(world[i - 2])) ctx.moveTo(x, y);
        else ctx.lineTo(x, y);
        px = x;
        py = y;
      }
      if (closed && !edges) ctx.closePath();
    }
  }

  function stroke(ctx, items, view, shift, style, width, dash) {
    ctx.strokeStyle = style;
    ctx.lineWidth = width;
    ctx.setLineDash(dash || []);
    trace(ctx, items, view, shift, false);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  /** A band along the coast, under the land: water reads as water and not as another kind of land. */
  function shore(ctx, land, view, shift, style) {
    trace(ctx, land, view, shift, true, true);
    ctx.strokeStyle = style;
    ctx.lineWidth = view.zoom < 5 ? 4 : 9;
    ctx.stroke();
  }

  function fill(ctx, items, view, shift, style, edge) {
    trace(ctx, items, view, shift, true);
    ctx.fillStyle = style;
    ctx.fill('evenodd');
    if (edge) {
      trace(ctx, items, view, shift, true, true);
      ctx.strokeStyle = edge;
      ctx.lineWidth = 0.8;
      ctx.stroke();
    }
  }

  /** @returns {boolean} whether a river of this rank (Natural Earth: 0 the greatest) is seen at a zoom */
  geo.riverShown = (rank, zoom) => zoom >= rank - 2;

  /** @returns {object[]} roads of the gazetteer that are seen at a zoom */
  geo.roadsShown = (base, zoom) => (zoom >= ROAD_ZOOMS[0] && zoom <= ROAD_ZOOMS[1] ? base.others : []);

  function strokeRivers(ctx, rivers, view, theme) {
    const width = view.zoom < 6 ? 0.8 : view.zoom < 9 ? 1.3 : 1.9;
    for (const [least, most, part] of [[0, 3, 1.35], [4, 6, 1], [7, 99, 0.75]]) {
      const some = rivers.filter((r) => r.rank >= least && r.rank <= most && geo.riverShown(r.rank, view.zoom));
      stroke(ctx, some, view, 0, theme.river, width * part);
    }
  }

  /** @param {CanvasRenderingContext2D} ctx @param {object} base from prepareBasemap @param {object} view @param {object} theme */
  geo.drawBasemap = function (ctx, base, view, theme) {
    ctx.save();
    ctx.lineJoin = ctx.lineCap = 'round';
    if (base.tiles) {
      ctx.clearRect(0, 0, view.w, view.h);
      drawOverTiles(ctx, base, view, theme);
      ctx.restore();
      return;
    }
    ctx.fillStyle = theme.water;
    ctx.fillRect(0, 0, view.w, view.h);
    const thin = view.zoom < 4 ? 0.7 : 1;
    for (const shift of [-1, 0, 1]) {
      if ((1 + shift) * view.size < view.ox || shift * view.size > view.ox + view.w) continue;
      shore(ctx, base.back.land, view, shift, theme.shore);
      fill(ctx, base.back.land, view, shift, theme.land, theme.coast);
      if (view.zoom >= 3) {
        stroke(ctx, base.back.rivers, view, shift, theme.river, thin);
        fill(ctx, base.back.lakes, view, shift, theme.water, theme.coast);
      }
      stroke(ctx, base.back.borders, view, shift, theme.border, thin);
      stroke(ctx, base.back.dashed, view, shift, theme.border, thin, [4, 4]);
    }
    ctx.save();
    if (base.box && view.zoom >= DETAIL_ZOOM) drawDetail(ctx, base, view, theme);
    ctx.restore();
    for (const [style, width] of [[theme.quietRoadEdge, 2.6], [theme.road, 1.3]]) {
      for (const road of geo.roadsShown(base, view.zoom)) stroke(ctx, road.parts, view, 0, style, width);
    }
    for (const [style, width] of [[theme.roadEdge, 4], [theme.road, 2.4]]) {
      for (const road of base.roads) stroke(ctx, road.parts, view, 0, style, view.zoom < 6 ? width * 0.6 : width);
    }
    ctx.restore();
  };

  /** What online tiles get wrong or leave out: whose ground is in dispute, roads that the articles name. */
  function drawOverTiles(ctx, base, view, theme) {
    const width = view.zoom < 6 ? 1.2 : 1.6;
    for (const area of base.disputed) fill(ctx, area.rings, view, 0, theme.disputed);
    stroke(ctx, base.detail.borders, view, 0, theme.border, width);
    stroke(ctx, base.detail.dashed, view, 0, theme.border, width, [5, 4]);
    for (const road of base.roads) stroke(ctx, road.parts, view, 0, geo.alpha(theme.roadEdge, 0.6), 3);
  }

  function drawDetail(ctx, base, view, theme) {
    const { box, detail } = base;
    // Whole pixels, one inside: the cut edges of the region must not show as lines.
    const [x, y] = [Math.round(box.w * view.size - view.ox) + 1, Math.round(box.n * view.size - view.oy) + 1];
    ctx.beginPath();
    ctx.rect(x, y, Math.round((box.e - box.w) * view.size) - 2, Math.round((box.s - box.n) * view.size) - 2);
    ctx.clip();
    ctx.fillStyle = theme.water;
    ctx.fillRect(0, 0, view.w, view.h);
    shore(ctx, detail.land, view, 0, theme.shore);
    fill(ctx, detail.land, view, 0, theme.land, theme.coast);
    for (const area of base.disputed) fill(ctx, area.rings, view, 0, theme.disputed);
    // Where the region is a part of what is seen, its provinces would stand as a box.
    const covers = (box.e - box.w) * view.size > 0.7 * view.w;
    if (view.zoom >= 5.25 && covers) stroke(ctx, detail.admin1, view, 0, theme.admin1, 1);
    strokeRivers(ctx, detail.rivers, view, theme);
    fill(ctx, detail.lakes, view, 0, theme.water, theme.coast);
    stroke(ctx, detail.borders, view, 0, theme.border, view.zoom < 6 ? 1 : 1.3);
    stroke(ctx, detail.dashed, view, 0, theme.border, view.zoom < 6 ? 1 : 1.3, [5, 4]);
  }
})(typeof window === 'undefined' ? globalThis : window);
