from hypothesis import given
from hypothesis import strategies as st

from geo.toponyms.tokens import is_heading, tokenise


def shown(text):
    return [(t.text, t.gap, t.possessive) for t in tokenise(text)]


def test_a_possessive_ending_is_cut_off_and_marked():
    assert shown("Syria’s coast") == [("Syria", "^", True), ("coast", " ", False)]
    assert shown("the Homs' front")[1] == ("Homs", " ", True)


def test_apostrophes_inside_names_stay():
    assert [t.text for t in tokenise("Sana'a, Ma'rib and N'Djamena")] == ["Sana'a", "Ma'rib", "and", "N'Djamena"]


def test_gaps_tell_what_stands_between():
    assert [t.gap for t in tokenise("Deir ez-Zor, St. Louis. Next\nline (Homs)")] == [
        "^",
        " ",
        "-",
        ",",
        ". ",
        ".",
        "\n",
        "(",
    ]


def test_dotted_abbreviations_are_one_word():
    assert [t.text for t in tokenise("U.S. troops")] == ["U.S.", "troops"]


def test_other_scripts_are_words_too():
    assert [t.text for t in tokenise("في مدينة حمص")] == ["في", "مدينة", "حمص"]
    assert tokenise("حمص")[0].caseless
    assert not tokenise("Херсон")[0].caseless


def test_a_title_is_a_heading_and_a_sentence_is_not():
    assert is_heading(tokenise("Thousands Flee Homs as Opposition Forces Advance"))
    assert not is_heading(tokenise("Thousands of residents have fled the city of Homs"))


@given(st.text(max_size=200))
def test_offsets_are_code_points_of_the_text(text):
    end = 0
    for t in tokenise(text):
        assert end <= t.start < t.end
        assert text[t.start : t.end] == t.text
        end = t.end


def test_an_ampersand_between_capitals_and_a_currency_stay_in_their_word():
    assert [t.text for t in tokenise("T&T owes US$3 to Texas A&M and J & J")][:6] == [
        "T&T",
        "owes",
        "US$",
        "3",
        "to",
        "Texas",
    ]
    assert [t.text for t in tokenise("US troops")] == ["US", "troops"]


WRAPPED = (
    "The rally began on Friday outside the stadium of Real\n        Madrid and went on for hours, said police, and no\n"
    "        end was in sight. It was the largest in the\n        city since the vote in\n        March.\n        Paris was quiet."
)


def test_in_wrapped_text_a_full_line_goes_on_in_the_next():
    gaps = {t.text: t.gap for t in tokenise(WRAPPED)}
    assert (gaps["Madrid"], gaps["end"], gaps["city"]) == (" ", " ", " ")
    # A short line ends where its author ended it, and so does a sentence with its line.
    assert (gaps["March"], gaps["Paris"]) == ("\n", "\n")


def test_a_heading_above_a_paragraph_does_not_run_into_it():
    text = "A long heading above the paragraph that says what it is about\nHoms fell.\nSyria Today\nHama held out."
    assert [t.gap for t in tokenise(text) if t.text in {"Homs", "Syria", "Hama"}] == ["\n", "\n", "\n"]
