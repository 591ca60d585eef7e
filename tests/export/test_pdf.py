"""The PDF: real text, shaped and in its own direction, with the map on every scene's page and nothing that runs or calls out."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pypdf

from geo.export import pdf, slides
from tests.export.test_deck import ARABIC, COLLECTION, HEBREW, picture, read, scene
from tests.render.pages import HOSTILE


def opened(made: slides.Deck) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.write(made)))


def said(reader: pypdf.PdfReader, page: int) -> str:
    return " ".join(reader.pages[page].extract_text().split())


def test_a_page_holds_picture_title_caption_sources_day_and_number() -> None:
    reader = opened(read(scene(), scene(title="The front")))
    assert len(reader.pages) == 3
    for page, title in enumerate(("Homs has fallen", "The front")):
        for text in (
            title,
            "about 280,000 people displaced",
            "front moved south",
            "Reuters, 7 December 2024",
            "As of 8 December 2024",
            f"{page + 1} / 2",
        ):
            assert text in said(reader, page)
        assert len(reader.pages[page].images) == 1
    for note in COLLECTION["notes"]:
        assert note["text"] in said(reader, 2)


def test_pages_are_wide_and_say_their_title_and_language() -> None:
    reader = opened(read(scene()))
    box = reader.pages[0].mediabox
    assert float(box.width) / float(box.height) > 1.7
    assert reader.metadata is not None and reader.metadata.title == "Monday's briefing"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [entry.title for entry in reader.outline] == ["Homs has fallen"]


def test_the_speakers_notes_are_not_for_those_who_get_the_file() -> None:
    reader = opened(read(scene(note="between us")))
    assert not any("between us" in page.extract_text() for page in reader.pages)


def test_arabic_is_shaped_and_stands_at_the_right() -> None:
    reader = opened(read(scene(title=ARABIC, caption=HEBREW)))
    for word in ("حمص", "הכוחות"):
        assert word in reader.pages[0].extract_text()
    places: dict[str, float] = {}
    reader.pages[0].extract_text(visitor_text=lambda text, _cm, tm, _f, _s: places.setdefault(text.strip(), tm[4]))
    arabic = min(x for text, x in places.items() if re.search("[\u0600-\u06ff]", text))
    assert arabic > slides.TITLE[0] * 72 + 100, "a title of Arabic begins at the right of its box"


def test_what_a_page_has_no_room_for_follows_on_pages_of_its_own() -> None:
    lines = [f"line {n} of many" for n in range(1_000)]
    reader = opened(read(scene(caption="\n".join(lines), title="long title " * 40)))
    whole = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert all(line in whole for line in lines)
    assert whole.count("As of 8 December 2024") == len(reader.pages) - 1, "every page of the scene says its day"


def test_characters_that_the_font_lacks_stand_as_boxes_and_the_last_page_says_so() -> None:
    reader = opened(read(scene(title="漢字 and हिन्दी")))
    assert pdf.MISSING * 2 + " and" in said(reader, 0)
    assert "font lacks" in said(reader, 1)
    assert "font lacks" not in said(opened(read(scene())), 1)


def test_hostile_words_are_words_and_the_file_does_nothing() -> None:
    payloads = [*HOSTILE, "=1+1", "]]>", "(\\) Tj /JS (app.alert(1))", "a\x00b\ud800\uffff", "x" * 5_000]
    data = pdf.write(
        read(*(scene(title=p, caption=p, as_of=p, sources=[p], picture=picture(64, 48)) for p in payloads))
    )
    reader = pypdf.PdfReader(io.BytesIO(data))
    for page in reader.pages:
        assert "/Annots" not in page and "/AA" not in page
    root = reader.trailer["/Root"]
    assert not {"/AA", "/AcroForm"} & set(root) and "/JavaScript" not in root.get("/Names", {})
    assert isinstance(root["/OpenAction"], list), "a place to open at, no action"
    kinds = {
        str(o.get("/S"))
        for o in map(reader.get_object, range(1, len(reader.xref[0]) + 1))
        if isinstance(o, pypdf.generic.DictionaryObject)
    }
    assert not {"/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm"} & kinds
    whole = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert whole.count("x" * 60) >= 5_000 // 60 - 60
    assert "=1+1" in whole and "]]>" in whole


def test_equal_briefings_are_equal_files() -> None:
    made = read(scene(), scene(picture=picture(320, 200, "JPEG")))
    assert pdf.write(made) == pdf.write(made)


def test_two_hundred_scenes_are_two_hundred_pages() -> None:
    many = [scene(title=f"Scene {n}", picture=picture(320, 200, "JPEG")) for n in range(200)]
    assert len(opened(read(*many)).pages) == 201


def test_the_font_is_found_without_its_package_being_imported() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import sys; from geo.export import pdf; pdf.fonts(); print('matplotlib' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "False"
