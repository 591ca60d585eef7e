"""The library in a real browser: add, search, show, read again, delete; it stays, and hostile text in it is text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from benchmarks.store_articles import extraction
from geo import pipeline
from geo.errors import StoreError
from geo.gazetteer import Gazetteer
from geo.model import Extraction
from geo.store import Store, ingest
from geo.ui import kept, library
from tests.browser_fixtures import Watch
from tests.ui.test_page import SEED, drawn, on_day, paste, serving

ROOT = Path(__file__).parents[2]
HOSTILE = [json.loads(line) for line in (ROOT / "tests" / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]
SAKE = (
    "Rebel fighters captured the town of Sake near Goma on Tuesday, residents said. More than 3,000 people fled Sake."
)
ORIKHIV = "<html><head><title>Orikhiv shelled</title></head><body><article><p>Russian forces shelled the town of Orikhiv in Ukraine on Monday, killing two people, the governor of the region said.</p><p>Rescue workers searched the rubble of a school for hours.</p></article></body></html>"

browsing = pytest.mark.browser


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def server(gazetteer: Gazetteer, home: Path) -> Iterator[str]:
    with serving(home / "log.txt", SEED) as address:
        yield address


@browsing
def test_files_are_added_found_shown_read_again_and_deleted(watch: Watch, server: str, tmp_path: Path) -> None:
    page = watch.page
    (tmp_path / "sake.txt").write_text(f"---\ntitle: Sake falls\ndate: 2024-02-07\n---\n{SAKE}\n")
    (tmp_path / "orikhiv.html").write_text(ORIKHIV)
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    page.goto(server)
    drawn(page)
    page.click(".st-key-add button")
    page.set_input_files("[role=dialog] input[type=file]", sorted(tmp_path.iterdir()))
    page.locator("[role=dialog] [role=spinbutton]:visible").first.click()
    page.keyboard.type("20240206")
    page.click("button:has-text('Add them')")
    results = page.locator(".st-key-library-results")
    results.wait_for(timeout=60_000)
    said = results.inner_text()
    assert "2 read, 1 could not be read" in said
    assert "sake.txt: read: 1 event, 1 displacement" in said
    assert "picture.txt: could not be read: " in said
    assert_accessible(page)
    page.click(".st-key-library-back button")
    page.wait_for_selector(".st-key-library-row-1")
    assert "Sake falls" in page.inner_text(".st-key-library-title-0"), "the newest publication first"
    assert "6 February 2024" in page.inner_text(".st-key-library-origin-1"), "the date for files that do not say"
    assert_accessible(page)
    page.fill("input[aria-label='Search the library']", "rubble orikhiv")
    page.wait_for_selector(".st-key-library-row-1", state="detached")
    assert page.inner_text(".st-key-library-title-0") == "Orikhiv shelled"
    page.click(".st-key-library-show-0 button")
    frame = on_day(page, "6 February 2024")
    assert "Orikhiv" in frame.inner_text(".geo-events")
    page.click(".st-key-library button")
    page.wait_for_selector(".st-key-library-row-1")
    frame.evaluate("() => geo.store.set({ text: 'school' })")
    page.wait_for_url("**q=school*")
    page.wait_for_timeout(500)  # the page has run again with what the map reported
    assert page.locator(".st-key-library-row-1").is_visible(), "the drawer stays open"
    page.fill("input[aria-label='Search the library']", "orikhiv")
    page.wait_for_selector(".st-key-library-row-1", state="detached")
    page.click(".st-key-library-more-0 button")
    page.wait_for_selector("text=Rescue workers searched")
    page.click(".st-key-library-again button")
    page.wait_for_selector("text=1 read again")
    page.click(".st-key-library-delete-ask button")
    page.wait_for_selector("text=With it goes what rests on it alone: 1 event")
    assert_accessible(page)
    page.click(".st-key-library-delete-do button")
    page.wait_for_selector("text=“Orikhiv shelled” is deleted.")
    page.keyboard.press("Escape")
    on_day(page, "6 December 2024")
    assert page.locator("input[value*='Orikhiv']").count() == 0
    watch.assert_quiet()


@browsing
def test_hostile_titles_and_texts_are_text_in_the_library(browser: Browser, server: str) -> None:
    watch = Watch(browser, color_scheme="dark")
    text = "\n".join(f"Rebels captured the town of Sake on Tuesday, {row['text']} said." for row in HOSTILE)
    title = "<img src=x onerror=console.log('PWN')> {{7*7}} **b** ![a](https://evil.example/p.png) $x$ :smile:"
    paste(watch.page, server, title, text, day="20240209")
    on_day(watch.page, "9 February 2024")
    watch.page.click(".st-key-library button")
    shown = watch.page.locator("[class*='st-key-library-title-']:has-text('onerror')").first
    shown.wait_for()
    assert shown.inner_text() == title
    row = shown.locator("xpath=ancestor::*[contains(@class, 'st-key-library-row-')]")
    row.locator("button:has-text('More')").click()
    watch.page.wait_for_selector(".st-key-library-text .stText")
    told = watch.page.locator(".st-key-library-text .stText").text_content() or ""
    whole = [
        row["text"] for row in HOSTILE if row["text"].isprintable() and row["text"] == " ".join(row["text"].split())
    ]
    assert len(whole) > 20
    assert [t for t in whole if t not in told] == []
    assert_accessible(watch.page)
    watch.page.click(".st-key-library-back button")
    watch.page.wait_for_selector(".st-key-library-row-0")
    assert_accessible(watch.page)
    watch.page.click(".st-key-library-add button")
    watch.page.wait_for_selector("[role=dialog] input[type=file]", state="attached")
    assert_accessible(watch.page)
    watch.assert_quiet()
    watch.close()


@browsing
def test_what_was_pasted_is_there_after_a_reload_and_in_another_process(watch: Watch, server: str, home: Path) -> None:
    paste(watch.page, server, "Kept for good", SAKE, day="20240210")
    on_day(watch.page, "10 February 2024")
    watch.page.reload()
    on_day(watch.page, "10 February 2024")
    asked = watch.page.url.removeprefix(server)
    watch.page.goto("about:blank")
    with serving(home / "after.txt", SEED) as address:
        watch.page.goto(address + asked)
        on_day(watch.page, "10 February 2024")
        assert watch.page.locator("input[value='Kept for good (library)']").count() == 1


def test_with_a_broken_store_the_seed_is_shown_and_a_sentence_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{broken}")
    monkeypatch.setattr("sys.argv", ["app.py", SEED])
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.run()  # the first map does not wait for the store
    assert not app.exception
    assert [e.label for e in app.expander] == ["The library cannot be used; everything else works"]
    assert "this file is no database" in app.expander[0].text[0].value
    assert app.selectbox(key="shown").value is not None


def test_started_with_the_library_the_page_opens_on_all_of_it_and_reads_nothing_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{tmp_path / 'own.db'}")
    monkeypatch.setattr("sys.argv", ["app.py", "db:"])
    with Store.open() as store:
        ingest.ingest([SEED], store, gazetteer)
        entry = store.library()[0]

    def unexpected(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(pipeline, "extract", unexpected)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="shown").value == kept.LIBRARY
    assert app.selectbox(key="shown").options == ["Everything in the library (1 article)", f"{entry.title} (library)"]
    app.selectbox(key="shown").select_index(1).run()
    assert not app.error
    assert app.query_params["a"] == f"{kept.STORED}{entry.id}"


def test_a_write_from_the_page_waits_seconds_for_another_program_and_a_read_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert kept.BUSY_S <= 5
    monkeypatch.setattr(kept, "BUSY_S", 0.2)
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{tmp_path / 'own.db'}")
    with (
        closing(kept.Door().open()) as store,
        closing(sqlite3.connect(tmp_path / "own.db", isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        began = monotonic()
        assert store.library() == []
        with pytest.raises(StoreError, match="another program has been writing"):
            store.scenes.put("x", {}, expected=0)
        assert monotonic() - began < 3


def test_an_article_that_another_stands_in_for_says_so(store: Store) -> None:
    one = extraction(1)
    other = Extraction(article=replace(one.article, id="other", url=None, published=date(2030, 1, 1)))
    for e in (one, other):
        store.add(e, rules="r")
    (copy,) = store.library(ids=["other"])
    (counts,) = store.library(ids=[one.article.id])
    assert library.gave(copy) == "Nothing that can be shown · another version counts"
    assert f"“{library.title(counts)}”, which counts in its stead" in library._remarks(store, copy)[0]
    assert library._remarks(store, counts)[0].startswith("1 copy or other version of it is stored too")
    assert "another version" not in library.gave(counts)


def assert_accessible(page: Page) -> None:
    """No finding of weight in the page around the map, which has its own test."""
    page.wait_for_timeout(400)  # Streamlit fades what it draws anew
    found = Axe().run(page, context="[role=dialog]", options={"resultTypes": ["violations"]})
    heavy = [v for v in found.response["violations"] if v["impact"] in {"serious", "critical"}]
    assert not heavy, [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in heavy]
