/** What drawing needs to know of lines: what of a draft is kept, which hand a side is on, how few corners say the same. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Corners at the most that a front is taken up with to be put right. */
  const HANDFUL = 12;

  const wrap = (lng) => ((((lng + 180) % 360) + 360) % 360) - 180;

  /** @returns {object} the body of the decision that keeps a draft */
  geo.drawingBody = function ({ form, points }, theatre) {
    const line = points.map(([lat, lng]) => [Number(wrap(lng).toFixed(5)), Number(lat.toFixed(5))]);
    const front = form.shape === 'front';
    const wanted = front ? 2 : form.state === 'unknown' ? 0 : form.state === 'held' ? 1 : 2;
    const named = form.sides.slice(0, wanted);
    const known = named.filter(Boolean);
    return {
      shape: form.shape, geometry: front ? { type: 'LineString', coordinates: line } : { type: 'Polygon', coordinates: [[...line, line[0]]] },
      // Of a front each side keeps its hand, also where the other is not known.
      sides: front && known.length ? named : [...new Set(known)],
      state: form.state, label: form.label.trim(), day: form.day || null, until: form.until || null, replaces: form.replaces, theatre,
    };
  };

  /** A line with a handful of corners; the tolerance grows until they are few enough. Pure but for Leaflet. */
  geo.handful = function (points, most = HANDFUL) {
    let found = points;
    for (let tolerance = 2; found.length > most && tolerance < 500; tolerance *= 1.5) found = L.LineUtil.simplify(points, tolerance);
    return found;
  };

  /** @returns {L.LatLng} the k-th corner of a line in world coordinates */
  geo.cornerOf = (map, world, k) => map.unproject(L.point(world[2 * k], world[2 * k + 1]).multiplyBy(256 * Math.pow(2, map.getZoom())), map.getZoom());

  /** Bring corners out from under the panels. */
  geo.seen = function (map, corners) {
    const { left, right, top, bottom } = geo.view.padding();
    const size = map.getSize();
    const free = L.bounds([left + 20, top + 20], [size.x - right - 20, size.y - bottom - 20]);
    if (corners.every((p) => free.contains(map.latLngToContainerPoint(p)))) return;
    const box = L.bounds(corners.map((p) => map.project(p).divideBy(256 * Math.pow(2, map.getZoom()))));
    geo.view.go([box.min.x, box.min.y, box.max.x, box.max.y], map.getZoom());
  };

  /** @returns {L.LayerGroup} the names of a front's sides, each on its own hand */
  geo.sideNames = function (map, points, sides, all) {
    const at = points.map((p) => map.latLngToLayerPoint(p));
    const i = Math.max(1, Math.floor(at.length / 2));
    const [a, b] = [at[i - 1], at[i]];
    const far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    // On a screen y runs down: the left hand of (dx, dy) is (dy, -dx).
    const [nx, ny] = [(b.y - a.y) / far, -(b.x - a.x) / far];
    return L.layerGroup(sides.map((id, hand) => {
      const away = hand ? -34 : 34;
      const spot = map.layerPointToLatLng([(a.x + b.x) / 2 + nx * away, (a.y + b.y) / 2 + ny * away]);
      // Beside a steep line a name begins at it, or ends there; over a flat one it stands in the middle.
      const side = Math.abs(nx) < 0.4 ? '' : nx * away > 0 ? ' right' : ' left';
      return L.marker(spot, { interactive: false, keyboard: false, icon: L.divIcon({ className: `geo-drawside${side}`, iconSize: null, html: geo.el('span', {}, all.get(id) || geo.say('draw.nobody')) }) });
    }));
  };

  /** @returns {boolean} whether most places that the map says a front's sides hold lie on the other hand */
  geo.turnedRound = function (map, scene, points, sides) {
    const at = points.map((p) => map.latLngToContainerPoint(p));
    let agree = 0;
    for (const item of scene.items) {
      const hand = sides.indexOf(item.p.side);
      if (item.layer !== 'control' || item.kind !== 'point' || item.p.state !== 'held' || hand < 0 || !scene.sift.item(item)) continue;
      const p = map.latLngToContainerPoint(geo.cornerOf(map, item.parts[0], 0));
      const away = (i) => L.LineUtil.pointToSegmentDistance(p, at[i], at[i + 1]);
      const [i] = at.slice(1).map((_, k) => k).sort((a, b) => away(a) - away(b));
      const turn = (at[i + 1].x - at[i].x) * (p.y - at[i].y) - (at[i + 1].y - at[i].y) * (p.x - at[i].x);
      agree += Math.sign(turn) * (hand ? 1 : -1);
    }
    return agree < 0;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
