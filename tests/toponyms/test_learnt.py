import pytest

from geo import pipeline, toponyms
from geo.model import Article, Learnt, Place


def point(name, lat, lon, country, admin1=None):
    return Place(
        id=f"point:{lat},{lon}", name=name, kind="settlement", lat=lat, lon=lon, country=country, admin1=admin1,
        precision_km=1.0,
    )  # fmt: skip


TELL_HAMRA = Learnt(name="Tell Hamra", place=point("Tell Hamra", 34.9, 36.8, "SY"), author="Ann")
ARABIC = Learnt(name="تل حمرا", place=point("تل حمرا", 34.9, 36.8, "SY"), author="Ann")
CYRILLIC = Learnt(name="Зелений Гай", place=point("Зелений Гай", 47.5, 35.5, "UA"), author="Bo")
SPRINGFIELD = Learnt(name="Springfield", place=point("Springfield", 42.1015, -72.5898, "US", "US.MA"), author="Ann")
HAMDAN = Learnt(name="Hamdan", place=point("Hamdan", 34.95, 36.7, "SY"), author="Ann")
TRIPOLI = Learnt(name="Tripoli", place=point("Tripoli", 34.4367, 35.8497, "LB"), author="Ann")
ALL = (TRIPOLI, TELL_HAMRA, ARABIC, CYRILLIC, SPRINGFIELD, HAMDAN)


def names(text, gazetteer, learnt=ALL, title=""):
    """Return what an article's names were taken for: surface, id of the place."""
    article = Article(id="a", title=title, text=text)
    found = toponyms.run(article, gazetteer, learnt=learnt)
    for t in found:
        assert article.field_text(t.mention.field)[t.mention.start : t.mention.end] == t.mention.text
    return found


def taken(found, learnt):
    return [t.mention.text for t in found if t.place is not None and t.place.id == learnt.place.id]


@pytest.mark.parametrize(
    ("text", "learnt", "surface"),
    [
        ("Rebels took the village of Tell Hamra near Homs on Friday.", TELL_HAMRA, "Tell Hamra"),
        ("Shelling hit TELL-HAMRA overnight, residents of Homs said.", TELL_HAMRA, "TELL-HAMRA"),
        ("Tell Ḥamrā’s only bakery burnt down.", TELL_HAMRA, "Tell Ḥamrā"),
        ("Fighters reached Tel Hamra on Sunday, leaving Homs.", TELL_HAMRA, "Tel Hamra"),
        ("قصفت القوات بلدة تل حمرا قرب حمص", ARABIC, "تل حمرا"),
        ("وصل المقاتلون إلى حمص ثم بتل حمرا مساء الجمعة", ARABIC, "بتل حمرا"),
        ("Бої тривають у Зеленому Гаю під Запоріжжям.", CYRILLIC, "Зеленому Гаю"),
        ("A fire broke out in Springfield on Monday.", SPRINGFIELD, "Springfield"),
        ("Officials in Massachusetts said that Springfield was flooded.", SPRINGFIELD, "Springfield"),
        ("Russian jets struck Tell Hamra on Friday, Turkish officials said.", TELL_HAMRA, "Tell Hamra"),
        ("Fighting went on in Tripoli on Monday, Lebanese officials said.", TRIPOLI, "Tripoli"),
        ("The army shelled Rastan and Hamdan on Monday, and then Hamdan again.", HAMDAN, "Hamdan"),
    ],
)
def test_a_name_put_right_is_taken_for_the_next_article_however_it_is_written(gazetteer, text, learnt, surface):
    assert surface in taken(names(text, gazetteer), learnt)


@pytest.mark.parametrize(
    ("text", "learnt"),
    [
        ("Tell Hamra, Jordan, was quiet on Monday.", TELL_HAMRA),
        ("In Kyiv, Kharkiv and Odesa in Ukraine people spoke of Tell Hamra.", TELL_HAMRA),
        ("The Tell Hamra Brigade claimed the attack near Homs.", TELL_HAMRA),
        ("Mr. Tell Hamra spoke in Homs.", TELL_HAMRA),
        ("The Tell Hamra Hospital in Homs was hit.", TELL_HAMRA),
        ("A fire broke out in Springfield, Illinois, on Monday.", SPRINGFIELD),
        ("Libyan forces shelled Tripoli on Monday.", TRIPOLI),
        ("Jordanian officials said that Tell Hamra was quiet.", TELL_HAMRA),
        ("Firefighters from Joplin and Branson drove to Springfield on Monday.", SPRINGFIELD),
        ("Officials in Illinois said that Springfield was flooded.", SPRINGFIELD),
        ("The village of Springfield, 30 km south of Chicago, was flooded, officials in Chicago said.", SPRINGFIELD),
        ("Omar Hamdan, a trader, spoke of the war in Homs. Hamdan said that he would leave.", HAMDAN),
    ],
)
def test_it_is_not_taken_where_the_article_speaks_against_it(gazetteer, text, learnt):
    assert not taken(names(text, gazetteer), learnt)


def test_the_reason_names_who_put_it_right(gazetteer):
    (found,) = [t for t in names("Tell Hamra near Homs was hit.", gazetteer) if t.mention.text == "Tell Hamra"]
    assert found.candidates[0].place.id == TELL_HAMRA.place.id
    assert found.candidates[0].reasons[0] == "put right by Ann"
    assert found.score >= 0.9 and not found.reason


def test_a_place_that_is_spoken_against_stands_among_the_candidates_with_the_reason(gazetteer):
    found = names("A fire broke out in Springfield, Illinois, on Monday.", gazetteer)
    (found,) = [t for t in found if t.mention.text == "Springfield"]
    reasons = {c.place.id: c.reasons for c in found.candidates}
    assert reasons[SPRINGFIELD.place.id][-1].startswith("put right by Ann elsewhere, but another province")
    assert found.place.admin1 == "US.IL"


def test_names_in_the_title_count_too(gazetteer):
    found = names("Residents of Homs fled.", gazetteer, title="Rebels take Tell Hamra")
    assert taken(found, TELL_HAMRA) == ["Tell Hamra"]


def test_without_anything_learnt_and_without_its_names_nothing_changes(gazetteer):
    article = Article(id="a", title="Homs", text="Rebels took Rastan and Talbiseh, north of Homs in Syria, on Friday.")
    plain = toponyms.run(article, gazetteer)
    assert toponyms.run(article, gazetteer, learnt=()) == plain
    assert toponyms.run(article, gazetteer, learnt=ALL) == plain


def test_what_is_learnt_reaches_the_records(gazetteer):
    article = Article(id="a", title="", text="Opposition forces captured Tell Hamra, near Homs, on Friday.")
    captured = [e for e in pipeline.extract(article, gazetteer, learnt=ALL).events if e.type == "capture"]
    assert [p.id for e in captured for p in e.places] == [TELL_HAMRA.place.id]


def test_of_two_places_learnt_for_one_name_the_one_that_fits_is_taken(gazetteer):
    other = Learnt(name="Tell Hamra", place=point("Tell Hamra", 48.0, 37.0, "UA"), author="Bo")
    found = names("Shelling hit Tell Hamra near Homs in Syria.", gazetteer, learnt=(other, TELL_HAMRA))
    assert taken(found, TELL_HAMRA) == ["Tell Hamra"]
