"""Blurred records: what gives a place away leaves by no way out, and everything else stays."""

from __future__ import annotations

import base64
import gzip
import io
import json
import math
import random
import re
import sqlite3
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from geo import external, geometry, pipeline
from geo.export import FORMATS, Material, care, veiled_scenes
from geo.export.veil import GRID_KM, cell, hidden
from geo.gazetteer import Gazetteer
from geo.model import Drawing, Extraction, Mark, Review
from tests.browser_fixtures import Watch
from tests.export.made import RASTAN, TALBISEH, extraction

ONE = extraction()
STRIKE = next(e for e in ONE.events if e.type == "airstrike")
CAPTURE = next(e for e in ONE.events if e.type == "capture")
HELD = next(c for c in ONE.controls if c.places == (RASTAN,))
FLIGHT = next(d for d in ONE.displacements if d.kind == "flight")


def text_of(name: str, data: bytes) -> str:
    """Return all that a file says, unpacked."""
    if name in ("xlsx", "kmz"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(n).decode() for n in archive.namelist())
    if name == "gpkg":
        db = sqlite3.connect(":memory:")
        db.deserialize(data)
        tables = [t for (t,) in db.execute("SELECT table_name FROM gpkg_contents")]
        found = "".join(str(row) for t in tables for row in db.execute(f'SELECT * FROM "{t}"'))
        db.close()
        return found
    if name == "html":
        payload = re.search(r'geo\.layer\("([A-Za-z0-9+/=]+)"\)', data.decode())
        assert payload
        raw = base64.b64decode(payload[1])
        message = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        return json.dumps({k: v for k, v in message.items() if k != "basemap"}, ensure_ascii=False)
    return data.decode()


def test_a_cell_is_of_the_stated_size_everywhere_and_says_nothing_of_where_in_it() -> None:
    dice = random.Random(7)
    for km in (5.0, GRID_KM, 100.0):
        for _ in range(300):
            point = (dice.uniform(-180, 180), math.degrees(math.asin(dice.uniform(-1, 1))))
            middle = cell(*point, km)
            assert geometry.distance_km(point, middle) <= km / math.sqrt(2) * 1.06 or abs(point[1]) > 89
            assert cell(*middle, km) == middle


@pytest.mark.parametrize("name", FORMATS)
def test_no_way_out_tells_the_place_of_a_sensitive_record(name: str) -> None:
    made, blurred = care.assemble([ONE], [STRIKE.id])
    said = text_of(name, FORMATS[name].make(Material(made, blurred.extractions, full_text=True)))
    for secret in ("Talbiseh", "killed 12 people and wounded", "34.8402", "36.7308", "rastan-falls", "Thousands flee"):
        assert secret not in said
    assert "blur" in said or name in ("idmc", "acled", "hxl")
    assert "a place in Homs" in said or name == "idmc"


@pytest.mark.parametrize("record", [r for r in ONE.records if hidden(r)], ids=lambda r: r.id)
def test_no_mark_or_row_of_a_blurred_record_tells_where(record: Any) -> None:
    made, blurred = care.assemble([ONE], [record.id])
    rows = [r for r in made["records"] if r["id"] in blurred.records]
    marks = [f for f in made["features"] if f["properties"].get("record") in blurred.records]
    assert rows
    told = json.dumps(rows) + json.dumps(marks)
    for place in hidden(record):
        assert place.name == "Homs" or place.name not in told  # its province is called Homs too
        assert json.dumps(list(place.lonlat)) not in told


