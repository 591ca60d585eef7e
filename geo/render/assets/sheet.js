/** The table: the map's twin in rows that can be sorted, read aloud and chosen. A tab each for what `geo.twin` tells. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  const PAGE = 100;

  /**
   * Rows by a column; what is missing comes last either way, equals stay in order. Pure.
   *
   * @param {Array} rows
   * @param {Function} keyOf `(row) => string|number|null`
   * @param {1|-1} direction
   */
  geo.sorted = function (rows, keyOf, direction) {
    const collate = new Intl.Collator(geo.language || 'en', { numeric: true, sensitivity: 'base' }).compare;
    const keyed = rows.map((row, n) => [keyOf(row), row, n]);
    const missing = (key) => key === null || key === undefined || key === '';
    keyed.sort(([a, , i], [b, , j]) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b) || i - j;
      return direction * (typeof a === 'number' ? a - b : collate(a, b)) || i - j;
    });
    return keyed.map(([, row]) => row);
  };

  geo.Sheet = class {
    constructor(explore, acts) {
      this.table = explore.table;
      this.acts = acts;
      this.tables = geo.twin(explore).map((table) => ({ ...table, sorted: [...table.begin] }));
      this.open = this.tables[0];
      this.rows = [];
      this.page = 0;
      this.selected = null;
      this.sum = el('span', { class: 'geo-meta', role: 'status' });
      this.back = geo.button('geo-step', geo.say('sheet.back'), '‹', () => this.turn(this.page - 1));
      this.on = geo.button('geo-step', geo.say('sheet.on'), '›', () => this.turn(this.page + 1));
      const close = geo.button('geo-close', geo.say('sheet.close'), '×', () => this.toggle(false));
      this.tabs = el('div', { class: 'geo-sheet-tabs', role: 'tablist', 'aria-label': geo.say('sheet.tables') }, ...this.tables.map((table) => this.tab(table)));
      this.tabs.addEventListener('keydown', (event) => this.walkTabs(event));
      this.caption = el('caption', { class: 'geo-hidden' });
      // Roles that a table has anyway: on a phone its rows are boxes, and some browsers then forget that they are rows.
      this.head = el('tr', { role: 'row' });
      this.body = el('tbody', { role: 'rowgroup' });
      this.none = el('p', { class: 'geo-empty', hidden: '' });
      this.scroll = el('div', { class: 'geo-tablebox', id: 'geo-sheet-box', tabindex: '0', role: 'tabpanel', 'aria-labelledby': 'geo-sheet-records' },
        (this.grid = el('table', { role: 'table' }, this.caption, el('thead', { role: 'rowgroup' }, this.head), this.body)), this.none);
      this.node = el('section', { class: 'geo-sheet', role: 'dialog', 'aria-label': geo.say('sheet.name'), hidden: '' },
        el('header', {}, el('h2', { class: 'geo-hidden' }, geo.say('sheet.name')), this.tabs, this.sum, this.back, this.on, close), this.scroll);
      this.body.addEventListener('click', (event) => this.press(event));
      this.body.addEventListener('keydown', (event) => this.key(event));
      this.skip = el('button', { type: 'button', class: 'geo-skip' }, geo.say('sheet.skip'));
      this.skip.addEventListener('click', () => this.toggle(true));
      document.body.prepend(this.skip);
      this.setHeads();
    }

    tab(table) {
      table.button = el('button', { type: 'button', role: 'tab', id: `geo-sheet-${table.key}`, 'aria-controls': 'geo-sheet-box', 'aria-selected': String(table === this.open), tabindex: table === this.open ? '0' : '-1' }, geo.say(`twin.${table.key}`));
      table.button.addEventListener('click', () => this.show(table));
      return table.button;
    }

    walkTabs(event) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const all = this.tables.filter((table) => !table.button.hidden);
      const step = geo.direction === 'rtl' ? -by : by;
      const next = all[(all.indexOf(this.open) + step + all.length) % all.length];
      this.show(next);
      next.button.focus();
    }

    show(table) {
      this.open = table;
      this.page = 0;
      for (const other of this.tables) {
        other.button.setAttribute('aria-selected', String(other === table));
        other.button.tabIndex = other === table ? 0 : -1;
      }
      this.scroll.setAttribute('aria-labelledby', table.button.id);
      this.setHeads();
      this.gather();
      this.scroll.scrollTop = 0;
    }

    setHeads() {
      this.heads = this.open.columns.map(({ key }, n) => {
        const button = el('button', { type: 'button' }, geo.say(`column.${key}`));
        button.addEventListener('click', () => this.sort(n));
        return el('th', { scope: 'col', role: 'columnheader' }, button);
      });
      this.head.replaceChildren(...this.heads);
      this.grid.dataset.table = this.open.key;
    }

    toggle(shown = this.node.hidden) {
      this.node.hidden = !shown;
      if (this.opener) this.opener.setAttribute('aria-expanded', String(shown));
      if (shown) {
        this.gather();
        this.seek();
        this.open.button.focus({ preventScroll: true });
      } else if (this.opener) this.opener.focus({ preventScroll: true });
      this.acts.changed();
    }

    /** @param {Uint8Array} shown rows of the table of records @param {object} state */
    update(shown, state) {
      this.kept = { shown, state };
      if (this.node.hidden) return;
      this.gather();
      if (this.sought) this.seek();
    }

    /** The rows of the moment, and which tables have any. */
    gather() {
      if (!this.kept) return;
      const { shown, state } = this.kept;
      for (const table of this.tables) {
        table.all = table.rows(shown, state);
        table.button.replaceChildren(geo.say(`twin.${table.key}`), el('span', { class: 'geo-count' }, ` ${geo.count(table.all.length)}`));
      }
      const when = state.time ? geo.days(`${state.time.from}/${state.time.to}`) : geo.say('time.all');
      const whole = geo.isWhole({ ...state, time: null });
      this.caption.textContent = geo.say(whole ? 'sheet.caption' : 'sheet.caption_filtered', { table: geo.say(`twin.about.${this.open.key}`), days: when });
      this.sortRows();
    }

    sort(column) {
      const { sorted } = this.open;
      this.open.sorted = [column, column === sorted[0] ? -sorted[1] : 1];
      this.page = 0;
      this.sortRows();
    }

    sortRows() {
      const [at, direction] = this.open.sorted;
      const { say, sort } = this.open.columns[at];
      this.rows = geo.sorted(this.open.all || [], (row) => (sort || say)(row, this.table), direction);
      this.heads.forEach((head, n) => head.setAttribute('aria-sort', n !== at ? 'none' : direction > 0 ? 'ascending' : 'descending'));
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
      this.body.replaceChildren(...part.map((row) => this.row(row)));
      this.sum.textContent = this.rows.length > PAGE
        ? geo.say('sheet.rows', { first: this.page * PAGE + 1, last: this.page * PAGE + part.length, all: this.rows.length })
        : this.open.key === 'records' ? geo.say('count.records', { n: this.rows.length }) : '';
      this.none.hidden = part.length > 0;
      this.none.textContent = part.length ? '' : geo.say('sheet.none');
      for (const button of [this.back, this.on]) button.hidden = pages < 2;
      this.back.disabled = this.page === 0;
      this.on.disabled = this.page >= pages - 1;
      this.mark();
      const again = focused && [...this.body.querySelectorAll('button')].find((b) => b.dataset.record === focused);
      if (again) again.focus({ preventScroll: true });
    }

    row(row) {
      const record = this.open.record(row);
      const node = el('tr', { role: 'row' }, ...this.open.columns.map(({ key, say }, n) => {
        const words = say(row, this.table);
        const about = { class: `c-${key}`, 'data-head': geo.say(`column.${key}`) };
        if (n !== this.open.head) return el('td', { ...about, role: 'cell' }, words && el('bdi', {}, words));
        const button = record ? el('button', { type: 'button', class: 'geo-named' }, words ? el('bdi', {}, words) : geo.say('sheet.no_name')) : el('bdi', {}, words);
        if (record) button.dataset.record = record;
        return el('th', { ...about, scope: 'row', role: 'rowheader' }, button);
      }));
      node.dataset.row = record || '';
      return node;
    }

    select(id) {
      this.selected = id;
      this.sought = Boolean(id);
      if (!this.node.hidden) this.seek();
    }

    /** Turn to the selected row; one that the filter is about to let in is found when it is there. */
    seek() {
      const at = this.selected ? this.rows.findIndex((row) => this.open.record(row) === this.selected) : -1;
      if (at >= 0 && Math.floor(at / PAGE) !== this.page) this.turn(Math.floor(at / PAGE));
      if (at >= 0) this.sought = false;
      this.mark(true);
    }

    mark(seek) {
      for (const row of this.body.children) {
        const on = Boolean(this.selected) && row.dataset.row === this.selected;
        row.classList.toggle('on', on);
        const button = row.querySelector('button');
        if (button) button.setAttribute('aria-pressed', String(on));
        if (on && seek) {
          const [top, bottom] = [row.offsetTop - 34, row.offsetTop + row.offsetHeight];
          if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
          else if (bottom > this.scroll.scrollTop + this.scroll.clientHeight) this.scroll.scrollTop = bottom - this.scroll.clientHeight;
        }
      }
    }

    press(event) {
      const row = event.target.closest('tr');
      if (row && row.dataset.row) this.acts.choose(row.dataset.row);
    }

    /** Arrows walk the rows. */
    key(event) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const row = by && event.target.closest('tr');
      if (!row) return;
      event.preventDefault();
      const next = by > 0 ? row.nextElementSibling : row.previousElementSibling;
      const button = next && next.querySelector('button');
      if (button) button.focus();
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
