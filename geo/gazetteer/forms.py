"""Other forms in which a text writes a name: with a prefix, in a case, in another romanisation.

Each form is only looked for where the name as written is unknown, so that none beats an exact name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from geo.gazetteer.names import name_key

How = Literal["name", "article", "prefix", "case", "romanisation"]
"""How a name in a text became a name of the index: as it stands, without its article, without a prefix that the
script writes onto it, from an oblique case, from another romanisation."""

_ARABIC = re.compile("[\u0620-\u064a]")
_HEBREW = re.compile("[\u05d0-\u05ea]")
_CYRILLIC = re.compile("[\u0430-\u045f\u0491]")
_SHORTEST = 3
"""Letters that must remain of a name: two-letter remainders are words, not places."""

_ARABIC_BEFORE = (
    "وبال",
    "فبال",
    "وكال",
    "وال",
    "فال",
    "بال",
    "كال",
    "ولل",
    "فلل",
    "لل",
    "وب",
    "ول",
    "فب",
    "فل",
    "و",
    "ب",
    "ل",
    "ف",
    "ك",
)
"""And, in, to, then, like, before the article or the name; the article merges with "to"."""
_HEBREW_BEFORE = (
    "ומה",
    "ושב",
    "שבה",
    "ובה",
    "וב",
    "ול",
    "ומ",
    "וה",
    "שב",
    "של",
    "מה",
    "כש",
    "ב",
    "ל",
    "מ",
    "ה",
    "ו",
    "ש",
    "כ",
)
"""In, to, from, the, and, that, as, and their combinations."""

# Ukrainian and Russian case endings of place names, longest first: what is cut, what the name ends in instead.
_CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("івцями", ("івці",)), ("івцях", ("івці",)), ("івців", ("івці",)), ("івцям", ("івці",)),
    ("івському", ("івське", "івський")), ("івського", ("івське", "івський")),
    ("ському", ("ське", "ський", "ськ")), ("ського", ("ське", "ський")), ("ським", ("ське", "ський")),
    ("ськом", ("ськ",)), ("ською", ("ська",)), ("ській", ("ська",)), ("ської", ("ська",)), ("ську", ("ська", "ськ")),
    ("ського", ("ськ",)), ("цьку", ("цьк", "цька")), ("цька", ("цьк",)), ("цьком", ("цьк",)),
    ("ском", ("ское", "ск")), ("ского", ("ское", "ский")), ("скому", ("ское", "ский")), ("ским", ("ское", "ский")),
    ("ской", ("ская",)), ("скую", ("ская",)), ("ске", ("ск",)), ("ску", ("ск",)), ("ска", ("ск",)),
    ("цке", ("цк",)), ("цку", ("цк",)), ("цка", ("цк",)), ("цком", ("цк",)),
    ("ному", ("не", "ний")), ("ного", ("не", "ний", "ное", "ный")), ("ном", ("ное", "но")), ("ним", ("не", "ний")),
    ("ній", ("на",)), ("ної", ("на",)), ("ною", ("на",)), ("ій", ("а", "я")), ("ої", ("а", "я")),
    ("розі", ("ріг",)), ("рогу", ("ріг",)), ("рогом", ("ріг",)), ("овому", ("ів",)), ("ового", ("ів",)),
    ("ому", ("е", "ий")), ("ого", ("е", "ий", "ое", "ый", "ой")),
    ("кові", ("ків",)), ("кова", ("ків", "ков", "ково")), ("ковом", ("ків", "ков", "ково")), ("кову", ("ків", "ков", "ково")),
    ("ові", ("ів",)), ("ова", ("ів", "ов", "ово", "ове")), ("ову", ("ів", "ов", "ово", "ове")), ("ове", ("ов", "ово")),
    ("овом", ("ів", "ов", "ово", "ове")), ("єва", ("їв", "єве")), ("єву", ("їв",)), ("єві", ("їв",)), ("євом", ("їв",)),
    ("ева", ("ів", "ев", "ево")), ("еву", ("ів", "ев", "ево")), ("еве", ("ев", "ево")), ("евом", ("ів", "ев", "ево")),
    ("ці", ("ка",)), ("зі", ("га", "г")), ("сі", ("ха", "са", "си", "с")),
    ("ями", ("і", "ї", "и")), ("ами", ("и", "і", "ы")), ("ях", ("і", "ї", "и")), ("ах", ("и", "і", "ы", "а")),
    ("ею", ("я",)), ("єю", ("я",)), ("ою", ("а",)), ("ой", ("а", "ая")), ("ей", ("я", "ь")), ("ью", ("ь",)), ("ію", ("ія",)),
    ("ії", ("ія",)), ("ии", ("ия",)), ("ию", ("ия",)), ("ою", ("а",)),
    ("ом", ("", "о")), ("ем", ("ь", "е", "є", "й")), ("ів", ("и", "і")), ("ов", ("ы",)),
    ("у", ("а", "", "о", "е")), ("ю", ("я", "ь", "й")), ("и", ("а", "я", "ь")), ("ы", ("а",)), ("і", ("а", "", "о", "ь", "я")),
    ("ї", ("я",)), ("е", ("а", "", "о", "ь", "я")), ("а", ("", "о")), ("я", ("ь", "й", "є", "е", "ье")), ("", ("и",)),
)  # fmt: skip
_CASE_KEYS = tuple((name_key(ending), tuple(map(name_key, bases))) for ending, bases in _CASES)
"""The same as names are compared: without the marks of ї and й."""
_MOST_CASES = 64
"""Combinations tried for a name of several words, each of which may stand in a case."""


def written_forms(key: str) -> list[tuple[str, How]]:
    """Return the keys under which the index may have a name that the text writes with a prefix or in a case.

    Parameters
    ----------
    key : str
        From ``name_key``.

    Examples
    --------
    >>> ("حمص", "prefix") in written_forms("بحمص")
    True
    >>> ("харків", "case") in written_forms("харкові")
    True
    """
    if key.isascii():
        return []
    if _ARABIC.search(key):
        return _arabic(key)
    if _HEBREW.search(key):
        return _hebrew(key)
    if _CYRILLIC.search(key):
        return _cyrillic(key)
    return []


def _arabic(key: str) -> list[tuple[str, How]]:
    bare = key.removeprefix("ال")
    found: dict[str, How] = {bare: "article"} if bare != key and len(bare) >= _SHORTEST else {}
    for before in _ARABIC_BEFORE:
        rest = key.removeprefix(before)
        if rest != key and len(rest) >= _SHORTEST:
            article = before.endswith(("ال", "لل"))
            for form in ("ال" + rest, rest) if article else (rest, "ال" + rest):
                found.setdefault(form, "prefix")
    return list(found.items())


def _hebrew(key: str) -> list[tuple[str, How]]:
    found: dict[str, How] = {}
    for before in _HEBREW_BEFORE:
        rest = key.removeprefix(before)
        if rest != key and len(rest) >= _SHORTEST:
            found.setdefault(rest, "prefix")
    return list(found.items())


def _cyrillic(key: str) -> list[tuple[str, How]]:
    words = key.split()
    if len(words) > 3 or any(len(w) > 30 for w in words):
        return []
    choices = [[w, *_nominatives(w)] for w in words]
    forms = (" ".join(p) for p in islice(product(*choices), _MOST_CASES))
    return [(form, "case") for form in forms if form != key and len(form) >= _SHORTEST]


@lru_cache(maxsize=4096)
def _nominatives(word: str) -> list[str]:
    """Return what a word in a case may be the case of; most are no words, and the index knows none of those."""
    found: dict[str, None] = {}
    for ending, bases in _CASE_KEYS:
        if word.endswith(ending):
            for base in bases:
                form = word[: len(word) - len(ending)] + base
                if len(form) >= 2 and form != word:
                    found[form] = None
    return list(found)


_ROMANISED = """
AE AF AM AZ BD BG BH BY CY DJ DZ EG EH ER ET GE GR IL IN IQ IR JO KG KW KZ LB LK LY MA MD MK MM MN MR NP OM PK
PS QA RS RU SA SD SO SS SY TD TJ TM TN TR UA UZ XK YE
"""
ROMANISED = frozenset(_ROMANISED.split())
"""Countries whose names come from another script, so that newspapers spell them in several ways."""

_SHORTEST_FOLD = 4
_LETTERS_ONLY = re.compile(r"[a-z ]+")
_ARTICLE_IN = re.compile(r"(?:^| )(?:a[lrdstznh]|as[hs]|adh|ath|e[lrsdnztd]|es[hs]|ed|ul|wal|bil) (?=[a-z]{2})")
_ASSIMILATED = re.compile(r"(?:^| )[ae]([dlnrstz])(?=\1)")
_CONSONANT = "[bcdfghjklmnpqrstuvxzCS]"
_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        (r"shch|sch|sh", "S"), (r"tsch|tch|ch", "C"), (r"ph", "f"), (r"ck", "k"), (r"dj|dzh|zh", "j"), (r"gh", "g"),
        (r"kh", "h"), (r"th", "t"), (r"dh", "d"), (r"[qc]", "k"), (r"[wv]", "u"),
        (r"(?<=[a-zCS])[ae]h?\b", "a"),
        (rf"(?:(?<=[aiu]{_CONSONANT})|(?<=[aiu]{_CONSONANT}{_CONSONANT}))e(?=[bcdfghjklmnpqrsuvxzCS]\b)", "i"),
        (r"ei|ey|ay|ai", "a"), (r"oo|ou|au", "u"), (r"ee|ii|iy|yi|ij|y", "i"), (r"o", "u"), (r"ie", "ia"),
        (rf"(?<={_CONSONANT})h(?={_CONSONANT}|\b)", ""), (r"e", "a"),
    )
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def fold(key: str) -> str | None:
    """Return one key for the romanisations of a name, or None where it has none.

    Articles inside, doubled letters, and the letters that romanisations exchange (ay/ei, q/k/c, gh/g, kh/h, ou/u, e/a,
    -ah/-a/-eh) do not count. Different names may share it: it is for a name that the index does not know as written.

    Examples
    --------
    >>> fold("dayr az zawr") == fold("deir ezzor") == fold("deir al zour")
    True
    >>> fold("tall rifat") == fold("tal rifaat")
    True
    """
    if not _LETTERS_ONLY.fullmatch(key):
        return None
    short = _ARTICLE_IN.sub(" ", key)
    short = _ASSIMILATED.sub(r" \1", short)
    for pattern, becomes in _FOLDS:
        short = pattern.sub(becomes, short)
    short = _DOUBLED.sub(r"\1", short.replace(" ", ""))
    return short if len(short) >= _SHORTEST_FOLD else None


def folds_of(keys: Iterable[str], country: str, kind: str) -> set[str]:
    """Return the folded keys under which a place is looked for when its name is spelt in an unknown way."""
    if country not in ROMANISED or kind in {"country", "admin2"}:
        return set()
    return {folded for key in keys if (folded := fold(key))}
