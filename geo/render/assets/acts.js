/**
 * What the analyst does that Python must do: decide, draw, find, keep a briefing, make a file. Acts go with the frame's report until
 * Python has answered them, so none is lost and none is done twice. A saved file has nobody to ask: `geo.acts.live` is false there.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Names this frame among those that a session had. */
  const FRAME = [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, '0')).join('');
  const waiting = new Map();
  let last = 0;
  let told = () => {};

  geo.acts = {
    frame: FRAME,
    live: false,
    /** What Python keeps beside the situation: docs/message.md, "The desk"; null before it has come. */
    desk: null,
    /** What else this frame wants to be told: "queue". */
    wants: new Set(),

    /**
     * Ask Python to do something.
     *
     * @param {string} what name of the act, docs/message.md
     * @param {object} [of] what it needs; plain data
     * @returns {Promise<object>} the answer; one with `error` (a sentence) when it could not be done. It may also hold `theirs`
     */
    do(what, of = {}) {
      if (!geo.acts.live) return Promise.resolve({ error: geo.say('acts.not_live') });
      return new Promise((resolve) => {
        last += 1;
        waiting.set(last, { act: { ...of, do: what, k: last }, resolve });
        told();
      });
    },

    /** Ask to be told more (`geo.acts.wants`). */
    want(what) {
      if (geo.acts.wants.has(what)) return;
      geo.acts.wants.add(what);
      told();
    },

    // What follows is for geo/render/assets/channel.js.

    /** Acts that wait for their answer, in order. */
    waiting: () => [...waiting.values()].map(({ act }) => act),
    /** @param {Function} listener called when there is something new to report */
    onTold(listener) {
      told = listener;
    },
    /** Take in answers and what Python keeps. */
    hear({ answers, desk }) {
      if (desk) {
        geo.acts.desk = desk;
        geo.bus.emit('desk', desk);
      }
      for (const answer of answers || []) {
        if (answer.f !== FRAME || !waiting.has(answer.k)) continue;
        const { resolve } = waiting.get(answer.k);
        waiting.delete(answer.k);
        resolve(answer.result);
      }
    },
  };
})(typeof window === 'undefined' ? globalThis : window);
