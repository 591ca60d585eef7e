"""A briefing as PDF: a page for each scene with its picture, its words as text that can be searched, sources and day."""

from __future__ import annotations

import importlib.util
import io
import logging
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import Align
from fpdf.fonts import TTFFont
from PIL import Image

from geo.errors import OutputError
from geo.export import slides
from geo.export.slides import Deck, Slide, runs_left
from geo.strings import say

MEDIA = "application/pdf"
FONT = "DejaVu"
INK, SOFT = (21, 25, 29), (74, 81, 87)
LEADING = 1.24
GAP = 0.4
"""Between paragraphs, of the size of the font."""
NARROW = 0.2
"""Width of the narrowest letters against the size of the font; rows of narrower ones break too early and no harm is done."""
MISSING = "□"
"""What stands, seen, for a character that the font lacks."""
NEVER = datetime(1980, 1, 1, tzinfo=UTC)
"""Files of equal content are equal: no clock of this machine goes into them."""
_REST = (slides.MARGIN, slides.PICTURE[1], slides.PICTURE[2], slides.PICTURE[3])
_logger = logging.getLogger("fontTools")


@cache
def fonts() -> dict[str, Path]:
    """Return the files of the font by style: they lie among matplotlib's data, which itself is not imported.

    Raises
    ------
    OutputError
        If they are not there.
    """
    found = importlib.util.find_spec("matplotlib")
    folder = Path(next(iter(found.submodule_search_locations or ()), "")) if found else Path()
    files = {style: folder / "mpl-data" / "fonts" / "ttf" / name for style, name in
             {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}.items()}  # fmt: skip
    if not all(f.is_file() for f in files.values()):
        raise OutputError(
            "the font for PDF is missing (DejaVu Sans of matplotlib); run: pip install -r requirements.txt"
        )
    return files


def write(deck: Deck) -> bytes:
    """Return the deck as PDF; equal decks give equal bytes.

    What has no room on a scene's page follows on pages of its own; the speaker's notes are not for those who get the file.
    """
    page = _Page(deck)
    for number, slide in enumerate(deck.slides, 1):
        page.scene(slide, number)
    page.about()
    _logger.setLevel(logging.ERROR)  # it reports each table of the font that a subset leaves out
    return bytes(page.output())


