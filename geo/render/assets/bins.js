/** Days gathered into bins that can be seen and clicked, and ranges of days that move. Pure. */
(function (root) {
  'use strict';
  const geo = (root.geo = root.geo || {});
  /** Bars of a histogram that can still be told apart and hit. */
  const MOST = 120;
  const UNITS = ['day', 'week', 'month', 'year'];
  const date = (n) => new Date(n * 86400000);
  const number = (...parts) => Date.UTC(...parts) / 86400000;

  /** First day of the unit that a day lies in. Weeks begin on Monday (ISO 8601). */
  function floor(unit, day) {
    const d = date(day);
    if (unit === 'week') return day - ((d.getUTCDay() + 6) % 7);
    if (unit === 'month') return number(d.getUTCFullYear(), d.getUTCMonth(), 1);
    if (unit === 'year') return number(d.getUTCFullYear(), 0, 1);
    return day;
  }

  function after(unit, day) {
    const d = date(day);
    if (unit === 'week') return day + 7;
    if (unit === 'month') return number(d.getUTCFullYear(), d.getUTCMonth() + 1, 1);
    if (unit === 'year') return number(d.getUTCFullYear() + 1, 0, 1);
    return day + 1;
  }

  /**
   * @param {number} first day since 1970
   * @param {number} last
   * @param {number} [most] bins
   * @returns {{unit: 'day'|'week'|'month'|'year', edges: number[]}} bin i holds the days from edges[i] until before edges[i + 1]; the
   *   outer bins are cut to `first` and `last`
   */
  geo.bins = function (first, last, most = MOST) {
    for (const unit of UNITS) {
      const edges = [first];
      for (let day = after(unit, floor(unit, first)); day <= last; day = after(unit, day)) {
        edges.push(day);
        if (edges.length > most && unit !== 'year') break;
      }
      if (edges.length <= most || unit === 'year') return { unit, edges: [...edges, last + 1] };
    }
    return { unit: 'day', edges: [first, last + 1] };
  };

  /** @returns {Uint32Array} sums of counts a day, in bins */
  geo.binned = function (bins, first, counts) {
    const sums = new Uint32Array(bins.edges.length - 1);
    for (let bin = 0; bin < sums.length; bin++) {
      for (let day = Math.max(bins.edges[bin], first); day < bins.edges[bin + 1] && day - first < counts.length; day++) sums[bin] += counts[day - first];
    }
    return sums;
  };

  /** @returns {number} bin of a day, clamped */
  geo.binOf = function (bins, day) {
    let [low, high] = [0, bins.edges.length - 2];
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (bins.edges[mid] <= day) low = mid;
      else high = mid - 1;
    }
    return low;
  };

  /** @returns {number[]} the range `[from, to]` moved by days, as wide as it was, within first and last */
  geo.moved = function ([from, to], days, first, last) {
    const by = Math.max(first - from, Math.min(last - to, days));
    return [from + by, to + by];
  };

  /** @returns {{from: string, to: string}|null} the state's time of a range; all days are none */
  geo.timeOf = (from, to, first, last) => (from <= first && to >= last ? null : { from: geo.isoDay(from), to: geo.isoDay(to) });

  /** @returns {number[]} days to write under the axis: [day, 'day'|'month'|'year'] at most so many */
  geo.ticks = function (first, last, most) {
    const days = last - first + 1;
    for (const [unit, step] of [['day', 1], ['day', 2], ['day', 3], ['week', 1], ['week', 2], ['month', 1], ['month', 3], ['month', 6], ['year', 1], ['year', 5], ['year', 20]]) {
      const size = { day: 1, week: 7, month: 30.4, year: 365.25 }[unit] * step;
      if (days / size > most) continue;
      const out = [];
      let count = 0;
      for (let day = floor(unit, first); day <= last; day = after(unit, day)) {
        const d = date(day);
        const index = unit === 'month' ? d.getUTCMonth() : unit === 'year' ? d.getUTCFullYear() : count;
        count++;
        if (index % step === 0 && day >= first) out.push(day);
      }
      return out.map((day) => [day, unit]);
    }
    return [];
  };

  const PARTS = { month: 2, year: 1 };

  /** @returns {string} a day as short as its unit allows: "6 Dec", "Dec 2024", "2024" */
  geo.shortDay = function (day, unit = 'day') {
    return geo.spell(date(day), date(day), { parts: PARTS[unit] || 3, short: true, bare: !PARTS[unit] });
  };

  /** @returns {string} a range of days where there is little room: "27 Nov – 8 Dec 2024" */
  geo.shortDays = (from, to) => geo.spell(date(from), date(to), { short: true });

  if (typeof module !== 'undefined') module.exports = geo;
})(typeof window === 'undefined' ? globalThis : window);
