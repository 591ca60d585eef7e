/** The map on paper: white ground, dark words, the same part of the world in the size of a page; back again afterwards. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Pixels of the map on a page of A4 or Letter across, margins of 10 mm and the headline left out (print.css has the page). */
  const PAGE = [975, 540];

  /**
   * Repaint for paper when printing begins. Browsers take the picture right after `beforeprint`: nothing here may wait.
   *
   * @param {L.Map} map
   * @param {{signal: AbortSignal, padding: object, paint: Function}} life `padding`: pixels covered by panels;
   *   `paint(paper)` repaints at once for paper or for the screen
   */
  geo.onPaper = function (map, { signal, padding, paint }) {
    const container = map.getContainer();
    let screen = null;

    function enter() {
      if (screen) return;
      const size = map.getSize();
      const corner = (x, y) => map.containerPointToLatLng([x, y]);
      const bounds = L.latLngBounds(corner(padding.left, size.y - padding.bottom), corner(size.x - padding.right, padding.top));
      screen = { before: { ...padding }, centre: map.getCenter(), zoom: map.getZoom(), notes: [...document.querySelectorAll('details.geo-notes:not([open])')] };
      // Panels that fold away in print must not move the map.
      const { setPadding } = geo.view;
      screen.free = () => (geo.view.setPadding = setPadding);
      geo.view.setPadding = () => {};
      Object.assign(padding, { left: 0, right: 0, top: 0, bottom: 0 });
      container.style.setProperty('width', PAGE[0] + 'px', 'important');
      container.style.setProperty('height', PAGE[1] + 'px', 'important');
      for (const details of screen.notes) details.open = true;
      map.invalidateSize({ animate: false, pan: false });
      screen.hold = () => {
        const page = map.getBoundsZoom(bounds, false);
        if (map.getZoom() !== page) map.fitBounds(bounds, { animate: false });
      };
      map.fitBounds(bounds, { animate: false });
      // An animation that began before printing ends in a view of its own.
      map.on('zoomend', screen.hold);
      paint(true);
      // All in one drawing: of two that lie on one another a browser may print only the upper.
      const [ground, over] = container.querySelectorAll('.geo-canvas canvas');
      const ctx = over.getContext('2d');
      ctx.save();
      ctx.resetTransform();
      ctx.globalCompositeOperation = 'destination-over';
      ctx.drawImage(ground, 0, 0);
      ctx.restore();
    }

    function leave() {
      if (!screen) return;
      const { centre, zoom, notes } = screen;
      screen.free();
      map.off('zoomend', screen.hold);
      Object.assign(padding, screen.before);
      screen = null;
      container.style.removeProperty('width');
      container.style.removeProperty('height');
      for (const details of notes) details.open = false;
      map.invalidateSize({ animate: false, pan: false });
      map.setView(centre, zoom, { animate: false });
      paint(false);
    }

    root.addEventListener('beforeprint', enter, { signal });
    root.addEventListener('afterprint', leave, { signal });
    if (typeof matchMedia === 'function') matchMedia('print').addEventListener('change', (change) => (change.matches ? enter() : leave()), { signal });
    signal.addEventListener('abort', leave);
  };
})(typeof window === 'undefined' ? globalThis : window);
