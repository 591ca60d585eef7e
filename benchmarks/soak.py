"""Scripted use for as long as asked: does the heap grow, does anything complain? ``make soak``."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

from playwright.sync_api import Frame, Page

from benchmarks.serving import ROOT, browsing, frame_of, serving

LIMIT_MB = 20.0
"""What the heap may grow after garbage collection."""
WARM_UP = 0.15
"""Share of the time before the first measure: facets, fonts and hatches are made when first used."""
STEPS: dict[str, str] = {
    "range": "(r) => { const t = geo.live.table, d = t.day[Math.floor(r() * t.n)]; geo.store.set({ time: { from: geo.isoDay(d), to: geo.isoDay(d + Math.floor(r() * 20)) } }, 'soak'); }",
    "all days": "() => geo.store.set({ time: null }, 'soak')",
    "filter": "(r) => { const name = geo.FACETS[Math.floor(r() * geo.FACETS.length)], v = geo.live.table.facet(name).values; geo.store.set({ filters: { [name]: v.length ? [v[Math.floor(r() * v.length)]] : [] } }, 'soak'); }",
    "no filter": "() => geo.store.set({ filters: geo.emptyState().filters, text: '' }, 'soak')",
    "search": "(r) => geo.store.set({ text: ['road', 'homs', 'said', 'zzz'][Math.floor(r() * 4)] }, 'soak')",
    "select": "(r) => geo.store.set({ selected: geo.live.table.id(Math.floor(r() * geo.live.table.n)) }, 'soak')",
    "deselect": "() => geo.store.set({ selected: null }, 'soak')",
    "layers": "(r) => geo.store.set({ layers: { hidden: r() < 0.5 ? ['events'] : [], background: r() < 0.5 } }, 'soak')",
    "theme": "(r) => geo.bus.emit('theme', r() < 0.5 ? 'light' : 'dark')",
    "everything": "() => geo.view.fit('all')",
}
ROLL = "let seed = %d; const r = () => ((seed = (seed * 16807) %% 2147483647) / 2147483647);"


def use(page: Page, frame: Frame | Page, seconds: float, *, seed: int = 3) -> tuple[float, float]:
    """Use a drawn map for some time.

    Returns
    -------
    tuple of float
        Heap in MB after garbage collection: after warming up, and at the end.
    """
    draw = random.Random(seed)
    tools = page.context.new_cdp_session(page)
    began = monotonic()
    first = None
    while monotonic() - began < seconds:
        _step(page, frame, draw)
        if first is None and monotonic() - began > seconds * WARM_UP:
            first = _heap(page, frame, tools)
    return first or 0.0, _heap(page, frame, tools)


def _step(page: Page, frame: Frame | Page, draw: random.Random) -> None:
    x, y = draw.randrange(420, 850), draw.randrange(200, 560)
    by_hand: list[Callable[[], Any]] = [
        lambda: page.mouse.move(x, y),
        lambda: page.mouse.click(x, y),
        lambda: page.mouse.wheel(0, draw.choice([-300, 300])),
        lambda: (page.mouse.move(x, y), page.mouse.down(), page.mouse.move(x + 60, y + 40, steps=3), page.mouse.up()),
        lambda: page.keyboard.press("Escape"),
    ]
    if draw.random() < 0.4:
        draw.choice(by_hand)()
    else:
        step = draw.choice(list(STEPS.values()))
        frame.evaluate(f"() => {{ {ROLL % draw.randrange(1, 2**31 - 1)} return void ({step})(r); }}")
    page.wait_for_timeout(draw.choice([20, 60, 200]))


def _heap(page: Page, frame: Frame | Page, tools: Any) -> float:
    """Return what is used once nothing is chosen, so that two measures speak of the same."""
    for name in ("all days", "no filter", "deselect", "everything"):
        frame.evaluate(f"() => void ({STEPS[name]})()")
    page.wait_for_timeout(600)
    for _ in range(3):
        tools.send("HeapProfiler.collectGarbage")
    return float(tools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def main() -> None:
    """Use the app for as long as asked; exit 1 when the heap grew or something complained."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--events", type=int, default=5000)
    options = parser.parse_args()
    complaints: list[str] = []
    with browsing() as browser, serving(ROOT / "benchmarks" / "events_page.py", EVENTS=str(options.events)) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.goto(address)
        frame = frame_of(page)
        page.wait_for_timeout(2000)
        first, last = use(page, frame, options.minutes * 60)
        page.close()  # before its server: a page that loses that complains
    print(
        f"{options.minutes:g} minutes, {options.events} events: heap {first:.1f} -> {last:.1f} MB, {last - first:+.1f} MB"
    )
    for words in complaints[:20]:
        print(f"  console: {words}")
    sys.exit(1 if last - first > LIMIT_MB or complaints else 0)


if __name__ == "__main__":
    main()
