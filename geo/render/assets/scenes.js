/**
 * The briefing of what is shown: its scenes, kept in Python or carried by a saved file. One for all mounts of a situation; the tab,
 * the presentation and what is taken away read it here.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { say } = geo;
  const MOST = 200;
  /** A scene's own members; words that are absent are made from the situation as it is. */
  const WORDS = ['title', 'note', 'lines'];
  /** Milliseconds of quiet before changes are kept. */
  const QUIET = 500;

  let body = { title: '', scenes: [] };
  let version = 0;
  let shelf = null; // where Python keeps it
  let loaded = false;
  let waiting = 0;
  let sending = false;
  let dirty = false;
  let trouble = null; // {words} or {theirs, version}
  let panels = null;
  let starter = null;
  const ready = new Map(); // of this mount
  let shown = null; // id of the scene that the map was brought to

  const copy = (value) => JSON.parse(JSON.stringify(value));
  const tell = () => geo.bus.emit('briefing');

  geo.sceneId = () => 's-' + [...crypto.getRandomValues(new Uint8Array(4))].map((b) => b.toString(16).padStart(2, '0')).join('');

  // ------------------------------------------------------------------------------------------------- keeping

  function keep() {
    dirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(send, QUIET);
    tell();
  }

  async function send() {
    if (!geo.acts.live || sending || !dirty || (trouble && trouble.theirs !== undefined)) return tell();
    [sending, dirty, trouble] = [true, false, null];
    const answer = await geo.acts.do('briefing', { body: copy(body), expected: version, shelf });
    sending = false;
    if (answer.error) {
      dirty = true;
      trouble = 'theirs' in answer ? { theirs: answer.theirs || { title: '', scenes: [] }, version: answer.version || 0, words: answer.error } : { words: answer.error };
    } else {
      version = answer.version;
      if (dirty) return send();
    }
    tell();
  }

  /** Python tells what it keeps: taken over unless something here is still to be kept. */
  function heard(desk) {
    const kept = desk && desk.briefing;
    if (!kept || sending || dirty || trouble) return;
    if (loaded && kept.version === version && kept.shelf === shelf) return;
    [loaded, version, shelf] = [true, kept.version, kept.shelf];
    body = kept.body ? copy(kept.body) : { title: '', scenes: [] };
    geo.thumbs.clear();
    tell();
  }

  // ------------------------------------------------------------------------------------------------- reading

  /** Words of a scene: its own, else made from the situation. */
  function resolved(scene, i) {
    const key = `${i} ${JSON.stringify(scene)}`;
    if (!ready.has(key)) ready.set(key, resolve(scene, i));
    return copy(ready.get(key));
  }

  function resolve(scene, i) {
    const made = scene.kind === 'view' ? null : starter.words(scene);
    const state = geo.decodeState(scene.query || (made && made.query) || '');
    const box = scene.box || (made && geo.roomyBox(made.box)) || (state.view ? null : geo.roomyBox(starter.bounds())) || null;
    const records = (scene.records || []).length || !made ? scene.records || [] : made.records;
    const all = state.time ? state.time.to : panels.message.as_of || null;
    const behind = (made && made.behind && made.behind.length ? made.behind : records).filter(Boolean);
    const out = {
      id: scene.id, kind: scene.kind, number: i + 1, records: [...records], shapes: scene.kind === 'changes' && made ? made.shapes || [] : [],
      title: scene.title ?? (made ? made.title : say('briefing.nothing_of', { kind: say(`briefing.kind_${scene.kind}`) })),
      note: scene.note ?? (made ? made.note : ''), lines: scene.lines ?? (made ? made.lines : []),
      query: geo.encodeState({ ...state, view: state.view || (box && geo.view.viewOf(box)) || null, selected: null }), box, as_of: all,
      as_of_words: all ? say('briefing.as_of', { day: geo.days(all) }) : say('briefing.no_day'),
      sources: scene.kind === 'sources' ? [] : starter.publishers(behind.length ? behind : geo.visibleRecords(panels.explore, state, box)),
    };
    if (scene.since) out.since = scene.since;
    if (made && made.rows && !scene.lines) out.rows = made.rows;
    if (made && made.small && !scene.lines) out.small = made.small;
    return out;
  }

  const at = (id) => body.scenes.findIndex((s) => s.id === id);

  // ------------------------------------------------------------------------------------------------ changing

  const history = []; // what a deletion, or taking somebody else's, took away

  const briefing = {
    get title() {
      return body.title || say('briefing.untitled', { place: starter ? starter.country() : '' }).trim();
    },
    set title(words) {
      body.title = String(words).slice(0, 300);
      keep();
    },
    get length() {
      return body.scenes.length;
    },
    scenes: () => (starter ? body.scenes.map(resolved) : []),
    scene(id) {
      const i = at(id);
      return i < 0 || !starter ? null : resolved(body.scenes[i], i);
    },
    body: () => copy(body),
    filled: () => ({ title: briefing.title, scenes: body.scenes.map((s, i) => {
      const { title, note, lines, query, box, records } = resolved(s, i);
      return { ...copy(s), title, note, lines, query, records, ...(box ? { box } : {}) };
    }) }),
    starter: () => (starter ? starter.scenes() : []),
    resolve: (scenes) => scenes.map(resolved),
    /** The present view as a scene that is not kept yet. */
    made() {
      const state = geo.store.get();
      const query = geo.encodeState({ ...state, view: geo.view.standing(), selected: null });
      const box = geo.view.box().map((n) => Number(n.toFixed(4)));
      const records = state.selected ? [state.selected] : [...((geo.lit && geo.lit.records) || [])];
      return { id: geo.sceneId(), kind: 'view', title: geo.proposeTitle(panels, starter, state, box), note: starter.quotes(records.length ? records : geo.visibleRecords(panels.explore, state, box).slice(0, 3), 3), query, box, records, lines: [] };
    },
    now: () => resolved(briefing.made(), -1),
    /** @param {object[]} scenes as stored @param {string} [after] id */
    add(scenes, after) {
      const room = scenes.slice(0, Math.max(0, MOST - body.scenes.length));
      const i = at(after);
      body.scenes.splice(i < 0 ? body.scenes.length : i + 1, 0, ...room);
      keep();
      return room.length === scenes.length;
    },
    /** @param {object} patch members; undefined takes one away, so that it is made from the situation again */
    change(id, patch) {
      const i = at(id);
      if (i < 0) return;
      const next = { ...body.scenes[i], ...patch };
      for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key];
      if (JSON.stringify(next) === JSON.stringify(body.scenes[i])) return;
      body.scenes[i] = next;
      keep();
    },
    /** Bring a scene's view, filters and days up to what is on the map now. */
    update(id) {
      const { query, box } = briefing.made();
      geo.thumbs.drop(id);
      briefing.change(id, { query, box });
    },
    move(id, to) {
      const i = at(id);
      const goal = Math.max(0, Math.min(body.scenes.length - 1, to));
      if (i < 0 || goal === i) return false;
      body.scenes.splice(goal, 0, ...body.scenes.splice(i, 1));
      keep();
      return true;
    },
    duplicate(id) {
      const i = at(id);
      if (i < 0) return null;
      const twin = { ...copy(body.scenes[i]), id: geo.sceneId() };
      briefing.add([twin], id);
      return twin.id;
    },
    remove(id) {
      const i = at(id);
      if (i < 0) return;
      history.push({ words: say('briefing.deleted', { title: resolved(body.scenes[i], i).title }), body: copy(body) });
      body.scenes.splice(i, 1);
      keep();
    },
    /** Words of what can be taken back, or null. */
    get undoable() {
      return history.length ? history[history.length - 1].words : null;
    },
    undo() {
      if (!history.length) return;
      body = history.pop().body;
      keep();
    },
    words: WORDS,
    /** Raw scene, as stored. */
    raw: (id) => copy(body.scenes[at(id)] || null),

    // ------------------------------------------------------------------------------------------- keeping

    /** `local`: nobody keeps it; `kept`, `keeping`, `failed` (with `words`), `conflict` (with `theirs`). */
    get standing() {
      if (trouble && trouble.theirs) return { kind: 'conflict', ...trouble };
      if (trouble) return { kind: 'failed', ...trouble };
      if (!geo.acts.live) return { kind: 'local' };
      return { kind: sending || dirty ? 'keeping' : 'kept' };
    },
    again() {
      trouble = null;
      return send();
    },
    /** Two changed it: `theirs`, `mine` or `both`. Nothing is lost: what is put away can be taken back. */
    settle(which) {
      if (!trouble || !trouble.theirs) return;
      const { theirs } = trouble;
      ({ version } = trouble);
      trouble = null;
      if (which === 'theirs') {
        history.push({ words: say('briefing.took_theirs'), body: copy(body) });
        body = copy(theirs);
        dirty = false;
        geo.thumbs.clear();
        return tell();
      }
      history.push({ words: say('briefing.kept_mine'), body: copy(theirs) });
      if (which === 'both') {
        const known = new Set(theirs.scenes.map((s) => JSON.stringify(s)));
        const ids = new Set(theirs.scenes.map((s) => s.id));
        const own = body.scenes.filter((s) => !known.has(JSON.stringify(s))).map((s) => (ids.has(s.id) ? { ...s, id: geo.sceneId() } : s));
        body = { title: body.title || theirs.title, scenes: [...copy(theirs.scenes), ...own].slice(0, MOST) };
      }
      keep();
    },

    // ------------------------------------------------------------------------------------------- showing

    /** Id of the scene that the map shows, or null. */
    get at() {
      return shown;
    },
    /** Bring the map to a scene, at once. @param {object} scene resolved */
    setTo(scene) {
      shown = scene.id;
      const state = geo.fittingState(geo.decodeState(scene.query), geo.live.table, geo.live.filter);
      // Online tiles come when they come: while presenting nothing may be empty.
      const tiles = geo.present.on ? null : geo.store.get().layers.tiles;
      geo.highlight(scene.records.length || scene.shapes.length ? { records: scene.records, shapes: scene.shapes } : null);
      geo.store.set({ ...state, selected: null, layers: { ...state.layers, tiles }, view: geo.viewOfScene(scene, state) }, 'briefing');
      tell();
    },
    /** The map is the reader's again. */
    release(to = null) {
      shown = to;
      if (geo.lit) geo.highlight(null);
      tell();
    },

    // ------------------------------------------------------------------------------------------- changes

    /** A scene of what changed since a day. @returns {Promise<{scene?: object, error?: string}>} */
    async changesSince(since) {
      const answer = await geo.acts.do('changes', { since });
      if (answer.error) return answer;
      return { scene: { id: geo.sceneId(), kind: 'changes', query: '', records: [], since, found: starter.found(answer.changes) } };
    },

    /** New panels: of the same situation or another. */
    attach(next) {
      panels = next;
      starter = new geo.Starter(panels.message, panels.explore.scene, panels.explore.table);
      geo.thumbs.clear();
      ready.clear();
      const { bus } = panels;
      bus.on('desk', heard);
      bus.on('state', (state, before, from) => {
        // The reader goes on by himself: what the scene lit is his no longer.
        if (shown && !['briefing', 'map', 'open', 'python'].includes(from) && !(geo.present && geo.present.on)) briefing.release();
      });
      if (panels.message.briefing && !loaded) {
        loaded = true;
        body = copy(panels.message.briefing);
      }
      if (geo.acts.desk) heard(geo.acts.desk);
      renew();
    },
  };

  /** What changed is worked out anew when the data are new. */
  async function renew() {
    for (const { id, since } of geo.acts.live ? body.scenes.filter((s) => s.kind === 'changes' && s.since) : []) {
      const before = panels;
      const answer = await geo.acts.do('changes', { since });
      if (answer.error || panels !== before) return;
      const i = at(id);
      const found = starter.found(answer.changes);
      if (i < 0 || JSON.stringify(found) === JSON.stringify(body.scenes[i].found)) continue;
      body.scenes[i].found = found;
      tell();
    }
  }

  geo.briefing = briefing;
})(typeof window === 'undefined' ? globalThis : window);
