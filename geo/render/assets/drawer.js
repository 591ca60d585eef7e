/** The drawer: the record behind a mark, and the article opened at its sentence. All of it is article text. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, days, pieces } = geo;
  const { say } = geo;
  const { STATUS, SOURCE_GRADE, INFO_GRADE } = geo.words;

  geo.Drawer = class {
    /**
     * @param {object} message
     * @param {object} table from `geo.table`
     * @param {{choose: Function, close: Function, step: Function, zoom: Function}} acts `choose(id)`, `step(1 | -1)`, `zoom(id)`
     */
    constructor(message, table, acts) {
      this.table = table;
      this.acts = acts;
      this.articles = new Map((message.articles || []).map((a) => [a.id, a]));
      this.record = null;
      this.spans = null;
      this.node = el('aside', { class: 'geo-drawer', 'aria-label': say('drawer.name'), hidden: '' });
    }

    /** @param {string|null} id @param {{at: number, of: number}} place in the list of shown records */
    show(id, place) {
      const i = id ? this.table.index(id) : -1;
      this.record = i < 0 ? null : this.table.get(i);
      this.place = place;
      if (geo.kept.asking && geo.kept.asking.record !== id) geo.kept.asking = null;
      this.node.hidden = !this.record;
      this.node.replaceChildren(...(this.record ? this.parts(this.record, place) : []));
      const mark = this.node.querySelector('mark.current');
      const body = this.node.querySelector('.geo-article');
      // scrollIntoView would also scroll the page that this frame stands in.
      if (mark && body) body.scrollTop = mark.offsetTop - body.clientHeight / 3;
    }

    /** What was decided has changed: say it anew, where the reader is. */
    again() {
      if (!this.record) return;
      const tops = ['.geo-article', '.geo-drawer-head'].map((name) => [name, (this.node.querySelector(name) || {}).scrollTop]);
      const focus = geo.focusToken(this.node);
      this.node.replaceChildren(...this.parts(this.record, this.place));
      for (const [name, top] of tops) if (top !== undefined && this.node.querySelector(name)) this.node.querySelector(name).scrollTop = top;
      if (focus) geo.focusAgain(this.node, focus);
    }

    /** Ask for what an act needs, where no desk is open to ask. */
    ask(mode) {
      if (!this.record) return;
      const { now } = geo.review;
      if (now && now.visible && now.kept.at === this.record.id) {
        now.ask(mode);
        return;
      }
      geo.kept.asking = mode ? { record: this.record.id, mode, line: '' } : null;
      this.again();
      const field = this.node.querySelector('.geo-question .geo-field, .geo-edit .geo-field') || this.node.querySelector('.geo-deciding button');
      if (field) field.focus({ preventScroll: true });
    }

    /** @returns {boolean} whether something was asked and is not any more */
    escape() {
      if (!geo.kept.asking) return false;
      const form = this.node.querySelector('.geo-edit');
      if (form && !form.leave()) return true;
      this.ask(null);
      return true;
    }

    /** The form, or the line that a decision asks for. */
    question(record) {
      const { asking } = geo.kept;
      if (!asking || !geo.acts.live) return null;
      const { mode } = asking;
      if (mode === 'edit') return geo.editForm(record, { done: () => geo.panels.mounted.drawer.ask(null) });
      const end = (text) => {
        this.ask(null);
        if (mode === 'reject') geo.desk.reject(record.id, text);
        else if (text) geo.desk.note(record.id, text);
      };
      return geo.askLine(mode, asking.line, (text) => (asking.line = text), end, () => this.ask(null));
    }

    parts(record, place) {
      const { acts } = this;
      const names = (list) => (list || []).map((x) => (typeof x === 'string' ? x : x.name || x.text || '')).filter(Boolean).join(', ');
      const first = (record.evidence || [])[0] || {};
      const facts = el('dl', { class: 'geo-facts' });
      const fact = (term, value) => { if (value) facts.append(el('dt', {}, term), el('dd', { dir: 'auto' }, value)); };
      const speaker = record.speaker || first.speaker;
      fact(say('drawer.who'), speaker ? (record.status === 'asserted' ? speaker : say('drawer.who_status', { who: geo.isolate(speaker), status: STATUS[record.status] || record.status })) : say('drawer.article_itself'));
      fact(say('drawer.voices'), geo.voicesOf(record));
      fact(say('drawer.when'), record.time ? geo.joined([record.implied_time ? say('drawer.from_publication', { day: days(record.time) }) : days(record.time), record.time_text ? say('words.quoted', { text: record.time_text }) : '']) : record.time_text || say('drawer.not_stated'));
      fact(say('drawer.where'), names(record.places) || (record.unplaced ? say('drawer.not_placed', { why: record.unplaced }) : ''));
      fact(say('drawer.position'), record.blurred_km ? geo.words.BLURRED(record.blurred_km) : '');
      fact(say('drawer.by'), names(record.agents) + this.named(record));
      fact(say('drawer.against'), names(record.targets));
      fact(say('drawer.figures'), names(record.figures));
      fact(say('drawer.told_by'), this.others(record, first).join('; '));
      fact(say('drawer.also_in'), this.also(record));
      fact(say('drawer.inferred'), record.inferred);
      for (const [name, note] of Object.entries(record.notes || {})) fact(say('drawer.note', { name }), note);
      const source = record.source_grade || first.source_grade;
      const info = record.info_grade || first.info_grade;
      if (source || info) {
        fact(say('drawer.grade'), [source && say('drawer.source_grade', { grade: source, words: SOURCE_GRADE[source] || '' }), info && say('drawer.info_grade', { grade: info, words: INFO_GRADE[info] || '' })].filter(Boolean).join(', '));
      }
      for (const [term, value] of geo.decidedFacts(record)) fact(term, value);
      const back = geo.button('geo-step', say('drawer.back'), '‹', () => acts.step(-1));
      const on = geo.button('geo-step', say('drawer.on'), '›', () => acts.step(1));
      back.disabled = place.at <= 0;
      on.disabled = place.at >= place.of - 1;
      const zoom = el('button', { type: 'button', class: 'geo-small', title: say('drawer.zoom_to') }, say('drawer.zoom'));
      zoom.addEventListener('click', () => acts.zoom(record.id));
      zoom.hidden = !acts.placed(record.id);
      const close = geo.button('geo-close', say('panel.close'), '×', () => acts.close());
      close.title = say('drawer.close');
      const head = el('header', { class: 'geo-drawer-head' },
        el('div', { class: 'geo-steps' }, back, on, el('span', { class: 'geo-meta' }, place.at < 0 ? say('drawer.outside') : say('count.of', { n: place.at + 1, of: place.of })), zoom, close),
        el('div', { class: 'geo-title' }, geo.glyphs.icon(record, 22), el('h2', { dir: 'auto' }, geo.labelled(record.label))),
        el('p', { class: 'geo-chips' },
          el('span', { class: `geo-chip status-${record.status in STATUS ? record.status : 'asserted'}` }, STATUS[record.status] || record.status),
          record.acled ? el('span', { class: 'geo-chip' }, record.acled) : null, ...geo.decidedChips(record)),
        this.question(record) || geo.decideButtons(record, (mode) => this.ask(mode)), facts, geo.bothSides(record, this.table, this.articles, acts.choose), geo.decidedHistory(record));
      return [head, this.article(record, first)];
    }

    /** Who names the actors, where the article that speaks does not. */
    named(record) {
      const [own, ...rest] = record.claims || [];
      if (!own || own.agents.length || !(record.agents || []).length) return '';
      const claim = rest.find((c) => c.agents.join() === record.agents.join());
      return claim ? ` ${say('drawer.according_to', { who: geo.isolate(claim.speaker || (this.articles.get(claim.article) || {}).source || say('drawer.another_article')) })}` : '';
    }

    /** Other articles that tell it, each with its speaker and figures; of a paper that prints the same report, its name. */
    others(record, first) {
      const claims = new Map((record.claims || []).map((claim) => [claim.article, claim]));
      return Array.from(this.elsewhere(record, first), (id) => {
        const { source, title } = this.articles.get(id) || {};
        const { speaker, figures } = claims.get(id) || {};
        const who = [source || title || say('drawer.an_article'), speaker].filter(Boolean).join(', ');
        return figures && figures.length ? say('drawer.who_figures', { who: geo.isolate(who), figures: figures.map((f) => geo.isolate(f.text)).join(', ') }) : who;
      });
    }

    /** What another source holds of it: a row of a data set, or what articles tell of a row. */
    also(record) {
      const { acts } = this;
      const lines = (record.also || []).map((other) => el('li', {},
        geo.inlineLink('geo-clause', say('drawer.show_record'), other.text, () => acts.choose(other.record)),
        el('span', { class: 'geo-meta' }, ` ${other.reasons.join(', ')}`)));
      return lines.length ? el('ul', { class: 'geo-also' }, ...lines) : '';
    }

    article(record, first) {
      const article = this.articles.get(first.article);
      if (!article) return el('p', { class: 'geo-empty' }, say('drawer.no_article'));
      const more = [...this.elsewhere(record, first)].map((id) => this.articles.get(id)).filter(Boolean);
      return el('div', { class: 'geo-article', tabindex: '0', role: 'region', 'aria-label': say('drawer.article') },
        el('h3', { dir: 'auto' }, ...this.marked(article, 'title', record)),
        el('p', { class: 'geo-meta' }, this.published(article)),
        el('div', { class: 'geo-text' }, ...(article.text ? this.paragraphs(article, record) : this.sentences(article, record))),
        ...more.flatMap((other) => [
          el('h3', {}, other.title || other.source || say('drawer.other_article')),
          el('p', { class: 'geo-meta' }, this.published(other)),
          el('div', { class: 'geo-text' }, ...this.sentences(other, record)),
        ]));
    }

    published(article) {
      const date = article.published ? article.published_inferred ? say('drawer.date_inferred', { day: days(article.published) }) : days(article.published) : say('drawer.no_date');
      return geo.joined([article.source, date]);
    }

    /** A record's own sentences of an article: where its text is not at hand, in a file that somebody else got say. */
    sentences(article, record) {
      const own = (record.evidence || []).filter((x) => x.article === article.id && x.field !== 'title' && x.quote);
      return [...new Set(own.map((x) => x.quote))].map((quote) => el('p', {}, el('mark', { class: 'current' }, quote)));
    }

    elsewhere(record, first) {
      return new Set((record.evidence || []).map((e) => e.article).filter((id) => id !== first.article));
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

    /** What was read where: spans by article, gathered once for all records. */
    spansOf(article) {
      if (!this.spans) {
        this.spans = new Map();
        for (let i = 0; i < this.table.n; i++) {
          const record = this.table.id(i);
          for (const { article: of, field, start, end } of this.table.at('evidence', i) || []) {
            if (!this.spans.has(of)) this.spans.set(of, []);
            this.spans.get(of).push({ field, start, end, record });
          }
        }
      }
      return this.spans.get(article) || [];
    }

    /** The text of one field as nodes: the record's own spans highlighted, other records' spans as links. */
    marked(article, field, record) {
      const text = Array.from(article[field] || '');
      const spans = this.spansOf(article.id).filter((s) => s.field === field);
      return pieces(text, spans).map((piece) => {
        const words = text.slice(piece.start, piece.end).join('');
        if (!piece.records.length || words === '\n') return document.createTextNode(words);
        if (piece.records.includes(record.id)) return el('mark', { class: 'current' }, words);
        return geo.inlineLink('geo-other', say('drawer.show_sentence'), words, () => this.acts.choose(piece.records[0]));
      });
    }
  };
})(typeof window === 'undefined' ? globalThis : window);
