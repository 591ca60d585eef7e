/**
 * Online map tiles as a choice that is off until a reader makes it. They lie under our canvas, in place of our land and water;
 * borders, disputed areas and the situation stay ours. While they are on, a note says whose they are and who learns what.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** So many failures, or so many milliseconds, without one tile mean that there is no way to the server. */
  const FAILURES = 4;
  const PATIENCE_MS = 8000;
  let offered = [];

  /** An address that may be asked for tiles: HTTPS, or this machine. */
  function allowed(url) {
    try {
      const { protocol, hostname } = new URL(String(url).replace(/\{s\}\./, ''));
      return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
    } catch {
      return false;
    }
  }

  geo.tiles = {
    /** @returns {{name: string, label: string, attribution: string, host: string}[]} what can be chosen here; empty in a saved file */
    choices: () => offered,
    /** Why nothing can be chosen, for the reader; empty if something can. */
    reason: () => (offered.length ? '' : geo.say('tiles.saved')),
    /** @param {string|null} name one of `choices()`, null for the built-in map */
    set: (name) => geo.store.set({ layers: { ...geo.store.get().layers, tiles: name } }, 'layers'),
    allowed,
  };

  /**
   * Follow the choice in the state.
   *
   * @param {L.Map} map
   * @param {object} message
   * @param {object} base prepared basemap; `base.tiles` is null or the tiles that lie under it
   * @param {{bus: object, container: HTMLElement, signal: AbortSignal, repaint: Function}} life
   */
  geo.tiles.follow = function (map, message, base, { bus, container, signal, repaint }) {
    const here = (offered = (message.basemap.tiles || []).filter((c) => allowed(c.url)));
    base.tiles = null;
    const note = geo.element('div', 'gm-tiles');
    note.setAttribute('role', 'status');
    note.hidden = true;
    container.appendChild(note);
    let on = null;
    let layer = null;
    let waiting = 0;

    const off = () => {
      clearTimeout(waiting);
      if (layer) layer.remove();
      layer = on = base.tiles = null;
    };
    const say = (...lines) => {
      note.replaceChildren(...lines.map((words) => geo.element('span', '', words)));
      if (!on && lines.length) note.append(geo.button('', geo.say('tiles.close'), '×', () => (note.hidden = true)));
      note.hidden = !lines.length;
    };
    const fail = (choice) => {
      off();
      say(geo.say('tiles.failed', { map: choice.label, host: choice.host }));
      repaint();
      geo.tiles.set(null);
    };

    function turnOn(choice) {
      let loaded = 0;
      let failed = 0;
      layer = L.tileLayer(choice.url, {
        subdomains: choice.subdomains || 'abc', maxNativeZoom: choice.max_zoom, maxZoom: map.getMaxZoom(), pane: 'tilePane', referrerPolicy: 'origin',
      });
      layer.on('tileload', () => {
        loaded += 1;
        clearTimeout(waiting);
      });
      layer.on('tileerror', () => {
        failed += 1;
        if (!loaded && failed >= FAILURES && on === choice) fail(choice);
      });
      on = choice;
      base.tiles = choice;
      layer.addTo(map);
      waiting = setTimeout(() => !loaded && on === choice && fail(choice), PATIENCE_MS);
      say(choice.attribution, geo.say('tiles.loaded', { host: choice.host }));
      repaint();
    }

    function apply(name) {
      const choice = here.find((c) => c.name === name) || null;
      if (choice === on) return;
      off();
      if (choice) turnOn(choice);
      else {
        say();
        repaint();
      }
    }

    signal.addEventListener('abort', off);
    bus.on('state', (state, previous) => {
      if (state.layers.tiles !== previous.layers.tiles && (state.layers.tiles || on)) apply(state.layers.tiles);
    });
    apply(geo.store.get().layers.tiles);
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
