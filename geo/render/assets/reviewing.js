/** The review desk as a tab of the left panel, and its keys. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { say } = geo;
  /** Digits of questions and candidates. */
  const DIGITS = Array.from({ length: 9 }, (_, n) => String(n + 1));

  geo.review = {
    now: null,
    /** Open the tab at the first item that nobody has looked at. */
    open(panels) {
      const made = panels.tabs.show('review');
      if (made) geo.review.now.begin();
    },
  };

  geo.tabs = geo.tabs || [];
  geo.tabs.push({
    key: 'review',
    words: () => say('review.title'),
    wanted: () => geo.acts.live,
    make(panels) {
      const review = new geo.Review(panels);
      return { node: review.node, shown: (visible) => review.shown(visible), update: () => review.again(), begin: () => review.begin() };
    },
  });

  const reviewing = (panels) => Boolean(geo.acts.live && geo.review.now && geo.review.now.visible && !panels.rail.node.hidden && !(panels.draw && panels.draw.active));
  const here = () => geo.review.now;
  geo.keyGroups = geo.keyGroups || [];
  geo.keyGroups.push(
    {
      key: 'picking', alone: true, words: () => say('keys.picking'), listed: () => false,
      active: () => Boolean(geo.review.now && geo.review.now.picker.active),
      escape: (panels) => geo.desk.leave() || Boolean(geo.review.now && geo.review.now.escape()) || panels.drawer.escape() || geo.desk.escape(),
      rows: (panels) => [
        ['← ↑ ↓ →', say('keys.move'), (key) => here().picker.move(key), ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight']],
        ['Enter', say('keys.take'), () => here().picker.take()],
        ['+', say('keys.zoom_in'), () => panels.explore.map.zoomIn(1), ['=']],
        ['-', say('keys.zoom_out'), () => panels.explore.map.zoomOut(1)],
        ['g', say('keys.pick'), () => here().picker.stop()],
      ],
    },
    { key: 'desk', words: () => say('keys.review'), listed: () => geo.acts.live, rows: (panels) => [['r', say('keys.review_open'), () => geo.review.open(panels)]], active: () => geo.acts.live },
    {
      key: 'review', words: () => say('keys.reviewing'), listed: () => geo.acts.live, active: reviewing,
      rows: (panels) => [
        ['j', say('keys.case_next'), () => here().step(1), [']']],
        ['k', say('keys.case_previous'), () => here().step(-1), ['[']],
        ['1–9', say('keys.candidate'), (key) => here().digit(key), DIGITS],
        ['/', say('keys.another_place'), () => here().seekPlace()],
        ['g', say('keys.pick'), () => here().pick()],
        ['y', say('keys.confirm'), () => here().confirm()],
        ['n', say('keys.reject'), () => here().ask('reject')],
        ['e', say('keys.edit'), () => here().ask('edit')],
        ['w', say('keys.note'), () => here().ask('note')],
        ['i', say('keys.merge'), () => here().mergeKey()],
        ['o', say('keys.split'), () => here().ask('split')],
        ['u', say('keys.undo'), () => geo.desk.undo()],
        ['U', say('keys.redo'), () => geo.desk.redo()],
        ...(panels.draw ? [['d', say('keys.draw_open'), () => panels.draw.toggle()]] : []),
      ],
    });
})(typeof window === 'undefined' ? globalThis : window);
