"""Other people's event data as records; all rows here are invented."""

from __future__ import annotations

import io
import json
import os
from datetime import date
from pathlib import Path

import pytest

from geo import external
from geo.errors import TableError
from geo.external import Dataset
from geo.gazetteer import Gazetteer
from geo.model import Displacement, Event
from geo.settings import Settings

DATA = Path(__file__).parents[1] / "data" / "external"


def table(text: str, gazetteer: Gazetteer, name: str = "mine.csv", **settings: int) -> Dataset:
    return external.from_bytes(text.encode(), name, gazetteer, Settings(**settings))  # type: ignore[arg-type]


def records(data: Dataset) -> dict[str, Event | Displacement]:
    found = [r for e in data.extractions for r in (*e.events, *e.displacements)]
    return {r.trigger.partition(":")[0]: r for r in found}


@pytest.fixture(scope="module")
def acled(gazetteer: Gazetteer) -> Dataset:
    return external.read(DATA / "acled_invented.csv", gazetteer)


def test_acled_rows_become_events_with_our_types_actors_and_figures(acled: Dataset) -> None:
    found = records(acled)
    hama = found["SYR90018"]
    assert isinstance(hama, Event)
    assert (hama.type, hama.status) == ("capture", "asserted")
    assert next((a.name, a.side) for a in hama.agents) == ("Hayat Tahrir al-Sham", "opposition")
    assert [(a.name, a.side) for a in hama.targets] == [("Syrian army", "government")]
    assert [(f.metric, f.value) for f in hama.figures] == [("killed", 15)]
    assert hama.time is not None and hama.time.iso == "2024-12-05"
    assert found["SYR90014"].places[0].precision_km == 25  # geo_precision 2
    assert acled.attribution and "forbid" in acled.terms


def test_every_row_is_a_record_or_refused_with_its_number_and_reason(acled: Dataset) -> None:
    assert acled.rows == 30
    said = dict(acled.refused)
    assert sorted(said) == list(range(32, 41))
    for number, words in (
        (32, "does not exist"), (33, "not on Earth"), (34, "not a number"), (35, "0"), (36, "swapped"), (37, "below zero"),
        (38, "whole number"), (39, "no date"), (40, "SYR90001"),
    ):  # fmt: skip
        assert words in said[number], (number, said[number])


def test_evidence_is_the_rows_own_note_in_the_article_that_carries_it(acled: Dataset) -> None:
    for e in acled.extractions:
        assert external.kind_of(e.article) == "acled"
        assert e.article.source == "ACLED" and e.article.published_inferred
        for r in e.records:
            x = r.evidence[0]
            assert x.article_id == e.article.id
            assert e.article.text[x.start : x.end] == x.quote
            assert x.quote.startswith("Invented test row")
            assert x.source_grade == "B"


def test_a_week_or_month_is_a_span_and_the_row_counts_from_its_day(acled: Dataset) -> None:
    month = records(acled)["SYR90030"]
    assert month.time is not None and month.time.iso == "2024-12-01/2024-12-31"
    assert next(e.article.published for e in acled.extractions if month in e.records) == date(2024, 12, 8)


def test_ids_hold_when_rows_are_added_or_sorted(acled: Dataset, gazetteer: Gazetteer) -> None:
    lines = (DATA / "acled_invented.csv").read_text().splitlines()
    other = table("\n".join([lines[0], *reversed(lines[1:20])]), gazetteer)
    mine, theirs = records(acled), records(other)
    assert {k: mine[k].id for k in theirs} == {k: r.id for k, r in theirs.items()}


def test_older_acled_columns_are_read(gazetteer: Gazetteer) -> None:
    text = (
        "data_id,iso,event_id_cnty,EVENT_DATE,event_type,sub_event_type,actor1,inter1,country,location,latitude,longitude,"
        "geo_precision,source,notes,fatalities,iso3\n"
        "7,566,NIG1,2019-03-02,Violence against civilians,Attack,Unidentified Armed Group (Nigeria),3,Nigeria,Jos,9.92,8.89,"
        "1,Test,Invented.,2,NGA\n"
    )
    found = records(table(text, gazetteer))
    assert found["NIG1"].places[0].country == "NG"


def test_ucdp_rows_keep_best_low_and_high(gazetteer: Gazetteer) -> None:
    data = external.read(DATA / "ucdp_invented.csv", gazetteer)
    found = records(data)
    clash, attack, wide = found["901"], found["902"], found["903"]
    assert isinstance(clash, Event) and isinstance(attack, Event) and isinstance(wide, Event)
    assert [(f.value, f.max, f.qualifier) for f in clash.figures] == [(6, 14, "approx")]
    assert [(f.value, f.max, f.qualifier) for f in attack.figures] == [(5, None, "exact")]
    assert [(f.value, f.qualifier) for f in wide.figures] == [(12, "at_most")]
    assert clash.evidence[0].quote == "Invented test headline about Hama"
    assert attack.evidence[0].quote == "row 3: 2024-12-01, Idlib governorate, one-sided violence"
    assert attack.places[0].is_area and attack.places[0].precision_km == 75
    assert [p.kind for p in wide.places] == ["country"]
    assert [n for n, _ in data.refused] == [5, 6]


