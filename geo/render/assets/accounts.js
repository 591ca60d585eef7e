/** Whose word a record is, and where accounts differ both sides beside each other. Names and sentences are article text. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;

  /** @returns {string} how many sources tell it that do not rest on each other, and who they are; '' where nothing is known. Pure. */
  geo.voicesOf = function (record) {
    const voices = record.voices || [];
    if (!voices.length) return '';
    return geo.joined([geo.count(voices.length), voices.map((v) => geo.isolate(v.name || say('drawer.voice_unknown'))).join(', ')]);
  };

  /** The sentence of an account: of its record, in its article; the body before the headline. */
  function sentence(account, table) {
    const row = table.index(account.record);
    const own = (row < 0 ? [] : table.at('evidence', row) || []).filter((x) => x.article === account.article && x.quote);
    return (own.find((x) => x.field === 'text') || own[0] || {}).quote || '';
  }

  /**
   * @param {object} record
   * @param {object} table from `geo.table`
   * @param {Map<string, object>} articles by id
   * @param {Function} choose `(record id)`
   * @returns {HTMLElement|null} who says what, with each sentence and a link to the other record
   */
  geo.bothSides = function (record, table, articles, choose) {
    const found = record.tension || [];
    if (!found.length) return null;
    const side = (account) => {
      const { source, title } = articles.get(account.article) || {};
      const who = account.who || source || title || say('tension.itself');
      const own = account.record === record.id;
      const link = own || table.index(account.record) < 0 ? el('span', { class: 'geo-meta' }, own ? say('tension.here') : '') : geo.inlineLink('geo-clause', say('tension.show', { who: geo.isolate(who) }), table.at('label', table.index(account.record)), () => choose(account.record));
      return el('li', {},
        el('b', { dir: 'auto' }, who),
        el('span', { class: 'geo-says', dir: 'auto' }, account.says),
        el('q', { dir: 'auto' }, sentence(account, table)),
        link);
    };
    return el('section', { class: 'geo-differs', 'aria-label': say('tension.name') },
      el('h3', {}, say('tension.name')),
      ...found.flatMap((one) => [el('h4', {}, say(`tension.${one.why}`)), el('ul', {}, ...one.accounts.map(side))]));
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
