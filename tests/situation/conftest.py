"""Hand-built extractions: the seed article's records, and the same sentences told of another war."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from geo.model import (
    Actor,
    Article,
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


@dataclass(frozen=True)
class War:
    """The names of one war in the roles of the seed article."""

    article: str
    published: date
    theatre: str
    attacker: Actor
    defender: Actor
    army: Actor
    third: Actor
    ally: Actor
    monitor: Actor
    relief: Actor
    near: Place
    taken: tuple[Place, Place]
    far: Place
    coast: Place
    country: Place
    bridge: Place
    road: Place
    left: Place
    left_region: Place
    refuge: Place


def place(name: str, kind: str, lat: float, lon: float, country: str, admin1: str | None = None, **more: Any) -> Place:
    return Place(
        id=f"{country}-{name}-{kind}", name=name, kind=kind, lat=lat, lon=lon, country=country, admin1=admin1, **more
    )


def square(lon: float, lat: float, half: float) -> dict[str, Any]:
    a, b, c, d = lon - half, lon + half, lat - half, lat + half
    return {"type": "Polygon", "coordinates": [[[a, c], [b, c], [b, d], [a, d], [a, c]]]}


SYRIA = War(
    article="seed",
    published=date(2024, 12, 6),
    theatre="SY",
    attacker=Actor(name="Opposition forces", side="opposition"),
    defender=Actor(name="Syrian government", side="government"),
    army=Actor(name="Syrian army", side="government"),
    third=Actor(name="Kurdish forces", side="kurdish"),
    ally=Actor(name="Hezbollah", side="government"),
    monitor=Actor(name="Syrian Observatory for Human Rights", kind="monitor"),
    relief=Actor(name="World Food Programme", kind="relief"),
    near=place("Homs", "settlement", 34.7268, 36.7234, "SY", "SY.11"),
    taken=(
        place("Rastan", "settlement", 34.9269, 36.7324, "SY", "SY.11"),
        place("Talbiseh", "settlement", 34.8407, 36.73, "SY", "SY.11"),
    ),
    far=place("Damascus", "settlement", 33.5102, 36.2913, "SY", "SY.13"),
    coast=place("Syria's western coast", "coast", 35.2, 35.93, "SY", geometry=square(35.95, 35.2, 0.2)),
    country=place("Syria", "country", 35.0, 38.0, "SY", precision_km=300),
    bridge=place("Rastan bridge", "bridge", 34.937, 36.737, "SY", "SY.11", precision_km=0.5),
    road=place(
        "M5 highway",
        "road",
        34.93,
        36.74,
        "SY",
        geometry={
            "type": "LineString",
            "coordinates": [[36.757, 35.132], [36.737, 34.937], [36.735, 34.84], [36.72, 34.727], [36.29, 33.51]],
        },
    ),
    left=place("Deir ez-Zor", "settlement", 35.3359, 40.1408, "SY", "SY.07"),
    left_region=place("Deir ez-Zor", "admin1", 35.2, 40.3, "SY", "SY.07", precision_km=90),
    refuge=place("Palmyra", "settlement", 34.56, 38.284, "SY", "SY.11"),
)

UKRAINE = War(
    article="other",
    published=date(2022, 11, 9),
    theatre="UA",
    attacker=Actor(name="Ukrainian army", side="ukraine"),
    defender=Actor(name="Russian administration", side="russia"),
    army=Actor(name="Russian troops", side="russia"),
    third=Actor(name="Partisans", side="partisans"),
    ally=Actor(name="Wagner Group", side="russia"),
    monitor=Actor(name="Kharkiv Human Rights Monitor", kind="monitor"),
    relief=Actor(name="Refugee Relief Fund", kind="relief"),
    near=place("Beryslav", "settlement", 46.8417, 33.4286, "UA", "UA.08"),
    taken=(
        place("Davydiv Brid", "settlement", 47.2333, 33.1667, "UA", "UA.08"),
        place("Mylove", "settlement", 46.99, 33.32, "UA", "UA.08"),
    ),
    far=place("Simferopol", "settlement", 44.9521, 34.1024, "UA", "UA.11"),
    coast=place("left bank", "region", 46.5, 33.0, "UA", geometry=square(33.0, 46.3, 0.2)),
    country=place("Ukraine", "country", 49.0, 32.0, "UA", precision_km=500),
    bridge=place("Davydiv Brid bridge", "bridge", 47.23, 33.16, "UA", "UA.08"),
    road=place(
        "T2207 road",
        "road",
        47.0,
        33.3,
        "UA",
        geometry={"type": "LineString", "coordinates": [[33.16, 47.24], [33.32, 46.995], [33.43, 46.84]]},
    ),
    left=place("Kherson", "settlement", 46.6558, 32.6178, "UA", "UA.08"),
    left_region=place("Kherson Oblast", "admin1", 46.6, 33.5, "UA", "UA.08", precision_km=120),
    refuge=place("Henichesk", "settlement", 46.1769, 34.7989, "UA", "UA.08"),
)


def story(war: War, *, article_id: str | None = None, published: date | None = None) -> Extraction:
    """Return what the seed article says, told of a war."""
    name = article_id or war.article
    day = published or war.published
    sentences = {
        "fled": f"Thousands fled {war.near.name} for {war.coast.name} as forces push toward {war.far.name}.",
        "near": f"They advanced to within 5 kilometers of {war.near.name} after capturing the towns.",
        "strike": f"An air strike destroyed the {war.bridge.name} on the {war.road.name}.",
        "wfp": "The conflict has displaced approximately 280,000 people within a week.",
        "rise": "He warned that the number could rise to 1.5 million.",
        "hubs": "The strikes targeted weapons transfer hubs.",
        "deploy": f"It claimed to have deployed forces to {war.near.name}.",
        "left": f"Troops withdrew from {war.left.name} and were seen moving toward {war.refuge.name}.",
        "divided": f"{war.left_region.name} remains divided.",
        "past": f"{war.near.name} fell under government control in 2014 after protests.",
        "denied": f"Officials denied that {war.far.name} was shelled.",
        "vow": "An official said that they would send drones.",
    }
    text = " ".join(sentences.values())

    def said(key: str, speaker: Actor | None = None) -> tuple[Evidence, ...]:
        start = text.index(sentences[key])
        return (
            Evidence(
                article_id=name,
                field="text",
                start=start,
                end=start + len(sentences[key]),
                quote=sentences[key],
                speaker=speaker,
                source_grade="C" if speaker else "F",
            ),
        )

    def rid(kind: str, key: str, extra: str = "") -> str:
        e = said(key)[0]
        return record_id(name, kind, e.start, e.end, extra)

    year = TimeSpan(start=date(2014, 1, 1), end=date(2014, 12, 31), text="in 2014")
    overnight = TimeSpan(start=date.fromordinal(day.toordinal() - 1), end=day, text="overnight")
    week = TimeSpan(start=date.fromordinal(day.toordinal() - 7), end=day, text="within a week")

    def event(kind: str, key: str, *, speaker: Actor | None = None, status: str = "asserted", **more: Any) -> Event:
        place_id = more["places"][0].id if more.get("places") else ""
        fields = {"type": kind, "status": status, "trigger": kind, "evidence": said(key, speaker), "source": speaker}
        return Event(id=rid(f"event:{kind}", key, place_id), **fields, **more)

    attack = (war.attacker,)
    a, b = war.taken
    events = (
        event("advance", "near", places=(war.near,), within_km=5.0, agents=attack),
        event("capture", "near", places=(a,), agents=attack),
        event("capture", "near", places=(b,), agents=attack),
        event("airstrike", "strike", places=(war.bridge,), agents=(war.ally,), speaker=war.army, status="claimed"),
        event("airstrike", "hubs", targets=(war.ally,), status="claimed", unplaced="place not stated"),
        event("deployment", "deploy", places=(war.near,), agents=(war.ally,), speaker=war.ally, status="claimed"),
        event("withdrawal", "left", places=(war.left,), agents=(war.army,), speaker=war.monitor, status="claimed"),
        event("support", "vow", agents=(war.ally,), status="forecast", unplaced="place not stated"),
        event("protest", "past", places=(war.near,), status="historical", time=year),
        event("shelling", "denied", places=(war.far,), status="denied", agents=attack),
    )
    vague = Figure(metric="displaced", value=1000, max=9999, qualifier="order", measure="flow", period=overnight)
    national = Figure(
        metric="displaced", value=280_000, qualifier="approx", measure="flow", period=week, scope=war.country
    )
    forecast = Figure(
        metric="displaced", value=1_500_000, qualifier="exact", measure="flow", scope=war.country, observed=False
    )

    def flight(key: str, figure: Figure, speaker: Actor, status: str, **more: Any) -> Displacement:
        fields = {"kind": "flight", "trigger": "fled", "evidence": said(key, speaker), "source": speaker}
        return Displacement(id=rid("displacement:flight", key), figure=figure, status=status, **fields, **more)

    displacements = (
        flight("fled", vague, war.monitor, "claimed", origins=(war.near,), destinations=(war.coast,), time=overnight),
        flight("wfp", national, war.relief, "claimed", origins=(war.country,), time=week),
        flight("rise", forecast, war.relief, "forecast", origins=(war.country,)),
    )

    def move(kind: str, key: str, status: str = "asserted", extra: str = "", **more: Any) -> Movement:
        return Movement(
            id=rid(f"movement:{kind}", key, extra), kind=kind, status=status, trigger=kind, evidence=said(key), **more
        )

    movements = (
        move("advance", "near", agents=attack, destinations=(war.near,), via=(a, b), within_km=5.0),
        move("advance", "fled", "claimed", agents=attack, destinations=(war.far,), heading=True),
        move("withdrawal", "left", "claimed", agents=(war.army,), origins=(war.left,), destinations=(war.refuge,)),
        move("deployment", "deploy", "claimed", agents=(war.ally,), destinations=(war.near,)),
        move("transfer", "vow", "forecast", agents=(war.ally,), destinations=(war.country,)),
    )

    def control(state: str, key: str, where: Place, holders: tuple[Actor, ...], **more: Any) -> Control:
        more = {"status": "asserted", **more}
        fields = {"state": state, "trigger": state, "evidence": said(key), "places": (where,), "holders": holders}
        return Control(id=rid(f"control:{state}", key, where.id), **fields, **more)

    controls = (
        control("held", "fled", war.coast, (war.defender,), source=war.monitor, status="claimed"),
        control("held", "near", a, attack),
        control("held", "near", b, attack),
        control("divided", "divided", war.left_region, (war.third, war.army)),
        control("lost", "left", war.left, (war.army,), source=war.monitor, status="claimed"),
        control("held", "past", war.near, (war.defender,), status="historical", as_of=year),
    )
    unknown = Mention(field="text", start=0, end=9, text="Thousands")
    road = Mention(field="text", start=0, end=9, text=war.road.name)
    return Extraction(
        article=Article(id=name, title="A story", text=text, published=day, published_inferred=True, source="Test"),
        toponyms=(Toponym(mention=unknown, place=None, reason="no such place"), Toponym(mention=road, place=war.road)),
        events=events,
        displacements=displacements,
        movements=movements,
        controls=controls,
        theatre=war.theatre,
    )


@pytest.fixture(scope="session")
def syria() -> War:
    return SYRIA


@pytest.fixture(scope="session")
def ukraine() -> War:
    return UKRAINE


@pytest.fixture(scope="session", params=[SYRIA, UKRAINE], ids=["syria", "ukraine"])
def war(request) -> War:
    return request.param


@pytest.fixture(scope="session")
def tell():
    """The function that tells the story of a war."""
    return story


@pytest.fixture(scope="session")
def somewhere():
    """The function that makes a place."""
    return place
