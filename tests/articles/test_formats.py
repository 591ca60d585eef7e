"""Formats: what is taken from each, what is said about it, and what is refused."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from geo import articles
from geo.articles import Document
from geo.articles.formats import dates
from geo.articles.kinds import kind_of
from tests.articles import bombs, samples
from tests.articles.samples import FIRST, SECOND, TEXT, THIRD, TITLE

ROOT = Path(__file__).parents[2]


def read(data: bytes | str, name: str) -> Document:
    return articles.from_bytes(data if isinstance(data, bytes) else data.encode(), name)


def reasons(document: Document) -> str:
    return "\n".join(f"{f.where}: {f.reason}" for f in document.failures)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a.eml"])
def test_every_kind_of_document_gives_the_words_of_its_article(name: str) -> None:
    document = read(samples.SAMPLES[name](), name)
    (article,) = document.articles
    assert document.failures == ()
    assert (article.title, article.language) == (TITLE, "en")
    assert [line for line in article.text.split("\n") if line] == TEXT.split("\n")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.html", (date(2024, 5, 6), False, "Coast Wire", "https://coast-wire.example/port")),
        ("a.eml", (date(2024, 5, 6), False, "Coast Wire", None)),
        ("a.pdf", (date(2024, 5, 7), True, None, None)),
        ("a.docx", (None, False, None, None)),
        ("a.atom", (date(2024, 5, 6), False, "Hill Post", "https://b.example/1")),
    ],
)
def test_day_source_and_address_are_those_that_the_document_states(name: str, told: tuple[object, ...]) -> None:
    (article,) = read(samples.SAMPLES[name](), name).articles
    assert (article.published, article.published_inferred, article.source, article.url) == told


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.xlsx"])
def test_lists_and_tables_give_an_article_a_row(name: str) -> None:
    first, second = read(samples.SAMPLES[name](), name).articles
    assert (first.title, first.text, first.published, first.source, first.url) == (
        TITLE,
        FIRST,
        date(2024, 5, 6),
        "Coast Wire",
        "https://a.example/1",
    )
    assert (second.published, second.source, second.url) == (date(2024, 5, 7), "Hill Post", None)


def test_the_entries_of_a_feed_are_articles_and_teasers_say_so() -> None:
    first, second = read(samples.rss(), "news.rss").articles
    assert (first.text, first.published, first.source) == (FIRST, date(2024, 5, 6), "Coast Wire")
    assert second.url == "https://a.example/2"
    assert "only the teaser" in first.warnings[0]


def test_an_archive_gives_what_lies_in_it_and_its_names_are_for_reading_only() -> None:
    document = read(samples.archive(), "../week.zip")
    assert [a.path for a in document.articles] == ["week.zip › a.txt", "week.zip › in/b.html", "week.zip › c.json"]
    assert [p.kind for p in document.parts] == ["text", "html", "json"]


def test_what_is_attached_to_a_message_is_read_by_itself() -> None:
    message, attached = read(samples.eml(attach=True), "m.eml").articles
    assert (message.path, attached.path) == ("m.eml", "m.eml › port.html")
    assert attached.url == "https://coast-wire.example/port"


def test_a_message_in_html_alone_is_read_and_a_message_inside_is_a_document() -> None:
    from email.message import EmailMessage

    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Date"], inner["Subject"] = (
        "a@hill-post.example",
        "Tue, 07 May 2024 08:00:00 +0300",
        "Orikhiv holds",
    )
    inner.set_content(f"<html><body><p>{THIRD}</p><p>{SECOND}</p></body></html>", subtype="html")
    outer["From"], outer["Date"], outer["Subject"] = "b@example.org", "Wed, 08 May 2024 08:00:00 +0300", "See below"
    outer.set_content(FIRST)
    outer.add_attachment(inner)
    first, second = read(outer.as_bytes(), "m.eml").articles
    assert (first.title, first.text) == ("See below", FIRST)
    assert (second.title, second.source, second.published) == ("Orikhiv holds", "hill-post.example", date(2024, 5, 7))
    assert second.text.split("\n") == [THIRD, SECOND]


def test_a_page_that_a_browser_saved_as_one_file_is_a_page_and_no_message() -> None:
    from email.message import EmailMessage

    saved = EmailMessage()
    saved["From"], saved["Date"], saved["Subject"] = "<Saved by Blink>", "Sat, 01 Jun 2024 08:00:00 -0000", "Saved"
    saved["Snapshot-Content-Location"] = "https://coast-wire.example/port?x=1"
    saved.set_content(samples.html().decode(), subtype="html")
    saved.add_related(b"\x89PNG", maintype="image", subtype="png")
    (article,) = read(saved.as_bytes(), "page.mhtml").articles
    assert (article.title, article.published, article.source) == (TITLE, date(2024, 5, 6), "Coast Wire")
    assert article.url == "https://coast-wire.example/port"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (samples.html(), "a.txt", "html"),
        (samples.pdf(), "a.txt", "pdf"),
        (samples.docx(), "a.txt", "zip"),
        (samples.eml(), "a.txt", "eml"),
        (samples.rss(), "a.html", "feed"),
        (samples.text(), "a.html", "text"),
        (b"<p>One.<p>Two.", "a.htm", "html"),
        (b"Shelling of <b>Kyiv</b>.", "a.txt", "text"),
        (b'{"text": "x"}', "a.json", "json"),
        (b'{"text": "x"}', "", "json"),
        (b'[\n  {"text": "x"}]', "a.txt", "json"),
        (b"[UPDATE] Shelling.", "", "text"),
        (b'{"Shelling" is what they call it.', "a.txt", "text"),
        (b"Subject: a look at the war\n\nIt goes on.", "", "text"),
        (b"title,text\na,b", "a.csv", "csv"),
        ("<html><p>Київ".encode("utf-16"), "a.html", "html"),
        (b"int main() {}", "a.c", ""),
    ],
)
def test_kinds_are_told_by_content_before_names(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-12-06", date(2024, 12, 6)),
        ("2024-12-06T23:59:00-08:00", date(2024, 12, 6)),
        ("20241206", date(2024, 12, 6)),
        ("20241206T081500Z", date(2024, 12, 6)),
        ("6 Dec 2024", date(2024, 12, 6)),
        ("December 6th, 2024 at 8 pm", date(2024, 12, 6)),
        ("06.12.2024", date(2024, 12, 6)),
        ("25/12/2024", date(2024, 12, 25)),
        ("12/25/2024", date(2024, 12, 25)),
        ("Fri, 06 Dec 2024 23:00:00 -0500", date(2024, 12, 6)),
        ("D:20241206120000+02'00'", date(2024, 12, 6)),
        (1733486400, date(2024, 12, 6)),
        ("1733486400000", date(2024, 12, 6)),
        ("03/04/2024", None),
        ("yesterday", None),
        ("2024-02-30", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        (1e308, None),
        (float("nan"), None),
        (True, None),
        ("", None),
    ],
)
def test_days_are_read_as_written_and_never_guessed(text: object, day: date | None) -> None:
    assert dates.day(text) == day


@pytest.mark.parametrize(
    "row",
    [
        {"headline": "H", "articleBody": FIRST, "datePublished": "2024-05-06"},
        {"Title": "H", "Full Text": FIRST, "Publication Date": "May 6, 2024"},
        {"title": {"rendered": "H"}, "content": {"rendered": f"<p>{FIRST}</p>"}, "date": "2024-05-06T10:00:00"},
        {"title": "H", "content_html": f"<div><p>{FIRST}</p></div>", "date_published": "2024-05-06T10:00:00Z"},
        {"title": "H", "text": FIRST, "timestamp": 1714996800},
    ],
)
def test_members_go_by_their_usual_names(row: dict[str, object]) -> None:
    for data in (row, [row], {"items": [row]}, {"response": {"results": [row]}}):
        (article,) = read(json.dumps(data), "a.json").articles
        assert (article.title, article.text, article.published) == ("H", FIRST, date(2024, 5, 6))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "//a.example", 'https://a.example/" onload="', 7, None]
)
def test_addresses_that_lead_to_no_page_are_left_out(url: object) -> None:
    (article,) = read(json.dumps({"text": FIRST, "url": url}), "a.json").articles
    assert article.url is None


def test_an_unclear_day_is_said_and_another_day_of_the_row_is_marked_as_concluded() -> None:
    unclear, created = read(
        json.dumps([{"text": FIRST, "date": "03/04/2024"}, {"text": THIRD, "created_at": "2024-05-06"}]), "a.json"
    ).articles
    assert unclear.published is None
    assert "03/04/2024" in unclear.warnings[0]
    assert (created.published, created.published_inferred) == (date(2024, 5, 6), True)


def test_rows_are_refused_one_by_one_with_their_number() -> None:
    table = f"title;text;date\nA;{FIRST};2024-05-06\nB;;2024-05-06\nC;x;y;z;more\nD;{THIRD};NA\n"
    document = read(table, "a.csv")
    assert [a.title for a in document.articles] == ["A", "D"]
    assert reasons(document).split("\n") == [
        "a.csv › row 3: has no text",
        "a.csv › row 4: has 5 cells, the header 3; put cells with separators in quotes",
    ]
    lines = read(f'{{"text": "{FIRST}"}}\n{{"text": \n{{"title": "x"}}\n7\n', "a.jsonl")
    assert len(lines.articles) == 1
    assert [f.where for f in lines.failures] == ["a.jsonl › line 2", "a.jsonl › line 3", "a.jsonl › line 4"]


def test_tables_of_events_are_found_in_archives_and_folders_too(tmp_path: Path) -> None:
    events = b"date,place,type\n2024-05-06,Orikhiv,shelling\n"
    (tmp_path / "w.zip").write_bytes(_zip({"a.txt": FIRST.encode(), "b/events.csv": events}))
    (tmp_path / "x.csv").write_bytes(events)
    reading = articles.read_all([tmp_path])
    assert [a.text for a in reading.articles] == [FIRST]
    assert [(t.name, t.columns, t.data) for t in reading.tables] == [
        ("events.csv", ("date", "place", "type"), events),
        ("x.csv", ("date", "place", "type"), events),
    ]


def test_documents_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    (tmp_path / "b.txt").write_text(SECOND)
    documents = articles.documents([tmp_path, tmp_path / "missing.txt"])
    assert next(documents).articles[0].text == FIRST
    (tmp_path / "b.txt").write_text(THIRD)
    assert next(documents).articles[0].text == THIRD
    (missing,) = documents
    assert missing.failure is not None
    assert (missing.sha256, missing.failure.reason) == ("", "no such file or folder; check the path")


def test_a_quote_that_is_never_closed_does_not_swallow_what_follows_in_silence() -> None:
    document = read(f'title,text\nA,"{FIRST}"\nB,"Two towns fell.\nC,x\n', "a.csv")
    assert [a.title for a in document.articles] == ["A"]
    assert "a.csv › line 3: opens a quote that is never closed" in reasons(document)
    (loose,) = read('title,text\nA,"The "quoted" word stays."\n', "a.csv").articles
    assert "quoted" in loose.text


@pytest.mark.parametrize(
    "columns",
    [
        "event_id_cnty,event_date,event_type,actor1,location,latitude,longitude,source,notes,fatalities",
        "id,year,type_of_violence,side_a,side_b,source_headline,where_coordinates,latitude,longitude,date_start,best",
        "iso3,figure,displacement_type,locations_name,displacement_date,sources",
        "date,place,type,actors,figure,source,note",
    ],
)
def test_event_data_is_no_table_of_articles(columns: str) -> None:
    document = read(f"{columns}\n{','.join('x' * (columns.count(',') + 1))}\n", "events.csv")
    assert (document.kind, document.articles) == ("table", ())
    assert document.columns == tuple(columns.split(","))
    assert document.data.startswith(columns.encode())
    assert "without a column of texts" in reasons(document)
    assert document.tables == (document,)


def test_a_page_without_an_article_gives_all_its_words_and_one_without_words_is_refused() -> None:
    (article,) = read(
        "<html><body><table><tr><td>Kyiv <b>holds</b></td><td>Two&nbsp;dead</td></tr></table></body></html>", "a.html"
    ).articles
    assert (article.title, article.text) == ("Kyiv holds", "Two dead")
    assert "no text" in reasons(read("<html><script>alert(1)</script><body></body></html>", "a.html"))


def test_tables_and_lists_of_an_article_are_words_without_marks() -> None:
    table = "<table><tr><th>Town</th><th>Held by</th></tr><tr><td>Rastan</td><td>rebels</td></tr></table>"
    page = f"<html><body><article><p>{FIRST}<p>{SECOND}<ul><li>Three hospitals closed.</li></ul>{table}</article></body></html>"
    (article,) = read(page, "a.html").articles
    assert article.text.split("\n") == [FIRST, SECOND, "Three hospitals closed.", "Town; Held by", "Rastan; rebels"]


def test_the_headline_is_without_the_name_of_the_paper() -> None:
    head = f'<title>{TITLE} | Coast Wire</title><meta property="og:site_name" content="Coast Wire">'
    page = f"<html><head>{head}</head><body><article><p>{FIRST}<p>{SECOND}<p>{THIRD}</article></body></html>"
    (article,) = read(page, "a.html").articles
    assert (article.title, article.source) == (TITLE, "Coast Wire")


@pytest.mark.parametrize(
    ("head", "day", "inferred"),
    [
        ('<meta property="article:published_time" content="2024-05-06T23:00:00+03:00">', date(2024, 5, 6), False),
        ('<meta itemprop="datePublished" content="May 6, 2024">', date(2024, 5, 6), False),
        ('<link rel="canonical" href="https://a.example/2024/05/06/port.html">', date(2024, 5, 6), True),
        ("", None, False),
    ],
)
def test_a_day_that_the_page_does_not_state_is_concluded_or_unknown(
    head: str, day: date | None, inferred: bool
) -> None:
    page = f"<html><head><title>{TITLE}</title>{head}</head><body><article><p>{FIRST}<p>{SECOND}<p>{THIRD}</article></body></html>"
    (article,) = read(page, "a.html").articles
    assert (article.published, article.published_inferred) == (day, inferred)


@pytest.mark.parametrize(
    ("encoding", "text", "said"),
    [
        ("utf-8-sig", "Обстріл порту Бердянська вночі, повідомив губернатор області.", ""),
        ("utf-16", "Обстріл порту Бердянська вночі, повідомив губернатор області.", ""),
        ("utf-16-le", "Shelling hit the port of Berdiansk overnight, the governor said.", "UTF-16-LE"),
        ("utf-16-be", "Обстріл порту Бердянська вночі, повідомив губернатор області.", "UTF-16-BE"),
        (
            "cp1251",
            "Обстріл порту Бердянська вночі, повідомив губернатор Запорізької області у понеділок. " * 3,
            "cp1251",
        ),
        ("cp1252", "Shelling hit the “port” of Berdiansk – overnight, the governor’s office said on Monday.", "cp1252"),
    ],
)
def test_texts_in_other_encodings_are_read_and_the_encoding_is_stated(encoding: str, text: str, said: str) -> None:
    (article,) = read(text.encode(encoding), "a.txt").articles
    assert article.text == text.strip()
    assert said in (article.warnings[0] if said else "")
    assert len([w for w in article.warnings if "may be wrong" in w]) == bool(said)


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    page = (
        f'<html><head><meta charset="windows-1251"></head><body><p>{"Обстріл порту Бердянська. " * 9}</p></body></html>'
    )
    (article,) = read(page.encode("cp1251"), "a.html").articles
    assert "Бердянська" in article.text
    assert article.language in ("uk", "ru", "bg")


def test_a_scan_a_locked_pdf_and_a_broken_one_are_refused_in_a_sentence() -> None:
    assert "scan" in reasons(read(samples.pdf(text=False), "a.pdf"))
    assert "locked" in reasons(read(samples.pdf(encrypted=True), "a.pdf"))
    assert "damaged PDF" in reasons(read(b"%PDF-1.7\n" + b"\x93\x8a" * 500, "a.pdf"))


def test_a_long_pdf_is_read_for_500_pages_and_running_heads_are_left_out() -> None:
    (article,) = read(samples.pdf(pages=510, head="Coast Wire Weekly"), "a.pdf").articles
    assert "510 pages; the first 500" in article.warnings[0]
    assert "Coast Wire Weekly" not in article.text
    assert article.text.count("has been quiet for") == 1500


def test_a_row_that_says_it_is_the_billionth_is_not_waited_for() -> None:
    far = bombs.changed(
        samples.xlsx(), "xl/worksheets/sheet1.xml", lambda b: b.replace(b'<row r="3"', b'<row r="999999999"')
    )
    assert len(read(far, "a.xlsx").articles) == 1


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def test_archives_in_archives_and_locked_or_foreign_files_are_refused_by_name() -> None:
    document = read(
        _zip({"a.zip": _zip({"x.txt": b"x"}), "b.docx": samples.docx(), "c.png": b"\x89PNG", "d.txt": b""}), "w.zip"
    )
    assert [a.title for a in document.articles] == [TITLE]
    assert [f.where for f in document.failures] == ["w.zip › a.zip", "w.zip › c.png", "w.zip › d.txt"]
    assert "archive inside an archive" in document.failures[0].reason


@pytest.mark.parametrize("name", ["word/document.xml", "a.txt"])
def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(name: str) -> None:
    assert "times its size" in reasons(read(_zip({name: b"\0" * 20_000_000}), "a.docx"))
    assert "would unpack to" in reasons(read(_zip({name: b"\0" * 60_000_000}), "a.zip"))


def test_a_member_that_declares_less_than_it_holds_is_refused() -> None:
    data = bytearray(_zip({"a.txt": b"Kyiv holds. " * 5000}))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(magic) + at
        data[start : start + 4] = (50).to_bytes(4, "little")
    assert "damaged" in reasons(read(bytes(data), "a.zip"))


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "secret"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_feeds_and_office_files_with_entities_of_their_own_are_refused(encoding: str) -> None:
    feed = (
        f'<?xml version="1.0"?>{DOCTYPE}<rss version="2.0"><channel><item><title>&a;&b;</title></item></channel></rss>'
    )
    assert "declares a document type" in reasons(read(feed.encode(encoding), "a.rss"))
    word = samples.docx()
    with zipfile.ZipFile(io.BytesIO(word)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    head, _, rest = members["word/document.xml"].partition(b"?>")
    members["word/document.xml"] = head + b"?>" + DOCTYPE.encode() + rest
    assert "declares a document type" in reasons(read(_zip(members), "a.docx"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("1" * 100_000, "100,000 digits"),
        ("[" * 100_000 + "]" * 100_000, "nested too deep"),
        ('{"type": "FeatureCollection", "features": []}', "is a map"),
        ("[1, null, []]", "and not an object"),
        ('{"a": }', "not JSON at line 1"),
    ],
)
def test_json_that_holds_no_articles_is_refused_in_a_sentence(data: str, words: str) -> None:
    assert words in reasons(read(data, "a.json"))


def test_bytes_that_were_seen_before_are_not_read_again(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.html"
    path.write_bytes(samples.html())
    (document,) = articles.documents([path])
    (again,) = articles.documents([path], known={document.sha256}.__contains__)
    assert (again.skipped, again.sha256, again.articles, again.failure) == (True, document.sha256, (), None)


EXAMPLES = re.findall(
    r"^```(text|html|eml|jsonl?|csv|rss)\n(.*?)^```", (ROOT / "docs" / "data.md").read_text(), re.S | re.M
)


def test_the_examples_of_the_documentation_are_read_as_it_says() -> None:
    assert [kind for kind, _ in EXAMPLES] == ["text", "html", "eml", "json", "jsonl", "csv", "rss"]
    for kind, example in EXAMPLES:
        (article,) = read(example, f"a.{kind}").articles
        assert (article.title, article.published, article.source) == ("Port closed", date(2024, 5, 6), "Coast Wire"), (
            kind
        )
        assert article.text == "Shelling hit the port of Berdiansk overnight and closed it.", kind


@pytest.mark.parametrize("comment", [b"<!---->", b"<!-- x -->", b"\n<!--\n-->"])
def test_a_file_of_comments_is_told_at_once(comment: bytes) -> None:
    start = time.monotonic()
    assert kind_of(comment * 2_000, "a.txt") == "text"
    assert kind_of(comment * 100 + b" <html>", "a.txt") == "html"
    assert time.monotonic() - start < 2


def test_a_link_in_an_archive_is_no_article() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("passwd.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("port.txt", TEXT)
    document = read(packed.getvalue(), "week.zip")
    assert len(document.articles) == 1
    assert reasons(document) == "week.zip › passwd.txt: is a link and not a file; put the file itself into the archive"


def test_a_table_whose_lines_end_as_on_old_macs_is_read() -> None:
    document = read("title,text\rPort,Shelling hit the port.\rBridge,A bridge fell.\r", "a.csv")
    assert [a.title for a in document.articles] == ["Port", "Bridge"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.rss"])
def test_what_nobody_can_see_is_no_article(name: str) -> None:
    for nothing in ("", " \n", *(["\u200b\u2060\u200f"] if name != "a.rss" else [])):
        assert "no text" in reasons(read(nothing, name))
