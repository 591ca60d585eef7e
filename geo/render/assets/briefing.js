/** The tab "Briefing": scenes made from the present view, in order, with their words; everything by keyboard as well. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  const button = geo.smallButton;

  /** What must survive new data: the scene that is open, where the list stands, which field has the focus. */
  const kept = () => (geo.kept.briefing = geo.kept.briefing || { open: null, top: 0, field: null });

  /** The tab of one mount. */
  class Tab {
    constructor(panels) {
      this.panels = panels;
      this.cards = new Map();
      this.title = el('input', { type: 'text', class: 'geo-briefing-title', dir: 'auto', maxlength: '300', 'aria-label': say('briefing.title_of_all'), 'data-field': 'all' });
      this.title.addEventListener('input', () => (geo.briefing.title = this.title.value));
      this.add = button(say('briefing.add'), () => this.take(), { class: 'geo-small geo-strong', 'data-field': 'add' });
      this.play = button(say('briefing.present'), () => geo.present.start(geo.briefing.at), { class: 'geo-small geo-strong' });
      this.standing = el('div', { class: 'geo-standing' });
      this.undo = el('div', { class: 'geo-undo', hidden: '' });
      this.said = el('div', { class: 'geo-said', role: 'status', 'aria-live': 'polite' });
      this.list = el('ol', { class: 'geo-scenes', 'aria-label': say('briefing.scenes') });
      this.none = el('p', { class: 'geo-empty' }, say('briefing.none'));
      this.more = el('div', { class: 'geo-more-scenes' }, button(say('briefing.starter'), () => this.begin()), this.since());
      this.node = el('div', { class: 'geo-scroll geo-briefing', tabindex: '-1' },
        this.title, el('div', { class: 'geo-briefing-acts' }, this.add, this.play, button(say('take.title'), () => panels.take.toggle(true))), this.standing, this.undo, this.none, this.list, this.more, this.said);
      this.node.addEventListener('scroll', () => (kept().top = this.node.scrollTop), { passive: true });
      this.node.addEventListener('focusin', (event) => {
        const field = event.target.dataset.field;
        const scene = event.target.closest('[data-scene]');
        kept().field = field ? { field, scene: scene && scene.dataset.scene } : null;
      });
      this.node.addEventListener('focusout', () => this.node.isConnected && (kept().field = null));
      const { bus } = panels;
      for (const topic of ['briefing', 'desk', 'theme', 'select']) bus.on(topic, geo.put(() => this.update(), 20, 60));
      this.focused = kept().field;
      this.update();
    }

    shown(visible) {
      if (!visible) return;
      this.update();
      this.node.scrollTop = kept().top;
      const { focused } = this;
      this.focused = null;
      if (!focused || document.activeElement !== document.body) return;
      const within = focused.scene ? this.list.querySelector(`[data-scene="${CSS.escape(focused.scene)}"]`) : this.node;
      const field = within && within.querySelector(`[data-field="${focused.field}"]`);
      if (field) field.focus({ preventScroll: true });
    }

    /** The present view becomes a scene, behind the one that is shown. */
    take() {
      const scene = geo.briefing.made();
      const all = geo.briefing.add([scene], geo.briefing.at || undefined);
      this.say(all ? say('briefing.added', { title: scene.title }) : say('briefing.full'));
      this.update();
      const card = this.cards.get(scene.id);
      if (card) card.node.scrollIntoView({ block: 'nearest' });
    }

    begin() {
      const scenes = geo.briefing.starter();
      geo.briefing.add(scenes);
      this.say(say('briefing.began', { n: scenes.length }));
    }

    /** Ask for a day and make the scene of what changed after it. */
    since() {
      const { time } = this.panels.message;
      if (!time || !geo.acts) return null;
      const days = time.days || [];
      const before = geo.isoDay(geo.dayNumber(days[days.length - 1] || time.to) - 1);
      const day = el('input', { type: 'date', id: 'geo-since', min: time.from, max: geo.isoDay(geo.dayNumber(time.to) - 1), value: before, required: '' });
      const go = button(say('briefing.changes'), async () => {
        if (!day.value) return;
        go.disabled = true;
        this.say(say('briefing.looking'));
        const { scene, error } = await geo.briefing.changesSince(day.value);
        go.disabled = false;
        if (error) return this.say(error, true);
        geo.briefing.add([scene]);
        geo.briefing.setTo(geo.briefing.scene(scene.id));
        this.say(say('briefing.added', { title: geo.briefing.scene(scene.id).title }));
      });
      this.asking = el('div', { class: 'geo-since' }, el('label', { for: 'geo-since' }, say('briefing.since')), day, go);
      return this.asking;
    }

    open(id, focus = false) {
      kept().open = id;
      this.update();
      const card = this.cards.get(id);
      if (!card) return;
      card.node.scrollIntoView({ block: 'nearest' });
      if (focus) card.fields.title[0].focus();
    }

    remove(id) {
      const card = this.cards.get(id);
      const beside = card.node.nextElementSibling || card.node.previousElementSibling;
      geo.briefing.remove(id);
      this.update();
      const back = this.undo.querySelector('button') || (beside && beside.querySelector('.geo-scene-go')) || this.add;
      back.focus({ preventScroll: true });
    }

    /** Where a dragged scene would go. */
    mark(node, after) {
      for (const card of this.cards.values()) {
        card.node.classList.toggle('before', card.node === node && !after);
        card.node.classList.toggle('after', card.node === node && Boolean(after));
      }
    }

    say(words, wrong = false) {
      this.said.textContent = words;
      this.said.classList.toggle('wrong', wrong);
    }

    update() {
      if (!geo.live || this.panels.explore.life.signal.aborted) return;
      const scenes = geo.briefing.scenes();
      const { open } = kept();
      const ids = new Set(scenes.map((s) => s.id));
      for (const [id, card] of this.cards) {
        if (ids.has(id)) continue;
        card.node.remove();
        this.cards.delete(id);
      }
      const focused = document.activeElement;
      scenes.forEach((scene, i) => {
        if (!this.cards.has(scene.id)) this.cards.set(scene.id, new geo.SceneCard(this, scene.id));
        const card = this.cards.get(scene.id);
        if (this.list.children[i] !== card.node) this.list.insertBefore(card.node, this.list.children[i] || null);
        card.up.disabled = i === 0;
        card.down.disabled = i === scenes.length - 1;
        card.update(scene, scene.id === open);
      });
      if (focused && focused.isConnected && document.activeElement !== focused && this.node.contains(focused)) focused.focus({ preventScroll: true });
      if (document.activeElement !== this.title) this.title.value = geo.briefing.title;
      this.none.hidden = scenes.length > 0;
      if (this.asking) this.asking.hidden = !geo.acts.live;
      this.stand();
    }

    /** Whether it is kept; what to do where two changed it; what can be taken back. */
    stand() {
      const { standing, undoable } = geo.briefing;
      const key = JSON.stringify([standing.kind, standing.words, undoable]);
      if (this.stood === key) return;
      this.stood = key;
      this.standing.className = `geo-standing ${standing.kind}`;
      if (standing.kind === 'conflict') {
        const settle = (which) => button(say(`briefing.${which}`), () => geo.briefing.settle(which));
        this.standing.replaceChildren(el('p', { role: 'alert' }, el('b', {}, say('briefing.conflict')), ' ', standing.words),
          el('p', {}, say('briefing.mine_has', { n: geo.briefing.length }), ' ', say('briefing.theirs_have', { n: standing.theirs.scenes.length })),
          el('ol', {}, ...standing.theirs.scenes.slice(0, 8).map((s) => el('li', { dir: 'auto' }, s.title || say(`briefing.kind_${s.kind}`)))),
          el('div', { class: 'geo-briefing-acts' }, settle('both'), settle('mine'), settle('theirs')));
      } else if (standing.kind === 'failed') {
        this.standing.replaceChildren(el('p', { role: 'alert' }, standing.words), button(say('briefing.again'), () => geo.briefing.again()));
      } else this.standing.replaceChildren(el('span', { class: 'geo-meta' }, say(`briefing.${standing.kind}`)));
      this.undo.hidden = !undoable;
      this.undo.replaceChildren(...(undoable ? [el('span', { dir: 'auto' }, undoable), button(say('briefing.undo'), () => {
        geo.briefing.undo();
        this.update();
      })] : []));
    }
  }

  /** Open the tab by its key; pressed again in it, the present view becomes a scene. */
  geo.openBriefing = function (panels) {
    if (panels.rail.node.hidden) panels.showRail(true);
    panels.tabs.show('briefing').tab.add.focus({ preventScroll: true });
  };

  geo.tabs = geo.tabs || [];
  geo.tabs.push({
    key: 'briefing', words: () => say('briefing.tab'), wanted: () => true,
    make(panels) {
      const tab = new Tab(panels);
      return { node: tab.node, tab, shown: (visible) => tab.shown(visible), update: () => {} };
    },
  });
})(typeof window === 'undefined' ? globalThis : window);
