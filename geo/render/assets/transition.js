/**
 * From one scene to the next without an empty frame: the last picture stays on top while the next is painted whole beneath it, then
 * both move to the new view as the last one fades. A second copy lies under both: where the new picture does not reach yet, nothing
 * shines through.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const MS = 520;
  const STEPS = 24;
  /** Pixels at a picture's edge that are not counted on: between two steps a browser draws what is near them. */
  const SAFE = 6;
  /** Beyond so many steps of zoom a move would be a blur: the pictures only fade. */
  const FAR = 3.2;

  const ease = (t) => (t < 0.5 ? 4 * t * t * t : 1 - Math.pow(-2 * t + 2, 3) / 2);

  /** What the container shows: pixels a world (of 0..1), and the world at its left upper corner. */
  function seen(map) {
    const size = 256 * Math.pow(2, map.getZoom());
    const origin = map.getPixelOrigin().subtract(L.DomUtil.getPosition(map.getPanes().mapPane));
    return { size, x: origin.x / size, y: origin.y / size };
  }

  /** Everything between two views: straight on and in or out around a point that stays. Pure. */
  function between(a, b, t, w, h) {
    const at = ease(t);
    const size = a.size * Math.pow(b.size / a.size, at);
    const f = Math.abs(b.size / a.size - 1) < 1e-6 ? at : (1 / size - 1 / a.size) / (1 / b.size - 1 / a.size);
    const middle = (v) => [v.x + w / 2 / v.size, v.y + h / 2 / v.size];
    const [[ax, ay], [bx, by]] = [middle(a), middle(b)];
    return { size, x: ax + (bx - ax) * f - w / 2 / size, y: ay + (by - ay) * f - h / 2 / size };
  }

  /**
   * Is all of view `v` in one of the pictures? Each reaches `pad` of its window beyond that on every side. Looked at in a grid, as two
   * pictures may cover it together.
   */
  function covers(pictures, v, w, h, pad) {
    for (let i = 0; i <= 8; i++) {
      for (let j = 0; j <= 8; j++) {
        const held = pictures.some((of) => {
          const [x, y] = [(v.x + ((w * i) / 8) / v.size - of.x) * of.size, (v.y + ((h * j) / 8) / v.size - of.y) * of.size];
          return x >= SAFE - pad * w && y >= SAFE - pad * h && x <= w * (1 + pad) - SAFE && y <= h * (1 + pad) - SAFE;
        });
        if (!held) return false;
      }
    }
    return true;
  }

  /** @returns {string} transform that puts a picture of `of` where view `v` shows it */
  const put = (of, v) => `translate(${(of.x - v.x) * v.size}px, ${(of.y - v.y) * v.size}px) scale(${v.size / of.size})`;

  /** The map's canvases as one picture, with what they hold beyond the window. */
  function picture(map, renderer) {
    const { w, h } = renderer.view;
    const canvas = geo.element('canvas', 'gm-last');
    canvas.setAttribute('aria-hidden', 'true');
    [canvas.width, canvas.height] = [renderer._canvases[0].width, renderer._canvases[0].height];
    const ctx = canvas.getContext('2d');
    for (const own of renderer._canvases) ctx.drawImage(own, 0, 0);
    const at = map.layerPointToContainerPoint(renderer._bounds.min);
    Object.assign(canvas.style, { left: `${at.x}px`, top: `${at.y}px`, width: `${w}px`, height: `${h}px`, transformOrigin: `${-at.x}px ${-at.y}px` });
    return canvas;
  }

  let running = null;

  /**
   * @param {Function} apply brings the map to another view, filter or day, at once
   * @param {{still?: boolean, ms?: number}} [how] `still`: a cut
   * @returns {Promise<void>} when the new view stands alone
   */
  geo.transition = async function (apply, { still = geo.still(), ms = MS } = {}) {
    if (running) running();
    const { map, renderer } = geo.live;
    if (map._animatingZoom || !renderer.view) return apply();
    map.stop();
    const last = picture(map, renderer);
    const from = seen(map);
    const { x: w, y: h } = map.getSize();
    const under = last.cloneNode();
    under.className = 'gm-under';
    under.getContext('2d').drawImage(last, 0, 0);
    map.getContainer().append(under, last);
    const moves = [];
    const end = () => {
      for (const move of moves) move.cancel();
      last.remove();
      under.remove();
      if (running === end) running = null;
    };
    running = end;
    try {
      const paints = geo.paints;
      apply();
      if (geo.paints === paints) geo.live.renderer.paint(true);
    } catch (error) {
      end();
      throw error;
    }
    if (still) {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return end();
    }
    const to = seen(map);
    const path = Array.from({ length: STEPS + 1 }, (_, i) => between(from, to, i / STEPS, w, h));
    const pad = renderer.options.padding || 0;
    const close = Math.abs(Math.log2(to.size / from.size)) < FAR && path.every((v) => covers([from, to], v, w, h, pad));
    const options = { duration: ms, fill: 'both', easing: 'linear' };
    const opacity = (i) => 1 - Math.max(0, Math.min(1, (i / STEPS - 0.1) / 0.8));
    moves.push(last.animate(path.map((v, i) => ({ opacity: opacity(i), transform: close ? put(from, v) : 'none' })), options));
    if (close) {
      moves.push(under.animate(path.map((v) => ({ transform: put(from, v) })), options));
      const pane = map.getPanes().overlayPane;
      const at = L.DomUtil.getPosition(map.getPanes().mapPane);
      moves.push(pane.animate(path.map((v) => ({ transformOrigin: `${-at.x}px ${-at.y}px`, transform: put(to, v) })), options));
    }
    await Promise.all(moves.map((move) => move.finished)).catch(() => {});
    if (running === end) end();
  };

  geo.transition.between = between;
  geo.transition.covers = covers;
})(typeof window === 'undefined' ? globalThis : window);
