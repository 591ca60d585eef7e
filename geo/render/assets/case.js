/** What is doubtful about one record, opened in the queue: candidates of its places, figures and likenesses side by side, what can be decided. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  /** Milliseconds of quiet before a typed name is looked up. */
  const QUIET = 250;

  /** A text of an article, in its own direction. */
  const free = (tag, name, text) => el(tag, { class: name, dir: 'auto' }, text);
  const key = (words) => el('kbd', { 'aria-hidden': 'true' }, words);
  const names = (list) => (list || []).map((x) => (typeof x === 'string' ? x : x.name || x.text || '')).filter(Boolean).join(', ');

  /** A button with its key on it, `sign` in place of words where room is scarce; `aria-keyshortcuts` says the key to those who hear the page. */
  geo.keyed = function (words, shortcut, press, name = '', sign = '') {
    const button = el('button', { type: 'button', class: `geo-small ${name}`, 'aria-keyshortcuts': shortcut, ...(sign ? { 'aria-label': words } : {}) }, el('span', {}, sign || words), ' ', key(shortcut));
    button.addEventListener('click', press);
    return button;
  };

  /** Kind, province, country: what tells a place from its namesakes. */
  const described = (c) => c.words || [c.kind, c.admin1, c.country].filter(Boolean).join(', ');

  /** How far a candidate is from the place that was chosen. */
  function away(candidate, chosen) {
    if (!chosen || chosen === candidate || ![candidate.lat, candidate.lon, chosen.lat, chosen.lon].every(Number.isFinite)) return '';
    return say('review.away', { distance: geo.kmText(geo.distanceKm([chosen.lat, chosen.lon], [candidate.lat, candidate.lon])), name: geo.isolate(chosen.name) });
  }

  function choice({ n, candidate, found }, chosen, desk) {
    const digit = n ? el('kbd', { class: 'geo-digit' }, String(n)) : el('span', { class: 'geo-digit' }, '·');
    const state = candidate.chosen ? el('span', { class: 'geo-tag' }, say('review.put_here')) : found ? el('span', { class: 'geo-tag' }, say('review.found')) : null;
    const reasons = [away(candidate, chosen), ...(candidate.reasons || [])].filter(Boolean);
    const button = el('button', { type: 'button', class: `geo-choice${candidate.chosen ? ' chosen' : ''}` }, digit,
      el('span', { class: 'geo-what' }, el('span', { class: 'geo-label' }, free('bdi', '', candidate.name), state), free('span', 'geo-meta', described(candidate)),
        reasons.length ? free('span', 'geo-meta', reasons.slice(0, 3).map(geo.isolate).join(' · ')) : null));
    if (n) button.setAttribute('aria-keyshortcuts', String(n));
    button.addEventListener('click', () => desk.take(candidate));
    for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => desk.point(n));
    for (const type of ['pointerleave', 'blur']) button.addEventListener(type, () => desk.point(null));
    return el('li', {}, button);
  }

  /** The candidates of one place, and other places by name or by a click on the map. */
  function places(item, desk) {
    const kept = desk.kept;
    const groups = geo.doubts.numbered(item, kept.found, kept.order);
    const nodes = groups.map(({ place, group, choices }) => {
      const name = place.surface || place.name || '';
      const head = el('h2', {}, say(`role.${['places', 'origins', 'destinations', 'via'].includes(place.role) ? place.role : 'places'}`), ' ', free('bdi', '', name ? `“${name}”` : ''));
      const chosen = choices.map((c) => c.candidate).find((c) => c.chosen);
      const list = choices.length ? el('ol', { class: 'geo-choices' }, ...choices.map((c) => choice(c, chosen, { point: (n) => desk.point(n), take: (candidate) => desk.take(place, candidate) }))) : el('p', { class: 'geo-empty' }, say('review.no_candidate'));
      const field = el('input', { type: 'search', class: 'geo-field', dir: 'auto', placeholder: say('review.another'), 'aria-label': say('review.another_for', { name: geo.isolate(name) }), autocomplete: 'off', maxlength: '120' });
      const said = el('span', { class: 'geo-meta', role: 'status' });
      field.dataset.group = String(group);
      if (kept.sought && kept.sought.group === group) field.value = kept.sought.text;
      if (kept.found && kept.found.group === group) said.textContent = kept.found.places.length ? '' : say('review.not_found');
      let timer = 0;
      const seek = async () => {
        const text = field.value.trim();
        kept.sought = { group, text: field.value };
        if (text.length < 2) return;
        const result = await geo.acts.do('find', { text });
        if (!kept.sought || kept.sought.text.trim() !== text || kept.at !== item.record) return;
        if (result.error) said.textContent = result.error;
        else {
          kept.found = { group, text, places: (result.places || []).slice(0, 12) };
          geo.review.now.again(); // the panels may be others by now
        }
      };
      field.addEventListener('input', () => {
        clearTimeout(timer);
        kept.sought = { group, text: field.value };
        timer = setTimeout(seek, QUIET);
      });
      field.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        clearTimeout(timer);
        const first = kept.found && kept.found.group === group && kept.found.text === field.value.trim() && kept.found.places[0];
        if (first) desk.take(place, first);
        else seek();
      });
      return el('section', { class: 'geo-where-to' }, head, list, el('div', { class: 'geo-elsewhere' }, field, geo.keyed(say('review.pick'), 'g', () => desk.pick(group))), said);
    });
    if (!groups.length) return nodes;
    const count = Math.max(...groups.map(({ place }) => geo.doubts.sameName(geo.desk.queue, place)));
    const check = (name, words) => {
      const box = el('input', { type: 'checkbox' });
      box.checked = desk.how[name];
      box.addEventListener('change', () => (desk.how[name] = box.checked));
      return el('label', { class: 'geo-check' }, box, ' ', words);
    };
    const surface = groups.map(({ place }) => place.surface).find(Boolean);
    if (surface) nodes.push(el('div', { class: 'geo-how' }, check('everywhere', count > 1 ? say('review.everywhere', { n: count }) : say('review.everywhere_name')), check('learn', say('review.learn'))));
    return nodes;
  }

  /** What each article says of the number, side by side; never averaged. */
  function figures(record, message) {
    const articles = new Map((message.articles || []).map((a) => [a.id, a]));
    const rows = (record.claims || []).filter((c) => (c.figures || []).length).map((c) => [c.speaker || (articles.get(c.article) || {}).source || (articles.get(c.article) || {}).title || '', names(c.figures)]);
    const against = (message.conflicts || []).filter((c) => (c.records || []).includes(record.id)).map((c) => c.text);
    if (rows.length < 2 && !against.length) return null;
    return el('section', { class: 'geo-said' }, el('h2', {}, say('review.side_by_side')),
      rows.length > 1 ? el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, say('review.who')), el('th', { scope: 'col' }, say('review.figure')))),
        el('tbody', {}, ...rows.map(([who, said]) => el('tr', {}, free('td', '', who), free('td', '', said))))) : null,
      ...against.map((text) => free('p', 'geo-meta', text)));
  }

  /** What two records say, field by field. */
  function compared(record, other, message) {
    const articles = new Map((message.articles || []).map((a) => [a.id, a]));
    const sources = (r) => [...new Set((r.evidence || []).map((e) => (articles.get(e.article) || {}).source || (articles.get(e.article) || {}).title || ''))].filter(Boolean).join(', ');
    const of = {
      label: (r) => r.label, when: (r) => (r.time ? geo.days(r.time) : r.time_text || ''), where: (r) => names(r.places), who: (r) => [names(r.agents), names(r.targets)].filter(Boolean).join(' → '),
      figures: (r) => names(r.figures), source: sources,
    };
    const rows = geo.doubts.COMPARED.map((field) => [field, of[field](record), of[field](other)]).filter(([, a, b]) => a || b);
    return el('table', { class: 'geo-twins' }, el('thead', {}, el('tr', {}, el('td', {}), el('th', { scope: 'col' }, say('review.this_one')), el('th', { scope: 'col' }, say('review.the_other')))),
      el('tbody', {}, ...rows.map(([field, a, b]) => el('tr', a === b ? { class: 'same' } : {}, el('th', { scope: 'row' }, say(`review.${field}`)), free('td', '', a || '–'), free('td', '', b || '–')))));
  }

  function twins(item, record, desk) {
    const { table } = desk.panels.explore;
    return (item.twins || []).slice(0, 3).map((id) => table.index(id)).filter((row) => row >= 0).map((row) => {
      const other = table.get(row);
      const merge = geo.keyed(say('review.merge'), 'i', () => desk.merge([other.id]));
      const see = el('button', { type: 'button', class: 'geo-small' }, say('review.see_it'));
      see.addEventListener('click', () => desk.panels.choose(other.id));
      return el('section', { class: 'geo-twin' }, el('h2', {}, say('review.twin')), compared(record, other, desk.panels.message), el('div', { class: 'geo-case-acts' }, merge, see));
    });
  }

  /**
   * A line that an act asks for before it is done: Enter gives it.
   *
   * @param {'reject'|'note'} mode
   * @param {string} text what is typed already
   * @param {Function} typed `(text)` @param {Function} given `(text)` @param {Function} left nothing is to be done
   */
  geo.askLine = function (mode, text, typed, given, left) {
    const field = el(mode === 'note' ? 'textarea' : 'input', { class: 'geo-field', dir: 'auto', maxlength: '2000', 'aria-label': say(`review.${mode}_ask`), ...(mode === 'note' ? { rows: '3' } : { type: 'text' }) });
    field.value = text || '';
    field.addEventListener('input', () => typed(field.value));
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      given(field.value.trim());
    });
    const yes = el('button', { type: 'button', class: 'geo-small strong' }, say(`review.${mode}_do`), ' ', key(say('key.enter')));
    yes.addEventListener('click', () => given(field.value.trim()));
    const no = el('button', { type: 'button', class: 'geo-small' }, say('edit.leave'), ' ', key(say('key.esc')));
    no.addEventListener('click', left);
    return el('section', { class: 'geo-question' }, el('h2', {}, say(`review.${mode}_ask`)), field, el('div', { class: 'geo-case-acts' }, yes, no));
  };

  /** A line, or a list with digits, that an act asks for before it is done. */
  function question(item, record, desk) {
    const { mode } = desk.kept;
    if (mode === 'reject' || mode === 'note') {
      const node = geo.askLine(mode, desk.kept.line, (text) => (desk.kept.line = text), (text) => desk.asked(text), () => desk.escape());
      if (mode === 'reject') return node;
      const care = el('input', { type: 'checkbox' });
      care.checked = Boolean((record.review || {}).sensitive);
      care.addEventListener('change', () => desk.sensitive(care.checked));
      node.append(el('label', { class: 'geo-check' }, care, ' ', say('review.sensitive')));
      return node;
    }
    if (mode === 'merge' || mode === 'split') {
      const options = desk.options();
      const list = el('ol', { class: 'geo-choices' }, ...options.map(({ id, label, words }, n) => {
        const button = el('button', { type: 'button', class: 'geo-choice', 'aria-keyshortcuts': String(n + 1) }, el('kbd', { class: 'geo-digit' }, String(n + 1)), el('span', { class: 'geo-what' }, free('span', 'geo-label', label), free('span', 'geo-meta', words)));
        button.addEventListener('click', () => (mode === 'merge' ? desk.merge([id]) : desk.split(id)));
        return el('li', {}, button);
      }));
      const field = el('input', { type: 'search', class: 'geo-field', dir: 'auto', placeholder: say('review.merge_find'), 'aria-label': say('review.merge_find') });
      field.value = desk.kept.line || '';
      field.addEventListener('input', () => {
        desk.kept.line = field.value;
        desk.again();
      });
      return el('section', { class: 'geo-question' }, el('h2', {}, say(`review.${mode}_ask`)), options.length ? list : el('p', { class: 'geo-empty' }, say('review.merge_none')), mode === 'merge' ? field : null);
    }
    return null;
  }

  /**
   * The body of the opened row.
   *
   * @param {object} item of the queue
   * @param {object} record
   * @param {object} desk the tab: `kept`, `how`, `panels`, and what its keys do
   * @returns {HTMLElement}
   */
  geo.openCase = function (item, record, desk) {
    const first = (record.evidence || [])[0] || {};
    if (desk.kept.mode === 'edit') return el('div', { class: 'geo-case-body' }, geo.editForm(record, { done: () => geo.review.now.leave() }));
    const act = (words, shortcut, press, name) => geo.keyed(say(`review.${words}`), shortcut, press, name);
    const asks = question(item, record, desk);
    return el('div', { class: 'geo-case-body' },
      first.quote ? free('p', 'geo-case-quote', `“${first.quote}”`) : null,
      (item.reasons || []).length ? el('ul', { class: 'geo-why' }, ...item.reasons.map((r) => free('li', '', r.text || say(`doubt.${r.kind}`)))) : null,
      asks || el('div', { class: 'geo-case-acts' }, act('confirm', 'y', () => desk.confirm(), 'strong'), act('reject', 'n', () => desk.ask('reject')), act('edit', 'e', () => desk.ask('edit')),
        act('note', 'w', () => desk.ask('note')), (item.twins || []).length ? null : act('merge_with', 'i', () => desk.ask('merge')), (record.same_as || []).length ? act('split', 'o', () => desk.ask('split')) : null),
      ...(asks ? [] : [...places(item, desk), figures(record, desk.panels.message), ...twins(item, record, desk)]));
  };
})(typeof window === 'undefined' ? globalThis : window);
