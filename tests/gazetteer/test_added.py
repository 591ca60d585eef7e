"""A country file in GeoNames' dump format: added, merged, listed, removed."""

import zipfile

import pytest

from geo import cli
from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer, add, build, index_path, remove, sources
from geo.settings import Settings
from tests.gazetteer.conftest import small_towns


def line(
    number, name, *, lat="34.9", lon="36.7", code="P.PPL", alternates="", country="SY", admin1="11", population="0"
):
    feature_class, _, feature = code.partition(".")
    return "\t".join([
        str(number), name, name, alternates, lat, lon, feature_class, feature, country, "", admin1, "", "", "", population,
        "", "", "Asia/Damascus", "2024-01-01",
    ])  # fmt: skip


GOOD = [
    line(9001, "Kafr Nowhere", lat="35.1", lon="36.6", alternates="كفر لا مكان,Kfar Nowhere", population="1200"),
    line(1, "Homs", lat="34.724", lon="36.726", alternates="Emesa,Khoms"),  # known by its number
    line(9003, "Talbiseh", lat="34.842", lon="36.732", alternates="Talbissa"),  # known by name, kind and place
    line(9004, "Talbiseh", lat="36.9", lon="40.1"),  # a namesake far away
    line(9005, "Jisr Nowhere", code="S.BDG", lat="35.0", lon="36.5"),
    line(9006, "Nahr Nowhere", code="H.STM", lat="35.0", lon="36.4"),
    line(9007, "Bi’r Nowhere", code="H.WLL", lat="35.0", lon="36.3"),  # a well: left out
    line(9008, "Muhafazat Homs", code="A.ADM1", lat="34.5", lon="38.5", alternates="Homs Province"),
]
BROKEN = [
    "no tabs at all",
    line("x1", "Bad number"),
    line(9010, "Off the globe", lat="91.2"),
    line(9011, "Not a number", lon="nan"),
    line(9012, ""),
    line(9013, "Bad country", country="Syria"),
    line(9014, "Bad people", population="many"),
    line(9015, "Short")[:30],
]


@pytest.fixture
def small_world(tables, tmp_path, monkeypatch):
    """Settings whose index is made of the small tables."""
    monkeypatch.setattr(sources, "TABLES", tables)
    monkeypatch.setattr(sources, "towns", small_towns)
    monkeypatch.setattr(sources.sources_digest, "__defaults__", (tables,))
    monkeypatch.setenv("SITUATION_CACHE", str(tmp_path / "cache"))
    return Settings()


@pytest.fixture
def country_file(tmp_path):
    path = tmp_path / "SY.txt"
    path.write_text("\n".join([*GOOD[:3], *BROKEN, *GOOD[3:]]) + "\n", encoding="utf-8")
    return path


def test_new_places_are_found_and_known_ones_gain_names(small_world, country_file):
    add(small_world, country_file)
    with Gazetteer.open(small_world) as g:
        new = g.lookup("Kafr Nowhere")[0]
        assert (new.id, new.kind, new.country, new.admin1, new.population) == (
            "geonames:9001", "settlement", "SY", "SY.11", 1200,
        )  # fmt: skip
        assert (new.source, new.licence) == ("GeoNames", "CC BY 4.0")
        assert g.lookup("بكفر لا مكان")[0].id == new.id
        assert [p.id for p in g.lookup("Emesa")] == ["geonames:1"]
        assert [p.id for p in g.lookup("Talbissa")] == ["geonames:4"]
        assert {p.id for p in g.lookup("Talbiseh")} == {"geonames:4", "geonames:9004"}
        assert [p.id for p in g.lookup("Homs Province")] == ["admin1:SY.11"]
        assert g.lookup("Jisr Nowhere")[0].kind == "bridge"
        assert g.lookup("Nahr Nowhere")[0].kind == "river"
        assert g.lookup("Bi’r Nowhere") == []
        assert g.near(35.1, 36.6, within_km=5)[0][1].id == new.id
        assert [p.id for _, p in g.similar("Kafar Nowheare", "SY")] == ["geonames:9001"]


def test_broken_lines_are_counted_named_and_never_fatal(small_world, country_file):
    result = add(small_world, country_file)
    assert (result.lines, result.kept, result.left_out, result.broken) == (16, 7, 1, 8)
    assert [e.number for e in result.examples] == [4, 5, 6, 7, 8]
    assert "1 columns, expected 19" in result.examples[0].reason
    assert "latitude '91.2'" in result.examples[2].reason


def test_a_zip_is_read_as_the_text_in_it(small_world, country_file, tmp_path):
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("readme.txt", "columns\n" * 1000)
        z.write(country_file, "SY.txt")
    assert add(small_world, path).kept == 7
    with Gazetteer.open(small_world) as g:
        assert g.lookup("Kafr Nowhere")


