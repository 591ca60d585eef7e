"""The message: what goes in comes out, and nothing in it can be code."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import synthetic
from geo.errors import RenderError
from geo.gazetteer import Gazetteer
from geo.render import message as messages
from geo.render.message import PACK_ABOVE, clean, decode, encode, message, version

HOSTILE = [
    json.loads(line)["text"] for line in (Path(__file__).parents[1] / "hostile.jsonl").read_text("utf-8").splitlines()
]


def collection(**properties: Any) -> dict[str, Any]:
    feature = {
        "type": "Feature",
        "id": "a",
        "geometry": {"type": "Point", "coordinates": [36.7, 34.7]},
        "properties": properties,
    }
    return {"type": "FeatureCollection", "features": [feature]}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_it_went_in_but_for_what_nobody_sees(text: str) -> None:
    sent = decode(encode(message(collection(label=text), {})))
    assert sent["features"][0]["properties"]["label"] == clean(text)
    assert len(clean(text)) == len(text)


@given(st.text(st.characters(exclude_categories=())))
def test_the_payload_is_only_ever_base64(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", encode(message(collection(label=text), {})))


def test_marks_piled_on_a_letter_are_capped_and_offsets_stay() -> None:
    piled = "a" + "\u0301" * 60 + "b"
    shown = clean(piled)
    assert shown.count("\u0301") == 4 and len(shown) == len(piled)
    assert decode(encode({"t": piled})) == {"t": shown}
    assert clean("Nguyễn Ẓ́ שָׁלֹ֑ם") == "Nguyễn Ẓ́ שָׁלֹ֑ם"


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_keeps_every_offset_and_can_be_written_as_utf8(text: str) -> None:
    assert len(clean(text)) == len(text)
    clean(text).encode()


def test_a_large_message_is_packed_and_equal_messages_give_equal_text() -> None:
    content = message(collection(label="Homs " * PACK_ABOVE), {})
    assert encode(content) == encode(content)
    assert len(encode(content)) < PACK_ABOVE
    assert decode(encode(content)) == content


def situation(texts: list[str | None]) -> dict[str, Any]:
    """A record and its mark for each article."""
    rows = range(len(texts))
    return {
        "type": "FeatureCollection",
        "records": [
            {"id": f"even-{i}", "label": "Capture of Rastan", "evidence": [{"article": f"a{i}"}]} for i in rows
        ],
        "articles": [{"id": f"a{i}", "text": text} for i, text in enumerate(texts)],
        "features": [
            {
                "type": "Feature",
                "id": f"even-{i}/0",
                "geometry": {"type": "Point", "coordinates": [36.7, 34.9]},
                "properties": {
                    "layer": "event",
                    "record": f"even-{i}",
                    "records": [f"even-{i}"],
                    "label": "Capture of Rastan",
                },
            }
            for i in rows
        ],
    }


def test_records_articles_and_point_marks_are_columns_and_other_features_stay_features() -> None:
    front = {
        "type": "Feature",
        "id": "f",
        "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
        "properties": {"layer": "front"},
    }
    content = situation(["one", "two"])
    sent = decode(encode(message({**content, "features": [*content["features"], front]}, {})))
    assert sent["features"] == [front]
    assert sent["records"]["n"] == sent["marks"]["n"] == sent["articles"]["n"] == 2
    assert sent["marks"]["columns"]["row"] == {"deltas": [0, 1]}, "a mark names its record by its row"
    assert sent["marks"]["columns"]["p.label"] == {"values": [], "codes": -2}, (
        "and says nothing again that the record says"
    )


def test_texts_beyond_the_budget_stay_behind_and_their_sentences_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "TEXTS", 10)
    sent = message(situation(["12345678", "abc", "de"]), {})
    assert sent["articles"]["columns"]["text"] == {"raw": ["12345678", None, "de"]}
    assert sent["records"]["columns"]["evidence"]["rows"]["n"] == 3


def test_twenty_thousand_events_stay_under_two_megabytes(gazetteer: Gazetteer) -> None:
    assert len(encode(message(synthetic.situation(20_000, gazetteer), {}))) < 2_000_000


def test_equal_data_have_one_version_and_other_data_another() -> None:
    payloads = [encode(message(situation([text]), {})) for text in ("one", "one", "two")]
    assert version(payloads[0]) == version(payloads[1]) != version(payloads[2])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused_wherever_it_stands(bad: float) -> None:
    with pytest.raises(RenderError, match="finite"):
        message(collection(figure={"value": bad}), {})
    with pytest.raises(RenderError, match="JSON"):
        encode({"value": bad})


@pytest.mark.parametrize("position", [[36.7, 999.0], [36.7, 90.1], [181.0, 0.0], [math.nan, 0.0], [36.7]])
def test_a_place_that_is_not_on_earth_is_refused(position: list[float]) -> None:
    features = collection()
    features["features"][0]["geometry"]["coordinates"] = position
    with pytest.raises(RenderError, match="not on Earth"):
        message(features, {})


@pytest.mark.parametrize("key", ["anchor", "centre"])
def test_the_anchor_of_an_area_is_checked_too(key: str) -> None:
    with pytest.raises(RenderError, match=key):
        message(collection(**{key: [0.0, 99.0]}), {})


def test_what_is_no_feature_collection_is_refused() -> None:
    with pytest.raises(RenderError, match="FeatureCollection"):
        message({"type": "Feature"}, {})
    with pytest.raises(RenderError, match="theme"):
        message(collection(), {}, theme="</script>")
