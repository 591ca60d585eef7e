/** Hatches: what a side is besides its colour. Tiles repeat without a seam; patterns are cached per colour and scale. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const cache = new Map();
  const TILE = 8;

  /** Draw one tile of a hatch. */
  function tile(c, kind, colour, width) {
    c.strokeStyle = c.fillStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    const T = TILE;
    const slash = () => {
      for (const o of [-T, 0, T]) {
        c.moveTo(o - 1, T + 1);
        c.lineTo(o + T + 1, -1);
      }
    };
    const backslash = () => {
      for (const o of [-T, 0, T]) {
        c.moveTo(o - 1, -1);
        c.lineTo(o + T + 1, T + 1);
      }
    };
    if (kind === 'slash' || kind === 'cross') slash();
    if (kind === 'backslash' || kind === 'cross') backslash();
    if (kind === 'vertical' || kind === 'grid') {
      c.moveTo(T / 2, 0);
      c.lineTo(T / 2, T);
    }
    if (kind === 'horizontal' || kind === 'grid') {
      c.moveTo(0, T / 2);
      c.lineTo(T, T / 2);
    }
    if (kind === 'dashes') {
      for (const [x, y] of [[0, 2], [4, 6]]) {
        c.moveTo(x + 0.5, y);
        c.lineTo(x + 3.5, y);
      }
    }
    c.stroke();
    if (kind === 'dots') {
      for (const [x, y] of [[2, 2], [6, 6]]) {
        c.beginPath();
        c.arc(x, y, width * 0.85, 0, 7);
        c.fill();
      }
    }
  }

  function pattern(ctx, key, dpr, size, draw) {
    const id = key + '|' + dpr;
    if (!cache.has(id)) {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = Math.round(size * dpr);
      const c = canvas.getContext('2d');
      c.scale(canvas.width / size, canvas.height / size);
      draw(c);
      cache.set(id, canvas);
    }
    const made = ctx.createPattern(cache.get(id), 'repeat');
    made.setTransform(new DOMMatrix([1 / dpr, 0, 0, 1 / dpr, 0, 0]));
    return made;
  }

  /** @returns {CanvasPattern|null} hatch `kind` in `colour`, or null for `none` */
  geo.hatch = function (ctx, kind, colour, dpr, width) {
    if (!kind || kind === 'none') return null;
    const w = width || 1.5;
    return pattern(ctx, ['h', kind, colour, w].join(), dpr, TILE, (c) => tile(c, kind, colour, w));
  };

  /** @returns {CanvasPattern} stripes of two sides in turn */
  geo.stripes = function (ctx, first, second, dpr) {
    return pattern(ctx, ['s', first, second].join(), dpr, 16, (c) => {
      c.lineWidth = 5.66;
      for (const [colour, offset] of [[first, -16], [second, -8], [first, 0], [second, 8], [first, 16]]) {
        c.strokeStyle = colour;
        c.beginPath();
        c.moveTo(offset - 4, 20);
        c.lineTo(offset + 20, -4);
        c.stroke();
      }
    });
  };
})(typeof window === 'undefined' ? globalThis : window);
