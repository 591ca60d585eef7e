/** Every key in one table: what listens to it and the sheet that lists it. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  const { say } = geo;

  /**
   * Groups of keys that modules add before the panels are made, in front of those of the page:
   * `{key, words: () => string, rows: (panels) => [[keys, words, act | null, also?]], listed?: (panels) => boolean,
   * active?: (panels) => boolean, alone?: boolean, escape?: (panels) => boolean}`.
   *
   * A row's first member is one key, or what the sheet shows of several: then `also` is the list of them. `act(key)` does it; null:
   * something else does. While a group is `active` its keys go before those of later groups and of the page; without `active` it
   * always is. `alone`: while it is active no other key does anything. `listed`: whether the sheet shows it, always when left out.
   * `escape` closes what the module has open and says whether there was anything.
   */
  geo.keyGroups = geo.keyGroups || [];

  /** The keys of the page itself. */
  function own(panels, help) {
    const timeline = () => panels.timeline;
    const group = (key, rows, listed = () => true) => ({ key, words: () => say(`keys.${key}`), rows: () => rows, listed });
    return [
      group('find', [
        ['/', say('keys.search'), () => panels.search.input.focus()],
        ['f', say('keys.filters'), () => panels.filters.show(panels.filters.node.hidden)],
        ['t', say('keys.table'), () => panels.sheet.toggle()],
        ['s', say('keys.situation'), () => panels.showRail(panels.rail.node.hidden)],
        ['x', say('keys.clear'), () => geo.store.set(geo.noFilters(), 'key')],
      ]),
      group('records', [
        [']', say('keys.next'), () => panels.step(1), ['j']],
        ['[', say('keys.previous'), () => panels.step(-1), ['k']],
        ['z', say('keys.zoom'), () => panels.selected && panels.zoom(panels.selected)],
        ['Esc', say('keys.close'), null],
      ]),
      group('time', [
        [',', say('keys.day_back'), () => timeline() && timeline().step(-1)],
        ['.', say('keys.day_on'), () => timeline() && timeline().step(1)],
        ['p', say('keys.play'), () => timeline() && timeline().toggle()],
        ['a', say('keys.all_days'), () => timeline() && timeline().set(timeline().first, timeline().last, 'stop')],
      ], () => Boolean(timeline())),
      group('map', [
        ['0', say('keys.fit'), () => geo.view.toggle()],
        ['+', say('keys.zoom_in'), () => panels.explore.map.zoomIn(1), ['=']],
        ['-', say('keys.zoom_out'), () => panels.explore.map.zoomOut(1)],
        ['← ↑ ↓ →', say('keys.move'), null],
        ['Tab', say('keys.marks'), null],
        ['m', say('keys.measure'), () => panels.measure.toggle()],
        ['c', say('keys.copy'), () => panels.measure.copy()],
        ['?', say('keys.sheet'), () => help.toggle()],
      ]),
    ];
  }

  /** @returns {string[]} the keys that a row listens to. Pure. */
  geo.keysOf = ([shown, , , also]) => (Array.isArray(also) && [...shown].length > 1 ? also : [shown, ...(also || [])]);

  /**
   * What a key does now, or null. Pure.
   *
   * @param {object[]} groups in order of precedence
   * @param {object} panels
   * @param {string} key
   * @returns {Function|null}
   */
  geo.actOf = function (groups, panels, key) {
    for (const group of groups) {
      if (group.active && !group.active(panels)) continue;
      const row = group.rows(panels).find((r) => r[2] && geo.keysOf(r).includes(key));
      if (row) return () => row[2](key);
      if (group.alone) return null;
    }
    return null;
  };

  /**
   * Listen to the keys of the page.
   *
   * @param {object} panels
   */
  geo.keys = function (panels) {
    let opener = null;
    const close = geo.button('geo-close', say('panel.close'), '×', () => help.toggle(false));
    const list = el('div', { class: 'geo-keys', tabindex: '0', role: 'region', 'aria-label': say('keys.list') });
    const node = el('section', { class: 'geo-help', role: 'dialog', 'aria-modal': 'true', 'aria-label': say('keys.title'), hidden: '' },
      el('header', {}, el('h2', {}, say('keys.title')), close), list);
    const help = {
      toggle(shown = node.hidden) {
        if (shown) opener = document.activeElement;
        if (shown) list.replaceChildren(...page.concat(added).filter((g) => !g.listed || g.listed(panels)).map(section));
        node.hidden = !shown;
        if (shown) close.focus();
        else if (opener && opener.isConnected) opener.focus({ preventScroll: true });
      },
    };
    const page = own(panels, help);
    const added = geo.keyGroups;
    const kbd = (key) => el('kbd', {}, key);
    const section = (group) => el('div', {}, el('h3', {}, group.words()), el('dl', {}, ...group.rows(panels).flatMap(([shown, words, , also]) => {
      const others = also && [...shown].length === 1 ? also.filter((key) => key !== '=') : [];
      return [el('dt', {}, kbd(shown), ...others.flatMap((key) => [' ', kbd(key)])), el('dd', {}, words)];
    })));
    node.addEventListener('keydown', (event) => {
      // The rest of the page is out of reach while it is open.
      if (event.key !== 'Tab') return;
      const stops = [close, list];
      event.preventDefault();
      stops[(stops.indexOf(document.activeElement) + 1) % 2].focus();
    });
    panels.parent.append(geo.shield(node));
    panels.help = help;

    /** Close the topmost thing. @returns {boolean} whether there was one */
    function escape() {
      if (!node.hidden) help.toggle(false);
      else if (added.some((group) => group.escape && group.escape(panels))) return true;
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
      const act = geo.actOf([...added, ...page], panels, event.key);
      // The map zooms by itself when it has the focus.
      if (!act || (event.target === panels.explore.map.getContainer() && '+-='.includes(event.key))) return;
      event.preventDefault();
      act();
    }, { capture: true, signal: panels.explore.life.signal }); // before the map, which would take Escape for the selection
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
