/**
 * The panels over the map: a rail with what the map cannot say, and a drawer with the record behind a mark and the
 * article opened at its sentence. All text is article text, so everything goes in as textContent.
 * @file
 */
(function (root) {
  'use strict';

  const geo = (root.geo = root.geo || {});

  const { STATUS, SOURCE_GRADE, INFO_GRADE } = geo.words;
  const { days, pieces } = geo;
  const NARROW = 1000; // pixels: below, rail and drawer are sheets, or they would cover the map between them

  /**
   * Make an element. Children are nodes or strings; a string becomes a text node.
   * @param {string} tag @param {Object<string, string>} attributes @param {...(Node|string|null)} children
   */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    for (const child of children) if (child !== null && child !== undefined && child !== '') node.append(child);
    return node;
  }

  /** The panels of one situation. */
  class Panels {
    constructor(parent, situation, bus) {
      this.situation = situation;
      this.bus = bus;
      this.parent = parent;
      this.records = new Map((situation.records || []).map((r) => [r.id, r]));
      this.articles = new Map((situation.articles || []).map((a) => [a.id, a]));
      this.rows = new Map();
      this.selected = null;
      this.rail = this.makeRail();
      this.drawer = el('aside', { class: 'geo-drawer', 'aria-label': 'Selected record', hidden: '' });
      this.toggle = el('button', { class: 'geo-toggle', type: 'button', 'aria-expanded': 'true' });
      this.toggle.addEventListener('click', () => this.showRail(this.rail.hidden));
      parent.append(this.rail, this.toggle, this.drawer);
      for (const panel of [this.rail, this.drawer, this.toggle]) {
        for (const type of ['click', 'dblclick', 'mousedown', 'wheel', 'touchstart', 'pointerdown']) {
          panel.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
        }
      }
      bus.on('select', (selection) => this.select(selection.record, selection.from));
      document.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && this.selected) bus.emit('select', { record: null, from: 'panel' });
      });
      root.addEventListener('resize', () => this.pad());
      this.showRail(root.innerWidth >= NARROW);
    }

    showRail(shown) {
      this.rail.hidden = !shown;
      this.toggle.setAttribute('aria-expanded', String(shown));
      this.toggle.textContent = shown ? '‹' : 'Situation ›';
      this.toggle.title = shown ? 'Hide the panel' : 'Show the panel';
      this.toggle.classList.toggle('alone', !shown);
      this.pad();
    }

    /** Tell the view which part of the map the panels cover. */
    pad() {
      if (!geo.view || !geo.view.setPadding) return;
      if (root.innerWidth < NARROW) {
        const sheet = !this.rail.hidden || !this.drawer.hidden ? root.innerHeight * 0.5 : 0;
        geo.view.setPadding({ left: 0, right: 0, top: 0, bottom: sheet });
        return;
      }
      geo.view.setPadding({
        left: this.rail.hidden ? 0 : this.rail.offsetWidth + 12,
        right: this.drawer.hidden ? 0 : this.drawer.offsetWidth + 12,
        top: 0,
        bottom: 0,
      });
    }

    // ------------------------------------------------------------------------------------------------ rail

    makeRail() {
      const s = this.situation;
      // A movement that says the same as its event is one row with it; its mark leads to the same sentence.
      const current = [...this.records.values()].filter((r) => !r.background && !this.records.has(r.twin)).sort((a, b) => a.order - b.order);
      const background = [...this.records.values()].filter((r) => r.background).sort((a, b) => a.order - b.order);
      const rail = el('aside', { class: 'geo-rail', 'aria-label': 'Situation' });
      rail.append(el('div', { class: 'geo-scroll', tabindex: '0', role: 'region', 'aria-label': 'Headline, figures, events' },
        this.makeHeadline(s),
        this.makeSides(s),
        this.makeLedger(s),
        this.makeConflicts(s.conflicts || []),
        this.makeList('What happened', current, 'Nothing that a reader of events knows was found in the text.'),
        this.makeBackground(background),
        this.makeUnplaced(s.unplaced || []),
        this.makeNotes(s)));
      return rail;
    }

    makeHeadline(s) {
      const head = el('header', { class: 'geo-head' });
      const basis = /inferred/.test(s.as_of_basis || '') ? ' · date inferred, zone not stated' : ' · zone not stated';
      head.append(el('p', { class: 'geo-asof' }, s.as_of ? `As of ${days(s.as_of)}${basis}` : 'Date unknown: the article gives none'));
      const line = el('p', { class: 'geo-headline' });
      for (const clause of s.headline || []) {
        if (line.childNodes.length && !/^[\s,;.:]/.test(clause.text)) line.append(' ');
        const first = (clause.records || []).find((id) => this.records.has(id));
        if (first) {
          line.append(this.inlineLink('geo-clause', 'Show the sentence behind this', clause.text, first));
        } else line.append(clause.text);
      }
      if (!line.childNodes.length) line.append('No event, displacement or control was read in this text.');
      head.append(line);
      const warned = (s.articles || []).filter((a) => (a.warnings || []).length);
      for (const a of warned.slice(0, 3)) {
        for (const warning of a.warnings) head.append(el('p', { class: 'geo-warning' }, `“${a.title || 'This article'}” ${warning}.`));
      }
      return head;
    }

    makeSides(s) {
      if (!(s.sides || []).length) return null;
      const list = el('ul', { class: 'geo-sides', 'aria-label': 'Sides' });
      for (const side of s.sides) {
        const key = el('span', { class: `geo-swatch hatch-${side.hatch || 'none'}` });
        if (/^#[0-9a-f]{6}$/i.test(side.colour || '')) key.style.setProperty('--side', side.colour);
        list.append(el('li', {}, key, side.label));
      }
      return list;
    }

    makeLedger(s) {
      const isForecast = (row) => row.status === 'forecast' || row.observed === false;
      const rows = ((s.ledger || {}).rows || []).filter((r) => !r.background).sort((a, b) => isForecast(a) - isForecast(b));
      if (!rows.length) return null;
      const list = el('ul', { class: 'geo-ledger' });
      for (const row of rows) {
        const forecast = isForecast(row);
        const button = el('button', { type: 'button', class: `geo-figure${forecast ? ' forecast' : ''}` },
          el('span', { class: 'geo-number' }, row.text),
          el('span', { class: 'geo-meta' },
            [row.speaker || (row.article_title ? `“${row.article_title}”` : 'the article'), row.scope || 'area not stated', forecast ? 'forecast' : '']
              .filter(Boolean).join(' · ')));
        this.link(button, row.record);
        list.append(el('li', {}, button));
      }
      const refused = ((s.ledger || {}).totals || []).filter((t) => t.refused)
        .map((t) => el('p', { class: 'geo-refused' }, `No total: ${t.reason}`));
      return this.section('Figures', rows.length, list, ...refused);
    }

    makeConflicts(conflicts) {
      if (!conflicts.length) return null;
      const list = el('ul', { class: 'geo-conflicts' });
      for (const conflict of conflicts) {
        const links = (conflict.records || []).filter((id) => this.records.has(id));
        const text = links.length ? this.inlineLink('geo-clause', 'Show the newest of these statements', conflict.text, links[links.length - 1]) : conflict.text;
        list.append(el('li', {}, text));
      }
      return this.section('Statements in tension', conflicts.length, list);
    }

    makeList(title, records, empty) {
      if (!records.length) return this.section(title, 0, el('p', { class: 'geo-empty' }, empty));
      const list = el('ol', { class: 'geo-events' });
      for (const record of records) list.append(el('li', {}, this.row(record)));
      return this.section(title, records.length, list);
    }

    row(record) {
      const when = record.time && !record.implied_time ? days(record.time) : record.time_text || '';
      const who = record.status === 'asserted' ? 'stated' : [STATUS[record.status], record.speaker ? `by ${record.speaker}` : ''].join(' ').trim();
      const button = el('button', { type: 'button', class: `geo-row status-${record.status in STATUS ? record.status : 'asserted'}` },
        this.icon(record),
        el('span', { class: 'geo-what' },
          el('span', { class: 'geo-label' }, record.label),
          el('span', { class: 'geo-meta' }, [when, who, record.unplaced ? 'no mark' : ''].filter(Boolean).join(' · '))));
      this.link(button, record.id);
      return button;
    }

    icon(record) {
      if (geo.glyphs && geo.glyphs.icon) {
        const icon = geo.glyphs.icon(record, 22);
        if (icon) return icon;
      }
      return el('span', { class: 'geo-dot', 'aria-hidden': 'true' });
    }

    makeBackground(records) {
      if (!records.length) return null;
      const list = el('ol', { class: 'geo-events' });
      for (const record of records) list.append(el('li', {}, this.row(record)));
      const box = el('input', { type: 'checkbox', id: 'geo-background' });
      box.addEventListener('change', () => this.bus.emit('layers', { background: box.checked }));
      this.bus.on('layers', (layers) => { if ('background' in layers) box.checked = Boolean(layers.background); });
      this.background = box;
      return el('details', { class: 'geo-section' }, el('summary', {}, el('h2', {}, 'Background'), el('span', { class: 'geo-count' }, String(records.length))),
        el('p', { class: 'geo-note' }, 'History that the article recalls: outside every count.'),
        el('label', { class: 'geo-check' }, box, ' Show on the map'), list);
    }

    makeUnplaced(unplaced) {
      const list = el('ul', { class: 'geo-unplaced' });
      for (const item of unplaced) {
        const inside = [el('span', { class: 'geo-label' }, item.label), el('span', { class: 'geo-meta' }, item.reason)];
        if (item.record && this.records.has(item.record)) {
          const button = el('button', { type: 'button', class: 'geo-row plain' }, ...inside);
          this.link(button, item.record);
          list.append(el('li', {}, button));
        } else list.append(el('li', { class: 'geo-row plain' }, ...inside));
      }
      return el('details', { class: 'geo-section' }, el('summary', {}, el('h2', {}, 'Not placed'), el('span', { class: 'geo-count' }, String(unplaced.length))),
        unplaced.length ? list : el('p', { class: 'geo-empty' }, 'Everything that was read has its place on the map.'));
    }

    makeNotes(s) {
      const notes = el('details', { class: 'geo-section geo-notes' }, el('summary', {}, el('h2', {}, 'Sources and method')));
      for (const a of s.articles || []) {
        const date = a.published ? days(a.published) + (a.published_inferred ? ' (inferred)' : '') : 'no date';
        notes.append(el('p', {}, el('strong', {}, a.title || 'Untitled article'), ` · ${[a.source, date].filter(Boolean).join(' · ')}`));
      }
      for (const id of s.unknown_notes || []) notes.append(el('p', { class: 'geo-warning' }, `A note names the record ${id}, which this map does not hold.`));
      for (const note of s.notes || []) notes.append(el('p', {}, note.text));
      return notes;
    }

    section(title, count, ...content) {
      return el('section', { class: 'geo-section' }, el('h2', {}, title, el('span', { class: 'geo-count' }, String(count))), ...content);
    }

    link(button, id) {
      button.dataset.record = id;
      button.setAttribute('aria-pressed', 'false');
      if (!this.rows.has(id)) this.rows.set(id, []);
      this.rows.get(id).push(button);
      button.addEventListener('click', () => this.choose(id));
    }

    choose(id) {
      const record = this.records.get(id);
      if (record && record.background && this.background && !this.background.checked) {
        this.bus.emit('layers', { background: true });
      }
      this.bus.emit('select', { record: id, from: 'panel' });
    }

    // ---------------------------------------------------------------------------------------------- drawer

    select(id, from) {
      const record = id === null || id === undefined ? null : this.records.get(id);
      for (const buttons of this.rows.values()) for (const b of buttons) b.setAttribute('aria-pressed', 'false');
      const focused = document.activeElement;
      if (record && !this.selected) this.opener = focused;
      this.selected = record ? id : null;
      if (!record) {
        if (this.drawer.contains(focused) && this.opener) this.opener.focus();
        this.drawer.hidden = true;
        this.drawer.replaceChildren();
        this.pad();
        return;
      }
      for (const button of this.rows.get(id) || this.rows.get(record.twin) || []) {
        button.setAttribute('aria-pressed', 'true');
        const section = button.closest('details');
        if (section && from === 'map') section.open = true;
        if (from === 'map') button.scrollIntoView({ block: 'nearest' });
      }
      this.drawer.replaceChildren(...this.makeDrawer(record));
      this.drawer.hidden = false;
      if (from === 'panel') this.drawer.querySelector('.geo-close').focus({ preventScroll: true });
      this.pad();
      const mark = this.drawer.querySelector('mark.current');
      const body = this.drawer.querySelector('.geo-article');
      // scrollIntoView would also scroll the page that this frame stands in.
      if (mark && body) body.scrollTop = mark.offsetTop - body.clientHeight / 3;
    }

    makeDrawer(record) {
      const close = el('button', { type: 'button', class: 'geo-close', 'aria-label': 'Close', title: 'Close (Esc)' }, '×');
      close.addEventListener('click', () => this.bus.emit('select', { record: null, from: 'panel' }));
      const names = (list) => (list || []).map((x) => (typeof x === 'string' ? x : x.name || x.text || '')).filter(Boolean).join(', ');
      const first = (record.evidence || [])[0] || {};
      const facts = el('dl', { class: 'geo-facts' });
      const fact = (term, value) => { if (value) facts.append(el('dt', {}, term), el('dd', {}, value)); };
      const speaker = record.speaker || first.speaker;
      fact('Says who', speaker ? `${speaker}${record.status === 'asserted' ? '' : ` (${STATUS[record.status]})`}` : 'the article itself');
      fact('When', record.time ? `${days(record.time)}${record.implied_time ? ' (from the publication date)' : ''}${record.time_text ? ` · “${record.time_text}”` : ''}` : record.time_text || 'not stated');
      fact('Where', names(record.places) || (record.unplaced ? `not placed: ${record.unplaced}` : ''));
      fact('By', names(record.agents));
      fact('Against', names(record.targets));
      fact('Figures', names(record.figures));
      fact('Inferred', record.inferred);
      for (const [name, note] of Object.entries(record.notes || {})) fact(`Note: ${name}`, note);
      const source = record.source_grade || first.source_grade;
      const info = record.info_grade || first.info_grade;
      if (source || info) {
        fact('Grade', [source && `source ${source} (${SOURCE_GRADE[source] || ''})`, info && `information ${info} (${INFO_GRADE[info] || ''})`].filter(Boolean).join(', '));
      }
      const head = el('header', { class: 'geo-drawer-head' },
        el('div', { class: 'geo-title' }, this.icon(record), el('h2', {}, record.label), close),
        el('p', { class: 'geo-chips' },
          el('span', { class: `geo-chip status-${record.status in STATUS ? record.status : 'asserted'}` }, STATUS[record.status] || record.status),
          record.acled ? el('span', { class: 'geo-chip' }, record.acled) : null),
        facts);
      return [head, this.makeArticle(record, first)];
    }

    makeArticle(record, first) {
      const article = this.articles.get(first.article);
      if (!article) return el('p', { class: 'geo-empty' }, 'The article is not at hand.');
      const date = article.published ? days(article.published) + (article.published_inferred ? ' (inferred)' : '') : 'no date';
      const body = el('div', { class: 'geo-article', tabindex: '0', role: 'region', 'aria-label': 'Article' },
        el('h3', {}, ...this.marked(article, 'title', record)),
        el('p', { class: 'geo-meta' }, [article.source, date].filter(Boolean).join(' · ')));
      const text = el('div', { class: 'geo-text' }, ...this.paragraphs(article, record));
      body.append(text);
      return body;
    }

    /** The article's text as paragraphs, a line each. */
    paragraphs(article, record) {
      const out = [];
      let paragraph = el('p', {});
      for (const node of this.marked(article, 'text', record)) {
        if (node.textContent === '\n') {
          out.push(paragraph);
          paragraph = el('p', {});
        } else paragraph.append(node);
      }
      return [...out, paragraph].filter((p) => p.textContent.trim());
    }

    /** The text of one field as nodes: the record's own spans highlighted, other records' spans as links. */
    marked(article, field, record) {
      const text = Array.from(article[field] || '');
      const spans = [];
      for (const r of this.records.values()) {
        for (const e of r.evidence || []) {
          if (e.article === article.id && e.field === field) spans.push({ start: e.start, end: e.end, record: r.id });
        }
      }
      return pieces(text, spans).map((piece) => {
        const words = text.slice(piece.start, piece.end).join('');
        if (!piece.records.length || words === '\n') return document.createTextNode(words);
        if (piece.records.includes(record.id)) return el('mark', { class: 'current' }, words);
        return this.inlineLink('geo-other', 'Show what was read in this sentence', words, piece.records[0]);
      });
    }

    /** A link inside running text: a button would not break over lines. */
    inlineLink(name, title, words, id) {
      const link = el('span', { class: name, role: 'link', tabindex: '0', title }, words);
      link.addEventListener('click', () => this.choose(id));
      link.addEventListener('keydown', (event) => { if (event.key === 'Enter') this.choose(id); });
      return link;
    }
  }

  geo.panels = {
    /** Put the panels over the map. @returns {Panels} */
    mount(parent, situation, bus) { return new Panels(parent, situation, bus); },
  };
})(typeof window === 'undefined' ? globalThis : window);