def test_idmc_rows_are_stock_or_flow_and_a_country_is_no_point(gazetteer: Gazetteer) -> None:
    data = external.read(DATA / "idmc_invented.csv", gazetteer)  # semicolons, decimal commas
    found = list(records(data).values())
    flights = {r.evidence[0].quote.split(": ")[1]: r for r in found if isinstance(r, Displacement)}
    whole, homs = flights["people displaced in a week."], flights["families left for the coast."]
    tartus = flights["people in schools."]
    assert whole.figure is not None and whole.figure.scope is not None
    assert (whole.figure.scope.name, whole.figure.qualifier, whole.origins) == ("Syria", "at_least", ())
    assert homs.figure is not None and (homs.figure.unit, homs.figure.measure) == ("households", "flow")
    assert [p.name for p in homs.origins] == ["Homs"] and abs(homs.origins[0].lat - 34.7268) < 1e-9
    assert tartus.kind == "stock" and [p.name for p in tartus.destinations] == ["Tartus"]
    assert flights["a flood."].origins[0].country == "NA"
    assert [n for n, _ in data.refused] == [6, 7]


ANALYST = "Date\tPlace\tType\tActors\tFigure\tSource\tNote\tCountry\n"


def test_an_analysts_places_are_looked_up_and_never_guessed(gazetteer: Gazetteer) -> None:
    rows = [
        "2024-12-05\tHoms\tairstrike\tRussian army\t3 killed\tSANA\tInvented note.\tSyria",
        "2024-12-05\tTripoli\tclash\t\t\t\t\t",
        "2024-12-05\tTripoli\tclash\t\t\t\t\tLibya",
        "2024-12-05\tXyzzyville\tclash\t\t\t\t\tSyria",
        "2024-12-05\tHoms\tpicnic\t\t\t\t\tSyria",
        "2024-12-05\tHoms\tdisplacement\t\tabout 200\t\t\tSyria",
    ]
    data = table(ANALYST + "\n".join(rows), gazetteer)
    found = records(data)
    homs = found["row 2"]
    assert isinstance(homs, Event)
    assert (homs.places[0].name, homs.places[0].country) == ("Homs", "SY")
    assert (homs.source.name, homs.evidence[0].source_grade) == ("SANA", "D") if homs.source else False
    assert found["row 3"].places == () and "LY" in found["row 3"].unplaced and "LB" in found["row 3"].unplaced
    assert found["row 4"].places[0].country == "LY"
    assert "no such place" in found["row 5"].unplaced
    flight = found["row 7"]
    assert isinstance(flight, Displacement) and flight.figure is not None
    assert (flight.figure.metric, flight.figure.qualifier) == ("displaced", "approx")
    assert [n for n, _ in data.refused] == [6]


def test_formulas_lose_the_apostrophe_that_exports_put_before_them(gazetteer: Gazetteer) -> None:
    text = "date,place,type,country,note\n2024-12-05,Homs,clash,Syria,'=1+1\n2024-12-05,Homs,clash,Syria,\"'\t=1+1\"\n"
    assert sorted(r.evidence[0].quote for r in records(table(text, gazetteer)).values()) == ["=1+1", "=1+1"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_encodings_are_recognised(gazetteer: Gazetteer, encoding: str) -> None:
    text = (
        "date;place;type;country;note\n2024-12-05;Kharkiv;shelling;Ukraine;Придуманная строка для проверки кодировки\n"
    )
    data = external.from_bytes(text.encode(encoding), "mine.csv", gazetteer)
    assert [r.evidence[0].quote for r in records(data).values()] == ["Придуманная строка для проверки кодировки"]


def test_a_sheet_of_excel_is_read_as_its_csv(gazetteer: Gazetteer) -> None:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.active.append(["date", "place", "type", "country", "lat", "lon", "killed"])
    book.active.append([date(2024, 12, 5), "Homs", "clash", "Syria", 34.73, 36.72, 3])
    book.save(out)
    (found,) = records(external.from_bytes(out.getvalue(), "mine.xlsx", gazetteer)).values()
    assert isinstance(found, Event)
    assert [(f.metric, f.value) for f in found.figures] == [("killed", 3)]
    assert (found.places[0].lat, found.places[0].lon) == (34.73, 36.72)


def test_points_of_geojson_are_rows_and_others_are_refused(gazetteer: Gazetteer) -> None:
    def point(coordinates: object, properties: object, kind: str = "Point") -> dict[str, object]:
        return {
            "type": "Feature",
            "id": {},
            "geometry": {"type": kind, "coordinates": coordinates},
            "properties": properties,
        }

    said = {"date": "2024-12-05", "place": "Homs", "type": "clash"}
    features = [
        point([36.72, 34.73], said), point([], said), point([36.72, float("nan")], said), point([36.72, 34.73], None),
        point([[[0, 0], [1, 1], [0, 0]]], said, "Polygon"), None, {"type": "Feature", "geometry": None, "properties": said},
        point([36.72, 91], said), point([36.72, 34.73, float("nan")], said),
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    data = table(text, gazetteer, "mine.geojson")
    assert [n for n, _ in data.refused] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert data.rows == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("event_date,event_type,latitude\n2024-12-05,Battles,35\n", "lacks"),
        ("title,text\nA,B\n", "lacks"),
        ("", "no rows"),
        ("date\n", "lacks"),
    ],
)
def test_wrong_columns_are_named_with_what_was_expected(gazetteer: Gazetteer, text: str, words: str) -> None:
    with pytest.raises(TableError, match=words):
        table(text, gazetteer)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(gazetteer: Gazetteer) -> None:
    for data, name in ((b"PK\x03\x04rubbish", "a.xlsx"), (b'{"type": [', "a.geojson"), (b"[" * 200_000, "a.json")):
        with pytest.raises(TableError):
            external.from_bytes(data, name, gazetteer)


