/**
 * The panels over the map and how they share the window: bar, rail, drawer, timeline, table. They only read the state and ask
 * the store to change it; what is shown comes from the map's filter.
 * @file
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  /** Pixels: below, rail and drawer are sheets, or they would leave no map between them. The same figure stands in the styles. */
  const NARROW = 1100;
  /** Records beyond which the map is painted before its lists. */
  const MANY = 1500;

  /** The panels of one situation. */
  class Panels {
    constructor(parent, message, bus, explore) {
      Object.assign(this, { parent, message, bus, explore });
      const { table } = explore;
      this.shown = new Uint8Array(table.n).fill(1);
      this.selected = null;
      this.rail = new geo.Rail(message, explore, (id) => this.choose(id));
      this.drawer = new geo.Drawer(message, table, {
        choose: (id) => this.choose(id),
        close: () => geo.store.set({ selected: null }, 'panel'),
        step: (by) => this.step(by),
        zoom: (id) => this.zoom(id),
        placed: (id) => geo.itemsOf(explore.scene, id).length > 0,
      });
      this.toggle = el('button', { class: 'geo-toggle', type: 'button', 'aria-expanded': 'true' });
      this.toggle.addEventListener('click', () => this.showRail(this.rail.node.hidden));
      this.bar = el('section', { class: 'geo-bar', 'aria-label': say('panel.bar') });
      this.sheet = new geo.Sheet(explore, { choose: (id) => this.choose(id, 'table'), changed: () => this.pad() });
      this.filters = new geo.Filters(explore, { changed: () => this.pad() });
      this.search = new geo.Search(explore, message, { choose: (id) => this.choose(id), fly: (box) => geo.view.go(box, 10.5) });
      const open = el('button', { type: 'button', class: 'geo-open', title: say('panel.table_key'), 'aria-expanded': 'false' }, say('panel.table'));
      open.addEventListener('click', () => this.sheet.toggle());
      this.sheet.opener = open;
      this.take = new geo.TakeAway();
      this.bar.append(geo.asOfChip(message, bus), el('div', { class: 'geo-break' }), this.search.node, this.filters.opener, open, this.take.opener, geo.present.opener(), this.filters.chips);
      this.none = el('div', { class: 'geo-none', role: 'status' });
      parent.append(this.rail.node, this.toggle, this.bar, this.filters.node, this.none, this.sheet.node, this.drawer.node, this.take.node);
      for (const panel of [this.rail.node, this.drawer.node, this.toggle, this.bar, this.filters.node, this.none, this.sheet.node, this.take.node]) geo.shield(panel);
      geo.briefing.attach(this);
      geo.present.attach(this);
      this.tabs = new geo.TabStrip(this, this.rail.scroll);
      this.rail.node.replaceChildren(this.tabs.node, ...this.tabs.tabs.map((t) => t.pane));
      if (geo.Timeline.fits(explore, message)) this.timeline = new geo.Timeline(parent, explore, message, geo.store, bus);
      this.measure = geo.measure(explore.map, explore.life.signal);
      this.drawn = geo.drawnShapes(this);
      this.draw = geo.draw ? geo.draw(this) : null; // a saved file has no desk
      geo.keys(this);
      const container = explore.map.getContainer();
      container.querySelector('.gm-tools').append(this.measure.button, geo.button('geo-keyed', say('panel.keys'), '?', () => this.help.toggle(true)));
      container.querySelector('.gm-frame').append(this.measure.where, this.measure.hint);
      bus.on('state', (state, before, from) => {
        if (state.selected !== before.selected) this.select(state.selected, from);
      });
      const follow = geo.put(() => this.follow());
      bus.on('shown', follow);
      const { signal } = explore.life;
      root.addEventListener('resize', () => this.pad(), { signal });
      const watches = [new ResizeObserver(() => this.pad()), new MutationObserver(() => this.dress())];
      watches[0].observe(this.bar);
      watches[1].observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      signal.addEventListener('abort', () => {
        watches.forEach((w) => w.disconnect());
        if (this.timeline) this.timeline.stop();
      });
      this.showRail(root.innerWidth / geo.wall() >= NARROW);
      geo.pending.mounted(explore.scene);
      // Lists, counts and charts of thousands would hold up the map: they follow it, when it says what is shown.
      if (table.n <= MANY) this.follow();
      if (geo.store.get().selected) this.select(geo.store.get().selected, 'start');
      if (!geo.kept.same) Object.assign(geo.kept, { scrolled: {}, asking: null });
      if (!this.tabs.show(geo.kept.tab)) this.tabs.show('situation');
      if (geo.kept.same) geo.takeUpPanels(this);
      bus.on('leave', () => geo.keepPanels(this));
      const again = () => this.selected && !this.drawer.node.hidden && this.drawer.again();
      for (const topic of ['desk', 'decided']) bus.on(topic, again);
    }

    /** Another theme: what is drawn and not styled is drawn anew. */
    dress() {
      this.rail.dress();
      if (this.timeline) this.timeline.draw();
      this.follow();
    }

    /** Bring lists, counts and words up to what the filter lets through. */
    follow() {
      if (this.explore.life.signal.aborted) return;
      const state = geo.store.get();
      const result = this.explore.lastShown();
      this.shown = result.shown;
      this.rail.update(this.shown, state);
      this.filters.update(result, state);
      this.search.update(result, state);
      this.sheet.update(this.shown, state);
      this.sayNone(result, state);
      this.tabs.update();
      if (this.selected && !this.drawer.node.hidden) this.place();
      this.pad();
    }

    /** Rows that have a mark or stand behind one. */
    marked() {
      if (this.withMark) return this.withMark;
      const { scene, table } = this.explore;
      const rows = (this.withMark = new Uint8Array(table.n));
      for (const row of scene.points.row) if (row >= 0) rows[row] = 1;
      for (const several of [...scene.points.more.values(), ...scene.items.map((i) => i.rows)]) for (const row of several) rows[row] = 1;
      return rows;
    }

    /** When nothing is left, say by what and how to get back; when nothing of it has a mark, say that. */
    sayNone(result, state) {
      const whole = geo.isWhole(state);
      const none = result.count === 0 && result.total > 0 && !whole;
      const unseen = !none && !whole && !this.marked().some((mark, i) => mark && this.shown[i]);
      this.none.hidden = !none && !unseen;
      this.none.classList.toggle('unseen', unseen);
      if (!none) {
        this.none.replaceChildren(unseen ? el('span', {}, say('panel.none_placed', { n: result.count })) : '');
        return;
      }
      const words = [...geo.chosen(state, this.explore.table).map((c) => c.words), state.text.trim() ? say('words.quoted', { text: state.text.trim() }) : '', state.time ? geo.days(`${state.time.from}/${state.time.to}`) : ''].filter(Boolean);
      const act = (name, patch) => {
        const button = el('button', { type: 'button', class: 'geo-small' }, name);
        button.addEventListener('click', () => geo.store.set(patch, 'panel'));
        return button;
      };
      const filtered = !geo.isWhole({ ...state, time: null });
      this.none.replaceChildren(el('b', {}, say('panel.no_match')), el('span', {}, geo.joined(words)),
        el('span', { class: 'geo-acts' }, filtered ? act(say('panel.clear'), geo.noFilters()) : null, state.time ? act(say('time.all'), { time: null }) : null));
    }

    // -------------------------------------------------------------------------------------------- selection

    choose(id, from = 'panel') {
      const i = this.explore.table.index(id);
      if (i < 0) return;
      const { layers } = geo.store.get();
      geo.store.set(this.explore.table.background[i] && !layers.background ? { selected: id, layers: { background: true } } : { selected: id }, from);
    }

    /** Where the selected record stands in the list of what is shown. */
    position() {
      const i = this.explore.table.index(this.selected);
      const list = this.explore.table.background[i] ? this.rail.history : this.rail.order;
      const kept = list.filter((row) => this.shown[row]);
      return { at: kept.indexOf(i), of: kept.length };
    }

    /** The next or previous record of the list. */
    step(by) {
      const i = this.explore.table.index(this.selected);
      const order = i >= 0 && this.explore.table.background[i] ? this.rail.history : this.rail.order;
      const next = geo.neighbour(order, this.shown, i, by);
      if (next >= 0) this.choose(this.explore.table.id(next));
    }

    zoom(id) {
      const items = geo.itemsOf(this.explore.scene, id || this.selected);
      if (items.length) geo.view.go(geo.worldBox(items), 11);
    }

    place() {
      const focused = this.drawer.node.contains(document.activeElement) ? [...this.drawer.node.querySelectorAll('button')].indexOf(document.activeElement) : -1;
      const { at, of } = this.position();
      const said = this.drawer.node.querySelector('.geo-steps .geo-meta');
      if (said && said.dataset.place === `${at}/${of}`) return;
      const top = (this.drawer.node.querySelector('.geo-article') || {}).scrollTop;
      this.drawer.show(this.selected, { at, of });
      this.drawer.node.querySelector('.geo-steps .geo-meta').dataset.place = `${at}/${of}`;
      const body = this.drawer.node.querySelector('.geo-article');
      if (body && top !== undefined) body.scrollTop = top;
      if (focused >= 0) (this.drawer.node.querySelectorAll('button')[focused] || body).focus({ preventScroll: true });
    }

    select(id, from) {
      const known = id && this.explore.table.index(id) >= 0;
      const focused = document.activeElement;
      const inDrawer = this.drawer.node.contains(focused);
      const button = inDrawer ? [...this.drawer.node.querySelectorAll('button')].indexOf(focused) : -1;
      if (known && !this.selected) this.opener = focused;
      this.selected = known ? id : null;
      this.rail.select(this.selected, from !== 'panel' || inDrawer);
      this.sheet.select(this.selected);
      if (!known) {
        this.drawer.show(null);
        if (inDrawer && this.opener && this.opener.isConnected) this.opener.focus({ preventScroll: true });
        this.pad();
        return;
      }
      this.drawer.show(id, this.position());
      this.pad();
      const buttons = this.drawer.node.querySelectorAll('button');
      if (inDrawer) (buttons[button] && !buttons[button].disabled ? buttons[button] : this.drawer.node.querySelector('.geo-close')).focus({ preventScroll: true });
      else if (from === 'panel') this.drawer.node.querySelector('.geo-close').focus({ preventScroll: true });
    }

    // ----------------------------------------------------------------------------------------------- window

    showRail(shown) {
      this.rail.node.hidden = !shown;
      this.toggle.setAttribute('aria-expanded', String(shown));
      this.toggle.textContent = shown ? '‹' : say('panel.open');
      this.toggle.title = say(shown ? 'panel.hide' : 'panel.show');
      this.toggle.classList.toggle('alone', !shown);
      this.pad();
    }

    /** Give every panel its room and tell the view which part of the map they cover. */
    pad() {
      if (!geo.view || !geo.view.setPadding) return;
      // On a wall everything is larger: what panels measure of themselves is in their own pixels, what the view is told in the window's.
      const k = geo.wall();
      const narrow = root.innerWidth / k < NARROW;
      const side = (node) => (narrow || node.hidden ? 0 : node.offsetWidth + 12);
      const [left, right] = [side(this.rail.node), side(this.drawer.node)];
      const style = document.documentElement.style;
      style.setProperty('--geo-ui', String(k));
      document.documentElement.classList.toggle('geo-narrow', narrow);
      document.documentElement.classList.toggle('geo-railed', !this.rail.node.hidden && !narrow);
      style.setProperty('--geo-at-left', left + 'px');
      style.setProperty('--geo-at-right', right + 'px');
      // A sheet lies below everything else, the table above the timeline.
      const sheet = narrow && (!this.rail.node.hidden || !this.drawer.node.hidden) ? Math.round(root.innerHeight * 0.5) : 0;
      style.setProperty('--geo-sheet', sheet + 'px');
      document.documentElement.classList.toggle('geo-sheeted', sheet > 0 && root.innerHeight < 700);
      const strip = this.timeline ? this.timeline.node.offsetHeight + (narrow ? 0 : 12) : 0;
      style.setProperty('--geo-strip', strip + 'px');
      const tabled = this.sheet.node.hidden ? 0 : this.sheet.node.offsetHeight + (narrow ? 0 : 8);
      const free = root.innerWidth / k - left - right;
      document.documentElement.classList.toggle('geo-crowded', (!this.filters.node.hidden && free < 720) || (tabled > 0 && root.innerHeight / k < 900));
      document.documentElement.classList.toggle('geo-filtering', !this.filters.node.hidden);
      document.documentElement.classList.toggle('geo-reviewing', this.tabs.open === 'review' && !this.rail.node.hidden);
      const drawing = this.draw ? this.draw.covers() : { x: 0, y: 0 };
      // Who presents has the whole window, and says what of it is covered.
      const presented = geo.present && geo.present.covers();
      const next = presented || { left: k * (left + (narrow ? 0 : drawing.x)), right: k * right, top: k * (this.bar.offsetHeight + 12), bottom: k * (narrow ? Math.max(sheet + strip, tabled, drawing.y && strip + drawing.y) : strip + tabled) };
      if (!presented && geo.view.scale !== k) geo.view.setScale(k);
      const key = JSON.stringify(next) + root.innerWidth + root.innerHeight;
      if (key === this.padded) return;
      this.padded = key;
      geo.view.setPadding(next);
    }
  }

  geo.panels = {
    /** Put the panels over the map. @returns {Panels} */
    mount(parent, message, bus, explore) { return (geo.panels.mounted = new Panels(parent, message, bus, explore)); },
  };
})(typeof window === 'undefined' ? globalThis : window);
