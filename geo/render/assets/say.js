/** The words of the interface, from the table of its language (data/strings). */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const rules = new Intl.PluralRules(geo.language || 'en');

  /**
   * @param {string} key in data/strings/en.csv
   * @param {Object<string, string|number>} [values] fill `{names}`; `n` also chooses the plural: `key.one`, `key.other`, …
   * @returns {string} plain text, never markup; the key itself where no table has it
   */
  geo.say = function (key, values = {}) {
    const table = geo.strings || {};
    const plural = 'n' in values ? `${key}.${rules.select(Number(values.n))}` : key;
    const text = table[plural] ?? table[`${key}.other`] ?? table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? (typeof values[name] === 'number' ? values[name].toLocaleString(geo.language || 'en') : String(values[name])) : whole));
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
