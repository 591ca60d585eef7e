"""What the words around a stretch of text say about it: runs of capitals, persons, organisations, kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from geo.toponyms.tokens import JOINS, Token, is_heading, is_latin
from geo.toponyms.words import common_words, demonyms, first_names, words

_PARTICLES = frozenset(
    [
        "of",
        "de",
        "la",
        "al",
        "el",
        "ez",
        "ash",
        "bin",
        "ibn",
        "van",
        "von",
        "du",
        "di",
        "da",
        "for",
        "del",
        "der",
        "den",
        "the",
        "and",
    ]
)
_INNER = _PARTICLES - {"the", "and"}
_MAX_RUN = 12


@dataclass(slots=True)
class Context:
    """Tokens of one field with their marks.

    ``role`` holds "person" or "organisation" by token; ``run`` the run of capitalised words that a token belongs to,
    as token positions [first, last + 1).
    """

    tokens: list[Token]
    heading: list[bool]
    run: list[tuple[int, int]]
    role: list[str] = field(default_factory=list)
    surnames: set[str] = field(default_factory=set)
    lower: frozenset[str] = frozenset()
    """Words that the field also writes in lower case."""

    def key(self, i: int) -> str:
        """Return the key of a token, "" beyond either end."""
        return self.tokens[i].key if 0 <= i < len(self.tokens) else ""

    def joined(self, i: int) -> bool:
        """Whether token ``i`` follows the one before with nothing but a space or hyphen between."""
        return 0 < i < len(self.tokens) and self.tokens[i].gap in JOINS and not self.tokens[i - 1].possessive

    def spaced(self, i: int) -> bool:
        """Whether token ``i`` follows the one before in the same phrase; a possessive may stand between."""
        return 0 < i < len(self.tokens) and self.tokens[i].gap in JOINS


def read(tokens: list[Token]) -> Context:
    """Mark runs, headings, organisations and persons in a field's tokens."""
    context = Context(tokens=tokens, heading=_headings(tokens), run=_runs(tokens), role=[""] * len(tokens))
    context.lower = frozenset(t.key for t in tokens if not t.capital)
    _fixed_organisations(context)
    _organisations(context)
    _persons(context)
    return context


def _headings(tokens: list[Token]) -> list[bool]:
    marks: list[bool] = []
    line: list[Token] = []
    for t in tokens:
        if t.gap == "\n" or (t.gap == "." and len(line) > 3):
            marks += [is_heading(line)] * len(line)
            line = []
        line.append(t)
    return marks + [is_heading(line)] * len(line)


def _runs(tokens: list[Token]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = [(i, i + 1) for i in range(len(tokens))]
    i = 0
    while i < len(tokens):
        if not tokens[i].capital:
            i += 1
            continue
        end = i + 1
        while end < len(tokens) and end - i < _MAX_RUN and tokens[end].gap in JOINS and not tokens[end - 1].possessive:
            if tokens[end].capital:
                end += 1
                continue
            ahead = end
            while ahead < min(len(tokens), end + 2) and tokens[ahead].key in _INNER and tokens[ahead].gap in JOINS:
                ahead += 1
            if ahead == end or ahead >= len(tokens) or not tokens[ahead].capital or tokens[ahead].gap not in JOINS:
                break
            end = ahead + 1
        for k in range(i, end):
            runs[k] = (i, end)
        i = end
    return runs


def _fixed_organisations(context: Context) -> None:
    names, tokens = _fixed_names(), context.tokens
    for i, t in enumerate(tokens):
        for name in names.get(t.key, ()):
            part = tokens[i : i + len(name)]
            if (
                len(part) == len(name)
                and all(p.key == word for p, word in zip(part, name, strict=True))
                and all(p.gap in JOINS for p in part[1:])
                and any(p.capital for p in part)
            ):
                context.role[i : i + len(name)] = ["organisation"] * len(name)
                break


@cache
def _fixed_names() -> dict[str, list[list[str]]]:
    """Return the names of organisations as lists of words by their first word, the longest first."""
    found: dict[str, list[list[str]]] = {}
    for name in sorted(words("fixed_organisation"), key=lambda n: (-n.count(" "), n)):
        found.setdefault(name.split()[0], []).append(name.split())
    return found


def _organisations(context: Context) -> None:
    heads, of = words("organisation"), words("organisation_of")
    i = 0
    tokens = context.tokens
    while i < len(tokens):
        start, end = context.run[i]
        i = max(end, i + 1)
        if end - start < 2 or context.heading[start]:
            continue
        keys = [t.key for t in tokens[start:end]]
        for k in range(end - start - 1, -1, -1):
            if not tokens[start + k].capital:
                continue
            if keys[k] in of and k + 1 < len(keys) and keys[k + 1] == "of":
                _mark(context, start + k, end)
                break
            if keys[k] in heads and k + 1 < len(keys) and keys[k + 1] in {"of", "for"}:
                _mark(context, start, end)
                break
            if keys[k] in heads and k > 0:
                _mark(context, start, start + k + 1)
                break
        else:
            continue
    for i in range(2, len(tokens)):
        # "Islamic Centre in London": the seat is part of the name.
        if (
            tokens[i].capital
            and context.key(i - 1) == "in"
            and context.key(i - 2) in of
            and tokens[i - 2].capital
            and context.run[i - 2][1] - context.run[i - 2][0] >= 2
        ):
            for k in range(i, context.run[i][1]):
                context.role[k] = context.role[k] or "organisation"


def _mark(context: Context, start: int, end: int) -> None:
    known = demonyms()
    for k in range(start, end):
        short = end - start <= 3 and context.tokens[k].key in known
        if not context.role[k] and not short:
            context.role[k] = "organisation"


def _persons(context: Context) -> None:
    titles, names, tokens = words("title"), first_names(), context.tokens
    places = words(
        "admin1", "admin1_or_region", "district", "settlement", "bridge", "road", "camp", "facility", "direction"
    )
    for i, t in enumerate(tokens):
        if context.role[i]:
            continue
        following = i + 1
        if t.key in titles and not (t.text.isupper() and len(t.text) > 1) and (t.capital or not t.opens_sentence):
            if not (context.joined(following) and tokens[following].capital) or tokens[following].key in demonyms():
                continue
            if not t.capital and tokens[following].key in places:
                continue
            first = following
        elif (
            t.capital
            and (t.key in names or _initial(t))
            and context.joined(following)
            and tokens[following].capital
            and not context.heading[i]
        ):
            first = i
        else:
            continue
        end = first
        while end < context.run[first][1] and end - first < 4 and (tokens[end].capital or tokens[end].key in _INNER):
            if end > first and (tokens[end].key in places or tokens[end].key in demonyms()):
                break
            end += 1
        if first == i and end - first < 2:
            continue
        while end > first and not tokens[end - 1].capital:
            end -= 1
        for k in range(first, end):
            context.role[k] = context.role[k] or "person"
        if end > first and (end - first >= 2 or first == following):
            context.surnames.add(tokens[end - 1].key)


def _initial(t: Token) -> bool:
    return len(t.text) == 1 and t.text.isalpha() and is_latin(t.text) and t.text not in {"A", "I"}


def unknown_capital(context: Context, i: int) -> bool:
    """Whether token ``i`` is a capitalised word that we know nothing of: a part of somebody's or something's name."""
    if not 0 <= i < len(context.tokens):
        return False
    t = context.tokens[i]
    return t.capital and not t.text.isdigit() and t.key not in _known_words() and not context.heading[i]


@cache
def _known_words() -> frozenset[str]:
    return common_words() | words("direction", "before_place", "title", "function") | demonyms().keys()
