from datetime import date

import pytest

from geo.model import Actor, Displacement, Event, Evidence, Figure
from geo.situation import ledger, words

WFP, UNHCR = Actor(name="WFP"), Actor(name="UNHCR")


@pytest.fixture
def towns(somewhere):
    return [somewhere(n, "settlement", 10.0 + i, 10.0, "XX") for i, n in enumerate(("One", "Two"))]


def flow(n, where, value, *, source=WFP, status="claimed", **figure):
    return Displacement(
        id=f"d{n}",
        kind="flight",
        status=status,
        trigger="fled",
        evidence=(Evidence(article_id="a", field="text", start=n, end=n + 1, quote="q"),),
        origins=(where,),
        figure=Figure(**{"metric": "displaced", "value": value, "measure": "flow", **figure}),
        source=source,
    )


def total(*flows):
    (found,) = ledger.totals(ledger.entries((), flows, {"a": date(2024, 1, 1)}))
    return found


def test_like_figures_of_separate_towns_add_up(towns):
    found = total(flow(1, towns[0], 1000), flow(2, towns[1], 500, qualifier="approx"))
    assert not found.refused
    assert found.text == "about 1,500 people displaced in Two and One · WFP"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"measure": "stock"}, "stock"),
        ({"unit": "households"}, "units differ (households and persons)"),
        ({"source": UNHCR}, "speakers differ (UNHCR and WFP)"),
        ({"status": "forecast"}, "a forecast stands beside"),
        ({"observed": False}, "a forecast stands beside"),
        ({"qualifier": "order"}, "one is only a rough size, like “thousands”"),
    ],
)
def test_a_total_of_unlike_figures_is_refused_with_its_reason(towns, change, reason):
    found = total(flow(1, towns[0], 1000), flow(2, towns[1], 500, **change))
    assert found.refused
    assert reason in found.reason


def test_a_place_and_its_country_overlap(towns, somewhere):
    country = somewhere("Land", "country", 10.0, 10.0, "XX")
    assert "One and Land may overlap" in total(flow(2, towns[0], 1000), flow(1, country, 5000)).reason
    assert "both count One" in total(flow(1, towns[0], 1000), flow(2, towns[0], 5000)).reason


def test_background_is_out_of_every_total(towns):
    rows = ledger.entries((), (flow(1, towns[0], 1000), flow(2, towns[1], 9, status="historical")), {})
    assert [r.background for r in rows] == [True, False]
    assert ledger.totals(rows) == ()


def test_figures_of_events_stand_in_the_ledger(towns):
    event = Event(
        id="e",
        type="shelling",
        status="asserted",
        trigger="shelled",
        evidence=(Evidence(article_id="a", field="text", start=0, end=1, quote="q"),),
        places=(towns[0],),
        figures=(Figure(metric="killed", value=13, qualifier="at_least"), Figure(metric="wounded", value=2)),
    )
    rows = ledger.entries((event,), (), {})
    assert [r.text for r in rows] == ["at least 13 people killed", "2 people wounded"]


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ({"value": 1000, "max": 9999, "qualifier": "order"}, "thousands of people"),
        ({"value": 10_000, "qualifier": "order"}, "tens of thousands of people"),
        ({"value": 12, "max": 119, "qualifier": "order"}, "dozens of people"),
        ({"value": 1_500_000}, "1.5 million people"),
        ({"value": 2000, "max": 3000, "qualifier": "approx"}, "about 2,000 to 3,000 people"),
        ({"value": 300, "unit": "households", "qualifier": "at_most"}, "up to 300 households"),
        ({"value": 500, "unit": "persons/day"}, "500 people a day"),
    ],
)
def test_quantities_read_as_people_say_them(figure, text):
    assert words.quantity(Figure(metric="displaced", **figure)) == text
