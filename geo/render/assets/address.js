/**
 * The state in an address: of a saved file behind `#`, of the app in the page around the frame. Each change takes the place of the
 * last, so that Back leaves the map and does not walk through every view of it.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Milliseconds without a change; browsers refuse more than some hundred changes in half a minute. */
  const QUIET = 400;
  /** What the page's address says besides: which article is shown. */
  const PAGES = 'a';
  /** What of it a link keeps: that, and what its days select. */
  const CHOICES = [PAGES, 'by'];

  /** Write an address; a page that may not (a sandbox, another origin) goes on without. */
  function write(of, make) {
    try {
      of.history.replaceState(of.history.state, '', make(of.location));
    } catch {
      // The map works; only its address stays as it was.
    }
  }

  geo.address = {
    /** @returns {object|null} the state that a saved file is asked to show */
    asked: () => (root.location.hash.length > 1 ? geo.decodeState(root.location.hash.slice(1)) : null),

    /** Keep the address of a saved file as the state is, and obey one that is typed. Call once a page. */
    keep() {
      let waiting = 0;
      geo.bus.on('state', () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => write(root, ({ pathname, search }) => pathname + search + (geo.store.encode() ? '#' + geo.store.encode() : '')), QUIET);
      });
      root.addEventListener('hashchange', () => geo.store.set(geo.address.asked() || geo.emptyState(), 'address'));
    },

    /** @returns {string} the whole address of the page with another state: of the saved file, or of the app's page around this frame */
    full(query) {
      if (root.parent === root) return root.location.href.split('#')[0] + (query ? '#' + query : '');
      const { origin, pathname, search } = root.parent.location;
      const page = new URLSearchParams(search);
      const own = CHOICES.filter((key) => page.has(key)).map((key) => String(new URLSearchParams({ [key]: page.get(key) })));
      const all = [...own, query].filter(Boolean).join('&');
      return origin + pathname + (all ? '?' + all : '');
    },

    /**
     * Say the state in the address of the page around this frame, before Python does: Streamlit makes each address that it writes
     * itself a step of the browser's history.
     */
    above(query) {
      if (root.parent === root) return;
      write(root.parent, ({ pathname, search }) => {
        const page = new URLSearchParams(search).get(PAGES);
        const all = [page === null ? '' : new URLSearchParams({ [PAGES]: page }).toString(), query].filter(Boolean).join('&');
        return pathname + (all ? '?' + all : '');
      });
    },
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