def test_more_rows_than_a_map_holds_are_cut_with_a_note(gazetteer: Gazetteer) -> None:
    row = "2024-12-05,Homs,clash,34.73,36.72\n"
    data = table("date,place,type,lat,lon\n" + row * 50, gazetteer, max_data_rows=20)
    assert data.rows == 20
    assert "first 20 rows" in data.notes[0]
    assert len({r.id for e in data.extractions for r in e.records}) == 20


def test_a_quote_that_is_never_closed_is_said(gazetteer: Gazetteer) -> None:
    text = 'date,place,type,lat,lon,note\n2024-12-05,Homs,clash,34.73,36.72,a\n2024-12-05,Homs,clash,34.73,36.72,"b\n2024-12-05,'
    data = table(text, gazetteer)
    assert data.rows == 1
    assert "line 3" in data.notes[0]


def test_ragged_rows_are_refused_and_short_ones_are_filled(gazetteer: Gazetteer) -> None:
    text = "date,place,type,lat,lon\n2024-12-05,Homs,clash,34.73,36.72,more,cells\n2024-12-05,Homs,clash\n"
    data = table(text, gazetteer)
    assert [n for n, _ in data.refused] == [2]
    assert data.rows == 1


def test_rows_of_namibia_and_elsewhere_keep_their_country(gazetteer: Gazetteer) -> None:
    text = "date,place,type,country,lat,lon\n2024-12-05,Windhoek,protest,NA,-22.57,17.08\n"
    (found,) = records(table(text, gazetteer)).values()
    assert isinstance(found, Event) and found.places[0].country == "NA"


def test_every_row_of_the_tables_has_a_type_of_ours() -> None:
    from geo.events.metadata import event_types
    from geo.tables import table as rows

    known = {*event_types(), ("event", "other")}
    for row in rows("external/types.csv", "kind", "list", "type", "source", "licence"):
        assert (row["list"], row["type"]) in known, row
        assert row["source"] and row["licence"]


def test_every_row_of_the_other_tables_says_what_it_must() -> None:
    from geo.events.roster import KINDS
    from geo.tables import cells  # fmt: skip
    from geo.tables import table as rows

    kinds = {"acled", "ucdp", "idmc", "analyst"}
    columns = [(r["kind"], r["field"]) for r in rows("external/columns.csv", "kind", "field", "names", "needed")]
    assert len(columns) == len(set(columns)) and {k for k, _ in columns} == kinds
    for row in rows("external/columns.csv", "kind", "field", "names", "needed"):
        assert all(name == external.columns.plain(name) for name in cells(row["names"])), row
    for row in rows("external/precision.csv", "kind", "code", "precision_km", "meaning"):
        assert row["kind"] in kinds and row["meaning"]
        assert not row["precision_km"] or 0 < float(row["precision_km"]) < 500
    for row in (
        *rows("external/actor_forms.csv", "form", "kind", "name"),
        *rows("external/interactions.csv", "word", "kind"),
    ):
        assert row["kind"] in KINDS or not row["kind"], row
    assert {r["kind"] for r in rows("external/datasets.csv", "kind", "name", "attribution", "terms")} == kinds


def test_numbers_that_only_look_like_numbers_cost_one_row(gazetteer: Gazetteer) -> None:
    rows = "\n".join(f"SYR,{year},1000" for year in ("2024", "²⁰²⁴", "20" * 3_000))
    found = table(f"iso3,year,new_displacement\n{rows}\n", gazetteer)
    assert (found.rows, [n for n, _ in found.refused]) == (1, [3, 4])
    point = '{"features": [{"geometry": {"type": "Point", "coordinates": [1%s, 1]}, "properties": {"date": "x"}}]}'
    with pytest.raises(TableError):
        table(point % ("0" * 400), gazetteer, "a.geojson")


def test_a_pipe_is_not_waited_for(gazetteer: Gazetteer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "acled.csv")
    with pytest.raises(TableError, match="is no file"):
        external.read(tmp_path / "acled.csv", gazetteer)
