"""Take a picture of every state of the page, light and dark, from a phone to a wall; look at them one by one.

    python scripts/screenshots.py [--only STATE ...] [--size 1280x800 ...] [--theme light|dark]

Pictures go to ``build/screenshots/`` (ignored by git), with a contact sheet for each size. A state is a row of
`STATES`: adding one needs no other change.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Error, Frame, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build" / "screenshots"
SIZES = ("1280x800", "1920x1080", "3840x2160", "390x844")
THEMES = ("light", "dark")
MAP = "iframe[title='streamlit_folium.st_folium']"
SETTLED_MS = 900
"""After the steps of a state: animations end within 300 ms, what is settled later within 250 more."""
STEP_MS = 450
"""Between two keys: the map glides."""
MANY = 20_000

SEED = ROOT / "seeds" / "2024-12-06-homs.txt"
CAMPAIGN = ROOT / "seeds" / "syria-campaign-2024"
NOWHERE = "The spokesman repeated on Monday that talks would go on. He gave no details.\n"

HELP = """
const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
const click = (where, words) => [...document.querySelectorAll(where)].find((b) => b.textContent.trim().startsWith(words || '')).click();
const rest = (ms) => new Promise((done) => setTimeout(done, ms));
const rows = () => Array.from({ length: geo.live.table.n }, (_, i) => geo.live.table.get(i));
const queue = async () => { geo.acts.want('queue'); for (let i = 0; i < 50 && !geo.desk.queue.length; i++) await rest(100); };
const starter = () => { if (!geo.briefing.length) geo.briefing.add(geo.briefing.starter()); };
const present = (kind) => {
    starter();
    geo.present.start();
    geo.present.go(geo.briefing.scenes().findIndex((s) => s.kind === kind));
};
"""
DRAWN = ("Enter", "ArrowRight", "ArrowRight", "Enter", "ArrowRight", "ArrowDown", "Enter")
DRAWING = (
    "{ target: 'draw-00000000000a', kind: 'draw', body: { shape: 'front', sides: ['sy_opposition', 'sy_government'],"
    " geometry: { type: 'LineString', coordinates: [[36.6, 34.8], [36.72, 34.79], [36.85, 34.8]] }, label: '', state: 'held',"
    " day: null, until: null, replaces: true, theatre: 'SY' } }"
)


class State(NamedTuple):
    """How to reach one state."""

    name: str
    page: str
    """A key of the pages that `opened` knows."""
    script: str = ""
    """JavaScript for the map's frame, with `HELP` at hand."""
    keys: tuple[str, ...] = ()
    """Pressed after the script."""
    media: str = "screen"
    second: bool = False
    """Whether the picture is of the window that the last key opens."""


SELECT = "geo.store.set({{ selected: {} }}, 'shot');"

