/** What the review desk does with the item that is opened: choose, confirm, reject, edit, note, merge, take apart, pick on the map. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { say } = geo;

  /** The acts of the desk; `geo.Review` shows it. */
  geo.Deciding = class {
    /** Candidates with digits, of all doubtful places of the opened item. */
    choices() {
      const { active } = this;
      return active ? geo.doubts.numbered(active, this.kept.found, this.kept.order).flatMap(({ place, choices }) => choices.map((c) => ({ ...c, place }))) : [];
    }

    drawGhosts() {
      this.ghosts.show(this.kept.mode ? [] : this.choices(), (n) => this.digit(String(n)));
    }

    point(n) {
      this.ghosts.point(n);
    }

    digit(text) {
      if (!geo.acts.desk || !geo.acts.desk.queue) {
        // Typed before the queue was there: done once it is.
        const before = this.ahead;
        this.ahead = () => {
          this.ahead = null;
          if (before) before();
          this.digit(text);
        };
        return;
      }
      const n = Number(text);
      if (this.kept.mode === 'merge' || this.kept.mode === 'split') {
        const option = this.options()[n - 1];
        if (option) (this.kept.mode === 'merge' ? this.merge([option.id]) : this.split(option.id));
        return;
      }
      const choice = this.choices().find((c) => c.n === n);
      if (choice && !this.kept.mode) this.take(choice.place, choice.candidate);
    }

    take(place, candidate) {
      const { at } = this.kept;
      Object.assign(this.kept, { found: null, sought: null });
      geo.desk.place(at, place, candidate, this.how);
      requestAnimationFrame(() => geo.view.reveal(at));
      this.focus();
    }

    pick(group = 0) {
      const { active } = this;
      if (!active) return;
      const record = this.record(active.record);
      const none = !(record.places || []).length && !(record.review || {}).sensitive;
      const place = (active.places || [])[group] || (none ? { role: record.list === 'displacement' ? 'origins' : 'places', id: null, name: null, surface: null } : null);
      if (!place) {
        geo.desk.tell(say('review.no_place'));
        return;
      }
      this.picker.start(place.surface || place.name || record.label, (point) => this.take(place, point));
    }

    /** Decide and go on to what comes next. */
    onward(decide) {
      const { at } = this.kept;
      if (!at) return;
      const next = geo.doubts.next(this.view().todo, at, 1, (item) => item.record === at || geo.desk.isDone(item));
      Object.assign(this.kept, { mode: null, line: '' });
      decide(at);
      if (next) this.go(next.record);
      else this.again();
    }

    confirm() {
      this.onward((id) => geo.desk.confirm(id));
    }

    /** Ask for what an act needs; where it needs nothing, do it. */
    ask(mode) {
      const { active } = this;
      if (!active) return;
      Object.assign(this.kept, { mode, line: '' });
      const options = mode === 'merge' || mode === 'split' ? this.options() : [];
      if (mode === 'split' && options.length === 1) {
        this.split(options[0].id);
        return;
      }
      this.again();
      const field = this.node.querySelector('.geo-question .geo-field, .geo-edit .geo-field');
      if (field && mode !== 'merge') field.focus({ preventScroll: true });
      else this.focus();
      this.seek(this.node.querySelector('.geo-case.open'));
    }

    /** The line that was asked for is written. */
    asked(text) {
      const { at, mode } = this.kept;
      if (mode === 'reject') this.onward((id) => geo.desk.reject(id, text));
      else if (mode === 'note') {
        Object.assign(this.kept, { mode: null, line: '' });
        if (text) geo.desk.note(at, text);
        this.again();
        this.focus();
      }
    }

    sensitive(on) {
      geo.desk.sensitive(this.kept.at, on);
    }

    /** Records that may be merged with this one, or reports that may be taken out of it: {id, label, words}. */
    options() {
      const record = this.record(this.kept.at);
      if (!record) return [];
      const { table } = this;
      if (this.kept.mode === 'split') {
        const told = new Map([...(record.copies || []), ...(record.claims || [])].map((c) => [c.record, c]));
        return (record.same_as || []).slice(0, 9).map((id) => {
          const { article, speaker, figures } = told.get(id) || {};
          const { source, title } = this.panels.drawer.articles.get(article) || {};
          return { id, label: title || source || id, words: [source, speaker, (figures || []).map((f) => f.text).join(', ')].filter(Boolean).map(geo.isolate).join(' · ') };
        });
      }
      const row = table.index(record.id);
      const twins = this.kept.line ? [] : (this.active.twins || []).map((id) => table.index(id)).filter((i) => i >= 0);
      return [...new Set([...twins, ...geo.doubts.alike(table, row, this.kept.line || '', 9)])].slice(0, 9).map((i) => ({
        id: table.id(i), label: table.at('label', i), words: [table.day[i] < 0 ? '' : geo.days(geo.isoDay(table.day[i])), ((this.panels.drawer.articles.get(((table.at('evidence', i) || [])[0] || {}).article)) || {}).source].filter(Boolean).map(geo.isolate).join(' · '),
      }));
    }

    merge(others) {
      const { at } = this.kept;
      Object.assign(this.kept, { mode: null, line: '' });
      geo.desk.merge(at, others);
      this.focus();
    }

    split(id) {
      Object.assign(this.kept, { mode: null, line: '' });
      geo.desk.split(id);
      this.focus();
    }

    mergeKey() {
      const twins = this.active ? this.active.twins || [] : [];
      if (twins.length === 1 && this.kept.mode !== 'merge') this.merge(twins);
      else if (this.active) this.ask('merge');
    }

    /** Another place by its name. */
    seekPlace() {
      const field = this.node.querySelector('.geo-elsewhere .geo-field');
      if (field) field.focus({ preventScroll: true });
      else this.panels.search.input.focus();
    }

    /** The form is done with. */
    leave() {
      Object.assign(this.kept, { mode: null, line: '' });
      this.again();
      this.focus();
    }

    /** Leave what is asked for. @returns {boolean} whether there was anything */
    escape() {
      if (this.picker.stop()) return true;
      if (!this.visible) return false;
      const field = document.activeElement;
      const form = this.kept.mode === 'edit' && this.node.querySelector('.geo-edit');
      if (form && !form.leave()) return true;
      if (this.kept.mode) {
        Object.assign(this.kept, { mode: null, line: '' });
      } else if (this.kept.found || (this.kept.sought && this.kept.sought.text)) Object.assign(this.kept, { found: null, sought: null });
      else if (!(this.node.contains(field) && geo.writing({ target: field }))) return false;
      this.again();
      this.focus();
      return true;
    }
  };
})(typeof window === 'undefined' ? globalThis : window);
