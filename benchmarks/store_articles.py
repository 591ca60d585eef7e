"""Invented articles with what was read in them, any number, each by its number alone: to measure the store with."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from geo.model import (
    Actor,
    Article,
    Candidate,
    Control,
    Displacement,
    Event,
    Evidence,
    Extraction,
    Figure,
    Mention,
    Movement,
    Place,
    TimeSpan,
    Toponym,
    record_id,
)

CHARACTERS = 2600
FIRST = date(2024, 10, 10)
_SYLLABLES = ("ba", "de", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qi", "ro", "su", "ta", "ve", "wo", "xa", "yi", "zu", "ar", "el", "im", "or", "um")  # fmt: skip


@cache
def _vocabulary() -> list[str]:
    draw = random.Random(5)
    return ["".join(draw.choices(_SYLLABLES, k=draw.choice((2, 2, 3)))) for _ in range(6000)]


@cache
def _place(n: int) -> Place:
    draw = random.Random(n)
    lon, lat = draw.uniform(35.5, 42.4), draw.uniform(32.3, 37.3)
    area = n % 10 == 0
    ring = [[lon, lat], [lon + 0.1, lat], [lon, lat + 0.1], [lon, lat]]
    return Place(
        id=str(100_000 + n), name=_vocabulary()[n].title(), kind="admin1" if area else "settlement", lat=lat, lon=lon, country="SY",
        admin1=f"SY.{n % 14:02d}", population=draw.randrange(50_000), source="GeoNames", licence="CC BY 4.0",
        geometry={"type": "Polygon", "coordinates": [ring]} if area else None,
    )  # fmt: skip


def extraction(n: int, *, characters: int = CHARACTERS) -> Extraction:
    """Return article ``n`` and what was read in it: some dozen toponyms with candidates and some thirty records."""
    draw = random.Random(n)
    sentences: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < characters:
        words = draw.choices(_vocabulary(), k=draw.randrange(12, 24))
        sentence = f"{words[0].title()} {' '.join(words[1:])} {draw.randrange(2, 900)}."
        spans.append((at, at + len(sentence)))
        sentences.append(sentence)
        at += len(sentence) + 1
    text = " ".join(sentences)
    day = FIRST + timedelta(days=n % 60)
    article = Article(
        id=f"a-{n:012x}",
        title=sentences[0][:60],
        text=text,
        published=day,
        source="Wire",
        url=f"https://example.org/news/{n}",
    )
    places = [_place(draw.randrange(1200)) for _ in spans]
    actors = [
        Actor(name=name, kind="armed", side=side) for name, side in (("Army", "government"), ("Front", "opposition"))
    ]
    e, d, m, c = [], [], [], []
    for i, ((start, end), place) in enumerate(zip(spans, places, strict=True)):
        evidence = (Evidence(article_id=article.id, field="text", start=start, end=end, quote=text[start:end]),)
        time = TimeSpan(start=day, end=day, text="on that day")
        figure = Figure(metric="killed", value=float(draw.randrange(1, 90)))
        who, whom = draw.sample(actors, 2)

        def made(kind: str, start: int = start, end: int = end) -> str:
            return record_id(article.id, kind, start, end)

        if i % 2 == 0:
            e.append(
                Event(
                    id=made("event:clash"),
                    type="clash",
                    status="claimed",
                    trigger="clashed",
                    evidence=evidence,
                    places=(place,),
                    agents=(who,),
                    targets=(whom,),
                    figures=(figure,),
                    time=time,
                    source=who,
                )
            )
        if i % 3 == 0:
            c.append(
                Control(
                    id=made("control:held"),
                    state="held",
                    status="asserted",
                    trigger="hold",
                    evidence=evidence,
                    places=(place,),
                    holders=(who,),
                    as_of=time,
                )
            )
        if i % 5 == 0:
            m.append(
                Movement(
                    id=made("movement:advance"),
                    kind="advance",
                    status="asserted",
                    trigger="advanced",
                    evidence=evidence,
                    agents=(who,),
                    destinations=(place,),
                    within_km=5.0,
                    time=time,
                )
            )
        if i % 7 == 0:
            scope = replace(figure, metric="displaced", scope=place, measure="flow")
            d.append(
                Displacement(
                    id=made("displacement:fled"),
                    kind="fled",
                    status="asserted",
                    trigger="fled",
                    evidence=evidence,
                    origins=(place,),
                    figure=scope,
                    time=time,
                )
            )
    toponyms = tuple(
        Toponym(
            mention=Mention(field="text", start=s, end=s + 6, text=text[s : s + 6]),
            place=p,
            score=0.9,
            candidates=(
                Candidate(place=p, score=0.9, reasons=("a town of that name",)),
                Candidate(place=_place(i), score=0.2),
            ),
        )
        for i, ((s, _), p) in enumerate(zip(spans, places, strict=True))
        for _ in range(2)
    )
    return Extraction(
        article=article, toponyms=toponyms, events=tuple(e), displacements=tuple(d), movements=tuple(m), controls=tuple(c),
        theatre="SY",
    )  # fmt: skip


def copy_of(n: int, paper: int, *, characters: int = CHARACTERS) -> Extraction:
    """Return what another paper printed of article ``n``: the same story under another headline, cut at the end."""
    whole = extraction(n, characters=characters)
    end = whole.article.text.rindex(".", 0, int(len(whole.article.text) * 0.8)) + 1
    article = replace(
        whole.article, id=f"a-{paper:04x}{n:08x}", title=f"Paper {paper}", text=whole.article.text[:end], source=f"Paper {paper}",
        url=f"https://paper{paper}.example/{n}",
    )  # fmt: skip
    return Extraction(article=article, theatre="SY")
