"""How names are compared: one key for "Deir ez-Zor", "Deir ez Zor" and "DEIR EZ‑ZOR"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SAME = {
    **dict.fromkeys(map(ord, "-‐‑‒–—―_/,;\u05be"), " "),
    **dict.fromkeys(map(ord, "'’‘`´ʼʻʿʾʹ′.\u05f3\u05f4\u0621\u0640\u200c\u200d\u200e\u200f\u00ad"), None),
    **dict(zip(map(ord, "ıłøđæœəىةیکہٱ"), ["i", "l", "o", "d", "ae", "oe", "e", *"يهيكها"], strict=True)),
}
_ARTICLE = re.compile(r"(?:a[lrdstznh]|as[hs]|adh|ath|e[lrsdnzt]|es[hs]) (?=\S{3})")


def name_key(name: str) -> str:
    """Return the key under which a name is stored and looked for.

    Case, diacritics, apostrophes and full stops do not count; hyphens are spaces. In Arabic script neither vowel
    signs, tatweel and the seat of a hamza count, nor whether a keyboard gave ى or ي, ة or ه, Persian or Arabic kaf.

    Examples
    --------
    >>> name_key("Deir ez-Zor") == name_key("DEIR EZ ZOR")
    True
    >>> name_key("Şa‘dah")
    'sadah'
    """
    if name.isascii():
        key = name.lower().translate(_SAME)
    else:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        key = "".join(c for c in plain if not unicodedata.combining(c)).translate(_SAME)
    return " ".join(key.split())


def without_article(key: str) -> str | None:
    """Return the key without a leading Arabic article ("ar rastan" is "rastan"), or None where it has none."""
    match = _ARTICLE.match(key)
    return key[match.end() :] if match else None


def is_news_spelling(name: str) -> bool:
    """Whether a GeoNames alternate is a spelling that a text would use.

    Its alternates hold consonant skeletons ("hms"), syllable romanisations ("yi de li bo") and airport codes
    ("DEZ"); they match common words and nobody writes them.
    """
    if not 2 <= len(name) <= 60:
        return False
    if name.isascii():
        first = name[0]
        if first.islower():
            return bool(_ARTICLE.match(name_key(name[:6]))) and any(c.isupper() for c in name)
        return not (len(name) <= 4 and name.isupper())
    return not next((c for c in name if c.isalpha()), "A").islower()


def keys_of(names: Iterable[str], kind: str) -> dict[str, int]:
    """Return the keys of a place's names, each with how much it is its own: 2 the first, 1 the others.

    A town is also found without its Arabic article.
    """
    keys: dict[str, int] = {}
    for rank, name in enumerate(names):
        key = name_key(name)
        if key and key not in keys:
            keys[key] = 2 if rank == 0 else 1
    if kind == "settlement":
        for key in list(keys):
            short = without_article(key)
            if short and short not in keys:
                keys[short] = 1
    return keys


_FOREIGN_FROM = 50_000
"""People from which a town has a usual name in other scripts."""
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("\u0600", "\u06ff", "AE AF BH DJ DZ EG EH ER IL IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SS SY TD TN TR YE"),
    ("\u0590", "\u05ff", "EG IL JO LB PS SY"),
    ("\u0400", "\u052f", "AM AZ BA BG BY EE GE KG KZ LT LV MD ME MK MN PL RO RS RU TJ TM UA UZ XK"),
)  # fmt: skip


def is_local_spelling(name: str, country: str, population: int) -> bool:
    """Whether texts in the script of a name speak of that town: it lies where the script is written, or is a city.

    GeoNames has American villages in Arabic and Cyrillic; what they match are common words.
    """
    first = next((c for c in name if c.isalpha()), "a")
    if first < "\u0370" or population >= _FOREIGN_FROM:
        return True
    return next((country in known for low, high, known in _SCRIPTS if low <= first <= high), True)
