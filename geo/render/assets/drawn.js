/** What an analyst drew, once it is there: a card that says who, when and why; and shapes that wait for their answer. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  /** Milliseconds that a shape waits for the data that hold it, once it has been kept. */
  const WAITS = 6000;

  /** @param {object} panels @returns {{open: Function, escape: Function, pend: Function, answered: Function}} */
  geo.drawnShapes = function (panels) {
    const { map, life, scene } = panels.explore;
    const say = geo.say;
    // Plain data that outlives new data: drawings that Python has not shown yet.
    const pending = (geo.kept.pendingDrawings = geo.kept.pendingDrawings || new Map());
    const ghosts = new Map();
    let opener = null;
    let open = null;
    let lit = null;

    const body = el('div', { class: 'geo-drawnbody' });
    const title = el('h2', { dir: 'auto' });
    const node = el('section', { class: 'geo-card geo-drawncard', role: 'dialog', 'aria-label': say('drawn.title'), hidden: '' },
      el('header', {}, title, geo.button('geo-close', say('drawn.close'), '×', () => close())), body);
    geo.shield(node);
    panels.parent.append(node);

    const itemOf = (id) => scene.items.find((i) => i.p.drawing && i.p.drawing.id === id) || null;
    const latLngs = (item) => item.parts.map((world) => Array.from({ length: world.length / 2 }, (_, k) => geo.cornerOf(map, world, k)).map(({ lat, lng }) => [lat, lng]));

    function close() {
      if (lit) lit.remove();
      lit = null;
      open = null;
      const inside = node.contains(document.activeElement);
      node.hidden = true;
      if (inside) (opener && opener.isConnected ? opener : map.getContainer()).focus({ preventScroll: true });
    }

    /** One ring or line can be moved by its corners; a drawing of several parts came from elsewhere. */
    const editable = (item) => geo.acts.live && item.parts.length === 1;

    function show(id) {
      const item = id && itemOf(id);
      if (!item) {
        if (!node.hidden) close();
        return;
      }
      const { drawing, label } = item.p;
      if (lit) lit.remove();
      open = id;
      opener = document.activeElement;
      title.textContent = drawing.label || label;
      const facts = el('dl', { class: 'geo-facts' });
      const fact = (key, value) => value && facts.append(el('dt', {}, say(key)), el('dd', { dir: 'auto' }, value));
      const at = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(drawing.at || '');
      fact('drawn.author', drawing.author === 'analyst' ? say('drawn.nobody') : drawing.author);
      fact('drawn.at', at ? `${geo.days(at[1])}, ${at[2]} UTC` : drawing.at);
      fact('drawn.reason', drawing.reason || say('drawn.no_reason'));
      fact('drawn.days', drawing.day || drawing.until ? geo.days(`${drawing.day || ''}/${dayBefore(drawing.until)}`) : say('drawn.always'));
      fact('drawn.replaces', drawing.replaces ? say('drawn.instead') : '');
      const acts = el('div', { class: 'geo-acts' });
      if (editable(item)) acts.append(button(say('drawn.edit'), () => edit(item)));
      if (geo.acts.live) acts.append(button(say('drawn.take_off'), (event) => takeOff(item, event.currentTarget)));
      body.replaceChildren(facts, acts);
      lit = L.layerGroup(latLngs(item).map((part) => (item.kind === 'line' ? L.polyline : L.polygon)(part, { className: 'geo-drawn-lit', interactive: false, fill: false }))).addTo(map);
      node.hidden = false;
    }

    const dayBefore = (until) => (until ? new Date(Date.parse(until) - 864e5).toISOString().slice(0, 10) : '');

    function button(words, press) {
      const made = el('button', { type: 'button', class: 'geo-small' }, words);
      made.addEventListener('click', press);
      return made;
    }

    function edit(item) {
      const [points] = latLngs(item);
      close();
      panels.draw.edit(item.p, item.kind === 'line' ? points : points.slice(0, -1));
    }

    /** Asked twice, at the same place. */
    function takeOff(item, pressed) {
      if (!pressed.dataset.sure) {
        pressed.dataset.sure = '1';
        pressed.textContent = say('drawn.take_off_sure');
        return;
      }
      const { id } = item.p.drawing;
      close();
      geo.acts.do('decide', { items: [{ target: id, kind: 'draw', body: { gone: true } }], reason: '' }).then((result) => {
        if (!result.error) return;
        geo.panels.mounted.drawn.open(id);
        geo.panels.mounted.drawn.say(result.error);
      });
    }

    // ------------------------------------------------------------------------------------------------ pending

    function ghost(id, shape) {
      const of = shape.geometry;
      const ring = of.type === 'LineString' ? of.coordinates : of.coordinates[0];
      let near = ring[0][0];
      const points = ring.map(([lon, lat]) => {
        near = lon + 360 * Math.round((near - lon) / 360);
        return [lat, near];
      });
      ghosts.set(id, (of.type === 'LineString' ? L.polyline : L.polygon)(points, { className: 'geo-drawn-pending', interactive: false }).addTo(map));
    }

    function forget(id) {
      pending.delete(id);
      if (ghosts.has(id)) ghosts.get(id).remove();
      ghosts.delete(id);
    }

    // New data: what they were waited for is on the map now.
    for (const [id, { shape, done }] of [...pending]) {
      if (done) pending.delete(id);
      else ghost(id, shape);
    }

    panels.bus.on('drawn', ({ id, from }) => {
      show(id);
      if (from === 'key' && !node.hidden) node.querySelector('.geo-close').focus({ preventScroll: true });
    });
    life.signal.addEventListener('abort', () => {
      for (const shape of ghosts.values()) shape.remove();
      if (lit) lit.remove();
    });

    return {
      open: show,
      say: (words) => body.append(el('p', { class: 'geo-drawhint', role: 'status' }, words)),
      /** @returns {boolean} whether the card was open */
      escape() {
        if (node.hidden) return false;
        close();
        return true;
      },
      /** Paint a drawing at once, before Python has it. */
      pend(id, shape) {
        forget(id);
        pending.set(id, { shape, done: false });
        ghost(id, shape);
      },
      answered(id, result) {
        const kept = pending.get(id);
        if (!kept) return;
        if (result.error || itemOf(id)) forget(id);
        else {
          kept.done = true;
          setTimeout(() => geo.panels.mounted.drawn.forget(id), WAITS);
        }
      },
      forget,
      get shown() {
        return open;
      },
    };
  };

  geo.keyGroups = geo.keyGroups || [];
  geo.keyGroups.push({ key: 'drawn', words: () => '', listed: () => false, rows: () => [], escape: (panels) => Boolean(panels.drawn && panels.drawn.escape()) });

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
