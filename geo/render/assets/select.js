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
    if (p.status && !p.inferred) words.push(geo.words.STATUS[p.status] || p.status);
    if (p.place && !String(p.label || '').includes(p.place)) words.push(p.place);
    if (p.figure_text && !String(p.label || '').includes(p.figure_text)) words.push(p.figure_text);
    if (p.inferred) words.push('inferred');
    if (p.time_text || p.time) words.push(p.time_text || geo.days(p.time));
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
        const words = geo.describe(hit.item);
        card.replaceChildren(geo.element('b', '', words[0]), geo.element('span', '', words.slice(1).join(' · ')));
        if (hit.guests && hit.guests.length) card.appendChild(geo.element('span', '', `and ${hit.guests.length} more here: click to spread`));
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

  /** A visually hidden list of buttons, one a record with a mark: Tab reaches it, Enter selects, Escape clears. */
  geo.markList = function (container, scene, bus, onFocus) {
    const list = geo.element('ul', 'gm-marks');
    list.setAttribute('aria-label', 'Marks on the map');
    const seen = new Set();
    const buttons = new Map();
    for (const item of scene.items) {
      if (!item.record || seen.has(item.record) || ['band', 'unknown'].includes(item.layer)) continue;
      seen.add(item.record);
      const button = geo.element('button', '', geo.describe(item).join(', '));
      button.type = 'button';
      button.setAttribute('aria-pressed', 'false');
      button.addEventListener('click', () => bus.emit('select', { record: item.record, from: 'key' }));
      button.addEventListener('focus', () => onFocus(item.record));
      button.addEventListener('blur', () => onFocus(null));
      const entry = geo.element('li', '');
      entry.appendChild(button);
      list.appendChild(entry);
      buttons.set(item.record, button);
    }
    L.DomEvent.disableClickPropagation(list);
    container.appendChild(list);
    return {
      pressed(record) {
        for (const [id, button] of buttons) button.setAttribute('aria-pressed', String(id === record));
      },
      /** List what the map shows, and nothing else. */
      sync(shown, state) {
        const there = new Set(shown.items.filter((i) => state.background || i.layer !== 'background').map((i) => i.record));
        for (const [id, button] of buttons) button.parentNode.hidden = !there.has(id);
      },
    };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
