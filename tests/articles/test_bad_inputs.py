"""Inputs that somebody made to break things, through every way in: each is read as words or refused in a sentence."""

from __future__ import annotations

import html
import io
import json
import os
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from geo import articles
from geo.articles import Document
from geo.articles.document import display_name
from geo.errors import ArticleError
from tests.articles import bombs, samples
from tests.articles.fetching import PUBLIC, web

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[3] / "shared" / "eval"))
FILE = EVAL / "bad_inputs.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text().splitlines()] if FILE.is_file() else []

pytestmark = pytest.mark.skipif(not ROWS, reason="the evaluation data are not here (SITUATION_EVAL)")

HARD = {"bomb-07": 5, "bomb-09": 10, "bomb-22": 30}
"""Seconds that a row allows, with the start of a worker; the others get ten."""
REFUSED = {
    "bomb-02": "over 2,000,000 bytes",
    "bomb-08": "over 2,000,000 bytes",
    "bomb-10": "nested too deep",
    "bomb-11": "digits",
    "bomb-13": "document type",
    "bomb-14": "document type",
    "bomb-16": "would unpack to",
}
"""What is said of rows that must be refused."""


def of(*kinds: str) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in ROWS if row["kind"] in kinds]


def well(document: Document) -> Document:
    """Check what holds for everything that was ever read: words that can be stored and shown, reasons in sentences."""
    for article in document.articles:
        for text in (article.title, article.text, article.source or "", article.url or ""):
            text.encode()
            assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text)
        assert article.text.strip()
    for failure in document.failures:
        assert " " in failure.reason
        assert "Traceback" not in failure.reason
        assert failure.reason.isprintable()
    assert document.articles or document.failures
    return document


@pytest.mark.parametrize("row", of("bomb"))
def test_bombs_cost_one_file_and_little_time(row: dict[str, Any]) -> None:
    for name, data in bombs.files(row).items():
        start = time.monotonic()
        document = well(articles.from_bytes(data, name))
        assert time.monotonic() - start < HARD.get(row["id"], 10), name
        assert REFUSED.get(row["id"], "") in "; ".join(f.reason for f in document.failures), name
        assert not any(bombs.SECRET.decode() in a.text + a.title for a in document.articles)
    assert articles.from_bytes(samples.rss(), "a.rss").articles


@pytest.mark.parametrize("row", of("ssrf"))
def test_addresses_that_must_not_be_fetched_are_not(row: dict[str, Any]) -> None:
    behaves = {
        "ssrf-43": "http://evil.example/inside",
        "ssrf-45": "http://evil.example/loop",
        "ssrf-46": "http://rebind.example/port",
        "ssrf-47": "http://evil.example/drip",
        "ssrf-49": "http://evil.example/gzip-bomb",
        "ssrf-50": "http://evil.example/deflate-bomb",
        "ssrf-51": "http://evil.example/lie",
    }
    with web({"rebind.example": [PUBLIC, "127.0.0.1"]}, fetch_seconds=1.5) as there:
        if row["id"] == "ssrf-46":
            there.fetcher.get(behaves["ssrf-46"])  # the public answer; what comes after it must not be followed
        start = time.monotonic()
        document = well(there.fetcher.get(behaves.get(row["id"], row["text"])))
        assert time.monotonic() - start < 3
    assert document.articles == ()
    assert there.forbidden == []
    assert (row["id"] in behaves) or there.asked == []


