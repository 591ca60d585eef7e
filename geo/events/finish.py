"""Turn merged drafts into the records of :mod:`geo.model`."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.drafts import Draft
from geo.events.merge import implied, with_scope
from geo.model import (
    Article,
    Control,
    Displacement,
    Event,
    Extraction,
    Movement,
    Place,
    Toponym,
    record_id,
)


def records(article: Article, toponyms: Sequence[Toponym], drafts: Sequence[Draft], theatre: str | None) -> Extraction:
    """Return the extraction of an article.

    A displacement whose sentences name no place counts over the theatre's country.
    """
    country = _country(toponyms, theatre)
    used: set[str] = set()
    events: list[Event] = []
    displacements: list[Displacement] = []
    movements: list[Movement] = []
    controls: list[Control] = []
    for d in drafts:
        first = d.evidence[0]
        extra = "|".join(p.id for p in d.all_places)
        figures = "|".join(f"{f.metric}{f.value:g}" for f in d.figures) if d.kind == "displacement" else ""
        n = 0
        while True:
            ident = record_id(
                article.id, f"{d.kind}:{d.type}", first.start, first.end, f"{first.field}|{extra}|{figures}|{n or ''}"
            )
            if ident not in used:
                break
            n += 1
        used.add(ident)
        time = implied(d.time, d.layer, article.published)
        evidence = tuple(d.evidence)
        if d.kind == "event":
            events.append(
                Event(
                    id=ident,
                    type=d.type,
                    status=d.status,
                    trigger=d.trigger,
                    evidence=evidence,
                    places=tuple(d.places),
                    within_km=d.within_km if len(d.places) == 1 else None,
                    agents=tuple(d.agents),
                    targets=tuple(d.targets),
                    figures=tuple(d.figures),
                    time=time,
                    source=d.source,
                    unplaced="" if d.places else d.unplaced or "the article does not say where",
                )
            )
        elif d.kind == "displacement":
            scoped = with_scope(d.figures, None if d.all_places else country)
            displacements.append(
                Displacement(
                    id=ident,
                    kind=d.type,
                    status=d.status,
                    trigger=d.trigger,
                    evidence=evidence,
                    origins=tuple(d.origins),
                    destinations=tuple(d.destinations),
                    via=tuple(d.via),
                    figure=scoped[0] if scoped else None,
                    time=time,
                    source=d.source,
                    unplaced="" if d.all_places else d.unplaced or "the article ties it to no place",
                )
            )
        elif d.kind == "movement":
            movements.append(
                Movement(
                    id=ident,
                    kind=d.type,
                    status=d.status,
                    trigger=d.trigger,
                    evidence=evidence,
                    agents=tuple(d.agents),
                    origins=tuple(d.origins),
                    destinations=tuple(d.destinations),
                    via=tuple(d.via),
                    heading=d.heading,
                    within_km=d.within_km,
                    time=time,
                    source=d.source,
                    unplaced="" if d.all_places else d.unplaced,
                )
            )
        else:
            controls.append(
                Control(
                    id=ident,
                    state=d.type,  # type: ignore[arg-type]
                    status=d.status,
                    trigger=d.trigger,
                    evidence=evidence,
                    places=tuple(d.places),
                    holders=tuple(d.agents),
                    as_of=time,
                    source=d.source,
                    unplaced="" if d.places else d.unplaced,
                )
            )
    return Extraction(
        article=article,
        toponyms=tuple(toponyms),
        events=tuple(events),
        displacements=tuple(displacements),
        movements=tuple(movements),
        controls=tuple(controls),
        theatre=theatre,
    )


def _country(toponyms: Sequence[Toponym], theatre: str | None) -> Place | None:
    return next(
        (t.place for t in toponyms if t.place is not None and t.place.kind == "country" and t.place.country == theatre),
        None,
    )
