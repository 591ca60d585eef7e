/** What stands in the left panel beside the situation: a tab each. Modules add theirs to `geo.tabs` before the panels are made. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;

  /**
   * `{key, words: () => string, wanted: (panels) => boolean, make: (panels) => {node, shown?: Function, update?: Function}}`:
   * `make` is called when the tab is first shown, `shown(visible)` whenever it comes to the front or leaves it, `update()` after filtering.
   */
  geo.tabs = geo.tabs || [];
  /** What panels remember while new data of the same situation come in: open tab, scroll, what else a panel puts there. */
  geo.kept = geo.kept || { tab: 'situation' };

  /** Tabs over the content of the left panel. */
  geo.TabStrip = class {
    /** @param {object} panels @param {HTMLElement} first what the situation's own tab shows */
    constructor(panels, first) {
      const own = { key: 'situation', words: () => geo.say('rail.situation'), made: { node: first } };
      this.panels = panels;
      this.tabs = [own, ...geo.tabs.filter((t) => t.wanted(panels)).map((t) => ({ ...t, made: null }))];
      this.node = el('div', { class: 'geo-tabs', role: 'tablist' });
      this.node.hidden = this.tabs.length < 2;
      for (const tab of this.tabs) {
        tab.button = el('button', { type: 'button', role: 'tab', id: `geo-tab-${tab.key}`, 'aria-controls': `geo-pane-${tab.key}` }, tab.words());
        tab.button.addEventListener('click', () => this.show(tab.key));
        tab.pane = el('div', { class: 'geo-pane', role: 'tabpanel', id: `geo-pane-${tab.key}`, 'aria-labelledby': `geo-tab-${tab.key}`, hidden: '' });
        this.node.append(tab.button);
      }
      own.pane.append(first);
      this.node.addEventListener('keydown', (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const at = this.tabs.findIndex((t) => t.key === this.open);
        const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
        this.show(next.key);
        next.button.focus();
      });
    }

    /** @param {string} key of a tab; one that is not there leaves everything as it is. @returns {object|null} what its `make` returned */
    show(key) {
      const wanted = this.tabs.find((t) => t.key === key);
      if (!wanted) return null;
      const before = this.tabs.find((t) => t.key === this.open);
      if (before !== wanted) this.remember();
      this.open = geo.kept.tab = key;
      if (!wanted.made) {
        wanted.made = wanted.make(this.panels);
        wanted.pane.append(wanted.made.node);
      }
      for (const tab of this.tabs) {
        tab.pane.hidden = tab !== wanted;
        tab.button.setAttribute('aria-selected', String(tab === wanted));
        tab.button.tabIndex = tab === wanted ? 0 : -1;
      }
      if (before !== wanted) this.recall();
      if (before && before !== wanted && before.made.shown) before.made.shown(false);
      if (before !== wanted && wanted.made.shown) wanted.made.shown(true);
      return wanted.made;
    }

    /** How far the open tab is scrolled: what is hidden forgets it. */
    remember() {
      const tab = this.tabs.find((t) => t.key === this.open);
      const scroll = tab && tab.pane.querySelector('.geo-scroll');
      if (scroll) geo.kept.scrolled = { ...geo.kept.scrolled, [tab.key]: scroll.scrollTop };
    }

    /** Scroll the open tab to where it was. */
    recall() {
      const scroll = this.tabs.find((t) => t.key === this.open).pane.querySelector('.geo-scroll');
      if (scroll) scroll.scrollTop = (geo.kept.scrolled || {})[this.open] || 0;
    }

    /** Filters or time changed. */
    update() {
      for (const tab of this.tabs) if (tab.made && tab.made.update) tab.made.update();
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
