"""A data set as it enters: extractions like those of articles, and what was refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from geo.model import Article, Extraction
from geo.tables import table

_ID = re.compile(r"data-(acled|ucdp|idmc|analyst)-[0-9a-f]{16}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """Other people's event data as read.

    Parameters
    ----------
    name : str
        What it goes by: "ACLED", the name of an analyst's file.
    kind : str
        ``acled ucdp idmc analyst``.
    sha256 : str
        Of its bytes.
    extractions : tuple of Extraction
        One for each day and country, its article made of the rows' own words.
    refused : tuple of (int, str)
        Row number (the header is row 1) and why it is left out.
    notes : tuple of str
        What else the reader should know.
    attribution, terms : str
        Whose it is, and what may be done with it.
    """

    name: str
    kind: str
    sha256: str
    extractions: tuple[Extraction, ...]
    refused: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    attribution: str = ""
    terms: str = ""

    @property
    def rows(self) -> int:
        """Rows that became records."""
        return sum(len(e.records) for e in self.extractions)

    def words(self) -> str:
        """Return how it went, as a sentence."""
        left = f", {len(self.refused):,} refused" if self.refused else ""
        return f"{self.name}: {self.rows:,} row{'' if self.rows == 1 else 's'} read{left}"


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What is known of a data set of a kind."""

    name: str
    attribution: str
    terms: str


@cache
def about(kind: str) -> About:
    """Return name, attribution and terms of a kind of data set; an analyst's table has no name of its own."""
    for row in table("external/datasets.csv", "kind", "name", "full_name", "attribution", "terms"):
        if row["kind"] == kind:
            return About(name=row["name"], attribution=row["attribution"], terms=row["terms"])
    raise KeyError(kind)


def kind_of(article: Article | str) -> str:
    """Return the kind of data set whose rows an article (or the id of one) is made of, ``""`` for news."""
    found = _ID.fullmatch(article if isinstance(article, str) else article.id)
    return found[1] if found else ""


def article_id(kind: str, name: str, day: date, country: str | None, text: str) -> str:
    """Return the id of the article that carries a day's rows."""
    digest = hashlib.sha256("\0".join((name, day.isoformat(), country or "", text)).encode("utf-8", "replace"))
    return f"data-{kind}-{digest.hexdigest()[:16]}"
