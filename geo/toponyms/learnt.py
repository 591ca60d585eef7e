"""Names that analysts put right, taken for the next article unless something in it speaks against that.

What is learnt comes after everything else: without it nothing is done and nothing costs, and what an article itself says
(another country behind the name, a people's or an organisation's name, a war elsewhere) goes before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from geo.gazetteer import distance_km, name_key
from geo.gazetteer.forms import ROMANISED, fold, written_forms
from geo.gazetteer.names import keys_of
from geo.model import Article, Candidate, Field, Learnt, Mention, Place, Toponym
from geo.toponyms import hints
from geo.toponyms.bearings import bearings, off_by
from geo.toponyms.candidates import Span
from geo.toponyms.context import Context, read
from geo.toponyms.lookups import Lookups, summary
from geo.toponyms.profiles import numbers
from geo.toponyms.ranking import FITS, Open, containers_behind
from geo.toponyms.roles import role_of
from geo.toponyms.tokens import JOINS, Token, tokenise
from geo.toponyms.words import words

SCORE = 0.97
"""Of a place that a person chose for this name in another article: surer than the model, less than a decision here."""
ELSEWHERE = 2
"""Places of one other country that make an article one about elsewhere, where it has no word of the learnt place's."""
NEAR_KM = 150.0
"""Another place of the article so near is a word of the learnt place's surroundings; chosen: a province and its neighbours."""
FAR_OFF_KM = 1_000.0
"""Beyond this nobody says that a place lies east of another."""
ASKEW_DEG = 70.0
"""Angle from which on a stated direction is contradicted; as in `geo.toponyms.resolve`."""
COMMON = 2.5
"""Zipf frequency from which on a word is one of English, and needs a word before it that is said of places."""
_KEPT = 5
_FIELDS: tuple[Field, ...] = ("title", "text")
_SAID_OF_PLACES = frozenset({"in", "at", "near", "outside", "around", "inside", "from", "to", "towards", "toward"})
_DEMANDED = frozenset({"settlement", "admin1"})
"""Kinds that words outside the name demand; others are part of it ("Rastan bridge")."""
POINT = "point:"
"""How ids of places begin that somebody picked on the map: what kind of place they are nobody said."""
_NO_PLACE = frozenset({"organisation", "embedded", "demonym"})


class Names:
    """What was learnt, found under every form in which a text may write it.

    Parameters
    ----------
    learnt : iterable of Learnt
        Of two about one name the first that fits an article is taken.
    """

    def __init__(self, learnt: Iterable[Learnt]) -> None:
        self._by_key: dict[str, list[Learnt]] = {}
        self._by_fold: dict[str, list[Learnt]] = {}
        for x in learnt:
            for key in keys_of([x.name], x.place.kind):
                self._by_key.setdefault(key, []).append(x)
                folded = fold(key) if x.place.country in ROMANISED else None
                if folded:
                    self._by_fold.setdefault(folded, []).append(x)
        self.longest = max((key.count(" ") + 1 for key in self._by_key), default=0)
        self._other_scripts = [key for key in self._by_key if not key.isascii()]

    def of(self, key: str, index: Lookups) -> list[Learnt]:
        """Return what was learnt of a name by its key (of ``name_key``); of another spelling only where no index knows it."""
        found = self._by_key.get(key)
        if found is None and not key.isascii() and self._may_be_a_form(key):
            found = next((self._by_key[form] for form, _ in written_forms(key) if form in self._by_key), None)
        if found is None and self._by_fold and key.isascii():
            folded = fold(key)
            if folded in self._by_fold and not index.entries([key]):
                found = self._by_fold[folded]
        return found or []

    def _may_be_a_form(self, key: str) -> bool:
        # Prefixes stand before the whole name, cases leave its first letters: anything else is not worth the trying.
        return any(key[:2] == name[:2] or name.removeprefix("ال") in key for name in self._other_scripts)


@lru_cache(maxsize=8)
def names_of(learnt: tuple[Learnt, ...]) -> Names:
    """Return what was learnt by its names, made once: hundreds of names go with every article."""
    return Names(learnt)