def test_the_mark_stands_in_the_middle_of_its_cell_and_says_so() -> None:
    made, _ = care.assemble([ONE], [STRIKE.id])
    marks = [f for f in made["features"] if f["properties"].get("record") == STRIKE.id]
    assert {f["properties"]["layer"] for f in marks} == {"event", "ring"}
    for f in marks:
        assert f["properties"]["blurred_km"] == GRID_KM
        if f["properties"]["layer"] == "event":
            assert f["geometry"]["coordinates"] == list(cell(TALBISEH.lon, TALBISEH.lat))
            assert f["properties"]["place"] == "a place in Homs"
        else:
            assert f["properties"]["centre"] == list(cell(TALBISEH.lon, TALBISEH.lat))
            assert f["properties"]["radius_km"] >= GRID_KM / 2
    record = next(r for r in made["records"] if r["id"] == STRIKE.id)
    assert record["blurred_km"] == GRID_KM
    assert [f["value"] for f in record["figures"]] == [12, 30]
    assert "blurred to 20 km at the analyst's wish" in next(n["text"] for n in made["notes"] if n["key"] == "blur")


def test_what_was_read_in_the_same_sentence_is_blurred_with_it_and_what_names_the_place_elsewhere_is_told() -> None:
    made = care.blurred([ONE], [CAPTURE.id, "no-such-record"])
    assert made.records == {CAPTURE.id, HELD.id}
    kept = next(d for d in made.extractions[0].displacements if d.kind == "flight")
    assert kept.evidence == FLIGHT.evidence
    assert FLIGHT.id in made.beside
    assert made.unknown == ("no-such-record",)


def test_a_copy_in_another_paper_is_blurred_too_and_still_counts_once() -> None:
    other = extraction(ident="b2")
    plain = pipeline.assemble([ONE, other])
    made, blurred = care.assemble([ONE, other], [STRIKE.id])
    twin = next(e.id for e in other.events if e.type == "airstrike")
    assert blurred.records == {STRIKE.id, twin}
    assert len(made["records"]) == len(plain["records"])


def test_what_another_paper_tells_of_the_same_thing_in_its_own_words_is_blurred_too() -> None:
    quote = "At least 12 civilians died when warplanes bombed Talbiseh on Friday, rescuers said."
    said = replace(STRIKE.evidence[0], article_id="b2", start=0, end=len(quote), quote=quote)
    other = replace(STRIKE, id="even-other", evidence=(said,))
    told = Extraction(
        article=replace(ONE.article, id="b2", title="Bombs", text=quote, url=None, source="Other Times"),
        theatre="SY",
        events=(other,),
    )
    shown = pipeline.assemble([ONE, told])["records"]
    assert [r["same_as"] for r in shown if r["id"] == STRIKE.id] == [["even-other"]]  # the map shows them as one
    for marked in (STRIKE.id, "even-other"):
        made, blurred = care.assemble([ONE, told], [marked])
        assert blurred.records == {STRIKE.id, "even-other"}
        assert "talbiseh" not in json.dumps(made).lower()


def test_what_people_say_is_the_same_thing_is_blurred_with_it_and_what_they_wrote_about_it_is_withheld() -> None:
    other = replace(STRIKE, id="even-other", type="shelling", places=(RASTAN,), figures=(), targets=())
    quote = "Shells fell on Rastan at dawn, a resident told our reporter by telephone."
    said = replace(STRIKE.evidence[0], article_id="b2", start=0, end=len(quote), quote=quote)
    article = replace(ONE.article, id="b2", title="Shells", text=quote, url=None, source="Other Times")
    told = Extraction(article=article, theatre="SY", events=(replace(other, evidence=(said,)),))
    note = Mark(notes=("the clinic behind the mosque of Talbiseh",), confirmed=True)
    review = Review(together=(frozenset((STRIKE.id, "even-other")),), marks={STRIKE.id: note})
    plain, _ = care.assemble([ONE, told], [], review=review)
    assert "even-other" in next(r for r in plain["records"] if r["id"] == STRIKE.id)["same_as"]
    assert "clinic" in json.dumps(plain)
    made, blurred = care.assemble([ONE, told], [STRIKE.id], review=review)
    assert {STRIKE.id, "even-other"} <= blurred.records
    assert not any(words in json.dumps(made) for words in ("clinic", "Shells fell", "Talbiseh"))
    record = next(r for r in made["records"] if r["id"] == STRIKE.id)
    assert (record["review"]["confirmed"], record["review"]["notes"]) == (True, [])


