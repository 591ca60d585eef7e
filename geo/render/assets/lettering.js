/** Text on a canvas in lines: wrapped, cut with "…", each paragraph in the direction of its own script. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Characters of one text that are looked at: no picture has room for more, and measuring them would take seconds. */
  const MOST = 6000;
  const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
  // eslint-disable-next-line no-control-regex
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066\u2067]/g;
  const segmenter = typeof Intl !== 'undefined' && Intl.Segmenter ? new Intl.Segmenter() : null;
  const graphemes = (text) => (segmenter ? [...segmenter.segment(text)].map((s) => s.segment) : [...text]);

  /** @returns {boolean} whether the first letter of a text is of a script that runs from right to left. Pure. */
  geo.isRtl = function (text) {
    const first = /\p{L}/u.exec(text);
    return Boolean(first) && RTL.test(first[0]);
  };

  /** As much of a word as fits, at least one character. */
  function head(measure, word, width) {
    const parts = graphemes(word);
    let [least, most] = [1, parts.length];
    while (least < most) {
      const half = Math.ceil((least + most) / 2);
      if (measure(parts.slice(0, half).join('')) <= width) least = half;
      else most = half - 1;
    }
    return parts.slice(0, least).join('');
  }

  /**
   * Break a text into lines. Pure but for the measuring.
   *
   * @param {Function} measure text -> width
   * @param {string} text line breaks in it are kept
   * @param {number} width
   * @param {number} [most] lines; what is over is cut with "…"
   * @returns {{text: string, rtl: boolean}[]}
   */
  geo.wrap = function (measure, text, width, most = Infinity) {
    const whole = String(text || '').replace(UNSEEN, '');
    const out = [];
    let over = whole.length > MOST;
    for (const paragraph of whole.slice(0, MOST).split('\n')) {
      const words = paragraph.split(/\s+/).filter(Boolean);
      const rtl = geo.isRtl(paragraph);
      let line = '';
      while (words.length && out.length < most) {
        const longer = line ? `${line} ${words[0]}` : words[0];
        if (measure(longer) <= width) {
          line = longer;
          words.shift();
        } else if (line) {
          out.push({ text: line, rtl });
          line = '';
        } else {
          const part = head(measure, words[0], width);
          out.push({ text: part, rtl });
          if (part.length < words[0].length) words[0] = words[0].slice(part.length);
          else words.shift();
        }
      }
      if (line && out.length < most) out.push({ text: line, rtl });
      else if (line || words.length) over = true;
    }
    if (over && out.length) {
      const last = out[out.length - 1];
      const parts = graphemes(last.text);
      while (parts.length > 1 && measure(parts.join('') + '…') > width) parts.pop();
      const cut = parts.join('');
      // Between words where that costs little.
      const space = parts.length < graphemes(last.text).length ? cut.lastIndexOf(' ') : -1;
      last.text = (space > cut.length * 0.4 ? cut.slice(0, space) : cut).replace(/[\s.,;:]+$/, '') + '…';
    }
    return out;
  };

  /**
   * Write a text into a box.
   *
   * @param {CanvasRenderingContext2D} ctx
   * @param {string} text
   * @param {{x: number, y: number, width: number, font: string, size: number, colour: string, lines?: number, leading?: number, end?: boolean}} how
   *   `y`: top of the first line; `size`: of the font in units; `end`: at the far side of the box
   * @returns {number} the height that it took
   */
  geo.write = function (ctx, text, how) {
    const { x, y, width, font, size, colour, lines = Infinity, leading = 1.28, end = false } = how;
    ctx.save();
    ctx.font = font;
    ctx.fillStyle = colour;
    ctx.textBaseline = 'alphabetic';
    const made = geo.wrap((part) => ctx.measureText(part).width, text, width, lines);
    made.forEach((line, i) => {
      const right = end !== line.rtl;
      ctx.direction = line.rtl ? 'rtl' : 'ltr';
      ctx.textAlign = right ? 'right' : 'left';
      ctx.fillText(line.text, right ? x + width : x, y + size * (0.93 + i * leading));
    });
    ctx.restore();
    return made.length * size * leading;
  };

  /** @returns {number} the height that `geo.write` would take */
  geo.heightOf = function (ctx, text, { width, font, size, lines = Infinity, leading = 1.28 }) {
    ctx.save();
    ctx.font = font;
    const made = geo.wrap((part) => ctx.measureText(part).width, text, width, lines);
    ctx.restore();
    return made.length * size * leading;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
