"""The commands: what they read and write, how they fail."""

import io
import json
import os
import re
import signal
from pathlib import Path

import pytest

from geo.cli import main
from geo.gazetteer import Gazetteer

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "2024-12-06-homs.txt"
TOWN = "Fighters captured the town of Sake near Goma on Tuesday, the army said."

pytestmark = pytest.mark.usefixtures("gazetteer")


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8")
    return path


def test_toponyms_writes_a_line_a_name_with_offsets_into_the_text(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"doc": "a", "text": TOWN, "title": "Goma falls"})
    assert main(["toponyms", "--in", str(source), "--out", str(tmp_path / "out.jsonl")]) == 0
    found = lines(tmp_path / "out.jsonl")
    assert [(r["doc"], r["surface"], r["country"]) for r in found] == [("a", "Sake", "CD"), ("a", "Goma", "CD")]
    assert all(TOWN[r["start"] : r["end"]] == r["surface"] for r in found)
    assert set(found[0]) == {
        "doc", "start", "end", "surface", "role", "name", "kind", "country", "lat", "lon", "precision_km", "score",
    }  # fmt: skip


def test_toponyms_leaves_out_what_the_user_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Syrian troops shelled the Rastan bridge near Homs, the University of Aleppo said."
    source = write(tmp_path / "in.jsonl", {"doc": "a", "text": text})
    out = tmp_path / "out.jsonl"

    def written(*more: str) -> set[str]:
        assert main(["toponyms", "--in", str(source), "--out", str(out), *more]) == 0
        return {r["surface"] for r in lines(out)}

    everything = written()
    assert {"Syrian", "Rastan bridge", "Homs"} < everything
    assert written("--leave-out", "demonyms,facilities") == everything - {"Syrian", "Rastan bridge"}
    monkeypatch.setenv("SITUATION_TOPONYMS_LEAVE_OUT", "demonyms")
    assert written() == everything - {"Syrian"}
    monkeypatch.setenv("SITUATION_TOPONYMS_LEAVE_OUT", "mountains")
    assert main(["toponyms", "--in", str(source), "--out", str(out)]) == 1


def test_toponyms_places_given_spans_and_looks_for_nothing_else(tmp_path: Path) -> None:
    start = TOWN.index("Goma")
    source = write(tmp_path / "in.jsonl", {"doc": 1, "text": TOWN, "spans": [[start, start + 4]]})
    assert main(["toponyms", "--in", str(source), "--out", str(tmp_path / "out.jsonl")]) == 0
    assert [r["surface"] for r in lines(tmp_path / "out.jsonl")] == ["Goma"]


def test_offsets_hold_in_a_text_with_control_characters_and_surrogates(tmp_path: Path) -> None:
    text = "\x00 \ud83d " + TOWN
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"doc": "a", "text": text}) + "\n", encoding="utf-8")
    assert main(["toponyms", "--in", str(source), "--out", str(tmp_path / "out.jsonl")]) == 0
    assert {text[r["start"] : r["end"]] for r in lines(tmp_path / "out.jsonl")} == {"Sake", "Goma"}


def test_extract_writes_the_scorers_schema_and_goes_on_after_bad_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(
        tmp_path / "in.jsonl",
        "{not json",
        {"doc_id": "no-text"},
        {"doc_id": "bad-date", "text": TOWN, "doc_date": "yesterday"},
        "[" * 100_000,
        {"doc_id": "good", "text": TOWN, "doc_date": "2024-02-07"},
    )
    assert main(["extract", "--in", str(source), "--out", str(tmp_path / "out.jsonl")]) == 1
    (document,) = lines(tmp_path / "out.jsonl")
    assert document["doc_id"] == "good"
    assert document["events"][0]["type"] == "capture"
    complaints = capsys.readouterr().err
    for n, words in ((1, "not readable as JSON"), (2, "“text” is missing"), (3, "2024-12-06"), (4, "not readable")):
        assert re.search(rf"line {n}: .*{words}", complaints), complaints


def test_situation_reads_standard_input_and_writes_geojson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"---\ndate: 2024-02-07\n---\n{TOWN}"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    out = tmp_path / "out.geojson"
    assert main(["situation", "-", "--out", str(out)]) == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert made["type"] == "FeatureCollection"
    assert made["as_of"] == "2024-02-07"
    assert {"ledger", "unplaced"} <= set(made)


def test_as_of_leaves_out_what_was_published_later(tmp_path: Path) -> None:
    for day, town in (("2024-02-07", "Sake"), ("2024-02-09", "Minova")):
        (tmp_path / f"{day}.txt").write_text(f"---\ndate: {day}\n---\n{TOWN.replace('Sake', town)}")
    out = tmp_path / "out.geojson"
    assert main(["situation", str(tmp_path), "--as-of", "2024-02-08", "--out", str(out)]) == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert [a["published"] for a in made["articles"]] == ["2024-02-07"]


