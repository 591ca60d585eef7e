/** A second window for who speaks: notes, what comes next, clock; its keys move both. Nothing in it is markup. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { say } = geo;
  const INK = '#eef1f4';
  const SOFT = '#a6b0b8';
  const GROUND = '#14191e';
  const LINE = '1px solid #37414a';

  let view = null; // {window, parts, timer}

  const pad = (n) => String(n).padStart(2, '0');
  const clock = (date) => `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  const elapsed = (ms) => {
    const s = Math.max(0, Math.floor(ms / 1000));
    return `${s >= 3600 ? `${Math.floor(s / 3600)}:` : ''}${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
  };

  function build(other) {
    const doc = other.document;
    const node = (tag, style, text) => {
      const made = doc.createElement(tag);
      Object.assign(made.style, style);
      if (text !== undefined) made.textContent = text;
      return made;
    };
    doc.title = say('presenter.title');
    doc.documentElement.lang = geo.language || 'en';
    Object.assign(doc.body.style, {
      margin: '0', background: GROUND, color: INK, height: '100vh', boxSizing: 'border-box', display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(260px, 34%)',
      gridTemplateRows: 'auto minmax(0, 1fr) auto', font: '18px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif', fontVariantNumeric: 'tabular-nums',
    });
    const head = node('header', { gridColumn: '1 / -1', display: 'flex', gap: '28px', alignItems: 'baseline', padding: '14px 22px', borderBottom: LINE, flexWrap: 'wrap' });
    const parts = {
      count: node('strong', { fontSize: '22px' }), now: node('span', { fontSize: '22px' }), since: node('span', { fontSize: '22px' }),
      title: node('h1', { font: 'inherit', fontSize: '26px', fontWeight: '650', lineHeight: '1.25', margin: '0 0 12px' }),
      notes: node('div', { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: '22px' }),
      nextTitle: node('p', { margin: '8px 0 0', fontWeight: '600', overflowWrap: 'anywhere' }),
      next: node('canvas', { width: '100%', display: 'block', border: LINE, borderRadius: '4px', boxSizing: 'border-box' }),
      list: node('ol', { listStyle: 'none', margin: '0', padding: '0' }),
    };
    for (const auto of ['title', 'notes', 'nextTitle']) parts[auto].dir = 'auto';
    const labelled = (words, value) => {
      const box = node('span', {}, '');
      box.append(node('span', { color: SOFT, fontSize: '15px', marginInlineEnd: '8px' }, words), value);
      return box;
    };
    const press = (words, act) => {
      const made = node('button', { font: 'inherit', fontSize: '17px', color: INK, background: '#263038', border: LINE, borderRadius: '6px', padding: '8px 16px', minHeight: '44px', cursor: 'pointer' }, words);
      made.type = 'button';
      made.addEventListener('click', act);
      return made;
    };
    head.append(parts.count, labelled(say('presenter.clock'), parts.now), labelled(say('presenter.elapsed'), parts.since));
    const main = node('main', { padding: '18px 22px', overflowY: 'auto', minHeight: '0' });
    main.tabIndex = 0;
    main.append(parts.title, parts.notes);
    const side = node('aside', { padding: '18px 22px', overflowY: 'auto', minHeight: '0', borderInlineStart: LINE });
    side.tabIndex = 0;
    side.setAttribute('aria-label', say('presenter.next'));
    side.append(node('h2', { font: 'inherit', fontSize: '15px', color: SOFT, margin: '0 0 8px' }, say('presenter.next')), parts.next, parts.nextTitle,
      node('h2', { font: 'inherit', fontSize: '15px', color: SOFT, margin: '22px 0 8px' }, say('presenter.scenes')), parts.list);
    const foot = node('footer', { gridColumn: '1 / -1', display: 'flex', gap: '10px', padding: '12px 22px', borderTop: LINE, flexWrap: 'wrap' });
    foot.append(press(say('present.previous'), () => act('ArrowLeft')), press(say('present.next'), () => act('ArrowRight')), press(say('presenter.black'), () => act('b')));
    doc.body.replaceChildren(head, main, side, foot);
    doc.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab') return;
      if ([' ', 'Enter'].includes(event.key) && event.target.closest('button')) return;
      if (act(event.key)) event.preventDefault();
    });
    return parts;
  }

  /** A key of this window, done in the presentation. */
  function act(key) {
    const { present } = geo;
    if (!present.on) {
      if (!['ArrowRight', ' ', 'PageDown', 'ArrowLeft', 'PageUp', 'Enter'].includes(key)) return false;
      present.start(view.last);
      return true;
    }
    if (['ArrowRight', 'ArrowDown', ' ', 'PageDown', 'Enter'].includes(key)) present.step(1);
    else if (['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace'].includes(key)) present.step(-1);
    else if (key === 'Home') present.go(0);
    else if (key === 'End') present.go(Infinity);
    else if (key === 'b' || key === '.') present.blacken();
    else if (key === 't') present.turn();
    else if (key === 'Escape') present.leave();
    else return false;
    return true;
  }

  function tick() {
    if (!view || view.window.closed) return close();
    const { now } = geo.present;
    view.parts.now.textContent = clock(new Date());
    view.parts.since.textContent = now ? elapsed(Date.now() - now.began) : '–';
  }

  function close() {
    if (!view) return;
    clearInterval(view.timer);
    view = null;
  }

  geo.presenter = {
    get open_() {
      return Boolean(view && !view.window.closed);
    },
    /** @returns {boolean} whether there is such a window; false where the browser refuses one */
    open() {
      if (view && !view.window.closed) {
        view.window.focus();
        return true;
      }
      geo.cover.opening();
      let other = null;
      try {
        other = root.open('', '', 'popup,width=1000,height=720');
        if (!other || !other.document) return false;
      } catch {
        return false;
      }
      view = { window: other, parts: build(other), last: null, timer: setInterval(tick, 500) };
      root.addEventListener('pagehide', () => view && view.window.close(), { once: true });
      geo.presenter.update();
      tick();
      return true;
    },
    /** Another scene, or none any more. */
    update() {
      if (!view || view.window.closed) return close();
      const { parts } = view;
      const doc = view.window.document;
      const { now } = geo.present;
      if (!now) {
        parts.count.textContent = say('presenter.ended');
        return;
      }
      view.last = now.scene.id;
      parts.count.textContent = `${now.scene.number} / ${now.list.length}`;
      parts.title.textContent = now.scene.title;
      parts.notes.textContent = now.scene.note || say('presenter.none');
      const next = now.list[now.at + 1];
      parts.nextTitle.textContent = next ? next.title : say('presenter.last');
      parts.next.hidden = !next;
      parts.next.style.display = next ? 'block' : 'none';
      if (next) geo.thumbs.into(next, parts.next, 2);
      parts.list.replaceChildren(...now.list.map((scene, i) => {
        const item = doc.createElement('li');
        const button = doc.createElement('button');
        button.type = 'button';
        Object.assign(button.style, {
          font: 'inherit', fontSize: '17px', color: INK, background: i === now.at ? '#263038' : 'none', border: '0', borderRadius: '5px', width: '100%', textAlign: 'start', padding: '7px 10px', cursor: 'pointer', overflowWrap: 'anywhere',
        });
        if (i === now.at) button.setAttribute('aria-current', 'true');
        button.dir = 'auto';
        button.textContent = `${scene.number}. ${scene.title}`;
        button.addEventListener('click', () => geo.present.go(i));
        item.append(button);
        return item;
      }));
      tick();
    },
  };
})(typeof window === 'undefined' ? globalThis : window);
