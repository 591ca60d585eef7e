/** Candidates of a doubtful place as numbers on the map, and the cross with which a place is picked on it. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { say } = geo;
  /** Pixels that an arrow key moves the map under the cross; with Shift the fine step. */
  const STEP = 60;
  const FINE = 6;
  /** Pixels within which a person can put the cross. */
  const AIM = 8;

  /**
   * Show candidates on the map.
   *
   * @param {L.Map} map
   * @param {AbortSignal} signal of the end of this map's life
   * @returns {{show: Function, point: Function, clear: Function}}
   */
  geo.ghosts = function (map, signal) {
    let markers = [];
    const clear = () => {
      for (const { marker } of markers) marker.remove();
      markers = [];
    };
    signal.addEventListener('abort', clear);
    return {
      clear,
      /** @param {{n: number|null, candidate: object}[]} choices @param {Function} choose `(n)` */
      show(choices, choose) {
        clear();
        const { scale } = geo.view; // as large as the marks
        for (const { n, candidate } of choices) {
          if (!n || !Number.isFinite(candidate.lat) || !Number.isFinite(candidate.lon)) continue;
          const face = geo.el('span', { 'aria-hidden': 'true' }, String(n));
          const icon = L.divIcon({ className: `geo-ghost${candidate.chosen ? ' chosen' : ''}`, iconSize: [24 * scale, 24 * scale], iconAnchor: candidate.chosen ? [28 * scale, 28 * scale] : [12 * scale, 12 * scale], html: face });
          const near = map.getCenter().lng;
          const marker = L.marker([candidate.lat, geo.project.near(candidate.lon, near)], { icon, keyboard: false, bubblingMouseEvents: false }).addTo(map);
          face.style.fontSize = `${13 * scale}px`;
          marker.getElement().title = [candidate.name, candidate.words].filter(Boolean).join(' · ');
          marker.on('click', () => choose(n));
          markers.push({ n, marker });
        }
      },
      /** Point one out, while its row has the pointer or the focus. */
      point(n) {
        for (const one of markers) one.marker.getElement().classList.toggle('pointed', one.n === n);
      },
    };
  };

  /**
   * Pick a point: a cross in the middle of the free map, arrows move the map under it, Enter takes it; or a click.
   *
   * @param {object} panels
   * @returns {{active: boolean, start: Function, stop: Function, move: Function, take: Function}}
   */
  geo.pick = function (panels) {
    const { map, life } = panels.explore;
    const container = map.getContainer();
    const cross = geo.el('div', { class: 'geo-cross', 'aria-hidden': 'true', hidden: '' });
    const hint = geo.el('div', { class: 'geo-hint geo-picking', role: 'status', tabindex: '-1', hidden: '' });
    let done = null;
    let pressed = null;
    let opener = null;

    const end = (latlng) => {
      const told = done;
      if (!told) return;
      pick.stop();
      const per = (40075 * Math.cos((latlng.lat * Math.PI) / 180)) / (256 * Math.pow(2, map.getZoom()));
      const lon = ((((latlng.lng + 180) % 360) + 360) % 360) - 180;
      told({ lat: Number(latlng.lat.toFixed(5)), lon: Number(lon.toFixed(5)), precision_km: Math.max(0.1, Number((AIM * per).toPrecision(2))) });
    };
    const pick = {
      cross, hint,
      get active() {
        return done !== null;
      },
      /** @param {string} name of what is placed @param {Function} taken `({lat, lon, precision_km})` */
      start(name, taken) {
        opener = document.activeElement;
        done = taken;
        cross.hidden = hint.hidden = false;
        hint.textContent = say('review.pick_how', { name: geo.isolate(name) });
        container.classList.add('geo-picks');
        hint.focus({ preventScroll: true });
      },
      /** @returns {boolean} whether there was something to end */
      stop() {
        if (!done) return false;
        done = null;
        cross.hidden = hint.hidden = true;
        container.classList.remove('geo-picks');
        if (opener && opener.isConnected) opener.focus({ preventScroll: true });
        return true;
      },
      move(key, fine) {
        const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
        map.panBy([x * (fine ? FINE : STEP), y * (fine ? FINE : STEP)], { animate: false });
      },
      take: () => end(map.containerPointToLatLng(panels.measure.middle())),
    };
    // Before Leaflet hears of it: while picking, a click is no choice of a record.
    const { signal } = life;
    container.addEventListener('pointerdown', (event) => (pressed = [event.clientX, event.clientY]), { capture: true, signal });
    container.addEventListener('click', (event) => {
      if (!done || event.target.closest('.gm-frame, .gm-marks, .geo-hint, .geo-ghost')) return;
      event.stopPropagation();
      event.preventDefault();
      if (pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 5) return; // it was a drag
      end(map.mouseEventToLatLng(event));
    }, { capture: true, signal });
    container.querySelector('.gm-frame').append(cross, hint);
    return pick;
  };
})(typeof window === 'undefined' ? globalThis : window);
