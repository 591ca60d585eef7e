/** The words of the interface, from the table of its language (data/strings); numbers as it writes them; other scripts kept apart. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const language = geo.language || 'en';
  // English is written out: the first formatter that a browser makes costs tens of milliseconds before the first map.
  const english = /^en\b/.test(language);
  const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b][\udc00-\udfff]/;
  const LEFT_TO_RIGHT = /[A-Za-z\u00c0-\u024f\u0370-\u058f]/;
  const against = geo.direction === 'rtl' ? LEFT_TO_RIGHT : RIGHT_TO_LEFT;
  let rules = null;
  let numbers = null;

  /** @returns {string} plural category of CLDR */
  const category = (n) => (english ? (n === 1 ? 'one' : 'other') : (rules = rules || new Intl.PluralRules(language)).select(n));

  /** @returns {string} a whole number as people write it: 20,082 */
  geo.count = (n) => (english ? String(n).replace(/\B(?=(\d{3})+$)/g, ',') : (numbers = numbers || new Intl.NumberFormat(language)).format(n));

  /** @returns {string} a number with so many digits after the point */
  geo.decimal = (n, digits) => (english ? n.toFixed(digits) : n.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }));

  /**
   * Keep a text that runs the other way from changing the order of what stands beside it (Unicode's first strong isolate).
   *
   * @param {string} text
   * @returns {string} the same, with two signs around it that nobody sees, where that is needed
   */
  geo.isolate = (text) => (typeof text === 'string' && against.test(text) ? `\u2068${text}\u2069` : text);

  /** @returns {string} texts side by side, each in its own direction; what is empty is left out */
  geo.joined = (texts, between = ' · ') => texts.filter(Boolean).map(geo.isolate).join(between);

  /** @returns {string} a record's label, "Capture of Homs · Opposition forces": each part in its own direction */
  geo.labelled = (label) => geo.joined(String(label || '').split(' · '));

  /**
   * @param {string} key in data/strings/en.csv
   * @param {Object<string, string|number>} [values] fill `{names}`; `n` also chooses the plural: `key.one`, `key.other`, …
   * @returns {string} plain text, never markup; the key itself where no table has it
   */
  geo.say = function (key, values = {}) {
    const table = geo.strings || {};
    const own = (name) => (Object.prototype.hasOwnProperty.call(table, name) ? table[name] : undefined);
    const text = ('n' in values ? own(`${key}.${category(Number(values.n))}`) : undefined) ?? own(`${key}.other`) ?? own(key) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      if (!Object.prototype.hasOwnProperty.call(values, name)) return whole;
      const value = values[name];
      return typeof value === 'number' ? (Number.isInteger(value) ? geo.count(value) : english ? String(value) : value.toLocaleString(language)) : geo.isolate(String(value));
    });
  };

  /** Say in which language a page is, and which way it runs; one of another origin stays as it is. */
  geo.nameLanguage = function (page) {
    try {
      Object.assign(page.document.documentElement, { lang: language, dir: geo.direction || 'ltr' });
    } catch {
      // A screen reader then reads our words as it reads the page around them.
    }
  };

  if (root.document) geo.nameLanguage(root);
  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