STATES = (
    State("opening", "seed"),
    State("several articles", "days"),
    State("german", "german"),
    State("record selected", "seed", SELECT.format("geo.marks.positions().find((m) => m.layer === 'event').record")),
    State("tension", "seed", SELECT.format("rows().find((r) => (r.tension || []).length).id")),
    State("review", "seed", "await queue();", ("r",)),
    State("editing", "seed", "await queue();", ("r", "e")),
    State("picking", "seed", "await queue();", ("r", "g", "ArrowRight", "ArrowDown")),
    State("drawing", "seed", "geo.panels.mounted.draw.toggle(true); click('.geo-drawcard button', 'Front');", (*DRAWN, "Control+Enter")),
    State("drawn card", "drawn", f"await geo.acts.do('decide', {{ items: [{DRAWING}] }}); await rest(1500); geo.bus.emit('drawn', {{ id: 'draw-00000000000a' }});"),
    State("claims switch", "days", "click('.geo-open', 'Filters'); geo.store.set({ filters: { claims: geo.live.table.facet('claims').values.filter((v) => v.startsWith('party:')).slice(0, 1) } }, 'shot');"),
    State("filters", "days", "click('.geo-open', 'Filters');"),
    State("filtered", "days", "geo.store.set({ filters: { ...geo.store.get().filters, type: ['capture'] } }, 'shot');"),
    State("table twin", "days", "click('.geo-open', 'Table');"),
    State("timeline", "days", "geo.store.set({ time: { from: '2024-12-01', to: '2024-12-04' } }, 'shot');"),
    State("briefing tab", "seed", "starter();", ("b",)),
    *(State(f"presenting {kind}", "seed", f"present('{kind}');") for kind in ("overview", "front", "displacement", "figures", "sources")),
    State("presenting changes", "days", "const made = await geo.briefing.changesSince('2024-12-04'); geo.briefing.add([made.scene]); present('changes');"),
    State("speakers window", "seed", "present('overview');", ("n",), second=True),
    State("take away", "seed", "geo.panels.mounted.take.toggle(true);"),
    State(
        "search",
        "days",
        "const box = document.querySelector('.geo-search'); box.focus(); box.value = 'Rastan';"
        "box.dispatchEvent(new Event('input', { bubbles: true }));",
    ),
    State("layers", "seed", "click('.gm-tab', 'Layers');"),
    State(
        "measuring",
        "seed",
        "document.querySelector('.geo-measure').click();"
        "const on = document.querySelector('.leaflet-map-pane'); const at = map.getSize();"
        "for (const [x, y] of [[0.5, 0.45], [0.7, 0.7], [0.45, 0.75]]) on.dispatchEvent(new MouseEvent('click',"
        "{ bubbles: true, cancelable: true, detail: 1, clientX: at.x * x, clientY: at.y * y }));",
    ),
    State("background on", "seed", "geo.store.set({ layers: { background: true } }, 'shot');"),
    State("zoomed out", "seed", "map.setZoom(5, { animate: false });"),
    State("zoomed in", "seed", "map.setZoom(12, { animate: false });"),
    State("nothing found", "seed", "geo.store.set({ text: 'xyzzy' }, 'shot');"),
    State("no tile server", "seed", "geo.tiles.set('OpenStreetMap.Mapnik');"),
    State("keys", "seed", "document.querySelector('.geo-keyed').click();"),
    State("no article", "empty"),
    State("nothing placed", "nowhere"),
    State("building the index", "building"),
    State("20000 events", "many"),
    State("export", "file"),
    State("print", "file", media="print"),
)  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], metavar="STATE", help="; ".join(s.name for s in STATES))
    parser.add_argument("--size", nargs="*", default=list(SIZES))
    parser.add_argument("--theme", nargs="*", default=list(THEMES), choices=THEMES)
    options = parser.parse_args(arguments)
    states = [s for s in STATES if not options.only or s.name in options.only]
    looks = [(size, theme) for size in options.size for theme in options.theme]
    failed: list[str] = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for page in dict.fromkeys(s.page for s in states):
            with opened(page, Path(folder)) as address:
                here = [s for s in states if s.page == page]
                if page == "building":
                    building(browser, address, looks)
                else:
                    failed += [f for s in here for look in looks for f in taken(browser, address, s, *look)]
                print(f"{page}: {len(here)} states, {len(here) * len(looks)} pictures", flush=True)
        browser.close()
    for size in options.size:
        print(contact_sheet(size))
    if failed:
        raise SystemExit("\n".join(["not reached:", *failed]))


def chromium() -> str | None:
    """Return the system's browser, or None for the one that Playwright knows."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextmanager
def opened(page: str, folder: Path) -> Iterator[str]:
    """Give the address of a page: an app on its own articles, or a file."""
    inputs = {
        "seed": [SEED],
        "german": [SEED],
        "drawn": [SEED],
        "days": [CAMPAIGN],
        "nowhere": [written(folder / "nowhere.txt", NOWHERE)],
        "empty": [folder / "empty"],
        "building": [],
    }
    with ExitStack() as stack:
        if page in inputs:
            (folder / "empty").mkdir(exist_ok=True)
            # A library of its own: nobody's decisions are in the picture, and none of the picture's in anybody's library.
            environment = {
                "SITUATION_DATA": str(folder / page),
                "SITUATION_AUTHOR": "M. Keller",
                "SITUATION_LANGUAGE": "",
            }
            if page == "building":
                environment["SITUATION_CACHE"] = str(folder / "cache")
            if page == "german":
                environment["SITUATION_LANGUAGE"] = "de"
            yield stack.enter_context(serving([str(p) for p in inputs[page]], {**os.environ, **environment}))
        else:
            yield (many(folder) if page == "many" else exported(folder)).as_uri()


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.lstrip(), encoding="utf-8")
    return path


@contextmanager
def serving(inputs: Sequence[str], environment: dict[str, str]) -> Iterator[str]:
    """Start the app on a free port, in an environment, and stop it afterwards."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "geo", "serve", "--headless", "--port", str(port), *inputs]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=silent, stderr=silent, start_new_session=True)
    try:
        until = monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or monotonic() > until:
                    raise SystemExit("the app did not start") from None
                sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def exported(folder: Path) -> Path:
    out = folder / "map.html"
    subprocess.run([sys.executable, "-m", "geo", "map", str(SEED), "--out", str(out)], cwd=ROOT, check=True)
    return out


