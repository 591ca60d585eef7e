"""A briefing as a PowerPoint deck: pictures of the map, everything else as text that can be edited."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from geo.export import slides
from geo.export.slides import Deck, Slide, runs_left
from geo.strings import say

MEDIA = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FONT = "Calibri"
"""What PowerPoint has everywhere; LibreOffice puts Carlito of the same widths in its place."""
INK, SOFT = RGBColor(0x15, 0x19, 0x1D), RGBColor(0x4A, 0x51, 0x57)
LEADING = 1.2
EM = 0.53
"""Width of a letter against the size of the font, on the safe side; nobody here knows the font that will be used."""
NEVER = datetime(1980, 1, 1)
"""Files of equal content are equal: no clock of this machine goes into them."""
_TITLE_ONLY = 5
_MAKERS = ("/thumbnail", "/printerSettings")
"""Parts of the template that are of its maker's machine."""


def write(deck: Deck) -> bytes:
    """Return the deck as PPTX; equal decks give equal bytes.

    What does not fit on a slide ends with "…" there and stands whole on its notes page.
    """
    made = Presentation()
    _widen(made)
    for number, slide in enumerate(deck.slides, 1):
        _scene(made, slide, f"{number} / {len(deck.slides)}", deck.language)
    _about(made, deck)
    _name(made, deck)
    data = io.BytesIO()
    made.save(data)
    return _timeless(data.getvalue())


def _widen(made: Any) -> None:
    """Make the library's own template, which is 4:3, one of 16:9 without pictures and words of its maker."""
    ratio = Inches(slides.PAGE[0]) / made.slide_width
    made.slide_width, made.slide_height = Inches(slides.PAGE[0]), Inches(slides.PAGE[1])
    for layout in (made.slide_master, *made.slide_layouts):
        for shape in layout.placeholders:
            if shape._element.spPr.xfrm is not None:  # others have the place of their master's
                shape.left, shape.width = int(shape.left * ratio), int(shape.width * ratio)
    for rels in (made.part.package._rels, made.part.rels):
        for rel in [r for r in rels.values() if r.reltype.endswith(_MAKERS)]:
            rels.pop(rel.rId)


def _scene(made: Any, slide: Slide, number: str, language: str) -> None:
    page = made.slides.add_slide(made.slide_layouts[_TITLE_ONLY])
    left: list[str] = []
    _title(page, slide.title, language, left)
    if slide.as_of:
        _box(page, slides.AS_OF, [slide.as_of], 16, language, bold=True, align=PP_ALIGN.RIGHT, name="As of")
    if slide.picture:
        x, y, w, h = map(Inches, slide.place)
        picture = page.shapes.add_picture(io.BytesIO(slide.picture), x, y, w, h)
        picture.name = "Map"
        picture._element.nvPicPr.cNvPr.set("descr", slide.alt())
    if slide.lines:
        size = next((s for s in (20, 18, 16) if _fits(slide.lines, slides.BESIDE, slides.PICTURE[3], s, 6)), 14)
        lines = _cut(slide.lines, slides.BESIDE, slides.PICTURE[3], size, 6)
        _box(page, slide.beside, lines, size, language, space=6, name="Caption")
        if lines != list(slide.lines):
            left += ["", *slide.lines]
    if slide.sources:
        words = [slide.credit()]
        shown = _cut(words, slides.SOURCES[2], slides.SOURCES[3], 10)
        _box(page, slides.SOURCES, shown, 10, language, colour=SOFT, name="Sources")
        if shown != words:
            left += ["", *words]
    _box(page, slides.NUMBER, [number], 10, language, colour=SOFT, align=PP_ALIGN.RIGHT, name="Number")
    notes = "\n".join([slide.note, *left]).strip()
    if notes:
        page.notes_slide.notes_text_frame.text = notes


