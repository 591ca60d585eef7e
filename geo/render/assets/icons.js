/** The marks of the map as small pictures for lists: the same drawing, one record at a time. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Layers that stand for a record of a list, the likeliest first. */
  const STANDS = {
    event: ['event', 'background'], control: ['control', 'background'], movement: ['movement', 'heading', 'event', 'background'],
    displacement: ['route', 'event', 'background'],
  };
  let sides = new Map();
  let scene = null;
  /** Pictures by look, to copy from: a list shows the same few again and again. */
  const looks = new Map();

  /** Width class of a record that has no line on the map; only people count, households are another scale. */
  function sizeOf(figures) {
    const people = (figures || []).find((f) => f && f.metric === 'displaced' && f.unit === 'persons' && Number.isFinite(f.value));
    return people ? [1e3, 1e4, 1e5, 1e6].filter((step) => people.value >= step).length : null;
  }

  /**
   * What to draw for a record. Pure.
   *
   * @param {object} record of `collection.records`
   * @param {object[]} [found] properties of its features
   * @returns {{shape: 'disc'|'square'|'arrow'|'heading'|'flight', p: object, sides: string[]}}
   */
  geo.iconOf = function (record, found) {
    const order = STANDS[record.list] || ['event'];
    const rank = (p) => (order.includes(p.layer) ? order.indexOf(p.layer) : order.length);
    const own = (found || []).slice().sort((a, b) => rank(a) - rank(b))[0];
    const p = own && rank(own) < order.length ? own : {};
    const status = record.background ? 'historical' : record.status;
    const ids = p.side ? [p.side] : p.sides || record.sides || [];
    const history = record.background || p.layer === 'background' || p.layer === 'event';
    if (record.list === 'control' && !history) return { shape: 'square', sides: ids, p: { ...p, state: p.state || record.type } };
    if (record.list === 'movement' && !history) {
      return { shape: p.layer === 'heading' ? 'heading' : 'arrow', sides: ids, p: { layer: 'movement', kind: record.type, basis: p.basis || 'schematic', status } };
    }
    if (record.list === 'displacement' && !history) {
      // Solid: dashes would leave nothing of so short a ribbon.
      const size = Number.isInteger(p.width_class) ? p.width_class : sizeOf(record.figures);
      return { shape: 'flight', sides: [], p: { layer: 'route', basis: 'stated', status, width_class: size } };
    }
    return { shape: 'disc', sides: ids, p: { class: record.class, status, layer: 'event' } };
  };

  const fake = (p, points, colours, hatch) => ({ p, kind: 'line', layer: p.layer, parts: [Float64Array.from(points)], colour: colours[0], colours, hatch, records: new Set() });

  /** A look as a canvas of so many device pixels. */
  function draw({ shape, p, sides: ids }, pixels, theme) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = pixels;
    const own = ids.map((id) => sides.get(id)).filter(Boolean);
    const colours = own.map((s) => geo.colour(s.colour)).filter(Boolean);
    const c = canvas.getContext('2d');
    c.scale(pixels / 24, pixels / 24); // drawn in a box of 24
    const view = { size: 1, ox: 0, oy: 0, w: 24, h: 24, dpr: pixels / 24, k: 0.9, zoom: 8, hits: [], solid: [], texts: [], keep: [] };
    if (shape === 'disc') geo.drawDisc(c, 12, 12, p, colours[0] || null, theme, 0.95, false);
    else if (shape === 'square') geo.drawSquare(c, 12, 12, { p, colours: ['divided', 'contested'].includes(p.state) ? colours : colours.slice(0, 1), hatch: (own[0] || {}).hatch }, theme, { ...view, k: 1.1 }, false);
    else if (shape === 'flight') geo.drawRoute(c, fake(p, [-8, 12, 19, 12], [null]), { ...view, k: p.width_class > 2 ? 0.6 : 0.9 }, theme, false);
    else if (shape === 'heading') geo.drawHeading(c, fake({ ...p, layer: 'heading' }, [-8, 12, 22, 12], colours), view, theme, false);
    else geo.drawMovement(c, fake(p, [-6, 12, 28, 12], colours), view, theme, false);
    return canvas;
  }

  geo.glyphs = {
    /** Learn the sides and which marks stand for which record. */
    use(message, drawn) {
      sides = new Map((message.sides || []).map((s) => [s.id, s]));
      scene = drawn;
      looks.clear();
    },

    /**
     * The mark of a record as on the map, in the colours of the theme that is on; make it anew when the theme changes.
     *
     * @param {object} record of `collection.records`
     * @param {number} [px] width and height
     * @returns {HTMLCanvasElement} hidden from assistive technology: the row beside it says the same in words
     */
    icon(record, px = 22) {
      const dpr = Math.min(3, Math.max(2, root.devicePixelRatio || 1));
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = Math.round(px * dpr);
      canvas.style.width = canvas.style.height = px + 'px';
      canvas.setAttribute('aria-hidden', 'true');
      const theme = geo.themes[geo.themeName(document.documentElement.dataset.theme)];
      const look = geo.iconOf(record, geo.itemsOf(scene, record.id).map((i) => i.p).filter((p) => p.record === record.id));
      const key = JSON.stringify([canvas.width, theme.name, look.shape, look.sides, ['class', 'status', 'state', 'kind', 'basis', 'inferred', 'width_class'].map((k) => look.p[k])]);
      if (!looks.has(key)) {
        if (looks.size > 300) looks.clear();
        looks.set(key, draw(look, canvas.width, theme));
      }
      canvas.getContext('2d').drawImage(looks.get(key), 0, 0);
      return canvas;
    },
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
