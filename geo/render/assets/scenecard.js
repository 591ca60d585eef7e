/** One scene in the list of a briefing: picture, title, order, and the form with its words. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;

  /** A small button of the tab. */
  geo.smallButton = (words, press, attributes = {}) => {
    const node = el('button', { type: 'button', class: 'geo-small', ...attributes }, words);
    node.addEventListener('click', press);
    return node;
  };
  const button = geo.smallButton;

  /** One scene in the list. */
  geo.SceneCard = class {
    constructor(tab, id) {
      Object.assign(this, { tab, id });
      this.picture = el('canvas', { class: 'geo-thumb', 'aria-hidden': 'true' });
      this.number = el('span', { class: 'geo-scene-number' });
      this.words = el('span', { class: 'geo-scene-title', dir: 'auto' });
      this.meta = el('span', { class: 'geo-meta' });
      this.go = el('button', { type: 'button', class: 'geo-scene-go', 'data-field': 'go' }, this.picture, el('span', { class: 'geo-what' }, el('span', { class: 'geo-scene-head' }, this.number, this.words), this.meta));
      this.go.addEventListener('click', () => geo.briefing.setTo(geo.briefing.scene(id)));
      this.edit = geo.button('geo-icon geo-scene-edit', say('briefing.edit'), '⋯', () => tab.open(this.opened ? null : id));
      this.edit.dataset.field = 'edit';
      this.up = geo.button('geo-icon', say('briefing.up'), '↑', () => this.shift(-1));
      this.down = geo.button('geo-icon', say('briefing.down'), '↓', () => this.shift(1));
      this.form = el('div', { class: 'geo-scene-form', hidden: '' });
      this.node = el('li', { class: 'geo-scene', draggable: 'true', 'data-scene': id }, el('div', { class: 'geo-scene-row' }, this.go, el('span', { class: 'geo-scene-tools' }, this.up, this.down, this.edit)), this.form);
      this.node.addEventListener('keydown', (event) => this.key(event));
      this.drags();
    }

    get opened() {
      return !this.form.hidden;
    }

    shift(by) {
      const at = geo.briefing.body().scenes.findIndex((s) => s.id === this.id);
      if (!geo.briefing.move(this.id, at + by)) return;
      this.tab.say(say('briefing.moved', { title: this.scene.title, at: at + by + 1 }));
    }

    key(event) {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by && event.altKey) {
        event.preventDefault();
        event.stopPropagation();
        const at = document.activeElement;
        this.shift(by);
        at.focus({ preventScroll: true });
        this.node.scrollIntoView({ block: 'nearest' });
        return;
      }
      if (geo.writing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === 'F2') this.tab.open(this.id, true);
      else if (event.key === 'Delete') this.tab.remove(this.id);
      else if (by) {
        const next = by < 0 ? this.node.previousElementSibling : this.node.nextElementSibling;
        if (next) next.querySelector('.geo-scene-go').focus();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    drags() {
      const { node } = this;
      node.addEventListener('dragstart', (event) => {
        if (event.target.closest && event.target.closest('textarea, input')) return event.preventDefault();
        this.tab.dragged = this.id;
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', '');
        node.classList.add('dragged');
      });
      node.addEventListener('dragend', () => {
        node.classList.remove('dragged');
        this.tab.dragged = null;
        this.tab.mark(null);
      });
      node.addEventListener('dragover', (event) => {
        if (!this.tab.dragged) return;
        event.preventDefault();
        const box = node.getBoundingClientRect();
        this.tab.mark(node, event.clientY > box.top + box.height / 2);
      });
      node.addEventListener('drop', (event) => {
        if (!this.tab.dragged) return;
        event.preventDefault();
        const ids = geo.briefing.body().scenes.map((s) => s.id);
        const from = ids.indexOf(this.tab.dragged);
        const to = ids.indexOf(this.id) + (node.classList.contains('after') ? 1 : 0);
        geo.briefing.move(this.tab.dragged, to > from ? to - 1 : to);
      });
    }

    /** Fields of the scene's words; what is empty there is made from the situation again. */
    make() {
      const field = (name, rows, value, give) => {
        const area = el('textarea', { rows: String(rows), dir: 'auto', 'data-field': name, id: `geo-${this.id}-${name}` });
        area.addEventListener('input', () => geo.briefing.change(this.id, { [name]: give(area.value) }));
        this.fields[name] = [area, value];
        return el('div', {}, el('label', { for: area.id }, say(`briefing.${name}`)), area);
      };
      this.fields = {};
      const made = this.scene.kind !== 'view';
      const text = (most) => (value) => (made && !value.trim() ? undefined : value.slice(0, most));
      this.lit = el('div', { class: 'geo-scene-lit' });
      this.form.replaceChildren(
        field('title', 2, (s) => s.title, text(300)),
        field('lines', 4, (s) => s.lines.join('\n'), (value) => (made && !value.trim() ? undefined : value.split('\n').slice(0, 60).map((line) => line.slice(0, 600)).filter((line, i, all) => line || i < all.length - 1))),
        field('note', 4, (s) => s.note, text(10000)), this.lit,
        el('div', { class: 'geo-scene-acts' },
          button(say('briefing.update'), () => {
            geo.briefing.update(this.id);
            this.tab.say(say('briefing.updated'));
          }),
          button(say('briefing.from_here'), () => geo.present.start(this.id)),
          button(say('briefing.picture'), () => geo.takeaway.picture(geo.briefing.scene(this.id)).then((words) => this.tab.say(words || ''))),
          button(say('briefing.duplicate'), () => this.tab.open(geo.briefing.duplicate(this.id), true)),
          button(say('briefing.delete'), () => this.tab.remove(this.id), { class: 'geo-small geo-danger' })));
    }

    /** Which records are lit, and a way to light the one that is selected. */
    lights(scene) {
      const { table } = this.tab.panels.explore;
      const own = geo.briefing.raw(this.id).records || [];
      const chosen = geo.store.get().selected;
      const light = (records) => {
        geo.thumbs.drop(this.id);
        geo.briefing.change(this.id, { records });
        if (geo.briefing.at === this.id) geo.briefing.setTo(geo.briefing.scene(this.id));
      };
      const names = own.slice(0, 12).map((id) => {
        const row = table.index(id);
        const label = row < 0 ? say('briefing.gone') : table.at('label', row);
        return el('li', {}, el('span', { dir: 'auto' }, label), geo.button('geo-icon', say('briefing.unlight', { label }), '×', () => light(own.filter((other) => other !== id))));
      });
      const add = button(say('briefing.light'), () => light([...own, chosen]));
      add.disabled = !chosen || own.includes(chosen);
      this.lit.replaceChildren(el('span', { class: 'geo-meta' }, own.length ? say('briefing.lit', { n: own.length }) : scene.records.length ? say('briefing.lit_made', { n: scene.records.length }) : say('briefing.lit_none')),
        el('ul', {}, ...names), add);
    }

    update(scene, opened) {
      this.scene = scene;
      this.number.textContent = `${scene.number}. `;
      this.words.textContent = scene.title;
      this.meta.textContent = [scene.kind === 'view' ? '' : say(`briefing.kind_${scene.kind}`), /(^|&)t=/.test(scene.query) ? scene.as_of_words : '', scene.records.length ? say('briefing.lit', { n: scene.records.length }) : ''].filter(Boolean).join(' · ');
      this.node.setAttribute('aria-label', say('briefing.scene', { at: scene.number, title: scene.title }));
      if (geo.briefing.at === this.id) this.go.setAttribute('aria-current', 'true');
      else this.go.removeAttribute('aria-current');
      if (opened && !this.opened) this.make();
      this.form.hidden = !opened;
      this.edit.setAttribute('aria-expanded', String(opened));
      if (opened) {
        for (const [area, value] of Object.values(this.fields)) if (document.activeElement !== area) area.value = value(scene);
        this.lights(scene);
      }
      const look = JSON.stringify([scene.query, scene.box, scene.records, scene.shapes, geo.live.theme.name]);
      if (this.look !== look) {
        this.look = look;
        geo.thumbs.into(scene, this.picture);
      }
    }
  };
})(typeof window === 'undefined' ? globalThis : window);
