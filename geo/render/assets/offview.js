/** What is drawn outside the view: a chip at the edge of the free area for each direction, which leads there. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const ARROWS = '→↘↓↙←↖↑↗';
  /** Directions closer than this are one, radians. */
  const APART = Math.PI / 5;
  const QUIET = ['band', 'unknown', 'ring'];
  /** Pixels at the edge in which a mark does not count as seen. */
  const SLIVER = 10;

  /** Does the segment a-b touch the box? Liang and Barsky. */
  function crosses([ax, ay], [bx, by], [l, t, r, b]) {
    let [from, to] = [0, 1];
    for (const [p, q] of [[ax - bx, ax - l], [bx - ax, r - ax], [ay - by, ay - t], [by - ay, b - ay]]) {
      if (p === 0 && q < 0) return false;
      if (p < 0) from = Math.max(from, q / p);
      else if (p > 0) to = Math.min(to, q / p);
    }
    return from <= to;
  }

  const within = ([x, y], [l, t, r, b]) => x >= l && x <= r && y >= t && y <= b;

  /** Is the pixel inside the ring? */
  function inside(ring, x, y) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
    return odd;
  }

  /**
   * Does any of it show? Pure.
   *
   * @param {'point'|'line'|'polygon'} kind
   * @param {number[][][]} parts pixel points
   * @param {number[]} box `[left, top, right, bottom]`
   */
  geo.shows = function (kind, parts, box) {
    const touched = parts.some((p) => p.some((a, i) => (i && kind !== 'point' ? crosses(p[i - 1], a, box) : within(a, box))));
    if (touched || kind !== 'polygon') return touched;
    const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    return parts.filter((p) => inside(p, x, y)).length % 2 === 1;
  };

  /**
   * Gather what lies outside by direction. Pure.
   *
   * @param {{key: string, name: string, x: number, y: number}[]} things pixels
   * @param {number[]} box free area `[left, top, right, bottom]`
   * @param {number} most
   * @returns {{x: number, y: number, arrow: string, name: string, names: string[], count: number, things: object[]}[]}
   *   `x`, `y` on the box's edge; `count` of different keys
   */
  geo.gatherOutside = function (things, box, most) {
    const [cx, cy] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const turn = (t) => Math.atan2(t.y - cy, t.x - cx);
    const groups = things.map((t) => ({ from: turn(t), to: turn(t), things: [t] })).sort((a, b) => a.from - b.from);
    while (groups.length > 1) {
      let best = 0;
      const gap = (i) => (i + 1 < groups.length ? groups[i + 1].from : groups[0].from + 2 * Math.PI) - groups[i].to;
      for (let i = 1; i < groups.length; i++) if (gap(i) < gap(best)) best = i;
      if (gap(best) > APART && groups.length <= most) break;
      const next = (best + 1) % groups.length;
      groups[best].to = groups[next].to + (next ? 0 : 2 * Math.PI);
      groups[best].things.push(...groups[next].things);
      groups.splice(next, 1);
    }
    return groups.map((group) => {
      // The place that most of it speaks of; its direction is where the chip points.
      const named = new Map();
      const weigh = (things) => new Set(things.filter((t) => !t.count).map((t) => t.key)).size + things.reduce((sum, t) => sum + (t.count || 0), 0);
      for (const t of group.things) named.set(t.name, [...(named.get(t.name) || []), t]);
      const away = (name) => Math.min(...group.things.filter((t) => t.name === name).map((t) => Math.hypot(t.x - cx, t.y - cy)));
      const names = [...named.keys()].filter(Boolean).sort((a, b) => weigh(named.get(b)) - weigh(named.get(a)) || away(a) - away(b));
      const main = group.things.filter((t) => t.name === (names[0] || ''));
      const mean = (axis) => main.reduce((sum, t) => sum + t[axis], 0) / main.length;
      const angle = Math.atan2(mean('y') - cy, mean('x') - cx);
      const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
      const far = Math.min(Math.abs((box[2] - box[0]) / 2 / (ux || 1e-9)), Math.abs((box[3] - box[1]) / 2 / (uy || 1e-9)));
      return {
        x: cx + ux * far, y: cy + uy * far, arrow: ARROWS[((Math.round(angle / (Math.PI / 4)) % 8) + 8) % 8], name: names[0] || geo.say('edge.more'), names,
        count: weigh(group.things), things: group.things,
      };
    });
  };

  const first = (value) => (Array.isArray(value) ? value[0] : value) || '';

  /** Point marks outside that are this many are told by direction, not one by one. */
  const MANY = 300;
  const DIRECTIONS = 48;

  /** Point marks outside the box: their items when few, else things that each stand for many in one direction. */
  function pointsOutside({ points, sift }, view, box) {
    const found = [];
    for (let i = 0; i < points.n; i++) {
      const x = points.x[i] * view.size - view.ox;
      const y = points.y[i] * view.size - view.oy;
      if (!within([x, y], box) && sift.point(i)) found.push(i);
    }
    if (found.length <= MANY) return { items: found.map(points.item), things: [] };
    const [cx, cy] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const things = new Map();
    for (const i of found) {
      const [x, y] = [points.x[i] * view.size - view.ox, points.y[i] * view.size - view.oy];
      const key = Math.floor(((Math.atan2(y - cy, x - cx) + Math.PI) / (2 * Math.PI)) * DIRECTIONS);
      const away = Math.hypot(x - cx, y - cy);
      const thing = things.get(key);
      if (!thing) things.set(key, { key: 'many:' + key, count: 1, x, y, away, nearest: i, item: { parts: [Float64Array.from([points.x[i], points.y[i]])] } });
      else {
        thing.count++;
        // The nearest is what the chip names and where it leads.
        if (away < thing.away) Object.assign(thing, { x, y, away, nearest: i, item: { parts: [Float64Array.from([points.x[i], points.y[i]])] } });
      }
    }
    return { items: [], things: [...things.values()].map((thing) => ({ ...thing, name: points.place(thing.nearest) })) };
  }

  /** Everything that shows of a scene outside the box, as things for `gatherOutside`. */
  geo.outside = function (scene, view, box) {
    const seen = new Set();
    const { items: marks, things: out } = pointsOutside(scene, view, box);
    // A mark that shows elsewhere in the view is not outside.
    if (marks.length) for (let i = 0; i < scene.points.n; i++) if (within([scene.points.x[i] * view.size - view.ox, scene.points.y[i] * view.size - view.oy], box) && scene.sift.point(i)) seen.add(scene.points.record(i) || scene.points.id(i));
    for (const item of [...marks, ...scene.items.filter(scene.sift.item)]) {
      if (QUIET.includes(item.layer) || item.kind === 'none' || item.p.basis === 'area') continue;
      const parts = item.parts.map((w) => geo.project.toPixels(w, view));
      const key = item.record || item.id;
      const ends = item.kind === 'line' && item.layer !== 'front';
      const last = parts.length ? parts[0][parts[0].length - 1] : null;
      if (!last) continue;
      if (geo.shows(item.kind, parts, box)) {
        seen.add(key);
        // A line that leaves the view: where it leads to.
        if (ends && !within(last, box) && first(item.p.to)) out.push({ key, name: first(item.p.to), x: last[0], y: last[1], item, end: true });
        continue;
      }
      const [x, y] = item.anchor ? geo.project.toPixels(item.anchor, view)[0] : ends ? parts[0][0] : parts[0][Math.floor(parts[0].length / 2)];
      const name = item.p.place || (item.layer === 'front' ? geo.say('edge.front') : first(item.p.from) || first(item.p.to));
      out.push({ key, name, x, y, item });
    }
    return out.filter((t) => t.end || !seen.has(t.key));
  };

  /**
   * The chips.
   *
   * @param {HTMLElement} frame the free area
   * @param {{things: Function, boxes: Function, go: Function}} source `things(box)` outside, `boxes()` of the marks in
   *   view, both in pixels of the frame; `go(items)` leads there
   */
  geo.edgeChips = function (frame, source) {
    const holder = geo.element('nav', 'gm-edge');
    holder.setAttribute('aria-label', geo.say('edge.name'));
    frame.prepend(holder);
    const inset = 8;

    /** Slide a chip along its edge until it covers nothing. */
    function settle(chip, box, taken, steps) {
      const { offsetWidth: w, offsetHeight: h } = chip.node;
      const [l, t, r, b] = box;
      const side = chip.x <= l + 1 || chip.x >= r - 1;
      const clamp = (v, lo, hi) => Math.max(lo, Math.min(hi, v));
      for (let step = 0; step < steps; step++) {
        const shift = Math.ceil(step / 2) * 14 * (step % 2 ? 1 : -1);
        const x = clamp(chip.x - w / 2 + (side ? 0 : shift), l + inset, r - inset - w);
        const y = clamp(chip.y - h / 2 + (side ? shift : 0), t + inset, b - inset - h);
        if (taken.some((o) => x < o[2] + 6 && x + w > o[0] - 6 && y < o[3] + 6 && y + h > o[1] - 6)) continue;
        chip.node.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
        return [x, y, x + w, y + h];
      }
      return null;
    }

    return {
      hide: () => (holder.hidden = true),
      update() {
        const box = [0, 0, frame.clientWidth, frame.clientHeight];
        const foot = frame.querySelector('.gm-foot');
        if (foot) box[3] -= foot.offsetHeight;
        const seen = [box[0] + SLIVER, box[1] + SLIVER, box[2] - SLIVER, box[3] - SLIVER];
        const most = box[2] < 500 || box[3] < 500 ? 4 : 6;
        const focused = holder.contains(document.activeElement);
        holder.hidden = false;
        const corner = frame.getBoundingClientRect();
        const taken = [...frame.querySelectorAll('.gm-tools, .gm-card, .leaflet-control-scale')].filter((n) => n.offsetWidth).map((n) => {
          const r = n.getBoundingClientRect();
          return [r.left - corner.left, r.top - corner.top, r.right - corner.left, r.bottom - corner.top];
        });
        // The handle of the rail lies over this corner.
        taken.push([0, 0, 34, 64]);
        const groups = box[2] > 120 && box[3] > 120 ? geo.gatherOutside(source.things(seen), box, most) : [];
        holder.replaceChildren();
        const marks = source.boxes();
        for (const group of groups) {
          const chip = geo.element('button', 'gm-chip');
          chip.type = 'button';
          const arrow = geo.element('b', '', group.arrow);
          const words = [geo.el('span', { class: 'gm-name', dir: 'auto' }, group.name), geo.element('i', '', '· ' + geo.count(group.count))];
          chip.append(...('←↖↙'.includes(group.arrow) ? [arrow, ...words] : [...words, arrow]));
          const label = geo.say('edge.go', { n: group.count, places: geo.joined(group.names.slice(0, 5), ', ') || group.name });
          chip.title = label;
          chip.setAttribute('aria-label', label);
          chip.addEventListener('click', () => source.go(group.things.map((t) => t.item)));
          holder.appendChild(chip);
          const at = { node: chip, x: group.x, y: group.y };
          // Beside marks and their names where that is near, else over them.
          const spot = settle(at, box, [...taken, ...marks], 34) || settle(at, box, taken, 70);
          if (spot) taken.push(spot);
          else chip.remove();
        }
        if (focused && holder.firstChild) holder.firstChild.focus({ preventScroll: true });
        holder.hidden = !holder.childElementCount;
      },
    };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
