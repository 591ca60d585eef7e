/** What part of the world shows: the opening, fitting, and keeping a chosen mark out from under the panels. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Pixels kept free between what is fitted and the edge. */
  const EDGE = 46;
  /** A focus that covers this much of everything in both directions is no different view. */
  const SAME = 0.75;

  /** From this many times the size of a desk's screen (1920 by 1080) on, the window is a wall that is read from afar. */
  const WALL = 1.5;

  /** @returns {number} how many times larger everything is than on a desk: 2 on a 4K wall whose pixels are not packed already */
  geo.wall = function () {
    const times = Math.min(root.innerWidth / 1920, (root.innerHeight + 60) / 1080);
    return times >= WALL ? Math.floor(times * 10) / 10 : 1;
  };

  geo.still = () => typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;

  /**
   * Where a map opens and where its button leads. Pure.
   *
   * @param {number[]|null} bounds `[west, south, east, north]` of all that is drawn
   * @param {number[]|null} focus around the fronts
   * @param {number} middle longitude near which west is put
   * @returns {{all: number[]|null, focus: number[]|null, opening: 'focus'|'all'}} east may exceed 180
   */
  geo.frames = function (bounds, focus, middle) {
    const unwrap = (b) => {
      if (!b) return null;
      const west = geo.project.near(b[0], middle);
      return [west, b[1], west + ((((b[2] - b[0]) % 360) + 360) % 360), b[3]];
    };
    const [all, near] = [unwrap(bounds), unwrap(focus)];
    const same = all && near && near[2] - near[0] >= SAME * (all[2] - all[0]) && near[3] - near[1] >= SAME * (all[3] - all[1]);
    const kept = same ? null : near;
    return { all: all || near, focus: kept, opening: kept ? 'focus' : 'all' };
  };

  /** @returns {'focus'|'all'} what the button shows next: everything, or the focus when everything shows */
  geo.nextFrame = (frames, target) => (target === 'all' && frames.focus ? 'focus' : 'all');

  /**
   * @param {L.Map} map
   * @param {object} message
   * @param {object} scene
   * @param {object} state
   * @param {{padding: object, listen: Function, furniture: Function, redraw: Function, changed: Function}} hooks `listen` to the map,
   *   `furniture` is called late: it stands only after the view; `changed` hears what is shown now
   */
  geo.makeView = function (map, message, scene, state, hooks) {
    const { padding } = hooks;
    const frames = geo.frames(message.bounds, message.focus, scene.middle);
    let target = frames.opening; // null once the view belongs to the reader
    let begun = false;
    let own = false;
    let kept = null; // a view that was asked for
    let ground = null; // the same with the pixels of the free area that it was seen in
    let zooming = false; // Leaflet ignores what is asked for while it zooms
    let again = false;
    let sought = null; // a record that is to be in view when the zoom under way has ended
    const aim = (next) => {
      target = next;
      kept = null;
      hooks.changed(geo.nextFrame(frames, target));
    };
    const corners = (right = 0, bottom = 20) => ({
      paddingTopLeft: [padding.left + EDGE, padding.top + EDGE], paddingBottomRight: [padding.right + EDGE + right, padding.bottom + EDGE + bottom],
    });
    const latLngs = (b) => L.latLngBounds([b[1], b[0]], [b[3], b[2]]);

    /** The middle of the free area, pixels of the container. */
    const middle = () => {
      const full = map.getSize();
      return L.point((full.x + padding.left - padding.right) / 2, (full.y + padding.top - padding.bottom) / 2);
    };

    /** Pixels of the free area. */
    const free = () => [map.getSize().x - padding.left - padding.right, map.getSize().y - padding.top - padding.bottom];

    /** Leave out the legend, at its side or above it, whichever shows more. */
    const roomy = (box) => {
      const card = hooks.furniture().size();
      const zoom = ({ paddingTopLeft: a, paddingBottomRight: b }) => map.getBoundsZoom(box, false, L.point(a[0] + b[0], a[1] + b[1]));
      const full = map.getSize();
      const [w, h] = [full.x - padding.left - padding.right, full.y - padding.top - padding.bottom];
      const choices = [];
      if (w - card.x > 2 * EDGE + 200) choices.push(corners(card.x));
      if (h - card.y > 2 * EDGE + 200) choices.push(corners(0, card.y + 20));
      return choices.sort((a, b) => zoom(b) - zoom(a))[0] || corners();
    };

    /** @param {'focus'|'all'} [which] the opening when left out */
    const fit = (which) => {
      aim(which || frames.opening);
      if (zooming) {
        again = true;
        return;
      }
      const box = frames[target] && latLngs(frames[target]);
      own = true;
      if (!box) map.setView([22, 15], 2.5, { animate: false });
      else {
        const point = box.getSouthWest().equals(box.getNorthEast(), 0.02);
        map.fitBounds(box, { ...roomy(box), maxZoom: point ? 8.5 : target === 'focus' ? 11.5 : 10.5, animate: Boolean(geo.drawn) && !geo.still() });
      }
    };
    hooks.listen('zoomanim', () => (zooming = true));
    hooks.listen('zoomend', () => {
      zooming = false;
      const record = sought;
      if (record || (again && target)) requestAnimationFrame(() => (target ? fit(target) : record && view.reveal(record)));
      again = false;
      sought = null;
    });
    hooks.listen('moveend', () => {
      own = false;
      // An animation that was under way ends where it was going.
      if (kept && (map.getZoom() !== kept.zoom || map.latLngToContainerPoint([kept.lat, kept.lon]).distanceTo(middle()) > 3)) requestAnimationFrame(() => kept && view.restore(kept));
    });
    hooks.listen('dragstart', () => aim(null));
    hooks.listen('zoomstart', () => !own && geo.drawn && aim(null));

    /** Go to a box of world coordinates `[w, n, e, s]`; far moves are cuts, a long pan would show blank paper. */
    const go = (box, zooms) => {
      aim(null);
      const unproject = (x, y) => map.unproject(L.point(x, y).multiplyBy(256 * Math.pow(2, map.getZoom())));
      const bounds = L.latLngBounds(unproject(box[0], box[1]), unproject(box[2], box[3]));
      const far = !map.getBounds().pad(0.6).contains(bounds);
      own = true;
      map.fitBounds(bounds, { ...corners(), maxZoom: zooms, animate: !far && !geo.still() });
    };

    const view = {
      scale: (geo.view && geo.view.scale) || 1,
      fit,
      /** Everything, or back to the focus. */
      toggle: () => fit(geo.nextFrame(frames, target)),
      go,
      /** Tell the map what panels cover, pixels. */
      setPadding(next) {
        Object.assign(padding, next);
        for (const [side, value] of Object.entries(padding)) document.documentElement.style.setProperty('--geo-' + side, value + 'px');
        view.resized();
      },
      /** Show the opening, or a view that was asked for, once everything stands that covers the map. */
      begin(wanted) {
        begun = true;
        if (wanted) view.restore(wanted);
        view.resized();
      },
      /** The free area has another size. */
      resized() {
        if (!begun) return;
        const full = map.getSize();
        hooks.furniture().space(full.x - padding.left - padding.right, full.y, padding, view.scale);
        if (target) fit(target);
        else if (kept) view.restore(ground || kept);
        else if (state.selected) requestAnimationFrame(() => view.reveal(state.selected));
        hooks.redraw(false);
      },
      /** Make marks and text larger (1 is the desk). */
      setScale(k) {
        view.scale = k;
        document.documentElement.style.setProperty('--geo-k', String(k));
        hooks.redraw(true);
        view.resized();
      },
      padding: () => ({ ...padding }),
      /** @returns {{lat: number, lon: number, zoom: number}|null} the middle of the free area; null while the view is the opening */
      current() {
        if (target === frames.opening) return null;
        if (kept) return kept;
        const { lat, lng } = map.containerPointToLatLng(middle());
        return { lat: Number(lat.toFixed(4)), lon: Number(lng.toFixed(4)), zoom: Number(map.getZoom().toFixed(2)) };
      },
      /** @returns {{lat: number, lon: number, zoom: number}|null} the middle of the free area, also of the opening; null before there is one */
      standing() {
        if (!begun) return null;
        // Of a move that is under way, where it leads.
        const moving = map._panAnim && map._panAnim._inProgress;
        const rest = moving ? map._panAnim._newPos.subtract(L.DomUtil.getPosition(map.getPane('mapPane'))) : L.point(0, 0);
        const { lat, lng } = map.containerPointToLatLng(middle().subtract(rest));
        return { lat, lon: lng, zoom: map.getZoom() };
      },
      /** @returns {number[]} `[west, south, east, north]` of the free area; east may exceed 180 */
      box() {
        const full = map.getSize();
        const [a, b] = [map.containerPointToLatLng([padding.left, full.y - padding.bottom]), map.containerPointToLatLng([full.x - padding.right, padding.top])];
        return [a.lng, a.lat, b.lng, b.lat];
      },
      /**
       * @param {number[]} box as `box` gives it
       * @param {number} [most] zoom that is not gone beyond
       * @returns {{lat: number, lon: number, zoom: number}} for `restore`: all of the box in the free area, as large as it goes
       */
      viewOf(box, most = map.getMaxZoom()) {
        const bounds = latLngs(box);
        const zoom = Math.min(most, map.getBoundsZoom(bounds, false, L.point(padding.left + padding.right, padding.top + padding.bottom)));
        const at = map.unproject(map.project(bounds.getNorthWest(), zoom).add(map.project(bounds.getSouthEast(), zoom)).divideBy(2), zoom);
        return { lat: Number(at.lat.toFixed(4)), lon: Number(at.lng.toFixed(4)), zoom };
      },
      /** @returns {{lat: number, lon: number, zoom: number, w: number, h: number}} what stands, with the pixels of the free area: for `restore` in another window */
      ground: () => ({ ...view.standing(), w: free()[0], h: free()[1] }),
      /** Show again what `current` said; it stays in the middle of the free area until the reader moves. */
      restore(wanted) {
        aim(null);
        ground = wanted.w ? wanted : null;
        const zoom = ground ? Math.floor((wanted.zoom + Math.log2(Math.min(...free().map((size, i) => size / [wanted.w, wanted.h][i])))) * 4 + 0.01) / 4 : Math.round(wanted.zoom * 4) / 4;
        kept = { lat: wanted.lat, lon: wanted.lon, zoom: Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), zoom)) };
        const off = middle().subtract(map.getSize().divideBy(2));
        if (map.getZoom() === kept.zoom && map.latLngToContainerPoint([kept.lat, kept.lon]).distanceTo(middle()) < 1.5) return;
        own = true;
        map.setView(map.unproject(map.project([kept.lat, kept.lon], kept.zoom).subtract(off), kept.zoom), kept.zoom, { animate: false });
      },
      /** A record was selected: the opening stays when it shows it, else the view belongs to the reader. */
      chosen(record) {
        const shown = target && frames[target];
        const items = geo.itemsOf(scene, record).filter(scene.shows);
        if (shown && items.length) {
          const P = geo.project;
          const [w, n, e, s] = geo.worldBox(items);
          const [slackX, slackY] = [(shown[2] - shown[0]) / 20 / 360, Math.abs(P.worldY(shown[1]) - P.worldY(shown[3])) / 20];
          const inX = w >= P.worldX(shown[0]) - slackX && e <= P.worldX(shown[2]) + slackX;
          if (inX && n >= P.worldY(shown[3]) - slackY && s <= P.worldY(shown[1]) + slackY) return;
        }
        aim(null);
        requestAnimationFrame(() => view.reveal(record));
      },
      /** Bring a record's marks into the free area. */
      reveal(record) {
        const own = record ? geo.itemsOf(scene, record).filter(scene.shows) : [];
        if (!own.length) return;
        if (zooming) {
          sought = record;
          return;
        }
        const size = 256 * Math.pow(2, map.getZoom());
        const origin = map.getPixelOrigin();
        const all = own.flatMap((i) => i.parts.flatMap((w) => geo.project.toPixels(w, { size, ox: origin.x, oy: origin.y })));
        const box = L.bounds(all.map(([x, y]) => map.layerPointToContainerPoint([x, y])));
        const full = map.getSize();
        const free = L.bounds([padding.left + EDGE, padding.top + EDGE], [full.x - padding.right - EDGE, full.y - padding.bottom - EDGE]);
        if (free.contains(box)) return;
        // As little as needed: the reader keeps the surroundings.
        const push = (axis) => Math.max(0, box.max[axis] - free.max[axis]) + Math.min(0, box.min[axis] - free.min[axis]);
        const [dx, dy] = [push('x'), push('y')];
        const large = box.getSize().x > free.getSize().x || box.getSize().y > free.getSize().y;
        if (large || Math.abs(dx) > full.x || Math.abs(dy) > full.y) go(geo.worldBox(own), large ? map.getZoom() : Math.min(map.getZoom(), 8.5));
        else {
          aim(null);
          map.panBy([dx, dy], { animate: !geo.still(), duration: 0.25 });
        }
      },
    };
    return view;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
