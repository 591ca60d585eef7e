"""Whatever records come, in whatever order: a valid collection in which every mark has its sentence."""

import json
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import geometry
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
)
from geo.situation import build, collection

AREA = {"type": "Polygon", "coordinates": [[[35.8, 35.0], [36.1, 35.0], [36.1, 35.4], [35.8, 35.4], [35.8, 35.0]]]}
LINE = {"type": "LineString", "coordinates": [[36.76, 35.13], [36.73, 34.93], [36.72, 34.73], [36.29, 33.51]]}
PLACES = [
    Place(id="1", name="A", kind="settlement", lat=34.72, lon=36.72, country="SY"),
    Place(id="2", name="B", kind="settlement", lat=34.84, lon=36.73, country="SY"),
    Place(id="3", name="C", kind="settlement", lat=34.84, lon=36.73, country="SY", precision_km=4),
    Place(id="4", name="D", kind="settlement", lat=33.51, lon=36.29, country="SY"),
    Place(id="5", name="Coast", kind="coast", lat=35.2, lon=35.93, country="SY", geometry=AREA),
    Place(id="6", name="Province", kind="admin1", lat=34.8, lon=37.0, country="SY", admin1="SY.11"),
    Place(id="7", name="Land", kind="country", lat=35.0, lon=38.0, country="SY"),
    Place(id="8", name="Road", kind="road", lat=34.9, lon=36.73, country="SY", geometry=LINE),
    Place(id="9", name="Fiji", kind="settlement", lat=-17.0, lon=179.9, country="FJ"),
    Place(id="10", name="Samoa", kind="settlement", lat=-16.9, lon=-179.8, country="FJ"),
]
ACTORS = [Actor(name=n, side=s) for n, s in (("X", "a"), ("Y", "b"), ("Z", "c"), ("Ally", "a"), ("Who", None))]
DAY = date(2024, 12, 6)

places = st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple)
actors = st.lists(st.sampled_from(ACTORS), max_size=2, unique=True).map(tuple)
statuses = st.sampled_from(["asserted", "claimed", "forecast", "historical", "denied"])
spans = st.one_of(
    st.none(),
    st.integers(0, 4000).map(lambda n: TimeSpan(start=DAY - timedelta(n), end=DAY - timedelta(n // 2), text="then")),
    st.just(TimeSpan(start=None, end=None, text="once")),
)
figures = st.builds(
    Figure,
    metric=st.sampled_from(["displaced", "killed", "other"]),
    value=st.sampled_from([1.0, 12.0, 1000.0, 2.5e6]),
    qualifier=st.sampled_from(["exact", "approx", "at_least", "at_most", "order"]),
    unit=st.sampled_from(["persons", "households", "persons/day"]),
    measure=st.sampled_from(["stock", "flow", None]),
    period=spans,
    scope=st.one_of(st.none(), st.sampled_from(PLACES)),
)
within = st.sampled_from([None, None, 0.5, 5.0, 40.0])


def common(kind):
    return {
        "status": statuses,
        "trigger": st.just(kind),
        "evidence": st.integers(0, 30).map(
            lambda n: (Evidence(article_id="?", field="text", start=n, end=n + 3, quote="quo"),)
        ),
        "source": st.one_of(st.none(), st.sampled_from(ACTORS)),
        "id": st.uuids().map(lambda u: f"{kind}-{u}"),
    }


events = st.builds(
    Event,
    type=st.sampled_from(
        ["advance", "capture", "withdrawal", "siege", "shelling", "clash", "deployment", "unheard of"]
    ),
    places=places,
    within_km=within,
    agents=actors,
    targets=actors,
    figures=st.lists(figures, max_size=2).map(tuple),
    time=spans,
    **common("event"),
)
displacements = st.builds(
    Displacement,
    kind=st.sampled_from(["flight", "evacuation", "influx", "stock", "return"]),
    origins=places,
    destinations=places,
    via=places,
    figure=st.one_of(st.none(), figures),
    time=spans,
    **common("displacement"),
)
movements = st.builds(
    Movement,
    kind=st.sampled_from(["advance", "withdrawal", "deployment", "transfer"]),
    agents=actors,
    origins=places,
    destinations=places,
    via=places,
    heading=st.booleans(),
    within_km=within,
    time=spans,
    **common("movement"),
)
controls = st.builds(
    Control,
    state=st.sampled_from(["held", "divided", "contested", "besieged", "lost"]),
    places=places,
    holders=actors,
    as_of=spans,
    **common("control"),
)


def owned(found, article):
    from dataclasses import replace

    return tuple(
        replace(r, id=f"{article}-{r.id}", evidence=tuple(replace(e, article_id=article) for e in r.evidence))
        for r in found
    )


@st.composite
def extractions(draw):
    made = []
    for n in range(draw(st.integers(1, 2))):
        name = f"article{n}"
        published = draw(st.one_of(st.none(), st.integers(0, 5).map(lambda d: DAY - timedelta(d))))
        made.append(
            Extraction(
                article=Article(id=name, title="t", text="quote " * 10, published=published),
                events=owned(draw(st.lists(events, max_size=4)), name),
                displacements=owned(draw(st.lists(displacements, max_size=2)), name),
                movements=owned(draw(st.lists(movements, max_size=3)), name),
                controls=owned(draw(st.lists(controls, max_size=4)), name),
                theatre=draw(st.sampled_from(["SY", "CD", None])),
            )
        )
    return made


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(extractions())
def test_any_records_make_a_valid_collection(told):
    made = collection(build(told))
    json.dumps(made, allow_nan=False)
    known = {r["id"] for r in made["records"]}
    every = known | {i for r in made["records"] for i in r.get("same_as", ())}
    assert every == {r.id for e in told for r in e.records}
    ids = [f["id"] for f in made["features"]]
    assert len(ids) == len(set(ids))
    for f in made["features"]:
        found = geometry.from_geojson(f["geometry"])
        assert found.is_valid, f
        p = f["properties"]
        assert p["records"]
        assert set(p["records"]) <= known
        assert p.get("place_kind") != "country"
    assert collection(build(told[::-1])) == made
    left = {u["record"] for u in made["unplaced"]}
    marked = {i for f in made["features"] for i in f["properties"]["records"]}
    for r in made["records"]:
        if r["list"] != "control" and r["status"] in ("asserted", "claimed"):
            assert r["id"] in left | marked, r
