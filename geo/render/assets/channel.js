/**
 * Between Python and the map: data and commands come in, the state of the reader goes back. Full state both ways, never deltas.
 *
 * A command is base64 of JSON `{v, n, s, same}`: version of the data, number of the command, state as a query, whether these are new
 * data of what is shown already; beside it the payload of the message when the browser is thought to lack it, and what Python keeps
 * and answers. Back goes `{v, n, s, f, d, w, acts}`: the version held, the last command obeyed, the state; this frame's name, the
 * version of the desk that it holds, what it wants to be told, and the acts that wait for an answer.
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
    if (map) map.getContainer().appendChild(geo.element('div', 'gm-empty', geo.say('map.failed', { why: geo.failed })));
    throw error;
  }

  /** Tell Python what this frame holds and shows. */
  function report() {
    const { acts } = geo;
    const words = { v: held, n: obeyed, s: geo.store.encode(), f: acts.frame, d: acts.desk && acts.desk.version, w: [...acts.wants], acts: acts.waiting() };
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

  /** Let the keys be the map's from the start, where nobody has begun to write elsewhere on the page. */
  function listenToKeys() {
    try {
      const { document: page } = root.parent;
      if (root.parent !== root && page.activeElement === page.body) root.focus();
    } catch {
      // A page of somebody else's around the frame keeps its keys.
    }
  }

  /** The state that new data begin with: of another situation what Python says, of the same one what the reader has before him. */
  function beginning({ s, same }, newer) {
    if (same && held !== null) return { ...geo.store.get(), view: geo.view.standing() };
    return newer || held === null ? geo.decodeState(s) : { ...geo.store.get(), view: null };
  }

  async function obey(order, data, more) {
    const { v, n, s } = order;
    const newer = n > obeyed;
    if (!geo.acts.live) geo.nameLanguage(root.parent);
    geo.acts.live = true;
    if (data && v !== held) {
      const message = await geo.decode(data);
      geo.kept.same = Boolean(order.same) && held !== null;
      geo.mount(map, message, beginning(order, newer));
      if (held === null) listenToKeys();
      held = v;
      geo.bus.on('state', () => soon(QUIET));
    } else if (newer && v === held) {
      geo.store.set(merge(geo.decodeState(s)), 'python');
    }
    if (v === held && newer) obeyed = n;
    if (more) geo.acts.hear(await geo.unpack(more));
    // Python thinks that data are here which are not: say so at once, and it sends them.
    soon(v === held ? 30 : 0);
  }

  /**
   * Commands are obeyed in the order in which they come.
   *
   * @param {string} payload base64 of the command
   * @param {string} data base64 message, empty when the browser holds it
   * @param {string} more base64 of what Python keeps and answers, or empty
   */
  geo.command = function (payload, data, more) {
    const order = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(geo.bytes(payload)));
    queue = queue.then(() => obey(order, data, more)).catch(fail);
  };

  geo.acts.onTold(() => soon(0));

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
