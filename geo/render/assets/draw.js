/**
 * Drawing fronts and areas, and putting inferred fronts right: Leaflet.draw's handlers with our own card, by mouse or by keys alone.
 * What is half drawn stays in `geo.kept.draft`, as plain data, until it is saved or thrown away; new data and Esc leave it there.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Pixels within which Enter means the last point again. */
  const SAME = 4;

  const hex = () => [...crypto.getRandomValues(new Uint8Array(6))].map((b) => b.toString(16).padStart(2, '0')).join('');
  const flat = (layer) => {
    const found = layer.getLatLngs();
    return (Array.isArray(found[0]) ? found[0] : found).map(({ lat, lng }) => [lat, lng]);
  };

  /** Points that are only seen and clicked: the keys have a way of their own, and a reader of the screen no use for them. */
  function unnamed(marker) {
    const icon = marker.getElement();
    if (!icon) return;
    for (const name of ['tabindex', 'role']) icon.removeAttribute(name);
    icon.setAttribute('aria-hidden', 'true');
  }

  /** @param {object} panels @returns {{toggle: Function, escape: Function, edit: Function, active: boolean}} */
  geo.draw = function (panels) {
    const { map, life, scene } = panels.explore;
    const { kept } = geo;
    const container = map.getContainer();
    let handler = null; // Leaflet.draw's, while points are set
    let layer = null; // the shape whose corners are moved
    let names = null; // which side lies where
    let asked = false; // Esc was pressed once

    const draft = () => kept.draft || null;
    const style = () => ({ className: `geo-drawing-line${draft() && draft().form.shape === 'area' ? ' area' : ''}`, color: '#15191D', weight: 3, opacity: 1, fillOpacity: 0.12 });
    const fronts = () => scene.items.filter((i) => i.layer === 'front' && i.kind === 'line' && !i.p.drawing && scene.sift.item(i));

    const card = geo.drawCard(panels, {
      begin: (shape) => begin(shape), correct: (after) => correct(after), correctable: () => fronts().length,
      undo: () => undo(), end: () => end(), save: () => save(), drop: () => drop(), close: () => tool.toggle(false),
      changed: () => mark(),
    });
    panels.parent.append(card.node);

    // -------------------------------------------------------------------------------------------------- stages

    function clear() {
      if (handler) {
        const ending = handler;
        handler = null;
        ending.disable();
      }
      for (const old of [layer, names]) if (old) old.remove();
      layer = names = null;
      container.classList.remove('geo-drawing', 'moving');
    }

    /** Bring the map to what the draft says. */
    function stage() {
      clear();
      asked = false;
      const d = draft();
      card.show(d);
      panels.pad();
      if (!d) {
        card.say(geo.say(fronts().length ? 'draw.how' : 'draw.how_no_front'));
        return;
      }
      if (panels.measure.active) panels.measure.toggle(false);
      if (d.stage === 'setting') set(d);
      else move(d);
    }

    function begin(shape, points = [], more = {}) {
      // The drawer would leave too little of the map to draw on.
      if (!points.length) geo.store.set({ selected: null }, 'draw');
      kept.draft = { id: `draw-${hex()}`, of: 'new', stage: points.length ? 'moving' : 'setting', points, form: geo.emptyDrawing(panels, shape), ...more };
      stage();
    }

    function set(d) {
      const Handler = d.form.shape === 'front' ? L.Draw.Polyline : L.Draw.Polygon;
      handler = new Handler(map, { icon: geo.vertexIcon('set'), touchIcon: geo.vertexIcon('set'), shapeOptions: style(), showLength: false, showArea: false, allowIntersection: true });
      // The page has its own Esc and its own words; and without a pointer there is no line to the pointer.
      handler._cancelDrawing = () => {};
      handler._getTooltipText = () => ({ text: '' });
      const guide = handler._updateGuide;
      handler._updateGuide = function (at) {
        if (at || this._currentLatLng) guide.call(this, at);
      };
      handler.enable();
      container.classList.add('geo-drawing');
      unnamed(handler._mouseMarker);
      for (const point of [...d.points]) handler.addVertex(L.latLng(point));
      container.focus({ preventScroll: true });
      card.say(geo.say(d.form.shape === 'front' ? 'draw.set_front' : 'draw.set_area'));
    }

    function move(d) {
      layer = d.form.shape === 'front' ? L.polyline(d.points, style()) : L.polygon(d.points, style());
      layer.addTo(map);
      container.classList.add('geo-drawing', 'moving');
      geo.editVertices(layer, () => {
        d.points = flat(layer);
        mark();
      });
      mark();
      card.say(geo.say('draw.move'));
    }

    /** Write the sides of a front on their own hands. */
    function mark() {
      if (names) names.remove();
      const d = draft();
      names = layer && d && d.form.shape === 'front' && d.points.length > 1 ? geo.sideNames(map, d.points, d.form.sides, new Map(geo.drawSides(panels))).addTo(map) : null;
    }

    // ---------------------------------------------------------------------------------------------------- acts

    /** Take up the selected front, else the nearest to the middle of the map; or the next one after another. */
    function correct(after) {
      const found = fronts();
      if (!found.length) return;
      const chosen = panels.selected && found.find((i) => i.records.has(panels.selected));
      const pixels = (i) => i.parts[0].length && Array.from({ length: i.parts[0].length / 2 }, (_, k) => map.latLngToContainerPoint(geo.cornerOf(map, i.parts[0], k)));
      const middle = panels.measure.middle();
      const away = (i) => Math.min(...pixels(i).map((p) => p.distanceTo(middle)));
      const nearest = () => found.map((i) => [away(i), i]).sort((x, y) => x[0] - y[0])[0][1];
      const item = after ? found[(found.findIndex((i) => i.id === after) + 1) % found.length] : chosen || nearest();
      const corners = geo.handful(pixels(item)).map((p) => map.containerPointToLatLng(p)).map(({ lat, lng }) => [lat, lng]);
      // It counts for as long as the line that it puts right: the next days have lines of their own.
      const d = geo.emptyDrawing(panels, 'front');
      begin('front', corners, { of: 'correct', front: item.id, form: { ...d, sides: [...(item.p.sides || d.sides)], until: (item.p.valid || [])[1] || '' } });
      geo.seen(map, corners);
      geo.firstVertex(layer);
    }

    function undo() {
      const d = draft();
      if (!handler || !d || !d.points.length) return;
      const points = d.points.slice(0, -1);
      // The handler keeps its first point: it is begun anew without it.
      clear();
      d.points = points;
      set(d);
    }

    function end() {
      const d = draft();
      const least = d && d.form.shape === 'front' ? 2 : 3;
      if (!handler || !d) return;
      if (d.points.length < least) {
        card.say(geo.say('draw.too_few', { n: least }));
        return;
      }
      d.stage = 'moving';
      if (d.form.shape === 'front' && geo.turnedRound(map, scene, d.points, d.form.sides)) d.form.sides.reverse();
      stage();
      const first = card.node.querySelector('select, input');
      if (first) first.focus({ preventScroll: true });
    }

    function drop() {
      kept.draft = null;
      tool.toggle(false);
    }

    async function save() {
      const d = draft();
      if (!d) return;
      const body = geo.drawingBody(d, panels.message.theatre || null);
      if (body.sides.length === 2 && body.sides[0] === body.sides[1]) {
        card.say(geo.say('draw.same_sides'));
        return;
      }
      if (d.form.until && d.form.day && d.form.until <= d.form.day) {
        card.say(geo.say('draw.wrong_days'));
        return;
      }
      const reason = d.form.reason.trim();
      drop();
      panels.drawn.pend(d.id, body);
      const result = await geo.acts.do('decide', { items: [{ target: d.id, kind: 'draw', body }], reason });
      geo.panels.mounted.drawn.answered(d.id, result);
      if (!result.error) return;
      // Nothing of it is lost: it can be put right and saved again. By now the panels may be others.
      if (!geo.kept.draft) geo.kept.draft = d;
      geo.panels.mounted.draw.toggle(true);
      geo.panels.mounted.draw.say(result.error);
    }

    // ---------------------------------------------------------------------------------------------- the pointer and keys

    const vertex = () => {
      const d = draft();
      if (!handler || !d) return;
      handler._markers.forEach(unnamed);
      d.points = handler._markers.map((m) => m.getLatLng()).map(({ lat, lng }) => [lat, lng]);
      asked = false;
      if (d.points.length === 1) card.show(d);
    };
    const created = () => {
      if (handler) end();
    };
    const moved = () => mark();
    map.on(L.Draw.Event.DRAWVERTEX, vertex);
    map.on(L.Draw.Event.CREATED, created);
    map.on('zoomend', moved);

    container.addEventListener('keydown', (event) => {
      if (!handler || event.target !== container) return;
      const d = draft();
      if (event.key === 'Enter') {
        const here = map.containerPointToLatLng(panels.measure.middle());
        const last = d.points.length && map.latLngToContainerPoint(d.points[d.points.length - 1]).distanceTo(panels.measure.middle());
        if (event.ctrlKey || event.metaKey || (d.points.length && last < SAME)) end();
        else {
          handler._currentLatLng = here;
          handler.addVertex(here);
          card.say(geo.say('draw.points', { n: d.points.length }));
        }
      } else if (event.key === 'Backspace') undo();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }, { signal: life.signal });

    life.signal.addEventListener('abort', () => {
      clear();
      map.off(L.Draw.Event.DRAWVERTEX, vertex);
      map.off(L.Draw.Event.CREATED, created);
      map.off('zoomend', moved);
    });

    const opener = geo.el('button', { type: 'button', class: 'geo-small', title: geo.say('keys.draw_open'), 'aria-expanded': 'false' }, geo.say('draw.open'));
    opener.addEventListener('click', () => tool.toggle());

    const tool = {
      card: card.node, opener,
      /** Pixels of the map that the card takes at its left or, in a narrow window, below. */
      covers: () => (card.node.hidden ? { x: 0, y: 0 } : { x: card.node.offsetWidth + 12, y: card.node.offsetHeight + 16 }),
      say: card.say,
      get active() {
        return Boolean(handler || layer);
      },
      /** Open the card, with what was put aside; or put it aside. */
      toggle(on = card.node.hidden) {
        if (on && !geo.acts.live) return;
        card.node.hidden = !on;
        kept.drawing = on;
        opener.setAttribute('aria-expanded', String(on));
        panels.pad();
        if (on) {
          stage();
          if (!draft()) card.node.querySelector('.geo-acts button').focus({ preventScroll: true });
        } else {
          const inside = card.node.contains(document.activeElement);
          clear();
          if (inside) container.focus({ preventScroll: true });
        }
      },
      /** @returns {boolean} whether there was something to end; what is half drawn is put aside only when asked twice */
      escape() {
        if (card.node.hidden) return false;
        if (draft() && draft().points.length && !asked) {
          asked = true;
          card.say(geo.say('draw.esc'));
        } else tool.toggle(false);
        return true;
      },
      /** Take up a drawing that is on the map. */
      edit(p, points) {
        const d = p.drawing;
        kept.draft = {
          id: d.id, of: 'edit', stage: 'moving', points,
          form: {
            shape: p.layer === 'front' ? 'front' : 'area', sides: [(p.sides || [])[0] || '', (p.sides || [])[1] || ''], state: p.layer === 'front' || p.layer === 'control' ? 'held' : p.layer,
            label: d.label || '', day: d.day || '', until: d.until || '', replaces: Boolean(d.replaces), reason: d.reason || '',
          },
        };
        tool.toggle(true);
        geo.seen(map, points);
        geo.firstVertex(layer);
      },
    };
    if (kept.drawing) tool.toggle(true);
    return tool;
  };

  geo.keyGroups = geo.keyGroups || [];
  geo.keyGroups.push({
    key: 'draw',
    words: () => geo.say('keys.draw'),
    listed: () => geo.acts.live,
    rows: () => [
      ['Enter', geo.say('keys.draw_point'), null],
      ['Backspace', geo.say('keys.draw_undo'), null],
      ['Ctrl+Enter', geo.say('keys.draw_end'), null],
      ['Tab', geo.say('keys.draw_corner'), null],
      ['Delete', geo.say('keys.draw_delete'), null],
    ],
    escape: (panels) => Boolean(panels.draw && panels.draw.escape()),
  });

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
