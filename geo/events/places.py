"""What a place name does in its sentence: where something is, comes from, goes to, or only describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from geo.events.clauses import Sentence
from geo.events.words import words
from geo.model import AREA_KINDS, Place, Toponym

AT, TO, TOWARD, FROM, VIA, OF, BARE = "at", "to", "toward", "from", "via", "of", "bare"
CONTAINER, ANCHOR, SKIP = "container", "anchor", "skip"
NEAR_KM = {"km": 1.0, "kilometers": 1.0, "kilometres": 1.0, "kilometer": 1.0, "kilometre": 1.0, "kms": 1.0,
           "miles": 1.609344, "mile": 1.609344}  # fmt: skip
"""International mile, 1.609344 km."""
SMALL_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
                 "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
"""Numbers that a distance is told by."""
LEFT_WORDS = 9
"""Words looked back over for the preposition: "in the besieged northern Syrian town of"."""

MAX_APPOSITION = 14
"""Longest description after a comma: "X, the only state capital in Y"."""


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place name in a sentence, tokens ``i`` to ``j``.

    ``role`` is one of the constants above, ``prep`` the preposition, ``group`` the number of the coordination
    ("Rastan and Talbiseh") that it belongs to, ``within_km`` a stated distance from it.
    """

    i: int
    j: int
    toponym: Toponym
    role: str
    prep: str = ""
    group: int = 0
    within_km: float | None = None
    held: bool = False
    left: int = 0

    @property
    def place(self) -> Place | None:
        """The place, when one was found."""
        return self.toponym.place

    @property
    def is_area(self) -> bool:
        """Whether the place is drawn as an area, or is a road."""
        return self.place is not None and (self.place.kind in AREA_KINDS or self.place.kind in ("road", "river"))

    @property
    def is_country(self) -> bool:
        """Whether the place is a country."""
        return self.place is not None and self.place.kind in ("country", "continent")


def place_refs(sentence: Sentence, toponyms: Sequence[Toponym]) -> list[PlaceRef]:
    """Return the places of a sentence with their roles, from left to right.

    Parameters
    ----------
    sentence : Sentence
    toponyms : sequence of Toponym
        Of this sentence, role "place".
    """
    found: list[PlaceRef] = []
    for t in sorted(toponyms, key=lambda t: (t.mention.start, -t.mention.end)):
        i, j = sentence.at(t.mention.start), sentence.at(t.mention.end - 1) + 1
        if i >= len(sentence.tokens) or (found and i < found[-1].j):
            continue
        found.append(_ref(sentence, t, i, min(j, len(sentence.tokens)), found))
    return found


def _joined(sentence: Sentence, previous: PlaceRef, i: int) -> bool:
    """Whether only list words stand between the previous place and token ``i``."""
    between = sentence.lowers[previous.j : i]
    if len(between) > 6 or not between:
        return False
    joins = [w for w in between if w in (",", "and", "or", "&", "nor")]
    rest = [w for w in between if w not in joins]
    fillers = words("determiner", "place_noun", "direction_adjective", "place_adjective") | {"of", "as", "well"}
    if between[0] == "," and not any(w in ("and", "or") for w in between) and rest:
        return False
    return bool(joins) and all(w in fillers for w in rest)


