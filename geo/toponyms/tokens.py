"""Words of a text with what stands between them; linear in the length of the text whatever it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from geo.gazetteer.names import name_key

_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f"
_PART = rf"(?:[^\W_]++|[{_MARKS}])+"
_WORD = re.compile(
    # "U.S.", else a word with what may stand inside it ("Sana'a", "T&T") and "US$".
    rf"(?:[^\W\d_]\.){{2,}}|{_PART}(?:(?:[’'ʼʻ‘`]|&(?<=[A-Z]&)(?=[A-Z])){_PART})*(?:\$(?<=US\$))?"
)
_POSSESSIVE = re.compile(r"[’'ʼ`]s?$", re.IGNORECASE)
_CONTRACTION = re.compile(r"I[’'ʼ]")
_ABBREVIATION = frozenset(
    {
        "st",
        "ste",
        "mt",
        "ft",
        "pt",
        "dr",
        "mr",
        "mrs",
        "ms",
        "gen",
        "lt",
        "col",
        "sgt",
        "maj",
        "capt",
        "rev",
        "sen",
        "gov",
        "rep",
    }
)
JOINS = frozenset({" ", "-", ". "})
"""Gaps that one name may run across; ". " stands after an abbreviation."""

OPENING = frozenset({"^", ".", "\n", "("})
"""Gaps behind which a sentence or line begins."""
_LONGEST_WORD = 60
MOST_WORDS = 200_000
"""Words looked at in one field: over 1 MB of prose, thirty times the longest news feature."""


@dataclass(slots=True)
class Token:
    """A word: offsets are code points; ``gap`` is what stands before it.

    ``gap`` is one of "^" (start of the text), " ", "-", ". " (after an abbreviation), "," , "." (sentence end),
    "\\n" (line end), "(" (opening bracket or quote), ";" (anything else).
    """

    start: int
    end: int
    text: str
    key: str
    gap: str
    capital: bool
    caseless: bool
    possessive: bool = False

    @property
    def opens_sentence(self) -> bool:
        """Whether a sentence or line begins here, where capitals say nothing."""
        return self.gap in OPENING


def tokenise(text: str, most: int = MOST_WORDS) -> list[Token]:
    """Return the words of a text, at most ``most``; a possessive ending is cut off and marked."""
    tokens: list[Token] = []
    end = 0
    wrapped = "\n" in text and _is_wrapped(text)
    previous: Token | None = None
    for match in islice(_WORD.finditer(text), most):
        start, behind = match.span()
        whole = match[0]
        word, key, capital, caseless, possessive = (_seen if len(whole) <= _LONGEST_WORD else _facts)(whole)
        if not possessive and word[-1] == "s" and text[behind : behind + 2] in _PLURAL:
            possessive = True
        between = text[end:start] if start - end <= 8 else text[end : end + 8] + "\n"
        if between == " " and previous is not None:
            gap = " "
        else:
            gap = " " if wrapped and _goes_on(text, end, start) else _gap(between, previous)
        # Positional, because keywords cost a quarter of the time.
        previous = Token(start, start + len(word), word, key, gap, capital, caseless, possessive)
        tokens.append(previous)
        end = behind
    return tokens


_PLURAL = frozenset({"’ ", "' "})


def _facts(whole: str) -> tuple[str, str, bool, bool, bool]:
    """Return a word without its possessive ending, its key, whether it is a capital's or caseless, whether it had one."""
    cut = None if whole.isalnum() else _POSSESSIVE.search(whole)
    possessive = bool(cut and len(whole) > 2 and (cut.group()[-1:] in "sS" or whole[-2:-1] in "sS"))
    word = whole[: cut.start()] if possessive and cut else whole
    first = word[0]
    capital = first.isupper() or first.istitle() or first.isdigit()
    return (
        word,
        name_key(word) if len(word) <= _LONGEST_WORD else "",
        capital and not (first == "I" and _CONTRACTION.match(word) is not None),
        first > "\u007f" and first.isalpha() and first.lower() == first.upper(),
        possessive,
    )


_seen = lru_cache(maxsize=50_000)(_facts)


_BREAK = re.compile(r"\n[ \t]{0,200}(?=(\w))")
_BEFORE_BREAK = re.compile(r"[\w,;–-][ \t]{0,200}\r?\Z")
_FEWEST_WRAPS = 2
_WRAPPED_SHARE = 0.3
_WRAPPED_LINE = 40
"""A line shorter than this ends where its author ended it."""


def _is_wrapped(text: str) -> bool:
    """Whether lines end wherever they are full (e-mail, PDF, some feeds): many go on in lower case."""
    # From line break to line break: looking at each character for what may stand before one takes ten times as long.
    follows = [
        m[1].islower()
        for m in islice(_BREAK.finditer(text), MOST_WORDS)
        if _BEFORE_BREAK.search(text, max(0, m.start() - 202), m.start())
    ]
    return sum(follows) >= max(_FEWEST_WRAPS, _WRAPPED_SHARE * len(follows))


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether only a line break stands between two words, behind a full line."""
    between = text[end:start]
    return between.count("\n") == 1 and between.isspace() and end - text.rfind("\n", 0, end) > _WRAPPED_LINE


def _gap(between: str, previous: Token | None) -> str:
    if previous is None:
        return "^"
    if between == " ":
        return " "
    if "\n" in between or "\r" in between or "\u2029" in between:
        return "\n"
    bare = between.strip()
    if not bare:
        return " "
    if bare in {"-", "‐", "‑", "–"} and bare == between:
        return "-"
    if bare == "." and previous.key in _ABBREVIATION:
        return ". "
    if bare[0] in ".!?…":
        return "."
    if bare[0] == "," and bare in {",", ",”", ',"', ",’", ",'"}:
        return ","
    if bare in {"(", "“", '"', "‘", "'", "«", "["}:
        return "("
    return ";"


def is_latin(text: str) -> bool:
    """Whether the first letter of a text is a Latin one, accents included."""
    first = next((c for c in text if c.isalpha()), "a")
    return first < "\u0250" or "\u1e00" <= first < "\u1f00"


def is_heading(tokens: list[Token]) -> bool:
    """Whether a line is set in capitals or title case, so that a capital says nothing."""
    told = [t for t in tokens if len(t.text) > 3 and not t.caseless]
    return len(told) >= 3 and sum(t.capital for t in told) >= 0.85 * len(told)
