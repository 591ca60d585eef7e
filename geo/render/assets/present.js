/** Presenting: the whole window, or the whole screen, shows the briefing and nothing else; everything comes back as it was. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  /** Height in pixels that type is measured on, size of the map's marks there, and widths of the column of text. */
  const DESIGN = 1080;
  const MARKS = 1.8;
  const COLUMN = 600;
  const WIDE = 880;
  const STRIP = 118;
  const STRIP_TALL = 215;
  const SWIPE = 50;
  /** Milliseconds that the buttons stay after the pointer moved. */
  const TOOLS = 2500;

  let on = null; // what is being presented, and what was before

  /** Pixels of one unit of the design, and whether text stands below the map. */
  function measures() {
    const [w, h] = [root.innerWidth, root.innerHeight];
    const tall = w < h;
    const unit = tall ? Math.max(0.58, Math.min(w / 900, h / 1500)) : Math.max(0.5, Math.min(h / DESIGN, w / 1760));
    return { w, h, unit, tall };
  }

  /** What the words cover of the window, for the map. */
  function covers() {
    if (!on) return null;
    const { w, h, unit, tall } = measures();
    const strip = Math.round((tall ? STRIP_TALL : STRIP) * unit);
    if (tall) return { left: 0, right: 0, top: 0, bottom: Math.round(h * 0.46) + strip };
    return { left: Math.round(Math.min((geo.slide.wide(on.scene) ? WIDE : COLUMN) * unit, w * 0.6)), right: 0, top: 0, bottom: strip };
  }

  // ------------------------------------------------------------------------------------------------- the page

  function make() {
    const sign = (d) => geo.svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, geo.svg('path', { d }));
    const press = (words, d, act) => geo.button('pr-button', words, sign(d), (event) => {
      event.stopPropagation();
      act();
    });
    const parts = {
      column: el('div', { class: 'pr-column' }), said: el('div', { class: 'pr-said', role: 'status', 'aria-live': 'polite' }),
      sources: el('p', { class: 'pr-sources', dir: 'auto' }), foot: el('p', { class: 'pr-foot' }), count: el('p', { class: 'pr-count' }),
      black: el('div', { class: 'pr-black', hidden: '' }), notes: el('section', { class: 'pr-notes', hidden: '', 'aria-label': say('presenter.notes') }),
      catch: el('div', { class: 'pr-catch' }),
      tools: el('div', { class: 'pr-tools', hidden: '' },
        press(say('present.previous'), 'M11.5 3 5.5 9 11.5 15', () => step(-1)), press(say('present.next'), 'M6.5 3 12.5 9 6.5 15', () => step(1)), press(say('present.notes'), 'M3 4.5H15M3 9H15M3 13.5H10', () => notes()),
        press(say('present.screen'), 'M3 7V3H7M11 3H15V7M15 11V15H11M7 15H3V11', () => geo.cover.whole()), press(say('present.leave'), 'M4 4 14 14M14 4 4 14', () => leave())),
    };
    const node = el('section', { class: 'pr-stage', role: 'region', 'aria-label': say('present.name'), tabindex: '-1' },
      parts.catch, parts.column, el('div', { class: 'pr-strip' }, el('div', {}, parts.sources, parts.foot), parts.count), parts.notes, parts.tools, parts.black, parts.said);
    geo.shield(node);
    pointing(node, parts);
    return { node, ...parts };
  }

  function pointing(node, parts) {
    let down = null;
    let hiding = 0;
    node.addEventListener('pointerdown', (event) => (down = { x: event.clientX, y: event.clientY, kind: event.pointerType }));
    const offer = () => {
      parts.tools.hidden = false;
      node.classList.add('pr-pointing');
      clearTimeout(hiding);
      hiding = setTimeout(() => {
        if (parts.tools.matches(':hover') || parts.tools.contains(document.activeElement)) return;
        parts.tools.hidden = true;
        node.classList.remove('pr-pointing');
      }, TOOLS);
    };
    // Without keys and pointer nobody would know how to end it.
    if (typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches) offer();
    node.addEventListener('pointermove', (event) => (event.pointerType === 'mouse' || event.pressure) && offer());
    node.addEventListener('click', (event) => {
      if (event.target.closest('button, .pr-notes') || !down) return;
      const [dx, dy] = [event.clientX - down.x, event.clientY - down.y];
      if (Math.abs(dx) > SWIPE && Math.abs(dx) > Math.abs(dy)) return;
      if (down.kind !== 'mouse' && event.clientY < root.innerHeight * 0.15) return offer();
      step(down.kind !== 'mouse' && event.clientX < root.innerWidth * 0.3 ? -1 : 1);
    });
    node.addEventListener('pointerup', (event) => {
      if (!down || event.pointerType === 'mouse') return;
      const [dx, dy] = [event.clientX - down.x, event.clientY - down.y];
      if (Math.abs(dx) > SWIPE && Math.abs(dx) > Math.abs(dy)) step(dx < 0 ? 1 : -1);
    });
  }

  /** Everything but the briefing is out of reach while it is on. */
  function seclude() {
    for (const node of document.body.children) if (node !== on.page.node && !['SCRIPT', 'STYLE'].includes(node.tagName)) node.inert = true;
  }

  function sizes() {
    const { unit, tall } = measures();
    const style = document.documentElement.style;
    style.setProperty('--pr', `${unit}px`);
    document.documentElement.classList.toggle('geo-tall', tall);
    const k = tall ? Math.max(1.1, MARKS * unit * 0.8) : MARKS * unit;
    if (Math.abs(geo.view.scale - k) > 0.001) geo.view.setScale(k);
  }

  // ------------------------------------------------------------------------------------------------- scenes

  const scenes = () => (on.own ? geo.briefing.resolve(on.own) : geo.briefing.scenes());

  /** Bring words and map to a scene. @param {boolean} cut without a move */
  function show(i, cut = false) {
    const list = scenes();
    if (!list.length) return leave();
    const at = Math.max(0, Math.min(list.length - 1, i));
    const scene = list[at];
    const before = on.page.column.querySelector('.pr-slide:not(.out)');
    Object.assign(on, { at, scene, list });
    on.page.black.hidden = true;
    const apply = () => {
      on.page.column.classList.toggle('wide', geo.slide.wide(scene));
      geo.panels.mounted.pad();
      geo.briefing.setTo(scene);
    };
    const moving = cut || geo.still();
    if (on.painted) geo.transition(apply, { still: moving });
    else apply();
    on.painted = true;
    const slide = geo.slide.make(scene);
    on.page.column.append(slide);
    geo.slide.fit(slide, scene);
    if (before) {
      before.classList.add('out');
      before.setAttribute('aria-hidden', 'true');
      const gone = () => before.remove();
      if (moving) gone();
      else {
        slide.animate([{ opacity: 0 }, { opacity: 0, offset: 0.25 }, { opacity: 1 }], { duration: 420 });
        before.animate([{ opacity: 1 }, { opacity: 0, offset: 0.6 }, { opacity: 0 }], { duration: 420, fill: 'forwards' }).finished.then(gone, gone);
      }
    }
    caption(scene, list);
    geo.presenter.update();
  }

  function caption(scene, list) {
    const { page } = on;
    page.sources.hidden = !scene.sources.length;
    // As many as fit on one line, and how many there are besides.
    for (let n = scene.sources.length; n > 0; n--) {
      const rest = scene.sources.length - n;
      page.sources.textContent = say('present.sources', { names: [...scene.sources.slice(0, n), ...(rest ? [say('starter.more', { n: rest })] : [])].join(' · ') });
      if (page.sources.scrollWidth <= page.sources.clientWidth) break;
    }
    page.foot.textContent = (document.querySelector('.gm-foot') || {}).textContent || '';
    page.count.textContent = `${scene.number} / ${list.length}`;
    page.count.setAttribute('aria-label', say('present.count', { at: scene.number, of: list.length }));
    page.said.textContent = `${say('present.count', { at: scene.number, of: list.length })}: ${scene.title}. ${scene.as_of_words}`;
    if (!page.notes.hidden) noted();
  }

  function step(by) {
    if (!on) return;
    const goal = on.at + by;
    if (goal < 0 || goal >= on.list.length) return;
    show(goal);
  }

  function noted() {
    on.page.notes.replaceChildren(el('h2', {}, say('presenter.notes')), ...(on.scene.note || say('presenter.none')).split(/\n+/).map((text) => el('p', { dir: 'auto' }, text)));
  }

  /** Notes in a window of their own, or, where none may be opened, here. */
  function notes() {
    if (on.page.notes.hidden && geo.presenter.open()) return;
    on.page.notes.hidden = !on.page.notes.hidden;
    if (on.page.notes.hidden) return;
    noted();
    on.page.notes.append(el('p', { class: 'pr-hint' }, say('presenter.blocked')));
  }

  function blacken() {
    on.page.black.hidden = !on.page.black.hidden;
  }

  // ---------------------------------------------------------------------------------------------- on and off

  function start(id) {
    if (on || !geo.live) return;
    const stored = geo.briefing.scenes();
    const own = stored.length ? null : geo.briefing.starter();
    const list = own ? geo.briefing.resolve(own) : stored;
    if (!list.length) return geo.openBriefing(geo.panels.mounted); // it says that there is nothing yet
    const at = Math.max(0, list.findIndex((s) => s.id === id));
    const state = geo.store.get();
    const { mounted } = geo.panels;
    if (mounted.timeline) mounted.timeline.stop();
    on = {
      own, at, list, scene: list[at], painted: false, began: Date.now(),
      before: { state, view: state.view, lit: geo.lit, at: geo.briefing.at, scale: geo.view.scale, focus: document.activeElement, theme: document.documentElement.dataset.theme },
    };
    on.page = make();
    // The view is held where it is, so that nothing fits it to the window on the way.
    geo.view.restore(geo.view.standing());
    document.documentElement.classList.add('geo-presenting');
    document.body.append(on.page.node);
    seclude();
    sizes();
    watchLegend();
    show(at, true);
    root.addEventListener('resize', resized);
    on.page.node.focus({ preventScroll: true });
    geo.cover.on(() => leave());
    geo.bus.emit('presenting', true);
  }

  function resized() {
    sizes();
    show(on.at, true);
  }

  function watchLegend() {
    if (on.watch) on.watch.disconnect();
    const body = document.querySelector('.gm-legend');
    on.watch = new MutationObserver(() => {
      const slide = on && on.page.column.querySelector('.pr-slide:not(.out)');
      if (!slide) return;
      geo.slide.legend(slide.querySelector('.pr-legend'));
      geo.slide.fit(slide, on.scene);
    });
    if (body) on.watch.observe(body, { childList: true });
  }

  /** The focus goes back; a panel that was filled anew has the same button once more. */
  function refocus(node) {
    const same = (other) => other.className === node.className && other.getAttribute('aria-label') === node.getAttribute('aria-label') && other.textContent === node.textContent;
    const back = !node || node === document.body ? null : node.isConnected ? node : [...document.querySelectorAll(node.tagName)].find((other) => same(other) && other.getClientRects().length);
    (back || geo.live.map.getContainer()).focus({ preventScroll: true });
  }

  function leave() {
    if (!on) return;
    const { page, before, watch } = on;
    root.removeEventListener('resize', resized);
    watch.disconnect();
    on = null;
    geo.cover.off();
    page.node.remove();
    document.documentElement.classList.remove('geo-presenting', 'geo-tall');
    for (const node of document.body.children) node.inert = false;
    geo.view.setScale(before.scale);
    if (document.documentElement.dataset.theme !== before.theme) geo.bus.emit('theme', before.theme);
    geo.panels.mounted.padded = null;
    geo.panels.mounted.pad();
    geo.store.set({ ...geo.fittingState(before.state, geo.live.table, geo.live.filter), view: before.view }, 'briefing');
    if (!before.view) geo.view.fit();
    geo.briefing.release(before.at);
    geo.highlight(before.lit);
    refocus(before.focus);
    geo.presenter.update();
    geo.bus.emit('presenting', false);
  }

  geo.present = {
    /** For the bar. */
    opener: () => {
      const button = el('button', { type: 'button', class: 'geo-open geo-present', title: say('present.open') }, say('briefing.present'));
      button.addEventListener('click', () => start(geo.briefing.at));
      return button;
    },
    start, leave, step, covers, notes, blacken,
    get on() {
      return Boolean(on);
    },
    /** What is shown now: `{scene, list, at, began}` or null. */
    get now() {
      return on && { scene: on.scene, list: on.list, at: on.at, began: on.began };
    },
    go: (i) => on && show(i),
    /** Light to dark and back. */
    turn: () => geo.bus.emit('theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'),
    /** New data came while it is on: the same scene of them, without a move. */
    attach(panels) {
      // A saved file whose address ends in #present begins with its briefing.
      if (!on && !geo.acts.live && /[#&]present(=1)?(&|$)/.test(root.location.hash) && !geo.kept.presented) {
        geo.kept.presented = true;
        panels.bus.on('ready', () => setTimeout(() => start()));
      }
      if (!on) return;
      seclude();
      panels.bus.on('ready', () => {
        if (!on) return;
        seclude();
        sizes();
        watchLegend();
        show(on.at, true);
      });
    },
  };

  geo.keyGroups = geo.keyGroups || [];
  // Before all others: whatever is open beneath, its keys rest.
  geo.keyGroups.unshift({
    key: 'presenting', words: () => say('keys.presenting'), alone: true, active: () => geo.present.on,
    escape: () => {
      if (!on) return false;
      leave();
      return true;
    },
    rows: () => [
      ['→ Space', say('keys.scene_next'), () => step(1), ['ArrowRight', 'ArrowDown', ' ', 'PageDown', 'Enter']],
      ['← Backspace', say('keys.scene_previous'), () => step(-1), ['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace']],
      ['Home End', say('keys.scene_ends'), (key) => show(key === 'Home' ? 0 : on.list.length - 1), ['Home', 'End']],
      ['n', say('keys.notes'), () => notes()],
      ['b', say('keys.black'), () => blacken(), ['.']],
      ['t', say('keys.turn'), () => geo.present.turn()],
      ['f', say('keys.screen'), () => geo.cover.whole()],
      ['Esc', say('keys.present_end'), null],
    ],
  });
  geo.keyGroups.push({
    key: 'briefing', words: () => say('keys.briefing'),
    escape: () => {
      if (on || !geo.lit) return false;
      geo.briefing.release();
      return true;
    },
    rows: (panels) => [
      ['b', say('keys.briefing_tab'), () => geo.openBriefing(panels)],
      ['B', say('keys.present'), () => start(geo.briefing.at)],
    ],
  });
})(typeof window === 'undefined' ? globalThis : window);
