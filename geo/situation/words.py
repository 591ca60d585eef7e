"""Short plain words for labels, figures and reasons. Neutral; article text is passed through as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from geo.model import Actor, Event, Figure, Place, Record, TimeSpan

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Spelt out here because strftime follows the machine's locale."""

PREPOSITIONS = {
    "capture": "of",
    "siege": "of",
    "shelling": "of",
    "bombing": "of",
    "advance": "on",
    "attack": "on",
    "withdrawal": "from",
    "deployment": "to",
}
"""Word between a type's label and its place; "at" for points and "in" for areas otherwise."""

VAGUE = ((1e6, "millions"), (1e5, "hundreds of thousands"), (1e4, "tens of thousands"), (1e3, "thousands"))
VAGUE_SMALL = ((100, "hundreds"), (20, "scores"), (12, "dozens"))
VERBS = {
    "displaced": "displaced",
    "killed": "killed",
    "wounded": "wounded",
    "missing": "missing",
    "arrested": "arrested",
    "affected": "affected",
    "infected": "infected",
    "participants": "taking part",
    "destroyed": "destroyed",
}
SPEAKERS = frozenset(
    [
        *(
            "residents",
            "resident",
            "locals",
            "villagers",
            "witnesses",
            "witness",
            "eyewitnesses",
            "civilians",
            "survivors",
        ),
        *("officials", "official", "authorities", "police", "military", "army", "rebels", "activists", "protesters"),
        *("sources", "source", "medics", "doctors", "rescuers", "workers", "services", "forces", "groups", "leaders"),
        *("officers", "soldiers", "troops", "commanders", "diplomats", "observers", "monitors", "analysts", "elders"),
    ]
)
"""Nouns for speakers that nobody names."""
SPEAKERS_ARE = frozenset(
    [
        *(
            "local",
            "regional",
            "provincial",
            "senior",
            "several",
            "some",
            "two",
            "many",
            "other",
            "unnamed",
            "community",
        ),
        *("military", "security", "medical", "hospital", "humanitarian", "health", "government", "state", "police"),
        *("army", "rescue", "aid", "emergency", "opposition", "rebel", "tribal", "diplomatic", "rights", "eyewitness"),
    ]
)
"""Words before them that make them nobody in particular either; any other ("Syrian") names them."""
INSIDE = re.compile(
    r"\b(?:in|inside|across|throughout|within|(?:parts?|swathes?|areas?|much|most|some|towns?|villages?|cities) of)\s+"
    r"(?:the\s+)?(?:\w+\s+(?:parts?|countryside|areas?|suburbs)\s+of\s+(?:the\s+)?)?"
    r"(?:(?:north|south|east|west|central)[\w-]*\s+)?(?:(?:province|region|governorate|district|state)\s+of\s+)?$",
    re.IGNORECASE,
)
"""Words right before an area's name that make it the place where something is and not the thing itself."""
TAKING = frozenset({"capture", "siege", "advance"})
"""Types of event that never have a whole country or a part of the world for their object in news of a day."""
QUALIFIERS = {"approx": "about ", "at_least": "at least ", "at_most": "up to ", "exact": "", "order": ""}


def listed(names: Iterable[str]) -> str:
    """Return names as "A, B and C", each once.

    >>> listed(["Rastan", "Talbiseh", "Rastan"])
    'Rastan and Talbiseh'
    """
    once = list(dict.fromkeys(n for n in names if n))
    return " and ".join(filter(None, [", ".join(once[:-1]), *once[-1:]]))


def actors(found: Sequence[Actor]) -> str:
    """Return the actors' names as a list in words."""
    return listed(a.name for a in found)


def places(found: Sequence[Place]) -> str:
    """Return the places' names as a list in words."""
    return listed(p.name for p in found)


