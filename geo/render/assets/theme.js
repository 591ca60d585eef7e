/** Colours and type of the map, light, dark and on paper (VISUAL.md); the only file with colours that are not a side's. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const FONT = '"Source Sans 3", "Source Sans Pro", "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif';

  geo.themes = {
    light: {
      name: 'light', font: FONT,
      land: '#F4F1EA', far: '#EFECE4', water: '#CFDDE6', river: '#A9C5D6', coast: '#A9BECB', shore: '#C3D4DF',
      border: '#8C959D', admin1: '#CDD2D6', disputed: 'rgba(140,149,157,0.10)',
      road: '#FFFFFF', roadEdge: '#A59C8B', quietRoadEdge: '#D3CBBB',
      label: '#41474D', quiet: '#666E75', waterLabel: '#456A80', halo: '#FBF9F5',
      ink: '#15191D', paper: '#FFFFFF', outline: '#15191D', outlineHalo: '#FFFFFF',
      none: '#8A8F94', flight: '#6B5B7B', historical: '#8A8F94', unknown: '#5F676E', moved: '#FFD24A',
    },
    dark: {
      name: 'dark', font: FONT,
      land: '#1F262C', far: '#1C2328', water: '#12191F', river: '#2C4150', coast: '#33434F', shore: '#171F26',
      border: '#66727C', admin1: '#37414A', disputed: 'rgba(102,114,124,0.14)',
      road: '#4A555E', roadEdge: '#161C21', quietRoadEdge: '#171D22',
      label: '#C3CBD2', quiet: '#8A959E', waterLabel: '#7C9CB1', halo: '#161C21',
      ink: '#F2F4F6', paper: '#12171B', outline: '#FFFFFF', outlineHalo: '#0B0F12',
      none: '#9AA1A7', flight: '#B7A5CB', historical: '#8A8F94', unknown: '#A9B2B9', moved: '#C99A1E',
    },
    // Paper: white land saves ink, lines and words are darker than on a screen.
    print: {
      name: 'print', font: FONT,
      land: '#FFFFFF', far: '#FFFFFF', water: '#E4ECF1', river: '#9DB7C7', coast: '#8FA5B2', shore: '#D6E1E8',
      border: '#5F676E', admin1: '#C4C9CD', disputed: 'rgba(95,103,110,0.08)',
      road: '#FFFFFF', roadEdge: '#8A8377', quietRoadEdge: '#BDB7AC',
      label: '#1F2428', quiet: '#4A5157', waterLabel: '#3F6176', halo: '#FFFFFF',
      ink: '#000000', paper: '#FFFFFF', outline: '#000000', outlineHalo: '#FFFFFF',
      none: '#6F757A', flight: '#574769', historical: '#6F757A', unknown: '#4A5157', moved: '#FFD24A',
    },
  };

  /** @returns {'light'|'dark'} what was asked for, else what the system prefers */
  geo.themeName = function (asked) {
    if (asked === 'light' || asked === 'dark') return asked;
    const dark = typeof matchMedia === 'function' && matchMedia('(prefers-color-scheme: dark)').matches;
    return dark ? 'dark' : 'light';
  };

  /**
   * Lift a side's colour so that it stays readable on a dark ground.
   *
   * @param {string} hex `#rrggbb`
   * @param {object} theme
   * @returns {string}
   */
  geo.onGround = function (hex, theme) {
    if (theme.name !== 'dark') return hex;
    const part = (i) => parseInt(hex.slice(i, i + 2), 16);
    const lift = (v) => Math.round(v + (255 - v) * 0.28);
    return '#' + [1, 3, 5].map((i) => lift(part(i)).toString(16).padStart(2, '0')).join('');
  };

  /** Share of light that a colour sends back (WCAG 2.2). */
  function luminance(hex) {
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /** @returns {number} contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.2) */
  geo.contrast = function (a, b) {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  const edges = new Map();

  /** @returns {string} a colour (`onGround`) for an edge: as dark or light as is seen on land, three to one (WCAG 1.4.11) */
  geo.edge = function (hex, theme) {
    const key = hex + theme.name;
    if (!edges.has(key)) {
      const [from, to] = [hex, theme.ink].map((colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)));
      const mixed = (share) => '#' + from.map((v, i) => Math.round(v + (to[i] - v) * share).toString(16).padStart(2, '0')).join('');
      let share = 0;
      while (share < 1 && geo.contrast(mixed(share), theme.land) < 3) share += 0.05;
      edges.set(key, mixed(share));
    }
    return edges.get(key);
  };

  /** @returns {string} `rgba()` of a `#rrggbb` */
  geo.alpha = function (hex, alpha) {
    const n = parseInt(hex.slice(1), 16);
    return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${alpha})`;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
