/** The review desk: what is doubtful, the most doubtful first; one looks at it, decides, goes on. All of it by keyboard. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  const FIRST = 60;
  const LINES = 40;

  const free = (tag, name, text) => el(tag, { class: name, dir: 'auto' }, text);

  /** How doubtful, as cells that are filled: to be read without colour. */
  function bar(doubt) {
    const level = geo.doubts.level(doubt);
    const node = el('span', { class: 'geo-doubt', role: 'img', 'aria-label': say('review.doubt', { level }), title: say('review.doubt', { level }) });
    for (let i = 1; i <= 5; i++) node.append(el('i', i <= level ? { class: 'on' } : {}));
    return node;
  }

  class Review extends geo.Deciding {
    constructor(panels) {
      super();
      this.panels = panels;
      this.table = panels.explore.table;
      // What stays while new data come in.
      const kept = (geo.kept.same && geo.kept.review) || {};
      const fresh = { at: null, position: 0, kind: null, mode: null, line: '', found: null, sought: null, order: {}, extra: null, first: FIRST, looked: false, past: false };
      this.kept = geo.kept.review = Object.assign(kept, { ...fresh, ...kept });
      this.how = geo.kept.how = geo.kept.how || { everywhere: true, learn: true };
      /** Closed rows by record: most stay as they are. */
      this.rows = new Map();
      this.visible = false;
      this.ghosts = geo.ghosts(panels.explore.map, panels.explore.life.signal);
      this.picker = geo.pick(panels);
      this.make();
      panels.bus.on('desk', () => this.soon());
      panels.bus.on('decided', () => this.soon());
      panels.bus.on('theme', () => {
        this.rows.clear(); // their marks are pictures
        this.soon();
      });
      panels.bus.on('state', (state, before, from) => {
        if (state.selected !== before.selected && from !== 'review') this.follow(state.selected);
      });
      geo.review.now = this;
    }

    make() {
      this.progress = el('span', { class: 'geo-progress-words', role: 'status' });
      this.meter = el('i', {});
      this.undo = geo.keyed(say('review.undo'), 'u', () => geo.desk.undo(), '', '↶');
      this.redo = geo.keyed(say('review.redo'), 'U', () => geo.desk.redo(), '', '↷');
      this.chips = el('div', { class: 'geo-kinds', role: 'group', 'aria-label': say('review.kinds') });
      this.who = el('p', { class: 'geo-meta geo-who-line' });
      const draw = this.panels.draw && this.panels.draw.opener;
      this.list = el('ol', { class: 'geo-cases', 'aria-label': say('review.queue') });
      this.more = el('button', { type: 'button', class: 'geo-more', hidden: '' });
      this.more.addEventListener('click', () => {
        this.kept.first += 2 * FIRST;
        this.again();
      });
      this.empty = el('p', { class: 'geo-empty' });
      this.doneList = el('ol', { class: 'geo-cases done' });
      this.done = this.fold('looked', say('review.looked_at'), this.doneList);
      this.pastList = el('ol', { class: 'geo-past' });
      this.past = this.fold('past', say('review.decisions'), this.pastList);
      this.scroll = el('div', { class: 'geo-scroll geo-review-list' }, this.empty, this.list, this.more, this.done, this.past);
      this.node = el('section', { class: 'geo-review', 'aria-label': say('review.title') },
        el('header', { class: 'geo-review-head' }, el('h1', { class: 'geo-hidden' }, say('review.title')),
          el('div', { class: 'geo-progress' }, this.progress, this.undo, this.redo, draw || null), el('div', { class: 'geo-meter', 'aria-hidden': 'true' }, this.meter), this.chips, this.who),
        this.scroll);
    }

    fold(name, words, list) {
      const count = el('span', { class: 'geo-count' });
      const node = el('details', { class: 'geo-section', hidden: '' }, el('summary', {}, el('h2', {}, words), count), list);
      node.open = this.kept[name];
      node.addEventListener('toggle', () => {
        this.kept[name] = node.open;
        if (node.open) this.again();
      });
      node.count = count;
      return node;
    }

    /** The tab came to the front or left it. */
    shown(visible) {
      this.visible = visible;
      this.panels.pad();
      if (!visible) {
        this.ghosts.clear();
        this.picker.stop();
        return;
      }
      geo.acts.want('queue');
      this.again();
    }

    // ----------------------------------------------------------------------------------------------- what is shown

    get items() {
      const queue = geo.desk.queue.filter((item) => this.table.index(item.record) >= 0);
      const { extra } = this.kept;
      const beside = extra && this.table.index(extra.record) >= 0 && !queue.some((item) => item.record === extra.record);
      return beside ? [extra, ...queue] : queue;
    }

    /** The item that is opened, and its record. */
    get active() {
      return this.items.find((item) => item.record === this.kept.at) || null;
    }

    record(id) {
      const row = this.table.index(id);
      return row < 0 ? null : this.table.get(row);
    }

    view() {
      const passes = (id) => Boolean(this.panels.shown[this.table.index(id)]) || id === this.kept.at;
      return geo.doubts.view(this.items, { kind: this.kept.kind, active: this.kept.at, at: this.kept.position, isDone: geo.desk.isDone, passes });
    }

    /** Draw anew once what is under way is done; several tell of it. */
    soon() {
      if (this.waits) return;
      this.waits = true;
      queueMicrotask(() => this.waits && this.again());
    }

    /** Draw anew what has changed. */
    again() {
      this.waits = false;
      if (!this.visible || this.panels.explore.life.signal.aborted) return;
      const known = Boolean(geo.acts.desk && geo.acts.desk.queue);
      const view = this.view();
      const at = view.todo.findIndex((item) => item.record === this.kept.at);
      if (at >= 0) this.kept.position = at;
      const token = geo.focusToken(this.node);
      this.decided = geo.doubts.byRecord((geo.acts.desk || {}).decisions);
      this.drawHead(view, known);
      this.drawList(view, known, at);
      this.drawFolds(view);
      if (token) geo.focusAgain(this.node, token) || this.focus();
      this.drawGhosts();
      if (known && this.ahead) this.ahead();
    }

    drawHead(view, known) {
      const items = geo.desk.queue;
      const looked = items.filter(geo.desk.isDone).length;
      this.progress.textContent = known ? say('review.progress', { done: geo.count(looked), n: items.length, all: geo.count(items.length) }) : say('review.waiting');
      this.meter.style.width = `${items.length ? (100 * looked) / items.length : 0}%`;
      const { can = {}, author = '' } = geo.acts.desk || {};
      for (const [button, words, name] of [[this.undo, can.undo, 'undo'], [this.redo, can.redo, 'redo']]) {
        button.disabled = !words;
        button.title = words ? say(`review.${name}_of`, { words: geo.isolate(words) }) : say(`review.no_${name}`);
      }
      const counts = geo.doubts.counts(this.items, geo.desk.isDone);
      const chip = (kind, words, n) => {
        const button = el('button', { type: 'button', class: 'geo-chip', 'aria-pressed': String(this.kept.kind === kind), 'data-kind': kind || 'all' }, words, ' ', el('span', { class: 'geo-count' }, geo.count(n)));
        button.addEventListener('click', () => {
          this.kept.kind = this.kept.kind === kind ? null : kind;
          this.kept.first = FIRST;
          this.again();
        });
        return button;
      };
      if (this.kept.kind && !counts.has(this.kept.kind)) counts.set(this.kept.kind, 0);
      this.chips.replaceChildren(...(counts.size > 1 || this.kept.kind ? [chip(null, say('review.all'), items.length - looked), ...Array.from(counts, ([kind, n]) => chip(kind, say(`doubt.${kind}`), n))] : []));
      const change = el('button', { type: 'button', class: 'geo-link' }, author ? say('review.change_name') : say('review.give_name'));
      change.addEventListener('click', () => geo.desk.ask());
      const trouble = (geo.acts.desk || {}).trouble;
      this.who.replaceChildren(trouble ? free('span', 'geo-warning', trouble) : author ? el('span', {}, say('review.as'), ' ', free('bdi', '', author)) : el('span', {}, say('review.nameless')), trouble ? '' : ' · ', trouble ? '' : change);
    }

    drawList(view, known, at) {
      const cap = Math.max(this.kept.first, at + 20);
      const part = view.todo.slice(0, cap);
      this.list.replaceChildren(...part.map((item) => this.row(item)));
      const left = view.todo.length - part.length;
      this.more.hidden = left <= 0;
      this.more.textContent = say('review.more', { n: left });
      const none = known && !view.todo.some((item) => !geo.desk.isDone(item));
      this.empty.hidden = known && !none && !view.outside;
      this.empty.textContent = !known ? say('review.waiting') : [none ? say(this.items.length ? 'review.finished' : 'review.nothing') : '', view.outside ? say('review.outside', { n: view.outside }) : ''].filter(Boolean).join(' ');
    }

    drawFolds(view) {
      this.done.hidden = !view.done.length;
      this.done.count.textContent = geo.count(view.done.length);
      this.doneList.replaceChildren(...(this.done.open ? view.done.slice(0, FIRST).map((item) => this.row(item)) : []));
      const { decisions = [] } = geo.acts.desk || {};
      this.past.hidden = !decisions.length;
      this.past.count.textContent = geo.count(decisions.length);
      this.pastList.replaceChildren(...(this.past.open ? decisions.slice(0, LINES).map((one) => geo.decisionLine(one, true)) : []));
    }

    row(item) {
      const record = this.record(item.record);
      const open = item.record === this.kept.at;
      const done = geo.desk.isDone(item);
      const [reason] = item.reasons || [];
      const by = done ? geo.decidedWords(record, this.decided) || say('review.just_decided') : '';
      const key = JSON.stringify([done, by, item.doubt, reason]);
      const kept = this.rows.get(item.record);
      if (!open && kept && kept.key === key) return kept.node;
      const head = el('button', { type: 'button', class: 'geo-case-head', 'data-record': item.record, 'aria-expanded': String(open), ...(open ? { 'aria-current': 'true' } : {}) },
        geo.glyphs.icon(record, 22),
        el('span', { class: 'geo-what' }, free('span', 'geo-label', geo.labelled(record.label)), open && !by && reason ? null : free('span', 'geo-meta', by || (reason ? reason.text || say(`doubt.${reason.kind}`) : say('review.no_doubt')))),
        done ? el('span', { class: 'geo-done', role: 'img', 'aria-label': say('review.decided') }, '✓') : bar(item.doubt));
      head.addEventListener('click', () => (open ? this.close() : this.go(item.record)));
      const node = el('li', { class: `geo-case${open ? ' open' : ''}${done ? ' decided' : ''}` }, head, open ? geo.openCase(item, record, this) : null);
      if (!open) this.rows.set(item.record, { key, node });
      return node;
    }

    // -------------------------------------------------------------------------------------------------- moving

    /** Open an item: its record is selected, the map shows it. */
    go(id, focus = true) {
      const other = this.kept.at !== id;
      if (other) Object.assign(this.kept, { at: id, mode: null, line: '', found: null, sought: null, order: geo.doubts.orderOf(this.items.find((item) => item.record === id) || {}) });
      if (other) this.picker.stop();
      if (this.kept.extra && this.kept.extra.record !== id) this.kept.extra = null;
      const view = this.view();
      const at = view.todo.findIndex((item) => item.record === id);
      if (at >= 0) this.kept.position = at;
      this.again();
      const row = this.table.index(id);
      const { layers } = geo.store.get();
      geo.store.set(this.table.background[row] && !layers.background ? { selected: id, layers: { background: true } } : { selected: id }, 'review');
      this.show();
      if (focus) this.focus();
    }

    /** Of a record without a mark the map shows the first candidate. */
    show() {
      const { active } = this;
      if (!active || geo.itemsOf(this.panels.explore.scene, active.record).length) return;
      const [first] = this.choices();
      if (first) geo.view.go(this.box(first.candidate), Math.min(this.panels.explore.map.getZoom(), 8.5));
    }

    box({ lon, lat }) {
      const [x, y] = geo.project.fromLonLat([[lon, lat]], this.panels.explore.scene.middle);
      return [x, y, x, y];
    }

    close() {
      Object.assign(this.kept, { at: null, mode: null });
      this.again();
    }

    /** The head of the opened row takes the focus, and comes into view. */
    focus() {
      if (geo.desk.asking) return; // who decides has the word
      const head = this.node.querySelector('.geo-case.open > .geo-case-head') || this.node.querySelector('.geo-case-head');
      if (!head) return;
      head.focus({ preventScroll: true });
      this.seek(head.parentNode);
    }

    /** scrollIntoView would also scroll the page that this frame stands in. */
    seek(node) {
      const [outer, inner] = [this.scroll.getBoundingClientRect(), node.getBoundingClientRect()];
      const zoom = outer.height / this.scroll.offsetHeight || 1; // panels are larger on a wall
      if (inner.bottom > outer.bottom) this.scroll.scrollTop += Math.min(inner.bottom - outer.bottom + 8, inner.top - outer.top - 4) / zoom;
      if (inner.top < outer.top) this.scroll.scrollTop += (inner.top - outer.top - 4) / zoom;
    }

    step(by) {
      const next = geo.doubts.next(this.view().todo, this.kept.at, by, geo.desk.isDone);
      if (next) this.go(next.record);
    }

    /** Open the tab with the first item that nobody has looked at. */
    begin() {
      const { panels } = this;
      if (panels.rail.node.hidden) panels.showRail(true);
      const first = () => {
        this.ahead = null;
        const item = this.view().todo.find((one) => !geo.desk.isDone(one));
        if (item) this.go(item.record);
      };
      if (geo.acts.desk && geo.acts.desk.queue) first();
      else this.ahead = first;
    }

    /** Something else was selected: its row opens, wherever it stands. */
    follow(id) {
      if (!this.visible || !id || id === this.kept.at) return;
      if (this.items.some((item) => item.record === id)) {
        this.go(id, false);
        return;
      }
      this.kept.extra = { record: id, doubt: 0, reasons: [], decided: false, places: [], twins: [] };
      this.go(id, false);
      geo.acts.do('look', { record: id }).then(({ item }) => {
        const { kept } = geo.review.now;
        if (!item || kept.at !== id || !kept.extra) return;
        Object.assign(kept, { extra: item, order: geo.doubts.orderOf(item) });
        geo.review.now.again();
      });
    }
  }

  geo.Review = Review;
})(typeof window === 'undefined' ? globalThis : window);