def _about(made: Any, deck: Deck) -> None:
    """Add the last slide: how it was made, what it does not claim, whose places and words these are."""
    if not deck.about:
        return
    page = made.slides.add_slide(made.slide_layouts[_TITLE_ONLY])
    left: list[str] = []
    _title(page, say("file.about"), deck.language, left)
    box = (slides.MARGIN, slides.PICTURE[1], slides.PICTURE[2], slides.PICTURE[3])
    texts = [text for _, text in deck.about]
    size = next((s for s in (18, 16, 14, 12) if _fits(texts, box[2], box[3], s, 8)), 11)
    lines = _cut(texts, box[2], box[3], size, 8)
    _box(page, box, lines, size, deck.language, space=8, name="About")
    if lines != texts:
        page.notes_slide.notes_text_frame.text = "\n".join(texts)


def _title(page: Any, words: str, language: str, left: list[str]) -> None:
    """Write a title into the place of titles, where outlines and screen readers look for it."""
    x, y, w, h = slides.TITLE
    size = next((s for s in (30, 26, 22) if _fits([words], w, h, s)), 20)
    shown = _cut([words], w, h, size)
    title = page.shapes.title
    title.left, title.top, title.width, title.height = map(Inches, (x, y, w, h))
    _fill(title.text_frame, shown, size, language, bold=True, anchor=MSO_ANCHOR.TOP)
    if shown != [words]:
        left.append(words)


def _box(
    page: Any, place: tuple[float, ...], texts: list[str], size: int, language: str, *, name: str, **how: Any
) -> None:
    shape = page.shapes.add_textbox(*map(Inches, place))
    shape.name = name
    _fill(shape.text_frame, texts, size, language, **how)


def _fill(
    frame: Any, texts: list[str], size: int, language: str, *, bold: bool = False, colour: RGBColor = INK,
    align: Any = PP_ALIGN.LEFT, space: int = 0, anchor: Any = MSO_ANCHOR.TOP,
) -> None:  # fmt: skip
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for n, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = colour
        run._r.get_or_add_rPr().set("lang", language)
        paragraph.alignment, paragraph.space_after = align, Pt(space)
        if runs_left(text):
            paragraph.alignment = PP_ALIGN.RIGHT
            paragraph._p.get_or_add_pPr().set("rtl", "1")


def _rows(text: str, width: float, size: float) -> int:
    """Return how many rows a text takes in a box of so many inches, rather one too many than one too few."""
    room = width * 72 / (size * EM)
    rows, used = 1, 0.0
    for word in text.split(" "):
        long = sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in word)
        if used and used + 1 + long > room:
            rows, used = rows + 1, 0.0
        used += long + (1 if used else 0)
        rows, used = rows + int(used // (room + 1e-9)), used % (room + 1e-9)
    return rows


def _fits(texts: Iterable[str], width: float, height: float, size: float, space: float = 0) -> bool:
    return sum(_rows(t, width, size) * size * LEADING + space for t in texts) - space <= height * 72 + 1


def _cut(texts: Iterable[str], width: float, height: float, size: float, space: float = 0) -> list[str]:
    """Return as much of the texts as fits, the last with "…" when something is left out."""
    given = list(texts)
    left = height * 72 + 1 + space
    out: list[str] = []
    for text in given:
        takes = _rows(text, width, size) * size * LEADING + space
        if takes > left:
            break
        left -= takes
        out.append(text)
    if len(out) == len(given):
        return out
    rest = given[len(out)]
    least, most = 0, min(len(rest), 5_000)
    while least < most:
        half = (least + most + 1) // 2
        fits = _rows(rest[:half] + "…", width, size) * size * LEADING + space <= left
        least, most = (half, most) if fits else (least, half - 1)
    if least:
        return [*out, rest[:least].rstrip() + "…"]
    return [*out[:-1], f"{out[-1].rstrip('.')} …"] if out else ["…"]


def _name(made: Any, deck: Deck) -> None:
    core = made.core_properties
    core.title, core.author, core.last_modified_by = deck.title[:250], "", ""
    core.language, core.subject, core.comments, core.keywords = (
        deck.language,
        say("file.as_of", day=deck.day) if deck.day else "",
        "",
        "",
    )
    core.created = core.modified = datetime.fromisoformat(deck.day) if deck.day else NEVER
    core.revision = 1


def _timeless(data: bytes) -> bytes:
    """Return the package with every part dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, NEVER.timetuple()[:6])
            packed = name.endswith((".png", ".jpg", ".jpeg"))
            part.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()
