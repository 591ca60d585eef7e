"""Find the names of places in an article, each with the role it plays and the kind that the words around demand.

Candidates come from the index and from runs of capitals; a learned model gives each a probability from what
`geo.toponyms.features` sees, and the likeliest that do not overlap are taken. Rules then say what role a name plays.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer import Gazetteer
from geo.model import Article, Field, Mention, Role
from geo.settings import Settings
from geo.toponyms import features, hints
from geo.toponyms.candidates import Span, candidates
from geo.toponyms.coasts import Coast, coasts
from geo.toponyms.context import Context, read
from geo.toponyms.learned import Model, load
from geo.toponyms.lookups import key_of, lookups
from geo.toponyms.roles import role_of
from geo.toponyms.tokens import is_latin, tokenise
from geo.toponyms.unknown import unknown_places
from geo.toponyms.vouched import vouched
from geo.toponyms.words import demonyms, seats

log = logging.getLogger(__name__)

ACCEPT = 0.38
"""A candidate with this probability is taken for a place name: the best F1 on the folds."""
_LONGER = 0.1
"""Between "Trinidad and Tobago" and "Tobago" the longer that the index knows wins unless less likely by more than this a word."""
_CITY = 50_000
"""A city this large is written in full: the full stop behind "Tunis" ends the sentence."""
_PER_MENTION = 20
"""Candidates looked at for each mention that may be returned; news has eight."""
_FEWEST_OTHER_SCRIPT = 5_000
"""The model knows English only. In other scripts a town of this size counts; any word may be a village's name."""
_FIELDS: tuple[Field, ...] = ("title", "text")


def recognise(
    article: Article, gazetteer: Gazetteer, settings: Settings | None = None, *, model: Model | None = None
) -> list[Mention]:
    """Return the mentions of places in title and text, in order; demonyms and organisations have their role.

    Parameters
    ----------
    article : Article
    gazetteer : Gazetteer
    settings : Settings
        ``max_mentions`` caps the result; what lies beyond is left out with a warning in the log.
    model : Model or None
        The committed one if None.

    Returns
    -------
    list of Mention
        ``article.field_text(m.field)[m.start:m.end] == m.text`` for each.
    """
    limit = (settings or Settings()).max_mentions
    index = lookups(gazetteer)
    contexts = [read(tokenise(article.field_text(name))) for name in _FIELDS]
    spans = [candidates(c, index, _PER_MENTION * limit) for c in contexts]
    votes = features.country_votes(contexts, spans)
    mentions: list[Mention] = []
    for name, context, part in zip(_FIELDS, contexts, spans, strict=True):
        p = _probabilities(context, part, votes, model or load())
        chosen = _choose(context, part, p)
        chosen = _with_seats(context, part, chosen)
        shores = coasts(context, _countries(chosen), votes, gazetteer)
        mentions += _mentions(name, article.field_text(name), context, chosen, shores)
    if len(mentions) > limit:
        log.warning("article %s: %d names of places; only the first %d are looked at", article.id, len(mentions), limit)
    return mentions[:limit]


def _probabilities(context: Context, spans: Sequence[Span], votes: Counter[str], model: Model) -> NDArray[np.float64]:
    """Return for each candidate the probability that it is a place name."""
    p = model.recognition.probability(features.rows(context, spans, votes))
    for i, s in enumerate(spans):
        if not is_latin(context.tokens[s.first].text):
            p[i] = _other_script(context, s)
    return vouched(context, spans, p, ACCEPT, votes)


def _other_script(context: Context, s: Span) -> float:
    """Return 1 or 0 where the model knows no word: by kind and size of what the index has."""
    if s.entry is None or any(context.role[k] == "person" for k in range(s.first, s.end)):
        return 0.0
    big = any(p.kind != "settlement" or p.population >= _FEWEST_OTHER_SCRIPT for p in s.entry.places)
    # Among equals the longer name wins.
    return 0.9 + 0.01 * (s.end - s.first) if big and len(s.key) > 2 else 0.0


