/** The map obeys the state, and tells it where the reader has moved the map to. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Milliseconds that the map stands still before its view is the state's. */
  const STANDS = 250;
  const SIFTING = ['time', 'filters', 'text', 'layers'];

  const differs = (a, b) => a !== b && JSON.stringify(a) !== JSON.stringify(b);

  /**
   * @param {L.Map} map
   * @param {{store: object, bus: object, table: object, marking: object, marks: object, listen: Function, sift: Function,
   *   settle: Function, repaint: Function, living: Function}} on `sift` filters anew and returns what passed, `settle` brings
   *   what is costly up to it, `living`: is this message still the one on the map?
   */
  geo.obeyState = function (map, { store, bus, table, marking, marks, listen, sift, settle, repaint, living }) {
    bus.on('state', (state, previous, from) => {
      const sifted = SIFTING.some((key) => differs(state[key], previous[key]));
      const passed = sifted ? sift() : null;
      if (state.selected !== previous.selected) {
        marking.choose(state.selected);
        marks.pressed(state.selected);
        const row = state.selected === null ? -1 : table.index(state.selected);
        if (row >= 0 && table.background[row] && !state.layers.background) store.set({ layers: { background: true } }, 'map');
        if (state.selected) geo.view.chosen(state.selected);
        repaint();
      }
      if (from !== 'map' && differs(state.view, previous.view)) {
        if (state.view) geo.view.restore(state.view);
        else geo.view.fit();
      }
      if (!sifted) return;
      // Whoever heard of it first may have changed it again, and has told of that.
      if (living() && store.get() === state) bus.emit('shown', passed);
      settle();
      repaint();
    });
    let moved = 0;
    listen('moveend', () => {
      clearTimeout(moved);
      moved = setTimeout(() => living() && store.set({ view: geo.view.current() }, 'map'), STANDS);
    });
  };
})(typeof window === 'undefined' ? globalThis : window);
