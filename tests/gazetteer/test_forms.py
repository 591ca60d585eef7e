"""Names as texts write them: with a prefix, in a case, in another romanisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.forms import fold, folds_of, written_forms
from geo.gazetteer.names import is_local_spelling, name_key

ARABIC = (
    "قالت مصادر محلية إن القوات تقدمت بحمص وحماة بعد قصف عنيف، فيما نزح آلاف المدنيين إلى الرقة ودير الزور. "
    "ووصلت تعزيزات للرستن، وسُمعت انفجارات بتل رفعت وفي إِدْلِب، كما عاد الهدوء لدمشق وبلبنان."
)
UKRAINIAN = (
    "У Харкові вночі пролунали вибухи. Сили оборони відбили атаки поблизу Авдіївки та Часового Яру, а з Бахмута "
    "надходять повідомлення про бої. Мешканців Куп’янська евакуювали до Києва, обстріляно Кривий Ріг у Дніпропетровській "
    "області."
)
HEBREW = "צה״ל תקף הלילה בחומס ובאידליב. תושבים נמלטו מרפיח לחאן יונס, ודווח על ירי שבלבנון ועל פיצוצים בדמשק."


def words(text):
    bare = text.translate(dict.fromkeys(map(ord, ".,،:;"), ""))
    return [" ".join(bare.split()[i : i + n]) for n in (1, 2) for i in range(len(bare.split()) - n + 1)]


def shown(gazetteer, text):
    return {places[0].name for _, places in gazetteer.found(words(text)).values()}


def test_the_places_of_an_arabic_text_are_found(gazetteer):
    wanted = {"Homs", "Hama", "Raqqa", "Deir ez-Zor", "Rastan", "Idlib", "Damascus", "Lebanon"}
    found = shown(gazetteer, ARABIC)
    assert wanted <= found
    assert {"تل رفعت", "بتل رفعت"} <= set(gazetteer.found(["تل رفعت", "بتل رفعت"]))


def test_the_places_of_a_ukrainian_text_are_found_whatever_their_case(gazetteer):
    wanted = {"Kharkiv", "Avdiivka", "Chasiv Yar", "Bakhmut", "Kupiansk", "Kyiv"}
    assert wanted <= shown(gazetteer, UKRAINIAN)
    how, places = gazetteer.found(["Дніпропетровській області"])["Дніпропетровській області"]
    assert (how, places[0].id) == ("case", "admin1:UA.04")


def test_the_places_of_a_hebrew_text_are_found(gazetteer):
    assert {"Homs", "Idlib", "Rafah", "Khan Younis", "Lebanon", "Damascus"} <= shown(gazetteer, HEBREW)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Києві", "Kyiv"),
        ("Киева", "Kyiv"),
        ("Одесі", "Odesa"),
        ("Сумах", "Sumy"),
        ("Черкас", "Cherkasy"),
        ("Чернівцях", "Chernivtsi"),
        ("Миколаєва", "Mykolaiv"),
        ("Мариуполе", "Mariupol"),
        ("Кривому Розі", "Kryvyy Rih"),
        ("Великій Новосілці", "Velyka Novosilka"),
        ("Курахового", "Kurakhove"),
        ("Судже", "Sudzha"),
        ("Украине", "Ukraine"),
        ("Росії", "Russia"),
    ],
)
def test_a_case_leads_back_to_the_name(gazetteer, form, name):
    how, places = gazetteer.found([form])[form]
    assert how == "case"
    assert places[0].name == name


@pytest.mark.parametrize(
    "word", ["Президент", "Війська", "Генштаб", "قال", "وقالت", "القوات", "هجوم", "على", "הצבא", "בצפון", "והחמאס"]
)
def test_common_words_are_no_places(gazetteer, word):
    assert gazetteer.found([word]) == {}


def test_the_name_as_written_comes_before_every_other_form(gazetteer):
    # "بانياس" begins with ب, but is a town of its own, not "in Anias"
    how, places = gazetteer.found(["بانياس"])["بانياس"]
    assert (how, places[0].country) == ("name", "SY")


@pytest.mark.parametrize(
    "spellings",
    [
        ("Dayr az Zawr", "Deir Ezzor", "Deir ez-Zor", "Deir al-Zour"),
        ("Tall Rif‘at", "Tal Rifaat", "Tel Rifat", "Tell Rifaat"),
        ("Ma‘arrat an Nu‘mān", "Maarat al-Numan", "Maaret al-Noman"),
        ("Al Ḩasakah", "Hasaka", "Hassakeh", "al-Hasakeh"),
        ("Al Fāshir", "El Fasher", "al-Fashir"),
        ("Khān Yūnis", "Khan Younis", "Khan Younes"),
        ("An Nabaţīyah", "Nabatieh", "Nabatiyeh"),
        ("Umm Rawaba", "Um Ruwaba"),
        ("Slov’yans’k", "Sloviansk"),
        ("Qāmishlī", "Kamishli"),
    ],
)
def test_romanisations_of_one_name_share_a_key(spellings):
    assert len({fold(name_key(s)) for s in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Homs", "Hama"), ("Kherson", "Kharkiv"), ("Rafah", "Raqqa"), ("Nyala", "Nile"), ("Sirte", "Sarta")],
)
def test_different_names_do_not(one, other):
    assert fold(name_key(one)) != fold(name_key(other))


def test_other_romanisations_are_looked_for_on_request_or_in_a_known_country(gazetteer):
    name = "Tall Rafa't"
    assert gazetteer.lookup(name) == []
    how, places = gazetteer.found([name], romanised=True)[name]
    assert how == "romanisation"
    assert places[0].country == "SY"
    assert gazetteer.similar(name, "SY")[0][1].id == places[0].id
    assert gazetteer.similar(name, "UA") == []


def test_countries_of_the_latin_script_have_no_folds():
    assert folds_of(["springfield"], "US", "settlement") == set()
    assert folds_of(["tall rifat"], "SY", "settlement") == {"talrifat"}


def test_a_village_far_from_where_a_script_is_written_has_no_name_in_it():
    assert not is_local_spelling("بين", "US", 1_000)
    assert is_local_spelling("لندن", "GB", 8_000_000)
    assert is_local_spelling("حمص", "SY", 0)
    assert is_local_spelling("Pine", "US", 0)


@given(st.text(max_size=60))
def test_any_text_has_forms_that_are_keys(text):
    key = name_key(text)
    assert all(form and form != key for form, _ in written_forms(key))
    folded = fold(key)
    assert folded is None or len(folded) >= 4


def test_long_words_cost_little():
    assert written_forms("а" * 5_000) == []
    assert len(written_forms("ських " * 3)) <= 64
