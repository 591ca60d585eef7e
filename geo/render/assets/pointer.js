/** What the pointer does on the map: what is under it, what a click on it means. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Pixels at the closest zoom between marks that zooming in would part. */
  const PARTED = 40;

  /**
   * @param {L.Map} map
   * @param {{container: HTMLElement, scene: object, marking: object, bus: object, listen: Function, hover: object, repaint: Function,
   *   drawing: Function}} on `listen` to the map; `drawing()` is the renderer
   */
  geo.pointer = function (map, { container, scene, marking, bus, listen, hover, repaint, drawing }) {
    const hitAt = (event) => {
      const renderer = drawing();
      if (!renderer.view) return null;
      const p = event.layerPoint.subtract(renderer._bounds.min);
      return geo.hitAt(renderer.view, renderer.context(1), p.x, p.y);
    };
    const members = (hit) => geo.membersOf(scene.points, scene.sift.point, drawing().view.gathered, hit.gathered);

    // Who draws means the ground, not what lies on it.
    const byHand = () => container.classList.contains('geo-drawing');

    listen('mousemove', (event) => {
      if (byHand()) return;
      const hit = hitAt(event);
      container.classList.toggle('gm-hit', Boolean(hit && (hit.gathered || hit.item.record || hit.item.p.drawing)));
      if (hit && hit.gathered) hit.gathered.words = hit.gathered.words || geo.describeGathered(members(hit), scene);
      if (hit) hover.show(hit, event.containerPoint.x, event.containerPoint.y);
      else hover.hide();
    });
    listen('mouseout movestart zoomstart', () => hover.hide());
    listen('click', (event) => {
      if (byHand()) return;
      const hit = hitAt(event);
      if (hit && hit.gathered) {
        openGathered(members(hit));
        return;
      }
      if (hit && hit.guests && hit.guests.length && marking.open !== hit.item.id) marking.open = hit.item.id;
      else if (!hit) marking.open = marking.spread = null;
      repaint();
      bus.emit('select', { record: hit ? hit.item.record : null, from: 'map' });
      bus.emit('drawn', { id: hit && hit.item.p.drawing ? hit.item.p.drawing.id : null });
    });

    /** What stands together is zoomed into until it parts; what lies on one place is spread out around it. */
    function openGathered(indices) {
      const { x, y, row } = scene.points;
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const i of indices) {
        box[0] = Math.min(box[0], x[i]);
        box[1] = Math.min(box[1], y[i]);
        box[2] = Math.max(box[2], x[i]);
        box[3] = Math.max(box[3], y[i]);
      }
      const pixels = Math.max(box[2] - box[0], box[3] - box[1]) * 256 * Math.pow(2, map.getMaxZoom());
      hover.hide();
      if (pixels > PARTED && map.getZoom() < map.getMaxZoom()) {
        marking.spread = null;
        geo.view.go(box, map.getMaxZoom());
        return;
      }
      const day = (i) => (row[i] < 0 ? -1 : scene.table.day[row[i]]);
      marking.spread = { indices: indices.sort((a, b) => day(b) - day(a)), x: box[0], y: box[1] };
      repaint();
    }
  };
})(typeof window === 'undefined' ? globalThis : window);