def test_no_front_and_no_held_area_rests_on_a_sensitive_record() -> None:
    def fronts(made: dict[str, Any]) -> list[set[str]]:
        """The records behind fronts, their bands and the areas beside them."""
        drawn = [f["properties"] for f in made["features"]]
        return [set(p["records"]) for p in drawn if p["layer"] in ("front", "band") or p.get("basis") == "area"]

    made, blurred = care.assemble([ONE], [CAPTURE.id])
    assert any(blurred.records & found for found in fronts(pipeline.assemble([ONE])))
    assert not any(blurred.records & found for found in fronts(made))


def test_a_move_within_a_cell_has_one_end() -> None:
    near = replace(RASTAN, id="near", name="Nearby", lat=RASTAN.lat + 0.001)
    move = replace(FLIGHT, destinations=(near,))
    made, _ = care.assemble([replace(ONE, displacements=(move,))], [move.id], km=100)
    assert not [f for f in made["features"] if f["properties"]["layer"] == "route"]
    assert [f for f in made["features"] if f["properties"].get("record") == move.id]


def test_names_that_hold_the_place_are_withheld() -> None:
    council = replace(CAPTURE.agents[0], name="Rastan Military Council")
    told = replace(ONE, article=replace(ONE.article, id="rastan-2024"), events=(replace(CAPTURE, agents=(council,)),))
    made, _ = care.assemble([replace(told, displacements=(), movements=(), controls=())], [CAPTURE.id])
    assert "rastan" not in json.dumps(made).lower()
    assert "name withheld" in json.dumps(made)


def test_a_country_stays_and_nothing_changes_without_a_mark() -> None:
    assert care.blurred([ONE], []).extractions == (ONE,)
    made, _ = care.assemble([ONE], [])
    assert made == pipeline.assemble([ONE])
    with pytest.raises(ValueError, match="above 0"):
        care.blurred([ONE], [], km=0)


def test_the_map_says_that_a_position_is_blurred(watch: Watch, tmp_path: Any) -> None:
    made, blurred = care.assemble([ONE], [STRIKE.id])
    (tmp_path / "map.html").write_bytes(FORMATS["html"].make(Material(made, blurred.extractions)))
    watch.page.goto((tmp_path / "map.html").as_uri() + f"#sel={STRIKE.id}")
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)
    assert "Position blurred to 20 km at the analyst's wish" in (watch.page.text_content("[aria-label='Legend']") or "")
    assert "blurred to 20 km at the analyst's wish" in watch.page.inner_text(".gm-foot")
    drawer = watch.page.inner_text(".geo-drawer")
    assert "blurred to 20 km at the analyst's wish" in drawer
    assert "Sentence Withheld at the Analyst's Wish" in drawer
    watch.assert_quiet()


def test_a_newsroom_that_is_called_after_the_place_is_not_named() -> None:
    local = replace(ONE, article=replace(ONE.article, source="Talbiseh Media Center"))
    made, blurred = care.assemble([local], [STRIKE.id])
    assert made["articles"][0]["source"] == "name withheld"
    for name, format_ in FORMATS.items():
        assert "Talbiseh" not in text_of(name, format_.make(Material(made, blurred.extractions)))


def test_a_blurred_row_of_a_data_set_does_not_carry_the_id_it_has_there(gazetteer: Gazetteer) -> None:
    header = (
        "event_id_cnty,event_date,event_type,sub_event_type,actor1,country,location,latitude,longitude,notes,fatalities"
    )
    row = "SYR4711,2024-12-05,Battles,Armed clash,HTS,Syria,Talbiseh,34.8402,36.7308,A clash in Talbiseh.,3"
    data = external.from_bytes(f"{header}\n{row}\n".encode(), "acled.csv", gazetteer).extractions
    (clash,) = data[0].events
    made, blurred = care.assemble([ONE, *data], [clash.id])
    assert clash.id in blurred.records
    for name, format_ in FORMATS.items():
        said = text_of(name, format_.make(Material(made, blurred.extractions)))
        assert "SYR4711" not in said
        assert "A clash in Talbiseh" not in said


