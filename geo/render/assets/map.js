/** The layer itself: canvases that follow the map, state, and the doors that Python and the panels use. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const LAYERS = {
    Events: ['event'], 'Who holds what': ['control', 'contested', 'unknown'], 'Front line': ['front', 'band'],
    'Movement of forces': ['movement', 'heading', 'ring'], 'Flight of people': ['route'],
  };
  const STILL = () => typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;

  /** Paint on the next frame, once. */
  function later(task) {
    let asked = false;
    return () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        task();
      });
    };
  }

  function makeState(scene) {
    const state = { background: false, hidden: new Set(), selected: null, focused: null, open: null };
    state.is = (item) => {
      const id = state.focused || state.selected;
      return id !== null && Boolean(item.records) && item.records.has(id) && (item.record === id || !state.exact);
    };
    // A record with marks of its own lights those; one that only stands behind a front lights the front.
    state.choose = (id) => {
      state.selected = id;
      state.exact = scene.items.some((i) => i.record === id);
    };
    return state;
  }

  /**
   * Draw a message on a map.
   *
   * @param {L.Map} map
   * @param {object} message docs/message.md
   */
  geo.mount = function (map, message) {
    const container = map.getContainer();
    const bus = geo.bus;
    const base = geo.prepareBasemap(message.basemap);
    const scene = geo.prepareScene(message);
    const state = makeState(scene);
    const asked = document.documentElement.dataset.theme || message.theme;
    let theme = geo.themes[geo.themeName(asked)];
    const shownScene = () => ({ ...scene, items: scene.items.filter((i) => ![...state.hidden].some((words) => (LAYERS[words] || []).includes(i.layer))) });
    let shown = scene;

    const padding = { left: 0, right: 0, top: 0, bottom: 0 };
    const renderer = new (geo.canvasLayer(padding))({ padding: (root.devicePixelRatio || 1) > 1 ? 0.12 : 0.25, pane: 'overlayPane' });
    renderer.paint = function (all) {
      if (!this.view) return;
      const start = performance.now();
      if (all) geo.drawBasemap(this.context(0), base, this.view, theme);
      const ctx = this.context(1);
      ctx.clearRect(0, 0, this.view.w, this.view.h);
      geo.paintScene(ctx, shown, base, this.view, theme, state);
      geo.paintedMs = performance.now() - start;
      if (!geo.drawn) requestAnimationFrame(() => (geo.drawn = true));
    };
    const repaint = later(() => renderer.paint(false));
    const repaintAll = later(() => renderer.paint(true));

    const setTheme = (name) => {
      theme = geo.themes[name] || theme;
      container.dataset.theme = theme.name;
      document.documentElement.dataset.theme = theme.name;
      furniture.legend(shown, theme);
      repaintAll();
    };

    // View: what is free of panels, and moving within it.
    const edge = 46;
    let moved = false;
    const corners = (right = 0, bottom = 20) => ({
      paddingTopLeft: [padding.left + edge, padding.top + edge], paddingBottomRight: [padding.right + edge + right, padding.bottom + edge + bottom],
    });
    /** Leave out the legend, at its side or above it, whichever shows more. */
    const roomy = (box) => {
      furniture.settle(map.getSize());
      const card = furniture.size();
      const zoom = ({ paddingTopLeft: a, paddingBottomRight: b }) => map.getBoundsZoom(box, false, L.point(a[0] + b[0], a[1] + b[1]));
      const [beside, above] = [corners(card.x, 20), corners(0, card.y + 20)];
      const full = map.getSize();
      if (full.y - padding.top - padding.bottom - card.y < 2 * edge + 220) return corners();
      const room = full.x - padding.left - padding.right - card.x > 2 * edge + 220;
      return room && zoom(beside) > zoom(above) ? beside : above;
    };
    const bounds = () => {
      const b = message.bounds;
      if (!b) return null;
      const w = geo.project.near(b[0], scene.middle);
      const e = w + ((((b[2] - b[0]) % 360) + 360) % 360);
      return L.latLngBounds([b[1], w], [b[3], e]);
    };
    const fit = () => {
      const box = bounds();
      if (box) map.fitBounds(box, { ...roomy(box), maxZoom: box.getSouthWest().equals(box.getNorthEast(), 0.02) ? 8.5 : 10.5, animate: moved && !STILL() });
      else map.setView([22, 15], 2.5, { animate: false });
    };
    geo.view = {
      scale: (geo.view && geo.view.scale) || 1,
      fit,
      /** Tell the map what panels cover, pixels. */
      setPadding(next) {
        Object.assign(padding, next);
        for (const [side, value] of Object.entries(padding)) document.documentElement.style.setProperty('--geo-' + side, value + 'px');
        furniture.space(map.getSize().x - padding.left - padding.right, padding);
        if (!moved) fit();
        else if (state.selected) requestAnimationFrame(() => geo.view.reveal(state.selected));
      },
      /** Make marks and text larger (1 is the desk). */
      setScale(k) {
        geo.view.scale = k;
        renderer._update();
      },
      padding: () => ({ ...padding }),
      /** Bring a record's marks into the free area. */
      reveal(record) {
        if (!record) return;
        const points = scene.items.filter((i) => i.record === record || (!scene.items.some((o) => o.record === record) && i.records.has(record)));
        const own = points.filter((i) => state.background || i.layer !== 'background');
        if (!own.length) return;
        const zoom = map.getZoom();
        const size = 256 * Math.pow(2, zoom);
        const origin = map.getPixelOrigin();
        const all = own.flatMap((i) => i.parts.flatMap((w) => geo.project.toPixels(w, { size, ox: origin.x, oy: origin.y })));
        const box = L.bounds(all.map(([x, y]) => map.layerPointToContainerPoint([x, y])));
        const full = map.getSize();
        const free = L.bounds([padding.left + edge, padding.top + edge], [full.x - padding.right - edge, full.y - padding.bottom - edge]);
        if (free.contains(box)) return;
        moved = true;
        if (box.getSize().x > free.getSize().x || box.getSize().y > free.getSize().y) {
          const corner = (p) => map.containerPointToLatLng(p);
          map.fitBounds(L.latLngBounds(corner(box.min), corner(box.max)), { ...corners(), maxZoom: zoom, animate: !STILL() });
        } else {
          // As little as needed: the reader keeps the surroundings.
          const push = (axis) => Math.max(0, box.max[axis] - free.max[axis]) + Math.min(0, box.min[axis] - free.min[axis]);
          map.panBy([push('x'), push('y')], { animate: !STILL(), duration: 0.25 });
        }
      },
    };

    // Where marks are, in pixels of the page: for tests, and for whoever wants to point at one.
    geo.marks = {
      positions: () =>
        ((renderer.view && renderer.view.hits) || []).filter((h) => h.r !== undefined).map((h) => {
          const at = map.layerPointToContainerPoint(renderer._bounds.min.add([h.x, h.y]));
          const box = container.getBoundingClientRect();
          return { record: h.item.record, layer: h.item.layer, label: h.item.p.label || '', x: box.left + at.x, y: box.top + at.y };
        }),
    };

    container.classList.add('geo-map');
    container.setAttribute('role', 'application');
    container.setAttribute('aria-label', 'Situation map; the marks follow as a list');
    const furniture = geo.furnish(container, map, message, { bus, state, fit });
    const hover = geo.hoverCard(container);
    const marks = geo.markList(container, scene, bus, (record) => {
      state.focused = record;
      if (record) geo.view.reveal(record);
      repaint();
    });
    marks.background(false);
    fit();
    map.addLayer(renderer);
    setTheme(theme.name);

    // Pointer.
    const hitAt = (event) => {
      if (!renderer.view) return null;
      const p = event.layerPoint.subtract(renderer._bounds.min);
      return geo.hitAt(renderer.view, renderer.context(1), p.x, p.y);
    };
    map.on('mousemove', (event) => {
      const hit = hitAt(event);
      container.classList.toggle('gm-hit', Boolean(hit && hit.item.record));
      if (hit) hover.show(hit, event.containerPoint.x, event.containerPoint.y);
      else hover.hide();
    });
    map.on('mouseout movestart zoomstart', () => hover.hide());
    map.on('dragstart zoomstart', (event) => (moved = moved || event.type === 'dragstart' || renderer.ready));
    map.on('click', (event) => {
      const hit = hitAt(event);
      if (hit && hit.guests && hit.guests.length && state.open !== hit.item.id) state.open = hit.item.id;
      else if (!hit) state.open = null;
      bus.emit('select', { record: hit ? hit.item.record : null, from: 'map' });
    });
    const onKey = (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && (state.selected || state.open)) {
        state.open = null;
        bus.emit('select', { record: null, from: 'key' });
      }
    };
    document.addEventListener('keydown', onKey);

    bus.on('select', (change) => {
      state.choose((change && change.record) || null);
      marks.pressed(state.selected);
      const record = scene.records.get(state.selected);
      if (record && record.background && !state.background) bus.emit('layers', { background: true });
      if (state.selected) {
        moved = true; // from here on the view belongs to the reader
        requestAnimationFrame(() => geo.view.reveal(state.selected));
      }
      repaint();
    });
    bus.on('layers', (change) => {
      if (typeof change.background === 'boolean') state.background = change.background;
      if (change.hide) state.hidden[change.hidden ? 'add' : 'delete'](change.hide);
      shown = shownScene();
      marks.background(state.background);
      furniture.legend(shown, theme);
      repaint();
    });
    bus.on('theme', setTheme);
    if (typeof matchMedia === 'function') {
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
        if (!asked) bus.emit('theme', geo.themeName());
      });
    }
    const resized = later(() => {
      map.invalidateSize({ animate: false, pan: false });
      if (!moved) fit();
    });
    new ResizeObserver(resized).observe(container);

    try {
      if (geo.panels) geo.panels.mount(document.body, message, bus);
    } catch (error) {
      // The map stands without its panels; the error still reaches the console.
      setTimeout(() => {
        throw error;
      });
    }
    bus.emit('ready', map, message);
    requestAnimationFrame(() => (renderer.ready = true));
  };

  /**
   * The Leaflet layer that Folium adds: decodes, then mounts.
   *
   * @param {string} payload base64 message
   * @returns {L.Layer}
   */
  geo.layer = function (payload) {
    const Layer = L.Layer.extend({
      onAdd(map) {
        geo.decode(payload).then((message) => geo.mount(map, message)).catch((error) => {
          geo.failed = String(error && error.message ? error.message : error);
          const box = geo.element('div', 'gm-empty', 'The map could not be drawn: ' + geo.failed);
          map.getContainer().appendChild(box);
          throw error;
        });
      },
      onRemove() {},
    });
    return new Layer();
  };
})(typeof window === 'undefined' ? globalThis : window);
