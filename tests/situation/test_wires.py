"""An article that is another's text again tells nothing twice."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from geo import pipeline
from geo.articles import from_text, read
from geo.situation import build, collection, wires

SEED = Path(__file__).parents[2] / "seeds" / "2024-12-06-homs.txt"
CAMPAIGN = Path(__file__).parents[2] / "seeds" / "syria-campaign-2024" / "2024-12-06-toward-homs.txt"


@pytest.fixture(scope="module")
def told(gazetteer):
    return [pipeline.extract(read(path), gazetteer) for path in (SEED, CAMPAIGN)]


@pytest.fixture(scope="module")
def copies(gazetteer):
    """The seed as two other papers print it: another headline and dateline, edited, cut."""
    seed = read(SEED)
    edited = "HOMS, Syria (Wire) — " + seed.text.replace("(3 miles) ", "").replace("“", '"').replace("”", '"')
    cut = seed.text[: int(0.7 * len(seed.text))].rsplit(". ", 1)[0] + "."
    made = [
        from_text(edited, title="Syria: what we know", published=seed.published, publisher="Paper"),
        from_text(cut, title="Rebels near Homs", published=seed.published + timedelta(1), publisher="Gazette"),
    ]
    return [pipeline.extract(a, gazetteer) for a in made]


def seen(told):
    """The situation without where else it was read."""
    made = collection(build(told, as_of=date(2024, 12, 7)))
    first = {"articles": None}
    records = [{k: v for k, v in r.items() if k not in ("evidence", "order")} for r in made["records"]]
    return {**made, **first, "records": records}


def test_wire_copies_change_nothing_but_where_it_was_read(told, copies):
    alone = seen(told)
    assert seen([*told, *copies]) == alone
    assert seen([*copies[::-1], *told[::-1], copies[0]]) == alone
    articles = {e["article"] for r in collection(build([*told, *copies]))["records"] for e in r["evidence"]}
    assert {c.article.id for c in copies} <= articles


def test_what_only_the_longer_copy_has_is_kept(told, copies):
    early = replace(copies[1].article, published=date(2024, 12, 5))
    cut = replace(copies[1], article=early)
    made = collection(build([cut, told[0]]))
    figures = {row["value"] for row in made["ledger"]["rows"]}
    assert {row["value"] for row in seen([told[0]])["ledger"]["rows"]} <= figures
    ids = [r["id"] for r in made["records"]]
    assert len(ids) == len(set(ids))


def test_the_same_words_weeks_later_are_another_report(told):
    for days, kept in ((3, False), (30, True)):
        published = told[0].article.published + timedelta(days)
        later = replace(told[0], article=replace(told[0].article, id="later", published=published))
        first, second = wires.once([told[0], later])
        assert len(first.records) == len(told[0].records)
        assert bool(second.records) is kept
