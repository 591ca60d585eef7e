/** The drawn map: canvases that follow it, the state that they obey, and the doors that panels use. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Milliseconds without a change before what is costly and not urgent follows: legend, chips, list of marks. */
  const SETTLED = 140;
  /** Beyond this many point marks those wait; below they follow at once. */
  const MANY = 1500;

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

  /** What the painters ask: what is chosen, what is spread out. */
  function makeMarking(scene) {
    const marking = { selected: null, focused: null, open: null, spread: null, exact: false, points: [], background: false, lit: null, shapes: [] };
    const aim = () => {
      const id = marking.focused || marking.selected;
      if (id === null && marking.lit) return geo.prepareLit(marking, scene, geo.lit);
      const own = id === null ? [] : geo.itemsOf(scene, id);
      // A record with marks of its own lights those; one that only stands behind a front lights the front.
      marking.exact = own.some((i) => i.p.record === id);
      marking.points = own.filter((i) => i.index !== undefined).map((i) => i.index);
    };
    marking.is = (item) => {
      const id = marking.focused || marking.selected;
      if (id === null && marking.lit) return marking.lit.size <= geo.FEW_LIT && geo.isLit(item, marking.lit);
      return id !== null && Boolean(item.records) && (marking.exact ? item.p.record === id : item.records.has(id));
    };
    marking.choose = (id) => {
      marking.selected = id;
      aim();
    };
    marking.focus = (id) => {
      marking.focused = id;
      aim();
    };
    return marking;
  }

  geo.makeMarking = makeMarking;

  /** Take off what the last message put on the page; its listeners end with `geo.live`. */
  function unmount(map) {
    if (!geo.live) return;
    geo.bus.emit('leave');
    geo.live.abort();
    if (geo.live.renderer) map.removeLayer(geo.live.renderer);
    for (const node of geo.live.nodes) node.remove();
    geo.live = null;
    geo.drawn = false;
  }

  /** Begin another life: a bus of its own, so that what listened to the last message hears nothing of this one. */
  function begin(message, initial) {
    geo.bus = geo.makeBus();
    geo.store = geo.makeStore(geo.bus);
    const table = geo.table(message);
    const filter = geo.filter(table);
    geo.store.set(geo.fittingState(initial || geo.emptyState(), table, filter), 'open');
    return { table, filter };
  }

  /**
   * Draw a message on a map, in place of the one that it shows.
   *
   * @param {L.Map} map
   * @param {object} message docs/message.md
   * @param {object} [initial] state to begin with; what the message cannot fulfil is dropped
   */
  geo.mount = function (map, message, initial) {
    const container = map.getContainer();
    unmount(map);
    const standing = new Set([...document.body.children, ...container.children]);
    const life = (geo.live = new AbortController());
    const { table, filter } = Object.assign(life, { nodes: [] }, begin(message, initial));
    const listen = (topics, listener) => {
      map.on(topics, listener);
      life.signal.addEventListener('abort', () => map.off(topics, listener));
    };
    const { bus, store } = geo;
    const scene = geo.prepareScene(message, table);
    const base = geo.prepareBasemap(message.basemap, message.roads, scene.middle);
    Object.assign(life, { scene, base, map });
    geo.glyphs.use(message, scene);
    Object.assign(life, { message, scene, base }); // for pictures (picture.js)
    const marking = makeMarking(scene);
    geo.prepareLit(marking, scene, geo.lit);
    const asked = document.documentElement.dataset.theme && geo.themeAsked ? geo.themeAsked : message.theme;
    let theme = (life.theme = geo.themes[geo.themeName(asked)]);
    const dress = (name) => {
      for (const node of [container, document.documentElement]) if (node.dataset.theme !== name) node.dataset.theme = name;
    };
    dress(theme.name);
    let onScreen = null; // the theme to come back to while the map is on paper

    const pass = () => {
      const state = store.get();
      const passed = filter.apply(state);
      scene.sift = geo.siftScene(scene, state, passed);
      scene.shows = (item) => (item.index === undefined ? scene.sift.item(item) : scene.sift.point(item.index));
      marking.background = state.layers.background;
      return { ...passed, state };
    };
    let passed = pass();
    marking.choose(store.get().selected);

    const padding = { left: 0, right: 0, top: 0, bottom: 0 };
    const renderer = new (geo.canvasLayer(padding))({ padding: (root.devicePixelRatio || 1) > 1 ? 0.12 : 0.25, pane: 'overlayPane' });
    life.renderer = renderer;
    renderer.paint = function (all) {
      if (!this.view || geo.live !== life) return;
      if (all) geo.drawBasemap(this.context(0), base, this.view, theme);
      const ctx = this.context(1);
      ctx.clearRect(0, 0, this.view.w, this.view.h);
      geo.paintScene(ctx, scene, base, this.view, theme, marking);
      geo.paints = (geo.paints || 0) + 1;
      if (!geo.drawn) requestAnimationFrame(() => (geo.drawn = true));
    };
    const repaint = later(() => renderer.paint(false));
    const repaintAll = later(() => renderer.paint(true));
    const outside = later(() => geo.live === life && chips.update());

    /** For the legend: shapes that show and one point mark of each look. */
    const looks = () => ({ ...scene, every: scene.items, items: [...scene.items.filter(scene.sift.item), ...scene.points.samples(scene.sift.point)] });
    const follow = () => {
      if (geo.live !== life) return;
      marks.sync(scene, marking);
      furniture.legend(looks(), theme);
      outside();
    };
    let waiting = 0;
    const settle = () => {
      clearTimeout(waiting);
      if (scene.points.n <= MANY) follow();
      else waiting = setTimeout(follow, SETTLED);
    };

    const setTheme = (name) => {
      theme = life.theme = geo.themes[name] || theme;
      dress(theme.name);
      furniture.legend(looks(), theme);
      if (renderer.view) repaintAll();
    };

    geo.view = geo.makeView(map, message, scene, marking, {
      padding, listen,
      furniture: () => furniture,
      redraw(all) {
        if (all && renderer.view) renderer._update();
        if (all) furniture.legend(looks(), theme);
        outside();
      },
      changed: (next) => furniture.leads(next),
    });

    /** Light several records and stretches of front, until it is called with null; what comes in anew is lit as well. */
    geo.highlight = (lit) => {
      geo.lit = lit;
      geo.prepareLit(marking, scene, lit);
      furniture.legend(looks(), theme);
      repaint();
    };

    // Where marks are, in pixels of the page: for tests, and for whoever wants to point at one.
    geo.marks = {
      positions: () =>
        ((renderer.view && renderer.view.hits) || []).filter((h) => h.r !== undefined).map((h) => {
          const at = map.layerPointToContainerPoint(renderer._bounds.min.add([h.x, h.y]));
          const box = container.getBoundingClientRect();
          const [x, y] = [box.left + at.x, box.top + at.y];
          if (h.gathered) return { record: null, layer: 'gathered', label: '', count: h.gathered.count, x, y };
          return { record: h.item.record, layer: h.item.layer, label: h.item.p.label || '', x, y };
        }),
    };

    container.classList.add('geo-map');
    // No application: the keys of a screen reader stay its own, the marks are a list of buttons in it.
    container.setAttribute('role', 'main');
    container.setAttribute('aria-label', geo.say('map.name'));
    const furniture = geo.furnish(container, map, message, { bus, scene, signal: life.signal, changed: () => outside() });
    const chips = geo.edgeChips(furniture.frame, {
      /** What lies outside, in pixels of the free area. */
      things(box) {
        const at = map.getPixelOrigin().subtract(map.layerPointToContainerPoint([0, 0])).add([padding.left, padding.top]);
        const view = { size: 256 * Math.pow(2, map.getZoom()), ox: at.x, oy: at.y };
        return geo.outside(scene, view, box);
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
      marking.focus(record);
      if (record) geo.view.reveal(record);
      repaint();
    });
    listen('zoomstart', () => chips.hide());
    listen('moveend', outside);

    geo.pointer(map, { container, scene, marking, bus, listen, hover, repaint, drawing: () => renderer });

    const onKey = (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && (marking.selected || marking.open || marking.spread)) {
        marking.open = marking.spread = null;
        repaint();
        bus.emit('select', { record: null, from: 'key' });
      }
    };
    document.addEventListener('keydown', onKey, { signal: life.signal });

    const sift = () => (passed = pass());
    geo.obeyState(map, { store, bus, table, marking, marks, listen, sift, settle, repaint, living: () => geo.live === life });
    // Marks were changed in the scene itself: what is decided shows before Python has answered.
    bus.on('marks', () => {
      sift();
      marking.choose(marking.selected);
      settle();
      repaint();
    });
    bus.on('theme', (name) => {
      geo.themeAsked = name;
      setTheme(name);
    });
    if (typeof matchMedia === 'function') {
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => !asked && setTheme(geo.themeName()), { signal: life.signal });
    }
    let size = map.getSize();
    const resized = later(() => {
      if (geo.live !== life || onScreen) return;
      map.invalidateSize({ animate: false, pan: false });
      if (map.getSize().equals(size)) return; // an observer also tells of the size that it begins with
      size = map.getSize();
      geo.view.resized();
    });
    const watcher = new ResizeObserver(resized);
    watcher.observe(container);
    life.signal.addEventListener('abort', () => watcher.disconnect());

    try {
      if (geo.panels) geo.panels.mount(document.body, message, bus, { map, scene, table, filter, life, lastShown: () => passed });
    } catch (error) {
      // The map stands without its panels; the error still reaches the console.
      setTimeout(() => {
        throw error;
      });
    }
    // Everything has its place now: the first painting is the only one. The view leaves room for the legend.
    furniture.legend(looks(), theme);
    geo.view.begin(store.get().view);
    if (scene.points.n <= MANY) marks.sync(scene, marking);
    else requestAnimationFrame(settle);
    geo.tiles.follow(map, message, base, { bus, container, signal: life.signal, repaint: repaintAll });
    map.addLayer(renderer);
    geo.onPaper(map, {
      signal: life.signal, padding,
      paint(paper) {
        [theme, onScreen] = paper ? [geo.themes.print, theme] : [onScreen, null];
        dress(paper ? 'light' : theme.name);
        renderer._update();
        furniture.legend(looks(), theme);
      },
    });
    bus.emit('ready', map, message);
    bus.emit('shown', passed);
    if (store.get().selected) {
      const record = store.get().selected;
      marks.pressed(record);
      bus.emit('select', { record, from: 'open', echo: true });
      if (!store.get().view) geo.view.chosen(record);
    }
    life.nodes = [...document.body.children, ...container.children].filter((node) => !standing.has(node) && !['SCRIPT', 'STYLE', 'LINK'].includes(node.tagName));
  };
})(typeof window === 'undefined' ? globalThis : window);
