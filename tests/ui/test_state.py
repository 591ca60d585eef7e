"""The state in the page's address and in a frame's report: strict at the door, and as the browser spells it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.render import ASSETS_DIR
from geo.ui.state import FACETS, LAYERS, State, decode, report

HOSTILE = [
    json.loads(line)["text"] for line in (Path(__file__).parents[1] / "hostile.jsonl").read_text("utf-8").splitlines()
]
FULL = State(
    time=("2024-11-27", "2024-12-08"),
    filters={
        **dict.fromkeys(FACETS, ()),
        "type": ("airstrike", "capture"),
        "place": ("حمص", "A & B = C"),
        "claims": ("party:CD:opposition.sna",),
    },
    text="bridge over",
    hidden=("front",),
    background=True,
    tiles="OpenStreetMap.Mapnik",
    view=(34.73, 36.72, 9.25),
    selected="even-28527abd2798",
)


def test_a_state_comes_back_whole_from_its_query_and_from_the_members_of_an_address() -> None:
    assert decode(FULL.query()) == decode(FULL.params()) == FULL
    assert State().query() == ""
    linked = replace(FULL, view=(34.73, 36.72, 9.25, 928, 698))
    assert decode(linked.query()) == linked and "c=34.73,36.72,9.25,928,698" in linked.query()


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is for developing only; it is not installed")
def test_browser_and_python_spell_a_state_alike() -> None:
    code = f"""for (const name of ['bus', 'state']) require('{ASSETS_DIR}/' + name + '.js');
        const geo = globalThis.geo; console.log(JSON.stringify([geo.decodeState(process.argv[1]), geo.encodeState(geo.decodeState(process.argv[1]))]));"""
    done = subprocess.run(["node", "-e", code, FULL.query()], capture_output=True, text=True, check=True, timeout=20)
    state, query = json.loads(done.stdout)
    assert parse_qsl(query) == parse_qsl(FULL.query())
    assert state["view"] == {"lat": 34.73, "lon": 36.72, "zoom": 9.25}
    assert (state["filters"]["place"], state["layers"]["hidden"]) == (["حمص", "A & B = C"], ["front"])
    assert state["filters"]["claims"] == ["party:CD:opposition.sna"]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is for developing only; it is not installed")
def test_browser_and_python_know_the_same_facets_and_layers() -> None:
    code = f"""for (const name of ['bus', 'state']) require('{ASSETS_DIR}/' + name + '.js');
        console.log(JSON.stringify([geo.FACETS, geo.layerGroups.map((g) => g.key)]));"""
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True, timeout=20)
    assert json.loads(done.stdout) == [list(FACETS), list(LAYERS)]


@pytest.mark.parametrize("query", [
    "t=2024-13-01..2024-12-08", "t=2024-12-08..2024-11-27", "t=x", "t=..", "c=1,2", "c=99,0,5", "c=nan,0,1", "c=1e9,0,1", "c=١,2,3", "c=1,2,3,4", "c=1,2,3,0,5", "c=1,2,3,٤,5",
    "sel=<img src=x>", "sel=" + "a" * 400, "hide=__class__", "tiles=javascript:alert(1)", "type=" + "x" * 400, "q=" + "x" * 400,
    "claims=three", "claims=party:", "claims=party:%3Cb%3E", "claims=party:a%20b", "claims=two%0A", "type=%00", "place=%E2%80%AEabc", "%", "%E0%A4%A", "q=%ED%A0%80", "q=a%0Ab",
])  # fmt: skip
def test_what_does_not_fit_is_dropped(query: str) -> None:
    assert decode(query).params() == {}


@given(
    st.dictionaries(
        st.sampled_from(["t", "c", "sel", "q", "hide", "bg", "tiles", *FACETS]) | st.text(),
        st.lists(st.text(), min_size=1),
    )
)
def test_nothing_in_an_address_raises_and_what_is_kept_is_kept_for_good(given_members: dict[str, list[str]]) -> None:
    state = decode(given_members)
    assert decode(state.query()) == state


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_or_is_dropped(text: str) -> None:
    state = decode({key: [text] for key in ("t", "c", "sel", "q", "hide", "bg", "tiles", *FACETS)})
    assert (state.time, state.view, state.hidden, state.background) == (None, None, (), False)
    assert state.text in {"", text.strip()}


@pytest.mark.parametrize("value", [
    None, 7, [], {}, {"v": "0" * 16, "n": 1}, {"v": "../x", "n": 1, "s": ""}, {"v": None, "n": -1, "s": ""}, {"v": None, "n": True, "s": ""},
    {"v": None, "n": 1.5, "s": ""}, {"v": ["0" * 16], "n": 1, "s": ""}, {"v": None, "n": 2**40, "s": ""},
])  # fmt: skip
def test_what_is_no_report_is_none(value: Any) -> None:
    assert report(value) is None


def test_a_report_names_the_data_the_command_and_the_state() -> None:
    made = report({"v": "0" * 16, "n": 4, "s": "q=bridge"})
    assert made is not None
    assert (made.version, made.number, made.state.text) == ("0" * 16, 4, "bridge")
