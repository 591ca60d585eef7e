/** Small pictures of scenes, drawn here from the map's own data; and what a view shows, as words for a title. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { say } = geo;
  const P = geo.project;
  /** Share of a box kept free around it, degrees that it is at least wide, zoom that a made scene does not go beyond. */
  const AROUND = 0.11;
  const LEAST = 0.35;

  /** @returns {number[]|null} a box with room around it, for what was made from marks */
  geo.roomyBox = function (box) {
    if (!box) return null;
    const [w, s, e, n] = box;
    const grow = (a, b, least) => {
      const more = Math.max((b - a) * AROUND, (least - (b - a)) / 2, 0);
      return [a - more, b + more];
    };
    const [west, east] = grow(w, e, LEAST);
    const [south, north] = grow(s, n, LEAST * 0.8);
    return [west, Math.max(-84, south), east, Math.min(84, north)].map((x) => Number(x.toFixed(4)));
  };

  /** @returns {{lat: number, lon: number, zoom: number}|null} where the map goes for a scene, in the free area that it has now */
  geo.viewOfScene = (scene, state) => (scene.box ? geo.view.viewOf(scene.box) : state.view);

  /** Ids of records whose point marks pass the state's filters and lie in a box. */
  geo.visibleRecords = function ({ scene, table, filter }, state, box) {
    const sift = geo.siftScene(scene, state, filter.apply(state));
    const { points } = scene;
    const [l, t, r, b] = box ? [P.worldX(box[0]), P.worldY(box[3]), P.worldX(box[2]), P.worldY(box[1])] : [-Infinity, -Infinity, Infinity, Infinity];
    const out = new Set();
    for (let i = 0; i < points.n; i++) {
      if (points.row[i] >= 0 && points.x[i] >= l && points.x[i] <= r && points.y[i] >= t && points.y[i] <= b && sift.point(i)) out.add(table.id(points.row[i]));
    }
    return [...out];
  };

  /** A title for what is on the map: the record that is chosen, else where and when, else what the headline says of it. */
  geo.proposeTitle = function ({ explore, message }, starter, state, box) {
    if (state.selected) return starter.label(state.selected);
    const records = geo.visibleRecords(explore, state, box);
    const counts = new Map();
    for (const id of records) for (const name of explore.table.at('places', explore.table.index(id)) || []) {
      const words = typeof name === 'string' ? name : (name || {}).name;
      if (words) counts.set(words, (counts.get(words) || 0) + 1);
    }
    const places = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
    const chosen = [...geo.chosen(state, explore.table).map((c) => c.words.replace(/^[^:]*: /, '')), state.text.trim() && `“${state.text.trim()}”`].filter(Boolean);
    const when = state.time ? geo.days(`${state.time.from}/${state.time.to}`) : '';
    if (!chosen.length && !when && records.length) {
      const own = new Set(records);
      const said = starter.sentences().find((s) => s.records.some((id) => own.has(id)));
      if (said) return starter.short(said.text);
    }
    const where = places.length > 1 ? say('briefing.and', { a: places[0], b: places[1] }) : places[0] || starter.country() || (message.articles[0] || {}).title || say('briefing.view');
    return [chosen.slice(0, 2).join(', '), where, when].filter(Boolean).join(' · ');
  };

  const made = new Map(); // id of a scene -> [what it was drawn from, canvas]
  let queue = [];
  let drawing = 0;

  function work() {
    drawing = 0;
    const task = queue.shift();
    if (task) task();
    if (queue.length) later();
  }

  function later() {
    if (drawing) return;
    drawing = 1;
    (root.requestIdleCallback || ((f) => setTimeout(f, 30)))(work, { timeout: 600 });
  }

  geo.thumbs = {
    WIDE: 192,
    HIGH: 120,
    /**
     * @param {object} scene resolved
     * @param {HTMLCanvasElement} canvas gets the picture as soon as there is time
     * @param {number} [times] how much larger than in the list
     */
    into(scene, canvas, times = 1) {
      const [w, h] = [geo.thumbs.WIDE * 2 * times, geo.thumbs.HIGH * 2 * times];
      [canvas.width, canvas.height] = [w, h];
      const key = JSON.stringify([scene.query, scene.box, scene.records, scene.shapes, geo.live.theme.name, times]);
      const known = made.get(scene.id);
      const put = (from) => canvas.getContext('2d').drawImage(from, 0, 0);
      if (known && known[0] === key) return put(known[1]);
      queue.push(() => {
        if (!geo.live) return;
        const own = document.createElement('canvas');
        [own.width, own.height] = [w, h];
        const state = geo.decodeState(scene.query);
        const box = scene.box || geo.boxOfView(state.view, w / h);
        if (!box) return;
        geo.drawScene(own, { ...scene, box }, geo.live, 0.55 * times);
        made.set(scene.id, [key, own]);
        put(own);
      });
      later();
    },
    drop: (id) => made.delete(id),
    clear() {
      made.clear();
      queue = [];
    },
  };

  /** The ground that a window of 1200 pixels shows at a centre and zoom. */
  geo.boxOfView = function (view, shape) {
    if (!view) return null;
    const half = 600 / (256 * Math.pow(2, view.zoom));
    const [x, y] = [P.worldX(view.lon), P.worldY(view.lat)];
    return geo.boxOfWorld([x - half, y - half / shape, x + half, y + half / shape]);
  };
})(typeof window === 'undefined' ? globalThis : window);
