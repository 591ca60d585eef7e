"""Articles into the store: each once, in any order, however often it was stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from geo import articles, pipeline
from geo.gazetteer import Gazetteer
from geo.model import Article
from geo.store import Store, ingest, rules
from geo.store.watch import Watch

ROOT = Path(__file__).parents[2]
STORY = (
    "Rebel fighters captured the town of Sake near Goma on Tuesday, residents said. The army said that its troops had "
    "withdrawn toward Goma after two days of shelling. More than 3,000 people fled Sake toward Goma, the United Nations "
    "said. Aid agencies warned that the road to Minova was cut. A spokesman for the provincial governor called on the "
    "population to stay calm and said that reinforcements were on their way."
)
OTHER = "Russian forces shelled the town of Orikhiv in Ukraine on Monday, killing two people, the governor said."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


def file(folder: Path, name: str, text: str, **head: str) -> Path:
    folder.mkdir(exist_ok=True)
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    path = folder / name
    path.write_text(f"---\n{lines}---\n{text}\n" if head else text, encoding="utf-8")
    return path


def rows(store: Store) -> list[Any]:
    """What the store knows, but for when and from which file it came."""
    listed = sorted(
        (e.id, e.title, e.source, e.published, e.counts, e.copies, e.copy_of) for e in store.library(limit=10_000)
    )
    told = [
        (e.article.id, e.article.text, e.article.url, e.events, e.displacements, e.movements, e.controls, e.theatre)
        for e in store.extractions()
    ]
    return [listed, told]


def test_an_article_is_read_once_however_often_it_comes(store: Store, gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    file(folder, "a.txt", STORY, title="Sake falls", date="2024-02-07")
    file(folder, "b.txt", OTHER, title="Shelling", date="2024-02-06")
    first = ingest.ingest([folder], store, gazetteer)
    assert (first.read, first.same, first.failed) == (2, 0, [])
    assert first.placed > 3
    before = rows(store)
    file(folder, "again.txt", STORY + "\n\n", title="Sake falls", date="2024-02-07")
    again = ingest.ingest([folder], store, gazetteer)
    assert (again.read, again.same, again.placed) == (0, 3, 0)
    assert rows(store) == before


def test_a_wire_copy_is_stored_and_counts_once(store: Store, gazetteer: Gazetteer, tmp_path: Path) -> None:
    file(tmp_path / "in", "wire.txt", STORY, title="Sake falls", date="2024-02-07", source="Wire")
    paper = STORY.replace("Aid agencies warned", "Aid groups warned")
    copy = file(tmp_path / "in", "zpaper.txt", paper, title="Rebels take Sake", date="2024-02-08", source="Paper")
    said: list[ingest.Outcome] = []
    report = ingest.ingest([tmp_path / "in"], store, gazetteer, each=lambda _, outcome: said.append(outcome))
    assert (report.read, report.copies) == (1, 1)
    assert said[1].words().startswith(f"{copy}: a copy of “Sake falls”, which counts once")
    assert [e.article.title for e in store.extractions()] == ["Sake falls"]


def test_the_order_of_articles_changes_no_row(gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    file(folder, "1.txt", STORY, title="Sake falls", date="2024-02-07", source="Wire")
    file(folder, "2.txt", STORY, title="Sake falls", date="2024-02-08", source="Paper")
    file(folder, "3.txt", STORY, title="Sake falls")
    file(folder, "4.txt", STORY.replace("stay calm", "remain calm"), title="Town lost", date="2024-02-07", source="B")
    file(folder, "5.txt", OTHER, title="Shelling", date="2024-02-06", url="https://news.example/orikhiv")
    update = OTHER.replace("two people", "five people and wounding nine")
    file(
        folder,
        "6.txt",
        update,
        title="Shelling (update)",
        date="2024-02-07",
        url="https://news.example/orikhiv?utm_x=1",
    )
    files = sorted(folder.iterdir())
    orders = [files, files[::-1], [files[i] for i in (3, 1, 5, 0, 4, 2)]]
    found = []
    for n, order in enumerate(orders):
        with Store.open(f"sqlite:///{tmp_path / f'{n}.db'}") as store:
            report = ingest.ingest(order, store, gazetteer)
            assert report.seen == 6
            found.append(rows(store))
    assert found[0] == found[1] == found[2]
    assert len(found[0][1]) == 2, "two articles count: one story, and the newest version of the other"


def test_what_cannot_be_read_is_named_and_the_rest_goes_in(
    store: Store, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(tmp_path / "in", "a.txt", STORY, title="Sake falls", date="2024-02-07")
    file(tmp_path / "in", "b.txt", OTHER, title="We trip over this", date="2024-02-07")
    (tmp_path / "in" / "c.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "in" / "d.txt").write_text("")
    extract = pipeline.extract

    def tripping(article: Article, *args: Any, **more: Any) -> Any:
        if "trip" in article.title:
            raise ZeroDivisionError("a fault")
        return extract(article, *args, **more)

    monkeypatch.setattr(pipeline, "extract", tripping)
    report = ingest.ingest([tmp_path / "in", tmp_path / "none"], store, gazetteer)
    assert report.read == 1
    reasons = {Path(f.where).name: f.reason for f in report.failed}
    assert set(reasons) == {"b.txt", "c.png", "d.txt", "none"}
    assert "a fault of ours" in reasons["b.txt"]
    monkeypatch.undo()
    later = ingest.ingest([tmp_path / "in"], store, gazetteer)
    assert (later.read, later.same, len(later.failed)) == (1, 1, 2), "what failed is tried again"


def test_a_stop_between_two_articles_of_one_file_loses_none(store: Store, gazetteer: Gazetteer, tmp_path: Path) -> None:
    source = tmp_path / "many.jsonl"
    told = [STORY, OTHER, "Fighting broke out in Bakhmut in Ukraine on Friday, officials said."]
    source.write_text("".join(json.dumps({"title": f"T{i}", "text": t}) + "\n" for i, t in enumerate(told)))

    class Stop(Exception):  # noqa: N818
        pass

    def stop(report: ingest.Report, _: ingest.Outcome) -> None:
        if report.seen == 2:
            raise Stop

    with pytest.raises(Stop):
        ingest.ingest([source], store, gazetteer, each=stop)
    assert store.count() == 2
    report = ingest.ingest([source], store, gazetteer)
    assert (report.read, report.same) == (1, 2)
    known = ingest.ingest([source], store, gazetteer)
    assert (known.read, known.same) == (0, 3)


def test_killed_in_the_middle_it_goes_on_where_it_was(gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for n, town in enumerate(
        ["Kharkiv", "Kupiansk", "Izium", "Lyman", "Bakhmut", "Orikhiv", "Melitopol", "Kherson"] * 8
    ):
        file(
            folder,
            f"{n:02}.txt",
            f"Report {n}. Shells hit {town} in Ukraine on day {n}, the mayor said.",
            title=f"N{n}",
        )
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    command = [sys.executable, "-m", "geo", "ingest", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SITUATION_DB": url}, stderr=subprocess.DEVNULL)
    until = monotonic() + 60
    with Store.open(url) as store:
        while store.count() < 5 and monotonic() < until:
            sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        assert 5 <= store.count() < 24
        assert store.check() == []
        ingest.ingest([folder], store, gazetteer)
        resumed = rows(store)
    with Store.open(f"sqlite:///{tmp_path / 'whole.db'}") as store:
        ingest.ingest([folder], store, gazetteer)
        assert resumed == rows(store)


def test_what_somebody_deleted_stays_away_until_asked_for(store: Store, gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = file(tmp_path / "in", "a.txt", STORY, title="Sake falls", date="2024-02-07")
    ingest.ingest([path], store, gazetteer)
    store.delete(store.library()[0].id)
    assert ingest.ingest([path], store, gazetteer).deleted == 1
    assert store.count() == 0
    assert ingest.ingest([path], store, gazetteer, deleted=True).read == 1


def test_reading_again_replaces_what_rules_made_and_keeps_what_people_decided(
    store: Store, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = articles.from_text(STORY, title="Sake falls", published=date(2024, 2, 7))
    today = rules.version()
    monkeypatch.setattr(rules, "version", lambda: "older")
    ingest.put(article, store, gazetteer, where="test")
    record = store.extractions()[0].events[0]
    store.decide(record.id, "reject", {}, author="ana")
    monkeypatch.setattr(rules, "version", lambda: today)
    assert store.outdated(today) == [article.id]
    report = ingest.reread(store, gazetteer)
    assert (report.reread, report.failed) == (1, [])
    assert store.outdated(today) == []
    assert record.id not in {e.id for e in store.extractions()[0].events}, "the rejection still stands"
    assert ingest.reread(store, gazetteer).words() == "nothing to read"


def test_a_name_put_right_is_known_in_the_next_article_and_stays_when_all_are_read_again(
    store: Store, gazetteer: Gazetteer
) -> None:
    ingest.put(articles.from_text(STORY, published=date(2024, 2, 7)), store, gazetteer, where="one")
    capture = next(e for e in store.extractions()[0].events if e.type == "capture")
    hill = {
        "id": "point:-1.6010,29.0510", "name": "Sake", "kind": "settlement", "lat": -1.601, "lon": 29.051, "country": "CD",
        "admin1": capture.places[0].admin1, "precision_km": 1.0,
    }  # fmt: skip
    body = {"role": "places", "from": capture.places[0].id, "place": hill, "surface": "Sake", "learn": True}
    made = store.decide(capture.id, "place", body, author="Ann")
    text = "Shells hit the town of Sake near Goma on Thursday and killed two people, a resident of Goma said."
    ingest.put(articles.from_text(text, published=date(2024, 2, 9)), store, gazetteer, where="two")

    def places() -> list[set[str]]:
        return [{p.id for e in x.events for p in e.places} for x in store.extractions()]

    assert all(hill["id"] in found for found in places())
    ingest.reread(store, gazetteer, ids=[e.id for e in store.library()])
    assert all(hill["id"] in found for found in places())
    store.undo(made.id, author="Ann")
    ingest.reread(store, gazetteer, ids=[e.id for e in store.library()])
    assert not any(hill["id"] in found for found in places())
    assert store.check() == []


def test_a_person_corrects_a_date_and_a_file_does_not(store: Store, gazetteer: Gazetteer) -> None:
    first, later = (articles.from_text(STORY, title="Sake falls", published=date(2024, 2, day)) for day in (7, 9))
    ingest.put(first, store, gazetteer, where="a.txt")
    assert ingest.put(later, store, gazetteer, where="b.txt").state == "same"
    assert store.article(first.id).published == first.published
    assert ingest.put(later, store, gazetteer, where="pasted", corrects=True).state == "reread"
    assert store.article(first.id).published == later.published


def test_two_articles_of_one_id_are_both_stored(store: Store, gazetteer: Gazetteer, tmp_path: Path) -> None:
    file(tmp_path / "in", "a.txt", STORY, id="7", title="Sake falls", date="2024-02-07")
    file(tmp_path / "in", "b.txt", OTHER, id="7", title="Shelling", date="2024-02-07")
    for expected in ((2, 0), (0, 2)):
        report = ingest.ingest([tmp_path / "in"], store, gazetteer)
        assert (report.read, report.same) == expected
    assert store.count() == 2


ACLED = """\
event_id_cnty,event_date,disorder_type,event_type,sub_event_type,actor1,actor2,country,admin1,location,latitude,longitude,source,notes,fatalities
SYR1,2024-12-05,Political violence,Battles,Armed clash,Hayat Tahrir al Sham,Military Forces of Syria,Syria,Hama,Hama,35.1318,36.7578,SOHR,HTS forces fought in Hama city.,12
SYR2,2024-12-05,Political violence,Explosions/Remote violence,Air/drone strike,Military Forces of Syria,,Syria,Homs,Rastan,34.9167,36.7333,SANA,Air strikes hit the Rastan bridge.,0
SYR3,2024-12-06,Political violence,Battles,Armed clash,Hayat Tahrir al Sham,,Syria,Homs,Homs,999,36.7,SANA,On no map.,0
"""


def test_event_data_goes_in_as_a_source_of_its_own(store: Store, gazetteer: Gazetteer, tmp_path: Path) -> None:
    table = tmp_path / "acled.csv"
    table.write_text(ACLED)
    report = ingest.ingest([table], store, gazetteer)
    assert (report.read, report.placed) == (1, 2)
    assert [Path(f.where).name for f in report.failed] == ["acled.csv, row 4"]
    assert [(e.source, e.counts.events) for e in store.library()] == [("ACLED", 2)]
    assert (store.library()[0].dataset or "").startswith("acled-")
    before = rows(store)
    assert ingest.ingest([table], store, gazetteer).same == 1
    assert rows(store) == before
    table.write_text(ACLED.replace("fought in Hama", "captured Hama").replace("999", "34.73"))
    later = ingest.ingest([table], store, gazetteer)
    assert (later.read, later.failed) == (1, [])
    told = [e.article.text for e in store.extractions()]
    assert len(told) == 2, "the newer edition of a day replaces the older"
    assert "captured Hama" in told[0]
    record = store.extractions()[0].events[0].id
    store.decide(record, "confirm", {}, author="ana")
    table.write_text(ACLED.replace("999", "34.73"))
    kept = ingest.ingest([table], store, gazetteer)
    assert "somebody decided on it" in kept.failed[0].reason
    assert store.count() == 3


def test_a_watched_file_is_due_once_it_stays_the_same(tmp_path: Path) -> None:
    finished, growing = tmp_path / "old.txt", tmp_path / "new.txt"
    finished.write_text(STORY)
    os.utime(finished, (1, 1))
    growing.write_text("half")
    watch = Watch([tmp_path, "https://news.example/feed"])
    assert watch.due() == [finished, "https://news.example/feed"]
    growing.write_text("half and more")
    assert watch.due() == ["https://news.example/feed"], "it changed since the last look"
    assert watch.due() == [growing, "https://news.example/feed"]
    assert watch.due() == ["https://news.example/feed"]
    finished.write_text("changed")
    growing.unlink()
    assert watch.due() == ["https://news.example/feed"]
    assert watch.due() == [finished, "https://news.example/feed"]


def test_the_report_is_a_sentence() -> None:
    report = ingest.Report()
    for state in ("new", "new", "same", "copy", "failed", "deleted"):
        report.add(ingest.Outcome(where="x", state=state, placed=2 if state == "new" else 0))  # type: ignore[arg-type]
    assert (
        report.words()
        == "2 read, 1 already there, 1 a wire copy, 1 left out because deleted before, 1 could not be read; 4 records placed, 0 not"
    )
    assert report.seen == 6
