"""Records to JSON and back."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.store_articles import extraction
from geo import articles, pipeline
from geo.errors import StoreError
from geo.gazetteer import Gazetteer
from geo.model import Control, Displacement, Event, Figure, Movement, Place, Toponym
from geo.store import codec

# ASCII control characters and lone surrogates never get here: writing.storable replaces them, and says so in its test.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
floats = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(str, texts)
st.register_type_strategy(float, floats)
shapes = st.none() | st.builds(
    lambda lon, lat: {"type": "Point", "coordinates": [lon, lat]}, st.floats(-180, 180), st.floats(-90, 90)
)
st.register_type_strategy(
    Place,
    st.builds(
        Place, id=texts, name=texts, kind=texts, lat=st.floats(-90, 90), lon=st.floats(-180, 180), country=st.none() | texts,
        admin1=st.none() | texts, precision_km=floats, population=st.integers(0, 10**8), geometry=shapes, source=texts,
        licence=texts,
    ),
)  # fmt: skip
st.register_type_strategy(date, st.dates(date(1, 1, 1), date(9999, 12, 31)))


@pytest.mark.parametrize("cls", [Event, Displacement, Movement, Control])
def test_a_record_comes_back_as_it_was(cls: type) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_type(cls))
    def there_and_back(record: object) -> None:
        places = codec.Places()
        body = codec.encode_record(record, places)  # type: ignore[arg-type]
        back = codec.decode_record(codec.kind_of(record), body, places)  # type: ignore[arg-type]
        assert back == record
        assert [p.geometry for p in _places(back)] == [p.geometry for p in _places(record)]

    there_and_back()


def _places(value: object) -> list[Place]:
    if isinstance(value, Place):
        return [value]
    if isinstance(value, tuple):
        return [p for v in value for p in _places(v)]
    if dataclasses.is_dataclass(value):
        return [p for f in dataclasses.fields(value) for p in _places(getattr(value, f.name))]
    return []


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.from_type(Toponym), max_size=3))
def test_toponyms_come_back_as_they_were(toponyms: list[Toponym]) -> None:
    places = codec.Places()
    assert codec.decode_toponyms(codec.encode_toponyms(toponyms, places), places) == tuple(toponyms)


def test_what_the_seed_articles_yield_comes_back_as_it_was(gazetteer: Gazetteer) -> None:
    read = [pipeline.extract(a, gazetteer) for a in articles.read_all(["seeds"]).articles[:4]]
    assert sum(len(e.records) for e in read) > 40
    for e in read:
        places = codec.Places()
        assert codec.decode_article(codec.encode_article(e.article)) == e.article
        assert codec.decode_toponyms(codec.encode_toponyms(e.toponyms, places), places) == e.toponyms
        for record in e.records:
            body = codec.encode_record(record, places)
            assert codec.decode_record(codec.kind_of(record), body, places) == record


def test_a_place_is_written_once_and_its_outline_with_it() -> None:
    e = extraction(3)
    places = codec.Places()
    bodies = [codec.encode_record(r, places) for r in e.records]
    assert not any("coordinates" in b for b in bodies)
    assert len(places.rows) == len({p for r in e.records for p in _places(r)})
    areas = [p for p in places.rows.values() if p.geometry]
    assert areas and all(codec.decode_place(codec.encode_place(p)).geometry == p.geometry for p in areas)


def test_two_places_that_differ_in_their_outline_alone_are_two() -> None:
    one = Place(
        id="1", name="A", kind="admin1", lat=1.0, lon=2.0, geometry={"type": "Point", "coordinates": [2.0, 1.0]}
    )
    other = dataclasses.replace(one, geometry={"type": "Point", "coordinates": [2.5, 1.0]})
    places = codec.Places()
    assert places.put(one) != places.put(other)


def test_a_number_that_json_does_not_know_is_refused() -> None:
    event = dataclasses.replace(extraction(1).events[0], figures=(Figure(metric="killed", value=float("nan")),))
    with pytest.raises(StoreError, match="finite"):
        codec.encode_record(event, codec.Places())


@pytest.mark.parametrize("body", ["", "{", "[]", '{"id": 1}', '{"nonsense": 1}', json.dumps({"id": "x"})])
def test_a_body_that_is_no_record_is_refused_with_a_sentence(body: str) -> None:
    with pytest.raises(StoreError, match="db check"):
        codec.decode_record("event", body, codec.Places())