@pytest.mark.parametrize("row", of("path"))
def test_names_are_shown_and_never_name_a_file(
    row: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = row["text"]
    shown = display_name(name)
    assert shown.isprintable()
    assert not set(shown) & set("/\\\u202e\0")
    assert shown not in ("", ".", "..")
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = "a@b.example", "Mon, 06 May 2024 23:30:00 +0300", "Port"
    message.set_content(samples.FIRST)
    message.add_attachment(samples.THIRD.encode(), maintype="text", subtype="plain", filename=name.replace("\0", ""))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", samples.FIRST)
        file.writestr(name, samples.THIRD)
    for data, given in ((samples.TEXT.encode(), name), (message.as_bytes(), "m.eml"), (out.getvalue(), "a.zip")):
        document = well(articles.from_bytes(data, given))
        for where in (document.name, document.where, *(a.path or "" for a in document.articles)):
            assert where.isprintable()
            assert ".." not in where.split("/")
    assert list(tmp_path.iterdir()) == []


def _ways(text: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield a file of each kind whose article holds a text beside our own, and in its title."""
    told = f"{samples.FIRST}\n{samples.SECOND} {text}\n{samples.THIRD}"
    kept = told.replace("\0", "").encode("utf-8", "replace").decode()
    safe = html.escape("".join(c for c in kept if c.isprintable() or c == "\n"))
    day = "Mon, 06 May 2024 23:30:00 +0300"
    yield "a.txt", lambda: told.encode("utf-8", "surrogatepass")
    yield "a.md", lambda: told.encode("utf-8", "surrogatepass")
    yield (
        "a.json",
        lambda: json.dumps({"title": text, "text": told, "source": text, "url": text, "date": text}).encode(),
    )
    yield "a.csv", lambda: f'title,text\n"{kept}","{kept}"\n'.replace('""', "").encode()
    yield "a.html", lambda: f"<title>{safe}</title><article><h1>{safe}</h1><p>{safe}</p></article>".encode()
    yield "raw.html", lambda: f"<html><body><p>{kept}</p></body></html>".encode()
    yield (
        "a.rss",
        lambda: (
            '<rss version="2.0"><channel><title>x</title><item>'
            f"<title>{safe}</title><description>{html.escape(safe)}</description></item></channel></rss>"
        ).encode(),
    )
    yield "a.eml", lambda: f"From: a@b.example\nDate: {day}\nSubject: {safe}\nMIME-Version: 1.0\n\n{kept}\n".encode()


@pytest.mark.parametrize("row", of("xss", "markdown", "csv", "sql", "geo", "unicode"))
def test_texts_come_in_as_words_by_every_way(row: dict[str, Any]) -> None:
    text = row["text"]
    for name, make in _ways(text):
        document = well(articles.from_bytes(make(), name))
        if name == "a.txt" and "\0" in text:
            assert "binary" in document.failures[0].reason
        elif name == "a.txt":
            (article,) = document.articles
            assert articles.clean(text).strip() in article.text, name
    try:
        article = articles.from_text(text)
    except ArticleError as e:
        assert row["id"] in ("unicode-22", "unicode-23")
        assert "no text" in str(e)
    else:
        assert f"{article.title}\n{article.text}".strip() == articles.clean(text).strip()


def test_office_files_take_every_text_as_words() -> None:
    import docx
    from openpyxl import Workbook

    texts = [
        articles.clean(r["text"]).strip() for r in ROWS if r["kind"] in ("xss", "markdown", "csv", "sql", "unicode")
    ]
    texts = [t for t in texts if t]
    word, book = docx.Document(), Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["title", "text"])
    for text in texts:
        word.add_paragraph(text)
        cell = sheet.cell(row=sheet.max_row + 1, column=2)
        cell.value, cell.data_type = text, "s"
    for name, made in (("a.docx", word), ("a.xlsx", book)):
        out = io.BytesIO()
        made.save(out)
        document = well(articles.from_bytes(out.getvalue(), name))
        read = "\n".join(f"{a.title}\n{a.text}" for a in document.articles)
        missed = [t for t in texts if " ".join(t.split()) not in " ".join(read.split()) and not set(t) & set("<&")]
        assert missed == [], name


def row(number: str) -> str:
    return next(str(r["text"]) for r in ROWS if r["id"] == number)


def test_what_the_rows_on_unicode_demand_of_reading() -> None:
    assert articles.from_text(row("unicode-09")).text == "Kyiv"
    assert "\ufffd" in articles.from_text(f"Kyiv {row('unicode-07')}").text
    assert "\u202e" in articles.from_text(row("unicode-02")).text  # kept as it came; made harmless where it is shown
    assert articles.from_text(row("unicode-15")).text == "[31mred"
    composed, decomposed = (articles.from_text(f"Caf{e} de Kyiv") for e in ("é", "e\u0301"))
    assert composed.id == decomposed.id
    latin, cyrillic = (articles.from_text(f"Shelling of {name}") for name in ("Kyiv", "K\u0443iv"))
    assert latin.id != cyrillic.id
    for number in ("unicode-17", "unicode-18", "unicode-20"):
        (article,) = articles.from_bytes(f"title,text\n{row(number)},{row(number)}\n".encode(), "a.csv").articles
        assert (article.title, article.text) == (row(number), row(number))
