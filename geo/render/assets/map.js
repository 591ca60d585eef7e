/** The layer itself: canvases that follow the map, state, and the doors that Python and the panels use. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const LAYERS = {
    Events: ['event'], 'Who holds what': ['control', 'contested', 'unknown'], 'Front line': ['front', 'band'],
    'Movement of forces': ['movement', 'heading', 'ring'], 'Flight of people': ['route'],
  };

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
      return id !== null && Boolean(item.records) && (state.exact ? item.p.record === id : item.records.has(id));
    };
    // A record with marks of its own lights those; one that only stands behind a front lights the front.
    state.choose = (id) => {
      state.selected = id;
      state.exact = scene.items.some((i) => i.p.record === id);
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
    const scene = geo.prepareScene(message);
    const base = geo.prepareBasemap(message.basemap, message.roads, scene.middle);
    geo.glyphs.use(message);
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
    const outside = later(() => chips.update());

    const setTheme = (name) => {
      theme = geo.themes[name] || theme;
      container.dataset.theme = theme.name;
      document.documentElement.dataset.theme = theme.name;
      furniture.legend(shown, theme);
      repaintAll();
    };

    geo.view = geo.makeView(map, message, scene, state, {
      padding,
      furniture: () => furniture,
      redraw(all) {
        if (all && renderer.view) renderer._update();
        if (all) furniture.legend(shown, theme);
        outside();
      },
      changed: (next) => furniture.leads(next),
    });

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
    // A region and no application: the keys of a screen reader stay its own, the marks are a list of buttons in it.
    container.setAttribute('role', 'region');
    container.setAttribute('aria-roledescription', 'map');
    container.setAttribute('aria-label', 'Situation map; its marks follow as a list of buttons');
    const furniture = geo.furnish(container, map, message, { bus, state, changed: () => outside() });
    const chips = geo.edgeChips(furniture.frame, {
      /** What lies outside, in pixels of the free area. */
      things(box) {
        const at = map.getPixelOrigin().subtract(map.layerPointToContainerPoint([0, 0])).add([padding.left, padding.top]);
        const view = { size: 256 * Math.pow(2, map.getZoom()), ox: at.x, oy: at.y };
        return geo.outside(shown.items.filter((i) => state.background || i.layer !== 'background'), view, box);
      },
      boxes() {
        if (!renderer.view) return [];
        const { x, y } = map.layerPointToContainerPoint(renderer._bounds.min).subtract([padding.left, padding.top]);
        return (renderer.view.boxes || []).map((b) => [b[0] + x, b[1] + y, b[2] + x, b[3] + y]);
      },
      go: (items) => geo.view.go(geo.worldBox(items), Math.max(8, Math.min(map.getZoom(), 9.5))),
    });
    const hover = geo.hoverCard(container);
    const marks = geo.markList(container, scene, bus, (record) => {
      state.focused = record;
      if (record) geo.view.reveal(record);
      repaint();
    });
    marks.sync(shown, state);
    furniture.legend(shown, theme);
    geo.view.resized();
    map.addLayer(renderer);
    setTheme(theme.name);
    map.on('zoomstart', () => chips.hide());
    map.on('moveend', outside);

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
        geo.view.chosen(state.selected);
      }
      repaint();
    });
    bus.on('layers', (change) => {
      if (typeof change.background === 'boolean') state.background = change.background;
      if (change.hide) state.hidden[change.hidden ? 'add' : 'delete'](change.hide);
      shown = shownScene();
      marks.sync(shown, state);
      furniture.legend(shown, theme);
      outside();
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
      geo.view.resized();
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
