/**
 * Read the message that Python sends: base64 of UTF-8 JSON, gzip-packed when large.
 *
 * The message is the FeatureCollection of docs/features.md with the foreign members of docs/message.md: records, articles
 * and point marks come as columns and become objects only when someone asks for one.
 * Its strings are article text: hostile. They are only ever set with textContent or drawn on canvas.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const VERSION = 2;

  /** @param {string} payload base64 @returns {Uint8Array} */
  geo.bytes = function (payload) {
    const text = atob(payload);
    const out = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  };

  /** @param {Uint8Array} data @returns {boolean} whether it begins as gzip does */
  const isGzip = (data) => data.length > 2 && data[0] === 0x1f && data[1] === 0x8b;

  /**
   * @param {string} payload
   * @returns {Promise<object>} the message
   * @throws {Error} when the payload is no message of a version that these scripts draw
   */
  geo.decode = async function (payload) {
    const message = await geo.unpack(payload);
    if (message.message !== VERSION) throw new Error('message version ' + message.message + ', expected ' + VERSION);
    return geo.openMessage(message);
  };

  /** @param {string} payload base64 of JSON, packed or not @returns {Promise<object>} what it holds */
  geo.unpack = async function (payload) {
    let data = geo.bytes(payload);
    if (isGzip(data)) {
      const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('gzip'));
      data = new Uint8Array(await new Response(stream).arrayBuffer());
    }
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  };

  /** A member that is made when it is first read. */
  function lazy(object, name, make) {
    Object.defineProperty(object, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = make();
        Object.defineProperty(object, name, { value, enumerable: true });
        return value;
      },
    });
  }

  const all = (columns) => Array.from({ length: columns.n }, (_, i) => columns.row(i));

  /**
   * @param {object} message as parsed
   * @returns {object} the same with `packed` {records, articles, marks}, `shapes` (features that are no point marks), and the
   *   lists `records`, `articles` and `features` for whoever needs all of them as objects
   */
  geo.openMessage = function (message) {
    const { records, articles, marks, features, ...rest } = message;
    const out = { ...rest, packed: { records, articles, marks }, shapes: features };
    lazy(out, 'records', () => all(geo.columns(records)));
    lazy(out, 'articles', () => all(geo.columns(articles)));
    lazy(out, 'features', () => {
      const columns = geo.markColumns(marks, geo.columns(records));
      return [...features, ...Array.from({ length: columns.n }, (_, i) => columns.feature(i))];
    });
    return out;
  };

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
