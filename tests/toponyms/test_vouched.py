"""Villages that the model doubts and the words around vouch for; every name is made up or tiny."""

import pytest

from geo import toponyms
from geo.model import Article


def names(gazetteer, text):
    mentions = toponyms.recognise(Article(id="t", title="", text=text), gazetteer)
    return [m.text for m in mentions if m.role == "place"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russian forces captured three villages, including Hlyboke, Qadvorivka and Lyptsi, Ukraine's army said.",
         ["Hlyboke", "Qadvorivka", "Lyptsi"]),
        ("Residents of Shuhayl in Syria said Ain Issa was shelled.", ["Shuhayl", "Syria", "Ain Issa"]),
    ],
)  # fmt: skip
def test_neighbours_in_a_list_and_words_before_make_a_place(gazetteer, text, expected):
    assert names(gazetteer, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Further south, in Oromia, gunmen stopped three buses.", ["Oromia"]),
        ("The war in Yemen goes on. In Sanaa, Houthi security men detained eleven people.", ["Yemen", "Sanaa"]),
        ("The militia fell back to Qezhaday before noon. Soldiers who reached Qezhaday put their number at 80.",
         ["Qezhaday", "Qezhaday"]),
    ],
)  # fmt: skip
def test_a_foreign_word_is_a_place_where_words_before_it_say_so_and_then_throughout(gazetteer, text, expected):
    assert names(gazetteer, text) == expected


def test_a_list_of_persons_is_none_of_places(gazetteer):
    assert names(gazetteer, "Mr Milton, Jackson and Sheila Newton met on Monday.") == []


def test_a_seat_or_sponsor_before_a_hyphen_is_a_place_name(gazetteer):
    mentions = toponyms.recognise(
        Article(id="t", title="", text="A Gaziantep-based council met Qatar-backed fighters."), gazetteer
    )
    assert [m.text for m in mentions] == ["Gaziantep", "Qatar"]


def test_a_name_that_the_text_has_three_times_is_one_in_its_heading_too(gazetteer):
    body = (
        "Opposition fighters are two miles from Kherson. Residents of Kherson have fled. Shells fell on Kherson at night, "
        "and the road from Kherson to Beryslav is cut."
    )
    found = names(gazetteer, f"Thousands Flee Kherson as Opposition Forces Advance Amid Renewed Fighting\n{body}")
    assert found.count("Kherson") == 5
