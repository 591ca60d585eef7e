"""A briefing as pages: what the map's frame sends of each scene, checked, and where it stands on a page of 16:9."""

from __future__ import annotations

import base64
import binascii
import io
import re
import unicodedata
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from geo.errors import OutputError
from geo.export.plain import shown
from geo.strings import say

PAGE = (13.333, 7.5)
"""Inches, as PowerPoint's own 16:9."""
MARGIN = 0.5
TITLE = (MARGIN, 0.36, 9.1, 0.9)
"""Left, top, width, height in inches, as for all that follow."""
AS_OF = (9.7, 0.42, 3.133, 0.36)
PICTURE = (MARGIN, 1.36, PAGE[0] - 2 * MARGIN, 5.36)
BESIDE = 3.55
"""Width of what stands beside the picture."""
GAP = 0.26
SOURCES = (MARGIN, 6.8, 11.45, 0.52)
NUMBER = (12.033, 6.98, 0.8, 0.3)

MOST_SLIDES = 200
MOST_TITLE = 1_000
MOST_TEXT = 200_000
"""Characters of a caption or a note."""
MOST_SOURCES = 100
MOST_SIDE = 8_192
MOST_PIXELS = 40_000_000
MOST_BYTES = 24_000_000
"""Of one picture."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_NAME_AND_DAY = re.compile(r"([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])(?=[\s,;:.()–-]*\d)")
_TURNS = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))
"""The frame sets names of other scripts apart with these; files of pages set each paragraph in its own direction."""


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One scene.

    Parameters
    ----------
    title, note, as_of : str
        The speaker's note may be long.
    lines : tuple of str
        What stands beside the map.
    sources : tuple of str
    picture : bytes
        PNG or JPEG of map and legend; empty: there is none.
    size : tuple of int
        Pixels of it.
    """

    title: str
    note: str = ""
    as_of: str = ""
    lines: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    picture: bytes = b""
    size: tuple[int, int] = (0, 0)

    @property
    def place(self) -> tuple[float, float, float, float]:
        """Where the picture stands: as large as its shape allows, at the left when there is text beside it."""
        left, top, width, height = PICTURE
        if self.lines:
            width -= BESIDE + GAP
        ratio = self.size[0] / self.size[1] if self.picture else width / height
        wide = min(width, height * ratio)
        return (left if self.lines else left + (width - wide) / 2, top, wide, wide / ratio)

    @property
    def beside(self) -> tuple[float, float, float, float]:
        """Where the text beside the picture stands."""
        return (PAGE[0] - MARGIN - BESIDE, PICTURE[1], BESIDE, PICTURE[3])

    def credit(self) -> str:
        """Return the sources in a line, "" without any."""
        return worded("picture.sources", sources=" · ".join(self.sources)) if self.sources else ""

    def alt(self) -> str:
        """Return words for those who do not see the picture."""
        said = " ".join(self.lines)
        text = ". ".join(filter(None, (worded("file.map", title=self.title), self.as_of, said)))
        return text if len(text) <= 600 else text[:599] + "…"


@dataclass(frozen=True, kw_only=True)
class Deck:
    """A briefing on its way into a file.

    Parameters
    ----------
    about : tuple of (str, str)
        What the last page says: keys and sentences.
    language : str
        Of the interface, as a BCP 47 tag.
    day : str
        ISO day that it shows; "" when nobody knows it.
    """

    title: str
    slides: tuple[Slide, ...]
    about: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    day: str = ""


def worded(key: str, **values: str) -> str:
    """Return a string of the interface without the signs that set other scripts apart: a list would run as its first name does."""
    return say(key, **values).translate(_TURNS)


def read(asked: Mapping[str, Any], collection: Mapping[str, Any], language: str = "en") -> Deck:
    """Return the deck that a frame asks for, with what the situation says of itself.

    Raises
    ------
    OutputError
        If there is no scene, there are too many, or a picture is none.
    """
    given = asked.get("slides")
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise OutputError("there is no scene to make pages of; add one from the current view")
    if len(given) > MOST_SLIDES:
        raise OutputError(f"{len(given)} scenes are more than the {MOST_SLIDES} that a file may have; take some out")
    slides = tuple(_slide(one if isinstance(one, Mapping) else {}, n) for n, one in enumerate(given, 1))
    notes = [(n["key"], n["text"]) for n in collection.get("notes") or ()]
    day = collection.get("as_of") or ""
    return Deck(
        title=_line(asked.get("title"), MOST_TITLE) or slides[0].title,
        slides=slides,
        about=tuple((key, _line(text, MOST_TEXT)) for key, text in notes),
        language=language,
        day=day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "",
    )


def _slide(given: Mapping[str, Any], number: int) -> Slide:
    sources = given.get("sources")
    told = sources if isinstance(sources, Sequence) and not isinstance(sources, str) else ()
    picture, size = _picture(given.get("picture"), number)
    return Slide(
        title=_line(given.get("title"), MOST_TITLE) or say("file.scene", n=number),
        note=_text(given.get("note")),
        as_of=_line(given.get("as_of"), 200),
        lines=tuple(line for line in _text(given.get("caption")).split("\n") if line.strip()),
        sources=tuple(filter(None, (_apart(_line(s, 500)) for s in told[:MOST_SOURCES]))),
        picture=picture,
        size=size,
    )


def _text(value: object) -> str:
    """Return text without what no file of pages can hold; line breaks stay."""
    text = value if isinstance(value, str) else ""
    cut = text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
    return shown(re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c]", "\n", cut.translate(_TURNS))).replace("\t", " ").strip()


def _line(value: object, most: int) -> str:
    line = " ".join(_text(value).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _picture(value: object, number: int) -> tuple[bytes, tuple[int, int]]:
    """Return a picture and its pixels once it has been decoded; it comes from a browser and may be anything."""
    if not value:
        return b"", (0, 0)
    fault = OutputError(f"the picture of scene {number} cannot be read; make it again")
    if not isinstance(value, str) or len(value) > MOST_BYTES * 4 // 3 + 4 or not _BASE64.fullmatch(value):
        raise fault
    try:
        data = base64.b64decode(value, validate=True)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
                size = image.size
                if max(size) > MOST_SIDE or size[0] * size[1] > MOST_PIXELS or min(size) < 8:
                    raise fault
                image.load()
    # Pillow raises whatever a broken file leads it to.
    except (binascii.Error, ValueError, OSError, SyntaxError, Warning, Image.DecompressionBombError) as e:
        raise fault from e
    return data, size


def _apart(source: str) -> str:
    """Keep a name that runs from right to left from taking the day after it along to its other side.

    >>> _apart("\u05d0, 7 December") == "\u05d0\u200e, 7 December"
    True
    """
    return _NAME_AND_DAY.sub("\\1\u200e", source)


def runs_left(text: str) -> bool:
    """Return whether a paragraph is read from right to left: its first letter says so.

    >>> runs_left("12 حمص"), runs_left("Homs حمص")
    (True, False)
    """
    first = next((d for d in map(unicodedata.bidirectional, text) if d in {"L", "R", "AL"}), "L")
    return first != "L"
