/** Lists of records: their order, who comes next, and a list that draws only as much of itself as is looked at. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  const FIRST = 60;
  const MORE = 120;

  /**
   * Rows in the order of lists: the newest day first where there are several, within a day as told. Pure.
   *
   * @param {object} table from `geo.table`
   * @param {Function} wanted `(row) => boolean`
   * @returns {number[]}
   */
  geo.listOrder = function (table, wanted) {
    const rows = [];
    for (let i = 0; i < table.n; i++) if (wanted(i)) rows.push(i);
    return rows.sort((a, b) => table.day[b] - table.day[a] || a - b);
  };

  /** @returns {number} the shown row that follows `row` in the order, or -1; without a row the first. Pure. */
  geo.neighbour = function (order, shown, row, step) {
    let at = order.indexOf(row);
    if (at < 0) at = step > 0 ? -1 : order.length;
    for (at += step; at >= 0 && at < order.length; at += step) if (shown[order[at]]) return order[at];
    return -1;
  };

  /** A list that shows its first rows and a button for more; thousands of rows cost what sixty cost. */
  geo.CappedList = class {
    /**
     * @param {string} className
     * @param {string} tag `ol` or `ul`
     * @param {Function} row `(item) => Node` content of an entry
     * @param {Function} [heading] `(item) => string` put before the first entry that it differs at
     * @param {number} [first] rows drawn at first
     */
    constructor(className, tag, row, heading, first = FIRST) {
      this.make = row;
      this.heading = heading || (() => '');
      this.first = first;
      this.cap = first;
      this.items = [];
      this.key = null;
      this.list = el(tag, { class: className });
      this.more = el('button', { type: 'button', class: 'geo-more' });
      this.more.addEventListener('click', () => {
        const next = this.list.children.length;
        this.cap += MORE;
        this.draw();
        const entry = this.list.children[next];
        const button = entry && entry.querySelector('button');
        if (button) button.focus({ preventScroll: true });
      });
      this.node = el('div', {}, this.list, this.more);
    }

    /** @param {Array} items draws anew only when what stands in view differs */
    set(items) {
      this.items = items;
      this.cap = this.first;
      this.draw();
    }

    /** Draw as far as an item, so that it can be pointed at. */
    reach(index) {
      if (index < this.cap || index >= this.items.length || index > 20 * FIRST) return;
      this.cap = index + 20;
      this.draw();
    }

    again() {
      this.key = null;
      this.draw();
    }

    draw() {
      const part = this.items.slice(0, this.cap);
      const left = this.items.length - part.length;
      const key = part.map(String).join() + ':' + left;
      if (key === this.key) return;
      this.key = key;
      const focused = document.activeElement && this.list.contains(document.activeElement) ? document.activeElement.dataset.record : null;
      let head = '';
      const nodes = part.map((item) => {
        const entry = el('li', {});
        const words = this.heading(item);
        if (words !== head) entry.append(el('h3', { class: 'geo-day' }, words));
        head = words;
        entry.append(this.make(item));
        return entry;
      });
      this.list.replaceChildren(...nodes);
      this.more.hidden = left <= 0;
      this.more.textContent = left > MORE ? geo.say('list.more', { n: MORE, of: left }) : geo.say('list.rest', { n: left });
      if (focused) {
        const again = [...this.list.querySelectorAll('[data-record]')].find((b) => b.dataset.record === focused);
        if (again) again.focus({ preventScroll: true });
      }
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
