/**
 * A briefing made from the situation: overview, fronts, displacement, figures, tensions, sources; and what changed since a day.
 * Words are made from records each time they are asked for, so that a correction is on the wall as soon as it is made. Pure but
 * for the message that it reads.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { say } = geo;
  /** Lines on a slide, rows of figures or sources, sentences in a note: more cannot be read from a chair. */
  const LINES = 6;
  const ROWS = 7;
  const QUOTES = 8;
  /** Degrees beyond which flows of people are no one picture. */
  const APART = 9;
  /** Kinds of scenes that words are made for; each is a method below. */
  const KINDS = ['overview', 'front', 'displacement', 'figures', 'conflicts', 'sources'];

  const upper = (text) => text.replace(/^\p{Ll}/u, (c) => c.toUpperCase());
  const sentence = (text) => upper(text.trim().replace(/^[\s;,.]+|[\s;,]+$/g, ''));
  const ended = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);
  const list = (value) => (Array.isArray(value) ? value : value ? [value] : []).filter((x) => typeof x === 'string');
  const theatreOf = (side) => (/^[A-Z]{2}:/.test(side) ? side.slice(0, 2) : '');

  /** What a situation gives a briefing. */
  geo.Starter = class {
    /** @param {object} message @param {object} scene @param {object} table */
    constructor(message, scene, table) {
      Object.assign(this, { message, scene, table, made: new Map() });
      this.articles = new Map((message.articles || []).map((a) => [a.id, a]));
      this.shapes = (message.shapes || []).map((f) => f.properties || {});
    }

    /** @returns {object[]} scenes as stored; what has nothing to show is left out */
    scenes() {
      const kinds = [
        { kind: 'overview' }, ...this.fronts().map(({ of }) => ({ kind: 'front', of })), ...this.flows().map(({ of }) => ({ kind: 'displacement', ...(of ? { of } : {}) })), { kind: 'figures' },
        { kind: 'conflicts' }, { kind: 'sources' },
      ];
      return kinds.filter((k) => this.words(k)).map((k) => ({ id: geo.sceneId(), query: '', records: [], ...k }));
    }

    /**
     * @param {{kind: string, of?: string, found?: object, since?: string}} scene
     * @returns {{title: string, lines: string[], note: string, records: string[], box: number[]|null, query: string, rows?: object[]}|null}
     *   null where the situation has nothing of the kind
     */
    words(scene) {
      const key = `${scene.kind} ${scene.of || ''}`;
      if (scene.kind === 'changes') return this.changes(scene);
      if (!KINDS.includes(scene.kind)) return null;
      if (!this.made.has(key)) {
        const made = this[scene.kind](scene.of);
        this.made.set(key, made && { query: '', records: [], box: null, ...made, note: made.note ?? this.quotes(made.behind || made.records || []) });
      }
      return this.made.get(key);
    }

    /** The sentences behind records, each with whose it is. */
    quotes(records, most = QUOTES) {
      const said = [];
      for (const id of records) {
        const row = this.table.index(id);
        for (const e of row < 0 ? [] : this.table.at('evidence', row) || []) {
          const a = this.articles.get(e.article) || {};
          const who = [e.speaker, a.source || a.title, a.published && geo.days(a.published)].filter(Boolean).join(', ');
          const line = e.quote && `“${e.quote.trim()}”${who ? ` (${who})` : ''}`;
          if (line && !said.includes(line)) said.push(line);
          break; // one sentence a record
        }
        if (said.length >= most) break;
      }
      return said.join('\n\n');
    }

    /** Ids of the articles that tell of a record; looked up once, as the scenes of a large situation ask again and again. */
    told(row) {
      if (row < 0) return [];
      if (!this.tellers) this.tellers = [];
      if (!this.tellers[row]) this.tellers[row] = [...new Set((this.table.at('evidence', row) || []).map((e) => e.article))];
      return this.tellers[row];
    }

    /** Publishers behind records, or of all that is told, as a caption names them. */
    publishers(records, most = 12) {
      const ids = new Set(records && records.length ? [] : this.articles.keys());
      for (const id of records || []) for (const article of this.told(this.table.index(id))) ids.add(article);
      const days = new Map();
      for (const id of ids) {
        const a = this.articles.get(id);
        const name = a && (a.source || a.title || say('starter.untitled'));
        if (!a) continue;
        if (!days.has(name)) days.set(name, []);
        if (a.published) days.get(name).push(a.published);
      }
      const out = [...days].map(([name, on]) => {
        const [from, to] = [on.reduce((a, b) => (a < b ? a : b), '9'), on.reduce((a, b) => (a > b ? a : b), '')];
        return to ? `${name}, ${geo.days(from === to ? to : `${from}/${to}`)}` : name;
      });
      return out.length > most ? [...out.slice(0, most), say('starter.more', { n: out.length - most })] : out;
    }

    /** Sentences of the headline: [text, records]. */
    sentences() {
      const out = [];
      for (const { text, records } of this.message.headline || []) {
        const last = out[out.length - 1];
        if (last && !/[.!?]\s*$/.test(last.text)) Object.assign(last, { text: last.text + text, records: [...last.records, ...(records || [])] });
        else out.push({ text, records: records || [] });
      }
      return out.map((s) => ({ ...s, text: sentence(s.text) })).filter((s) => s.text);
    }

    /** The clause of the headline that speaks of one of the records, as a title; else the label of the weightiest record. */
    title(records) {
      const own = new Set(records);
      const clause = (this.message.headline || []).find((c) => (c.records || []).some((id) => own.has(id)));
      if (clause) {
        const text = this.short(sentence(clause.text));
        if (/^\p{Lu}/u.test(clause.text.trim())) return text;
        // A clause that goes on from another lacks who does it: take the sentence.
        const whole = this.sentences().find((s) => s.records.some((id) => own.has(id)));
        return whole ? this.short(whole.text) : text;
      }
      return this.label(records[0]);
    }

    /** A sentence without its end and without whose words it is: that stands below. */
    short(text) {
      return text.trim().replace(/[.;,]+$/, '').replace(/,? according to (?:the )?\p{Lu}[^.;]*$/u, '');
    }

    /** A record's label as a title: "Capture of Rastan · Opposition forces" -> "Opposition forces: capture of Rastan". */
    label(id) {
      const row = this.table.index(id);
      const [what, who] = (row < 0 ? '' : this.table.at('label', row) || '').split(' · ');
      return who && !/\d/.test(who) ? `${upper(who)}: ${what.replace(/^\p{Lu}(?=\p{Ll})/u, (c) => c.toLowerCase())}` : [what, who].filter(Boolean).join(' · ');
    }

    /** Name of the country that it is about, in the language of the interface; empty where there are several. */
    country() {
      if ((this.message.sides || []).some((s) => theatreOf(s.id))) return '';
      try {
        return this.message.theatre ? new Intl.DisplayNames([geo.language || 'en'], { type: 'region' }).of(this.message.theatre) : '';
      } catch {
        return '';
      }
    }

    overview() {
      const { message, table } = this;
      if (!table.n) return null;
      const said = this.sentences();
      let events = 0;
      for (let i = 0; i < table.n; i++) events += table.listed[i] && !table.background[i] ? 1 : 0;
      const span = message.time && message.time.from !== message.time.to ? geo.days(`${message.time.from}/${message.time.to}`) : '';
      const place = this.country();
      const lines = said.slice(0, LINES - 1).map((s) => ended(s.text));
      lines.push(say('starter.counts', { records: say('starter.records', { n: events }), articles: say('starter.articles', { n: this.articles.size }) }) + (span ? ` · ${span}` : ''));
      return { title: place ? say('starter.overview', { place }) : say('starter.overview_nameless'), lines, behind: said.flatMap((s) => s.records), box: this.bounds() };
    }

    /** All that is drawn. */
    bounds() {
      const b = this.message.bounds;
      return b ? [b[0], b[1], b[2] < b[0] ? b[2] + 360 : b[2], b[3]] : null;
    }

    /** The main front of each theatre: `{of, parts, records, places}`, the one that most is told of. */
    fronts() {
      if (this.mains) return this.mains;
      const pairs = new Map();
      const last = this.message.time ? this.message.time.to : null;
      for (const p of this.shapes) {
        const [from, until] = p.valid || [null, null];
        if (p.layer !== 'front' || (last && ((from && from > last) || (until && until <= last)))) continue;
        const of = (p.sides || []).join('|');
        const pair = pairs.get(of) || { of, theatre: theatreOf((p.sides || [])[0] || ''), records: new Set(), places: new Set() };
        for (const id of p.records || []) pair.records.add(id);
        for (const name of p.places || []) pair.places.add(name);
        pairs.set(of, pair);
      }
      const main = new Map();
      for (const pair of pairs.values()) if (!main.has(pair.theatre) || main.get(pair.theatre).records.size < pair.records.size) main.set(pair.theatre, pair);
      return (this.mains = [...main.values()].sort((a, b) => b.records.size - a.records.size));
    }

    front(of) {
      const pair = this.fronts().find((f) => f.of === of) || (of ? null : this.fronts()[0]);
      if (!pair) return null;
      const rank = (id) => {
        const row = this.table.index(id);
        return row < 0 ? -1 : this.table.day[row] * 10 + (/advance|capture/.test(this.table.at('type', row) || '') ? 5 : 0);
      };
      const records = [...pair.records].sort((a, b) => rank(b) - rank(a));
      const items = this.scene.items.filter((i) => i.layer === 'front' && (i.p.sides || []).join('|') === pair.of);
      const box = this.message.focus && this.fronts().length === 1 ? this.focus() : items.length ? geo.boxOfWorld(geo.worldBox(items)) : null;
      const hands = this.hands(pair.places);
      const stand = hands.map((h) => h.text).slice(0, LINES);
      return { title: this.title(records), lines: stand, behind: [...hands.flatMap((h) => h.records), ...records], box };
    }

    focus() {
      const f = this.message.focus;
      return [f[0], f[1], f[2] < f[0] ? f[2] + 360 : f[2], f[3]];
    }

    /** Who holds the places of a front, what changed hands first, then what somebody stated: `[{text, records}]`. */
    hands(places) {
      const at = new Map();
      for (const p of this.shapes) {
        if (p.layer !== 'control' || p.basis !== 'place' || !places.has(p.place)) continue;
        if (!at.has(p.place)) at.set(p.place, []);
        at.get(p.place).push(p);
      }
      const last = this.message.time ? this.message.time.to : null;
      const from = (p) => ((p.valid || [])[0] || '');
      const rest = (p) => (p.label || '').split(' · ').slice(1).join(' · ') || p.state || '';
      const out = [];
      for (const [place, stretches] of at) {
        const known = stretches.filter((p) => !last || from(p) <= last).sort((a, b) => (from(a) < from(b) ? -1 : 1));
        const [before, now] = known.slice(-2).length > 1 ? known.slice(-2) : [null, known[0]];
        if (!now) continue;
        const turned = before && JSON.stringify([before.side, before.sides, before.state]) !== JSON.stringify([now.side, now.sides, now.state]);
        const day = from(now) || now.day || '';
        const values = { place, now: rest(now), day: geo.days(day), before: turned ? rest(before) : '' };
        const text = say(turned ? 'starter.changed' : day ? 'starter.held_on' : 'starter.held', values);
        out.push({ text, turned: Boolean(turned), stated: !now.inferred, day, records: [now.record, ...(turned ? [before.record] : [])].filter(Boolean) });
      }
      return out.sort((a, b) => b.turned - a.turned || b.stated - a.stated || (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
    }

    /** Flows of people that lie together, the largest first: `[{of, routes}]`; one without routes where none is drawn. */
    flows() {
      if (this.near) return this.near;
      const routes = this.shapes.filter((p) => p.layer === 'route').sort((a, b) => (b.width_class ?? -1) - (a.width_class ?? -1) || String(b.day || '').localeCompare(String(a.day || '')));
      const close = ([a, b], [c, d]) => Math.abs(b - d) < APART && Math.abs(((a - c + 540) % 360) - 180) < APART;
      const groups = [];
      for (const p of routes) {
        const group = groups.find((g) => !p.anchor || g.some((q) => !q.anchor || close(p.anchor, q.anchor)));
        if (group) group.push(p);
        else groups.push([p]);
      }
      return (this.near = groups.length ? groups.map((g) => ({ of: groups.length > 1 ? g[0].record : undefined, routes: g })) : [{ routes: [] }]);
    }

    displacement(of) {
      const groups = this.flows();
      const group = groups.find((g) => of && g.routes.some((p) => p.record === of)) || groups[0];
      const { routes } = group;
      // What no line is drawn for stands with the first.
      const ledger = group !== groups[0] ? [] : ((this.message.ledger || {}).rows || []).filter((r) => r.metric === 'displaced' && !r.background);
      if (!routes.length && !ledger.length) return null;
      const who = (id) => {
        const row = this.table.index(id);
        return (row >= 0 && this.table.at('speaker', row)) || say('starter.article');
      };
      const flows = routes.slice(0, LINES).map((p) => say('starter.flow', {
        from: list(p.from).join(', ') || say('starter.somewhere'), to: list(p.to).join(', ') || say('starter.somewhere'), figure: p.figure_text || say('starter.unknown_number'), who: who(p.record),
      }));
      const own = new Set(groups.flatMap((g) => g.routes.map((p) => p.record)));
      const rest = ledger.filter((r) => !own.has(r.record)).map((r) => `${r.text} · ${this.speaker(r)}`);
      const records = routes.map((p) => p.record).filter(Boolean);
      return {
        title: records.length ? this.title(records) : say('starter.displacement'), lines: [...flows, ...rest].slice(0, LINES),
        query: routes.length ? 'hide=events&hide=movement&hide=front' : '', behind: records.length ? records : ledger.map((r) => r.record),
        box: (records.length && geo.boxAround(this.scene, records)) || this.bounds(),
      };
    }

    speaker(row) {
      return [row.speaker || row.article_title || say('starter.article'), row.scope || '', row.status === 'forecast' || row.observed === false ? say('starter.forecast') : ''].filter(Boolean).join(' · ');
    }

    figures() {
      const { rows = [], totals = [] } = this.message.ledger || {};
      const forecast = (r) => r.status === 'forecast' || r.observed === false;
      const told = rows.filter((r) => !r.background).sort((a, b) => forecast(a) - forecast(b) || (b.value || 0) - (a.value || 0));
      if (!told.length) return null;
      const shown = told.slice(0, ROWS).map((r) => ({ figure: r.text.replace(/\.$/, ''), who: this.speaker(r), status: forecast(r) ? 'forecast' : r.status }));
      const refused = totals.filter((t) => t.refused).map((t) => ended(t.text || say('starter.no_total', { reason: t.reason })));
      return {
        title: say('starter.figures'), rows: shown, lines: [...shown.map((r) => `${r.figure} · ${r.who}`), ...(told.length > ROWS ? [say('starter.more_figures', { n: told.length - ROWS })] : [])],
        note: [...refused, this.quotes(told.map((r) => r.record).filter(Boolean))].filter(Boolean).join('\n\n'), small: refused.length ? say('starter.never_added') : '',
        behind: told.map((r) => r.record).filter(Boolean), box: this.bounds(),
      };
    }

    conflicts() {
      const found = this.message.conflicts || [];
      if (!found.length) return null;
      const records = found.slice(0, LINES).flatMap((c) => c.records || []);
      return { title: say('starter.conflicts'), lines: found.slice(0, LINES).map((c) => ended(upper(c.text))), records, box: geo.boxAround(this.scene, records) || this.bounds() };
    }

    sources() {
      const all = [...this.articles.values()].sort((a, b) => String(b.published || '').localeCompare(String(a.published || '')));
      if (!all.length) return null;
      const rows = all.slice(0, ROWS).map((a) => ({
        title: a.title || say('starter.untitled'), who: [a.source, a.published ? geo.days(a.published) : say('starter.undated')].filter(Boolean).join(' · '),
      }));
      const more = all.length > ROWS ? [say('starter.more', { n: all.length - ROWS })] : [];
      const method = ((this.message.notes || []).find((n) => n.key === 'method') || {}).text || '';
      return { title: say('starter.sources'), rows, lines: [...rows.map((r) => `${r.title} · ${r.who}`), ...more], note: method, box: this.bounds() };
    }

    /** What the articles changed since a day, as Python worked it out (act `changes`). */
    changes({ found, since }) {
      if (!found) return null;
      return {
        title: say('starter.changes', { day: geo.days(since) }), lines: found.lines, note: found.note, records: found.records, shapes: found.shapes, query: '',
        behind: found.records, box: geo.boxAround(this.scene, found.around || found.records, found.shapes) || this.bounds(),
      };
    }

    /**
     * @param {object} changes member of docs/features.md
     * @returns {{lines: string[], note: string, records: string[], shapes: object[]}}
     */
    found(changes) {
      const order = ['hands', 'moved', 'appeared', 'gone', 'displacement', 'withdrawn', 'contradicted', 'upgraded', 'first_told'];
      const all = order.flatMap((kind) => (changes[kind] || []).map((c) => ({ ...c, kind })));
      const fresh = (changes.new || []).filter((id) => this.table.index(id) >= 0);
      const lines = all.slice(0, LINES).map((c) => ended(c.text));
      if (all.length > LINES) lines.push(say('starter.more_changes', { n: all.length - LINES }));
      if (!all.length) lines.push(fresh.length ? say('starter.only_new', { n: fresh.length }) : say('starter.nothing_new'));
      const shapes = (changes.moved || []).flatMap(({ geometry, start, end }) =>
        (!geometry ? [] : geometry.type === 'LineString' ? [geometry.coordinates] : geometry.type === 'MultiLineString' ? geometry.coordinates : [])
          .map((line, i) => ({ line: line.slice(0, 400), ...(i === 0 && start && end ? { from: start, to: end } : {}) }))).slice(0, 60);
      const named = all.filter((c) => c.kind !== 'moved').flatMap((c) => c.records || []);
      const records = [...new Set([...named, ...fresh])].slice(0, 400);
      // What changed hands and where fronts moved is what it is about; first reports may lie anywhere.
      const around = [...new Set(all.filter((c) => ['hands', 'appeared', 'gone', 'displacement'].includes(c.kind)).flatMap((c) => c.records || []))].slice(0, 400);
      return { lines, note: this.quotes(records, QUOTES), records, shapes, ...(around.length || shapes.length ? { around } : {}) };
    }
  };

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