def test_a_briefing_older_than_the_mark_does_not_tell_the_place() -> None:
    _, blurred = care.assemble([ONE], [STRIKE.id])
    lon, lat = next(p for p in STRIKE.places if hidden(STRIKE)).lonlat
    sentence = STRIKE.evidence[0].quote
    near = [lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1]
    scene = {
        "id": "s-0000000a", "kind": "view", "title": "Strike on Talbiseh", "note": f"Open with Homs.\n{sentence.upper()}",
        "lines": ["12 in TALBISEH", "Homs stands"], "query": f"q=Talbiseh&type=airstrike&c={lat},{lon},12", "records": [], "box": near,
        "found": {"lines": ["Talbiseh fell"], "note": "", "records": [], "shapes": []},
    }  # fmt: skip
    wide = {"id": "s-0000000b", "kind": "view", "query": "c=35,37,6", "records": [], "box": [30.0, 30.0, 42.0, 38.0]}
    body = {"title": "Monday: Talbiseh", "scenes": [scene, wide]}
    out = veiled_scenes.scenes(body, blurred.veil)
    said = json.dumps(out)
    assert "talbiseh" not in said.lower() and sentence.casefold() not in said.casefold()
    assert out["scenes"][0]["note"] == "Open with Homs.\nwithheld" and out["scenes"][0]["lines"] == [
        "withheld",
        "Homs stands",
    ]
    assert out["scenes"][0]["query"] == "type=airstrike" and "box" not in out["scenes"][0]
    assert out["scenes"][1] == wide
    assert veiled_scenes.restored(out, body, blurred.veil) == body
    changed = {**out, "scenes": [{**out["scenes"][0], "title": "Anew"}, wide]}
    assert veiled_scenes.restored(changed, body, blurred.veil)["scenes"] == [{**scene, "title": "Anew"}, wide]
    assert veiled_scenes.scenes(body, care.blurred([ONE], []).veil) == body


def test_the_name_that_no_place_was_found_for_is_hidden_as_well() -> None:
    lost = "no place found for 'Talbiseh al-Gharbiya'"
    strike = replace(STRIKE, places=(), unplaced=lost)
    other = replace(CAPTURE, evidence=STRIKE.evidence, places=(), unplaced=lost, figures=())
    given = replace(ONE, events=(strike, other), displacements=(), movements=(), controls=())
    made, blurred = care.assemble([given], [STRIKE.id])
    assert {STRIKE.id, CAPTURE.id} <= blurred.records, "one sentence, one name"
    for name, kind in FORMATS.items():
        said = text_of(name, kind.make(Material(made, blurred.extractions, full_text=True)))
        assert "Gharbiya" not in said
    assert "no place found for a name that is withheld" in json.dumps(made)


def test_what_somebody_wrote_on_a_drawing_does_not_tell_the_place() -> None:
    line = {"type": "LineString", "coordinates": [[36.0, 35.0], [36.4, 35.2]]}
    drawn = [
        Drawing(id=f"draw-00000000000{n}", shape="front", geometry=line, sides=(), author="Ann", reason=why, label=label, theatre="SY")
        for n, (label, why) in enumerate((("Talbiseh line", "seen from talbiseh"), ("Western line", "seen on site")))
    ]  # fmt: skip
    made, _ = care.assemble([ONE], [STRIKE.id], review=Review(drawings=tuple(drawn)))
    first, second = (f["properties"] for f in made["features"] if f["properties"].get("basis") == "drawn")
    assert "talbiseh" not in json.dumps(first).lower() and first["drawing"]["author"] == "Ann"
    assert second["label"].startswith("Western line") and second["drawing"]["reason"] == "seen on site"
