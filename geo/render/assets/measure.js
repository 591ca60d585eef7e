/** Measuring on the ellipsoid: click points, read the length; close the line, read the area. And where the pointer is. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  // WGS 84.
  const A = 6378.137; // km
  const F = 1 / 298.257223563;
  const AUTHALIC = 6371.0071809; // km: the sphere of the same surface
  const RAD = Math.PI / 180;
  /** Pixels within which a click means the first point. */
  const CLOSE = 12;

  /** Great-circle distance on the mean sphere, km: where Vincenty's formula does not converge. */
  function haversine([lat1, lon1], [lat2, lon2]) {
    const h = Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2;
    return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  /**
   * Length of the geodesic between two points, WGS 84. Pure.
   * Source: T. Vincenty, Survey Review 23 (1975), inverse formula.
   *
   * @param {number[]} from `[lat, lon]` degrees
   * @param {number[]} to
   * @returns {number} km
   */
  geo.distanceKm = function (from, to) {
    const b = A * (1 - F);
    const L = (to[1] - from[1]) * RAD;
    const u1 = Math.atan((1 - F) * Math.tan(from[0] * RAD));
    const u2 = Math.atan((1 - F) * Math.tan(to[0] * RAD));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let lambda = L;
    for (let i = 0; i < 60; i++) {
      const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
      const sigma1 = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
      if (sigma1 === 0) return 0;
      const cosSigma = s1 * s2 + c1 * c2 * cl;
      const sigma = Math.atan2(sigma1, cosSigma);
      const sinAlpha = (c1 * c2 * sl) / sigma1;
      const cos2 = 1 - sinAlpha * sinAlpha;
      const middle = cos2 === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2;
      const C = (F / 16) * cos2 * (4 + F * (4 - 3 * cos2));
      const next = L + (1 - C) * F * sinAlpha * (sigma + C * sigma1 * (middle + C * cosSigma * (2 * middle * middle - 1)));
      if (Math.abs(next - lambda) < 1e-12) {
        const k = (cos2 * (A * A - b * b)) / (b * b);
        const p = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
        const q = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
        const delta = q * sigma1 * (middle + (q / 4) * (cosSigma * (2 * middle * middle - 1) - (q / 6) * middle * (4 * sigma1 * sigma1 - 3) * (4 * middle * middle - 3)));
        return b * p * (sigma - delta);
      }
      lambda = next;
    }
    return haversine(from, to);
  };

  /** Latitude on the sphere of equal area, radians (Snyder, Map Projections, 1987, 3-11 and 3-12). */
  function authalic(lat) {
    const e = Math.sqrt(F * (2 - F));
    const q = (s) => (1 - e * e) * (s / (1 - e * e * s * s) - Math.log((1 - e * s) / (1 + e * s)) / (2 * e));
    return Math.asin(Math.max(-1, Math.min(1, q(Math.sin(lat * RAD)) / q(1))));
  }

  /**
   * Area of a polygon whose sides are great circles on the sphere of equal area. Pure.
   *
   * @param {number[][]} points `[lat, lon]` degrees, not closed
   * @returns {number} square km
   */
  geo.areaKm2 = function (points) {
    let sum = 0;
    points.forEach((from, i) => {
      const to = points[(i + 1) % points.length];
      const turn = ((((to[1] - from[1]) % 360) + 540) % 360) - 180;
      const [a, b] = [Math.tan(authalic(from[0]) / 2), Math.tan(authalic(to[0]) / 2)];
      // Excess of the triangle with the pole.
      sum += 2 * Math.atan2(Math.tan((turn * RAD) / 2) * (a + b), 1 + a * b);
    });
    return Math.abs(sum) * AUTHALIC * AUTHALIC;
  };

  /** @returns {string} as exact as a click can be */
  const digits = (n) => (n < 10 ? geo.decimal(n, 2) : n < 100 ? geo.decimal(n, 1) : geo.count(Math.round(n)));
  geo.kmText = (km) => (km < 1 ? geo.say('unit.m', { m: Math.round(km * 1000) }) : geo.say('unit.km', { km: digits(km) }));
  geo.km2Text = (km2) => geo.say('unit.km2', { km2: digits(km2) });
  geo.latLonText = (lat, lon) => `${lat.toFixed(4)}, ${(((((lon + 180) % 360) + 360) % 360) - 180).toFixed(4)}`;

  /**
   * The tool.
   *
   * @param {L.Map} map
   * @param {AbortSignal} signal of the end of this map's life
   * @returns {{toggle: Function, on: Function, escape: Function, copy: Function}}
   */
  geo.measure = function (map, signal) {
    const container = map.getContainer();
    let active = false;
    let points = [];
    let closed = false;
    let group = null;
    let pressed = null;
    const where = geo.el('output', { class: 'geo-where', title: geo.say('measure.copy') });
    const hint = geo.el('div', { class: 'geo-hint', role: 'status', hidden: '' });
    const button = geo.button('geo-measure', geo.say('measure.name'), geo.svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, geo.svg('path', { d: 'M1.5 12 12 1.5 16.5 6 6 16.5ZM4.5 9 6.5 11M7 6.5 8.5 8M9.5 4 11.5 6' })), () => tool.toggle());
    button.setAttribute('aria-pressed', 'false');
    let here = null;

    const label = (at, words) => L.marker(at, { interactive: false, keyboard: false, pane: 'tooltipPane', icon: L.divIcon({ className: 'geo-measured', iconSize: null, html: geo.el('span', {}, words) }) });

    function draw() {
      if (group) group.remove();
      group = null;
      if (!points.length) return;
      const style = { color: '#15191D', weight: 2, interactive: false, className: 'geo-measure-line' };
      group = L.layerGroup();
      if (closed) group.addLayer(L.polygon(points, { ...style, fillOpacity: 0.08 }));
      else group.addLayer(L.polyline(points, style));
      let sum = 0;
      points.forEach((p, i) => {
        group.addLayer(L.circleMarker(p, { ...style, radius: 4, fillOpacity: 1, fillColor: '#FFFFFF' }));
        if (!i) return;
        sum += geo.distanceKm(points[i - 1], p);
        if (!closed) group.addLayer(label(p, geo.kmText(sum)));
      });
      let words = points.length > 1 ? geo.say('measure.along', { n: points.length, length: geo.kmText(sum) }) : geo.say('measure.next');
      if (closed) {
        const around = sum + geo.distanceKm(points[points.length - 1], points[0]);
        words = geo.say('measure.area', { area: geo.km2Text(geo.areaKm2(points)), length: geo.kmText(around) });
        group.addLayer(label(L.latLngBounds(points).getCenter(), geo.km2Text(geo.areaKm2(points))));
      }
      group.addTo(map);
      say(geo.joined([words, !closed && points.length > 2 ? geo.say('measure.close') : '']));
    }

    const say = (words) => (hint.textContent = words);
    const add = (latlng) => {
      if (closed) {
        points = [];
        closed = false;
      }
      const first = points.length > 2 && map.latLngToContainerPoint(points[0]).distanceTo(map.latLngToContainerPoint(latlng)) < CLOSE;
      if (first) closed = true;
      else points.push([latlng.lat, latlng.lng]);
      draw();
    };
    const over = (event) => event.target.closest('.gm-frame, .gm-marks, .geo-hint');

    // Before Leaflet hears of it: while measuring, a click is no choice of a record.
    container.addEventListener('pointerdown', (event) => (pressed = [event.clientX, event.clientY]), { capture: true, signal });
    for (const type of ['click', 'dblclick']) {
      container.addEventListener(type, (event) => {
        if (!active || over(event)) return;
        event.stopPropagation();
        event.preventDefault();
        const moved = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 5;
        if (type === 'click' && event.detail < 2 && !moved) add(map.mouseEventToLatLng(event));
      }, { capture: true, signal });
    }
    container.addEventListener('keydown', (event) => {
      if (!active || event.target !== container) return;
      if (event.key === 'Enter') add(map.containerPointToLatLng(tool.middle()));
      else if (event.key === 'Backspace') {
        if (closed) closed = false;
        else points.pop();
        draw();
        if (!points.length) say(HOW);
      } else return;
      event.preventDefault();
    }, { signal });
    const HOW = geo.say('measure.how');

    const follow = {
      mousemove(event) {
        here = event.latlng;
        where.textContent = geo.latLonText(here.lat, here.lng);
      },
      mouseout: () => (where.textContent = ''),
    };
    map.on(follow);
    signal.addEventListener('abort', () => {
      map.off(follow);
      tool.toggle(false);
    });

    const tool = {
      button, where, hint,
      middle: () => {
        const { left, right, top, bottom } = geo.view.padding();
        const size = map.getSize();
        return L.point((left + size.x - right) / 2, (top + size.y - bottom) / 2);
      },
      get active() {
        return active;
      },
      toggle(on = !active) {
        active = on;
        button.setAttribute('aria-pressed', String(on));
        container.classList.toggle('geo-measuring', on);
        hint.hidden = !on;
        points = [];
        closed = false;
        draw();
        if (on) {
          say(HOW);
          container.focus({ preventScroll: true });
        }
      },
      /** @returns {boolean} whether there was something to end */
      escape() {
        if (!active) return false;
        tool.toggle(false);
        return true;
      },
      /** Put the coordinates under the pointer, else of the middle of the free map, on the clipboard. */
      async copy() {
        const at = here || map.containerPointToLatLng(tool.middle());
        const words = geo.latLonText(at.lat, at.lng);
        try {
          await navigator.clipboard.writeText(words);
          where.textContent = geo.joined([words, geo.say('measure.copied')]);
        } catch {
          where.textContent = geo.joined([words, geo.say('measure.refused')]);
        }
      },
    };
    return tool;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
