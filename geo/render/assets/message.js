/**
 * Read the message that Python sends: base64 of UTF-8 JSON, gzip-packed when large.
 *
 * The message is the FeatureCollection of docs/features.md with the foreign members of docs/message.md.
 * Its strings are article text: hostile. They are only ever set with textContent or drawn on canvas.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const VERSION = 1;

  /** @param {string} payload base64 @returns {Uint8Array} */
  function bytes(payload) {
    const text = atob(payload);
    const out = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  }

  /** @param {Uint8Array} data @returns {boolean} whether it begins as gzip does */
  const isGzip = (data) => data.length > 2 && data[0] === 0x1f && data[1] === 0x8b;

  /**
   * @param {string} payload
   * @returns {Promise<object>} the message
   * @throws {Error} when the payload is no message of a version that these scripts draw
   */
  geo.decode = async function (payload) {
    let data = bytes(payload);
    if (isGzip(data)) {
      const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('gzip'));
      data = new Uint8Array(await new Response(stream).arrayBuffer());
    }
    const message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
    if (message.message !== VERSION) throw new Error('message version ' + message.message + ', expected ' + VERSION);
    return message;
  };

  /**
   * Slice by Unicode code points: the offsets of evidence are Python's, JavaScript counts UTF-16 units.
   *
   * @param {string} text
   * @param {number} start
   * @param {number} [end]
   * @returns {string}
   */
  geo.slice = (text, start, end) => Array.from(text).slice(start, end).join('');

  /** @returns {string|null} a colour that is safe to give to a style, or null */
  geo.colour = (value) => (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : null);

  /** Make an element whose text is set as text. */
  geo.element = function (tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = String(text);
    return node;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
