/** What people decided about a record: who confirmed it, what was set by hand, notes, and the steps one by one with author, time and reason. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  const KINDS = ['confirm', 'reject', 'place', 'edit', 'sensitive', 'note', 'merge', 'split', 'draw', 'undo'];

  const free = (tag, name, text) => el(tag, { class: name, dir: 'auto' }, text);
  const kindWords = (kind) => say(`decided.kind_${KINDS.includes(kind) ? kind : 'other'}`);

  /** Decisions that stand on a record, newest first. */
  function decisionsOf(record, of = geo.doubts.byRecord((geo.acts.desk || {}).decisions)) {
    const ids = [record.id, ...(record.same_as || [])];
    return [...new Set(ids.flatMap((id) => of.get(id) || []))].sort((a, b) => String(b.at).localeCompare(String(a.at)));
  }

  /** A moment as people write it: today by the clock, else by the day. */
  geo.moment = function (iso) {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) return '';
    const two = (n) => String(n).padStart(2, '0');
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return `${geo.days(day)}, ${two(at.getHours())}:${two(at.getMinutes())}`;
  };

  /**
   * @param {object} record
   * @param {Map<string, object[]>} [of] from `geo.doubts.byRecord`
   * @returns {string} the last decision in a line: what, by whom; empty when there is none
   */
  geo.decidedWords = function (record, of) {
    const [last] = decisionsOf(record, of);
    if (last) return say('decided.by', { what: kindWords(last.kind), who: geo.isolate(last.author || say('decided.analyst')) });
    const { confirmed, edited, authors } = record.review || {};
    if (!confirmed && !(edited || []).length) return '';
    return say('decided.by', { what: kindWords(confirmed ? 'confirm' : 'edit'), who: (authors || []).map(geo.isolate).join(', ') || say('decided.analyst') });
  };

  /**
   * A decision as an entry of a list, with the button that takes it back.
   *
   * @param {object} one of the desk
   * @param {boolean} about whether to say which record it is about
   */
  geo.decisionLine = function (one, about) {
    const line = el('li', { class: 'geo-decision' },
      el('span', { class: 'geo-label' }, kindWords(one.kind), one.words ? ': ' : '', free('bdi', '', one.words || '')),
      el('span', { class: 'geo-meta' }, free('bdi', '', one.author || say('decided.analyst')), ' · ', el('time', { datetime: String(one.at) }, geo.moment(one.at))),
      one.reason ? free('span', 'geo-meta geo-reason', one.reason) : null,
      about && one.quote ? free('span', 'geo-meta geo-case-quote', `“${one.quote}”`) : null);
    if (geo.acts.live && one.kind !== 'undo') {
      const undo = el('button', { type: 'button', class: 'geo-small', 'aria-label': say('decided.undo_named', { words: geo.isolate([kindWords(one.kind), one.words].filter(Boolean).join(': ')) }) }, say('review.undo'));
      undo.addEventListener('click', () => {
        undo.disabled = true;
        geo.desk.undo(one.batch).then(() => (undo.disabled = false));
      });
      line.append(undo);
    }
    return line;
  };

  /** @returns {HTMLElement[]} chips: confirmed, sensitive, set by hand */
  geo.decidedChips = function (record) {
    const { confirmed, sensitive, edited = [] } = record.review || {};
    const chip = (name, words) => el('span', { class: `geo-chip ${name}` }, words);
    return [
      confirmed ? chip('decided', `✓ ${say('decided.confirmed')}`) : null,
      sensitive ? chip('', say('decided.sensitive')) : null,
      edited.length ? chip('', say('decided.by_hand')) : null,
    ].filter(Boolean);
  };

  /** @returns {string[][]} facts of the drawer: term, value */
  geo.decidedFacts = function (record) {
    const { confirmed, notes = [], edited = [], authors = [] } = record.review || {};
    const who = authors.map(geo.isolate).join(', ') || say('decided.analyst');
    const fields = edited.map((field) => say(`field.${/^[a-z_]{1,20}$/.test(field) ? field : 'other'}`)).join(', ');
    return [
      [say('decided.confirmed_by'), confirmed ? who : ''],
      [say('decided.set_by_hand'), edited.length ? say('decided.fields_by', { fields, who }) : ''],
      ...notes.map((note) => [say('decided.note'), note]),
    ];
  };

  /**
   * Buttons that decide, for the drawer; while the desk is open it has them, with their keys.
   *
   * @param {object} record
   * @param {Function} ask `(mode)`: a reason, a note, the form
   */
  geo.decideButtons = function (record, ask) {
    if (!geo.acts.live || record.dataset) return null;
    const button = (words, press) => {
      const node = el('button', { type: 'button', class: 'geo-small' }, say(`review.${words}`));
      node.addEventListener('click', press);
      return node;
    };
    const care = Boolean((record.review || {}).sensitive);
    const sensitive = el('button', { type: 'button', class: 'geo-small', 'aria-pressed': String(care) }, say('decided.mark_sensitive'));
    sensitive.addEventListener('click', () => geo.desk.sensitive(record.id, !care));
    return el('div', { class: 'geo-case-acts geo-deciding', role: 'group', 'aria-label': say('decided.decide') },
      button('confirm', () => geo.desk.confirm(record.id)), button('reject', () => ask('reject')), button('edit', () => ask('edit')), button('note', () => ask('note')), sensitive);
  };

  /** @returns {HTMLElement|null} the steps decided on a record */
  geo.decidedHistory = function (record) {
    const list = decisionsOf(record);
    if (!list.length) return null;
    const node = el('details', { class: 'geo-history' }, el('summary', {}, say('decided.history'), ' ', el('span', { class: 'geo-count' }, geo.count(list.length))), el('ol', { class: 'geo-past' }, ...list.map((one) => geo.decisionLine(one, false))));
    node.open = Boolean(geo.kept.history);
    node.addEventListener('toggle', () => (geo.kept.history = node.open));
    return node;
  };
})(typeof window === 'undefined' ? globalThis : window);
