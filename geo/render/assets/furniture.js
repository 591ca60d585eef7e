/** What stands around the map: as-of, scale, zoom and fit, layers with counts, legend, notes. Inside the free area. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  function button(className, words, text, press) {
    const node = geo.element('button', className, text);
    node.type = 'button';
    node.title = words;
    node.setAttribute('aria-label', words);
    node.addEventListener('click', press);
    return node;
  }

  function icon(d) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 18 18');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.appendChild(path);
    return svg;
  }

  const note = (message, key) => ((message.notes || []).find((n) => n.key === key) || {}).text || '';

  /** As of when, and how that is known. */
  function asOf(message) {
    const chip = geo.element('div', 'gm-asof');
    if (!message.as_of) {
      chip.append(geo.element('b', '', 'Date not known'));
      return chip;
    }
    const basis = { published: 'day of publication', 'published (inferred)': 'publication date inferred', given: 'as set' }[message.as_of_basis] || message.as_of_basis;
    chip.append(geo.element('b', '', 'As of ' + geo.days(message.as_of)), geo.element('span', '', [basis, message.zone].filter(Boolean).join(' · ')));
    return chip;
  }

  function counts(message) {
    const layers = new Map();
    for (const f of message.features || []) {
      const layer = (f.properties || {}).layer;
      const id = (f.properties || {}).record || f.id;
      if (!layers.has(layer)) layers.set(layer, new Set());
      layers.get(layer).add(id);
    }
    const n = (...names) => names.reduce((sum, name) => sum + (layers.get(name) || new Set()).size, 0);
    return [
      ['Events', n('event'), null], ['Who holds what', n('control', 'contested'), null], ['Front line', n('front'), null],
      ['Movement of forces', n('movement', 'heading'), null], ['Flight of people', n('route'), null], ['Background (earlier years)', n('background'), 'background'],
    ].filter(([, count]) => count > 0);
  }

  /**
   * @param {HTMLElement} container
   * @param {L.Map} map
   * @param {object} message
   * @param {{bus: object, state: object, changed: Function}} options `changed`: something covers more or less of the map
   */
  geo.furnish = function (container, map, message, options) {
    const { bus, state } = options;
    const frame = geo.element('div', 'gm-frame');
    L.DomEvent.disableClickPropagation(frame);
    L.DomEvent.disableScrollPropagation(frame);

    const tools = geo.element('div', 'gm-tools');
    tools.append(
      button('', 'Zoom in', '+', () => map.zoomIn(1)), button('', 'Zoom out', '−', () => map.zoomOut(1)),
      button('gm-fit', 'Show everything', '', () => geo.view.toggle())
    );
    tools.lastChild.appendChild(icon('M2 6V2H6M12 2H16V6M16 12V16H12M6 16H2V12M6.5 6.5H11.5V11.5H6.5Z'));

    const layers = geo.element('div', 'gm-layers');
    layers.setAttribute('role', 'group');
    layers.setAttribute('aria-label', 'Layers');
    for (const [words, count, key] of counts(message)) {
      const row = geo.element('label', '');
      const box = geo.element('input', '');
      box.type = 'checkbox';
      box.checked = key ? state.background : !state.hidden.has(words);
      box.addEventListener('change', () => {
        if (key) bus.emit('layers', { background: box.checked });
        else bus.emit('layers', { hide: words, hidden: !box.checked });
      });
      if (key) bus.on('layers', (change) => typeof change.background === 'boolean' && (box.checked = change.background));
      row.append(box, geo.element('span', '', words), geo.element('i', '', count));
      layers.appendChild(row);
    }

    const legend = geo.legendCard(message, state, button, options.changed);
    const show = (shown) => {
      layers.hidden = !shown;
      open.setAttribute('aria-expanded', String(shown));
      options.changed();
    };
    const open = button('gm-tab', 'Layers', 'Layers', () => show(layers.hidden));
    layers.hidden = true;
    open.setAttribute('aria-expanded', 'false');
    layers.classList.add('gm-card');
    legend.head.append(open);

    const foot = geo.element('div', 'gm-foot');
    const text = geo.element('span', '');
    if (note(message, 'disclaimer')) text.append(geo.element('span', 'gm-disclaimer', note(message, 'disclaimer') + ' · '));
    text.append([note(message, 'attribution'), 'Leaflet'].filter(Boolean).join(' · '));
    foot.append(text);

    const stack = geo.element('div', 'gm-stack');
    stack.append(layers, legend.card, foot);
    frame.append(asOf(message), tools, stack);
    container.appendChild(frame);
    L.control.scale({ imperial: false, maxWidth: 110, position: 'bottomleft' }).addTo(map);
    const scale = container.querySelector('.leaflet-control-scale');
    if (scale) frame.appendChild(scale);
    if (!(message.features || []).some((f) => f.geometry)) {
      frame.append(geo.element('div', 'gm-empty', 'Nothing in these articles could be placed on the map.'));
    }
    return {
      frame,
      /** The free area has another size. */
      space(width, height, padding) {
        frame.classList.toggle('gm-railed', padding.left > 100 || padding.bottom > 100);
        legend.space(width, height - padding.top - padding.bottom);
      },
      /** Pixels that the legend takes from the map. */
      size: () => L.point(legend.card.offsetWidth, legend.card.offsetHeight),
      /** Say where the button leads. */
      leads(next) {
        tools.lastChild.title = next === 'all' ? 'Show everything' : 'Back to the front';
        tools.lastChild.setAttribute('aria-label', tools.lastChild.title);
      },
      legend: (scene, theme) => legend.fill(scene, theme),
    };
  };
})(typeof window === 'undefined' ? globalThis : window);
