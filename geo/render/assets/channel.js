/**
 * Between Python and the map: data and commands come in, the state of the reader goes back. Full state both ways, never deltas.
 *
 * A command is base64 of JSON `{v, n, s}`: version of the data, number of the command, state as a query; beside it the payload of
 * the message when the browser is thought to lack it. Back goes `{v, n, s}`: the version held, the last command obeyed, the state.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Milliseconds of quiet before Python hears of a change: it costs a rerun of the script. */
  const QUIET = 400;
  let map = null;
  let held = null;
  let obeyed = 0;
  let sent = '';
  let waiting = 0;
  let queue = Promise.resolve();

  function fail(error) {
    geo.failed = String(error && error.message ? error.message : error);
    if (map) map.getContainer().appendChild(geo.element('div', 'gm-empty', 'The map could not be drawn: ' + geo.failed));
    throw error;
  }

  /** Tell Python what this frame holds and shows. */
  function report() {
    const words = { v: held, n: obeyed, s: geo.store.encode() };
    if (!root.Streamlit || JSON.stringify(words) === sent) return;
    sent = JSON.stringify(words);
    if (obeyed) geo.address.above(words.s);
    root.Streamlit.setComponentValue(words);
  }

  function soon(wait) {
    clearTimeout(waiting);
    waiting = setTimeout(report, wait);
  }

  /** What Python changed of what it was last told; what has changed here since then stays. */
  function merge(wanted) {
    if (!sent) return wanted;
    const told = geo.decodeState(JSON.parse(sent).s);
    return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(told[key])));
  }

  async function obey({ v, n, s }, data) {
    const newer = n > obeyed;
    if (data && v !== held) {
      const message = await geo.decode(data);
      geo.mount(map, message, newer || held === null ? geo.decodeState(s) : { ...geo.store.get(), view: null });
      held = v;
      geo.bus.on('state', () => soon(QUIET));
    } else if (newer && v === held) {
      geo.store.set(merge(geo.decodeState(s)), 'python');
    }
    if (v === held && newer) obeyed = n;
    // Python thinks that data are here which are not: say so at once, and it sends them.
    soon(v === held ? 30 : 0);
  }

  /**
   * Commands are obeyed in the order in which they come.
   *
   * @param {string} payload base64 of the command
   * @param {string} data base64 message, empty when the browser holds it
   */
  geo.command = function (payload, data) {
    const order = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(geo.bytes(payload)));
    queue = queue.then(() => obey(order, data)).catch(fail);
  };

  /**
   * The Leaflet layer that Folium adds.
   *
   * @param {string} payload base64 message; empty: data come by `geo.command`
   * @returns {L.Layer}
   */
  geo.layer = function (payload) {
    const Layer = L.Layer.extend({
      onAdd(on) {
        map = on;
        if (!payload) return;
        geo.decode(payload).then((message) => {
          geo.mount(map, message, geo.address.asked());
          geo.address.keep();
        }).catch(fail);
      },
      onRemove() {},
    });
    return new Layer();
  };
})(typeof window === 'undefined' ? globalThis : window);
