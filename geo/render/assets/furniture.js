/** What stands around the map: as-of, scale, zoom and fit, layers with counts, legend, notes. Inside the free area. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  const icon = (d) => geo.svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, geo.svg('path', { d }));

  const note = (message, key) => ((message.notes || []).find((n) => n.key === key) || {}).text || '';

  /** As of when, and how that is known; a chosen time says its last day. */
  geo.asOfChip = function (message, bus) {
    const chip = geo.el('div', { class: 'geo-asofchip' });
    const known = { published: 'as_of.published', 'published (inferred)': 'as_of.inferred', given: 'as_of.given' }[message.as_of_basis];
    const basis = known ? geo.say(known) : message.as_of_basis;
    const say = (time) => {
      const day = time ? time.to : message.as_of;
      const how = time ? geo.say('as_of.chosen') : day && geo.joined([basis, message.zone]);
      chip.replaceChildren(geo.el('b', {}, day ? geo.say('as_of.day', { day: geo.days(day) }) : geo.say('as_of.unknown')), geo.el('span', {}, how || ''));
    };
    say(geo.store.get().time);
    bus.on('state', (state, before) => state.time !== before.time && say(state.time));
    return chip;
  };

  /** How many records each layer would show: key -> number, `background` among them. */
  function counts(scene, passed) {
    const state = { ...geo.store.get(), layers: { hidden: [], background: true } };
    const sift = geo.siftScene(scene, state, passed);
    const found = new Map();
    const add = (key, id) => {
      if (!found.has(key)) found.set(key, new Set());
      found.get(key).add(id);
    };
    for (const item of scene.items) {
      const key = geo.groupOf(item.p) || item.layer;
      // Bands, rings and ground that nobody spoke of belong to a mark that is counted.
      if (!['band', 'ring', 'unknown'].includes(item.layer) && sift.item(item)) {
        add(key, item.p.record || item.id);
        if (geo.differs(item, scene.table)) add('tension', item.p.record || item.id);
      }
    }
    const { points } = scene;
    for (let i = 0; i < points.n; i++) {
      if (!sift.point(i)) continue;
      add(points.background[i] ? 'background' : 'events', points.row[i] < 0 ? `point ${i}` : points.row[i]);
      if (points.row[i] >= 0 && scene.table.differs(points.row[i])) add('tension', points.row[i]);
    }
    return (key) => (found.has(key) ? found.get(key).size : 0);
  }

  /** @returns {Set<string>} the layers that have something to show, on whatever day */
  function occurring(scene) {
    const { points, items, table } = scene;
    const there = new Set(items.map((item) => geo.groupOf(item.p) || item.layer));
    for (let i = 0; i < points.n; i++) there.add(points.background[i] ? 'background' : 'events');
    if (items.some((item) => geo.differs(item, table)) || points.row.some((row) => table.differs(row))) there.add('tension');
    return there;
  }

  /** What lies under everything: the built-in map, or online tiles where they may be asked for. */
  function ground(bus) {
    const group = geo.el('div', { class: 'gm-ground', role: 'radiogroup', 'aria-label': geo.say('layers.ground') }, geo.el('b', {}, geo.say('layers.ground')));
    const reason = geo.tiles.reason();
    if (reason) group.append(geo.el('span', {}, reason));
    const options = reason ? [] : [{ name: null, label: geo.say('layers.built_in') }, ...geo.tiles.choices()];
    const rows = options.map(({ name, label, host }) => {
      const box = geo.el('input', { type: 'radio', name: 'gm-ground' });
      box.addEventListener('change', () => geo.tiles.set(name));
      group.append(geo.el('label', {}, box, geo.el('span', {}, label), host ? geo.el('i', {}, geo.say('layers.online')) : null));
      return { name, box };
    });
    if (rows.length) group.append(geo.el('span', {}, geo.say('layers.online_note')));
    const check = ({ layers }) => rows.forEach((r) => (r.box.checked = r.name === layers.tiles));
    check(geo.store.get());
    bus.on('state', check);
    return group;
  }

  /** A checkbox for each layer, with what it holds among what the filter lets through. */
  function layerCard(scene, bus) {
    const card = geo.el('div', { class: 'gm-layers gm-card', role: 'group', 'aria-label': geo.say('layers.name') });
    const rows = [...geo.layerGroups.map((g) => g.key), 'background'].map((key) => {
      const box = geo.el('input', { type: 'checkbox' });
      const sum = geo.el('i', {});
      box.addEventListener('change', () => {
        const { hidden } = geo.store.get().layers;
        geo.store.set({ layers: key === 'background' ? { background: box.checked } : { hidden: box.checked ? hidden.filter((k) => k !== key) : [...hidden, key] } }, 'layers');
      });
      return { key, box, sum, node: geo.el('label', {}, box, geo.el('span', {}, geo.say(`layers.${key}`)), sum) };
    });
    card.append(...rows.map((r) => r.node), ground(bus));
    const all = new Uint8Array(scene.table.n).fill(1);
    const everything = { shown: all, kept: all, held: all };
    const there = occurring(scene);
    const check = ({ layers }) => {
      for (const r of rows) r.box.checked = r.key === 'background' ? layers.background : !layers.hidden.includes(r.key);
    };
    for (const r of rows) r.node.hidden = !there.has(r.key);
    check(geo.store.get());
    bus.on('state', check);
    return {
      card,
      count(passed) {
        if (card.hidden) return;
        const now = counts(scene, passed || everything);
        for (const r of rows) r.sum.textContent = geo.count(now(r.key));
      },
    };
  }

  /**
   * @param {HTMLElement} container
   * @param {L.Map} map
   * @param {object} message
   * @param {{bus: object, scene: object, signal: AbortSignal, changed: Function}} options `changed`: something covers more or
   *   less of the map
   */
  geo.furnish = function (container, map, message, options) {
    const { bus } = options;
    const frame = geo.element('div', 'gm-frame');
    L.DomEvent.disableClickPropagation(frame);
    L.DomEvent.disableScrollPropagation(frame);

    const tools = geo.element('div', 'gm-tools');
    tools.append(
      geo.button('', geo.say('map.zoom_in'), '+', () => map.zoomIn(1)), geo.button('', geo.say('map.zoom_out'), '−', () => map.zoomOut(1)),
      geo.button('gm-fit', geo.say('map.everything'), icon('M2 6V2H6M12 2H16V6M16 12V16H12M6 16H2V12M6.5 6.5H11.5V11.5H6.5Z'), () => geo.view.toggle())
    );
    const fit = tools.lastChild;

    const legend = geo.legendCard(message, options.changed);
    let layers = null; // made when it is first opened: it counts every mark
    let last = null;
    const open = geo.button('gm-tab', geo.say('layers.name'), geo.say('layers.name'), () => {
      if (!layers) {
        layers = layerCard(options.scene, bus);
        layers.card.hidden = true;
        stack.prepend(layers.card);
      }
      layers.card.hidden = !layers.card.hidden;
      geo.kept.layers = !layers.card.hidden;
      open.setAttribute('aria-expanded', String(!layers.card.hidden));
      layers.count(last);
      options.changed();
    });
    open.setAttribute('aria-expanded', 'false');
    legend.head.append(open);

    const foot = geo.element('div', 'gm-foot');
    const text = geo.element('span', '');
    if (message.blur) text.append(geo.element('span', 'gm-blur', `${geo.say('map.blurred', { km: Math.round(message.blur.km * 10) / 10 })} · `));
    if (note(message, 'disclaimer')) text.append(geo.element('span', 'gm-disclaimer', note(message, 'disclaimer') + ' · '));
    if (note(message, 'attribution')) text.append(note(message, 'attribution') + ' · ');
    text.append(geo.element('span', 'gm-leaflet', 'Leaflet'));
    foot.append(text);

    const stack = geo.element('div', 'gm-stack');
    stack.append(legend.card, foot);
    frame.append(tools, stack);
    container.appendChild(frame);
    const scale = L.control.scale({ imperial: false, maxWidth: 110, position: 'bottomleft' }).addTo(map);
    frame.appendChild(scale.getContainer());
    options.signal.addEventListener('abort', () => scale.remove()); // it listens to the map, which goes on
    if (!(message.shapes || []).some((f) => f.geometry) && !options.scene.points.n) {
      frame.append(geo.element('div', 'gm-empty', geo.say('map.empty')));
    }
    bus.on('shown', geo.put(() => layers && layers.count(last)));
    bus.on('shown', (passed) => (last = passed));
    return {
      frame,
      /** The free area has another size. */
      space(width, height, padding, k = 1) {
        frame.classList.toggle('gm-railed', padding.left > 100 || padding.bottom > height * 0.4);
        legend.space(width / k, (height - padding.top - padding.bottom) / k);
        scale.options.maxWidth = 110 * k;
        scale._update();
      },
      /** Pixels that the legend takes from the map. */
      size: () => L.point(legend.card.offsetWidth, legend.card.offsetHeight),
      /** Say where the button leads. */
      leads(next) {
        fit.title = geo.say(next === 'all' ? 'map.everything_key' : 'map.front_key');
        fit.setAttribute('aria-label', fit.title);
      },
      legend: (scene, theme) => legend.fill(scene, theme),
    };
  };
})(typeof window === 'undefined' ? globalThis : window);