def test_adding_again_replaces_and_removing_takes_all_of_it_out(small_world, country_file):
    with Gazetteer.open(small_world) as g:
        before = (g.info()["places"], g.info()["names"])
    add(small_world, country_file)
    add(small_world, country_file)
    with Gazetteer.open(small_world) as g:
        assert "SY.txt" in g.info()["added"]
        assert g.info()["added"].count("7 places") == 1
    remove(small_world, "SY.txt")
    with Gazetteer.open(small_world) as g:
        assert (g.info()["places"], g.info()["names"]) == before
        assert g.info()["added"] == "nothing"
        assert g.lookup("Emesa") == []


def test_the_same_places_from_two_files_are_there_once(small_world, country_file, tmp_path):
    again = tmp_path / "allCountries.txt"
    again.write_text(country_file.read_text(encoding="utf-8"), encoding="utf-8")
    add(small_world, country_file)
    with Gazetteer.open(small_world) as g:
        places = g.info()["places"]
    add(small_world, again)
    with Gazetteer.open(small_world) as g:
        assert g.info()["places"] == places
    remove(small_world, "SY.txt")
    with Gazetteer.open(small_world) as g:
        assert g.lookup("Kafr Nowhere")


def test_added_places_outlast_a_change_of_the_tables(small_world, country_file, monkeypatch):
    add(small_world, country_file)
    with Gazetteer.open(small_world) as g:
        old = g.path
    monkeypatch.setattr(sources, "sources_digest", lambda *_: "f" * 64)
    with Gazetteer.open(small_world) as g:
        assert g.path != old
        assert g.lookup("Kafr Nowhere")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "none of 0 lines"),
        ("poem.txt", b"roses are red\nviolets are blue\n", "line 1: 1 columns"),
        ("torn.zip", b"PK\x03\x04" + b"x" * 50, "none of 1 lines"),
        ("binary.txt", bytes(range(256)) * 50, "dump format"),
        ("long.txt", b"x" * 1_000_000, "none of 1 lines"),
    ],
)
def test_what_is_no_dump_is_refused_and_changes_nothing(small_world, country_file, tmp_path, name, content, told):
    add(small_world, country_file)
    before = index_path(small_world)
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match=told):
        add(small_world, path)
    assert index_path(small_world) == before


def test_a_zip_that_breaks_off_changes_nothing(small_world, country_file, tmp_path):
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("SY.txt", "\n".join(line(9100 + i, f"Village {i}") for i in range(5000)))
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)
    before = index_path(small_world)
    with pytest.raises(GazetteerError, match="unpacked"):
        add(small_world, path)
    assert index_path(small_world) == before


def test_an_interrupted_adding_leaves_what_was_there(small_world, country_file, tmp_path):
    add(small_world, country_file)
    before = index_path(small_world)
    more = tmp_path / "more.txt"
    more.write_text("\n".join(line(9100 + i, f"Village {i}") for i in range(12_000)), encoding="utf-8")

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(small_world, more, stop)
    assert index_path(small_world) == before
    with Gazetteer.open(small_world) as g:
        assert g.lookup("Village 1") == []
        assert g.lookup("Kafr Nowhere")


def test_removing_what_was_never_added_names_what_was(small_world, country_file):
    with pytest.raises(GazetteerError, match="nothing is added"):
        remove(small_world, "UA.txt")
    add(small_world, country_file)
    with pytest.raises(GazetteerError, match=r"added are SY\.txt"):
        remove(small_world, "UA.txt")


def test_the_command_tells_what_it_did(small_world, country_file, capsys):
    assert cli.main(["gazetteer", "add", str(country_file)]) == 0
    out, err = capsys.readouterr()
    assert "7 places of 16 lines added" in err
    assert "8 could not be read" in err
    assert "line 4: 1 columns, expected 19" in err
    assert "and 3 more broken lines" in err
    assert "added: SY.txt on " in out
    assert cli.main(["gazetteer", "lookup", "Kafr Nowhere"]) == 0
    assert "geonames:9001" in capsys.readouterr().out
    assert cli.main(["gazetteer", "remove", "SY.txt"]) == 0
    assert "added: nothing" in capsys.readouterr().out
    assert cli.main(["gazetteer", "add", str(country_file) + ".missing"]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_the_base_stays_and_older_indexes_go(small_world, country_file):
    build(small_world)
    base = index_path(small_world)
    stale = base.with_name("gazetteer-1-older.sqlite")
    stale.write_bytes(b"x")
    add(small_world, country_file)
    with Gazetteer.open(small_world) as g:
        assert g.path != base
    assert base.exists()
    assert not stale.exists()
