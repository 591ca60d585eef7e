"""JSON and JSON Lines: one article, a list of them, or an object that holds the list (news services, JSON Feed, WordPress)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from geo.articles.formats import fields
from geo.articles.formats.decoding import decoded
from geo.articles.sandbox import Frame
from geo.errors import ArticleError

DIGITS = 40
"""Of a number; longer ones are no figures, and Python takes minutes for a million."""


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the articles of a JSON text, or of one a line."""
    source, warning = decoded(data, asked["encoding"])
    source = source.strip()
    if not source:
        raise ArticleError("no text; expected JSON with an article of at least a sentence")
    first, _, rest = source.partition("\n")
    rows = _lines(source) if rest and _whole(first) else _listed(_loaded(source))
    most, refused = asked["limits"]["rows"], 0
    for number, (at, row) in enumerate(rows, start=1):
        if number > most:
            yield {"refused": f"only the first {most:,} are read; split the file", "at": at}, b""
            return
        found, reason = (
            _article(row, asked["limits"]["text_bytes"]) if not isinstance(row, ArticleError) else ({}, str(row))
        )
        if found:
            if warning:
                found["warnings"] = [warning, *found.get("warnings", [])]
            yield {"article": found, "at": at}, b""
        elif (refused := refused + 1) <= fields.MOST_REFUSED:
            yield {"refused": reason, "at": at}, b""
    if refused > fields.MOST_REFUSED:
        yield {"refused": f"{refused - fields.MOST_REFUSED:,} more hold no article"}, b""


def _article(row: Any, most: int) -> tuple[dict[str, Any], str]:
    if not isinstance(row, dict):
        return {}, f'is a {_kind(row)} and not an object like {{"title": …, "text": …}}'
    found = fields.parts(row)
    if not found["text"].strip():
        told = ", ".join(str(k)[:40] for k in list(row)[:8]) or "none"
        return {}, f"has no text; expected a member named “text” or “body” (it has: {told})"
    if len(found["text"]) > most:
        return {}, f"over {most:,} characters of text; split it into single articles"
    return found, ""


def _listed(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value.get("type") in ("FeatureCollection", "Feature", "Topology"):
        raise ArticleError("is a map and not articles; lay it over the situation instead")
    for _ in range(3):  # {"response": {"results": [...]}}
        if not isinstance(value, dict) or fields.has(value, "text"):
            break
        inner = {fields.plain(k): v for k, v in value.items() if isinstance(v, list | dict)}
        value = next((inner[k] for k in fields.names()["list"] if k in inner), value)
    if not isinstance(value, list):
        yield "", value
        return
    for number, row in enumerate(value, start=1):
        yield f"article {number}", row


def _lines(source: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            try:
                yield f"line {number}", _loaded(line)
            except ArticleError as e:
                yield f"line {number}", e


def _whole(line: str) -> bool:
    try:
        return isinstance(_loaded(line), dict)
    except ArticleError:
        return False


def _loaded(source: str) -> Any:
    try:
        return json.loads(source, parse_int=_int, parse_float=_float, parse_constant=lambda _: None)
    except json.JSONDecodeError as e:
        raise ArticleError(f"is not JSON at line {e.lineno}, character {e.colno} ({e.msg})") from e
    except RecursionError as e:
        raise ArticleError("is JSON nested too deep to be read") from e


def _int(digits: str) -> int:
    return int(digits) if len(digits) <= DIGITS else _too_long(digits)


def _float(digits: str) -> float:
    return float(digits) if len(digits) <= 10 * DIGITS else _too_long(digits)


def _too_long(digits: str) -> NoReturn:
    raise ArticleError(f"holds a number of {len(digits):,} digits, which no article has")


def _kind(value: Any) -> str:
    return {list: "list", str: "text", bool: "truth value", type(None): "nothing"}.get(type(value), "number")
