/** Colours and type of the map, light and dark (VISUAL.md); the only file with colours that are not a side's. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const FONT = '"Source Sans 3", "Source Sans Pro", "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif';

  geo.themes = {
    light: {
      name: 'light', font: FONT,
      land: '#F4F1EA', far: '#EFECE4', water: '#CFDDE6', river: '#B3CBDA', coast: '#A9BECB',
      border: '#8C959D', admin1: '#CDD2D6', disputed: 'rgba(140,149,157,0.10)',
      road: '#FFFFFF', roadEdge: '#A59C8B',
      label: '#41474D', quiet: '#7A828A', waterLabel: '#6F8FA3', halo: '#FBF9F5',
      ink: '#15191D', paper: '#FFFFFF', outline: '#15191D', outlineHalo: '#FFFFFF',
      none: '#8A8F94', flight: '#6B5B7B', historical: '#8A8F94', unknown: '#5F676E',
    },
    dark: {
      name: 'dark', font: FONT,
      land: '#1F262C', far: '#1C2328', water: '#12191F', river: '#2A3A46', coast: '#33434F',
      border: '#66727C', admin1: '#37414A', disputed: 'rgba(102,114,124,0.14)',
      road: '#4A555E', roadEdge: '#161C21',
      label: '#C3CBD2', quiet: '#8A959E', waterLabel: '#5F7F95', halo: '#161C21',
      ink: '#F2F4F6', paper: '#12171B', outline: '#FFFFFF', outlineHalo: '#0B0F12',
      none: '#9AA1A7', flight: '#B7A5CB', historical: '#8A8F94', unknown: '#A9B2B9',
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

  /** @returns {string} `rgba()` of a `#rrggbb` */
  geo.alpha = function (hex, alpha) {
    const n = parseInt(hex.slice(1), 16);
    return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${alpha})`;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