def many(folder: Path) -> Path:
    sys.path.insert(0, str(ROOT))
    from benchmarks import synthetic
    from geo.export.html import page
    from geo.gazetteer import Gazetteer
    from geo.settings import Settings

    with Gazetteer.open(Settings()) as gazetteer:
        return written(folder / "many.html", page(synthetic.situation(MANY, gazetteer), gazetteer))


@contextmanager
def window(browser: Browser, size: str, theme: str) -> Iterator[Page]:
    width, height = (int(n) for n in size.split("x"))
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
    # Only this machine is reached: a tile server is as absent as on a train.
    context.route("**/*", lambda r: r.continue_() if own(r.request.url) else r.abort())
    yield context.new_page()
    context.close()


def own(address: str) -> bool:
    return address.startswith(("http://127.0.0.1", "ws://127.0.0.1", "file:", "data:", "blob:"))


def taken(browser: Browser, address: str, state: State, size: str, theme: str) -> list[str]:
    """Take one picture; return why it is not of the state that it should be of."""
    failed = []
    with window(browser, size, theme) as page:
        page.goto(address)
        try:
            frame = page.main_frame
            if state.page == "empty":
                page.get_by_text("No article yet").first.wait_for(timeout=60_000)
            else:
                if address.startswith("http"):
                    handle = page.wait_for_selector(MAP, timeout=60_000)
                    frame = (handle and handle.content_frame()) or frame
                frame.wait_for_function("() => window.geo && geo.drawn === true", timeout=60_000)
            page.wait_for_timeout(300)
            if state.media == "print":
                page.emulate_media(media="print")
            if state.script:
                frame.evaluate(f"async () => {{ {HELP} {state.script} }}")
            page.wait_for_timeout(SETTLED_MS)
            seen = pressed(page, frame, state)
        except Error as e:
            failed.append(f"{state.name} {size} {theme}: {str(e).splitlines()[0]}")
            seen = page
        shot(seen, state.name, size, theme)
    return failed


def pressed(page: Page, frame: Frame, state: State) -> Page:
    """Press the keys of a state and return the window to take the picture of."""
    if state.keys and "present" not in state.script:
        frame.locator(".leaflet-container").first.focus()
    for key in state.keys[:-1] if state.second else state.keys:
        page.keyboard.press(key)
        page.wait_for_timeout(STEP_MS)
    if state.keys:
        page.wait_for_timeout(SETTLED_MS)
    if not state.second:
        return page
    with page.expect_popup() as opening:
        page.keyboard.press(state.keys[-1])
    opening.value.wait_for_timeout(SETTLED_MS)
    return opening.value


def building(browser: Browser, address: str, looks: Sequence[tuple[str, str]]) -> None:
    """Take the pictures of a first start in one page: a second one would build the index a second time."""
    with window(browser, *looks[0]) as page:
        page.goto(address)
        page.get_by_text("Building the place index").first.wait_for(timeout=60_000)
        for size, theme in looks:
            width, height = (int(n) for n in size.split("x"))
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.wait_for_timeout(400)
            shot(page, "building the index", size, theme)


def shot(page: Page, name: str, size: str, theme: str) -> None:
    path = OUT / size / f"{name.replace(' ', '-')}-{theme}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)


def contact_sheet(size: str) -> Path:
    """Lay all pictures of a size side by side, light and dark in pairs."""
    width, height = (int(n) for n in size.split("x"))
    small = (440, round(440 * height / width)) if width > height else (195, 422)
    paths = [p for s in STATES for t in THEMES if (p := OUT / size / f"{s.name.replace(' ', '-')}-{t}.png").exists()]
    columns = 4 if width > height else 8
    rows = -(-len(paths) // columns)
    sheet = Image.new("RGB", (columns * (small[0] + 10), max(rows, 1) * (small[1] + 26)), "#808080")
    draw = ImageDraw.Draw(sheet)
    for i, path in enumerate(paths):
        x, y = (i % columns) * (small[0] + 10) + 5, (i // columns) * (small[1] + 26) + 18
        with Image.open(path) as picture:
            sheet.paste(picture.resize(small), (x, y))
        draw.text((x, y - 14), path.stem, fill="#FFFFFF")
    out = OUT / f"contact-{size}.png"
    sheet.save(out)
    return out


if __name__ == "__main__":
    main(sys.argv[1:])