def test_days_are_those_of_what_is_told_or_of_publication(tmp_path: Path) -> None:
    for day, town in (("2024-02-07", "Sake"), ("2024-02-09", "Minova")):
        (tmp_path / f"{day}.txt").write_text(f"---\ndate: {day}\n---\n{TOWN.replace('Sake', town)}")
    out = tmp_path / "out.geojson"
    inputs = [str(p) for p in sorted(tmp_path.iterdir())]
    found = {}
    for by in ("time", "published"):
        assert main(["situation", *inputs, "--by", by, "--as-of", "2024-02-08", "--out", str(out)]) == 0
        found[by] = [a["published"] for a in json.loads(out.read_text(encoding="utf-8"))["articles"]]
    assert found == {"time": ["2024-02-07", "2024-02-09"], "published": ["2024-02-07"]}  # both tell of the 6th


def test_since_says_what_changed(tmp_path: Path) -> None:
    for day, who in (("2024-02-07", "M23 rebels"), ("2024-02-11", "Congolese army troops")):
        text = f"{who} captured the town of Sake near Goma in DR Congo on {day[8:].lstrip('0')} February."
        (tmp_path / f"{day}.txt").write_text(f"---\ndate: {day}\n---\n{text}")
    out = tmp_path / "out.geojson"
    assert main(["situation", str(tmp_path), "--since", "2024-02-08", "--out", str(out)]) == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert [h["place"] for h in made["changes"]["hands"]] == ["Sake"]


def test_map_writes_one_file_without_a_link(tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    assert main(["map", str(SEED), "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", page)


def test_what_cannot_be_read_is_named_and_the_rest_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "good.txt").write_text(f"---\ndate: 2024-02-07\n---\n{TOWN}")
    out = tmp_path / "out.geojson"
    assert main(["situation", str(tmp_path), "--out", str(out)]) == 1
    assert out.exists()
    assert "empty.txt: no text" in capsys.readouterr().err


def test_nothing_readable_writes_nothing_and_says_what_to_try(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.geojson"
    out.write_text("kept")
    assert main(["situation", str(tmp_path / "missing.txt"), "--out", str(out)]) == 1
    assert out.read_text() == "kept"
    assert "no article could be read" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_to_is_an_error_not_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["situation", str(SEED), "--out", str(tmp_path / "no" / "folder" / "o.geojson")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["situation"], ["map", str(SEED)], ["toponyms", "--roles", "x"]]
)
def test_wrong_usage_exits_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_gazetteer_lookup_prints_every_place_of_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gazetteer", "lookup", "Homs", "--country", "sy"]) == 0
    assert "\tsettlement\tSY\t" in capsys.readouterr().out
    assert main(["gazetteer", "lookup", "Nowhere at all"]) == 1
    assert "aliases.csv" in capsys.readouterr().err


def test_gazetteer_info_names_sources_and_licences(gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gazetteer", "info"]) == 0
    assert "CC BY 4.0" in capsys.readouterr().out


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"python -m geo (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    for command in named:
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0


def test_complaints_carry_no_control_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["gazetteer", "lookup", "\x1b[31mred\x07"])
    assert "\x1b" not in capsys.readouterr().err


def test_an_analysts_notes_reach_their_record_and_unknown_ids_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"---\ndate: 2024-02-07\n---\n{TOWN}")
    out = tmp_path / "out" / "o.geojson"
    out.parent.mkdir()
    assert main(["situation", str(tmp_path / "a.txt"), "--out", str(out)]) == 0
    record = json.loads(out.read_text(encoding="utf-8"))["records"][0]["id"]
    (tmp_path / "notes.csv").write_text(f"record,assessment\n{record},seen on video\neven-000000000000,gone\n")
    assert main(["situation", str(tmp_path / "a.txt"), "--notes", str(tmp_path / "notes.csv"), "--out", str(out)]) == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert made["records"][0]["notes"] == {"assessment": "seen on video"}
    assert made["unknown_notes"] == ["even-000000000000"]


