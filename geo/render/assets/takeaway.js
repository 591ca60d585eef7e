/**
 * What leaves the screen: the picture of a scene, the briefing as PowerPoint, PDF or one HTML file, a link to the very view. Pictures
 * are made here and saved by the browser; the other files are put together by Python, which is not there in a saved file.
 */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  const { el } = geo;
  /** Pixels of a saved picture. */
  const SIZES = [['hd', 1920, 1080], ['uhd', 3840, 2160]];
  /** Units of the picture on a page, alone and with text beside it, and pixels a unit by how many pages there are. */
  const ON_PAGE = { alone: [1180, 514], beside: [812, 514] };
  const SHARP = [[12, 2], [40, 1.6], [Infinity, 1.25]];
  /** Bytes of all pictures of a file together: it goes to Python and back in one piece. */
  const MOST_BYTES = 14_000_000;
  /** Seconds until an address of our own is given up; the browser has begun to save by then. */
  const LET_GO = 60;
  /** Seconds that Python may take for a file; then it is said that it does not answer. */
  const PATIENCE = 240;

  const blobOf = (canvas, type, quality) => new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(geo.say('take.too_large')))), type, quality));

  /** Let the browser save something. */
  function save(blob, name) {
    const address = URL.createObjectURL(blob);
    const link = el('a', { href: address, download: name, hidden: '' });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), LET_GO * 1000);
  }

  /** @returns {Promise<string>} base64 */
  const base64 = (blob) => new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

  /** The scenes of the briefing; without any what is on the screen. */
  function scenes() {
    const kept = geo.briefing.scenes();
    return kept.length ? kept : [geo.briefing.now()];
  }

  /** A page's picture as small as its share of the bytes asks for. */
  async function small(canvas, share) {
    let blob = await blobOf(canvas, 'image/png');
    for (const quality of [0.9, 0.8, 0.65, 0.45]) {
      if (blob.size <= share) break;
      blob = await blobOf(canvas, 'image/jpeg', quality);
    }
    return blob;
  }

  /** What Python makes pages of. */
  async function slides(told) {
    const list = scenes();
    const scale = SHARP.find(([most]) => list.length <= most)[1];
    const out = [];
    for (const [i, scene] of list.entries()) {
      told(geo.say('take.picture_of', { i: i + 1, n: list.length }));
      await new Promise((resolve) => setTimeout(resolve)); // the words show, the page stays alive
      const lines = scene.lines || [];
      const [w, h] = lines.length ? ON_PAGE.beside : ON_PAGE.alone;
      const canvas = await geo.picture(scene, { width: Math.round(w * scale), height: Math.round(h * scale), scale, theme: 'light', bare: true });
      const picture = await base64(await small(canvas, MOST_BYTES / list.length));
      const { title = '', note = '', as_of_words = '', sources = [] } = scene;
      out.push({ title, note, caption: lines.join('\n'), as_of: as_of_words, sources, picture, width: canvas.width, height: canvas.height });
    }
    return out;
  }

  /** Words for what failed. */
  const trouble = (error) => geo.say('take.failed', { why: String((error && error.message) || error) });

  geo.takeaway = {
    /**
     * Save the picture of a scene, or of what is on the screen.
     *
     * @param {object|null} scene resolved
     * @param {string} [size] `hd` or `uhd`
     * @returns {Promise<string>} words that say what was done, or why not
     */
    async picture(scene, size = 'hd') {
      try {
        const [, width, height] = SIZES.find(([name]) => name === size);
        const canvas = await geo.picture(scene, { width, height });
        const name = scene && scene.number ? `scene-${String(scene.number).padStart(2, '0')}.png` : 'situation-map.png';
        save(await blobOf(canvas, 'image/png'), name);
        return geo.say('take.saved', { name });
      } catch (error) {
        return trouble(error);
      }
    },

    /**
     * Have a file made of the briefing and save it.
     *
     * @param {string} format `pptx`, `pdf` or `html`
     * @param {Function} [told] hears words on how far it is
     * @returns {Promise<string>} words that say what was done, or why not
     */
    async file(format, told = () => {}) {
      try {
        const asked = { format, title: geo.briefing.title };
        if (format === 'html') asked.briefing = geo.briefing.body();
        else asked.slides = await slides(told);
        told(geo.say('take.making'));
        const late = new Promise((resolve) => setTimeout(resolve, PATIENCE * 1000, { error: geo.say('take.no_answer') }));
        const { file, error } = await Promise.race([geo.acts.do('file', asked), late]);
        if (error) return geo.say('take.failed', { why: error });
        save(new Blob([geo.bytes(file.data)], { type: file.media }), file.name);
        return geo.say('take.saved', { name: file.name });
      } catch (error) {
        return trouble(error);
      }
    },

    /** Save the scenes alone: the command `map --briefing` puts them into a map of newer articles. @returns {Promise<string>} words */
    async scenes() {
      const name = 'briefing.json';
      save(new Blob([JSON.stringify(geo.briefing.body(), null, 1)], { type: 'application/json' }), name);
      return geo.say('take.saved', { name });
    },

    /** @returns {string} an address that shows what is shown now, the same ground in a window of any size */
    link() {
      const state = { ...geo.store.get(), view: geo.view.ground() };
      return geo.address.full(geo.encodeState(state));
    },
  };

  /** The menu: a button in the bar and a card under it. */
  geo.TakeAway = class {
    constructor() {
      this.opener = el('button', { type: 'button', class: 'geo-open geo-take-open', 'aria-expanded': 'false', 'aria-controls': 'geo-take', 'aria-label': geo.say('take.title'), title: geo.say('take.title') },
        geo.svg('svg', { viewBox: '0 0 18 18', 'aria-hidden': 'true' }, geo.svg('path', { d: 'M9 2.5V11M5.5 7.8L9 11.3L12.5 7.8M3 12.5V15.5H15V12.5' })), el('span', {}, geo.say('take.title')));
      this.opener.addEventListener('click', () => this.toggle());
      this.status = el('p', { class: 'geo-take-said', role: 'status' });
      this.field = el('input', { type: 'text', class: 'geo-find', readonly: '', 'aria-label': geo.say('take.link_field') });
      this.field.hidden = true;
      const list = el('div', { class: 'geo-take-list' });
      for (const [size, width, height] of SIZES) this.row(list, geo.say(`take.png_${size}`), geo.say('take.png_note', { width: String(width), height: String(height) }), () => geo.takeaway.picture(null, size));
      if (geo.acts.live) {
        for (const format of ['pptx', 'pdf', 'html']) this.row(list, geo.say(`take.${format}`), geo.say(`take.${format}_note`), () => geo.takeaway.file(format, (words) => this.say(words)));
      }
      this.row(list, geo.say('take.json'), geo.say('take.json_note'), () => geo.takeaway.scenes());
      this.row(list, geo.say('take.link'), geo.say('take.link_note'), () => this.copy());
      this.last = list.lastChild;
      this.last.after(this.field);
      const close = geo.button('geo-close', geo.say('panel.close'), '×', () => this.toggle(false));
      this.node = el('section', { class: 'geo-card geo-take', id: 'geo-take', 'aria-label': geo.say('take.title') },
        el('header', {}, el('h2', {}, geo.say('take.title')), close), list,
        geo.acts.live ? null : el('p', { class: 'geo-take-said' }, geo.say('take.not_live')), this.status);
      this.node.hidden = true;
    }

    row(list, words, more, act) {
      const button = el('button', { type: 'button', class: 'geo-take-row' }, el('b', {}, words), el('span', {}, more));
      button.addEventListener('click', async () => {
        if (this.busy) return;
        this.busy = true;
        this.field.hidden = true;
        this.node.setAttribute('aria-busy', 'true');
        this.say(geo.say('take.making'));
        try {
          this.say(await act());
        } finally {
          this.busy = false;
          this.node.removeAttribute('aria-busy');
        }
      });
      list.append(button);
    }

    say(words) {
      this.status.textContent = words;
    }

    /** Put the link on the clipboard; where that is not allowed it stands in a field, ready to be copied. */
    async copy() {
      const link = geo.takeaway.link();
      this.field.value = link;
      this.field.hidden = false;
      try {
        await navigator.clipboard.writeText(link);
        return geo.say('take.copied');
      } catch {
        this.field.focus();
        this.field.select();
        return geo.say('take.copy_yourself');
      }
    }

    /** @param {boolean} [open] */
    toggle(open = this.node.hidden) {
      if (open === !this.node.hidden) return false;
      this.node.hidden = !open;
      this.opener.setAttribute('aria-expanded', String(open));
      if (open) {
        this.say('');
        this.field.hidden = true;
        const at = this.opener.getBoundingClientRect();
        this.node.style.setProperty('--geo-take-at', `${Math.round(at.left / geo.wall())}px`);
        this.node.querySelector('.geo-take-row').focus({ preventScroll: true });
      } else if (this.node.contains(document.activeElement) || document.activeElement === document.body) this.opener.focus({ preventScroll: true });
      return true;
    }
  };

  geo.keyGroups = geo.keyGroups || [];
  geo.keyGroups.push({ key: 'takeaway', words: () => geo.say('take.title'), rows: () => [], listed: () => false, escape: (panels) => Boolean(panels.take && panels.take.toggle(false)) });
})(typeof window === 'undefined' ? globalThis : window);
