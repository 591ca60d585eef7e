"""Situations for the tests of files: small ones with every layer, hostile ones, large ones."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from geo import pipeline
from geo.export import Material
from geo.model import (
    Actor,
    Article,
    Control,
    Displacement,
    Event,
    Evidence,
    Extraction,
    Figure,
    Movement,
    Place,
    TimeSpan,
    record_id,
)
from tests.render.pages import PLACES, several_days

DAY = date(2024, 12, 6)
HOMS = Place(
    id="gn-169577", name="Homs", kind="settlement", lat=34.72405, lon=36.72559, country="SY", admin1="SY.11",
    precision_km=1.0, source="GeoNames", licence="CC BY 4.0",
)  # fmt: skip
RASTAN = Place(
    id="gn-1", name="Rastan", kind="settlement", lat=34.9269, lon=36.7324, country="SY", admin1="SY.11",
    precision_km=1.0, source="GeoNames", licence="CC BY 4.0",
)  # fmt: skip
TALBISEH = Place(
    id="gn-2", name="Talbiseh", kind="settlement", lat=34.8402, lon=36.7308, country="SY", admin1="SY.11",
    precision_km=1.0, source="GeoNames", licence="CC BY 4.0",
)  # fmt: skip
OSHAKATI = Place(
    id="gn-3", name="Oshakati", kind="settlement", lat=-17.7883, lon=15.7044, country="NA", precision_km=1.0,
    source="OpenStreetMap contributors", licence="ODbL",
)  # fmt: skip
DANGLING = Place(id="x", name="Nowhere", kind="settlement", lat=0.5, lon=0.5, country="ZZ", admin1="ZZ.99")
REBELS = Actor(name="Opposition forces", side="opposition")
ARMY = Actor(name="Syrian army", side="government")
SENTENCES = {
    "advance": "Opposition forces have advanced to within 5 kilometers of Homs.",
    "capture": "Opposition forces captured the town of Rastan on Thursday, residents said.",
    "strike": "An airstrike on Talbiseh killed 12 people and wounded 30.",
    "flight": "Some 2,000 people fled Rastan for Homs.",
    "held": "The army holds Homs.",
    "past": "In 2011 protests were held in Homs.",
    "abroad": "A clash was reported in Oshakati.",
    "void": "A clash was reported in Nowhere.",
    "later": "The number of displaced could reach 10,000.",
}


def extraction(words: str = "", *, ident: str = "a1", at: date | None = DAY) -> Extraction:
    """Return what was read in one article; ``words`` stand in every text that an article can fill."""
    text, spans = f"{words}\n" if words else "", {}
    for key, sentence in SENTENCES.items():
        quote = f"{words} {sentence}" if words else sentence
        spans[key] = (len(text), quote)
        text += quote + "\n"
    article = Article(
        id=ident, title=words or "Thousands flee Rastan", text=text, published=at, source=words or "The Daily",
        url="https://news.example/rastan-falls",
    )  # fmt: skip
    speaker = Actor(name=words or "residents")

    def evidence(key: str) -> tuple[Evidence, ...]:
        start, quote = spans[key]
        return (
            Evidence(article_id=ident, field="text", start=start, end=start + len(quote), quote=quote, speaker=speaker),
        )

    def common(kind: str, key: str) -> dict[str, Any]:
        found = evidence(key)
        return {
            "id": record_id(ident, kind, found[0].start, found[0].end), "evidence": found, "trigger": words or "captured",
            "source": speaker,
        }  # fmt: skip

    def event(kind: str, key: str, place: Place, **more: Any) -> Event:
        more.setdefault("status", "asserted")
        return Event(**common(f"event:{kind}", key), type=kind, places=(place,), **more)

    span = TimeSpan(start=DAY, end=DAY, text=words or "on Thursday")
    actor = Actor(name=words, side="opposition") if words else REBELS
    killed = Figure(metric="killed", value=12)
    return Extraction(
        article=article,
        theatre="SY",
        events=(
            event("advance", "advance", HOMS, within_km=5.0, agents=(actor,), targets=(ARMY,)),
            event("capture", "capture", RASTAN, agents=(actor,), status="claimed", time=span),
            event("airstrike", "strike", TALBISEH, figures=(killed, Figure(metric="wounded", value=30))),
            event("protest", "past", HOMS, status="historical"),
            event("clash", "abroad", OSHAKATI),
            event("clash", "void", DANGLING),
        ),
        displacements=(
            Displacement(
                **common("displacement:flight", "flight"), kind="flight", status="asserted", origins=(RASTAN,),
                destinations=(HOMS,), figure=Figure(metric="displaced", value=2000, qualifier="approx", measure="flow"),
            ),
            Displacement(
                **common("displacement:stock", "later"), kind="stock", status="forecast",
                figure=Figure(metric="displaced", value=10_000, measure="stock", observed=False),
                unplaced="the article does not say where",
            ),
        ),
        movements=(
            Movement(
                **common("movement:advance", "advance"), kind="advance", status="asserted", agents=(actor,),
                destinations=(HOMS,), within_km=5.0,
            ),
        ),
        controls=(
            Control(**common("control:held", "capture"), state="held", status="asserted", places=(RASTAN,), holders=(actor,)),
            Control(**common("control:held", "held"), state="held", status="asserted", places=(HOMS,), holders=(ARMY,)),
        ),
    )  # fmt: skip


def material(words: str = "", **options: Any) -> Material:
    """Return one article's situation, made once; nobody changes it."""
    collection, found = _assembled(words)
    return Material(collection, [found], **options)


@cache
def _assembled(words: str) -> tuple[dict[str, Any], Extraction]:
    found = extraction(words)
    return pipeline.assemble([found]), found


def empty() -> Material:
    """Return a situation that nothing was read for."""
    return Material(pipeline.assemble([]), [])


def many(count: int) -> Material:
    """Return a situation of some ``count`` records; making one by reading would take longer than the test."""
    collection = several_days(days=50, each=count // 50)
    for record in collection["records"]:
        record["acled"] = "Battles" if record["list"] == "event" else ""
    places = {name: Place(id=name, name=name, kind="settlement", lat=lat, lon=lon, country="SY", admin1="SY.11")
              for name, (lon, lat) in PLACES.items()}  # fmt: skip
    events = tuple(
        Event(
            id=r["id"], type=r["type"], status=r["status"], trigger="", places=(places[r["places"][0]],),
            evidence=(Evidence(article_id=r["evidence"][0]["article"], field="text", start=0, end=27, quote="Fighting"),),
        )
        for r in collection["records"]
        if r["list"] == "event"
    )  # fmt: skip
    return Material(collection, [Extraction(article=Article(id="a-0", title="", text=""), events=events)])
