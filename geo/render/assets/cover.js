/** The frame over the whole page, or the whole screen, and back to its place. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const LAST = '2147483000';
  /** Milliseconds after another window was opened in which a browser may take the whole screen away: that is not the reader's wish. */
  const OPENING = 2500;

  let held = null;
  let opened = -Infinity;

  /** The frame that this page is shown in, where its page may be touched; null in a file of its own, or in a stranger's page. */
  function frameOf() {
    try {
      return root.frameElement && root.parent.document ? root.frameElement : null;
    } catch {
      return null;
    }
  }

  const PLACE = {
    position: 'fixed', inset: '0', width: '100vw', height: '100vh', 'max-width': 'none', 'max-height': 'none', margin: '0', padding: '0', border: '0', 'z-index': LAST, background: 'Canvas',
  };

  /** Above everything of the page without the whole screen: its top layer, where no ancestor clips or dims it. */
  function lift(frame) {
    if (!frame || typeof frame.showPopover !== 'function' || frame.ownerDocument.fullscreenElement) return;
    try {
      frame.setAttribute('popover', 'manual');
      frame.showPopover();
    } catch {
      frame.removeAttribute('popover');
    }
  }

  function lower(frame) {
    if (!frame || !frame.hasAttribute('popover')) return;
    try {
      frame.hidePopover();
    } catch {
      // It was not up.
    }
    frame.removeAttribute('popover');
  }

  geo.cover = {
    /** @param {Function} left the reader took the whole screen away */
    on(left) {
      const frame = frameOf();
      const page = frame ? frame.ownerDocument : document;
      held = { frame, page, style: frame && frame.getAttribute('style'), left, whole: false, ended: new AbortController() };
      if (frame) {
        for (const [name, value] of Object.entries(PLACE)) frame.style.setProperty(name, value, 'important');
      }
      const { signal } = held.ended;
      page.addEventListener('fullscreenchange', () => {
        const whole = Boolean(page.fullscreenElement);
        const was = held && held.whole;
        if (!held) return;
        held.whole = whole;
        if (whole || !was) return;
        if (performance.now() - opened < OPENING) lift(frame);
        else left();
      }, { signal });
      geo.cover.whole();
    },
    /** Ask for the whole screen; where that is refused the page is covered. */
    async whole() {
      if (!held || held.page.fullscreenElement) return;
      const { frame, page } = held;
      // Browsers grant the whole screen to a key or click only; asking without one would be said in their console.
      if (root.navigator.userActivation && !root.navigator.userActivation.isActive) return lift(frame);
      lower(frame);
      try {
        await (frame || page.documentElement).requestFullscreen({ navigationUI: 'hide' });
      } catch {
        if (held) lift(held.frame);
      }
    },
    /** Another window is about to be opened. */
    opening: () => (opened = performance.now()),
    off() {
      if (!held) return;
      const { frame, page, style, ended } = held;
      held = null;
      ended.abort();
      if (page.fullscreenElement) page.exitFullscreen().catch(() => {});
      lower(frame);
      if (!frame) return;
      if (style === null) frame.removeAttribute('style');
      else frame.setAttribute('style', style);
      root.focus();
    },
  };
})(typeof window === 'undefined' ? globalThis : window);
