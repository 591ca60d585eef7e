"""Articles: what is read, what is refused and why."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import articles
from geo.articles.text import decode, language, plain_markdown
from geo.errors import ArticleError

SENTENCE = "Shelling hit the port of Berdiansk overnight, the regional governor said."


def test_front_matter_gives_title_date_and_source(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"---\ntitle: 'Port hit: two dead'\ndate: 2024-05-01\ndate_inferred: true\nsource: Wire\n---\n{SENTENCE}\n"
    )
    article = articles.read(path)
    assert (article.title, article.published, article.published_inferred, article.source) == (
        "Port hit: two dead",
        date(2024, 5, 1),
        True,
        "Wire",
    )
    assert article.text == SENTENCE
    assert article.warnings == ()


def test_short_first_line_without_full_stop_is_the_title() -> None:
    article = articles.from_text(f"Port hit overnight\n\n{SENTENCE}")
    assert (article.title, article.text) == ("Port hit overnight", SENTENCE)


def test_first_sentence_is_not_a_title() -> None:
    article = articles.from_text(f"{SENTENCE}\nMore followed.")
    assert (article.title, article.text) == ("", f"{SENTENCE}\nMore followed.")


def test_missing_date_stays_unknown_and_is_said() -> None:
    article = articles.from_text(SENTENCE)
    assert article.published is None
    assert "no publication date" in article.warnings[0]


def test_markdown_becomes_words_without_links_or_images() -> None:
    title, text = plain_markdown(
        "# Port hit\n\nShelling hit [the port](http://x.example) of **Berdiansk**.\n\n![pixel](http://x.example/p.png)\n\n- two dead\n"
    )
    assert title == "Port hit"
    assert text == "Shelling hit the port of Berdiansk.\ntwo dead"


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04...", "ZIP"),
        (b"abc\x00def", "binary"),
        ("Обстріл".encode("cp1251"), "UTF-8 at byte 0"),
        (b"\xff\xfeA", "UTF-16"),
    ],
)
def test_other_files_are_refused_with_what_they_are(raw: bytes, word: str) -> None:
    with pytest.raises(ArticleError, match=word):
        decode(raw, "f")


@pytest.mark.parametrize("text", ["", "   \n\t", "\ufeff", "\x00\x07"])
def test_blank_text_is_refused(text: str) -> None:
    with pytest.raises(ArticleError, match="no text"):
        articles.from_text(text)


def test_bad_date_and_bad_front_matter_name_the_trouble() -> None:
    with pytest.raises(ArticleError, match="2024-12-06"):
        articles.from_text(f"---\ndate: last Tuesday\n---\n{SENTENCE}")
    with pytest.raises(ArticleError, match="front matter"):
        articles.from_text(f"---\ntitle: a: b: c\n---\n{SENTENCE}")


def test_utf16_and_byte_order_mark_are_read() -> None:
    assert decode("Київ".encode("utf-16"), "f") == "Київ"
    assert decode(b"\xef\xbb\xbfabc", "f") == "abc"


@given(st.text())
def test_stored_text_has_no_control_characters_and_can_be_encoded(text: str) -> None:
    stored = articles.clean(text)
    stored.encode()
    assert not any(c < " " and c not in "\n\t" for c in stored)
    assert articles.clean(stored) == stored


def test_lone_surrogate_becomes_the_replacement_character() -> None:
    assert articles.clean("a\ud800b") == "a\ufffdb"


def test_another_language_is_flagged_and_named() -> None:
    code, warning = language(
        "Les forces russes ont bombardé la ville de Kherson hier soir, tuant trois civils dans leur maison."
    )
    assert code == "fr"
    assert "French" in warning
    assert language(SENTENCE) == ("en", "")
    assert language("القوات تتقدم نحو مدينة حمص والسكان يفرون إلى الساحل الغربي للبلاد")[0] == "ar"


def test_folder_is_read_in_order_and_failures_are_named_while_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(SENTENCE)
    (tmp_path / "a.md").write_text(f"# Port hit\n\n{SENTENCE}")
    (tmp_path / "c.txt").write_text(SENTENCE.upper())
    (tmp_path / "d.txt").write_bytes(b"")
    (tmp_path / "e.pdf").write_bytes(b"%PDF")
    (tmp_path / ".hidden.txt").write_text(SENTENCE)
    reading = articles.read_all([tmp_path, tmp_path / "missing.txt"])
    assert [Path(a.path or "").name for a in reading.articles] == ["a.md", "b.txt"]
    assert [(Path(f.where).name, f.reason.split(";")[0]) for f in reading.failures] == [
        ("c.txt", f"the same article as {tmp_path / 'b.txt'}"),
        ("d.txt", "no text"),
        ("e.pdf", "this is a PDF, not text"),
        ("missing.txt", "no such file or folder"),
    ]


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Kyiv shelling. " * 200_000)
    with pytest.raises(ArticleError, match="over 2,000,000 bytes"):
        articles.read(path)


def test_the_seed_article_reads_whole() -> None:
    article = articles.read(Path(__file__).parents[2] / "seeds" / "2024-12-06-homs.txt")
    assert article.published == date(2024, 12, 6)
    assert article.published_inferred
    assert article.warnings == ()
    assert len(article.text) == 2800


def test_lines_wrapped_at_a_fixed_width_are_joined_and_paragraphs_stay() -> None:
    wrapped = (
        "Fighters have advanced to within 5 kilometers of the city of Homs\n"
        "after capturing the towns of Rastan and Talbiseh. Thousands fled Deir\n"
        "ez-Zor for Palmyra, residents said on Friday.\n\n"
        "The army said that it held the road to the coast and that its troops\n"
        "had been sent to the front.\n"
    )
    text = articles.from_text(wrapped).text
    assert text.split("\n\n")[0].endswith("Thousands fled Deir ez-Zor for Palmyra, residents said on Friday.")
    assert len(text.split("\n\n")) == 2


def test_paragraphs_of_a_line_each_are_not_joined() -> None:
    lines = (
        "Shelling hit the port overnight.\nTwo people died, the governor said.\nThe port is closed.\nMore is expected."
    )
    assert articles.from_text(lines).text == lines


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("title: " + "[" * 3000, "cannot be read"),
        ("title: [one, two]", "one line of text"),
        ("a: &a [x, x]\nb: [*a, *a]", "aliases"),
        ("date: 9999-12-31", "outside 1900 to 2100"),
        ("date: 0001-01-01", "outside 1900 to 2100"),
        ("date: 2024-13-01", "is not a day"),
        ("title: " + "x" * 501, "longer than 500"),
        ("just words", "lines like"),
    ],
)
def test_front_matter_that_is_no_plain_text_is_refused_at_once(head: str, words: str) -> None:
    with pytest.raises(ArticleError, match=words):
        articles.from_text(f"---\n{head}\n---\n{SENTENCE}")


def test_front_matter_that_is_never_closed_is_named() -> None:
    with pytest.raises(ArticleError, match="not closed"):
        articles.from_text(f"---\ntitle: Port hit\n\n{SENTENCE}")


def test_values_of_front_matter_stay_as_written() -> None:
    article = articles.from_text(
        f"---\nid: 0123\ntitle: NO\nsource: 1e3\ndate: 2024-05-01T23:00:00+03:00\ndate_inferred: 'no'\n---\n{SENTENCE}"
    )
    assert (article.id, article.title, article.source) == ("0123", "NO", "1e3")
    assert (article.published, article.published_inferred) == (date(2024, 5, 1), False)


def test_two_articles_with_one_id_are_both_kept(tmp_path: Path) -> None:
    for name, text in (("a", SENTENCE), ("b", "Two towns fell on Monday, the army said.")):
        (tmp_path / f"{name}.txt").write_text(f"---\nid: x\n---\n{text}")
    first, second = articles.read_all([tmp_path]).articles
    assert first.id == "x"
    assert second.id != "x"
    assert "id of another article" in second.warnings[-1]


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(SENTENCE)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    assert articles.read_all([folder]).articles == ()


def test_html_in_markdown_keeps_its_words() -> None:
    assert plain_markdown("<div>\nShelling hit <b>the port</b>.\n</div>\n")[1] == "Shelling hit  the port ."


def test_articles_of_a_folder_inside_the_given_one_stand_together(tmp_path: Path) -> None:
    (tmp_path / "campaign").mkdir()
    (tmp_path / "alone").mkdir()
    for where, text in (("top", "Top."), ("campaign/b", "Second."), ("campaign/a", "First."), ("alone/x", "Lone.")):
        (tmp_path / f"{where}.txt").write_text(f"The army holds the town. {text}")
    reading = articles.read_all([tmp_path])
    (folder,) = reading.folders
    assert folder.name == "campaign"
    by_id = {a.id: a.text for a in reading.articles}
    assert [by_id[i][-6:] for i in folder.articles] == ["First.", "econd."]
    assert articles.read_all([tmp_path / "campaign"]).folders == ()


def test_of_two_copies_the_one_that_knows_its_day_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Port hit\n\n{SENTENCE}")
    (tmp_path / "b.txt").write_text(f"---\ntitle: Port hit\ndate: 2024-05-06\nsource: Wire\n---\n{SENTENCE}")
    reading = articles.read_all([tmp_path])
    (article,) = reading.articles
    assert (article.published, article.source, Path(article.path or "").name) == (date(2024, 5, 6), "Wire", "a.txt")
    assert article.warnings == ()
    assert "the same article" in reading.failures[0].reason


def test_a_folder_that_may_not_be_looked_into_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE)
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "b.txt").write_text(SENTENCE)
    real = os.scandir

    def scandir(path: Path) -> object:  # root may look into every folder
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = articles.read_all([tmp_path])
    assert len(found.articles) == 1
    assert [(Path(f.where).name, f.reason) for f in found.failures] == [
        ("locked", "Permission denied; check whether you may open the folder")
    ]


def test_what_cannot_be_an_input_is_named_and_waits_for_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    found = articles.read_all([tmp_path / "pipe.txt", "a" * 5_000, tmp_path])
    assert [f.reason for f in found.failures] == [
        "the folder is empty; put articles into it, .txt files say",
        "neither a file nor a folder; check the path",
        "File name too long; check the path",
    ]


def test_a_sentence_that_goes_on_in_the_next_line_is_joined_and_a_list_is_not() -> None:
    said = "Some 8,500 people were displaced from Dondo\nto Chimoio, officials said.\nRastan\nal-Qusayr fell, residents of it said\nal-Bab is quiet"
    read = articles.from_text(said, title="").text
    assert "from Dondo to Chimoio" in read
    assert "Rastan\nal-Qusayr" in read and "said\nal-Bab" in read