def mentioned(article: Article, found: Sequence[Mention], names: Names, index: Lookups) -> list[Mention]:
    """Return the mentions of an article and those of learnt names that were not taken for places."""
    more: list[Mention] = []
    swallowed: set[Mention] = set()
    for field in _FIELDS:
        text = article.field_text(field)
        tokens = tokenise(text)
        context = None
        own = [m for m in found if m.field == field]
        i = 0
        while i < len(tokens):
            end, place = _longest(tokens, i, names, index)
            if place is None:
                i += 1
                continue
            start, stop = tokens[i].start, tokens[end - 1].end
            over = [m for m in own if m.start < stop and m.end > start]
            if all(m.start >= start and m.end <= stop and m.end - m.start < stop - start for m in over):
                context = context or read(tokens)
                span = Span(i, end, name_key(text[start:stop]), stop=end)
                span.entry = summary(span.key, (place,))
                if _is_name(context, span):
                    more.append(
                        Mention(
                            field=field, start=start, end=stop, text=text[start:stop],
                            role=role_of(context, span), hint=span.hint, country=span.country,
                        )
                    )  # fmt: skip
                    swallowed.update(over)
            i = end
    if not more:
        return list(found)
    kept = [m for m in found if m not in swallowed]
    return sorted([*kept, *more], key=lambda m: (_FIELDS.index(m.field), m.start))


def _longest(tokens: Sequence[Token], i: int, names: Names, index: Lookups) -> tuple[int, Place | None]:
    """Return the token after the longest learnt name that begins here, and the first place learnt of it."""
    first = tokens[i]
    if not (first.capital or first.caseless) or not first.key:
        return i + 1, None
    keys = [first.key]
    ends = [i + 1]
    for at in range(i + 1, min(i + names.longest + 1, len(tokens))):
        if tokens[at].gap not in JOINS or tokens[at - 1].possessive:
            break
        keys.append(f"{keys[-1]} {tokens[at].key}")
        ends.append(at + 1)
    for key, end in zip(reversed(keys), reversed(ends), strict=True):
        last = tokens[end - 1]
        if (last.capital or last.caseless) and (learnt := names.of(key, index)):
            return end, learnt[0].place
    return i + 1, None


def _is_name(context: Context, s: Span) -> bool:
    """Whether a learnt name stands alone here: no part of a longer name, nobody's, and no plain English word."""
    tokens = context.tokens
    hints.set_hint(context, s)
    if s.stop > s.end or any(context.role[k] for k in range(s.first, s.end)):
        return False
    if tokens[s.first].caseless:
        return True
    before, after = s.first - 1, s.end
    kinds = words(
        "settlement", "district", "admin1", "admin1_or_region", "direction", "bridge", "road", "camp", "facility"
    )
    free = context.key(before) in kinds or (
        before >= 0 and tokens[before].opens_sentence and tokens[before].key in words("in", "to", "function", "move")
    )
    if context.joined(s.first) and tokens[before].capital and not free and not context.heading[s.first]:
        return False
    if (
        context.joined(after)
        and tokens[after].capital
        and context.key(after) not in kinds
        and not context.heading[s.first]
    ):
        return False
    if hints.kind_before(context, s.first) or context.key(before) in _SAID_OF_PLACES:
        return True
    if s.end - s.first > 1:
        return True
    frequency, surname, given = numbers(s.key)
    return frequency < COMMON and surname <= 0 and given <= 0


def placed(article: Article, found: Sequence[Toponym], names: Names, index: Lookups) -> list[Toponym]:
    """Return the toponyms, those of learnt names at the place that an analyst chose, unless the article speaks against it.

    A place that the article speaks against stands among the candidates, with the reason.
    """
    learnt = [names.of(_key(t.mention), index) if t.mention.role not in _NO_PLACE else [] for t in found]
    if not any(learnt):
        return list(found)
    shaped = index.shaped(x.place for some in learnt for x in some)
    items = [Open(t.mention, t.mention.text, (t.place,) if t.place else ()) for t in found]
    containers_behind(article, items)
    told = bearings(article, [t.mention for t in found])
    out = []
    for k, t in enumerate(found):
        result = t
        for x in learnt[k]:
            place = shaped.get(x.place.id, x.place)
            against = _against(place, t, items[k], found, [(b.other, b.degrees, b.words) for b in told[k]])
            result = _with(result, place, x.author, against)
            if not against:
                break
        out.append(result)
    return out


