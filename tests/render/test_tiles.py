"""Online tiles: off until chosen, told of while on, given up when they cannot be had; and the map on paper."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from geo.errors import RenderError
from geo.render import maps, tiles
from tests.browser_fixtures import Watch
from tests.render.pages import SAMPLE, opened

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg=="
)


class _Tiles(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Tiles)
    made.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def test_what_is_offered_needs_no_key_and_its_attribution_is_plain_text() -> None:
    offered = tiles.choices()
    assert len({c["name"] for c in offered}) == len(offered) >= 1
    for choice in offered:
        assert choice["url"].startswith("https://")
        assert {"{z}", "{x}", "{y}"} <= {f"{{{part}}}" for part in "zxy" if f"{{{part}}}" in choice["url"]}
        assert "<" not in choice["attribution"]
        assert "OpenStreetMap" in choice["attribution"]
        assert "{" not in choice["host"]


@pytest.mark.parametrize("provider", ["Thunderforest.OpenCycleMap", "No.Such"])
def test_a_provider_that_wants_a_key_or_does_not_exist_is_refused(provider: str) -> None:
    with pytest.raises(RenderError, match=r"no provider|wants a key"):
        tiles._choice({"provider": provider, "label": "x", "labels": "yes"})


def test_a_message_offers_tiles_only_where_it_is_told_to() -> None:
    decoded = [maps.messages.decode(maps.payload(SAMPLE, tiles=on)) for on in (False, True)]
    assert ["tiles" in d["basemap"] for d in decoded] == [False, True]


@pytest.mark.browser
def test_a_message_with_tiles_offers_them_in_the_layer_card(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "payload", partial(maps.payload, tiles=True))
    opened(watch, tmp_path, SAMPLE)
    watch.page.locator(".gm-tab", has_text="Layers").click()
    offered = watch.page.locator(".gm-ground label")
    assert offered.count() == 1 + len(tiles.choices())
    assert offered.first.locator("input").is_checked(), "the built-in map, until another is chosen"
    assert len(watch.requests) == 1
    watch.assert_quiet()


@pytest.mark.browser
def test_a_saved_file_offers_none_and_says_why(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    assert watch.page.evaluate("() => geo.tiles.choices()") == []
    assert "saved file" in watch.page.evaluate("() => geo.tiles.reason()")
    watch.page.evaluate("() => geo.tiles.set('OpenStreetMap.Mapnik')")
    watch.page.wait_for_timeout(200)
    assert watch.page.locator(".leaflet-tile").count() == 0
    assert len(watch.requests) == 1
    watch.assert_quiet()


FOLLOW = """([url, name]) => {
    const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
    const base = {};
    const choice = { name, label: 'Local', host: '127.0.0.1', attribution: '<b>Local</b> people', url, max_zoom: 19, labels: true };
    window.repaints = 0;
    geo.tiles.follow(map, { basemap: { tiles: [choice] } }, base,
        { bus: geo.bus, container: map.getContainer(), signal: new AbortController().signal, repaint: () => window.repaints++ });
    window.base = base;
    geo.tiles.set(name);
}"""


def loosened(watch: Watch, tmp_path: Path) -> None:
    """Open the sample without its policy, which would keep every tile out."""
    opened(watch, tmp_path, SAMPLE)
    page = next(tmp_path.glob("*.html"))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("img-src data:", "img-src data: http://127.0.0.1:*"), encoding="utf-8")
    watch.page.goto(page.as_uri())
    watch.page.wait_for_function("() => window.geo && geo.drawn === true")


@pytest.mark.browser
def test_tiles_that_are_chosen_lie_under_the_map_with_their_makers_and_the_warning(
    watch: Watch, tmp_path: Path, server: ThreadingHTTPServer
) -> None:
    loosened(watch, tmp_path)
    watch.page.evaluate(FOLLOW, [f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png", "Local"])
    watch.page.wait_for_function("() => document.querySelector('.leaflet-tile-loaded')")
    note = watch.page.locator(".gm-tiles:not([hidden])").inner_text()
    assert "<b>Local</b> people" in note, "an attribution is text"
    assert "learns the area" in note
    assert server.asked  # type: ignore[attr-defined]
    assert watch.page.evaluate("() => base.tiles.name") == "Local"
    watch.page.evaluate("() => geo.tiles.set(null)")
    assert watch.page.locator(".gm-tiles:not([hidden])").count() == 0
    assert watch.page.locator(".leaflet-tile").count() == 0
    watch.assert_quiet()


@pytest.mark.browser
def test_tiles_that_cannot_be_had_give_way_to_the_own_map(
    watch: Watch, tmp_path: Path, server: ThreadingHTTPServer
) -> None:
    loosened(watch, tmp_path)
    port = server.server_port
    server.shutdown()
    server.server_close()
    watch.page.evaluate(FOLLOW, [f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png", "Local"])
    watch.page.wait_for_function("() => base.tiles === null")
    assert "could not be reached" in watch.page.locator(".gm-tiles:not([hidden])").inner_text()
    assert watch.page.evaluate("() => geo.store.get().layers.tiles") is None
    assert watch.page.evaluate("() => repaints") == 2
    assert not watch.executions
    assert not watch.foreign


@pytest.mark.browser
def test_on_paper_land_is_white_panels_are_gone_and_the_screen_comes_back(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE, theme="dark")
    ground = """() => {
        const c = document.querySelector('.geo-base');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let white = 0;
        for (let i = 0; i < d.length; i += 4) white += d[i] > 250 && d[i + 1] > 250 && d[i + 2] > 250;
        return (4 * white) / d.length;
    }"""
    zoom = "() => Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1].getZoom()"
    before = watch.page.evaluate(zoom)
    watch.page.wait_for_function(f"() => ({ground})() < 0.01")
    watch.page.emulate_media(media="print")
    watch.page.wait_for_function(f"() => ({ground})() > 0.3")
    watch.page.wait_for_timeout(600)  # panels that fold away begin a move of the map, which is taken back when it ends
    for hidden in (".gm-tools", ".geo-bar", ".geo-toggle"):
        assert not watch.page.locator(hidden).is_visible()
    for shown in (".geo-headline", ".gm-legend"):
        assert watch.page.locator(shown).is_visible()
    watch.page.emulate_media(media="screen")
    watch.page.wait_for_function(f"() => ({ground})() < 0.01")
    watch.page.wait_for_function(f"(zoom) => ({zoom})() === zoom", arg=before)
    watch.assert_quiet()
