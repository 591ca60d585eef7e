/**
 * What the reader explores: time, filters, words, layers, view, selection. One plain object, always whole, and the same as
 * a short query for the page's address. Pure but for `geo.store`.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const FACETS = ['type', 'actor', 'side', 'status', 'source', 'grade', 'place', 'figure', 'told', 'claims', 'tension'];
  /** Longest word or value, most values of a facet: what a person could still mean. */
  const LONGEST = 160;
  const MOST = 40;
  const DAY = /^\d{4}-\d\d-\d\d$/;
  const ID = /^[\w.:/-]{1,120}$/;
  const KEY = /^[A-Za-z][a-zA-Z0-9.]{0,60}$/;
  const NUMBER = /^-?\d{1,3}(\.\d{1,6})?$/;
  /** Of a window that a view was seen in: another window then shows the same ground. */
  const PIXELS = /^[1-9]\d{0,4}$/;
  /** Of the claims switch: confirmed by two independent voices, or the word of a party. */
  const CLAIM = /^(two|party:[\w.:-]{1,80})$/;
  // eslint-disable-next-line no-control-regex
  const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]/;

  /** What can be switched on the map: key (in the state and the address), words, layers of the features. */
  geo.layerGroups = [
    { key: 'events', words: 'Events', layers: ['event'] },
    { key: 'control', words: 'Who holds what', layers: ['control', 'contested', 'unknown'] },
    { key: 'front', words: 'Front line', layers: ['front', 'band'] },
    { key: 'movement', words: 'Movement of forces', layers: ['movement', 'heading', 'ring'] },
    { key: 'flight', words: 'Flight of people', layers: ['route'] },
    { key: 'forecast', words: 'Forecasts and plans', layers: [] }, // by status, whatever its layer
    { key: 'drawn', words: 'Drawn by the analyst', layers: [] }, // by basis
    { key: 'tension', words: 'Flags: accounts differ', layers: [] },
  ];

  const none = () => Object.fromEntries(FACETS.map((f) => [f, []]));

  /** @returns {object} nothing chosen */
  geo.emptyState = () => ({
    time: null, filters: none(), text: '', layers: { hidden: [], background: false, tiles: null }, view: null, selected: null,
  });

  /** A day of the calendar. */
  const isDay = (text) => DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().slice(0, 10) === text;

  /** A short text of characters that can be seen; pairs of surrogates are one character. */
  const isText = (text) => typeof text === 'string' && text.length <= LONGEST && !UNSEEN.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''));

  /** A value of a facet: text, of the claims switch one of its own. */
  const fits = (facet, value) => Boolean(value) && isText(value) && (facet !== 'claims' || CLAIM.test(value));

  function freeze(value) {
    if (value && typeof value === 'object' && !Object.isFrozen(value)) {
      Object.values(value).forEach(freeze);
      Object.freeze(value);
    }
    return value;
  }

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /**
   * @param {object} state
   * @returns {string} a query such as `t=2024-11-27..2024-12-08&type=airstrike&q=bridge&c=34.73,36.72,9.25&sel=<id>&hide=front`;
   *   empty when nothing is chosen. What `decode` would drop is not written.
   */
  geo.encodeState = function (state) {
    const query = new URLSearchParams();
    if (state.time) query.set('t', `${state.time.from}..${state.time.to}`);
    for (const facet of FACETS) for (const value of (state.filters[facet] || []).slice(0, MOST)) if (fits(facet, value)) query.append(facet, value);
    if (state.text.trim() && isText(state.text)) query.set('q', state.text.trim());
    const { view } = state;
    if (view) query.set('c', [view.lat.toFixed(4), view.lon.toFixed(4), view.zoom.toFixed(2), ...(view.w ? [view.w, view.h].map(Math.round) : [])].map(Number).join(','));
    if (state.selected && ID.test(state.selected)) query.set('sel', state.selected);
    for (const key of state.layers.hidden) query.append('hide', key);
    if (state.layers.background) query.set('bg', '1');
    if (state.layers.tiles) query.set('tiles', state.layers.tiles);
    return query.toString();
  };

  /**
   * @param {string} text a query, from anywhere; what does not fit is dropped
   * @returns {object} a whole state; never throws
   */
  geo.decodeState = function (text) {
    const state = geo.emptyState();
    const query = new URLSearchParams(String(text || '').slice(0, 20000));
    const [from, to, more] = (query.get('t') || '').split('..');
    if (more === undefined && isDay(from) && to !== undefined && isDay(to) && from <= to) state.time = { from, to };
    for (const facet of FACETS) state.filters[facet] = [...new Set(query.getAll(facet).filter((v) => fits(facet, v)))].slice(0, MOST);
    if (isText(query.get('q') || '')) state.text = (query.get('q') || '').trim();
    const view = (query.get('c') || '').split(',');
    if ([3, 5].includes(view.length) && view.slice(0, 3).every((n) => NUMBER.test(n)) && view.slice(3).every((n) => PIXELS.test(n))) {
      const [lat, lon, zoom, w, h] = view.map(Number);
      if (Math.abs(lat) <= 85.06 && Math.abs(lon) <= 540 && zoom >= 0 && zoom <= 20) state.view = w ? { lat, lon, zoom, w, h } : { lat, lon, zoom };
    }
    if (ID.test(query.get('sel') || '')) state.selected = query.get('sel');
    const groups = geo.layerGroups.map((g) => g.key);
    state.layers.hidden = groups.filter((key) => query.getAll('hide').includes(key));
    state.layers.background = query.get('bg') === '1';
    if (KEY.test(query.get('tiles') || '')) state.layers.tiles = query.get('tiles');
    return state;
  };

  /**
   * The one holder of the state.
   *
   * @param {object} bus gets `state` (state, previous, from). `select` {record, from} and `layers` {background, hide, hidden} are
   *   doors to the same state: emitted when it changes, obeyed when someone else emits them
   */
  geo.makeStore = function (bus) {
    let state = freeze(geo.emptyState());
    let told = null; // the topic that is being obeyed and needs no echo
    const store = {
      get: () => state,
      /**
       * @param {object} patch top-level members to replace; within `filters` and `layers` what is left out stays
       * @param {string} [from] who changed it
       */
      set(patch, from) {
        const next = { ...state, ...patch };
        if (patch.filters) next.filters = { ...state.filters, ...patch.filters };
        if (patch.layers) next.layers = { ...state.layers, ...patch.layers };
        if (same(next, state)) return;
        const previous = state;
        const now = (state = freeze(JSON.parse(JSON.stringify(next))));
        bus.emit('state', now, previous, from || '');
        if (now.selected !== previous.selected && told !== 'select') bus.emit('select', { record: now.selected, from: from || '', echo: true });
        if (!same(now.layers, previous.layers) && told !== 'layers') bus.emit('layers', { background: now.layers.background, echo: true });
      },
      encode: (of) => geo.encodeState(of || state),
      decode: geo.decodeState,
    };
    const obey = (topic, patch, from) => {
      told = topic;
      try {
        store.set(patch, from);
      } finally {
        told = null;
      }
    };
    bus.on('select', (change) => change && change.echo !== true && obey('select', { selected: change.record || null }, change.from));
    bus.on('layers', (change) => {
      if (!change || change.echo === true) return;
      const layers = {};
      if (typeof change.background === 'boolean') layers.background = change.background;
      if (change.hide) {
        const key = (geo.layerGroups.find((g) => g.key === change.hide || g.words === change.hide) || {}).key;
        const hidden = new Set(state.layers.hidden);
        hidden[change.hidden ? 'add' : 'delete'](key);
        layers.hidden = geo.layerGroups.map((g) => g.key).filter((k) => hidden.has(k));
      }
      obey('layers', { layers }, change.from);
    });
    return store;
  };

  geo.FACETS = FACETS;
  if (geo.bus) geo.store = geo.store || geo.makeStore(geo.bus);
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
