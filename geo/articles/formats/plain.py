"""Text whose encoding has to be found out, and long Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geo.articles.compose import taken_apart
from geo.articles.formats.decoding import decoded
from geo.articles.sandbox import Frame


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the words of a file and its front matter."""
    source, warning = decoded(data, asked["encoding"], most=asked["limits"]["text_bytes"])
    meta, heading, text = taken_apart(source, where="", markdown=asked["kind"] == "markdown")
    yield {"meta": meta, "heading": heading, "text": text, "warnings": [warning] if warning else []}, b""
