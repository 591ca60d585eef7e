"""Find the names of places in an article, each with the role it plays and the kind that the words around demand.

Every stretch of up to six words that the gazetteer knows is a candidate. A sum of plain signals decides: how well
known the place is, the words around, whether the word is a surname or a common word here, and how the same word is
used elsewhere in the article. The weights are round numbers, chosen on general grounds.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.model import Article, Field, Mention, Place, Role
from geo.settings import Settings
from geo.toponyms import hints
from geo.toponyms.coasts import Coast, coasts
from geo.toponyms.context import Context, read
from geo.toponyms.evidence import Span, set_hint, weigh
from geo.toponyms.roles import role_of
from geo.toponyms.tokens import JOINS, tokenise
from geo.toponyms.unknown import unknown_places
from geo.toponyms.words import demonyms, words

log = logging.getLogger(__name__)

MAX_WORDS = 6
ACCEPT = 1.3
"""A candidate whose signals sum up to this is taken for a place name."""
SURE = 2.5
"""From here on a use of the word vouches for its other uses in the article."""

_ARTICLES = frozenset(["al", "ar", "as", "ash", "ad", "adh", "an", "at", "ath", "az", "el", "es", "er", "ez"])


def recognise(article: Article, gazetteer: Gazetteer, settings: Settings | None = None) -> list[Mention]:
    """Return the mentions of places in title and text, in order; demonyms and organisations have their role.

    Parameters
    ----------
    article : Article
    gazetteer : Gazetteer
    settings : Settings
        ``max_mentions`` caps the result; what lies beyond is left out with a warning in the log.

    Returns
    -------
    list of Mention
        ``article.field_text(m.field)[m.start:m.end] == m.text`` for each.
    """
    limit = (settings or Settings()).max_mentions
    contexts = {name: read(tokenise(article.field_text(name))) for name in _FIELDS}
    surnames = set().union(*(c.surnames for c in contexts.values()))
    spans = {name: _spans(c) for name, c in contexts.items()}
    found = gazetteer.lookup_many({s.key for part in spans.values() for s in part})
    known = {name: [s for s in part if _fill(s, found)] for name, part in spans.items()}
    votes = _country_votes(contexts, known)
    mentions: list[Mention] = []
    sure: Counter[str] = Counter()
    for name in reversed(_FIELDS):
        context = contexts[name]
        for s in known[name]:
            s.score = weigh(context, s, votes, surnames)
            if s.score >= SURE and not context.heading[s.first]:
                sure[s.key] += 1
    for name in _FIELDS:
        chosen = _choose(contexts[name], known[name], sure)
        shores = coasts(contexts[name], _countries(chosen), votes, gazetteer)
        mentions += _mentions(name, article.field_text(name), contexts[name], chosen, shores)
    if len(mentions) > limit:
        log.warning("article %s: %d names of places; only the first %d are looked at", article.id, len(mentions), limit)
    return mentions[:limit]


_FIELDS: tuple[Field, ...] = ("title", "text")


def recognise_spans(article: Article, spans: Sequence[tuple[int, int]]) -> list[Mention]:
    """Return a mention for each given (start, end) of the text, with role and hint from the words around.

    Raises
    ------
    ValueError
        If a span is empty or reaches beyond the text.
    """
    text = article.text
    context = read(tokenise(text))
    starts = {t.start: i for i, t in enumerate(context.tokens)}
    ends = {t.end: i + 1 for i, t in enumerate(context.tokens)}
    mentions = []
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}-{end} does not lie in the text of {len(text)} characters")
        first, stop = starts.get(start), ends.get(end)
        mention = Mention(field="text", start=start, end=end, text=text[start:end])
        if first is not None and stop is not None and first < stop:
            span = Span(first=first, end=stop, key=text[start:end], places=[], stop=stop)
            set_hint(context, span)
            role = role_of(context, span)
            key = " ".join(context.key(k) for k in range(first, stop))
            if key in demonyms():
                role = "demonym"
            elif role == "organisation":
                role = "place"
            hint = span.hint if span.hint not in hints.WITH_NAME else _own_kind(context, first, stop)
            country = demonyms()[key] or None if key in demonyms() else span.country
            mention = replace(mention, role=role, hint=hint or _own_kind(context, first, stop), country=country)
        mentions.append(mention)
    return mentions


def _own_kind(context: Context, first: int, stop: int) -> str | None:
    """Return the kind that the last words inside the span say ("Rastan bridge")."""
    for k in range(first + 1, stop):
        found = hints.kind_after(context, k)
        if found and found[0] != "settlement" and (found[1] == stop or k == stop - 1):
            return found[0]
    return None


def _spans(context: Context) -> list[Span]:
    """Return the stretches that may be names, before anything is looked up."""
    tokens = context.tokens
    suffix = words("bridge", "road", "river", "camp", "facility", "area_after", "coast")
    direction = words("direction")
    found = []
    for i, t in enumerate(tokens):
        article = t.key in _ARTICLES and i + 1 < len(tokens) and tokens[i + 1].gap == "-" and tokens[i + 1].capital
        pointed = t.key in direction and context.spaced(i + 1) and (tokens[i + 1].capital or context.key(i + 2) == "of")
        named_the = t.key == "the" and context.key(i + 1) != "hague"
        if not (t.capital or t.caseless or article or pointed) or not t.key or named_the:
            continue
        key = ""
        for n in range(1, min(MAX_WORDS, len(tokens) - i) + 1):
            last = tokens[i + n - 1]
            if n > 1 and not (last.gap in JOINS and last.key):
                break
            key = (
                f"{key} {last.key}s"
                if last.possessive and n < MAX_WORDS and context.spaced(i + n) and n > 1
                else f"{key} {last.key}"
            )
            if (
                last.capital
                or last.caseless
                or (n > 1 and (last.key in suffix or last.key in _ARTICLES) and (t.capital or pointed))
            ):
                if n == 1 and pointed and not t.capital:
                    continue
                found.append(Span(first=i, end=i + n, key=key.strip(), places=[], stop=i + n))
            if last.possessive:
                break
    return found


def _fill(s: Span, found: dict[str, list[Place]]) -> bool:
    s.places = found.get(s.key, [])
    return bool(s.places)


def _country_votes(contexts: dict[Field, Context], known: dict[Field, list[Span]]) -> Counter[str]:
    """Return how often each country is named, by name, demonym or a place that only it has."""
    votes: Counter[str] = Counter()
    for context in contexts.values():
        for i, t in enumerate(context.tokens):
            if t.capital and t.key in demonyms() and demonyms()[t.key]:
                votes[demonyms()[t.key]] += 1
            elif t.capital and context.joined(i) and (pair := f"{context.key(i - 1)} {t.key}") in demonyms():
                votes[demonyms()[pair]] += 1
    for name, part in known.items():
        for s in part:
            if any(contexts[name].role[k] == "person" for k in range(s.first, s.end)):
                continue
            top = s.places[0]
            if top.kind == "country":
                votes[top.country or ""] += 2
            elif len({p.country for p in s.places}) == 1 and top.population >= 10_000:
                votes[top.country or ""] += 1
    del votes[""]
    return votes


def _choose(context: Context, spans: list[Span], sure: Counter[str]) -> list[Span]:
    """Return the accepted spans without overlaps: the best first, of equals the longer."""
    accepted: list[Span] = []
    taken = [False] * len(context.tokens)
    ordered = sorted(spans, key=lambda s: (s.first, -(s.end - s.first)))
    previous: Span | None = None
    for s in ordered:
        if s.key in sure and s.score < SURE and not any(context.role[k] == "person" for k in range(s.first, s.end)):
            s.score += 1.0
        if previous and previous.end <= s.first and s.first - previous.stop <= 1 and previous.score >= ACCEPT:
            between = [context.key(k) for k in range(previous.stop, s.first)]
            if (between == [] and context.tokens[s.first].gap == ",") or between in (["and"], ["or"]):
                s.score += 0.8
                s.hint = s.hint or (
                    previous.hint
                    if previous.hint in {"settlement", "district"} and _listed(context, previous)
                    else None
                )
                s.country = s.country or previous.country
        if s.score >= ACCEPT and (previous is None or s.first >= previous.end):
            previous = s
    for s in sorted(spans, key=lambda s: (-(s.end - s.first), -s.score, s.first)):
        if s.score < ACCEPT or any(taken[k] for k in range(s.first, s.stop)):
            continue
        taken[s.first : s.stop] = [True] * (s.stop - s.first)
        accepted.append(s)
    return sorted(accepted, key=lambda s: s.first)


def _listed(context: Context, s: Span) -> bool:
    """Whether the kind word before the first name is a plural: "the towns of Rastan and Talbiseh"."""
    return context.key(s.first - 2).endswith(("s", "ties"))


def _countries(spans: list[Span]) -> dict[int, tuple[int, str]]:
    """Return (token after, country code) of the chosen countries, by first token."""
    return {s.first: (s.end, s.places[0].country or "") for s in spans if s.places[0].kind == "country"}


def _mentions(name: Field, text: str, context: Context, spans: list[Span], shores: list[Coast]) -> list[Mention]:
    tokens = context.tokens
    result = []
    covered: set[int] = set()

    def add(first: int, stop: int, role: Role, hint: str | None, country: str | None) -> None:
        covered.update(range(first, stop))
        start, end = tokens[first].start, tokens[stop - 1].end
        result.append(
            Mention(field=name, start=start, end=end, text=text[start:end], role=role, hint=hint, country=country)
        )

    for c in shores:
        add(c.first, c.end, "place", "coast", c.country)
    for s in spans:
        if covered.isdisjoint(range(s.first, s.stop)):
            add(s.first, s.stop, role_of(context, s), s.hint, s.country)
    for u in unknown_places(context, covered):
        add(u.first, u.end, "place", u.hint, u.country)
    known = demonyms()
    i = 0
    while i < len(tokens):
        for n in (2, 1):
            part = tokens[i : i + n]
            key = " ".join(t.key for t in part)
            if (
                key in known
                and part[0].capital
                and len(part) == n
                and not covered & set(range(i, i + n))
                and (n == 1 or context.joined(i + 1))
            ):
                role: Role = "organisation" if context.role[i] == "organisation" else "demonym"
                add(i, i + n, role, None, known[key] or None)
                i += n - 1
                break
        i += 1
    return sorted(result, key=lambda m: m.start)
