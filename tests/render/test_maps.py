"""The Folium map: no word of an article in its strings, no link to another host."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import folium
import pytest
from folium.plugins import MarkerCluster

from geo.errors import RenderError
from geo.render import Command, OfflineMap, build, bundle, frame, payload, refuse_foreign_links
from geo.render.message import decode, encode

SAMPLE = json.loads((Path(__file__).parent / "sample.json").read_text("utf-8"))


def rendered(made: OfflineMap) -> str:
    return made.get_root().render()


def test_the_only_link_is_our_own_script() -> None:
    page = rendered(build(SAMPLE, script_url="../a.map/map.js"))
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == ["../a.map/map.js"]


def test_the_bundle_holds_leaflet_every_script_and_the_styles() -> None:
    text = bundle().read_text("utf-8")
    for words in ("leaflet", "geo.command = ", "geo.panels = ", "gm-frame", "geo-rail"):
        assert words in text
    assert bundle() == bundle()
    assert [p.name for p in bundle().parent.iterdir()] == [bundle().name], (
        "the folder is served, so it holds nothing else"
    )


def test_a_frame_without_data_is_the_same_for_all_data() -> None:
    def script(made: OfflineMap) -> str:
        return re.sub(r"_[0-9a-f]{32}", "", rendered(made))

    assert script(frame(script_url="x")) == script(frame(script_url="x"))


def test_a_command_is_base64_and_names_the_group_that_st_folium_adds() -> None:
    made = Command("0123456789abcdef", 3, "q={{7*7}}</script>`${1}", payload(SAMPLE), more=encode({"a": "{{7*7}}"}))
    script = made._template.module.script(made, {})
    assert re.fullmatch(
        r"\s*window\.feature_group = \[\];\s*var feature_group_feature_group_0 = L\.layerGroup\(\);"
        r'\s*geo\.command\("[A-Za-z0-9+/=]+", "[A-Za-z0-9+/=]*", "[A-Za-z0-9+/=]*"\);\s*',
        script,
    )
    assert decode(re.search(r'command\("([^"]+)', script)[1]) == {
        "v": "0123456789abcdef",
        "n": 3,
        "s": "q={{7*7}}</script>`${1}",
        "same": False,
    }


def test_the_page_of_folium_holds_no_word_of_the_article() -> None:
    page = rendered(build(SAMPLE))
    for word in ("Rastan", "Observatory", "Opposition", "280,000"):
        assert word not in re.sub(r'geo\.layer\("[^"]*"\)', "", page)


def test_a_gazetteer_gives_the_labels_of_the_region() -> None:
    asked = []

    class Places:
        def settlements(self, bounds: tuple[float, ...], limit: int = 200) -> list[SimpleNamespace]:
            asked.append((bounds, limit))
            return [SimpleNamespace(name="Hama", lat=35.13, lon=36.76, population=460_000)]

    build(SAMPLE, Places())
    (west, south, east, north), limit = asked[0]
    assert west < 35.7 < 40.2 < east
    assert south < 33.9 < 36.0 < north
    assert limit > 100
    asked.clear()
    build({**SAMPLE, "focus": [36.4, 34.6, 37.0, 35.0]}, Places())
    assert [box for box, _ in asked][1] == (36.4, 34.6, 37.0, 35.0), "villages around the front have names too"


@pytest.mark.parametrize("child", [
    lambda: folium.TileLayer("OpenStreetMap"),
    lambda: folium.raster_layers.ImageOverlay("https://evil.example/p.png", bounds=[[0, 0], [1, 1]]),
    MarkerCluster,
])  # fmt: skip
def test_anything_that_names_another_host_is_refused(child: type) -> None:
    made = build(SAMPLE)
    child().add_to(made)
    with pytest.raises(RenderError, match="another host"):
        refuse_foreign_links(made)


def test_links_in_plain_html_are_refused() -> None:
    made = build(SAMPLE)
    made.get_root().header.add_child(folium.Element('<script src="https://evil.example/x.js"></script>'))
    with pytest.raises(RenderError, match="another host"):
        refuse_foreign_links(made)


def test_one_map_does_not_change_the_links_of_the_next() -> None:
    first = build(SAMPLE, script_url="one.js")
    first.add_js_link("more", "one/more.js")
    assert "more" not in {name for name, _ in build(SAMPLE).default_js}
    assert folium.Map.default_js != first.default_js
