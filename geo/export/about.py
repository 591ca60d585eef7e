"""What a reader must know to use a file: as of when, how it was made, whose words and places, which rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.export.plain import QUOTE_MOST, quoted
from geo.model import Extraction
from geo.situation import credits

TITLE = "Situation map"
QUOTES = (
    "Each quote is the sentence that a record was read in and no more; it remains its publisher's, named beside it."
)
CELLS = (
    "Text of an article that a spreadsheet might run as a formula begins with an apostrophe; remove one to have the "
    "text. Characters that cannot be shown are replaced by U+FFFD. An empty cell is not known; it is not zero."
)
ROWS = "A record has one row for each of its places: count records by their id, never rows."
PLACES = "Coordinates are degrees, WGS 84 (EPSG:4326), of the places that articles name: towns as points, known to precision_km."


def attribution(extractions: Iterable[Extraction]) -> str:
    """Return whose places are used, with their licences."""
    return credits.attribution(r for e in extractions for r in e.records)


def facts(collection: Mapping[str, Any], extractions: Sequence[Extraction] = ()) -> list[tuple[str, str]]:
    """Return (key, words) for the sheet, page or member "about" of a file."""
    time = collection.get("time") or {}
    basis = {"time": "what was true then", "published": "what was known then"}.get(time.get("basis", ""), "")
    given = [(n["key"], n["text"]) for n in collection.get("notes") or () if n["key"] != "attribution"]
    headline = "".join(c["text"] for c in collection.get("headline") or ())
    rows = [
        ("title", TITLE),
        ("as_of", collection.get("as_of") or "not known"),
        ("as_of_basis", collection.get("as_of_basis") or ""),
        ("days", f"{time['from']} to {time['to']}: {basis}" if time.get("from") else ""),
        ("headline", headline),
        ("articles", str(len(collection.get("articles") or ()))),
        ("records", str(len(collection.get("records") or ()))),
        *given,
        ("places", PLACES),
        ("rows", ROWS),
        ("cells", CELLS),
        ("quotes", QUOTES),
        ("attribution", attribution(extractions)),
    ]
    return [(key, text) for key, text in rows if text]


def outgoing(
    collection: Mapping[str, Any], extractions: Sequence[Extraction] = (), *, full_text: bool = False
) -> dict[str, Any]:
    """Return the collection as it leaves the house: with its attributions and, unless asked otherwise, no article's text."""
    notes = [n for n in collection.get("notes") or () if n["key"] not in ("attribution", "quotes")]
    notes += [{"key": "quotes", "text": QUOTES}, {"key": "attribution", "text": attribution(extractions)}]
    kept = {**collection, "notes": notes}
    return kept if full_text else sentences_only(kept)


def sentences_only(collection: Mapping[str, Any]) -> dict[str, Any]:
    """Return the collection without its articles' texts; the sentences of the evidence stay."""
    articles = [{**a, "text": None} for a in collection.get("articles") or ()]
    return {**collection, "articles": articles, "records": [_short(r) for r in collection.get("records") or ()]}


def _short(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A "sentence" that is longer than any sentence is cut; its offsets still say where it stands."""
    evidence = record.get("evidence") or ()
    if all(len(x["quote"]) <= QUOTE_MOST for x in evidence):
        return record
    return {**record, "evidence": [{**x, "quote": quoted(x["quote"])} for x in evidence]}
