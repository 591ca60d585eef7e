/** The legend: only what occurs, drawn by the same functions as the map. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const CLASSES = ['battle', 'remote', 'violence', 'siege', 'protest', 'move', 'state', 'deal', 'aid', 'statement', 'disaster', 'displacement', 'movement', 'other'];
  const STATES = ['divided', 'contested', 'besieged', 'lost'];
  const STATUSES = ['claimed', 'forecast', 'historical', 'denied'];
  const say = (key) => geo.say(`legend.${key}`);

  /** @returns {{key: string, words: string, draw: Function}[][]} groups of entries */
  function entries(message, scene) {
    const shown = scene.items;
    const has = (test) => shown.some(test);
    const groups = [];
    const group = (name) => groups[groups.push(Object.assign([], { name })) - 1];
    const add = (list, key, words, draw) => list.push({ key, words, draw });
    const world = (points) => Float64Array.from(points.flat());
    const fake = (p, points, colours, hatch) => ({ p, kind: 'line', layer: p.layer, parts: [world(points)], colour: colours[0], colours, hatch, records: new Set() });

    const sides = group('sides');
    const colours = new Set(shown.flatMap((i) => i.colours));
    for (const side of message.sides || []) {
      const colour = geo.colour(side.colour) || '#8A8F94';
      if (!colours.has(colour)) continue;
      add(sides, 'side:' + side.id, side.label, (c, v, t) => geo.drawSquare(c, 14, 10, { p: { state: 'held' }, colours: [colour], hatch: side.hatch }, t, v, false));
    }
    const first = geo.colour(((message.sides || [])[0] || {}).colour) || '#8A8F94';
    const second = geo.colour(((message.sides || [])[1] || {}).colour) || '#8A8F94';
    const hatch = ((message.sides || [])[0] || {}).hatch || 'slash';

    const places = group('places');
    const square = (state, test, words, extra) => {
      if (has((i) => i.layer === 'control' && i.kind === 'point' && test(i))) {
        add(places, 'control:' + state, words, (c, v, t) => geo.drawSquare(c, 14, 10, { p: { state, ...extra }, colours: ['divided', 'contested'].includes(state) ? [first, second] : [t.none], hatch }, t, v, false));
      }
    };
    square('held', (i) => i.p.state === 'held' && !i.p.inferred, say('held'));
    square('held:inferred', (i) => i.p.inferred, say('held_inferred'), { inferred: 'x' });
    for (const s of STATES) square(s, (i) => i.p.state === s, say(s));
    if (has((i) => i.layer === 'control' && i.kind !== 'point' && i.p.inferred)) {
      add(places, 'control:area', say('area_inferred'), (c, v, t) => areaSwatch(c, v, first, hatch, t, true));
    }
    if (has((i) => i.layer === 'control' && i.kind !== 'point' && i.colours.length > 1)) {
      add(places, 'area:divided', say('area_divided'), (c, v) => {
        c.fillStyle = geo.stripes(c, geo.alpha(first, 0.4), geo.alpha(second, 0.4), v.dpr);
        c.fillRect(2, 3, 24, 14);
      });
    }
    if (has((i) => i.layer === 'control' && i.p.basis === 'overlay')) add(places, 'control:overlay', say('overlay'), (c, v, t) => areaSwatch(c, v, first, hatch, t, 'overlay'));
    if (has((i) => i.layer === 'control' && i.kind !== 'point' && i.colours.length < 2 && !i.p.inferred && i.p.basis !== 'overlay' && !geo.byHand(i.p))) add(places, 'control:stated', say('area_stated'), (c, v, t) => areaSwatch(c, v, first, hatch, t, false));
    if (has((i) => i.layer === 'contested')) {
      add(places, 'contested', say('ground_contested'), (c, v) => {
        c.fillStyle = geo.stripes(c, geo.alpha(first, 0.5), geo.alpha(second, 0.5), v.dpr);
        c.fillRect(2, 3, 24, 14);
      });
    }
    if (has((i) => ['event', 'background'].includes(i.layer) && i.kind !== 'point')) {
      add(places, 'area:event', say('area_event'), (c, v, t) => {
        c.fillStyle = geo.hatch(c, 'dots', geo.alpha(t.ink, 0.2), v.dpr, 0.9);
        c.fillRect(2, 3, 24, 14);
        c.strokeStyle = t.quiet;
        c.lineWidth = 1.3;
        c.setLineDash([4, 3]);
        c.strokeRect(2, 3, 24, 14);
        c.setLineDash([]);
      });
    }
    if (has((i) => i.layer === 'ring' && i.p.why === 'within')) add(places, 'ring:within', say('within'), (c, v, t) => ringSwatch(c, t.ink, [4, 3], 1.6));
    const blurred = shown.find((i) => i.p.blurred_km);
    if (blurred) add(group('care'), 'ring:blurred', geo.say('legend.blurred', { km: Math.round(blurred.p.blurred_km * 10) / 10 }), (c, v, t) => ringSwatch(c, t.quiet, [1, 3], 1.6));
    if (has((i) => i.layer === 'ring' && i.p.why !== 'within' && !i.p.blurred_km)) add(places, 'ring:precision', say('precision'), (c, v, t) => ringSwatch(c, t.quiet, [], 1.1));
    if (has((i) => i.layer !== 'front' && geo.byHand(i.p))) add(places, 'area:drawn', say('area_drawn'), (c, v, t) => drawnSwatch(c, t));
    if (has((i) => i.layer === 'unknown' && !geo.byHand(i.p))) {
      add(places, 'unknown', say('unknown'), (c, v, t) => {
        c.strokeStyle = t.unknown;
        c.lineWidth = 1.8;
        c.lineCap = 'round';
        c.setLineDash([0.1, 4.5]);
        c.strokeRect(3, 4, 22, 12);
        c.setLineDash([]);
      });
    }

    const lines = group('lines');
    if (geo.lit && (geo.lit.shapes || []).length) {
      add(lines, 'moved', geo.say('legend.moved'), (c, v, t) => geo.drawMoved(c, { line: world([[1, 10], [27, 10]]), move: null }, { ...v, k: 0.55 }, t));
    }
    const row = [[0, 10], [28, 10]];
    const front = (status, words) => {
      if (has((i) => i.layer === 'front' && i.p.status === status)) {
        add(lines, 'front:' + status, words, (c, v, t) => geo.drawFront(c, fake({ layer: 'front', status }, [[1, 10], [27, 10]], [first, second]), v, t, false));
      }
    };
    front('stated', say('front_stated'));
    front('inferred', say('front_inferred'));
    if (has((i) => i.layer === 'front' && geo.byHand(i.p))) {
      add(lines, 'front:drawn', say('front_drawn'), (c, v, t) => geo.drawFront(c, fake({ layer: 'front', basis: 'drawn' }, [[1, 10], [27, 10]], [first, second]), v, t, false));
    }
    if (has((i) => i.layer === 'band')) {
      add(lines, 'band', say('band'), (c, v, t) => {
        c.fillStyle = geo.alpha(t.ink, 0.18);
        c.fillRect(1, 4, 26, 12);
      });
    }
    for (const [key, words] of [['advance', say('advance')], ['withdrawal', say('withdrawal')], ['other', say('deployment')]]) {
      const found = shown.find((i) => i.layer === 'movement' && geo.arrowOf(i.p.kind) === key);
      if (found) add(lines, 'movement:' + key, words, (c, v, t) => geo.drawMovement(c, fake({ layer: 'movement', kind: key === 'other' ? '' : key, basis: 'stated' }, [[-8, 10], [34, 10]], [t.none]), v, t, false));
    }
    if (has((i) => i.layer === 'heading')) add(lines, 'heading', say('heading'), (c, v, t) => geo.drawHeading(c, fake({ layer: 'heading', basis: 'stated' }, [[-9, 10], [26, 10]], [t.none]), v, t, false));
    const classes = [...new Set(shown.filter((i) => i.layer === 'route').map((i) => (Number.isInteger(i.p.width_class) ? i.p.width_class : null)))];
    for (const w of classes.sort((a, b) => (a === null ? 9 : a) - (b === null ? 9 : b))) {
      add(lines, 'route:' + w, say(w === null ? 'fled' : `fled_${w}`), (c, v, t) =>
        geo.drawRoute(c, fake({ layer: 'route', basis: 'stated', width_class: w }, [[-9, 10], [20, 10]], [null]), { ...v, texts: [], k: v.k * (w > 2 ? 0.62 : 1) }, t, false));
    }
    if (has((i) => ['route', 'movement', 'heading'].includes(i.layer) && i.p.status === 'forecast')) {
      add(lines, 'forecast', say('forecast'), (c, v, t) => {
        c.strokeStyle = t.ink;
        c.lineWidth = 2.8;
        c.lineCap = 'round';
        c.setLineDash([0.1, 5.4]);
        c.strokeRect(3, 10, 22, 0);
        c.setLineDash([]);
        c.lineCap = 'butt';
      });
    }
    if (has((i) => ['route', 'movement'].includes(i.layer) && i.p.basis !== 'stated' && i.p.status !== 'forecast')) {
      add(lines, 'basis:inferred', say('course'), (c, v, t) => {
        c.strokeStyle = t.ink;
        c.lineWidth = 2.4;
        c.setLineDash([6, 4]);
        c.beginPath();
        row.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
        c.stroke();
        c.setLineDash([]);
      });
    }

    const marks = group('marks');
    const found = new Set(shown.filter((i) => ['event', 'background'].includes(i.layer)).map((i) => (CLASSES.includes(i.p.class) ? i.p.class : 'other')));
    for (const key of CLASSES) {
      if (found.has(key)) add(marks, 'event:' + key, say(`class.${key}`), (c, v, t) => geo.drawDisc(c, 14, 10, { class: key, status: 'asserted' }, null, t, 0.82, false));
    }
    if (scene.points.n > geo.gatherPoints.MANY) {
      const { colours } = scene.points;
      const sides = colours.map((colour, i) => (i || colours.length === 1 ? 12 / Math.max(1, colours.length - 1) : 0));
      add(marks, 'gathered', say('gathered'), (c, v, t) => geo.drawGathered(c, { x: 14, y: 10, count: 12, sides }, scene.points, t, 0.62));
    }
    for (const key of STATUSES) {
      if (has((i) => i.layer === 'event' || i.layer === 'background' ? i.p.status === key : false)) {
        add(marks, 'status:' + key, say(`status.${key}`), (c, v, t) => geo.drawDisc(c, 14, 10, { class: 'other', status: key }, key === 'historical' ? null : t.none, t, 0.82, false));
      }
    }
    if (has((i) => i.p.confirmed)) add(marks, 'confirmed', geo.say('legend.confirmed'), (c, v, t) => geo.drawTick(c, 14, 10, t, 1));
    if (scene.sift.flags && has((i) => geo.differs(i, scene.table))) add(group('care'), 'differs', geo.say('tension.name'), (c, v, t) => geo.drawDiffers(c, 14, 10, t, 1));
    const order = ['sides', 'lines', 'care', 'places', 'marks'];
    return groups.filter((g) => g.length).sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  }

  geo.legendEntries = entries;

  /** What the claims switch keeps off the map though it is there on that day, in a sentence; '' when nothing. */
  geo.notDrawn = function (scene, message, asked) {
    if (!asked.length) return '';
    const labels = geo.claimLabels(message);
    const choice = asked.map((one) => labels.get(one) || one).join(', ');
    const hidden = scene.items.filter(scene.sift.distrusted);
    const fronts = hidden.some((item) => item.layer === 'front');
    const rest = new Set(hidden.filter((item) => ['control', 'contested'].includes(item.layer)).map((item) => item.id)).size;
    if (!rest) return fronts ? geo.say('claims.no_front', { choice }) : '';
    return geo.say(fronts ? 'claims.front_too' : 'claims.not_drawn', { n: rest, choice });
  };

  function areaSwatch(c, view, colour, hatch, theme, inferred) {
    const own = geo.onGround(colour, theme);
    for (const style of [inferred ? null : geo.alpha(own, 0.22), geo.hatch(c, hatch, geo.alpha(own, inferred === 'overlay' ? 0.3 : 0.6), view.dpr)]) {
      if (!style) continue;
      c.fillStyle = style;
      c.fillRect(2, 3, 24, 14);
    }
    c.strokeStyle = own;
    c.lineWidth = 1.3;
    c.setLineDash(inferred === 'overlay' ? [10, 3, 2, 3] : inferred ? [4, 3] : []);
    c.strokeRect(2, 3, 24, 14);
    c.setLineDash([]);
  }

  function drawnSwatch(c, theme) {
    geo.doubleLine(c, () => c.strokeRect(4, 4, 20, 12), theme, theme.ink, 0.9, 4.2);
    geo.drawPencil(c, 14, 10, theme, 0.55);
  }

  function ringSwatch(c, colour, dash, width) {
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.setLineDash(dash);
    c.beginPath();
    c.arc(14, 10, 8, 0, 7);
    c.stroke();
    c.setLineDash([]);
  }

  /** Groups that stand in the short legend. */
  const SHORT = ['sides', 'lines', 'care'];
  /** A legend of so many rows is short as it is. */
  const FEW = 13;

  /** One list a group, each row a drawing and its words. */
  function fill(body, message, scene, theme) {
    const k = geo.view ? geo.view.scale : 1;
    const dpr = Math.max(1, root.devicePixelRatio || 1) * k;
    const groups = entries(message, scene);
    const key = [theme.name, dpr, ...groups.flat().map((e) => e.key)].join();
    if (body.dataset.key === key) return groups.length > 0;
    body.dataset.key = key;
    body.replaceChildren();
    for (const group of groups) {
      const list = geo.element('ul', '');
      list.dataset.group = group.name;
      for (const entry of group) {
        const canvas = document.createElement('canvas');
        canvas.width = Math.round(28 * dpr);
        canvas.height = Math.round(20 * dpr);
        canvas.setAttribute('aria-hidden', 'true');
        const c = canvas.getContext('2d');
        c.scale(dpr, dpr);
        entry.draw(c, { size: 1, ox: 0, oy: 0, w: 28, h: 20, dpr, k: 0.82, zoom: 8, hits: [], solid: [], texts: [] }, theme);
        const row = geo.element('li', '');
        row.append(canvas, geo.el('span', { dir: 'auto' }, entry.words));
        list.appendChild(row);
      }
      body.appendChild(list);
    }
    return body.childElementCount > 0;
  }

  /**
   * The card with the legend: all of it, the sides and lines only, or folded. Folded it still names the sides, unless the
   * rail does.
   *
   * @param {object} message
   * @param {Function} changed the card has another size
   */
  geo.legendCard = function (message, changed) {
    const card = geo.element('section', 'gm-card');
    card.setAttribute('aria-label', say('name'));
    const head = geo.element('div', 'gm-head');
    const body = geo.el('div', { class: 'gm-legend', tabindex: '0', role: 'group', 'aria-label': say('signs') }); // it may have to scroll
    let chosen = geo.kept.same ? geo.kept.legend || null : null;
    let free = [1280, 800];
    let fitting = 'all';
    const level = () => chosen || fitting;
    const toggle = geo.button('gm-tab', say('name'), say('name'), () => choose(level() === 'folded' ? (fitting === 'folded' ? 'short' : fitting) : 'folded'));
    const more = geo.button('gm-more', say('show_all'), say('more'), () => choose(level() === 'all' ? 'short' : 'all'));
    const show = () => {
      card.dataset.level = level();
      toggle.setAttribute('aria-expanded', String(level() !== 'folded'));
      const rest = [...body.children].some((g) => !SHORT.includes(g.dataset.group));
      more.hidden = level() === 'folded' || !rest || (level() === 'all' && fitting === 'all');
      more.textContent = say(level() === 'all' ? 'less' : 'more');
      more.setAttribute('aria-expanded', String(level() === 'all'));
      more.title = say(level() === 'all' ? 'show_short' : 'show_all');
      more.setAttribute('aria-label', more.title);
    };
    const choose = (next) => {
      chosen = geo.kept.legend = next;
      show();
      changed();
    };
    head.append(toggle, more);
    const outside = geo.el('p', { class: 'gm-outside', role: 'status', hidden: '' });
    card.append(head, outside, body);
    return {
      card, head,
      /** As much as the free area allows, unless somebody chose otherwise. */
      space(width, height) {
        const rows = [...body.querySelectorAll('li')].filter((row) => row.parentNode.offsetParent || row.parentNode.dataset.group !== 'sides').length;
        fitting = width < 560 || height < 480 ? 'folded' : height < 900 && rows > FEW ? 'short' : 'all';
        free = [width, height];
        show();
      },
      fill(scene, theme) {
        const before = body.dataset.key;
        const words = geo.notDrawn({ ...scene, items: scene.every }, message, geo.store.get().filters.claims);
        const said = outside.textContent;
        if (words !== said) outside.textContent = words;
        outside.hidden = !words;
        card.classList.toggle('gm-none', !fill(body, message, scene, theme) && !words);
        this.space(...free);
        if (body.dataset.key !== before || words !== said) changed();
      },
    };
  };
})(typeof window === 'undefined' ? globalThis : window);
