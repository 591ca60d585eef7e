/** The small card that asks what a drawing means: front or area, whose sides, from which day, why. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  const STATES = ['held', 'contested', 'unknown'];
  const DAY = /^\d{4}-\d\d-\d\d$/;

  /** @returns {object} an empty form for a situation */
  geo.emptyDrawing = function (panels, shape) {
    const ids = geo.drawSides(panels).map(([id]) => id);
    return { shape, sides: [ids[0] || '', ids[1] || ''], state: 'held', label: '', day: geo.dayShown(panels) || '', until: '', replaces: true, reason: '' };
  };

  /** @returns {[string, string][]} id and name of every side that may be chosen, those on the map first */
  geo.drawSides = function (panels) {
    const shown = (panels.message.sides || []).map((s) => [s.id, s.label]);
    const known = new Set(shown.map(([id]) => id));
    const more = (((geo.acts.desk || {}).choices || {}).sides || []).filter(([id]) => !known.has(id));
    return [...shown, ...more];
  };

  /** @returns {string|null} the day that the map shows */
  geo.dayShown = function (panels) {
    const { time } = geo.store.get();
    return (time && time.to) || (panels.message.time && panels.message.time.to) || panels.message.as_of || null;
  };

  /**
   * @param {object} panels
   * @param {{begin: Function, correct: Function, correctable: Function, undo: Function, end: Function, save: Function, drop: Function,
   *   close: Function, changed: Function}} acts `changed` hears of the sides; the form itself is written in place
   * @returns {{node: HTMLElement, show: Function, say: Function}}
   */
  geo.drawCard = function (panels, acts) {
    const say = geo.say;
    const body = el('form', { class: 'geo-drawform' });
    const hint = el('p', { class: 'geo-drawhint', role: 'status' });
    const title = el('h2', {});
    const node = el('section', { class: 'geo-card geo-drawcard', role: 'group', 'aria-label': say('draw.title'), hidden: '' },
      el('header', {}, title, geo.button('geo-close', say('draw.aside'), '×', () => acts.close())), body, hint);
    geo.shield(node);
    body.addEventListener('submit', (event) => event.preventDefault());
    let serial = 0;

    function field(words, control) {
      control.id = `geo-draw-${(serial += 1)}`;
      return el('div', { class: 'geo-drawfield' }, el('label', { for: control.id }, words), control);
    }

    function select(words, value, options, change) {
      const control = el('select', {}, ...options.map(([id, text]) => el('option', { value: id }, text)));
      control.value = options.some(([id]) => id === value) ? value : '';
      control.addEventListener('change', () => change(control.value));
      return field(words, control);
    }

    function input(words, type, value, change, more = {}) {
      const control = el('input', { type, ...more });
      control.value = value;
      control.addEventListener('input', () => change(control.value));
      return field(words, control);
    }

    const button = (words, press, main) => {
      const made = el('button', { type: 'button', class: main ? 'geo-small main' : 'geo-small' }, words);
      made.addEventListener('click', press);
      return made;
    };

    /** What kind of thing is drawn; only while nothing is drawn yet. */
    function kinds(draft) {
      const kind = (shape) => {
        const made = button(say(`draw.${shape}`), () => acts.begin(shape));
        made.setAttribute('aria-pressed', String(Boolean(draft && draft.shape === shape)));
        return made;
      };
      const correct = button(say('draw.correct'), () => acts.correct());
      correct.disabled = acts.correctable() === 0;
      return el('div', { class: 'geo-acts' }, kind('front'), kind('area'), correct);
    }

    function sides(draft) {
      const { form } = draft;
      const all = [['', say('draw.nobody')], ...geo.drawSides(panels)];
      const set = (i) => (id) => {
        form.sides[i] = id;
        acts.changed();
      };
      if (form.shape === 'front') {
        const swap = geo.button('geo-small', say('draw.swap'), '⇄', () => {
          form.sides.reverse();
          acts.changed();
          show(draft);
        });
        return [el('div', { class: 'geo-drawpair' }, select(say('draw.left'), form.sides[0], all, set(0)), swap, select(say('draw.right'), form.sides[1], all, set(1)))];
      }
      const states = select(say('draw.state'), form.state, STATES.map((s) => [s, say(`draw.state_${s}`)]), (state) => {
        form.state = state;
        acts.changed();
        show(draft);
      });
      if (form.state === 'unknown') return [states];
      const first = select(say(form.state === 'held' ? 'draw.holder' : 'draw.between'), form.sides[0], all, set(0));
      return form.state === 'held' ? [states, first] : [states, first, select(say('draw.and'), form.sides[1], all, set(1))];
    }

    function form(draft) {
      const { form: f } = draft;
      const write = (key) => (value) => {
        f[key] = value;
      };
      const day = (key) => (value) => write(key)(DAY.test(value) ? value : '');
      const replaces = el('input', { type: 'checkbox', id: 'geo-draw-replaces' });
      replaces.checked = f.replaces;
      replaces.addEventListener('change', () => write('replaces')(replaces.checked));
      const last = (panels.message.time && panels.message.time.to) || panels.message.as_of;
      // Who sets points looks at the map: the rest is asked when they stand.
      if (draft.stage === 'setting') return sides(draft);
      const more = el('details', {}, el('summary', {}, say('draw.more')),
        input(say('draw.until'), 'date', f.until, day('until')),
        input(say('draw.label'), 'text', f.label, write('label'), { maxlength: '120' }));
      more.open = Boolean(f.until || f.label);
      return [
        ...sides(draft),
        input(say('draw.day'), 'date', f.day, day('day'), last ? { max: last } : {}),
        el('div', { class: 'geo-drawcheck' }, replaces, el('label', { for: 'geo-draw-replaces' }, say('draw.replaces'))),
        input(say('draw.reason'), 'text', f.reason, write('reason'), { maxlength: '500' }),
        more,
      ];
    }

    function show(draft) {
      const focused = node.contains(document.activeElement) ? [...node.querySelectorAll('button, input, select')].indexOf(document.activeElement) : -1;
      title.textContent = draft ? say(draft.of === 'new' ? `draw.new_${draft.form.shape}` : 'draw.editing') : say('draw.title');
      const rows = !draft ? [kinds(null)] : [
        draft.of === 'new' && !draft.points.length ? kinds(draft.form) : null,
        ...form(draft),
        el('div', { class: 'geo-acts' },
          draft.stage === 'setting' ? button(say('draw.undo_point'), () => acts.undo()) : null,
          draft.stage === 'setting' ? button(say('draw.end'), () => acts.end(), true) : button(say('draw.save'), () => acts.save(), true),
          draft.of === 'correct' && acts.correctable() > 1 ? button(say('draw.another'), () => acts.correct(draft.front)) : null,
          button(say('draw.drop'), () => acts.drop())),
      ];
      body.replaceChildren(...rows.filter(Boolean));
      const stops = [...node.querySelectorAll('button, input, select')];
      if (focused >= 0 && stops.length) stops[Math.min(focused, stops.length - 1)].focus({ preventScroll: true });
    }

    return {
      node, show,
      say(words) {
        hint.textContent = words;
        hint.hidden = !words;
      },
    };
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
