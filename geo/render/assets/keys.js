/** Every key in one table: what listens to it and the sheet that lists it. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;

  /**
   * Listen to the keys of the page.
   *
   * @param {object} panels
   */
  geo.keys = function (panels) {
    const timeline = () => panels.timeline;
    const table = [
      ['Find', [
        ['/', 'Search place, actor, word', () => panels.search.input.focus()],
        ['f', 'Filters', () => panels.filters.show(panels.filters.node.hidden)],
        ['t', 'Records as a table', () => panels.sheet.toggle()],
        ['s', 'Show or hide the situation', () => panels.showRail(panels.rail.node.hidden)],
        ['x', 'Clear all filters', () => geo.store.set(geo.noFilters(), 'key')],
      ]],
      ['Records', [
        [']', 'Next record', () => panels.step(1), 'j'],
        ['[', 'Previous record', () => panels.step(-1), 'k'],
        ['z', 'Zoom to the selected record', () => panels.selected && panels.zoom(panels.selected)],
        ['Esc', 'Close what is open, then the selection', null],
      ]],
      ['Time', [
        [',', 'A day back', () => timeline() && timeline().step(-1)],
        ['.', 'A day on', () => timeline() && timeline().step(1)],
        ['p', 'Play or pause', () => timeline() && timeline().toggle()],
        ['a', 'All days', () => timeline() && timeline().set(timeline().first, timeline().last, 'stop')],
      ]],
      ['Map', [
        ['0', 'Show everything, or back to the front', () => geo.view.toggle()],
        ['+', 'Zoom in', () => panels.explore.map.zoomIn(1), '='],
        ['-', 'Zoom out', () => panels.explore.map.zoomOut(1)],
        ['← ↑ ↓ →', 'Move the map when it has the focus', null],
        ['Tab', 'From mark to mark, Enter selects', null],
        ['m', 'Measure', () => panels.measure.toggle()],
        ['c', 'Copy the coordinates under the pointer', () => panels.measure.copy()],
        ['?', 'This sheet', () => help.toggle()],
      ]],
    ];
    const without = new Set(timeline() ? [] : ['Time']);
    const run = new Map(table.flatMap(([, rows]) => rows).flatMap(([key, , act, also]) => (act ? [[key, act], ...(also ? [[also, act]] : [])] : [])));

    let opener = null;
    const close = geo.button('geo-close', 'Close', '×', () => help.toggle(false));
    const node = el('section', { class: 'geo-help', role: 'dialog', 'aria-modal': 'true', 'aria-label': 'Keys', hidden: '' },
      el('header', {}, el('h2', {}, 'Keys'), close),
      el('div', { class: 'geo-keys', tabindex: '0', role: 'region', 'aria-label': 'List of keys' }, ...table.filter(([title]) => !without.has(title)).map(([title, rows]) =>
        el('div', {}, el('h3', {}, title), el('dl', {}, ...rows.flatMap(([key, words, , also]) => [el('dt', {}, el('kbd', {}, key), also ? ' ' : '', also ? el('kbd', {}, also) : ''), el('dd', {}, words)]))))));
    const help = {
      toggle(shown = node.hidden) {
        if (shown) opener = document.activeElement;
        node.hidden = !shown;
        if (shown) close.focus();
        else if (opener && opener.isConnected) opener.focus({ preventScroll: true });
      },
    };
    node.addEventListener('keydown', (event) => {
      // The rest of the page is out of reach while it is open.
      if (event.key !== 'Tab') return;
      const stops = [close, node.querySelector('.geo-keys')];
      event.preventDefault();
      stops[(stops.indexOf(document.activeElement) + 1) % 2].focus();
    });
    panels.parent.append(geo.shield(node));
    panels.help = help;

    /** Close the topmost thing. @returns {boolean} whether there was one */
    function escape() {
      if (!node.hidden) help.toggle(false);
      else if (panels.search.escape()) return true;
      else if (panels.measure.escape()) return true;
      else if (!panels.filters.node.hidden) panels.filters.show(false);
      else if (panels.selected) geo.store.set({ selected: null }, 'panel');
      else if (!panels.sheet.node.hidden) panels.sheet.toggle(false);
      else return false;
      return true;
    }

    document.addEventListener('keydown', (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') {
        if (escape()) event.preventDefault();
        return;
      }
      if (geo.writing(event) || !node.hidden) return;
      const act = run.get(event.key);
      // The map zooms by itself when it has the focus.
      if (!act || (event.target === panels.explore.map.getContainer() && '+-='.includes(event.key))) return;
      event.preventDefault();
      act();
    }, { capture: true, signal: panels.explore.life.signal }); // before the map, which would take Escape for the selection
  };
})(typeof window === 'undefined' ? globalThis : window);
