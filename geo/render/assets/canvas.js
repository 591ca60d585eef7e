/** The canvases under the marks: where they lie, how large they are, what part of the world they show. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});

  /**
   * Two canvases, ground and situation, that follow the map as Leaflet's own renderers do.
   *
   * @param {{left: number, right: number, top: number, bottom: number}} padding pixels covered by panels, read at every drawing
   * @returns {Function} a subclass of L.Renderer; its instance gets `paint(all)` and has `view` after the first drawing
   */
  geo.canvasLayer = function (padding) {
    return L.Renderer.extend({
      _initContainer() {
        const box = (this._container = L.DomUtil.create('div', 'geo-canvas'));
        box.setAttribute('aria-hidden', 'true');
        this._canvases = ['base', 'over'].map((name) => L.DomUtil.create('canvas', 'geo-' + name, box));
      },
      _destroyContainer() {
        this._container.remove();
        delete this._container;
      },
      _updatePaths() {},
      _update() {
        if (this._map._animatingZoom && this._bounds) return;
        L.Renderer.prototype._update.call(this);
        const size = this._bounds.getSize();
        if (!size.x || !size.y) return;
        L.DomUtil.setPosition(this._container, this._bounds.min);
        const dpr = Math.min(2, Math.max(1, root.devicePixelRatio || 1));
        const zoom = this._map.getZoom();
        const origin = this._map.getPixelOrigin().add(this._bounds.min);
        const view = { zoom, size: 256 * Math.pow(2, zoom), ox: origin.x, oy: origin.y, w: size.x, h: size.y, dpr, k: geo.view.scale };
        for (const canvas of this._canvases) {
          if (canvas.width !== Math.round(size.x * dpr) || canvas.height !== Math.round(size.y * dpr)) {
            canvas.width = Math.round(size.x * dpr);
            canvas.height = Math.round(size.y * dpr);
            canvas.style.width = size.x + 'px';
            canvas.style.height = size.y + 'px';
          }
        }
        const corner = this._map.containerPointToLayerPoint([padding.left, padding.top]).subtract(this._bounds.min);
        const full = this._map.getSize();
        view.free = [corner.x, corner.y, corner.x + full.x - padding.left - padding.right, corner.y + full.y - padding.top - padding.bottom];
        this.view = view;
        this.paint(true);
      },
      context(i) {
        const ctx = this._canvases[i].getContext('2d');
        ctx.setTransform(this.view.dpr, 0, 0, this.view.dpr, 0, 0);
        return ctx;
      },
    });
  };
})(typeof window === 'undefined' ? globalThis : window);
