"""How languages put whole numbers: which form of a word goes with one, and what stands between thousands.

Source: Unicode CLDR 45, plurals and number symbols (Unicode licence v3). Browsers have the same in ``Intl``.
"""

from __future__ import annotations

from collections.abc import Callable

CATEGORIES = ("zero", "one", "two", "few", "many", "other")


def category(language: str, n: object) -> str:
    """Return the category of a number in a language (BCP 47), ``other`` where the language tells no forms apart.

    >>> category("en", 1), category("ru", 22), category("ar", 2), category("ja", 1)
    ('one', 'few', 'two', 'other')
    """
    rule = _RULES.get(language.split("-")[0].lower(), _one)
    return rule(abs(n)) if isinstance(n, int) else "other"


def _one(n: int) -> str:
    return "one" if n == 1 else "other"


def _none(_: int) -> str:
    return "other"


def _one_or_none(n: int) -> str:
    return "one" if n in {0, 1} else "other"


def _french(n: int) -> str:
    return "one" if n in {0, 1} else "many" if n % 1_000_000 == 0 else "other"


def _spanish(n: int) -> str:
    return "one" if n == 1 else "many" if n and n % 1_000_000 == 0 else "other"


def _ends(n: int, tens: range, ones: range) -> bool:
    return n % 10 in ones and n % 100 not in tens


def _east_slavic(n: int) -> str:
    if _ends(n, range(11, 12), range(1, 2)):
        return "one"
    return "few" if _ends(n, range(12, 15), range(2, 5)) else "many"


def _south_slavic(n: int) -> str:
    found = _east_slavic(n)
    return "other" if found == "many" else found


def _polish(n: int) -> str:
    return "one" if n == 1 else "few" if _ends(n, range(12, 15), range(2, 5)) else "many"


def _czech(n: int) -> str:
    return "one" if n == 1 else "few" if n in {2, 3, 4} else "other"


def _slovene(n: int) -> str:
    return {1: "one", 2: "two", 3: "few", 4: "few"}.get(n % 100, "other")


def _lithuanian(n: int) -> str:
    if _ends(n, range(11, 20), range(1, 2)):
        return "one"
    return "few" if _ends(n, range(11, 20), range(2, 10)) else "other"


def _latvian(n: int) -> str:
    if n % 10 == 0 or n % 100 in range(11, 20):
        return "zero"
    return "one" if n % 10 == 1 else "other"


def _romanian(n: int) -> str:
    return "one" if n == 1 else "few" if n == 0 or n % 100 in range(1, 20) else "other"


def _arabic(n: int) -> str:
    if n in {0, 1, 2}:
        return ("zero", "one", "two")[n]
    return "few" if n % 100 in range(3, 11) else "many" if n % 100 in range(11, 100) else "other"


def _hebrew(n: int) -> str:
    return {1: "one", 2: "two"}.get(n, "other")


_RULES: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("id", "ja", "ko", "lo", "ms", "my", "su", "th", "vi", "yue", "zh"), _none),
    **dict.fromkeys(("am", "as", "bn", "fa", "gu", "hi", "kn", "zu"), _one_or_none),
    "fr": _french,
    "pt": _french,
    "es": _spanish,
    "it": _spanish,
    "ca": _spanish,
    **dict.fromkeys(("be", "ru", "uk"), _east_slavic),
    **dict.fromkeys(("bs", "hr", "sh", "sr"), _south_slavic),
    "pl": _polish,
    "cs": _czech,
    "sk": _czech,
    "sl": _slovene,
    "lt": _lithuanian,
    "lv": _latvian,
    "ro": _romanian,
    "mo": _romanian,
    "ar": _arabic,
    "he": _hebrew,
    "is": lambda n: "one" if _ends(n, range(11, 12), range(1, 2)) else "other",
    "iw": _hebrew,
}
"""By language; what is not here says "one" of 1 and "other" of the rest, as English, German, Dutch, Turkish and Swahili do."""

_MARKS = {
    **dict.fromkeys(("bs", "ca", "da", "de", "el", "es", "hr", "id", "is", "it", "nl", "pt", "ro", "sl", "sr", "tr", "vi"), "."),
    **dict.fromkeys(("be", "bg", "cs", "et", "fi", "hu", "ka", "lt", "lv", "nb", "no", "pl", "ru", "sk", "sv", "uk"), "\u00a0"),
    "fr": "\u202f",
}  # fmt: skip
"""Between thousands; a comma elsewhere."""
_LATE = {"be", "bg", "es", "et", "hu", "it", "ka", "lv", "pl", "sl"}
"""Languages that write 1234 without a mark."""


def grouped(language: str, n: int) -> str:
    """Return a number with the marks that a language puts between thousands.

    >>> grouped("en", 1234), grouped("de", 1234), grouped("es", 1234)
    ('1,234', '1.234', '1234')
    """
    own = language.split("-")[0].lower()
    return str(n) if own in _LATE and abs(n) < 10_000 else f"{n:,}".replace(",", _MARKS.get(own, ","))
