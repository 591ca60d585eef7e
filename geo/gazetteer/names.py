"""How names are compared: one key for "Deir ez-Zor", "Deir ez Zor" and "DEIR EZ‑ZOR"."""

from __future__ import annotations

import re
import unicodedata

_SAME = {
    **dict.fromkeys(map(ord, "-‐‑‒–—―_/,;"), " "),
    **dict.fromkeys(map(ord, "'’‘`´ʼʻʿʾʹ′.\u0640\u200c\u200d\u200e\u200f\u00ad"), None),
    **dict(zip(map(ord, "ıłøđæœəىة"), ["i", "l", "o", "d", "ae", "oe", "e", "ي", "ه"], strict=True)),
}
_ARTICLE = re.compile(r"(?:a[lrdstznh]|as[hs]|adh|ath|e[lrsdnzt]|es[hs]) (?=\S{3})")


def name_key(name: str) -> str:
    """Return the key under which a name is stored and looked for.

    Case, diacritics, apostrophes and full stops do not count; hyphens are spaces.

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
