/** The filters: a card of facets with live counts, and a chip for each that is on. Values are article text. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  const FACETS = Object.fromEntries(geo.FACETS.map((facet) => [facet, geo.say(`facet.${facet}`)]));
  const METRICS = ['killed', 'wounded', 'displaced', 'returned', 'detained', 'destroyed', 'missing', 'in_need'];
  /** Values shown of a facet before somebody asks for more, and a facet so long that it gets a search of its own. */
  const FEW = 8;
  const LONG = 10;
  const CHIPS = 6;

  /** @returns {string} what people read for a value of a facet */
  function wording(facet, value, label) {
    if (facet === 'grade') {
      const [source, info] = [geo.words.SOURCE_GRADE[value[0]], geo.words.INFO_GRADE[value[1]]];
      return geo.joined([value, [source && geo.say('filters.source', { grade: source }), info].filter(Boolean).join(', ')]);
    }
    if (facet === 'figure') return (METRICS.includes(value) ? geo.say(`metric.${value}`) : String(value).replace(/_/g, ' '));
    return label || value;
  }

  const nameOf = (facet, value, table) => {
    const { values, labels } = table.facet(facet);
    return wording(facet, value, labels[values.indexOf(value)]);
  };

  /** @returns {Uint32Array} rows of each value of a facet, of those that lists speak of. Pure. */
  geo.totals = function (table, facet) {
    const { values, codes, starts } = table.facet(facet);
    const totals = new Uint32Array(values.length);
    for (let i = 0; i < table.n; i++) if (table.listed[i]) for (let k = starts[i]; k < starts[i + 1]; k++) totals[codes[k]]++;
    return totals;
  };

  /** @returns {{facet: string, value: string, words: string}[]} every filter that is on. Pure. */
  geo.chosen = (state, table) =>
    Object.keys(FACETS).flatMap((facet) => (state.filters[facet] || []).map((value) => ({ facet, value, words: geo.say('filters.chip', { facet: FACETS[facet], value: nameOf(facet, value, table) }) })));

  /** What to give the store so that no filter is left. */
  geo.noFilters = () => ({ filters: Object.fromEntries(Object.keys(FACETS).map((f) => [f, []])), text: '' });

  /** The state's filters with one value switched. Pure. */
  geo.switched = function (state, facet, value, on) {
    const rest = (state.filters[facet] || []).filter((v) => v !== value);
    return { filters: { [facet]: on ? [...rest, value] : rest } };
  };

  geo.Filters = class {
    constructor(explore, acts) {
      this.table = explore.table;
      this.acts = acts;
      this.result = null;
      this.opener = el('button', { type: 'button', class: 'geo-open', title: geo.say('filters.open'), 'aria-expanded': 'false' }, geo.say('filters.name'));
      this.opener.addEventListener('click', () => this.show(this.node.hidden));
      this.chips = el('div', { class: 'geo-active', role: 'group', 'aria-label': geo.say('filters.active'), hidden: '' });
      const close = geo.button('geo-close', geo.say('filters.close'), '×', () => this.show(false));
      this.sum = el('span', { class: 'geo-meta' });
      this.clear = el('button', { type: 'button', class: 'geo-small' }, geo.say('filters.clear'));
      this.clear.addEventListener('click', () => geo.store.set(geo.noFilters(), 'panel'));
      this.body = el('div', { class: 'geo-facets', tabindex: '-1' });
      this.node = el('section', { class: 'geo-card', role: 'dialog', 'aria-label': geo.say('filters.name'), hidden: '' },
        el('header', {}, el('h2', {}, geo.say('filters.name')), this.sum, this.clear, close), this.body);
      this.facets = null;
    }

    /** All facets, made when the card is first opened: gathering them costs as much as the first painting. */
    make() {
      this.claims = geo.claimsSwitch(this.table);
      this.facets = Object.keys(FACETS).filter((facet) => facet !== 'claims').map((facet) => this.makeFacet(facet)).filter(Boolean);
      this.body.append(this.claims.node, ...this.facets.map((f) => f.node));
      if (!this.facets.length) this.body.append(el('p', { class: 'geo-empty' }, geo.say('filters.nothing')));
    }

    /** One facet; null when its records do not differ. */
    makeFacet(facet) {
      const { values, labels } = this.table.facet(facet);
      const totals = geo.totals(this.table, facet);
      // By how often, and always in that order: rows that jump while one aims at them are worse than zeros among them.
      const order = values.map((_, code) => code).filter((code) => totals[code]).sort((a, b) => totals[b] - totals[a] || (wording(facet, values[a], labels[a]) < wording(facet, values[b], labels[b]) ? -1 : 1));
      // Of what most records lack one value is a choice.
      if (order.length < (facet === 'tension' ? 1 : 2)) return null;
      const list = el('ul', {});
      const more = el('button', { type: 'button', class: 'geo-more' });
      const count = el('span', { class: 'geo-count' });
      const find = el('input', { type: 'search', class: 'geo-find', placeholder: geo.say('filters.find_among', { n: order.length }), 'aria-label': geo.say('filters.find', { facet: FACETS[facet] }), autocomplete: 'off', spellcheck: 'false' });
      find.hidden = order.length <= LONG;
      const made = { facet, values, labels, order, list, more, find, cap: FEW, key: null };
      find.addEventListener('input', () => this.draw(made));
      more.addEventListener('click', () => {
        made.cap += 40;
        this.draw(made);
      });
      made.count = count;
      made.node = el('details', { class: 'geo-facet' }, el('summary', {}, el('h3', {}, FACETS[facet]), count), find, list, more);
      made.node.open = ['type', 'side'].includes(facet);
      made.node.addEventListener('toggle', () => this.draw(made));
      return made;
    }

    show(shown) {
      this.node.hidden = !shown;
      this.opener.setAttribute('aria-expanded', String(shown));
      if (shown) {
        if (!this.facets) this.make();
        this.claims.update(geo.store.get());
        this.facets.forEach((f) => this.draw(f));
        const first = this.node.querySelector('.geo-claims input:checked, summary') || this.node.querySelector('button');
        first.focus({ preventScroll: true });
      } else if (this.node.contains(document.activeElement) || document.activeElement === document.body) this.opener.focus({ preventScroll: true });
      this.acts.changed();
    }

    /** @param {object} result of the filter @param {object} state */
    update(result, state) {
      this.result = result;
      const active = geo.chosen(state, this.table);
      const text = state.text.trim();
      const number = active.length + (text ? 1 : 0);
      this.opener.replaceChildren(geo.say('filters.name'), number ? el('b', { class: 'geo-badge' }, geo.count(number)) : '');
      this.opener.setAttribute('aria-label', number ? geo.say('filters.name_on', { n: number }) : geo.say('filters.name'));
      this.sum.textContent = geo.say('filters.sum', { n: result.total, shown: result.count });
      this.clear.hidden = !number;
      this.drawChips(active, text);
      if (!this.node.hidden) {
        this.claims.update(state);
        this.facets.forEach((f) => this.draw(f));
      }
    }

    drawChips(active, text) {
      const key = JSON.stringify([active, text]);
      if (key === this.chipKey) return;
      this.chipKey = key;
      const at = this.chips.contains(document.activeElement) ? [...this.chips.children].indexOf(document.activeElement) : -1;
      const chip = (words, patch) => {
        const node = el('button', { type: 'button', class: 'geo-on', 'aria-label': geo.say('filters.remove_named', { filter: words }), title: geo.say('filters.remove', { filter: words }) }, el('span', {}, words), el('i', { 'aria-hidden': 'true' }, '×'));
        node.addEventListener('click', () => geo.store.set(patch(), 'panel'));
        return node;
      };
      const all = active.map((c) => chip(c.words, () => geo.switched(geo.store.get(), c.facet, c.value, false)));
      if (text) all.unshift(chip(geo.say('words.quoted', { text }), () => ({ text: '' })));
      const shown = all.slice(0, CHIPS);
      if (all.length > CHIPS) {
        const rest = el('button', { type: 'button', class: 'geo-on' }, geo.say('filters.more', { n: all.length - CHIPS }));
        rest.addEventListener('click', () => this.show(true));
        shown.push(rest);
      }
      if (all.length > 1) {
        const clear = el('button', { type: 'button', class: 'geo-on clear' }, geo.say('filters.clear'));
        clear.addEventListener('click', () => geo.store.set(geo.noFilters(), 'panel'));
        shown.push(clear);
      }
      this.chips.replaceChildren(...shown);
      this.chips.hidden = !shown.length;
      if (at >= 0) (this.chips.children[Math.min(at, shown.length - 1)] || this.opener).focus({ preventScroll: true });
    }

    draw(made) {
      const { facet, values, labels, order, list, find } = made;
      const chosen = new Set(geo.store.get().filters[facet]);
      made.count.textContent = chosen.size ? geo.say('filters.chosen', { n: chosen.size }) : geo.count(order.length);
      made.node.classList.toggle('on', chosen.size > 0);
      if (!made.node.open || this.node.hidden || !this.result) return;
      const counts = this.result.counts(facet);
      const wanted = this.table.plain(find.value.trim());
      const fits = order.filter((code) => !wanted || this.table.plain(wording(facet, values[code], labels[code])).includes(wanted));
      // What is chosen stays in sight.
      const kept = [...fits.filter((code) => chosen.has(values[code])), ...fits.filter((code) => !chosen.has(values[code])).slice(0, made.cap)];
      const part = fits.filter((code) => kept.includes(code));
      const key = JSON.stringify(part);
      if (key !== made.key) {
        made.key = key;
        const focused = list.contains(document.activeElement) ? document.activeElement.dataset.code : null;
        list.replaceChildren(...part.map((code) => {
          const box = el('input', { type: 'checkbox', 'data-code': String(code) });
          box.addEventListener('change', () => geo.store.set(geo.switched(geo.store.get(), facet, values[code], box.checked), 'panel'));
          return el('li', {}, el('label', {}, box, el('span', { dir: 'auto' }, wording(facet, values[code], labels[code])), el('i', {})));
        }));
        const again = focused !== null && [...list.querySelectorAll('input')].find((b) => b.dataset.code === focused);
        if (again) again.focus({ preventScroll: true });
      }
      [...list.children].forEach((row, n) => {
        const value = values[part[n]];
        row.querySelector('input').checked = chosen.has(value);
        row.querySelector('i').textContent = geo.count(counts.get(value) || 0);
        row.classList.toggle('none', !counts.get(value));
      });
      const left = fits.length - part.length;
      made.more.hidden = left <= 0;
      made.more.textContent = left > 40 ? geo.say('list.more', { n: 40, of: left }) : geo.say('list.rest', { n: left });
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