def _ref(s: Sentence, t: Toponym, i: int, j: int, found: list[PlaceRef]) -> PlaceRef:
    lowers = s.lowers
    token_end = s.tokens[j - 1]
    tail = s.text[t.mention.end - s.start : token_end.end - s.start].lower()
    after = lowers[j] if j < len(lowers) else ""
    if tail.startswith(("-", "‑")) or (after == "-" and j + 1 < len(lowers)):
        suffix = tail or f"-{lowers[j + 1]}"
        if suffix in words("seat_suffix") or suffix.startswith("-"):
            return PlaceRef(i, j, t, SKIP)
    if i > 0 and "-" in s.text[s.tokens[i].start - s.start : t.mention.start - s.start]:
        return PlaceRef(i, j, t, SKIP)
    group = i
    if found:
        last = found[-1]
        if _joined(s, last, i) and last.role not in (SKIP, CONTAINER):
            bigger = t.place is not None and t.place.kind in AREA_KINDS and not last.is_area
            only_comma = lowers[last.j : i] == [","]
            if only_comma and (bigger or after == ",") and bigger:
                return PlaceRef(i, j, t, CONTAINER, group=last.group)
            if not (only_comma and bigger):
                return PlaceRef(i, j, t, last.role, last.prep, last.group, last.within_km, left=last.left)
    if found and found[-1].role == CONTAINER and lowers[found[-1].j : i] == ["'s"]:
        return PlaceRef(i, j, t, CONTAINER, group=found[-1].group)
    if found and _owned(s, found[-1], i) and (t.place is not None or found[-1].is_area):
        owner, found[-1] = found[-1], replace(found[-1], role=CONTAINER)
        return PlaceRef(i, j, t, owner.role, owner.prep, owner.group, owner.within_km, owner.held, owner.left)
    if found and _describes(s, found[-1], i):
        return PlaceRef(i, j, t, CONTAINER, group=found[-1].group)
    if after in words("compound_follows") and lowers[j + 1 : j + 2] == ["of"]:
        return PlaceRef(i, j, t, SKIP)
    k, held = _left(s, i)
    prep = lowers[k] if k >= 0 else ""
    role, km = _role(s, k, prep)
    if km is not None and found and k - found[-1].j < 12 and _only_distance(lowers[found[-1].j : k]):
        return PlaceRef(i, j, t, ANCHOR, prep, i, left=max(k, 0))
    if found and role in (AT, OF, BARE):
        last = found[-1]
        gap = lowers[last.j : k + 1]
        contained = gap in ([prep], [",", prep]) and prep in words("container_joiner")
        comma_only = k >= 0 and prep == "," and last.j == k and t.place is not None and t.place.kind in AREA_KINDS
        of_unit = bool(gap) and prep in ("of", "in") and all(w in words("place_noun") | {prep} for w in gap)
        if last.role not in (SKIP,) and (contained or comma_only or of_unit) and not (last.is_area and not _area(t)):
            return PlaceRef(i, j, t, CONTAINER, prep, last.group)
        if comma_only and last.is_area:
            return PlaceRef(i, j, t, CONTAINER, prep, last.group)
    return PlaceRef(i, j, t, role, prep, group, km, held, left=max(k, 0))


def _owned(s: Sentence, previous: PlaceRef, i: int) -> bool:
    """Whether the place before only says where this one lies: "in China's Hunan", "from Congo's eastern city of Goma"."""
    between = s.lowers[previous.j : i]
    if previous.role in (SKIP, CONTAINER) or between[:1] != ["'s"] or previous.place is None:
        return False
    fillers = words("direction_adjective", "place_adjective", "place_noun")
    return all(w in fillers or w == "of" for w in between[1:])


def _describes(s: Sentence, previous: PlaceRef, i: int) -> bool:
    """Whether token ``i`` only tells more of the place before: "El Fasher, the last city in Darfur held by"."""
    start = previous.j + 1
    lowers = s.lowers
    if previous.role == SKIP or lowers[previous.j : start] != [","] or i <= start or i - start > MAX_APPOSITION:
        return False
    if lowers[start] not in words("apposition"):
        return False
    noun = next((k for k in range(start + 1, i) if lowers[k] in words("place_noun")), None)
    if noun is None or "," in lowers[start:i]:
        return False
    before = lowers[start:noun]
    return not any(
        w in words("be") or w in words("have") or w in words("clause_opener") for w in (*before, *lowers[noun:i])
    )


def _area(t: Toponym) -> bool:
    return t.place is not None and (t.place.kind in AREA_KINDS or t.place.kind in ("road", "river"))


def _left(s: Sentence, i: int) -> tuple[int, bool]:
    """Walk left over words that belong to the place's phrase; return the token before them."""
    skip = words("determiner", "direction_adjective", "place_noun", "place_adjective")
    k, held = i - 1, False
    floor = max(-1, i - 1 - LEFT_WORDS)
    while k > floor:
        word = s.lowers[k]
        if word == "of" and k > 0 and s.lowers[k - 1] in words("place_noun", "direction_adjective") | {"many", "all"}:
            if s.lowers[k - 1] in words("direction") and s.lowers[k - 2 : k - 1] != ["the"]:
                break
            k -= 2
        elif word.endswith(tuple(words("held_suffix"))):
            held = True
            k -= 1
        elif word in skip or (word.isdigit() and k + 1 < i) or _demonym(s, k):
            k -= 1
        else:
            break
    return k, held


