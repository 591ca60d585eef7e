/** The table: every record that is shown, in rows that can be sorted, read aloud and chosen. The map's twin. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  const PAGE = 100;
  const { STATUS } = geo.words;

  const text = (list) => (list || []).map((x) => (typeof x === 'string' ? x : (x && (x.name || x.text)) || '')).filter(Boolean).join(', ');

  /** Columns: heading, what a cell says, what it is sorted by. */
  const COLUMNS = [
    ['Date', (t, i) => (t.day[i] < 0 ? '' : geo.isoDay(t.day[i])), (t, i) => (t.day[i] < 0 ? null : t.day[i])],
    ['Type', (t, i) => t.at('type_label', i) || t.at('type', i) || ''],
    ['What', (t, i) => t.at('label', i) || ''],
    ['Place', (t, i) => text(t.at('places', i))],
    ['Actors', (t, i) => text([...(t.at('agents', i) || []), ...(t.at('targets', i) || [])])],
    ['Figure', (t, i) => text(t.at('figures', i)), (t, i) => ((t.at('figures', i) || []).find((f) => f && Number.isFinite(f.value)) || { value: null }).value],
    ['Status', (t, i) => STATUS[t.at('status', i)] || ''],
    ['Source', (t, i) => t.at('speaker', i) || ((t.at('evidence', i) || [])[0] || {}).speaker || ''],
  ];

  /**
   * Rows by a column; what is missing comes last either way, equals stay in order. Pure.
   *
   * @param {number[]} rows
   * @param {Function} keyOf `(row) => string|number|null`
   * @param {1|-1} direction
   */
  geo.sorted = function (rows, keyOf, direction) {
    const collate = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;
    const keyed = rows.map((row) => [keyOf(row), row]);
    const missing = (key) => key === null || key === undefined || key === '';
    keyed.sort(([a, i], [b, j]) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b) || i - j;
      return direction * (typeof a === 'number' ? a - b : collate(a, b)) || i - j;
    });
    return keyed.map(([, row]) => row);
  };

  geo.Sheet = class {
    constructor(explore, acts) {
      this.table = explore.table;
      this.acts = acts;
      this.rows = [];
      this.page = 0;
      this.column = 0;
      this.direction = -1;
      this.selected = null;
      this.sum = el('span', { class: 'geo-meta', role: 'status' });
      this.back = geo.button('geo-step', 'Previous page', '‹', () => this.turn(this.page - 1));
      this.on = geo.button('geo-step', 'Next page', '›', () => this.turn(this.page + 1));
      const close = geo.button('geo-close', 'Close the table', '×', () => this.toggle(false));
      this.heads = COLUMNS.map(([name], n) => {
        const button = el('button', { type: 'button' }, name);
        button.addEventListener('click', () => this.sort(n));
        return el('th', { scope: 'col' }, button);
      });
      this.body = el('tbody', {});
      this.scroll = el('div', { class: 'geo-tablebox', tabindex: '0', role: 'region', 'aria-label': 'Table of records' },
        el('table', {}, el('caption', { class: 'geo-hidden' }, 'Records that the map shows'), el('thead', {}, el('tr', {}, ...this.heads)), this.body));
      this.node = el('section', { class: 'geo-sheet', role: 'dialog', 'aria-label': 'Records as a table', hidden: '' },
        el('header', {}, el('h2', {}, 'Records'), this.sum, this.back, this.on, close), this.scroll);
      this.body.addEventListener('click', (event) => this.press(event));
      this.body.addEventListener('keydown', (event) => this.key(event));
    }

    toggle(shown = this.node.hidden) {
      this.node.hidden = !shown;
      if (this.opener) this.opener.setAttribute('aria-expanded', String(shown));
      if (shown) {
        this.sortRows();
        this.seek();
        this.heads[0].firstChild.focus({ preventScroll: true });
      } else if (this.opener) this.opener.focus({ preventScroll: true });
      this.acts.changed();
    }

    /** @param {Uint8Array} shown rows @param {object} state */
    update(shown, state) {
      this.kept = [];
      for (let i = 0; i < this.table.n; i++) if (shown[i] && (this.table.listed[i] || (state.layers.background && this.table.background[i]))) this.kept.push(i);
      if (this.node.hidden) return;
      this.sortRows();
      if (this.sought) this.seek();
    }

    sort(column) {
      this.direction = column === this.column ? -this.direction : 1;
      this.column = column;
      this.page = 0;
      this.sortRows();
    }

    sortRows() {
      const [, say, key] = COLUMNS[this.column];
      this.rows = geo.sorted(this.kept || [], (i) => (key || say)(this.table, i), this.direction);
      this.heads.forEach((head, n) => head.setAttribute('aria-sort', n !== this.column ? 'none' : this.direction > 0 ? 'ascending' : 'descending'));
      this.draw();
    }

    turn(page) {
      this.page = page;
      this.draw();
      this.scroll.scrollTop = 0;
    }

    draw() {
      const pages = Math.max(1, Math.ceil(this.rows.length / PAGE));
      this.page = Math.max(0, Math.min(this.page, pages - 1));
      const part = this.rows.slice(this.page * PAGE, (this.page + 1) * PAGE);
      const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.record : null;
      this.body.replaceChildren(...part.map((i) => {
        const row = el('tr', {}, ...COLUMNS.map(([name, say], n) => {
          const words = say(this.table, i);
          if (n !== 2) return el('td', { class: `c${n}`, 'data-head': name }, words);
          const button = el('button', { type: 'button' }, words || 'no name');
          button.dataset.record = this.table.id(i);
          return el('td', { class: 'c2', 'data-head': name }, button);
        }));
        row.dataset.row = this.table.id(i);
        return row;
      }));
      this.sum.textContent = this.rows.length > PAGE
        ? `${geo.count(this.page * PAGE + 1)}–${geo.count(this.page * PAGE + part.length)} of ${geo.count(this.rows.length)}`
        : geo.plural(this.rows.length, 'record');
      for (const button of [this.back, this.on]) button.hidden = pages < 2;
      this.back.disabled = this.page === 0;
      this.on.disabled = this.page >= pages - 1;
      this.mark();
      const again = focused && [...this.body.querySelectorAll('button')].find((b) => b.dataset.record === focused);
      if (again) again.focus({ preventScroll: true });
    }

    select(id) {
      this.selected = id;
      this.sought = Boolean(id);
      if (!this.node.hidden) this.seek();
    }

    /** Turn to the selected row; one that the filter is about to let in is found when it is there. */
    seek() {
      const at = this.selected ? this.rows.indexOf(this.table.index(this.selected)) : -1;
      if (at >= 0 && Math.floor(at / PAGE) !== this.page) this.turn(Math.floor(at / PAGE));
      if (at >= 0) this.sought = false;
      this.mark(true);
    }

    mark(seek) {
      for (const row of this.body.children) {
        const on = row.dataset.row === this.selected;
        row.classList.toggle('on', on);
        row.querySelector('button').setAttribute('aria-pressed', String(on));
        if (on && seek) {
          const [top, bottom] = [row.offsetTop - 34, row.offsetTop + row.offsetHeight];
          if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
          else if (bottom > this.scroll.scrollTop + this.scroll.clientHeight) this.scroll.scrollTop = bottom - this.scroll.clientHeight;
        }
      }
    }

    press(event) {
      const row = event.target.closest('tr');
      if (row) this.acts.choose(row.dataset.row);
    }

    /** Arrows walk the rows. */
    key(event) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const row = by && event.target.closest('tr');
      if (!row) return;
      event.preventDefault();
      const next = by > 0 ? row.nextElementSibling : row.previousElementSibling;
      if (next) next.querySelector('button').focus();
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
