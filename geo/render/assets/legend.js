/** The legend: only what occurs, drawn by the same functions as the map. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const CLASSES = {
    battle: 'Fighting, capture', remote: 'Strike, shelling, blast', violence: 'Harm to civilians', siege: 'Siege', protest: 'Protest',
    move: 'Movement', state: 'State action', deal: 'Agreement', aid: 'Aid', statement: 'Statement', disaster: 'Disaster', displacement: 'People displaced', movement: 'Movement', other: 'Other event',
  };
  const STATES = { divided: 'Place divided', contested: 'Place contested', besieged: 'Place besieged', lost: 'Place left or lost' };
  const STATUSES = { claimed: 'Gap in the ring: a claim', forecast: 'Dashed ring: forecast', historical: 'Grey: earlier history', denied: 'Struck out: denied' };

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
    square('held', (i) => i.p.state === 'held' && !i.p.inferred, 'Place held');
    square('held:inferred', (i) => i.p.inferred, 'Place held, inferred', { inferred: 'x' });
    for (const s of Object.keys(STATES)) square(s, (i) => i.p.state === s, STATES[s]);
    if (has((i) => i.layer === 'control' && i.kind !== 'point' && i.p.inferred)) {
      add(places, 'control:area', 'Area near the front, inferred', (c, v, t) => areaSwatch(c, v, first, hatch, t, true));
    }
    if (has((i) => i.layer === 'control' && i.kind !== 'point' && i.colours.length > 1)) {
      add(places, 'area:divided', 'Area divided or contested', (c, v) => {
        c.fillStyle = geo.stripes(c, geo.alpha(first, 0.4), geo.alpha(second, 0.4), v.dpr);
        c.fillRect(2, 3, 24, 14);
      });
    }
    if (has((i) => i.layer === 'control' && i.p.basis === 'overlay')) add(places, 'control:overlay', 'Area on a map laid over', (c, v, t) => areaSwatch(c, v, first, hatch, t, 'overlay'));
    if (has((i) => i.layer === 'control' && i.kind !== 'point' && i.colours.length < 2 && !i.p.inferred && i.p.basis !== 'overlay')) add(places, 'control:stated', 'Area said to be held', (c, v, t) => areaSwatch(c, v, first, hatch, t, false));
    if (has((i) => i.layer === 'contested')) {
      add(places, 'contested', 'Contested ground', (c, v) => {
        c.fillStyle = geo.stripes(c, geo.alpha(first, 0.5), geo.alpha(second, 0.5), v.dpr);
        c.fillRect(2, 3, 24, 14);
      });
    }
    if (has((i) => ['event', 'background'].includes(i.layer) && i.kind !== 'point')) {
      add(places, 'area:event', 'Event somewhere in this area', (c, v, t) => {
        c.fillStyle = geo.hatch(c, 'dots', geo.alpha(t.ink, 0.2), v.dpr, 0.9);
        c.fillRect(2, 3, 24, 14);
        c.strokeStyle = t.quiet;
        c.lineWidth = 1.3;
        c.setLineDash([4, 3]);
        c.strokeRect(2, 3, 24, 14);
        c.setLineDash([]);
      });
    }
    if (has((i) => i.layer === 'ring' && i.p.why === 'within')) add(places, 'ring:within', 'Distance stated', (c, v, t) => ringSwatch(c, t.ink, [4, 3], 1.6));
    const blurred = shown.find((i) => i.p.blurred_km);
    if (blurred) add(group('care'), 'ring:blurred', `Position ${geo.words.BLURRED(blurred.p.blurred_km)}`, (c, v, t) => ringSwatch(c, t.quiet, [1, 3], 1.6));
    if (has((i) => i.layer === 'ring' && i.p.why !== 'within' && !i.p.blurred_km)) add(places, 'ring:precision', 'Place known roughly', (c, v, t) => ringSwatch(c, t.quiet, [], 1.1));
    if (has((i) => i.layer === 'unknown')) {
      add(places, 'unknown', 'Not said who holds it', (c, v, t) => {
        c.strokeStyle = t.unknown;
        c.lineWidth = 1.8;
        c.lineCap = 'round';
        c.setLineDash([0.1, 4.5]);
        c.strokeRect(3, 4, 22, 12);
        c.setLineDash([]);
      });
    }

    const lines = group('lines');
    const row = [[0, 10], [28, 10]];
    const front = (status, words) => {
      if (has((i) => i.layer === 'front' && i.p.status === status)) {
        add(lines, 'front:' + status, words, (c, v, t) => geo.drawFront(c, fake({ layer: 'front', status }, [[1, 10], [27, 10]], [first, second]), v, t, false));
      }
    };
    front('stated', 'Front, stated');
    front('inferred', 'Front, inferred');
    if (has((i) => i.layer === 'band')) {
      add(lines, 'band', 'Front probably in here', (c, v, t) => {
        c.fillStyle = geo.alpha(t.ink, 0.18);
        c.fillRect(1, 4, 26, 12);
      });
    }
    for (const [key, words] of [['advance', 'Advance'], ['withdrawal', 'Withdrawal'], ['other', 'Deployment']]) {
      const found = shown.find((i) => i.layer === 'movement' && geo.arrowOf(i.p.kind) === key);
      if (found) add(lines, 'movement:' + key, words, (c, v, t) => geo.drawMovement(c, fake({ layer: 'movement', kind: key === 'other' ? '' : key, basis: 'stated' }, [[-8, 10], [34, 10]], [t.none]), v, t, false));
    }
    if (has((i) => i.layer === 'heading')) add(lines, 'heading', 'Dotted: direction only', (c, v, t) => geo.drawHeading(c, fake({ layer: 'heading', basis: 'stated' }, [[-9, 10], [26, 10]], [t.none]), v, t, false));
    const classes = [...new Set(shown.filter((i) => i.layer === 'route').map((i) => (Number.isInteger(i.p.width_class) ? i.p.width_class : null)))];
    const sizes = ['under 1,000', 'under 10,000', 'under 100,000', 'under 1 million', '1 million or more'];
    for (const w of classes.sort((a, b) => (a === null ? 9 : a) - (b === null ? 9 : b))) {
      add(lines, 'route:' + w, w === null ? 'People fled, number not stated' : `People fled, ${sizes[w] || ''}`, (c, v, t) =>
        geo.drawRoute(c, fake({ layer: 'route', basis: 'stated', width_class: w }, [[-9, 10], [20, 10]], [null]), { ...v, texts: [], k: v.k * (w > 2 ? 0.62 : 1) }, t, false));
    }
    if (has((i) => ['route', 'movement'].includes(i.layer) && i.p.basis !== 'stated')) {
      add(lines, 'basis:inferred', 'Dashed: course not stated', (c, v, t) => {
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
    const found = new Set(shown.filter((i) => ['event', 'background'].includes(i.layer)).map((i) => (CLASSES[i.p.class] && Object.prototype.hasOwnProperty.call(CLASSES, i.p.class) ? i.p.class : 'other')));
    for (const key of Object.keys(CLASSES)) {
      if (found.has(key)) add(marks, 'event:' + key, CLASSES[key], (c, v, t) => geo.drawDisc(c, 14, 10, { class: key, status: 'asserted' }, null, t, 0.82, false));
    }
    if (scene.points.n > geo.gatherPoints.MANY) {
      const { colours } = scene.points;
      const sides = colours.map((colour, i) => (i || colours.length === 1 ? 12 / Math.max(1, colours.length - 1) : 0));
      add(marks, 'gathered', 'So many events here, ring by side', (c, v, t) => geo.drawGathered(c, { x: 14, y: 10, count: 12, sides }, scene.points, t, 0.62));
    }
    for (const key of Object.keys(STATUSES)) {
      if (has((i) => i.layer === 'event' || i.layer === 'background' ? i.p.status === key : false)) {
        add(marks, 'status:' + key, STATUSES[key], (c, v, t) => geo.drawDisc(c, 14, 10, { class: 'other', status: key }, key === 'historical' ? null : t.none, t, 0.82, false));
      }
    }
    const order = ['sides', 'lines', 'care', 'places', 'marks'];
    return groups.filter((g) => g.length).sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  }

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
        row.append(canvas, geo.element('span', '', entry.words));
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
    card.setAttribute('aria-label', 'Legend');
    const head = geo.element('div', 'gm-head');
    const body = geo.el('div', { class: 'gm-legend', tabindex: '0', role: 'group', 'aria-label': 'Signs on the map' }); // it may have to scroll
    let chosen = null;
    let free = [1280, 800];
    let fitting = 'all';
    const level = () => chosen || fitting;
    const toggle = geo.button('gm-tab', 'Legend', 'Legend', () => choose(level() === 'folded' ? (fitting === 'folded' ? 'short' : fitting) : 'folded'));
    const more = geo.button('gm-more', 'Show the whole legend', 'More', () => choose(level() === 'all' ? 'short' : 'all'));
    const show = () => {
      card.dataset.level = level();
      toggle.setAttribute('aria-expanded', String(level() !== 'folded'));
      const rest = [...body.children].some((g) => !SHORT.includes(g.dataset.group));
      more.hidden = level() === 'folded' || !rest || (level() === 'all' && fitting === 'all');
      more.textContent = level() === 'all' ? 'Less' : 'More';
      more.setAttribute('aria-expanded', String(level() === 'all'));
      more.title = level() === 'all' ? 'Sides and lines only' : 'Show the whole legend';
      more.setAttribute('aria-label', more.title);
    };
    const choose = (next) => {
      chosen = next;
      show();
      changed();
    };
    head.append(toggle, more);
    card.append(head, body);
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
        card.classList.toggle('gm-none', !fill(body, message, scene, theme));
        this.space(...free);
        if (body.dataset.key !== before) changed();
      },
    };
  };
})(typeof window === 'undefined' ? globalThis : window);