def _demonym(s: Sentence, k: int) -> bool:
    from geo.events.roster import demonyms

    return s.lowers[k] in demonyms() and s.tokens[k].capitalised and not s.lowers[k].endswith("s")


def _role(s: Sentence, k: int, prep: str) -> tuple[str, float | None]:
    lowers = s.lowers
    if k < 0:
        return BARE, None
    km = _distance(lowers, k)
    if prep == "of" and k and lowers[k - 1] in words("direction") and km is None:
        before = lowers[k - 2] if k > 1 else ""
        return (ANCHOR if before in (",", "and", "located", "lying", "lies", "from") else AT), None
    if km is not None and (prep in ("of", "from", "outside", "to") or prep in words("direction")):
        return AT, km
    if prep in ("between", "linking", "connecting") or prep in words("linking"):
        return ANCHOR, None
    if prep == "and" and any(w in words("linking") | {"between"} for w in lowers[max(0, k - 4) : k]):
        return ANCHOR, None
    if prep in words("toward_preposition"):
        return TOWARD, None
    if (
        prep == "for"
        and k
        and lowers[k - 1] in ("left", "leave", "leaving", "bound", "headed", "heading", "departed", "head")
    ):
        return TO, None
    if prep in words("to_preposition"):
        if k >= 1 and lowers[k - 1] in ("en-route", "route", "direction"):
            return TOWARD, None
        if k >= 1 and prep == "to" and lowers[k - 1] in words("road_noun"):
            return ANCHOR, None
        return TO, None
    if prep in words("from_preposition"):
        return FROM, None
    if prep == "of":
        if k and lowers[k - 1] in ("out",):
            return FROM, None
        return OF, None
    if prep in words("via_preposition"):
        return VIA, None
    if prep == "by":
        return BARE, None
    if prep in words("at_preposition"):
        if k and lowers[k - 1] in words("seated"):
            return SKIP, None
        return _through(s, k) or AT, None
    if prep in ("against", "over", "for", "with", "as", "than", "like", "about", "to"):
        return (OF if prep in ("over", "against") else BARE), None
    return BARE, None


def _only_distance(between: list[str]) -> bool:
    """Whether "Sake, about 25 km west of" merely says where the place before lies."""
    near = words("direction") | {
        ",",
        "(",
        ")",
        "about",
        "some",
        "just",
        "roughly",
        "located",
        "lying",
        "around",
        "to",
        "the",
        "or",
    }
    return all(w in near or w in NEAR_KM or w.replace(".", "", 1).isdigit() for w in between)


def _through(s: Sentence, k: int) -> str | None:
    """Return the outer role of "from camps in X", "to shelters near X"."""
    skip = words("place_noun", "determiner", "place_adjective", "dwelling", "direction_adjective")
    x = k - 1
    while x >= 0 and k - x <= 4 and s.lowers[x] in skip:
        x -= 1
    if x == k - 1 or x < 0:
        return None
    word = s.lowers[x]
    if word in words("from_preposition"):
        return FROM
    return TO if word in words("to_preposition") else None


@cache
def _small_numbers() -> dict[str, float]:
    return {w: float(n) for n, w in enumerate(SMALL_NUMBERS, start=1)}


def _number(word: str) -> float | None:
    """Return the number that a word or its digits tell."""
    return float(word) if word.replace(".", "", 1).isdigit() else _small_numbers().get(word)


def _distance(lowers: list[str], k: int) -> float | None:
    """Read "5 kilometers (3 miles) of", "20 km north of", "some 12 miles from" that ends at token ``k``."""
    x = k - 1
    while (
        x >= 0
        and k - x < 12
        and (
            lowers[x] in words("direction")
            or lowers[x] in ("(", ")", "to", "the", "away", "outside", "just", "or", "some", "about")
            or lowers[x] in NEAR_KM
            or _number(lowers[x]) is not None
        )
    ):
        x -= 1
    part = lowers[x + 1 : k]
    for y, word in enumerate(part):
        if word in NEAR_KM and y:
            number = _number(part[y - 1])
            if number is not None:
                return round(number * NEAR_KM[word], 3)
    return None
