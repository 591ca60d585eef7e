"""What is looked for first, so that most of a text need not be searched, hides nothing that a search would find."""

import csv
import json
import time
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from geo.events import extract, times, words
from geo.events.clauses import sentences
from geo.model import Article

HERE = Path(__file__).parent
DISPATCHES = sorted((HERE.parent / "data" / "dispatches").glob("*.jsonl"))
SAID = [
    *(f"{n} {u} {w}" for n, u, w in product(("two", "a", "3"), ("hours", "day", "nights", "weeks"), ("ago", "before", "later", "after"))),
    *(f"{w} {u}" for w, u in product(("the past", "last", "the previous", "the preceding"), ("two days", "week", "decade"))),
    *(f"within {n}" for n in ("24 hours", "two days", "a week")), "in less than three weeks",
    *(f"that {w}" for w in ("day", "night", "morning", "afternoon", "evening", "same day", "same evening", "March", "May")),
    *(f"the {a} {b}" for a, b in product(("next", "following"), ("day", "morning", "night"))),
    "the day before", "a day earlier", "the previous day", "the night before",
    *("overnight", "yesterday", "today", "tonight", "this morning", "this afternoon", "this evening", "last night", "this week"),
    *("this month", "this year", "in recent days", "recent weeks", "at the weekend", "last weekend", "before dawn", "around dawn"),
    *("by the end of the month", "later this week", "next Friday", "coming week", "next days", "tomorrow", "late on Tuesday"),
    *("early Wednesday", "since Saturday", "6 December", "December 6, 2024", "12th of May", "mid-October", "in early March"),
    *("until June", "since late August", "December 2024", "early May 2023", "in 2014", "the 1990s", "between 2011 and 2014"),
    *("from 3 to 5 May", "3-5 May 2022", "over the years", "for decades", "in recent years", "years of", "in the past"),
    *("New Year's Eve", "new year day", "Christmas Day", "NEXT FRIDAY", "Last Week", "Six Months Ago"),
]  # fmt: skip


def texts():
    with (HERE / "wordings.csv").open(encoding="utf-8") as file:
        yield from (cell for row in csv.reader(file) for cell in row if " " in cell)
    for path in DISPATCHES:
        yield from (json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())


def found(text):
    """The patterns that match a text, and those of them that are searched for."""
    matching = {name for name, pattern in times._ANY if pattern.search(text)}
    folded = text.casefold()
    digits = any(c.isdigit() for c in text)
    held = {
        name
        for name in matching
        if any(x in folded for x in times._NEEDLES[name]) and (digits or name not in times._COUNTED)
    }
    return matching, held


def test_no_expression_of_time_is_missed():
    seen = set()
    for text in [*(f"Fighting went on {said}." for said in SAID), *texts()]:
        matching, held = found(text)
        assert held == matching, text
        seen |= matching
    assert seen == set(times._NEEDLES) == {name for name, _ in times._ANY}


@pytest.mark.parametrize("name", ["negation", "forecast", "history", "topic_settlement", "figurative", "concerning"])
def test_a_phrase_is_found_wherever_it_begins(name):
    for text in texts():
        for s in sentences(text):
            lowers = s.lowers
            begins = [bool(words.starts_with_any(lowers, k, name)) for k in range(len(lowers))]
            assert words.holds_any(lowers, 0, len(lowers), name) == any(begins)
            assert words.holds_any(lowers, 2, min(5, len(lowers)), name) == any(begins[2:5])


def test_ten_times_the_text_takes_about_ten_times_as_long():
    day = date(2024, 12, 6)
    text = " ".join(json.loads(DISPATCHES[0].read_text(encoding="utf-8").splitlines()[n])["text"] for n in range(2))

    def seconds(times_over):
        article = Article(id="a", title="", text=f"{text} " * times_over, published=day)
        start = time.process_time()
        extract(article, ())
        return time.process_time() - start

    seconds(1)
    assert min(seconds(10) for _ in range(3)) < 25 * min(seconds(1) for _ in range(5))