def _choose(context: Context, spans: Sequence[Span], p: NDArray[np.float64]) -> list[Span]:
    """Return the accepted spans without overlaps, the likeliest first chosen, in order of the text."""
    taken = [False] * len(context.tokens)
    accepted: list[Span] = []
    longer = np.array([_LONGER * (s.end - s.first - 1) if s.entry is not None else 0.0 for s in spans])
    for i in np.argsort(-p - longer, kind="stable").tolist():
        s = spans[i]
        if p[i] < ACCEPT:
            continue
        if not any(taken[s.first : s.end]):
            taken[s.first : s.end] = [True] * (s.end - s.first)
            s.score = float(p[i])
            accepted.append(s)
    accepted.sort(key=lambda s: s.first)
    previous: Span | None = None
    for s in accepted:
        hints.set_hint(context, s)
        if any(taken[s.end : s.stop]):
            s.stop = s.end
        if previous is not None and _follows_in_list(context, previous, s):
            if previous.hint in {"settlement", "district"} and _listed(context, previous):
                s.hint = s.hint or previous.hint
            s.country = s.country or previous.country
        previous = s
    return accepted


def _with_seats(context: Context, spans: Sequence[Span], chosen: list[Span]) -> list[Span]:
    """Return the chosen spans and the seats of power that act or speak, whatever the model thinks of them."""
    taken = {k for s in chosen for k in range(s.first, s.stop)}
    more = [
        s
        for s in spans
        if s.key in seats() and taken.isdisjoint(range(s.first, s.end)) and role_of(context, s) == "metonym"
    ]
    return sorted([*chosen, *more], key=lambda s: s.first) if more else chosen


def _follows_in_list(context: Context, a: Span, b: Span) -> bool:
    if b.first - a.stop > 1 or b.first < a.stop:
        return False
    between = [context.key(k) for k in range(a.stop, b.first)]
    return (not between and context.tokens[b.first].gap == ",") or between in (["and"], ["or"])


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
            span = Span(first=first, end=stop, key=text[start:end], stop=stop)
            hints.set_hint(context, span)
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


def _listed(context: Context, s: Span) -> bool:
    """Whether the kind word before the first name is a plural: "the towns of Rastan and Talbiseh"."""
    return context.key(s.first - 2).endswith(("s", "ties"))


def _countries(spans: list[Span]) -> dict[int, tuple[int, str]]:
    """Return (token after, country code) of the chosen countries, by first token."""
    return {
        s.first: (s.end, s.entry.places[0].country or "")
        for s in spans
        if s.entry and s.entry.places[0].kind == "country"
    }


def _abbreviated(s: Span) -> bool:
    """Whether a short word is how a state is abbreviated."""
    return (
        s.end - s.first == 1
        and s.stop == s.end
        and 2 <= len(s.key) <= 5
        and s.entry is not None
        and any(p.kind == "admin1" and key_of(p.name) != s.key for p in s.entry.places)
        and not any(key_of(p.name) == s.key and (p.kind == "admin1" or p.population >= _CITY) for p in s.entry.places)
    )


def _mentions(name: Field, text: str, context: Context, spans: list[Span], shores: list[Coast]) -> list[Mention]:
    tokens = context.tokens
    result = []
    covered: set[int] = set()
    # "Ky." keeps the full stop of an abbreviation; "U.S." has it in its word.
    dotted = {
        s.first: 1
        for s in spans
        if _abbreviated(s)
        and tokens[s.first].capital
        and not tokens[s.first].text.isupper()
        and text[tokens[s.end - 1].end : tokens[s.end - 1].end + 1] == "."
    }

    def add(first: int, stop: int, role: Role, hint: str | None, country: str | None) -> None:
        covered.update(range(first, stop))
        start, end = tokens[first].start, tokens[stop - 1].end + dotted.get(first, 0)
        result.append(
            Mention(field=name, start=start, end=end, text=text[start:end], role=role, hint=hint, country=country)
        )

    for c in shores:
        add(c.first, c.end, "place", "coast", c.country)
    known = demonyms()
    for s in spans:
        if covered.isdisjoint(range(s.first, s.stop)):
            inside = role_of(context, s)
            if s.key in known:
                add(s.first, s.end, "embedded" if inside == "organisation" else "demonym", None, known[s.key] or None)
            else:
                add(s.first, s.stop, "embedded" if inside == "organisation" else inside, s.hint, s.country)
    for u in unknown_places(context, covered):
        add(u.first, u.end, "place", u.hint, u.country)
    i = 0
    while i < len(tokens):
        for n in (2, 1) if tokens[i].capital and i not in covered else ():
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
