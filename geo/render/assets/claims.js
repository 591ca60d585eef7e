/** The claims switch: everything, what two independent sources say, or what one party says. Labels of parties may be hostile text. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;

  /** @returns {'all'|'two'|'party'|null} the position of the switch; null for what only an address can ask for. Pure. */
  geo.claimsAt = (chosen) => (!chosen.length ? 'all' : chosen.length > 1 ? null : chosen[0] === 'two' ? 'two' : 'party');

  /**
   * @param {object} table from `geo.table`
   * @returns {{node: HTMLElement, update: Function}}
   */
  geo.claimsSwitch = function (table) {
    const { values, labels } = table.facet('claims');
    const totals = geo.totals(table, 'claims');
    const order = values.map((_, code) => code).filter((code) => totals[code]).sort((a, b) => totals[b] - totals[a]);
    const two = values.indexOf('two');
    const parties = order.filter((code) => code !== two);
    const set = (claims) => geo.store.set({ filters: { claims } }, 'panel');
    const list = el('select', { 'aria-label': say('claims.which') }, ...parties.map((code) => el('option', { value: values[code] }, labels[code])));
    const box = (key, able, why, choose) => {
      const input = el('input', { type: 'radio', name: 'geo-claims', value: key });
      input.disabled = !able;
      input.addEventListener('change', choose);
      return { key, input, node: el('label', able ? {} : { title: why }, input, el('span', {}, say(`claims.${key}`))) };
    };
    const boxes = [
      box('all', true, '', () => set([])),
      box('two', two >= 0 && totals[two] > 0, say('claims.no_two'), () => set(['two'])),
      box('party', parties.length > 0, say('claims.no_party'), () => set([list.value])),
    ];
    const why = boxes[1].input.disabled ? el('p', { class: 'geo-meta' }, say('claims.no_two')) : null;
    list.hidden = !parties.length;
    list.addEventListener('change', () => set([list.value]));
    const node = el('fieldset', { class: 'geo-claims' }, el('legend', {}, say('claims.name')), el('div', {}, ...boxes.map((b) => b.node)), list, why);
    return {
      node,
      /** @param {object} state */
      update(state) {
        const chosen = state.filters.claims;
        const at = geo.claimsAt(chosen);
        for (const b of boxes) b.input.checked = b.key === at;
        if (at === 'party' && list.value !== chosen[0]) list.value = chosen[0];
        list.classList.toggle('on', at === 'party');
      },
    };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
