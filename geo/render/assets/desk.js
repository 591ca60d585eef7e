/**
 * Deciding: what an analyst says goes to Python at once, is painted before it answers, and is said in a line. Who decides is asked
 * once. All that decides goes through `geo.desk`, so that it is painted, undone and told the same way everywhere.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  /** Milliseconds that a line stands; an error stays until something else is said. */
  const STANDS = 6000;
  /** The name of who decides, in this browser only. */
  const NAME = 'situation-author';

  let line = null;
  let timer = 0;
  let asked = false;
  let asking = null;
  let before = null;
  const done = new Set();

  /** The line over the map; it outlives the panels, so that what is typed in it and the focus stay. */
  function place() {
    if (!line) line = geo.shield(el('section', { class: 'geo-toast', 'aria-label': say('desk.line'), hidden: '' }, el('div', { role: 'status', class: 'geo-toast-words' })));
    if (!line.isConnected) document.body.append(line);
    return line;
  }

  function remembered() {
    try {
      return (localStorage.getItem(NAME) || '').slice(0, 120);
    } catch {
      return ''; // this browser keeps nothing
    }
  }

  function remember(name) {
    try {
      if (name) localStorage.setItem(NAME, name);
      else localStorage.removeItem(NAME);
    } catch {
      // It is asked again next time.
    }
  }

  /** Ask who decides. @returns {Promise<string>} empty: without a name */
  function ask() {
    if (asking) return asking.promise;
    before = document.activeElement;
    const field = el('input', { type: 'text', class: 'geo-field', id: 'geo-who', dir: 'auto', autocomplete: 'name', maxlength: '120' });
    const form = el('form', { class: 'geo-who' }, el('label', { for: 'geo-who' }, say('desk.who')), field,
      el('button', { type: 'submit', class: 'geo-small' }, say('desk.keep_name')), el('button', { type: 'button', class: 'geo-small' }, say('desk.no_name')));
    asking = { form };
    asking.promise = new Promise((resolve) => {
      asking.end = (name) => {
        form.remove();
        asking = null;
        place().hidden = !line.firstChild.textContent;
        if (before && before.isConnected) before.focus({ preventScroll: true });
        else if (geo.review && geo.review.now) geo.review.now.focus();
        resolve(name);
      };
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      asking.end(field.value.trim());
    });
    form.lastChild.addEventListener('click', () => asking.end(''));
    place().append(form);
    line.hidden = false;
    field.focus({ preventScroll: true });
    return asking.promise;
  }

  async function named() {
    if (asked || (geo.acts.desk && geo.acts.desk.author)) return;
    asked = true;
    const known = remembered();
    const name = known || (await ask());
    if (name) geo.desk.name(name);
  }

  /** The answer to what was asked: said, with what somebody else decided meanwhile. */
  function answer(result) {
    const theirs = (Array.isArray(result.theirs) ? result.theirs : []).map((one) => say('desk.theirs', { who: one.author || '', words: one.words || '' }));
    if (result.error) geo.desk.tell([result.error, ...theirs].join(' '), true);
    else if (result.words) geo.desk.tell(result.words);
    return result;
  }

  geo.desk = {
    /** @returns {boolean} whether somebody hears what is decided */
    get live() {
      return geo.acts.live;
    },
    /** @returns {object[]} the queue, empty while it has not come */
    get queue() {
      return (geo.acts.desk && geo.acts.desk.queue) || [];
    },
    /** Whether an item counts as looked at: Python says so, or it has just been decided here. */
    isDone: (item) => Boolean(item.decided) || done.has(item.record),

    /** Say a line over the map, aloud too. */
    tell(words, wrong = false) {
      place().firstChild.textContent = words;
      line.classList.toggle('wrong', wrong);
      line.firstChild.setAttribute('dir', 'auto');
      line.hidden = !words && !asking;
      clearTimeout(timer);
      if (words && !wrong) timer = setTimeout(() => geo.desk.tell(''), STANDS);
    },

    /** Whether the question for a name has the focus. */
    get asking() {
      return asking !== null;
    },
    /** Decide without a name. @returns {boolean} whether one was asked for */
    leave() {
      if (!asking) return false;
      asking.end('');
      return true;
    },
    /** Take an error off. @returns {boolean} whether there was one */
    escape() {
      if (line && !line.hidden && line.classList.contains('wrong')) geo.desk.tell('');
      else return false;
      return true;
    },

    /** Tell who decides from now on. */
    name(name) {
      asked = true;
      remember(name);
      return geo.acts.do('author', { name }).then(answer);
    },
    ask: () => ask().then((name) => name && geo.desk.name(name)),

    /**
     * Decide.
     *
     * @param {{target: string, kind: string, body: object}[]} items
     * @param {{reason?: string, paint?: object[], looked?: boolean}} [how] `paint`: what the map shows until Python has answered
     *   (geo/render/assets/pending.js); `looked`: the records count as looked at
     * @returns {Promise<object>} the answer
     */
    async decide(items, { reason = '', paint = [], looked = true } = {}) {
      geo.desk.tell('');
      const shown = geo.pending.begin(paint);
      if (looked) for (const { target } of items) done.add(target);
      geo.bus.emit('decided');
      await named();
      const result = await geo.acts.do('decide', { items, reason });
      geo.pending.end(shown);
      for (const { target } of items) done.delete(target);
      geo.bus.emit('decided');
      return answer(result);
    },

    confirm: (id) => geo.desk.decide([{ target: id, kind: 'confirm', body: {} }], { paint: [{ record: id, confirmed: true }] }),
    reject: (id, reason) => geo.desk.decide([{ target: id, kind: 'reject', body: {} }], { reason, paint: [{ record: id, gone: true }] }),
    edit: (id, body, paint) => geo.desk.decide([{ target: id, kind: 'edit', body }], { paint: paint ? [{ record: id, ...paint }] : [] }),
    note: (id, text) => geo.desk.decide([{ target: id, kind: 'note', body: { text } }], { looked: false }),
    sensitive: (id, on) => geo.desk.decide([{ target: id, kind: 'sensitive', body: { on } }], { looked: false }),
    merge: (id, others) => geo.desk.decide([{ target: id, kind: 'merge', body: { with: others } }], { paint: others.map((record) => ({ record, gone: true })) }),
    split: (id) => geo.desk.decide([{ target: id, kind: 'split', body: {} }]),

    /**
     * Put a place of a record elsewhere.
     *
     * @param {string} id of the record
     * @param {object} place as in the queue: role, id, name, surface
     * @param {object} to a candidate or what was found, or `{lat, lon, precision_km}` from the map
     * @param {{everywhere: boolean, learn: boolean}} how
     */
    place(id, place, to, { everywhere, learn }) {
      const { role, id: from = null, surface = null } = place;
      const where = to.id ? { id: to.id } : { lat: to.lat, lon: to.lon, precision_km: to.precision_km, ...(to.name ? { name: to.name } : {}) };
      const body = { role, from, surface, everywhere, learn: Boolean(learn && surface), place: where };
      const paint = geo.doubts.movesToo(geo.desk.queue, id, place, everywhere).map((record) => ({
        record, from: place.name || null, at: [to.lon, to.lat], place: to.name || surface || '', kind: to.kind || 'settlement',
      }));
      // The queue says so too until it comes anew.
      const candidates = place.candidates || [];
      const was = candidates.find((c) => c.chosen);
      const choose = (one) => candidates.forEach((c) => (c.chosen = c === one));
      choose(candidates.find((c) => c.id === to.id));
      return geo.desk.decide([{ target: id, kind: 'place', body }], { paint }).then((result) => {
        if (result.error) choose(was);
        if (result.error) geo.bus.emit('decided');
        return result;
      });
    },

    /** @param {string} [batch] the last one when left out */
    undo: (batch) => geo.acts.do('undo', batch ? { batch } : {}).then(answer),
    redo: () => geo.acts.do('redo', {}).then(answer),
  };
})(typeof window === 'undefined' ? globalThis : window);
