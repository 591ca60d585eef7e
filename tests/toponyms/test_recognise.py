"""Own sentences about several wars; what each mention should be is worked out by hand."""

import itertools
import logging
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import toponyms
from geo.model import Article
from geo.settings import Settings


def found(gazetteer, text, title=""):
    mentions = toponyms.recognise(Article(id="t", title=title, text=text), gazetteer)
    return {(m.text, m.role, m.hint) for m in mentions}


def names(gazetteer, text, role="place"):
    return [m.text for m in toponyms.recognise(Article(id="t", title="", text=text), gazetteer) if m.role == role]


def test_the_word_behind_a_name_says_its_kind(gazetteer):
    text = "They took the towns of Rastan and Talbiseh in Homs governorate and went on toward the city of Homs."
    assert {
        ("Rastan", "place", "settlement"),
        ("Talbiseh", "place", "settlement"),
        ("Homs", "place", "admin1"),
        ("Homs", "place", "settlement"),
    } <= found(gazetteer, text)


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Jets destroyed the Rastan bridge on Friday.", "Rastan bridge"),
        ("The Beryslav bridge was hit.", "Beryslav bridge"),
        ("Trucks burned on the M14 highway linking Mykolaiv and Kherson.", "M14 highway"),
        ("Residents fled along Syria’s western coast.", "Syria’s western coast"),
        ("Drones struck Ukraine's southern coast.", "Ukraine's southern coast"),
        ("He sent troops to the Homs front.", "Homs front"),
        ("Shells fell on the Zamzam camp near El Fasher.", "Zamzam camp"),
        ("The Kakhovka dam collapsed.", "Kakhovka dam"),
        ("The N99 highway was closed.", "N99 highway"),
    ],
)
def test_a_bridge_road_camp_coast_or_front_is_one_mention(gazetteer, text, mention):
    assert mention in names(gazetteer, text)


@pytest.mark.parametrize(
    "text",
    [
        "Hayat Tahrir al-Sham led the attack.",
        "The Syrian Observatory for Human Rights reported it.",
        "Samer AbdelJaber of the World Food Programme spoke.",
        "The gunman, Mevlut Mert Altintas, was shot.",
        "A UK-based group said so.",
        "Mr Jackson said he was worried. Jackson said more.",
        "Police in March said it was nice.",
    ],
)
def test_organisations_persons_and_common_words_are_no_places(gazetteer, text):
    assert names(gazetteer, text) == []


def test_an_institute_keeps_its_seat_in_its_name(gazetteer):
    assert names(gazetteer, "The Islamic Centre in London said so.") == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("An official said that Tehran would escalate its support.", "Tehran"),
        ("Moscow said it would answer.", "Moscow"),
        ("They accused Kigali of arming the rebels.", "Kigali"),
        ("Iran-backed units stayed.", "Iran"),
        ("The Kremlin warned against it.", "Kremlin"),
    ],
)
def test_who_speaks_or_acts_is_no_place_of_events(gazetteer, text, who):
    assert who in names(gazetteer, text, "metonym")
    assert who not in names(gazetteer, text)


def test_a_capital_where_something_happens_stays_a_place(gazetteer):
    assert names(gazetteer, "Explosions were heard in Tehran. Damascus would fall within days.") == [
        "Tehran",
        "Damascus",
    ]


def test_demonyms_have_their_role_and_country(gazetteer):
    mentions = toponyms.recognise(
        Article(id="t", title="", text="Russian and South Sudanese officers met Kurdish fighters."), gazetteer
    )
    assert [(m.text, m.role, m.country) for m in mentions] == [
        ("Russian", "demonym", "RU"),
        ("South Sudanese", "demonym", "SS"),
        ("Kurdish", "demonym", None),
    ]


