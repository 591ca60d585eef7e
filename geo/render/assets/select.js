/** What is under the pointer, what is selected, and the same by keyboard: a list of marks that Tab walks through. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  /** @returns {object|null} the topmost hit at a pixel of the drawing */
  geo.hitAt = function (view, ctx, x, y) {
    let best = null;
    for (const hit of view.hits || []) {
      if (best && hit.order < best.order) continue;
      let d = Infinity;
      if (hit.r !== undefined) d = Math.hypot(hit.x - x, hit.y - y) - hit.r;
      else if (hit.lines) d = Math.min(...hit.lines.map((l) => geo.project.distance(l, x, y))) - hit.width / 2;
      else if (hit.shape && ctx.isPointInPath(hit.shape, x * view.dpr, y * view.dpr, 'evenodd')) d = 0;
      if (d <= 0 && (!best || hit.order > best.order || d <= best.d)) best = { ...hit, d };
    }
    return best;
  };

  /** Words for a mark: what, status, where, when. */
  geo.describe = function (item) {
    const p = item.p;
    const words = [p.label || p.type_label || p.layer];
    if (p.status && !p.inferred && !p.drawing) words.push(geo.words.STATUS[p.status] || p.status);
    if (p.place && !String(p.label || '').includes(p.place)) words.push(p.place);
    if (p.figure_text && !String(p.label || '').includes(p.figure_text)) words.push(p.figure_text);
    if (p.inferred) words.push(geo.say('marks.inferred'));
    if (geo.live && geo.differs(item, geo.live.table)) words.push(geo.say('tension.mark'));
    if (p.time_text || p.time) words.push(p.time_text || geo.days(p.time));
    if (p.drawing && p.drawing.reason) words.push(p.drawing.reason);
    return words.filter(Boolean);
  };

  /** Hover card: small, nothing in it that a click does not show. */
  geo.hoverCard = function (container) {
    const card = geo.element('div', 'gm-hover');
    card.setAttribute('role', 'presentation');
    card.hidden = true;
    container.appendChild(card);
    return {
      show(hit, x, y) {
        const words = hit.gathered ? hit.gathered.words : geo.describe(hit.item);
        const rest = hit.gathered ? words.slice(1) : [geo.joined(words.slice(1))];
        card.replaceChildren(geo.el('b', { dir: 'auto' }, geo.labelled(words[0])), ...rest.map((text) => geo.element('span', '', text)));
        if (hit.guests && hit.guests.length) card.appendChild(geo.element('span', '', geo.say('marks.guests', { n: hit.guests.length })));
        card.hidden = false;
        const wide = container.clientWidth;
        card.style.left = Math.max(4, Math.min(x + 16, wide - card.offsetWidth - 8)) + 'px';
        card.style.top = Math.max(4, y - card.offsetHeight - 12 < 4 ? y + 18 : y - card.offsetHeight - 12) + 'px';
      },
      hide() {
        card.hidden = true;
      },
    };
  };

  /** @returns {string[]} words for marks that stand together: how many, of what, where */
  geo.describeGathered = function (indices, scene) {
    const { table, points } = scene;
    const most = (of) => {
      const counts = new Map();
      for (const i of indices) counts.set(of(i), (counts.get(of(i)) || 0) + 1);
      return [...counts].filter(([words]) => words).sort((a, b) => b[1] - a[1]);
    };
    const types = most((i) => (points.row[i] < 0 ? '' : table.at('type_label', points.row[i])));
    const places = most(points.place);
    const listed = (list, n, word) => {
      const words = geo.joined(list.slice(0, n).map(word), ', ');
      return list.length > n ? geo.say('marks.and_more', { list: words, n: list.length - n }) : words;
    };
    const one = places.length === 1;
    return [
      one ? geo.say('marks.events_at', { n: indices.length, place: places[0][0] }) : geo.say('count.events', { n: indices.length }),
      listed(types, 3, ([words, n]) => `${geo.count(n)} ${geo.isolate(words)}`),
      one ? '' : listed(places, 3, ([words, n]) => `${geo.isolate(words)} ${geo.count(n)}`),
      geo.say(!one ? 'marks.zoom' : indices.length > geo.SIZES.FAN ? 'marks.spread_newest' : 'marks.spread', { newest: geo.SIZES.FAN }),
    ].filter(Boolean);
  };

  /** Most buttons in the list of marks; what is beyond is said in it, and reached by filters, by zooming or in the list of records. */
  const MOST = 250;

  /**
   * A visually hidden list of buttons, one a record with a mark: Tab reaches it, Enter selects, Escape clears.
   *
   * @returns {{pressed: Function, sync: Function}}
   */
  geo.markList = function (container, scene, bus, onFocus) {
    const list = geo.element('ul', 'gm-marks');
    list.setAttribute('aria-label', geo.say('marks.name'));
    let buttons = new Map();
    let selected = null;

    function entry(item) {
      const button = geo.element('button', '', geo.joined(geo.describe(item), ', '));
      button.type = 'button';
      button.setAttribute('aria-pressed', String(item.record === selected));
      const { drawing } = item.p;
      button.addEventListener('click', () => (drawing ? bus.emit('drawn', { id: drawing.id, from: 'key' }) : bus.emit('select', { record: item.record, from: 'key' })));
      button.addEventListener('focus', () => onFocus(item.record));
      button.addEventListener('blur', () => onFocus(null));
      const made = geo.element('li', '');
      made.appendChild(button);
      return made;
    }

    L.DomEvent.disableClickPropagation(list);
    container.appendChild(list);
    return {
      pressed(record) {
        selected = record;
        for (const [id, made] of buttons) made.firstChild.setAttribute('aria-pressed', String(id === record));
      },
      /** List what the map shows, and nothing else; buttons of what stays stay, with the focus that one may have. */
      sync(shown) {
        const next = new Map();
        let more = 0;
        const add = (record, item) => {
          if (!record || next.has(record)) return;
          if (next.size >= MOST) more++;
          else next.set(record, buttons.get(record) || entry(item()));
        };
        for (let i = 0; i < shown.points.n; i++) if (shown.sift.point(i)) add(shown.points.record(i), () => shown.points.item(i));
        for (const item of shown.items) if ((item.p.drawing || !['band', 'unknown'].includes(item.layer)) && shown.sift.item(item)) add(item.p.drawing ? item.p.drawing.id : item.record, () => item);
        for (const [id, made] of buttons) if (!next.has(id)) made.remove();
        for (const made of next.values()) if (!made.parentNode) list.appendChild(made);
        buttons = next;
        const note = list.querySelector('.gm-rest');
        if (note) note.remove();
        if (more) list.appendChild(geo.element('li', 'gm-rest', geo.say('marks.rest', { n: more })));
      },
    };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
