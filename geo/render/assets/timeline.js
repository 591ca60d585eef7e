/** The strip under the map: how much happened on which day, and the days that the map shows. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, svg } = geo;
  const BARS = 34; // pixels: height of the histogram
  /** Milliseconds a step at speed 1; a person reads three new marks in that time. */
  const STEP_MS = 900;
  const SPEEDS = [0.5, 1, 2, 4];
  /** Days; above it playing goes on by bins, or a year would take five minutes. */
  const LONG = 120;

  /** Pixels of the strip below which days are written short. */
  const SHORT = 560;

  const ICONS = { play: 'M5 3 14 9 5 15Z', pause: 'M4 3H7.4V15H4ZM10.6 3H14V15H10.6Z', back: 'M11.5 3.5 6 9 11.5 14.5', on: 'M6.5 3.5 12 9 6.5 14.5' };
  const icon = (name) => svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true', class: name === 'play' || name === 'pause' ? 'full' : '' }, svg('path', { d: ICONS[name] }));

  /** The timeline of one situation; `null` instead of it where there is nothing to move through. */
  class Timeline {
    constructor(parent, explore, message, store, bus) {
      this.explore = explore;
      this.store = store;
      const days = explore.filter.days(geo.emptyState());
      const given = message.time || {};
      this.published = geo.dayKey(message) === 'known';
      const from = [days.first, geo.dayNumber(given.from)].filter((d) => d >= 0);
      const to = [days.first + days.counts.length - 1, geo.dayNumber(given.to)].filter((d) => d >= 0);
      this.first = Math.min(...from);
      this.last = Math.max(...to);
      this.playing = 0;
      this.speed = 1;
      this.colours = (message.sides || []).map((s) => ({ id: s.id, label: s.label, colour: geo.colour(s.colour) || '#8A8F94' }));
      this.make(parent);
      bus.on('state', (state, before) => {
        if (state.time !== before.time || state.selected !== before.selected) this.show();
        if (state.filters !== before.filters || state.text !== before.text) this.redraw();
      });
      this.redraw = geo.put(() => this.draw(), 60, 200);
      const watch = new ResizeObserver(() => this.draw());
      watch.observe(this.plot);
      explore.life.signal.addEventListener('abort', () => watch.disconnect());
    }

    /** Whether there are days to choose from. */
    static fits(explore, message) {
      if (message.time && message.time.from !== message.time.to) return true;
      return explore.filter.days(geo.emptyState()).counts.filter((n) => n > 0).length > 1;
    }

    make(parent) {
      const button = (name, words, press) => geo.button('geo-icon', words, icon(name), press);
      this.back = button('back', geo.say('time.back'), () => this.step(-1));
      this.play = button('play', geo.say('time.play'), () => this.toggle());
      this.on = button('on', geo.say('time.on'), () => this.step(1));
      this.words = el('output', { class: 'geo-when', 'aria-live': 'polite' });
      this.sum = el('span', { class: 'geo-sum' });
      this.pace = el('select', { class: 'geo-pace', 'aria-label': geo.say('time.speed'), title: geo.say('time.speed') }, ...SPEEDS.map((s) => el('option', { value: String(s) }, `${s}×`)));
      this.pace.value = '1';
      this.pace.addEventListener('change', () => (this.speed = SPEEDS.find((s) => String(s) === this.pace.value) || 1));
      this.all = el('button', { type: 'button', class: 'geo-small', title: geo.say('time.show_all') }, geo.say('time.all'));
      this.all.addEventListener('click', () => this.set(this.first, this.last, 'stop'));
      this.plot = el('div', { class: 'geo-plot' });
      this.bars = svg('svg', { 'aria-hidden': 'true', class: 'geo-bars' });
      this.brush = el('div', { class: 'geo-brush' });
      this.handles = ['from', 'to'].map((end) => {
        const handle = el('div', { class: 'geo-handle', role: 'slider', tabindex: '0', 'data-end': end, 'aria-label': geo.say(end === 'from' ? 'time.first' : 'time.last'), 'aria-valuemin': '0', 'aria-valuemax': String(this.last - this.first) });
        handle.addEventListener('keydown', (event) => this.slide(event, end));
        return handle;
      });
      this.scale = el('div', { class: 'geo-axis', 'aria-hidden': 'true' });
      this.plot.append(this.bars, this.brush, ...this.handles);
      this.node = el('section', { class: 'geo-time', 'aria-label': geo.say('time.name') },
        el('div', { class: 'geo-controls' }, this.back, this.play, this.on, this.words, this.sum, this.pace, this.all), this.plot, this.scale);
      this.node.addEventListener('keydown', (event) => this.key(event));
      this.drags();
      parent.append(geo.shield(this.node));
      this.draw();
    }

    // --------------------------------------------------------------------------------------------- choosing

    /** The days shown now. */
    range() {
      const { time } = this.store.get();
      const clamp = (d) => Math.max(this.first, Math.min(this.last, d));
      return time ? [clamp(geo.dayNumber(time.from)), clamp(geo.dayNumber(time.to))] : [this.first, this.last];
    }

    set(from, to, how) {
      if (how === 'stop') this.stop();
      this.store.set({ time: geo.timeOf(from, to, this.first, this.last) }, 'timeline');
    }

    /** Move the days shown; from all of them to the first or last one. */
    step(days, how = 'stop') {
      if (!this.store.get().time) {
        const day = days > 0 ? this.first : this.last;
        this.set(day, day, how);
      } else this.set(...geo.moved(this.range(), days, this.first, this.last), how);
    }

    slide(event, end) {
      const [from, to] = this.range();
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 }[event.key];
      const at = end === 'from' ? from : to;
      const next = event.key === 'Home' ? this.first : event.key === 'End' ? this.last : by ? at + by : null;
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey && by) this.step(by);
      else if (end === 'from') this.set(Math.max(this.first, Math.min(next, to)), to, 'stop');
      else this.set(from, Math.min(this.last, Math.max(next, from)), 'stop');
    }

    key(event) {
      if (geo.writing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.step(by);
    }

    drags() {
      let drag = null;
      const dayAt = (x) => {
        const box = this.plot.getBoundingClientRect();
        return this.first + Math.floor(((x - box.left) / box.width) * (this.last - this.first + 1));
      };
      const within = (day) => Math.max(this.first, Math.min(this.last, day));
      this.plot.addEventListener('pointerdown', (event) => {
        if (event.button) return;
        const [from, to] = this.range();
        const end = event.target.dataset.end;
        const chosen = Boolean(this.store.get().time);
        const kind = end || (event.target === this.brush && chosen ? 'move' : 'new');
        drag = { kind, from, to, x: event.clientX, day: dayAt(event.clientX), far: false };
        this.plot.setPointerCapture(event.pointerId);
        event.preventDefault();
        if (end) event.target.focus({ preventScroll: true });
      });
      this.plot.addEventListener('pointermove', (event) => {
        if (!drag) {
          this.plot.title = this.say(geo.binOf(this.bins, within(dayAt(event.clientX))));
          return;
        }
        if (Math.abs(event.clientX - drag.x) > 4) drag.far = true;
        if (!drag.far) return;
        const day = within(dayAt(event.clientX));
        if (drag.kind === 'from') this.set(Math.min(day, drag.to), drag.to, 'stop');
        else if (drag.kind === 'to') this.set(drag.from, Math.max(day, drag.from), 'stop');
        else if (drag.kind === 'new') this.set(Math.min(within(drag.day), day), Math.max(within(drag.day), day), 'stop');
        else this.set(...geo.moved([drag.from, drag.to], dayAt(event.clientX) - drag.day, this.first, this.last), 'stop');
      });
      const end = (event) => {
        if (drag && !drag.far && event.type === 'pointerup' && !['from', 'to'].includes(drag.kind)) {
          // A click: the days of that bar.
          const bin = geo.binOf(this.bins, within(drag.day));
          this.set(this.bins.edges[bin], this.bins.edges[bin + 1] - 1, 'stop');
        }
        drag = null;
      };
      this.plot.addEventListener('pointerup', end);
      this.plot.addEventListener('pointercancel', end);
    }

    /** A bar in words. */
    say(bin) {
      const [from, to] = [this.bins.edges[bin], this.bins.edges[bin + 1] - 1];
      return geo.say('time.bar', { n: this.sums[bin], days: geo.days(`${geo.isoDay(from)}/${geo.isoDay(to)}`) });
    }

    // ---------------------------------------------------------------------------------------------- playing

    toggle() {
      if (this.playing) {
        this.stop();
        return;
      }
      const [from, to] = this.range();
      const size = this.last - this.first + 1 > LONG ? this.bins.edges[Math.min(2, this.bins.edges.length - 1)] - this.bins.edges[1] : 1;
      if (!this.store.get().time || to >= this.last) {
        const width = this.store.get().time ? to - from : size - 1;
        this.set(this.first, Math.min(this.last, this.first + width));
      }
      const next = () => {
        const now = this.range();
        if (now[1] >= this.last || !this.store.get().time) {
          this.stop();
          return;
        }
        this.step(size, 'play');
        this.playing = setTimeout(next, STEP_MS / this.speed);
      };
      this.playing = setTimeout(next, STEP_MS / this.speed);
      this.sync();
    }

    stop() {
      clearTimeout(this.playing);
      this.playing = 0;
      this.sync();
    }

    /** What the buttons say. */
    sync() {
      const words = geo.say(this.playing ? 'time.pause' : 'time.play');
      if (this.play.title === words) return;
      this.play.title = words;
      this.play.setAttribute('aria-label', words);
      this.play.replaceChildren(icon(this.playing ? 'pause' : 'play'));
      // A day read aloud every second would drown all else.
      this.words.setAttribute('aria-live', this.playing ? 'off' : 'polite');
    }

    // ---------------------------------------------------------------------------------------------- drawing

    x(day) {
      return (day - this.first) / (this.last - this.first + 1);
    }

    /** The bars: one path a side, so that a year costs no more than a week. */
    draw() {
      const wide = this.plot.clientWidth || 300;
      this.bins = geo.bins(this.first, this.last, Math.max(12, Math.floor(wide / 5)));
      const { first, counts, by } = this.explore.filter.days(this.store.get(), 'side');
      const all = (this.sums = geo.binned(this.bins, first, counts));
      const most = Math.max(1, ...all);
      const theme = geo.themes[geo.themeName(document.documentElement.dataset.theme)];
      const stacks = this.colours.filter((s) => by.has(s.id)).map((s) => ({ colour: geo.onGround(s.colour, theme), sums: geo.binned(this.bins, first, by.get(s.id)) }));
      this.bars.setAttribute('viewBox', `0 0 ${wide} ${BARS}`);
      const base = Array(all.length).fill(0);
      const paths = [...stacks, { colour: theme.none, sums: all, rest: true }].map(({ colour, sums, rest }) => {
        let d = '';
        for (let bin = 0; bin < all.length; bin++) {
          // A record of two sides counts for the first that is drawn: the height is the number of records.
          const n = rest ? all[bin] - base[bin] : Math.min(sums[bin], all[bin] - base[bin]);
          if (n <= 0) continue;
          const [left, right] = [this.x(this.bins.edges[bin]) * wide, this.x(this.bins.edges[bin + 1]) * wide];
          const gap = right - left > 4 ? 1 : 0;
          const high = (v) => Math.max(v > 0 ? 2 : 0, (v / most) * (BARS - 2));
          const [low, top] = [BARS - high(base[bin]), BARS - high(base[bin] + n)];
          d += `M${(left + gap).toFixed(1)} ${low.toFixed(1)}V${top.toFixed(1)}H${(right - gap).toFixed(1)}V${low.toFixed(1)}Z`;
          base[bin] += n;
        }
        return svg('path', { d, fill: colour });
      });
      this.bars.replaceChildren(...paths);
      const ticks = geo.ticks(this.first, this.last, Math.max(2, Math.floor(wide / 74)));
      this.scale.replaceChildren(...ticks.map(([day, unit]) => {
        const at = this.x(day + (unit === 'day' ? 0.5 : 0)) * wide;
        const tick = el('span', { class: unit === 'day' ? 'mid' : '' }, geo.shortDay(day, unit === 'week' ? 'day' : unit));
        tick.style.left = Math.max(unit === 'day' ? 20 : 0, Math.min(at, wide - (unit === 'day' ? 20 : 46))).toFixed(1) + 'px';
        return tick;
      }));
      this.sum.textContent = geo.say(`time.sum.${this.bins.unit}`, { most });
      this.show();
    }

    /** What changes at every step: the range, its words, the tick of the selected record. */
    show() {
      const state = this.store.get();
      const [from, to] = this.range();
      const [left, right] = [this.x(from) * 100, this.x(to + 1) * 100];
      this.brush.style.left = left + '%';
      this.brush.style.width = right - left + '%';
      this.node.classList.toggle('all', !state.time);
      this.handles.forEach((handle, i) => {
        const day = i ? to : from;
        handle.style.left = (i ? right : left) + '%';
        handle.setAttribute('aria-valuenow', String(day - this.first));
        handle.setAttribute('aria-valuetext', geo.days(geo.isoDay(day)));
      });
      const key = state.time ? (this.published ? 'time.days_published' : 'time.days') : this.published ? 'time.all_days_published' : 'time.all_days';
      const words = this.node.clientWidth < SHORT ? geo.shortDays(from, to) : geo.say(key, { days: geo.days(`${geo.isoDay(from)}/${geo.isoDay(to)}`) });
      if (this.words.textContent !== words) this.words.textContent = words;
      this.all.disabled = !state.time;
      const row = state.selected ? this.explore.table.index(state.selected) : -1;
      const day = row >= 0 && !this.explore.table.background[row] ? this.explore.table.day[row] : -1;
      if (this.tick) this.tick.remove();
      this.tick = null;
      if (day >= this.first && day <= this.last) {
        this.tick = el('i', { class: 'geo-tick', title: geo.say('time.selected', { day: geo.days(geo.isoDay(day)) }) });
        this.tick.style.left = this.x(day + 0.5) * 100 + '%';
        this.plot.append(this.tick);
      }
    }
  }

  geo.Timeline = Timeline;
})(typeof window === 'undefined' ? globalThis : window);
