"""The PowerPoint deck: text that can be edited, pictures with words for those who do not see them, nothing that runs or calls out."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from functools import cache
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from geo.errors import OutputError
from geo.export import deck, slides
from tests.render.pages import HOSTILE

COLLECTION = {
    "as_of": "2024-12-08",
    "notes": [
        {"key": "method", "text": "Marks are read from the articles by rules, each with its sentence."},
        {"key": "disclaimer", "text": "Showing borders does not endorse any claim."},
        {"key": "attribution", "text": "Places: GeoNames (CC BY 4.0)."},
    ],
}
ARABIC = "سقطت مدينة حمص اليوم، قال 12 شخصا"
HEBREW = "הכוחות נכנסו לעיר Homs ב-8 בדצמבר"


@cache
def picture(width: int = 812, height: int = 514, kind: str = "PNG") -> str:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "#CFDDE6").save(data, kind)
    return base64.b64encode(data.getvalue()).decode()


def scene(**more: Any) -> dict[str, Any]:
    return {
        "title": "Homs has fallen", "note": "Say this first.", "caption": "about 280,000 people displaced\nfront moved south",
        "as_of": "As of 8 December 2024", "sources": ["Reuters, 7 December 2024", "WFP, 6 December 2024"],
        "picture": picture(), "width": 812, "height": 514, **more,
    }  # fmt: skip


def read(*scenes: dict[str, Any], **more: Any) -> slides.Deck:
    return slides.read({"title": "Monday's briefing", "slides": list(scenes), **more}, COLLECTION)


def opened(made: slides.Deck) -> Any:
    return Presentation(io.BytesIO(deck.write(made)))


def words(page: Any) -> str:
    return "\n".join(s.text_frame.text for s in page.shapes if s.has_text_frame)


def notes(page: Any) -> str:
    return page.notes_slide.notes_text_frame.text if page.has_notes_slide else ""


def bare(text: str) -> str:
    """Return the characters that a file can show."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff]", "", text)


def test_a_slide_holds_the_scene_as_text_and_its_map_as_a_picture_with_words() -> None:
    page = opened(read(scene())).slides[0]
    assert page.shapes.title.text_frame.text == "Homs has fallen"
    for text in (
        "As of 8 December 2024",
        "about 280,000 people displaced",
        "front moved south",
        "Reuters, 7 December 2024",
        "1 / 1",
    ):
        assert text in words(page)
    assert notes(page) == "Say this first."
    (map_,) = [s for s in page.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert "Homs has fallen" in map_._element.nvPicPr.cNvPr.get("descr")
    assert map_.width / map_.height == pytest.approx(812 / 514, rel=0.01)


def test_nothing_lies_on_anything_else_or_over_the_edge() -> None:
    made = opened(read(scene(caption="\n".join(f"line {n} " + "words " * 30 for n in range(40)), title="long " * 60)))
    page = made.slides[0]
    boxes = [(s.name, s.left, s.top, s.left + s.width, s.top + s.height) for s in page.shapes]
    for name, left, top, right, bottom in boxes:
        assert left >= 0 and top >= 0 and right <= made.slide_width and bottom <= made.slide_height, name
    for n, (name, left, top, right, bottom) in enumerate(boxes):
        for other, x, y, r, b in boxes[n + 1 :]:
            assert right <= x or r <= left or bottom <= y or b <= top, f"{name} lies on {other}"


def test_what_has_no_room_on_a_slide_stands_whole_in_its_notes() -> None:
    lines = [f"line {n} of many" for n in range(1_000)]
    page = opened(read(scene(caption="\n".join(lines)))).slides[0]
    assert "…" in words(page)
    kept = set(notes(page).split("\n"))
    assert kept >= set(lines)


def test_the_last_slide_says_how_it_was_made_and_whose_places_these_are() -> None:
    last = opened(read(scene(), scene())).slides[2]
    for note in COLLECTION["notes"]:
        assert note["text"] in words(last)


@pytest.mark.parametrize("text", [ARABIC, HEBREW])
def test_text_that_runs_from_right_to_left_says_so(text: str) -> None:
    page = opened(read(scene(title=text, caption=f"{text}\nLatin words"))).slides[0]
    (caption,) = [s for s in page.shapes if s.name == "Caption"]
    right, left = caption.text_frame.paragraphs
    assert right.text == text
    assert right._p.pPr.get("rtl") == "1" and left._p.pPr.get("rtl") is None
    assert page.shapes.title.text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"


def test_hostile_words_stay_words_and_no_part_leads_out_of_the_file() -> None:
    payloads = [*HOSTILE, '=HYPERLINK("http://x.example")', "]]>", "a\x00b\x0b\ud800\uffff", "x" * 5_000]
    made = read(*(scene(title=p, note=p, caption=p, as_of=p, sources=[p]) for p in payloads))
    data = deck.write(made)
    for page, payload in zip(Presentation(io.BytesIO(data)).slides, payloads, strict=False):
        assert bare(notes(page)).startswith(bare(payload)), payload
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            part = file.read(name)
            assert b'TargetMode="External"' not in part and b"hlinkClick" not in part and b"vbaProject" not in part, (
                name
            )
            assert not name.endswith((".bin", ".vml")) and "thumbnail" not in name


def test_equal_briefings_are_equal_files() -> None:
    assert deck.write(read(scene(), scene(title="The front"))) == deck.write(read(scene(), scene(title="The front")))


def test_two_hundred_scenes_are_two_hundred_slides() -> None:
    many = [scene(title=f"Scene {n}", picture=picture(320, 200, "JPEG")) for n in range(200)]
    assert len(opened(read(*many)).slides) == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"slides": []},
        {"slides": "scenes"},
        {"slides": [scene()] * 201},
        {"slides": [scene(picture="no base64!")]},
        {"slides": [scene(picture=base64.b64encode(b"GIF89a" + b"\0" * 50).decode())]},
        {"slides": [scene(picture=picture()[: len(picture()) // 2 // 4 * 4])]},
        {"slides": [scene(picture=picture(9_000, 10))]},
    ],
)
def test_what_is_no_briefing_is_refused_in_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(OutputError, match=r"\w+ .*; |scene"):
        slides.read(wrong, COLLECTION)


def test_members_of_a_wrong_kind_count_as_missing() -> None:
    made = read({"title": 7, "note": None, "caption": ["x"], "sources": "Reuters", "picture": None})
    assert made.slides[0].title == "Scene 1" and made.slides[0].sources == () and made.slides[0].lines == ()
    assert len(opened(made).slides) == 2
