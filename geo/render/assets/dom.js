/** Elements made from text that is never markup, and the small things that all panels share. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const SVG = 'http://www.w3.org/2000/svg';

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    for (const child of children) if (child !== null && child !== undefined && child !== '') node.append(child);
    return node;
  }

  /**
   * Make an element. Children are nodes or strings; a string becomes a text node.
   * @param {string} tag @param {Object<string, string>} attributes names are ours, values may be an article's
   * @param {...(Node|string|null)} children
   */
  geo.el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

  /** The same for a drawing. */
  geo.svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  /** @returns {HTMLButtonElement} with a name for those who do not see what is on it */
  geo.button = function (className, words, content, press) {
    const node = geo.el('button', { type: 'button', class: className, 'aria-label': words, title: words }, content);
    node.addEventListener('click', press);
    return node;
  };

  /** Keep the pointer's doings on a panel from reaching the map below it. */
  geo.shield = function (node) {
    for (const type of ['click', 'dblclick', 'mousedown', 'wheel', 'touchstart', 'pointerdown']) {
      node.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    }
    return node;
  };

  /**
   * Call a task soon, and however often it is asked for not oftener: a scrub step must not wait for lists.
   *
   * @param {Function} task
   * @param {number} [quiet] ms without another call
   * @param {number} [most] ms that it is put off at the most
   */
  geo.put = function (task, quiet = 90, most = 300) {
    let timer = 0;
    let since = 0;
    return () => {
      const now = performance.now();
      if (!timer) since = now;
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = 0;
        task();
      }, Math.max(0, Math.min(quiet, since + most - now)));
    };
  };

  /** @returns {boolean} whether keys now belong to a field that is written in */
  geo.writing = function (event) {
    const at = event.target;
    return Boolean(at && at.closest && at.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]'));
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
