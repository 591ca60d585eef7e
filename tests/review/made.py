"""Small invented articles for the desk's tests: a sentence a record, worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from geo import pipeline
from geo.model import Actor, Article, Candidate, Event, Evidence, Extraction, Figure, Mention, Place, TimeSpan, Toponym
from geo.settings import Settings

DAY = date(2024, 12, 5)
HAMA = Place(
    id="hama", name="Hama", kind="settlement", lat=35.13, lon=36.75, country="SY", admin1="SY.10", population=460_000
)
PROVINCE = Place(id="admin1:SY.10", name="Hama", kind="admin1", lat=35.2, lon=37.1, country="SY", admin1="SY.10")
ELSEWHERE = Place(id="alhama", name="Alhama", kind="settlement", lat=37.85, lon=-1.42, country="ES", admin1="ES.31")
HOMS = Place(
    id="homs", name="Homs", kind="settlement", lat=34.73, lon=36.72, country="SY", admin1="SY.11", population=770_000
)


def article(id_: str, *sentences: str, published: date | None = DAY, source: str = "Example Wire") -> Article:
    return Article(id=id_, title="", text=" ".join(sentences), published=published, source=source)


def event(of: Article, sentence: str, id_: str, place: Place | None = HAMA, **more: Any) -> Event:
    start = of.text.index(sentence)
    evidence = Evidence(
        article_id=of.id, field="text", start=start, end=start + len(sentence), quote=sentence, source_grade="B"
    )
    told: dict[str, Any] = {
        "type": "airstrike", "status": "asserted", "trigger": "struck", "time": TimeSpan(start=DAY, end=DAY),
        "places": (place,) if place else (), **more,
    }  # fmt: skip
    return Event(id=id_, evidence=(evidence,), **told)


def toponym(
    of: Article, name: str, place: Place | None, score: float, *others: tuple[Place, float], nth: int = 0
) -> Toponym:
    start = -1
    for _ in range(nth + 1):
        start = of.text.index(name, start + 1)
    mention = Mention(field="text", start=start, end=start + len(name), text=name)
    own = [(place, score)] if place else []
    found = tuple(Candidate(place=p, score=s, reasons=("a reason",)) for p, s in (*own, *others))
    return Toponym(mention=mention, place=place, score=score if place else 0.0, candidates=found)


def extraction(of: Article, events: list[Event], toponyms: list[Toponym]) -> Extraction:
    return Extraction(article=of, events=tuple(events), toponyms=tuple(toponyms), theatre="SY")


def collection(*found: Extraction, **asked: Any) -> dict[str, Any]:
    return pipeline.assemble(list(found), settings=Settings(), **asked)


def killed(value: float, speaker: str = "") -> dict[str, Any]:
    source = Actor(name=speaker, kind="official") if speaker else None
    return {"figures": (Figure(metric="killed", value=value),), "source": source}
