"""The bar's choice by whose word: what a situation offers, what the state makes of it, and nothing that breaks on names."""

from __future__ import annotations

from typing import Any

import pytest

from geo.ui import channel
from geo.ui.channel import Made
from geo.ui.state import State

SIDES = [
    {"id": "gov", "label": "Government"},
    {"id": "opp", "label": "<b>Opposition</b>"},
    {"id": "a b", "label": "Odd"},
]


def made(*records: dict[str, Any]) -> Made:
    return Made.of({"sides": SIDES, "records": list(records)}, "AA==")


def test_the_bar_offers_two_sources_and_the_parties_that_speak() -> None:
    told = made({"independent": 2, "parties": ["gov"]}, {"independent": 1, "parties": ["opp", "nobody", "a b"]})
    assert dict(told.claims) == {"two": "", "party:gov": "Government", "party:opp": "<b>Opposition</b>"}


def test_it_offers_neither_where_nobody_confirms_or_speaks_and_background_does_not_count() -> None:
    assert not made(
        {"independent": 1, "parties": []}, {"independent": 2, "parties": ["gov"], "background": True}
    ).claims
    assert not made({}).claims


@pytest.mark.parametrize(("filters", "choice"), [
    ({}, "all"), ({"status": ("claimed",)}, "claimed"), ({"claims": ("two",)}, "two"), ({"claims": ("party:gov",)}, "party:gov"),
    ({"claims": ("two", "party:gov")}, channel.OTHERWISE), ({"claims": ("two",), "status": ("asserted",)}, channel.OTHERWISE),
    ({"status": ("asserted", "claimed")}, channel.OTHERWISE),
])  # fmt: skip
def test_the_widget_shows_what_the_map_is_filtered_by(filters: dict[str, tuple[str, ...]], choice: str) -> None:
    assert channel._choice(State(filters=filters)) == choice
