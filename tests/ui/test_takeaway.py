"""The act ``file``: deck, PDF and HTML of a briefing, made by the page; what fails is said in a sentence."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pypdf
import pytest
from pptx import Presentation

from geo import pipeline, render
from geo.cli import main
from geo.model import Mark, Review
from geo.strings import say
from geo.ui import desk, kept, takeaway
from geo.ui.channel import Made
from geo.ui.shown import Gathered, Shown
from tests.export import made
from tests.export.test_deck import scene

assert takeaway.file
BRIEFING = {
    "title": "Monday",
    "scenes": [
        {"id": "s-0000000a", "kind": "view", "title": "</script>{{ 7*7 }}", "query": "c=34.7,36.7,9", "records": []}
    ],
}


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> desk.Now:
    collection = pipeline.assemble([made.extraction()])
    monkeypatch.setattr(Shown, "gathered", lambda *_: Gathered([made.extraction()]))
    return desk.Now(Shown(), Made.of(collection, "AA=="), "all")


def asked(now: desk.Now, **of: object) -> tuple[str, bytes]:
    answer = desk.perform(now, {"do": "file", "k": 1, **of})
    assert "error" not in answer, answer
    assert json.loads(json.dumps(answer)) == answer, "it goes to the browser as JSON"
    return answer["file"]["name"], base64.b64decode(answer["file"]["data"])


def test_a_deck_and_a_pdf_are_made_of_what_the_frame_sends(now: desk.Now) -> None:
    name, data = asked(now, format="pptx", title="Monday", slides=[scene(), scene()])
    assert name == "briefing.pptx" and len(Presentation(io.BytesIO(data)).slides) == 3
    name, data = asked(now, format="pdf", title="Monday", slides=[scene()])
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert name == "briefing.pdf" and len(reader.pages) == 2
    assert "Marks are read from the articles by rules" in " ".join(reader.pages[1].extract_text().split())


@pytest.mark.usefixtures("gazetteer")
def test_the_html_file_carries_the_scenes_and_none_of_their_words_as_code(now: desk.Now) -> None:
    name, data = asked(now, format="html", briefing=BRIEFING)
    page = data.decode()
    assert name == "briefing.html" and "default-src 'none'" in page
    message = render.message.decode(page.rsplit('geo.layer("', 1)[1].split('"', 1)[0])
    assert message["briefing"] == BRIEFING
    assert "{{ 7*7 }}" not in page
    assert made.SENTENCES["past"] not in str(message["articles"]), (
        "sentences of the evidence leave the house, articles do not"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "exe"},
        {"format": "pptx", "slides": []},
        {"format": "pdf", "slides": [scene(picture="x")]},
        {"format": "html", "briefing": {"title": 3, "scenes": []}},
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(now: desk.Now, wrong: dict[str, object]) -> None:
    answer = desk.perform(now, {"do": "file", "k": 1, **wrong})
    assert set(answer) == {"error"} and answer["error"].strip()


@pytest.mark.usefixtures("gazetteer")
def test_the_command_puts_a_saved_briefing_into_the_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pipeline, "extract", lambda *_, **__: made.extraction())
    (tmp_path / "a.txt").write_text("Fighters captured the town of Rastan on Thursday.", "utf-8")
    (tmp_path / "b.json").write_text(json.dumps(BRIEFING), "utf-8")
    out = tmp_path / "map.html"
    for command in (["map"], ["export", "--format", "html"]):
        assert main([*command, str(tmp_path / "a.txt"), "--briefing", str(tmp_path / "b.json"), "--out", str(out)]) == 0
        page = out.read_text("utf-8")
        assert render.message.decode(page.rsplit('geo.layer("', 1)[1].split('"', 1)[0])["briefing"] == BRIEFING
        out.unlink()
    (tmp_path / "b.json").write_text('{"scenes": 7}', "utf-8")
    for wrong in (str(tmp_path / "b.json"), "no such briefing"):
        assert main(["map", str(tmp_path / "a.txt"), "--briefing", wrong, "--out", str(out)]) != 0
        assert "briefing" in capsys.readouterr().err and not out.exists()


@pytest.mark.parametrize("form", ["html", "pptx", "pdf"])
def test_nothing_leaves_that_is_older_than_a_mark_as_sensitive(
    now: desk.Now, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    read = made.extraction()
    marks = Review(marks={read.events[0].id: Mark(sensitive=True)})
    monkeypatch.setattr(Shown, "gathered", lambda *_: Gathered([read], marks))
    answer = desk.perform(now, {"do": "file", "k": 1, "format": form, "title": "T", "slides": [scene()]})
    assert answer == {"error": say("save.unread")}


def test_nothing_leaves_while_decisions_cannot_be_read(now: desk.Now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "exists", lambda: True)
    monkeypatch.setattr(kept.decided_before, "some", lambda _: True)
    answer = desk.perform(now, {"do": "file", "k": 1, "format": "html"})
    assert answer == {"error": say("save.unread")}
