/** Corners of a line or an area that a mouse, a finger or the keys can move: Leaflet.draw's own handles, larger, named and focusable. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Pixels that an arrow key moves a corner; with Shift a tenth of it. */
  const STEP = 10;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /** @returns {L.DivIcon} a handle of 28 px; what one sees of it is smaller */
  geo.vertexIcon = (extra = '') => new L.DivIcon({ className: `geo-vertex ${extra}`.trim(), iconSize: [28, 28] });

  const make = () => {
    const Vertices = L.Edit.PolyVerticesEdit.extend({
      // Leaflet.draw asks by a name that Leaflet has given up, and warns of each time.
      _defaultShape() {
        return L.LineUtil.isFlat(this._latlngs) ? this._latlngs : this._latlngs[0];
      },
      // A click on a corner would take it away: too easily done.
      _onMarkerClick(event) {
        focus(event.target);
      },
      _createMarker(latlng, index) {
        const between = index === undefined;
        this.options.icon = geo.vertexIcon(between ? 'between' : '');
        const marker = L.Edit.PolyVerticesEdit.prototype._createMarker.call(this, latlng, index);
        const named = () => {
          const icon = marker.getElement();
          if (!icon) return;
          const real = this._markers.includes(marker);
          icon.setAttribute('role', 'button');
          icon.classList.toggle('between', !real);
          icon.setAttribute('aria-label', real ? geo.say('draw.corner', { number: marker._index + 1, of: this._markers.length }) : geo.say('draw.corner_between'));
          icon.onkeydown = (key) => this._key(key, marker, named);
          icon.onfocus = named;
        };
        // Its group adds it to the map later than it is made.
        marker.on('add dragend', named);
        if (marker.getElement()) queueMicrotask(named);
        return marker;
      },
      _key(event, marker, named) {
        const arrow = ARROWS[event.key];
        const real = this._markers.includes(marker);
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (arrow) {
          if (!real) marker.fire('click');
          const step = STEP * (event.shiftKey ? 0.1 : 1);
          const at = this._map.latLngToContainerPoint(marker.getLatLng()).add([arrow[0] * step, arrow[1] * step]);
          marker.setLatLng(this._map.containerPointToLatLng(at));
          this._onMarkerDrag({ target: marker });
          this._fireEdit();
          named();
        } else if (event.key === 'Enter' || event.key === ' ') {
          if (real) return;
          marker.fire('click');
          named();
        } else if (event.key === 'Delete' || event.key === 'Backspace') {
          if (real) this._takeOff(marker);
        } else return;
        // Neither the map nor the page has anything to do with it.
        event.preventDefault();
        event.stopPropagation();
      },
      _takeOff(marker) {
        const least = this._poly instanceof L.Polygon ? 4 : 3;
        if (this._defaultShape().length < least) return;
        const next = this._markers[marker._index + 1] || this._markers[marker._index - 1];
        L.Edit.PolyVerticesEdit.prototype._onMarkerClick.call(this, { target: marker });
        focus(next);
      },
    });
    return L.Edit.Poly.extend({
      _initHandlers() {
        this._verticesHandlers = this.latlngs.map((some) => new Vertices(this._poly, some, this._poly.options.poly));
      },
    });
  };

  function focus(marker) {
    const icon = marker && marker.getElement();
    if (icon) icon.focus({ preventScroll: true });
  }

  let Editor = null;

  /**
   * Let the corners of a shape on the map be moved.
   *
   * @param {L.Polyline} layer a line, or an area of one ring
   * @param {Function} changed called after each change
   */
  geo.editVertices = function (layer, changed) {
    Editor = Editor || make();
    layer.editing = new Editor(layer);
    layer.editing.enable();
    layer.on('edit editdrag', changed);
  };

  /** Put the focus on the first corner. */
  geo.firstVertex = (layer) => focus(layer.editing._verticesHandlers[0]._markers[0]);

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
