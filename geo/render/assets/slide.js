/** What stands beside the map while presenting: as-of, title, lines or figures in large type, legend. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el, say } = geo;

  const wide = (scene) => Boolean(scene.rows);

  function linesOf(scene) {
    const auto = { dir: 'auto' };
    if (scene.kind === 'figures' && scene.rows) {
      return scene.rows.map((r) => el('p', { class: `pr-figure ${r.status === 'forecast' ? 'forecast' : ''}`, ...auto }, el('b', {}, r.figure), el('span', { ...auto }, r.who)));
    }
    if (scene.rows) return scene.rows.map((r) => el('p', { class: 'pr-source', ...auto }, el('b', {}, r.title), el('span', { ...auto }, r.who)));
    return scene.lines.map((text) => el('p', { class: 'pr-line', ...auto }, text));
  }

  /** The legend as it stands beside the map: its drawings and words once more, in large type. */
  function legend(node) {
    const from = document.querySelector('.gm-legend');
    const lists = [...(from ? from.children : [])].map((list) => el('ul', { 'data-group': list.dataset.group || '' }, ...[...list.children].map((row) => {
      const own = row.querySelector('canvas');
      const canvas = document.createElement('canvas');
      if (own) {
        [canvas.width, canvas.height] = [own.width, own.height];
        canvas.getContext('2d').drawImage(own, 0, 0);
      }
      canvas.setAttribute('aria-hidden', 'true');
      return el('li', {}, canvas, el('span', {}, row.textContent));
    })));
    node.replaceChildren(...lists);
  }

  function slideOf(scene) {
    const lines = linesOf(scene);
    const node = el('article', { class: `pr-slide${wide(scene) ? ' pr-wide' : ''}` },
      el('p', { class: 'pr-asof' }, scene.as_of_words), el('h1', { class: 'pr-title', dir: 'auto' }, scene.title),
      el('div', { class: 'pr-lines' }, ...lines, scene.small ? el('p', { class: 'pr-small', dir: 'auto' }, scene.small) : null),
      el('div', { class: 'pr-legend', role: 'group', 'aria-label': say('present.legend') }));
    legend(node.lastChild);
    return node;
  }

  /** Make it fit: smaller type down to what can be read from a chair, the short legend, then fewer lines. */
  function fit(node, scene) {
    const lines = node.querySelector('.pr-lines');
    const marks = node.querySelector('.pr-legend');
    const over = () => lines.scrollHeight > lines.clientHeight + 1;
    const title = node.querySelector('.pr-title');
    const set = (size, level, head) => {
      node.style.setProperty('--fit', String(size));
      node.style.setProperty('--head', String(head));
      marks.dataset.level = level;
      return over();
    };
    const rows = title.textContent.length > 90 ? 0.78 : 1;
    const levels = [[1, 'all', rows], [0.92, 'all', rows], [0.84, 'all', rows * 0.88], [0.84, 'short', rows * 0.88], [0.76, 'short', rows * 0.75]];
    // To words that need no sign on the map, and on small screens, the legend yields, down to the sides.
    const small = root.innerWidth < root.innerHeight || root.innerHeight < 560;
    if (small || ['figures', 'conflicts', 'sources'].includes(scene.kind)) levels.push([0.92, 'sides', rows], [0.84, 'sides', rows * 0.88], [0.76, 'sides', rows * 0.75]);
    for (const [size, level, head] of levels) if (!set(size, level, head)) return;
    const all = [...lines.children].filter((p) => !p.matches('.pr-small'));
    let left = 0;
    while (over() && all.length > 1) {
      all.pop().remove();
      left += 1;
      const more = lines.querySelector('.pr-more') || el('p', { class: 'pr-more' });
      if (!more.isConnected) all[all.length - 1].after(more);
      more.textContent = say('present.more', { n: left });
    }
    if (over()) all[0].classList.add('pr-cut');
  }

  geo.slide = { make: slideOf, fit, legend, wide };
})(typeof window === 'undefined' ? globalThis : window);
