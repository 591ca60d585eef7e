/**
 * The one channel between map and panels.
 *
 * Topics: `ready` (map, message) · `select` ({record: string|null, from: 'map'|'panel'|'key'}) ·
 * `layers` ({background: boolean}) · `theme` ('light'|'dark').
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  /** @returns {{on: Function, off: Function, emit: Function}} a small emitter; a late `ready` listener is called at once */
  geo.makeBus = function () {
    const listeners = new Map();
    let ready = null;
    return {
      on(topic, listener) {
        if (!listeners.has(topic)) listeners.set(topic, new Set());
        listeners.get(topic).add(listener);
        if (topic === 'ready' && ready) listener(...ready);
      },
      off(topic, listener) {
        if (listeners.has(topic)) listeners.get(topic).delete(listener);
      },
      emit(topic, ...values) {
        if (topic === 'ready') ready = values;
        for (const listener of [...(listeners.get(topic) || [])]) listener(...values);
      },
    };
  };

  geo.bus = geo.bus || geo.makeBus();
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
