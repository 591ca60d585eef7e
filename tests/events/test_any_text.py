"""What must hold for any text."""

from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.events import extract, prediction
from geo.events.clauses import clauses, sentences
from geo.model import Article, Mention, Place, Toponym

WORDS = st.sampled_from(
    [
        "Homs",
        "the",
        "rebels",
        "seized",
        "of",
        "in",
        "on",
        "killed",
        "1,200",
        "people",
        "fled",
        "to",
        "from",
        ",",
        ".",
        "(",
        ")",
        '"',
        "’s",
        "said",
        "according",
        "were",
        "by",
        "and",
        "3",
        "km",
        "two",
        "Tuesday",
        "2014",
        "would",
        "not",
        "Syrian",
        "troops",
        "HTS",
        "(HTS)",
        "at",
        "least",
        "strikes",
        "\n",
        "-",
        "—",
        "if",
        "children",
        "dozens",
        "��",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))
HOMS = Place(id="homs", name="Homs", kind="settlement", lat=34.73, lon=36.72, country="SY")


def toponyms_of(text):
    found, start = [], 0
    while (k := text.find("Homs", start)) >= 0:
        found.append(Toponym(mention=Mention(field="text", start=k, end=k + 4, text="Homs"), place=HOMS))
        start = k + 4
    return found


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, title=TEXTS, day=st.none() | st.dates())
def test_no_text_breaks_the_reading_and_every_record_has_its_words(text, title, day):
    article = Article(id="x", title=title, text=text, published=day)
    found = extract(article, toponyms_of(text))
    assert len({r.id for r in found.records}) == len(found.records)
    for record in found.records:
        assert record.evidence
        for e in record.evidence:
            assert article.field_text(e.field)[e.start : e.end] == e.quote
            assert e.quote
    document = prediction(found, "x")
    assert document["doc_id"] == "x"


@settings(deadline=None, max_examples=150)
@given(text=TEXTS)
def test_sentences_and_clauses_stay_inside_their_text(text):
    for s in sentences(text):
        assert s.tokens
        assert text[s.start : s.end] == s.text
        for t in s.tokens:
            assert text[t.start : t.end] == t.text
        parts = clauses(s)
        assert all(a.j <= b.i for a, b in pairwise(parts))


def test_without_a_date_relative_times_keep_their_words_only():
    article = Article(id="x", title="", text="Troops shelled Homs on Tuesday.", published=None)
    [event] = extract(article, toponyms_of(article.text)).events
    assert event.time.text == "on Tuesday"
    assert event.time.start is None


def test_a_record_keeps_its_id_from_run_to_run():
    article = Article(id="x", title="", text="Rebels seized Homs on Monday.", published=date(2024, 12, 6))
    first, second = (extract(article, toponyms_of(article.text)) for _ in range(2))
    assert [r.id for r in first.records] == [r.id for r in second.records]
    assert first.events


def test_empty_text_has_no_records():
    assert extract(Article(id="x", title="", text=""), ()).records == ()