def _key(m: Mention) -> str:
    return name_key(m.text.removesuffix("'s").removesuffix("’s"))


def _with(t: Toponym, place: Place, author: str, against: str) -> Toponym:
    """Return the toponym at a learnt place, or with it among its candidates and what speaks against it."""
    by = f"put right by {author if author not in ('', 'analyst') else 'an analyst'}"
    own = next((c for c in t.candidates if c.place.id == place.id), None)
    rest = [c for c in t.candidates if c.place.id != place.id]
    said = own.reasons if own else ()
    if against:
        last = Candidate(
            place=place, score=own.score if own else 0.0, reasons=(*said, f"{by} elsewhere, but {against}")
        )
        return replace(t, candidates=(*rest[: _KEPT - 1], last))
    first = Candidate(place=place, score=SCORE, reasons=(by, *said))
    return replace(t, place=place, score=SCORE, candidates=(first, *rest[: _KEPT - 1]), reason="")


def _against(
    place: Place,
    t: Toponym,
    item: Open,
    found: Sequence[Toponym],
    told: Sequence[tuple[Mention, float, str]],
) -> str:
    """Return what in an article speaks against a learnt place, "" where nothing does."""
    m = t.mention
    if m.country and place.country and m.country != place.country:
        return f"{m.country} is named beside it here"
    if m.hint in _DEMANDED and place.kind not in FITS[m.hint] and not place.id.startswith(POINT):
        return f"the words around speak of a {m.hint} here"
    if item.behind and not _within(place, item.behind):
        return "another province or country stands right behind the name here"
    key = _key(m)
    others = [o for o in found if o.place is not None and _key(o.mention) != key and o.mention.role != "organisation"]
    for other, degrees, direction in told:
        at = next((o.place for o in others if o.mention is other), None)
        if at is not None and at.id != place.id:
            off, away = off_by(at, place, degrees)
            if off > ASKEW_DEG or away > FAR_OFF_KM:
                return f"it does not lie {direction} {at.name}, as the text says"
    if _near(place, others):
        return ""
    rivals = [c.place for c in t.candidates if c.place.id != place.id]
    if place.country and not any(place.country in (_country(o), o.mention.country) for o in others):
        named = Counter(c for o in others if o.mention.role == "place" and (c := _country(o)))
        elsewhere = [c for c, n in named.most_common() if n >= ELSEWHERE]
        # A people is named as an actor too: it counts where it has a place of this name.
        at_home = [p.country for p in rivals if p.country in {_country(o) for o in others}]
        if elsewhere or at_home:
            return f"the article speaks of {(elsewhere or at_home)[0]} and not of {place.country}"
    units = {o.place.admin1 for o in others if o.place is not None and o.place.kind == "admin1"}
    for rival in rivals:
        if rival.country == place.country and rival.admin1 in units and place.admin1 not in units:
            return f"the article names the province of another place of this name ({rival.admin1})"
    best = t.place
    if best is not None and best.id != place.id and (beside := _near(best, others)):
        return f"another place of this name lies near {beside.name}, which the article names"
    return ""


def _country(t: Toponym) -> str | None:
    return t.place.country if t.place is not None else None


def _near(place: Place, others: Iterable[Toponym]) -> Place | None:
    """Return the nearest other place that an article names, within ``NEAR_KM``; countries and provinces are near nothing."""
    away = [
        (distance_km(o.place.lat, o.place.lon, place.lat, place.lon), o.place.name, o.place)
        for o in others
        if o.place is not None and o.place.kind not in {"country", "admin1"} and o.mention.role == "place"
    ]
    km, _, found = min(away, key=lambda x: x[:2], default=(NEAR_KM, "", None))
    return found if km < NEAR_KM else None


def _within(place: Place, codes: Iterable[str]) -> bool:
    """Whether a place lies in one of the countries or provinces of these codes, as far as is known."""
    return any(
        c in (place.country, place.admin1) or (place.admin1 is None and c.partition(".")[0] == place.country)
        for c in codes
    )
