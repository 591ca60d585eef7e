"""Time expressions: the days that they mean, counted from publication, from each other, or ahead."""

from datetime import date

import pytest

from geo.events.clauses import sentences
from geo.events.times import times

FRIDAY = date(2024, 12, 6)


def spans(text, published=FRIDAY, anchor=None):
    return [(t.span.text, t.span.iso) for t in times(sentences(text)[0], published, anchor)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Shells fell tonight.", "2024-12-06"),
        ("Shells fell this afternoon.", "2024-12-06"),
        ("Shells fell late Tuesday.", "2024-12-03"),
        ("Shells fell on Monday morning.", "2024-12-02"),
        ("Shells fell early on Wednesday.", "2024-12-04"),
        ("Shells fell in the early hours of Thursday.", "2024-12-05"),
        ("Shells fell on the night of 4 to 5 December.", "2024-12-04/2024-12-05"),
        ("Shells fell on the night of 4-5 December 2024.", "2024-12-04/2024-12-05"),
        ("Shells fell earlier this month.", "2024-12-01/2024-12-06"),
        ("Shells fell in early November.", "2024-11-01/2024-11-10"),
        ("Shells fell in mid-October.", "2024-10-10/2024-10-20"),
        ("Shells fell in late September.", "2024-09-20/2024-09-30"),
        ("Shells fell in late August 2023.", "2023-08-20/2023-08-31"),
        ("Shells fell since the start of 2024.", "2024-01-01/2024-12-06"),
        ("Shells fell since early November.", "2024-11-01/2024-12-06"),
        ("Shells fell at the weekend.", "2024-11-30/2024-12-01"),
        ("Shells have fallen since the weekend.", "2024-11-30/2024-12-06"),
        ("Shells fell before dawn.", "2024-12-06"),
        ("Shells fell before dawn on Tuesday.", "2024-12-03"),
        ("Shells fell a week ago.", "2024-11-29"),
        ("Shells fell over the past three days.", "2024-12-03/2024-12-06"),
        ("Shells fell in the last 48 hours.", "2024-12-04/2024-12-06"),
        ("Shells fell last month.", "2024-11-01/2024-11-30"),
        ("Shells fell last year.", "2023-01-01/2023-12-31"),
        ("Shells fell on New Year's Day.", "2024-01-01"),
        ("Shells fell on December 3, 2024.", "2024-12-03"),
        ("Shells fell on 2 September.", "2024-09-02"),
        ("Shells fell on 29 February.", "2024-02-29"),
        ("Shells fell on Dec. 24.", "2023-12-24"),
        ("Shells fell on the 3rd of December.", "2024-12-03"),
        ("Shells fell from 1 to 3 December.", "2024-12-01/2024-12-03"),
    ],
)
def test_a_time_counts_from_the_day_of_publication(text, iso):
    assert [span for _, span in spans(text)] == [iso]


@pytest.mark.parametrize(
    ("text", "published", "iso"),
    [
        ("Shells fell on 29 February.", date(2027, 3, 1), "2024-02-29"),
        ("Shells fell on 29 February.", date(2024, 2, 28), "2020-02-29"),
        ("Shells fell on 31 April 2024.", FRIDAY, ""),
    ],
)
def test_a_day_that_not_every_year_has_is_the_last_there_was(text, published, iso):
    assert [span for _, span in spans(text, published)] == [iso]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sunday's blast came two days after a mine killed six.", {"Sunday": "2024-12-01", "two days after": "2024-11-29"}),
        ("Two days after Monday's blast, police sealed the road.", {"Two days after": "2024-12-04", "Monday": "2024-12-02"}),
        ("The town fell on Tuesday and the port a day later.", {"on Tuesday": "2024-12-03", "a day later": "2024-12-04"}),
        ("The army left on 30 November; the next day rebels came.", {"30 November": "2024-11-30", "the next day": "2024-12-01"}),
        ("In 2022 the war began; that September Izium was freed.", {"In 2022": "2022-01-01/2022-12-31", "that September": "2022-09-01/2022-09-30"}),
    ],
)  # fmt: skip
def test_a_time_counts_from_another_time_of_the_sentence(text, told):
    assert dict(spans(text)) == told


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("A day earlier shells had hit the port.", "2024-11-29"),
        ("Three days later shells hit the port.", "2024-12-03"),
        ("Shells hit the port the same day.", "2024-11-30"),
        ("That night shells hit the port.", "2024-11-30"),
        ("The following day shells hit the port.", "2024-12-01"),
    ],
)
def test_a_time_counts_from_the_day_told_of_before(text, iso):
    assert [span for _, span in spans(text, anchor=date(2024, 11, 30))] == [iso]


def test_a_time_that_counts_from_nothing_is_left_out():
    assert spans("Three days later shells hit the port. ") == []
    assert spans("Shells hit the port the next day.", published=None) == []


def test_what_is_to_come_looks_ahead(read):
    found = read("Negotiators from Sudan and Chad will hold talks in Geneva on Thursday.")
    [talks] = [e for e in found.events if e.type == "talks"]
    assert (talks.status, talks.time.iso) == ("forecast", "2024-12-12")


def test_what_has_happened_looks_back(read):
    found = read("Negotiators from Sudan and Chad held talks in Geneva on Thursday.")
    [talks] = [e for e in found.events if e.type == "talks"]
    assert talks.time.iso == "2024-12-05"


def test_a_day_named_once_holds_for_the_sentence_after(read):
    found = read("On Tuesday rebels shelled Aleppo. The same day drones hit Idlib and killed two people.")
    assert {e.time.iso for e in found.events} == {"2024-12-03"}


def test_without_a_time_the_day_of_publication_is_marked_as_implied(read):
    [event] = read("Rebels shelled Aleppo.").events
    assert event.time.implied and event.time.iso == "2024-12-06"
