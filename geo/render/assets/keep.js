/** What of the panels stays while new data of the same situation come in: what is open, scrolled to, focused, chosen in the text. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const STOPS = 'button, input, select, textarea, a[href], summary, [tabindex]';

  const nameOf = (node) => node.id || node.getAttribute('aria-label') || node.dataset.record || node.dataset.key || (node.matches('input, textarea, select') ? node.className : node.textContent.slice(0, 80));

  /** @returns {object|null} how to find again what has the focus within a node */
  geo.focusToken = function (within) {
    const at = document.activeElement;
    if (!at || at === document.body || !within.contains(at)) return null;
    if (at === within) return { self: true };
    const name = nameOf(at);
    const same = [...within.querySelectorAll(at.tagName)].filter((node) => nameOf(node) === name);
    const text = at.matches('textarea, input:not([type=checkbox]):not([type=radio])');
    const span = text && at.type !== 'date' && at.type !== 'number' ? [at.selectionStart, at.selectionEnd] : null;
    return { tag: at.tagName, name, n: same.indexOf(at), value: text ? at.value : null, span };
  };

  /** Focus what a token speaks of. @returns {boolean} whether it is there */
  geo.focusAgain = function (within, token) {
    const same = token.self ? [within] : [...within.querySelectorAll(token.tag)].filter((node) => node.matches(STOPS) && nameOf(node) === token.name);
    const node = same[token.n] || same[0];
    if (!node) return false;
    if (document.activeElement !== node) node.focus({ preventScroll: true });
    if (token.value !== null && token.value !== undefined && node.value === '' && token.value) node.value = token.value;
    if (token.span && token.span[0] !== null) node.setSelectionRange(...token.span);
    return document.activeElement === node;
  };

  /** Everything that scrolls within the panels, by what it is. */
  const scrolling = (panels) => [
    ['table', panels.sheet.scroll], ['facets', panels.filters.body],
    ['article', panels.drawer.node.querySelector('.geo-article')], ['facts', panels.drawer.node.querySelector('.geo-drawer-head')],
  ].filter(([, node]) => node);

  const parts = (panels) => [['rail', panels.rail.node], ['drawer', panels.drawer.node], ['bar', panels.bar], ['filters', panels.filters.node], ['sheet', panels.sheet.node],
    ['time', panels.timeline && panels.timeline.node], ['map', panels.explore.map.getContainer()]].filter(([, node]) => node);

  /** Remember what the panels look like; called before they go. */
  geo.keepPanels = function (panels) {
    const focused = parts(panels).map(([name, node]) => [name, geo.focusToken(node)]).find(([, token]) => token);
    const { sheet } = panels;
    panels.tabs.remember();
    geo.kept.panels = {
      rail: !panels.rail.node.hidden, sheet: !sheet.node.hidden, filters: !panels.filters.node.hidden,
      order: { open: sheet.open.key, page: sheet.page, sorted: sheet.tables.map((table) => table.sorted) }, query: panels.search.input.value,
      folds: [...panels.rail.scroll.querySelectorAll('details')].map((d) => d.open), caps: [panels.rail.records.cap, panels.rail.old ? panels.rail.old.cap : 0],
      facets: panels.filters.facets && Object.fromEntries(panels.filters.facets.map((f) => [f.facet, f.node.open])),
      scrolls: Object.fromEntries(scrolling(panels).map(([name, node]) => [name, node.scrollTop])), record: panels.selected, focus: focused || null,
    };
  };

  /** Make the panels look as they did; called once they stand. */
  geo.takeUpPanels = function (panels) {
    const kept = geo.kept.panels;
    if (!kept) return;
    const { sheet, filters, rail } = panels;
    panels.showRail(kept.rail);
    rail.records.cap = kept.caps[0];
    rail.records.again();
    if (rail.old) {
      rail.old.cap = kept.caps[1];
      rail.old.again();
    }
    const folds = [...rail.scroll.querySelectorAll('details')];
    if (folds.length === kept.folds.length) folds.forEach((d, i) => (d.open = kept.folds[i]));
    if (kept.filters) {
      filters.show(true);
      for (const f of filters.facets || []) if (kept.facets && f.facet in kept.facets) f.node.open = kept.facets[f.facet];
    }
    if (kept.sheet) {
      sheet.tables.forEach((table, n) => (table.sorted = kept.order.sorted[n]));
      sheet.toggle(true);
      const open = sheet.tables.find((table) => table.key === kept.order.open);
      if (open !== sheet.open) sheet.show(open);
      if (kept.order.page) sheet.turn(kept.order.page);
    }
    if (geo.kept.layers) panels.explore.map.getContainer().querySelector('.gm-head .gm-tab[aria-expanded="false"]:last-child')?.click();
    if (kept.query && !panels.search.input.value) panels.search.input.value = kept.query;
    panels.tabs.recall();
    for (const [name, node] of scrolling(panels)) if (name in kept.scrolls && (!['article', 'facts'].includes(name) || kept.record === panels.selected)) node.scrollTop = kept.scrolls[name];
    document.activeElement?.blur();
    if (!kept.focus) return;
    const [, node] = parts(panels).find(([name]) => name === kept.focus[0]) || [];
    if (node && !geo.focusAgain(node, kept.focus[1]) && kept.focus[0] === 'rail' && geo.review && geo.review.now && geo.review.now.visible) geo.review.now.focus();
  };
})(typeof window === 'undefined' ? globalThis : window);