class _Page(FPDF):
    """Pages of 16:9; lengths in inches."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(orientation="landscape", unit="in", format=(slides.PAGE[1], slides.PAGE[0]))
        self.deck = deck
        self.lacks = False
        for style, file in fonts().items():
            self.add_font(FONT, style, file)
        self.set_text_shaping(True)
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self._widths: dict[tuple[str, str], float] = {}
        self.set_title(self.known(deck.title, ""))
        self.set_lang(deck.language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_creator("Situation map")
        self.set_creation_date(datetime.fromisoformat(f"{deck.day}T00:00:00+00:00") if deck.day else NEVER)
        if deck.day:
            self.set_subject(say("file.as_of", day=deck.day))
        self.scenes = len(deck.slides)

    def known(self, text: str, style: str) -> str:
        """Return text whose every character the font has: others stand as a box, those that nobody sees are left out."""
        font = self.fonts[f"{FONT.lower()}{style}"]
        has = font.cmap if isinstance(font, TTFFont) else {}
        out = []
        for c in text:
            if ord(c) in has or c == " ":
                out.append(c)
            elif unicodedata.category(c) not in {"Cf", "Mn"}:
                out.append(MISSING)
                self.lacks = True
        return "".join(out)

    # ------------------------------------------------------------------------------------------------ pages

    def scene(self, slide: Slide, number: int) -> None:
        """Add the page of a scene, and pages for what it has no room for."""
        self._begin(f"{number} / {self.scenes}", slide.as_of)
        self.start_section(self.known(slide.title, ""))  # for the outline beside the pages
        rest = self._title(slide.title)
        if slide.picture:
            x, y, w, h = slide.place
            # Without the transparency that a browser's PNG has and no map needs: it would double the file.
            with Image.open(io.BytesIO(slide.picture), formats=("PNG", "JPEG")) as image:
                jpeg = image.format == "JPEG"
                self.image(
                    io.BytesIO(slide.picture) if jpeg else image.convert("RGB"), x, y, w, h, alt_text=self.known(slide.alt(), "")
                )  # fmt: skip
        if slide.lines:
            size = next((s for s in (17, 15, 13.5) if self._fits(slide.lines, slide.beside, s)), 12)
            rest += self._flow(slide.lines, slide.beside, size)
        if slide.sources:
            rest += self._flow([slide.credit()], slides.SOURCES, 9.5, colour=SOFT)
        if rest:
            self._run_on(
                rest, 12, slides.worded("file.continued", title=slide.title), f"{number} / {self.scenes}", slide.as_of
            )

    def about(self) -> None:
        """Add the last page: how it was made, what it does not claim, whose places and words these are."""
        texts = [text for _, text in self.deck.about]
        if self.lacks:
            texts.append(say("file.missing"))
        if texts:
            size = next((s for s in (16, 14, 12) if self._fits(texts, _REST, s)), 11)
            self._run_on(texts, size, say("file.about"))

    def _run_on(self, texts: Iterable[str], size: float, title: str, number: str = "", as_of: str = "") -> None:
        """Write paragraphs on as many pages as they take."""
        x, top, width, height = _REST
        step, bottom = size * LEADING / 72, top + height
        y = bottom
        for text in texts:
            for n, row in enumerate(self._rows(text, width, size)):
                if y + step > bottom + 0.01:
                    self._begin(number, as_of)
                    self._title(title)
                    self.set_text_color(*INK)
                    y = top
                elif n == 0:
                    y += size * GAP / 72
                self.set_font(FONT, "", size)
                self.set_xy(x, y)
                self.cell(width, step, row, align=Align.R if runs_left(text) else Align.L)
                y += step

    def _begin(self, number: str, as_of: str) -> None:
        self.add_page()
        if as_of:
            self._flow([as_of], slides.AS_OF, 14, style="B", align=Align.R)
        self._flow([number], slides.NUMBER, 9.5, colour=SOFT, align=Align.R)

    def _title(self, words: str) -> list[str]:
        """Write a title; return it when it has no room."""
        box = slides.TITLE
        size = next((s for s in (25, 21) if self._fits([words], box, s, "B")), 18)
        return self._flow([words], box, size, style="B")

    # ------------------------------------------------------------------------------------------------- text

    def _wide(self, word: str, style: str, size: float) -> float:
        """Return the width of a word, inches; shaped once, for words come again."""
        key = (word, style)
        if key not in self._widths:
            self.set_font(FONT, style, 10)
            self._widths[key] = self.get_string_width(word) / 10
        return self._widths[key] * size

    def _rows(self, text: str, width: float, size: float, style: str = "") -> list[str]:
        """Return a paragraph in rows; a word that is wider than a row is broken."""
        rows: list[str] = []
        row, used, space = "", 0.0, self._wide(" ", style, size)
        for word in self.known(text, style).split():
            # One that is longer than any row is not shaped before it is broken.
            wide = self._wide(word, style, size) if len(word) * size * NARROW <= width * 72 else width + 1
            if row and used + space + wide <= width:
                row, used = f"{row} {word}", used + space + wide
                continue
            if row:
                rows.append(row)
            while wide > width:
                end = self._head(word, width, size, style)
                rows.append(word[:end])
                word = word[end:]
                wide = self._wide(word, style, size) if len(word) * size * NARROW <= width * 72 else width + 1
            row, used = word, wide
        return [*rows, row] if row or not rows else rows

    def _head(self, word: str, width: float, size: float, style: str) -> int:
        """Return how many characters of a word fit, at least one."""
        least, most = 1, min(len(word), int(width * 72 / (size * NARROW)))
        while least < most:
            half = (least + most + 1) // 2
            least, most = (half, most) if self._wide(word[:half], style, size) <= width else (least, half - 1)
        return least

    def _fits(self, texts: Iterable[str], box: tuple[float, ...], size: float, style: str = "") -> bool:
        """Return whether paragraphs have room in a box; stops at the first that has none."""
        height = -size * GAP
        for text in texts:
            height += len(self._rows(text, box[2], size, style)) * size * LEADING + size * GAP
            if height > box[3] * 72:
                return False
        return True

    def _flow(
        self,
        texts: Iterable[str],
        box: tuple[float, ...],
        size: float,
        *,
        style: str = "",
        colour: tuple[int, int, int] = INK,
        align: Align = Align.L,
    ) -> list[str]:
        """Write paragraphs into a box; return from the one on that it has no room for and that ends with "…" there."""
        x, y, width, height = box
        step, gap, bottom = size * LEADING / 72, size * GAP / 72, y + height + 0.01
        given = list(texts)
        self.set_text_color(*colour)
        for n, text in enumerate(given):
            rows = self._rows(text, width, size, style)
            self.set_font(FONT, style, size)
            room = int((bottom - y) / step)
            follows = n + 1 < len(given) and y + len(rows) * step + gap + step > bottom
            over = len(rows) > room or follows
            shown = rows[:room]
            if over:
                shown[-1] = self._short(shown[-1], width)
            for row in shown:
                self.set_xy(x, y)
                self.cell(width, step, row, align=Align.R if runs_left(text) else align)
                y += step
            if over:
                return given[n:]
            y += gap
        return []

    def _short(self, row: str, width: float) -> str:
        """Return a row with "…" at its end, in the font that is set."""
        while row and self.get_string_width(row + " …") > width:
            row = row[:-1]
        return row.rstrip() + " …"
