/** The rail: headline, charts, figures and records in words, as far as filters and time let them through. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, days } = geo;
  const { STATUS } = geo.words;

  /** Figures named before somebody asks for more: the charts below show them all. */
  const LEDGER = 5;
  /** Articles named under the sources. */
  const SOURCES = 200;
  /** Records linked under statements in tension. */
  const SIDES = 6;
  /** Types named in the sentence on chosen days. */
  const KINDS = 4;

  /** A section whose count and content follow the filter. */
  function section(title, folds, ...content) {
    const count = el('span', { class: 'geo-count' });
    const h2 = el('h2', {}, title);
    const head = folds ? el('summary', {}, h2, count) : h2;
    if (!folds) h2.append(count);
    const node = el(folds ? 'details' : 'section', { class: 'geo-section' }, head, ...content);
    return { node, say: (n, of) => (count.textContent = n === of ? geo.count(n) : geo.say('count.of', { n, of })) };
  }

  geo.Rail = class {
    /**
     * @param {object} message
     * @param {object} explore table, filter, lastShown
     * @param {Function} choose `(record id)` somebody points at a record
     */
    constructor(message, explore, choose) {
      this.message = message;
      this.table = explore.table;
      this.choose = choose;
      this.selected = null;
      const { table } = this;
      this.several = new Set(table.day.filter((d, i) => table.listed[i])).size > 1;
      this.order = geo.listOrder(table, (i) => table.listed[i]);
      this.history = geo.listOrder(table, (i) => table.background[i]).reverse();
      this.follow = [];
      this.charts = geo.charts(message, explore, choose);
      const parts = [this.makeHeadline(), this.makeSides(), this.makeLedger(), this.charts.node, this.makeConflicts(), this.makeRecords(), this.makeBackground(), this.makeUnplaced(), this.makeNotes()];
      this.scroll = el('div', { class: 'geo-scroll', tabindex: '0', role: 'region', 'aria-label': geo.say('rail.content') }, ...parts);
      this.node = el('aside', { class: 'geo-rail', 'aria-label': geo.say('rail.situation') }, this.scroll);
    }

    /** Another theme: the marks in the lists are pictures. */
    dress() {
      this.records.again();
      if (this.old) this.old.again();
      this.mark();
    }

    has(id) {
      return this.table.index(id) >= 0;
    }

    // ------------------------------------------------------------------------------------------------ parts

    makeHeadline() {
      const s = this.message;
      const head = el('header', { class: 'geo-head' });
      const basis = geo.say(/inferred/.test(s.as_of_basis || '') ? 'rail.date_inferred' : 'rail.zone');
      this.asOf = el('p', { class: 'geo-asof' });
      const whole = s.as_of ? geo.joined([geo.say('as_of.day', { day: days(s.as_of) }), basis]) : geo.say('rail.no_date');
      const line = el('h1', { class: 'geo-headline', dir: 'auto' });
      const clauses = [];
      for (const clause of s.headline || []) {
        if (line.childNodes.length && !/^[\s,;.:]/.test(clause.text)) line.append(' ');
        const known = (clause.records || []).filter((id) => this.has(id));
        if (known.length) {
          const link = this.inlineLink('geo-clause', geo.say('rail.clause'), clause.text, known[0]);
          clauses.push([link, known.map((id) => this.table.index(id))]);
          line.append(link);
        } else line.append(clause.text);
      }
      if (!line.childNodes.length) line.append(geo.say('rail.nothing_read'));
      head.append(this.asOf, line);
      const warned = (s.articles || []).filter((a) => (a.warnings || []).length);
      for (const a of warned.slice(0, 3)) {
        const name = a.title ? geo.say('words.quoted', { text: a.title }) : geo.say((s.articles || []).length > 1 ? 'rail.untitled_one' : 'rail.this_article');
        for (const warning of a.warnings) head.append(el('p', { class: 'geo-warning' }, geo.say('rail.warning', { name, warning: warning.replace(/\.$/, '') })));
      }
      const said = [...line.childNodes];
      this.follow.push((shown, state) => {
        this.asOf.textContent = state.time ? geo.joined([geo.say('as_of.day', { day: days(state.time.to) }), geo.say('rail.chosen')]) : whole;
        for (const [link, rows] of clauses) link.classList.toggle('out', !rows.some((i) => shown[i]));
        // The headline speaks of all days: of those that it does not cover something else is said.
        const other = state.time && clauses.some(([link]) => link.classList.contains('out'));
        if (other) line.replaceChildren(geo.daySentence(this.table, shown, state.time));
        else if (line.firstChild !== said[0]) line.replaceChildren(...said);
      });
      return head;
    }

    makeSides() {
      const sides = this.message.sides || [];
      if (!sides.length) return null;
      const list = el('ul', { class: 'geo-sides', 'aria-label': geo.say('rail.sides') });
      for (const side of sides) list.append(el('li', {}, geo.swatch(side), el('bdi', {}, side.label)));
      return list;
    }

    makeLedger() {
      const isForecast = (row) => row.status === 'forecast' || row.observed === false;
      const ledger = this.message.ledger || {};
      const rows = (ledger.rows || []).filter((r) => !r.background).sort((a, b) => isForecast(a) - isForecast(b));
      if (!rows.length) return null;
      const list = new geo.CappedList('geo-ledger', 'ul', (n) => {
        const row = rows[n];
        const forecast = isForecast(row);
        const button = el('button', { type: 'button', class: `geo-figure${forecast ? ' forecast' : ''}` },
          el('span', { class: 'geo-number', dir: 'auto' }, row.text),
          el('span', { class: 'geo-meta' },
            geo.joined([geo.sayer(row), row.scope || geo.say('figure.no_area'), forecast ? STATUS.forecast : ''])));
        return this.link(button, row.record);
      }, undefined, LEDGER);
      const refused = el('div', {}, ...(ledger.totals || []).filter((t) => t.refused).map((t) => el('p', { class: 'geo-refused' }, geo.say('figure.no_total', { reason: t.reason }))));
      const none = el('p', { class: 'geo-empty' }, geo.say('figure.none'));
      const made = section(geo.say('rail.figures'), false, list.node, none, refused);
      this.follow.push((shown, state, whole) => {
        const kept = rows.map((_, n) => n).filter((n) => {
          const i = this.table.index(rows[n].record);
          return i < 0 ? whole : shown[i];
        });
        list.set(kept);
        none.hidden = kept.length > 0;
        // The reasons speak of all figures together.
        refused.hidden = kept.length < rows.length;
        made.say(kept.length, rows.length);
      });
      return made.node;
    }

    makeConflicts() {
      const conflicts = this.message.conflicts || [];
      if (!conflicts.length) return null;
      const entries = conflicts.map((conflict) => {
        const links = (conflict.records || []).filter((id) => this.has(id));
        const text = links.length ? this.inlineLink('geo-clause', geo.say('rail.newest_statement'), conflict.text, links[links.length - 1]) : conflict.text;
        const sides = links.slice(0, SIDES).map((id) => this.inlineLink('geo-clause', geo.say('drawer.show_record'), this.table.at('label', this.table.index(id)), id));
        const both = sides.length > 1 ? el('p', { class: 'geo-meta' }, `${geo.say('tension.sides')}: `, ...sides.flatMap((link, n) => (n ? [' · ', link] : [link]))) : null;
        return [el('li', { dir: 'auto' }, text, both), links.map((id) => this.table.index(id))];
      });
      const made = section(geo.say('rail.tension'), false, el('ul', { class: 'geo-conflicts' }, ...entries.map(([node]) => node)));
      this.follow.push((shown, state, whole) => {
        let kept = 0;
        for (const [node, rows] of entries) {
          node.hidden = rows.length ? !rows.some((i) => shown[i]) : !whole;
          kept += node.hidden ? 0 : 1;
        }
        made.node.hidden = !kept;
        made.say(kept, entries.length);
      });
      return made.node;
    }

    makeRecords() {
      const { table } = this;
      const heading = (i) => (table.day[i] < 0 ? geo.say('days.unknown') : days(geo.isoDay(table.day[i])));
      this.records = new geo.CappedList('geo-events', 'ol', (i) => this.row(table.get(i)), this.several ? heading : undefined);
      const none = el('p', { class: 'geo-empty' });
      const made = section(geo.say('rail.happened'), false, this.records.node, none);
      this.follow.push((shown) => {
        const kept = this.order.filter((i) => shown[i]);
        this.records.set(kept);
        none.hidden = kept.length > 0;
        none.textContent = geo.say(this.order.length ? 'rail.filtered' : 'rail.nothing_found');
        made.say(kept.length, this.order.length);
      });
      return made.node;
    }

    row(record) {
      const when = record.time && !record.implied_time ? days(record.time) : record.time_text || '';
      const said = record.status !== 'asserted' && record.speaker ? geo.say(`status_by.${record.status}`, { speaker: record.speaker }) : STATUS[record.status];
      const also = record.dataset ? geo.say('rail.also_articles') : geo.say('rail.also', { sources: geo.joined([...new Set((record.also || []).map((other) => other.source))], ', ') });
      const who = [record.dataset ? geo.say('rail.row_of', { dataset: record.dataset }) : said, (record.also || []).length ? also : ''];
      const button = el('button', { type: 'button', class: `geo-row status-${record.status in STATUS ? record.status : 'asserted'}` },
        geo.glyphs.icon(record, 22),
        el('span', { class: 'geo-what' },
          el('span', { class: 'geo-label', dir: 'auto' }, geo.labelled(record.label)),
          el('span', { class: 'geo-meta' }, geo.joined([when, ...who, record.unplaced ? geo.say('rail.no_mark') : '']))));
      return this.link(button, record.id);
    }

    makeBackground() {
      if (!this.history.length) return null;
      this.old = new geo.CappedList('geo-events', 'ol', (i) => this.row(this.table.get(i)));
      const box = el('input', { type: 'checkbox', id: 'geo-background' });
      box.addEventListener('change', () => geo.store.set({ layers: { background: box.checked } }, 'panel'));
      const made = section(geo.say('rail.background'), true, el('p', { class: 'geo-note' }, geo.say('rail.background_note')),
        el('label', { class: 'geo-check' }, box, ' ', geo.say('rail.show_background')), this.old.node);
      this.follow.push((shown, state) => {
        box.checked = state.layers.background;
        const kept = this.history.filter((i) => shown[i]);
        this.old.set(kept);
        made.say(kept.length, this.history.length);
      });
      return made.node;
    }

    makeUnplaced() {
      const items = this.message.unplaced || [];
      const list = new geo.CappedList('geo-unplaced', 'ul', (n) => {
        const item = items[n];
        const inside = [el('span', { class: 'geo-label', dir: 'auto' }, geo.labelled(item.label)), el('span', { class: 'geo-meta', dir: 'auto' }, item.reason)];
        if (!item.record || !this.has(item.record)) return el('div', { class: 'geo-row plain' }, ...inside);
        return this.link(el('button', { type: 'button', class: 'geo-row plain' }, ...inside), item.record);
      });
      const none = el('p', { class: 'geo-empty' }, geo.say('rail.all_placed'));
      const made = section(geo.say('rail.unplaced'), true, list.node, none);
      this.follow.push((shown, state, whole) => {
        const kept = items.map((_, n) => n).filter((n) => {
          const i = items[n].record ? this.table.index(items[n].record) : -1;
          return i < 0 ? whole : shown[i];
        });
        list.set(kept);
        none.hidden = items.length > 0;
        made.say(kept.length, items.length);
      });
      return made.node;
    }

    makeNotes() {
      const s = this.message;
      const notes = el('details', { class: 'geo-section geo-notes' }, el('summary', {}, el('h2', {}, geo.say('rail.sources'))));
      const articles = s.articles || [];
      for (const a of articles.slice(0, SOURCES)) {
        const date = a.published ? (a.published_inferred ? geo.say('rail.inferred', { day: days(a.published) }) : days(a.published)) : geo.say('rail.undated');
        notes.append(el('p', {}, el('strong', { dir: 'auto' }, a.title || geo.say('rail.untitled')), ` · ${geo.joined([a.source, date])}`));
      }
      if (articles.length > SOURCES) notes.append(el('p', {}, geo.say('rail.more_articles', { n: articles.length - SOURCES })));
      for (const id of s.unknown_notes || []) notes.append(el('p', { class: 'geo-warning' }, geo.say('rail.unknown_note', { id })));
      for (const note of s.notes || []) notes.append(el('p', { dir: 'auto' }, note.text));
      return notes;
    }

    // ----------------------------------------------------------------------------------- following the state

    /** @param {Uint8Array} shown rows @param {object} state */
    update(shown, state) {
      const whole = geo.isWhole(state);
      for (const task of this.follow) task(shown, state, whole);
      this.charts.update(shown, state);
      this.mark();
    }

    /** Show which row is selected; `seek` brings it into view. */
    select(id, seek) {
      this.selected = id;
      const i = id ? this.table.index(id) : -1;
      if (seek && i >= 0) {
        const row = this.table.listed[i] ? i : this.table.index(this.table.at('twin', i) || '');
        this.records.reach(this.records.items.indexOf(row));
      }
      this.mark(seek);
      this.charts.mark(id);
    }

    mark(seek) {
      const record = this.selected ? this.table.index(this.selected) : -1;
      const twin = record >= 0 ? this.table.at('twin', record) : null;
      let own = [];
      for (const button of this.node.querySelectorAll('[data-record][aria-pressed]')) {
        const on = this.selected !== null && button.dataset.record === this.selected;
        button.setAttribute('aria-pressed', String(on));
        if (on) own.push(button);
      }
      if (!own.length && twin) {
        own = [...this.node.querySelectorAll('[data-record][aria-pressed]')].filter((b) => b.dataset.record === twin);
        for (const button of own) button.setAttribute('aria-pressed', 'true');
      }
      if (!seek) return;
      for (const button of own) {
        const folded = button.closest('details.geo-section');
        if (folded) folded.open = true;
        button.scrollIntoView({ block: 'nearest' });
      }
    }

    link(button, id) {
      button.dataset.record = id || '';
      button.setAttribute('aria-pressed', 'false');
      button.addEventListener('click', () => this.choose(id));
      return button;
    }

    /** A link inside running text: a button would not break over lines. */
    inlineLink(name, title, words, id) {
      return geo.inlineLink(name, title, words, () => this.choose(id));
    }
  };

  /**
   * What is shown of some days, in a sentence: "5 December 2024: 9 records. Airstrike 4, capture 3, displacement 2." Pure.
   *
   * @param {object} table from `geo.table`
   * @param {Uint8Array} shown rows
   * @param {{from: string, to: string}} time
   */
  geo.daySentence = function (table, shown, time) {
    const { labels, codes, starts } = table.facet('type');
    const counts = new Map();
    let all = 0;
    for (let i = 0; i < table.n; i++) {
      if (!shown[i] || !table.listed[i]) continue;
      all++;
      for (let k = starts[i]; k < starts[i + 1]; k++) counts.set(codes[k], (counts.get(codes[k]) || 0) + 1);
    }
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const words = sorted.slice(0, KINDS).map(([code, n], at) => `${at ? labels[code].charAt(0).toLowerCase() + labels[code].slice(1) : labels[code]} ${geo.count(n)}`);
    const rest = sorted.slice(KINDS).reduce((sum, [, n]) => sum + n, 0);
    const kinds = [...words, rest ? geo.say('rail.other_kinds', { n: rest }) : ''].filter(Boolean).join(', ');
    const when = days(`${time.from}/${time.to}`);
    if (!all) return geo.say('rail.days_none', { days: when });
    return kinds ? geo.say('rail.days_kinds', { n: all, days: when, kinds }) : geo.say('rail.days', { n: all, days: when });
  };

  /** @returns {boolean} nothing is filtered out */
  geo.isWhole = (state) => !state.time && !state.text.trim() && Object.values(state.filters).every((values) => !values.length);

  /** The colour and hatch of a side. */
  geo.swatch = function (side) {
    const key = el('span', { class: `geo-swatch hatch-${/^[a-z]+$/.test(side.hatch || '') ? side.hatch : 'none'}`, 'aria-hidden': 'true' });
    if (geo.colour(side.colour)) key.style.setProperty('--own', side.colour);
    return key;
  };

  geo.inlineLink = function (name, title, words, press) {
    const link = el('bdi', { class: name, role: 'link', tabindex: '0', title }, words);
    link.addEventListener('click', press);
    link.addEventListener('keydown', (event) => { if (event.key === 'Enter') press(); });
    return link;
  };
})(typeof window === 'undefined' ? globalThis : window);