def day(value: date) -> str:
    """Return "6 December 2024"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(value: TimeSpan | None) -> str:
    """Return the days of a span in words, a whole year as the year."""
    if value is None or (value.start is None and value.end is None):
        return value.text if value else ""
    a, b = value.start or value.end, value.end or value.start
    if a is None or b is None or a == b:
        return day(a) if a else ""
    if (a.month, a.day, b.month, b.day) == (1, 1, 12, 31):
        return str(a.year) if a.year == b.year else f"{a.year} to {b.year}"
    return f"{day(a)} to {day(b)}"


def event_label(event: Event, type_label: str, place: Place | None) -> str:
    """Return one line for an event, e.g. "Capture of Rastan · Opposition forces"."""
    where = ""
    if place is not None and event.within_km is not None:
        where = f" within {km(event.within_km)} of {place.name}"
    elif place is not None:
        at = "in" if place.is_area else "at"
        inside = event.type not in ("withdrawal", "deployment") and only_in(event, place)
        where = f" {at if inside else PREPOSITIONS.get(event.type, at)} {place.name}"
    who = actors(event.agents)
    return f"{type_label}{where}" + (f" · {who}" if who else "")


def km(value: float) -> str:
    """Return a distance without needless decimals."""
    return f"{value:.1f}".removesuffix(".0") + " km"


COMPASS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")


def compass(bearing: float) -> str:
    """Return a bearing (degrees from north) as one of eight directions.

    >>> compass(350), compass(100)
    ('north', 'east')
    """
    return COMPASS[round(bearing % 360 / 45) % 8]


def number(value: float) -> str:
    """Return a number as news writes it: "280,000", "1.5 million".

    >>> number(1_500_000), number(280_000)
    ('1.5 million', '280,000')
    """
    for base, word in ((1e9, "billion"), (1e6, "million")):
        if value >= base:
            return f"{round(value / base, 3):.3f}".rstrip("0").rstrip(".") + f" {word}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def quantity(figure: Figure) -> str:
    """Return the bare number and unit, e.g. "about 280,000 people", "thousands of people"."""
    alone = figure.value == 1 and not figure.max and figure.qualifier != "order"
    unit = ("person" if alone else "people") if figure.unit in ("persons", "person", "persons/day") else figure.unit
    a_day = " a day" if figure.unit == "persons/day" else ""
    if figure.qualifier == "order":
        for base, word in (*VAGUE, *VAGUE_SMALL):
            if figure.value >= base:
                return f"{word} of {unit}{a_day}"
        return f"some {unit}{a_day}"
    amount = number(figure.value)
    if figure.max is not None and figure.max != figure.value:
        amount = f"{amount} to {number(figure.max)}"
    return f"{QUALIFIERS[figure.qualifier]}{amount} {unit}{a_day}"


def figure_text(figure: Figure, *, forecast: bool = False) -> str:
    """Return a figure with its metric and period, e.g. "about 280,000 people displaced in a week"."""
    verb = VERBS.get(figure.metric, "" if figure.metric in ("other", "troops") else figure.metric)
    period = figure.period.text.strip() if figure.period else ""
    period = f"in{period[6:]}" if period.lower().startswith("within ") else period
    if figure.period and period[:1].isdigit():
        period = f"{'on' if figure.period.start == figure.period.end else 'since'} {period}"
    text = " ".join(filter(None, [quantity(figure), verb, period]))
    return f"could reach {text}" if forecast or not figure.observed else text


def speaker(record: Record) -> str | None:
    """Return who says so: the record's source, else its evidence's speaker; None for the article itself."""
    if record.source is not None:
        return speaker_name(record.source)
    return next((speaker_name(e.speaker) for e in record.evidence if e.speaker is not None), None)


def speaker_name(actor: Actor) -> str:
    """Return a speaker's name; nobody in particular keeps no capital that only began a sentence.

    >>> speaker_name(Actor(name="Local officials")), speaker_name(Actor(name="Syrian officials"))
    ('local officials', 'Syrian officials')
    """
    first, *rest = actor.name.split() or [""]
    *before, noun = (first.lower(), *rest)
    unnamed = noun in SPEAKERS and all(w in SPEAKERS_ARE for w in before)
    return f"{first.lower()}{actor.name[len(first) :]}" if unnamed else actor.name


def only_in(record: Record, place: Place) -> bool:
    """Whether an area is where something happened and not what was taken: "captured three towns in Idlib"."""
    if not place.is_area:
        return False
    if place.kind == "country" or (place.kind == "region" and place.country is None):
        return not isinstance(record, Event) or record.type in TAKING
    name = re.compile(rf"\b{re.escape(place.name)}\b", re.IGNORECASE)
    before = [e.quote[: m.start()] for e in record.evidence for m in name.finditer(e.quote)]
    return bool(before) and all(INSIDE.search(text) for text in before)
