"""Structures that no index has, in sentences worked out by hand."""

import pytest

from geo import toponyms
from geo.model import Article
from geo.toponyms.vicinity import is_structure


@pytest.mark.parametrize("name", ["Ramor Theatre", "College Street", "University of Alberta", "Trump Tower"])
def test_a_structure_is_known_by_its_words(name):
    assert is_structure(name)


@pytest.mark.parametrize("name", ["Toomevara", "Deir ez-Zor", "Theatre", ""])
def test_other_names_are_not_taken_for_structures(name):
    assert not is_structure(name)


def given(gazetteer, text, *names):
    spans = [(text.index(n), text.index(n) + len(n)) for n in names]
    return toponyms.run(Article(id="t", title="", text=text), gazetteer, spans=spans)


def test_a_hall_lies_in_the_town_behind_it_with_its_doubt(gazetteer):
    hall, town = given(gazetteer, "They met at Qwxyz Hall in Homs, Syria.", "Qwxyz Hall", "Homs")
    assert (hall.place.lat, hall.place.lon) == (town.place.lat, town.place.lon)
    assert hall.place.precision_km == 15.0
    assert "derived" in hall.place.source
    assert "the text puts it in Homs" in hall.candidates[0].reasons[0]


def test_a_given_name_that_nothing_ties_lies_where_the_article_mostly_is(gazetteer):
    text = "Qwxyzville was quiet. Elsewhere in Sudan people left Nyala, and more left Nyala later."
    unknown, *_, nyala = given(gazetteer, text, "Qwxyzville", "Sudan", "Nyala")
    assert unknown.place.precision_km >= 100.0
    assert unknown.place.country == nyala.place.country == "SD"


def test_a_village_that_the_index_lacks_is_not_guessed_when_nobody_asks(gazetteer):
    text = "Fighters left the village of Qwxyzville near Homs in Syria."
    found = toponyms.run(Article(id="t", title="", text=text), gazetteer)
    assert [t.place for t in found if t.mention.text == "Qwxyzville"] == [None]
