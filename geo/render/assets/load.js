/**
 * Fetch the other scripts side by side and run them in order. `st_folium` loads one script after the other, which for this
 * many small files costs most of the time to the first map; a page that carries them inline does without this file.
 *
 * Their names stand in this script's own address: `load.js?bus,message,...`.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const here = document.currentScript.src;
  const names = decodeURIComponent(new URL(here).search.slice(1)).split(',').filter((name) => /^[a-z]+$/.test(name));

  const loaded = Promise.all(
    names.map(
      (name) =>
        new Promise((resolve, reject) => {
          const script = document.createElement('script');
          script.src = new URL(name + '.js', here).href;
          script.async = false; // in the order of insertion
          script.onload = resolve;
          script.onerror = () => reject(new Error(name + '.js could not be loaded'));
          document.body.appendChild(script);
        })
    )
  );

  /** Stands in for the layer of map.js until that is there, and then hands over. */
  geo.layer = function (payload) {
    const Waiting = L.Layer.extend({
      onAdd(map) {
        loaded.then(() => geo.layer(payload).addTo(map)).catch((error) => {
          geo.failed = String(error.message || error);
          map.getContainer().append(`The map could not be loaded: ${geo.failed}. Reload the page.`);
        });
      },
      onRemove() {},
    });
    return new Waiting();
  };
})(window);
