/** The form in which a record is put right: the fields that its kind has, nothing else; only what was changed is sent. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;
  const QUALIFIERS = ['exact', 'approx', 'at_least', 'at_most', 'order'];
  const METRICS = ['killed', 'wounded', 'missing', 'arrested', 'displaced', 'affected', 'infected', 'participants', 'troops', 'destroyed', 'other'];
  const STATUSES = ['asserted', 'claimed', 'forecast', 'historical', 'denied'];
  const DAY = /^\d{4}-\d\d-\d\d$/;

  /** What each kind of record has: the field of its type, people, times, figures. */
  const KINDS = {
    event: { type: 'type', people: ['agents', 'targets'], time: 'time', figures: 'figures' },
    displacement: { type: 'kind', people: [], time: 'time', figures: 'figure' },
    movement: { type: 'kind', people: ['agents'], time: 'time', figures: null },
    control: { type: 'state', people: ['holders'], time: 'as_of', figures: null },
  };

  const names = (list) => (list || []).map((x) => (typeof x === 'string' ? x : x.name || x.text || '')).filter(Boolean);
  const span = (time) => {
    const [from = '', to] = String(time || '').split('/');
    return [from, to === undefined || to === from ? '' : to].map((day) => (DAY.test(day) ? day : ''));
  };

  geo.editing = {
    KINDS,

    /** @returns {object} the values of the form from a record: all text. Pure. */
    values(record) {
      const has = KINDS[record.list] || KINDS.event;
      const [from, to] = span(record.implied_time ? '' : record.time);
      const out = { type: record.type || '', status: record.status || 'asserted', from, to };
      for (const field of has.people) out[field] = names(field === 'holders' ? record.holders || record.agents : record[field]).join('; ');
      if (has.figures) {
        out.figures = (record.figures || []).slice(0, 6).map((f) => ({
          value: f.value === null || f.value === undefined ? '' : String(f.value), max: f.max === null || f.max === undefined ? '' : String(f.max),
          qualifier: f.qualifier || 'exact', unit: f.unit || '', metric: f.metric || '', ...(f.measure ? { measure: f.measure } : {}),
        }));
      }
      return out;
    },

    /**
     * The body of a decision from what the form holds. Pure.
     *
     * @param {object} record
     * @param {object} now values of the form
     * @returns {{body: object, errors: Object<string, string>}} only what differs; errors by field, keys of strings
     */
    body(record, now) {
      const has = KINDS[record.list] || KINDS.event;
      const was = geo.editing.values(record);
      const [body, errors] = [{}, {}];
      if (now.type !== was.type) body[has.type] = now.type;
      if (now.status !== was.status) body.status = now.status;
      if (now.from !== was.from || now.to !== was.to) {
        if (now.to && !now.from) errors.from = 'edit.from_missing';
        else if (now.to && now.to < now.from) errors.to = 'edit.to_early';
        else body[has.time] = !now.from ? null : !now.to || now.to === now.from ? now.from : `${now.from}/${now.to}`;
      }
      for (const field of has.people) {
        const list = now[field].split(';').map((n) => n.trim()).filter(Boolean);
        if (list.join('; ') !== was[field]) body[field] = list.map((name) => ({ name }));
      }
      if (has.figures && JSON.stringify(now.figures) !== JSON.stringify(was.figures)) {
        const figures = [];
        now.figures.forEach((f, n) => {
          if (!f.value.trim() && !f.max.trim()) return;
          const [value, max] = [f.value, f.max].map((text) => (text.trim() ? Number(text.replace(/[,\s\u00a0\u202f]/g, '')) : null));
          if (value === null || !Number.isFinite(value) || value < 0 || (max !== null && !Number.isFinite(max))) errors[`figure${n}`] = 'edit.figure_wrong';
          else if (max !== null && max < value) errors[`figure${n}`] = 'edit.figure_order';
          else figures.push({ metric: f.metric, value, ...(max === null ? {} : { max }), qualifier: f.qualifier, ...(f.unit.trim() ? { unit: f.unit.trim() } : {}), ...(f.measure ? { measure: f.measure } : {}) });
        });
        if (has.figures === 'figure') body.figure = figures[0] || null;
        else body.figures = figures;
      }
      return { body: Object.keys(errors).length ? {} : body, errors };
    },
  };

  /** A labelled control; its error stands below it. */
  function field(form, key, words, control, extra) {
    const id = `geo-edit-${key}`;
    control.id = id;
    control.dataset.key = key;
    control.setAttribute('aria-describedby', `${id}-error`);
    const error = el('p', { class: 'geo-field-error', id: `${id}-error`, role: 'alert' });
    form.errors.set(key, { error, control });
    return el('div', { class: `geo-field-row ${extra || ''}` }, el('label', { for: id }, words), control, error);
  }

  const input = (type, value) => el('input', { type, class: 'geo-field', value, dir: 'auto', autocomplete: 'off' });

  function select(options, value) {
    const node = el('select', { class: 'geo-field' });
    if (!options.some(([key]) => key === value)) options = [[value, value], ...options];
    for (const [key, words] of options) node.append(el('option', key === value ? { value: key, selected: '' } : { value: key }, words));
    node.value = value;
    return node;
  }

  /** The choices of a record's type, as Python told them. */
  function types(record) {
    const { types: of = {}, states = [] } = ((geo.acts.desk || {}).choices) || {};
    return record.list === 'control' ? states : of[record.list] || [];
  }

  /** Rows of figures: number, largest number of a range, how exact, of what. */
  function figures(form, values) {
    const list = el('div', { class: 'geo-figures-edit' });
    const add = (f) => {
      const n = list.children.length;
      const row = el('fieldset', { class: 'geo-figure-edit' }, el('legend', {}, say('edit.figure_of', { n: n + 1 })));
      const parts = { value: input('text', f.value), max: input('text', f.max), qualifier: select(QUALIFIERS.map((q) => [q, say(`edit.qualifier_${q}`)]), f.qualifier), metric: select(METRICS.map((m) => [m, say(`edit.metric_${m}`)]), f.metric), unit: input('text', f.unit) };
      for (const one of [parts.value, parts.max]) one.setAttribute('inputmode', 'decimal');
      row.append(...Object.entries(parts).map(([part, control]) => field(form, part === 'value' ? `figure${n}` : `figure${n}-${part}`, say(`edit.figure_${part}`), control, 'short')));
      list.append(row);
      form.figures.push({ parts, rest: f.measure ? { measure: f.measure } : {} });
    };
    values.forEach(add);
    return { list, add };
  }

  /**
   * Make the form of a record. What is typed is kept while new data come in, and taken up by the next form of that record.
   *
   * @param {object} record
   * @param {{done: Function}} acts `done()` closes it
   * @returns {HTMLFormElement} with `leave()`
   */
  geo.editForm = function (record, acts) {
    const has = KINDS[record.list] || KINDS.event;
    const draft = geo.kept.draft && geo.kept.draft.record === record.id ? geo.kept.draft.values : null;
    const values = draft || geo.editing.values(record);
    const form = { errors: new Map(), figures: [] };
    const controls = {
      type: select(types(record), values.type), status: select(STATUSES.map((s) => [s, geo.words.STATUS[s] || s]), values.status),
      from: input('date', values.from), to: input('date', values.to), ...Object.fromEntries(has.people.map((f) => [f, input('text', values[f])])),
    };
    const blank = { value: '', max: '', qualifier: 'exact', unit: 'persons', metric: record.list === 'displacement' ? 'displaced' : 'killed' };
    const numbers = has.figures ? figures(form, values.figures.length ? values.figures : [blank]) : null;
    const problem = el('p', { class: 'geo-field-error', role: 'alert', dir: 'auto' });
    const save = el('button', { type: 'submit', class: 'geo-small strong' }, say('edit.save'), ' ', el('kbd', {}, say('key.enter')));
    const leave = el('button', { type: 'button', class: 'geo-small' }, say('edit.leave'), ' ', el('kbd', {}, say('key.esc')));
    const node = el('form', { class: 'geo-edit', 'aria-label': say('edit.title', { name: geo.isolate(record.label) }), novalidate: '' },
      field(form, 'type', say(`edit.${has.type}`), controls.type), field(form, 'status', say('edit.status'), controls.status),
      el('div', { class: 'geo-field-pair' }, field(form, 'from', say(has.time === 'as_of' ? 'edit.as_of' : 'edit.from'), controls.from), field(form, 'to', say('edit.to'), controls.to)),
      ...has.people.map((f) => field(form, f, say(`edit.${f}`), controls[f])), numbers && numbers.list,
      has.figures === 'figures' ? geo.button('geo-more', say('edit.add_figure'), say('edit.add_figure'), () => {
        numbers.add(blank);
        form.figures[form.figures.length - 1].parts.value.focus();
      }) : null,
      problem, el('div', { class: 'geo-case-acts' }, save, leave));

    const read = () => ({
      ...Object.fromEntries(Object.entries(controls).map(([key, control]) => [key, control.value])),
      ...(has.figures ? { figures: form.figures.map(({ parts, rest }) => ({ value: parts.value.value, max: parts.max.value, qualifier: parts.qualifier.value, unit: parts.unit.value, metric: parts.metric.value, ...rest })) } : {}),
    });
    const empty = (list) => (list || []).filter((f) => f.value.trim() || f.max.trim());
    const tidy = (v) => (has.figures ? { ...v, figures: empty(v.figures) } : v);
    const sayErrors = (errors) => {
      for (const [key, { error, control }] of form.errors) {
        error.textContent = errors[key] ? say(errors[key]) : '';
        control.setAttribute('aria-invalid', String(Boolean(errors[key])));
      }
      const first = [...form.errors].find(([key]) => errors[key]);
      if (first) first[1].control.focus();
    };
    const close = () => {
      geo.kept.draft = null;
      acts.done();
    };
    let busy = false;
    node.addEventListener('input', () => (geo.kept.draft = { record: record.id, values: read() }));
    node.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (busy) return;
      const { body, errors } = geo.editing.body(record, tidy(read()));
      sayErrors(errors);
      problem.textContent = '';
      if (Object.keys(errors).length) return;
      if (!Object.keys(body).length) {
        close();
        return;
      }
      busy = true;
      geo.kept.draft = { record: record.id, values: read() };
      const result = await geo.desk.edit(record.id, body, body.status ? { status: body.status } : null);
      busy = false;
      if (!result.error) {
        close();
        return;
      }
      geo.kept.draft = { record: record.id, values: geo.kept.draft ? geo.kept.draft.values : read(), error: result.error };
      if (node.isConnected) problem.textContent = result.error;
      else geo.bus.emit('decided');
    });
    leave.addEventListener('click', close);
    let warned = false;
    /** Esc: of what was changed it is said once that it would be lost. @returns {boolean} whether the form may close */
    node.leave = () => {
      const { body, errors } = geo.editing.body(record, tidy(read()));
      const changed = Object.keys(body).length + Object.keys(errors).length > 0;
      if (changed && !warned) {
        warned = true;
        problem.textContent = say('edit.changed');
        return false;
      }
      geo.kept.draft = null;
      return true;
    };
    if (geo.kept.draft && geo.kept.draft.record === record.id && geo.kept.draft.error) problem.textContent = geo.kept.draft.error;
    return node;
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
