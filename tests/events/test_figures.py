"""Figures in sentences: how many, of what, at least or at most, a day, and what is only a part of a total."""

import pytest

from geo.events.clauses import sentences
from geo.events.figures import quantities


@pytest.mark.parametrize(
    ("text", "value", "top", "qualifier"),
    [
        ("at least 12 people", 12, None, "at_least"),
        ("no fewer than 30 people", 30, None, "at_least"),
        ("over 300 people", 300, None, "at_least"),
        ("as many as 40 people", 40, None, "at_most"),
        ("up to 2,000 people", 2000, None, "at_most"),
        ("fewer than 50 people", 50, None, "at_most"),
        ("around 60 people", 60, None, "approx"),
        ("nearly 5,000 people", 5000, None, "approx"),
        ("10 to 15 people", 10, 15, "approx"),
        ("10-15 people", 10, 15, "approx"),
        ("between 3,000 and 4,000 people", 3000, 4000, "approx"),
        ("100 or so people", 100, None, "approx"),
        ("dozens of people", 12, 119, "order"),
        ("scores of people", 20, 199, "order"),
        ("hundreds of people", 100, 999, "order"),
        ("tens of thousands of people", 10000, 99999, "order"),
        ("hundreds of thousands of people", 100000, 999999, "order"),
        ("several thousand people", 1000, 9999, "order"),
        ("half a million people", 500000, None, "approx"),
        ("two million people", 2e6, None, "exact"),
        ("2.3 million people", 2.3e6, None, "exact"),
        ("a hundred people", 100, None, "approx"),
        ("one hundred and twenty people", 120, None, "exact"),
    ],
)
def test_a_figure_has_its_bounds(text, value, top, qualifier):
    [q] = quantities(sentences(f"They counted {text} there.")[0])
    assert (q.value, q.max, q.qualifier, q.unit) == (value, top, qualifier, "persons")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Some 7,000 families (about 42,000 people) left.", {7000: "households", 42000: "persons"}),
        ("The storm hit 1,200 households.", {1200: "households"}),
        ("Some 640 houses fell.", {640: "buildings"}),
        ("A convoy of 50 trucks came.", {50: "equipment"}),
        ("They saw 12,000 Masalits there.", {12000: "persons"}),
    ],
)
def test_people_households_and_things_are_told_apart(text, units):
    assert {q.value: q.unit for q in quantities(sentences(text)[0])} == units


@pytest.mark.parametrize(
    "text",
    [
        "About 800 people a day cross the river.",
        "About 800 people cross each day.",
        "Some 800 people per day cross.",
        "Some 800 refugees daily cross.",
    ],
)
def test_a_rate_is_no_total(text):
    [q] = quantities(sentences(text)[0])
    assert q.per_day


def test_words_run_together_with_a_number_are_parted():
    [q] = quantities(sentences("Between mid-January and July between159,000 and 192,000 people left.")[0])
    assert (q.value, q.max) == (159000, 192000)


def figures(found, metric):
    return sorted(f.value for e in found.events for f in e.figures if f.metric == metric)


def test_a_part_is_not_added_beside_its_total(read):
    found = read("Shelling killed 12 people in Aleppo on Thursday, among them four children.")
    assert figures(found, "killed") == [12]


def test_the_dead_and_those_who_left_are_not_mixed(read):
    found = read("Floods left two fatalities and 800 people evacuated in Jackson, Mississippi.")
    assert figures(found, "killed") == [2]
    assert [d.figure.value for d in found.displacements] == [800]


@pytest.mark.parametrize(
    "text",
    [
        "Syria's civil war has killed more than 300,000 people.",
        "More than 500,000 people have been killed in Syria since 2011.",
        "The conflict has claimed 300,000 lives since the uprising.",
    ],
)
def test_the_toll_of_a_whole_war_is_not_that_of_a_town(read, text):
    found = read(f"Rebels shelled Hama on Thursday, killing three people. {text}")
    assert figures(found, "killed") == [3]
    assert {p.name for e in found.events for p in e.places} == {"Hama"}


def test_a_number_before_an_aside_belongs_to_the_verb_after_it(read):
    found = read("More than 150 people, the whole population of the hamlet, were displaced from Mosul on Tuesday.")
    assert [d.figure.value for d in found.displacements] == [150]


def test_a_part_in_brackets_has_its_own_figure(read):
    found = read("In Mosul 455,573 people have been affected (85,000 of which have been relocated).")
    assert [d.figure.value for d in found.displacements] == [85000]


def test_a_rate_keeps_its_unit_in_the_record(read):
    found = read("About 800 people a day are fleeing Aleppo for Raqqa.")
    assert [(d.figure.value, d.figure.unit) for d in found.displacements] == [(800, "persons/day")]