def test_a_folders_notes_are_joined_and_are_no_article(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(f"---\ndate: 2024-02-07\n---\n{TOWN}")
    (folder / "notes.csv").write_text("record,assessment\nx,y\n")
    assert main(["situation", str(folder), "--out", str(tmp_path / "o.geojson")]) == 0
    assert json.loads((tmp_path / "o.geojson").read_text(encoding="utf-8"))["unknown_notes"] == ["x"]


STATEMENTS = "lon,lat,actor,date\n36,34,A,2024-12-01\n37,34,B,2024-12-01\n"


def control_file(path: Path, *rings: list) -> Path:
    features = [
        {"type": "Feature", "properties": {"actor": a}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for a, ring in zip("AB", rings, strict=False)
    ]
    return write(path, {"type": "FeatureCollection", "date": "2024-11-30", "features": features})


def square(west: float, south: float, size: float = 1.0) -> list:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ("x,y\n1,2\n", {}, "lacks the columns"),
        ("lon,lat,actor,date\n", {}, "no statement"),
        (STATEMENTS, {"--as-of": "2020-01-01"}, "newer than 2020-01-01"),
        (STATEMENTS, {"--region": square(10, 10)}, "no statement lies in it"),
        (STATEMENTS, {"--previous": square(10, 10)}, "no statement lies in it"),
        (STATEMENTS, {"--region": [[35, 33], [38, 35], [38, 33], [35, 35], [35, 33]]}, "Self-intersection"),
    ],
)
def test_fronts_says_in_a_sentence_what_it_cannot_work_with(tmp_path, capsys, rows, options, said):
    table, out = tmp_path / "s.csv", tmp_path / "out.geojson"
    table.write_text(rows, encoding="utf-8")
    given = [
        str(x)
        for key, value in options.items()
        for x in (key, value if isinstance(value, str) else control_file(tmp_path / "f.geojson", value))
    ]
    assert main(["fronts", "--statements", str(table), "--out", str(out), *given]) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_fronts_names_bad_rows_and_does_the_rest(tmp_path, capsys):
    table, out = tmp_path / "s.csv", tmp_path / "out.geojson"
    table.write_text(STATEMENTS + "nan,34,A,2024-12-01\n36,95,A,2024-12-01\n36,34,,2024-12-01\n36,34,A,1.12.24\n")
    assert main(["fronts", "--statements", str(table), "--out", str(out)]) == 1
    told = capsys.readouterr().err
    assert all(f"line {n}:" in told for n in (4, 5, 6, 7))
    assert {f["properties"]["layer"] for f in json.loads(out.read_text())["features"]} >= {"control", "front"}


def test_a_map_laid_over_has_areas_of_its_own_and_its_refused_ones_are_named(tmp_path, capsys):
    overlay = control_file(
        tmp_path / "tracker.geojson", square(36, 34), [[35, 33], [38, 35], [38, 33], [35, 35], [35, 33]]
    )
    article, out = tmp_path / "a.txt", tmp_path / "out.geojson"
    article.write_text("Rebels seized Rastan on 1 December 2024.\n", encoding="utf-8")
    assert main(["situation", str(article), "--overlay", str(overlay), "--out", str(out)]) == 0
    assert "feature 2 is left out" in capsys.readouterr().err
    made = json.loads(out.read_text())
    (area,) = [f["properties"] for f in made["features"] if f["properties"].get("basis") == "overlay"]
    assert (area["layer"], area["source"], area["day"]) == ("control", "tracker.geojson", "2024-11-30")
    assert "tracker.geojson, feature 2" in {u["label"] for u in made["unplaced"]}


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{tmp_path / 'own.db'}")
    return tmp_path / "own.db"


def test_ingest_says_what_was_read_what_was_there_and_what_failed(
    own_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(f"---\ntitle: Sake falls\ndate: 2024-02-07\n---\n{TOWN}\n", encoding="utf-8")
    (folder / "b.txt").write_bytes(b"\x89PNG")
    assert main(["ingest", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "1 read, 1 could not be read" in said
    assert "b.txt: could not be read: " in said
    (folder / "b.txt").unlink()
    assert main(["ingest", str(folder)]) == 0
    assert "1 already there" in capsys.readouterr().err
    assert main(["ingest", "--reread"]) == 0
    assert "nothing to read" in capsys.readouterr().err
    assert main(["ingest"]) == 2


def test_ingest_watches_a_folder_until_it_is_asked_to_stop(
    own_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from geo.store.watch import Watch

    (tmp_path / "in").mkdir()
    looks = []
    due = Watch.due

    def look(self: Watch) -> list[Path | str]:
        looks.append(self)
        if len(looks) == 1:
            (tmp_path / "in" / "late.txt").write_text(TOWN, encoding="utf-8")
        if len(looks) == 4:
            os.kill(os.getpid(), signal.SIGTERM)
        return due(self)

    monkeypatch.setattr(Watch, "due", look)
    monkeypatch.setattr("geo.cli.ingest.LEAST_S", 0.0)
    assert main(["ingest", str(tmp_path / "in"), "--watch", "--every", "0.01s"]) == 0
    said = capsys.readouterr().err
    assert said.count("1 read") == 1
    assert "watching has ended" in said
    assert len(looks) == 4
    assert main(["ingest", "-", "--watch"]) == 2


def test_db_stands_for_everything_in_the_store(own_store: Path, tmp_path: Path) -> None:
    assert main(["situation", "db:"]) == 1, "there is nothing in it yet"
    assert main(["ingest", str(SEED)]) == 0
    out = tmp_path / "out.geojson"
    assert main(["situation", "db:", "--out", str(out)]) == 0
    stored = json.loads(out.read_text(encoding="utf-8"))
    assert main(["situation", str(SEED), "--out", str(out)]) == 0
    read = json.loads(out.read_text(encoding="utf-8"))
    assert stored["records"] == read["records"]
    assert stored["features"] == read["features"]
    assert main(["situation", "db:", str(SEED), "--out", str(out)]) == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))["articles"]) == 1, "an article of both counts once"
