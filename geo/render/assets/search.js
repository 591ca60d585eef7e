/** The search: words filter the records while one types; places, actors, sides and records are offered to go to. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  const EACH = 4;

  /** @returns {number} how well a name fits what was typed: the start of the name, of a word, within; 0 not at all. Pure. */
  geo.fits = function (name, wanted) {
    const at = wanted ? name.indexOf(wanted) : -1;
    if (at < 0) return 0;
    if (at === 0) return name.length === wanted.length ? 4 : 3;
    return /[\s·,('"-]/.test(name[at - 1]) ? 2 : 1;
  };

  /**
   * The best of a list of names. Pure.
   *
   * @param {{name: string, weight: number}[]} entries `plain` is kept with each
   * @param {string} wanted folded
   * @param {Function} plain folds case and accents
   */
  geo.suggest = function (entries, wanted, plain, most = EACH) {
    const found = [];
    for (const entry of entries) {
      if (entry.plain === undefined) entry.plain = plain(entry.name);
      const fit = geo.fits(entry.plain, wanted);
      if (fit) found.push([fit, entry]);
    }
    return found.sort((a, b) => b[0] - a[0] || b[1].weight - a[1].weight || a[1].name.length - b[1].name.length).slice(0, most).map(([, entry]) => entry);
  };

  geo.Search = class {
    constructor(explore, message, acts) {
      this.explore = explore;
      this.acts = acts;
      this.message = message;
      this.options = [];
      this.active = -1;
      this.input = el('input', {
        type: 'search', class: 'geo-search', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'geo-suggestions', 'aria-autocomplete': 'list',
        'aria-label': geo.say('search.field'), placeholder: geo.say('search.placeholder'), dir: 'auto', autocomplete: 'off', spellcheck: 'false', maxlength: '120', title: geo.say('search.open'),
      });
      this.list = el('div', { class: 'geo-suggestions', id: 'geo-suggestions', role: 'listbox', 'aria-label': geo.say('search.suggestions'), hidden: '' });
      this.node = el('div', { class: 'geo-finder' }, this.input, this.list);
      this.ask = geo.put(() => this.send(), 140, 400);
      this.input.addEventListener('input', () => {
        this.ask();
        this.offer();
      });
      this.input.addEventListener('keydown', (event) => this.key(event));
      this.input.addEventListener('focus', () => this.input.value.trim() && this.offer());
      this.node.addEventListener('focusout', (event) => {
        if (!this.node.contains(event.relatedTarget)) this.open(false);
      });
      this.list.addEventListener('mousedown', (event) => event.preventDefault()); // the field keeps the focus
    }

    /** Give the typed words to the filter. */
    send() {
      const text = this.input.value.trim();
      if (text !== geo.store.get().text) geo.store.set({ text }, 'search');
    }

    update(result, state) {
      this.shown = result.shown;
      if (document.activeElement !== this.input && this.input.value.trim() !== state.text.trim()) this.input.value = state.text;
      if (!this.list.hidden) this.offer();
    }

    /** Names to offer, gathered at the first search. */
    names() {
      if (this.known) return this.known;
      const { table, scene } = this.explore;
      const facet = (name) => {
        const { values, labels } = table.facet(name);
        const weights = geo.totals(table, name);
        return values.map((value, code) => ({ name: labels[code], value, weight: weights[code] }));
      };
      const at = new Map();
      for (const item of scene.items) if (item.p.place && item.parts.length && !at.has(item.p.place)) at.set(item.p.place, geo.worldBox([item]));
      const { points } = scene;
      for (let i = 0; i < points.n; i++) if (!at.has(points.place(i))) at.set(points.place(i), [points.x[i], points.y[i], points.x[i], points.y[i]]);
      const places = facet('place').map((entry) => ({ ...entry, box: at.get(entry.name) || null }));
      const spoken = new Set(places.map((p) => p.name));
      const ground = ((this.message.basemap || {}).names || {}).places || [];
      for (const [name, lon, lat, people] of ground) if (!spoken.has(name)) places.push({ name, lon, lat, weight: Math.log10((people || 0) + 1) / 100 });
      this.known = { places, actors: facet('actor'), sides: facet('side') };
      return this.known;
    }

    offer() {
      const { table } = this.explore;
      const wanted = table.plain(this.input.value.trim());
      if (!wanted) {
        this.open(false);
        return;
      }
      const { places, actors, sides } = this.names();
      const records = (n) => geo.say('count.records', { n });
      const groups = [
        [geo.say('search.places'), geo.suggest(places, wanted, table.plain), (p) => (p.weight >= 1 ? records(p.weight) : geo.say('search.on_map')), (p) => this.go(p)],
        [geo.say('search.actors'), geo.suggest(actors, wanted, table.plain), (a) => records(a.weight), (a) => this.filter('actor', a.value)],
        [geo.say('search.sides'), geo.suggest(sides, wanted, table.plain), (s) => records(s.weight), (s) => this.filter('side', s.value)],
        [geo.say('search.records'), this.records(wanted), (r) => r.meta, (r) => this.record(r)],
      ].filter(([, entries]) => entries.length);
      this.options = [];
      this.list.replaceChildren(...groups.map(([title, entries, meta, act], g) => {
        const head = el('div', { class: 'geo-group', id: `geo-group-${g}`, 'aria-hidden': 'true' }, title);
        return el('div', { role: 'group', 'aria-labelledby': head.id }, head, ...entries.map((entry) => {
          const option = el('div', { role: 'option', id: `geo-option-${this.options.length}`, 'aria-selected': 'false', class: 'geo-option' }, el('span', { dir: 'auto' }, geo.labelled(entry.name)), el('i', {}, meta(entry)));
          option.addEventListener('click', () => act(entry));
          this.options.push({ node: option, act: () => act(entry) });
          return option;
        }));
      }));
      if (!this.options.length) this.list.replaceChildren(el('div', { class: 'geo-group', role: 'option', 'aria-selected': 'false', 'aria-disabled': 'true' }, geo.say('search.none')));
      this.open(true);
      this.point(-1);
    }

    /** The first shown records that have the words; the filter already did the looking. */
    records(wanted) {
      const { table } = this.explore;
      const out = [];
      const words = wanted.split(/\s+/);
      for (let i = 0; i < table.n && out.length < EACH; i++) {
        if (!table.listed[i] || (this.shown && !this.shown[i])) continue;
        const name = table.at('label', i) || '';
        const plain = table.plain(name);
        if (words.every((word) => plain.includes(word))) out.push({ id: table.id(i), name, meta: table.day[i] < 0 ? '' : geo.shortDay(table.day[i]) });
      }
      return out;
    }

    key(event) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) {
        event.preventDefault();
        if (this.list.hidden) this.offer();
        const n = this.options.length;
        if (n) this.point(this.active < 0 ? (by > 0 ? 0 : n - 1) : (this.active + by + n) % n);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        // Without a choice the words stay as the filter; a place that was typed in full is meant.
        const whole = this.known && geo.suggest(this.known.places, this.explore.table.plain(this.input.value.trim()), this.explore.table.plain, 1)[0];
        if (this.active >= 0 && !this.list.hidden) this.options[this.active].act();
        else if (whole && geo.fits(whole.plain, this.explore.table.plain(this.input.value.trim())) === 4) this.go(whole);
        else {
          this.send();
          this.open(false);
        }
      }
    }

    /** Close the suggestions, then empty the field, then leave it. @returns {boolean} whether there was something to do */
    escape() {
      if (document.activeElement !== this.input) return false;
      if (!this.list.hidden) this.open(false);
      else if (this.input.value) {
        this.input.value = '';
        this.send();
      } else this.input.blur();
      return true;
    }

    point(index) {
      this.active = index;
      this.options.forEach(({ node }, i) => node.setAttribute('aria-selected', String(i === index)));
      const option = this.options[index];
      if (option) {
        this.input.setAttribute('aria-activedescendant', option.node.id);
        option.node.scrollIntoView({ block: 'nearest' });
      } else this.input.removeAttribute('aria-activedescendant');
    }

    open(shown) {
      this.list.hidden = !shown;
      this.input.setAttribute('aria-expanded', String(shown));
      if (!shown) this.point(-1);
    }

    /** Leave the words and do what was chosen. */
    done(task) {
      this.input.value = '';
      this.open(false);
      this.send();
      task();
    }

    go(place) {
      this.done(() => {
        if (place.lon !== undefined) {
          const P = geo.project;
          const [x, y] = [P.worldX(P.near(place.lon, this.explore.scene.middle)), P.worldY(place.lat)];
          this.acts.fly([x, y, x, y]);
        } else if (place.box) this.acts.fly(place.box);
        else this.filter('place', place.value);
      });
    }

    filter(facet, value) {
      this.done(() => geo.store.set(geo.switched(geo.store.get(), facet, value, true), 'search'));
    }

    record(entry) {
      this.done(() => this.acts.choose(entry.id));
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
