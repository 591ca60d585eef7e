from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.names import is_news_spelling, name_key, without_article


def test_case_marks_hyphens_and_apostrophes_do_not_count():
    assert name_key("Deir ez-Zor") == name_key("DEIR EZ ZOR") == "deir ez zor"
    assert name_key("Ta‘izz") == name_key("Taizz")
    assert name_key("Şa‘dah") == "sadah"
    assert name_key("St. Louis") == "st louis"
    assert name_key("U.S.") == "us"


def test_other_scripts_keep_their_letters():
    assert name_key("إدلب") == name_key("ادلب")
    assert name_key("Херсон") == "херсон"


def test_an_article_may_be_left_out():
    assert without_article("ar rastan") == "rastan"
    assert without_article("al hol") == "hol"
    assert without_article("alabama") is None
    assert without_article("el al") is None


def test_skeletons_and_codes_are_no_spellings():
    assert not is_news_spelling("hms")
    assert not is_news_spelling("yi de li bo")
    assert not is_news_spelling("DEZ")
    assert is_news_spelling("Idleb")
    assert is_news_spelling("al-Rastan")
    assert is_news_spelling("حمص")


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name):
    assert name_key(name_key(name)) == name_key(name)