def test_a_country_beside_the_name_goes_with_it(gazetteer):
    mentions = toponyms.recognise(
        Article(id="t", title="", text="She lives in Paris, Texas. They left the Syrian city of Homs."), gazetteer
    )
    assert [(m.text, m.country) for m in mentions if m.text in {"Paris", "Homs"}] == [("Paris", "US"), ("Homs", "SY")]


def test_names_that_nobody_knows_are_listed_when_the_words_call_them_places(gazetteer):
    assert "Qwxyzville" in names(gazetteer, "Fighters left the village of Qwxyzville at dawn.")
    assert "Qwxyzville" in names(gazetteer, "Thousands fled to Qwxyzville on Monday.")


def test_arabic_and_cyrillic_names_are_found(gazetteer):
    assert names(gazetteer, "قصف على حمص والرستن") == ["حمص", "والرستن"]
    assert "Херсон" in names(gazetteer, "Российские войска обстреляли Херсон")


def test_title_and_text_have_offsets_of_their_own(gazetteer):
    article = Article(id="t", title="Thousands flee Homs", text="Residents of Homs fled.")
    assert [(m.field, m.start) for m in toponyms.recognise(article, gazetteer)] == [("title", 15), ("text", 13)]


def test_given_spans_are_taken_as_they_are(gazetteer):
    text = "He spoke to Reading in Homs governorate."
    article = Article(id="t", title="", text=text)
    spans = [(text.index("Reading"), text.index("Reading") + 7), (text.index("Homs"), text.index("Homs") + 4)]
    mentions = toponyms.recognise_spans(article, spans)
    assert [(m.text, m.hint) for m in mentions] == [("Reading", None), ("Homs", "admin1")]
    with pytest.raises(ValueError, match="does not lie"):
        toponyms.recognise_spans(article, [(0, 10_000)])


pieces = st.sampled_from(
    [
        "Homs",
        "Syria’s",
        "western",
        "coast",
        "of",
        "the",
        "Rastan",
        "bridge",
        "U.S.",
        "-",
        ",",
        ".",
        "\n",
        "(",
        "’s",
        "al-",
        "M5",
        "é\u0301",
        "حمص",
        "\ud800",
        "\u202e",
        "St.",
        "said",
        "Paris, Texas",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=40), st.sampled_from([" ", "", "\u00a0"]))
def test_every_mention_is_its_words_in_the_text(gazetteer, parts, glue):
    text = glue.join(parts)
    article = Article(id="t", title=text[:30], text=text)
    result = toponyms.run(article, gazetteer)
    for t in result:
        m = t.mention
        assert article.field_text(m.field)[m.start : m.end] == m.text
        assert t.place or t.reason
    for name in ("title", "text"):
        ends = [(t.mention.start, t.mention.end) for t in result if t.mention.field == name]
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(ends))


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv shelling. " * 20_000,
        "\n".join(["Kyiv"] * 100_000),
        "Aa" * 30 + "!",
        "1° " * 20_000,
        "A-" * 50_000,
        "a'" * 100_000,
    ],
)
def test_hostile_text_takes_seconds_and_stops_at_the_limit(gazetteer, text, caplog):
    start = time.perf_counter()
    with caplog.at_level(logging.WARNING):
        result = toponyms.run(Article(id="t", title="", text=text), gazetteer, settings=Settings(max_mentions=100))
    assert time.perf_counter() - start < 20
    assert len(result) <= 100
    assert (len(result) < 100) or "only the first 100" in caplog.text


def test_the_longer_name_that_the_index_knows_wins_over_its_parts(gazetteer):
    assert names(gazetteer, "The envoy of Trinidad and Tobago spoke in Geneva.") == ["Trinidad and Tobago", "Geneva"]


def test_the_full_stop_behind_a_city_ends_the_sentence(gazetteer):
    assert names(gazetteer, "He met the ministers in Tunis. Then he flew to Sfax.") == ["Tunis", "Sfax"]
    assert "Ky." in names(gazetteer, "She was born in Louisville, Ky. and lives there.")
