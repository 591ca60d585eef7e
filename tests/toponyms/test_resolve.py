"""Which place a name means, in sentences about several wars; expectations from an atlas."""

import pytest

from geo import toponyms
from geo.model import Article


def placed(gazetteer, text):
    return [t for t in toponyms.run(Article(id="t", title="", text=text), gazetteer) if t.mention.role != "demonym"]


def one(gazetteer, text, name, nth=0):
    return [t for t in placed(gazetteer, text) if t.mention.text == name][nth]


def test_the_same_word_is_a_city_and_a_governorate(gazetteer):
    text = "They are 5 km from the city of Homs after capturing Rastan and Talbiseh in Homs governorate."
    assert [t.place.id for t in placed(gazetteer, text)] == [
        "geonames:169577",
        "geonames:172946",
        "geonames:163779",
        "admin1:SY.11",
    ]
    assert placed(gazetteer, text)[-1].place.geometry is not None


def test_an_apposition_turns_a_city_into_a_region(gazetteer):
    text = "Troops left Deir ez-Zor city in Syria. Deir ez-Zor, a region rich in oil, is divided."
    assert [t.place.kind for t in placed(gazetteer, text) if t.mention.text == "Deir ez-Zor"] == [
        "settlement",
        "admin1",
    ]


def test_directions_choose_between_places_of_one_name(gazetteer):
    text = "Columns moved toward Palmyra, located east of Homs and northeast of Damascus."
    palmyra = one(gazetteer, text, "Palmyra")
    assert palmyra.place.country == "SY"
    assert any("northeast of Damascus" in r for r in palmyra.candidates[0].reasons)


def test_a_country_beside_the_name_decides(gazetteer):
    assert one(gazetteer, "She lives in Paris, Texas.", "Paris").place.admin1 == "US.TX"
    assert one(gazetteer, "He was born in Tripoli, Lebanon.", "Tripoli").place.country == "LB"


def test_a_coast_is_an_area_not_the_middle_of_a_country(gazetteer):
    coast = one(gazetteer, "They fled along Syria’s western coast.", "Syria’s western coast").place
    assert (coast.kind, coast.country) == ("coast", "SY")
    assert coast.geometry["type"] in {"Polygon", "MultiPolygon"}
    assert 34.6 < coast.lat < 36
    assert coast.lon < 36.5


@pytest.mark.parametrize(
    "phrase", ["the Syrian coast", "the western coast of Syria", "the Syrian coastal region", "Syria's coastline"]
)
def test_a_coast_has_many_wordings(gazetteer, phrase):
    kinds = {t.place.id for t in placed(gazetteer, f"People fled along {phrase}.") if t.place}
    assert kinds == {"coast:SY-western"}


def test_a_coast_without_a_row_stays_open(gazetteer):
    t = one(gazetteer, "Boats left Bolivia's southern coast.", "Bolivia's southern coast")
    assert t.place is None
    assert "coast" in t.reason


def test_a_front_lies_at_its_town_and_says_so(gazetteer):
    front = one(gazetteer, "Forces were sent to the Kherson front.", "Kherson front").place
    assert (front.kind, front.name, front.precision_km) == ("area", "Kherson front", 10.0)
    assert "derived" in front.source
    assert front.lat == pytest.approx(46.64, abs=0.05)


def test_a_bridge_of_the_table_has_its_own_point(gazetteer):
    assert (
        one(gazetteer, "Jets hit the Antonivsky Bridge in Kherson.", "Antonivsky Bridge").place.id
        == "bridge:UA-antonivka"
    )


def test_an_unknown_bridge_lies_at_the_town_it_is_named_after(gazetteer):
    bridge = one(gazetteer, "Jets hit the Beryslav bridge in Ukraine.", "Beryslav bridge").place
    assert (bridge.kind, bridge.name, bridge.precision_km) == ("bridge", "Beryslav bridge", 5.0)
    assert "named after" in bridge.source


def test_an_unknown_road_stays_open_with_its_reason(gazetteer):
    t = one(gazetteer, "The N99 highway near Kherson was closed.", "N99 highway")
    assert t.place is None
    assert "road" in t.reason


def test_a_known_road_is_a_line(gazetteer):
    road = one(gazetteer, "Trucks burned on the M14 highway linking Mykolaiv and Kherson.", "M14 highway").place
    assert road.kind == "road"
    assert road.geometry["type"] == "LineString"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Fighters attacked El Fasher and the Zamzam camp in North Darfur, Sudan.",
            {"geonames:379555", "camp:SD-zamzam", "admin1:SD.55", "country:SD"},
        ),
        (
            "Rebels in DR Congo took Sake and reached Goma in North Kivu.",
            {"country:CD", "geonames:205970", "geonames:216281", "admin1:CD.11"},
        ),
        (
            "Israeli jets struck Tyre and Nabatieh in southern Lebanon.",
            {"geonames:267008", "geonames:278913", "region:LB-south"},
        ),
        (
            "Insurgents in Myanmar seized Lashio in northern Shan State.",
            {"country:MM", "geonames:1314759", "region:MM-north-shan"},
        ),
        ("In Mali the army left Kidal for Gao.", {"country:ML", "geonames:2455290", "geonames:2457163"}),
        (
            "Shells fell on Kherson and Beryslav in Kherson oblast, Ukraine.",
            {"geonames:706448", "geonames:712260", "admin1:UA.08", "country:UA"},
        ),
    ],
)
def test_other_wars_come_out_as_well(gazetteer, text, expected):
    assert {t.place.id for t in placed(gazetteer, text) if t.place} == expected


def test_a_spelling_off_by_a_letter_is_found_in_the_country_of_the_article(gazetteer):
    t = one(gazetteer, "In Syria the army left Damascus and Homs. Thousands fled to Talbisseh on Monday.", "Talbisseh")
    assert t.place.id == "geonames:163779"
    assert any("spelt" in r for r in t.candidates[0].reasons)


def test_every_candidate_has_reasons_and_every_open_one_too(gazetteer):
    for t in placed(gazetteer, "UK-based monitors said Homs fell. Fighters left the village of Qwxyzville."):
        assert t.reason or t.candidates
        assert all(c.reasons for c in t.candidates)


def test_given_spans_are_placed(gazetteer):
    text = "Fighting went on in Reading and Homs."
    result = toponyms.run(Article(id="t", title="", text=text), gazetteer, spans=[(20, 27), (32, 36)])
    assert [t.place.country for t in result] == ["GB", "SY"]


def test_a_town_bears_the_name_that_the_article_gives_it(gazetteer):
    text = "Families left Qusayr for Homs. QUSAYR is empty, residents of Qusayr in Syria said."
    named = [t.place.name for t in placed(gazetteer, text) if t.place and t.place.kind == "settlement"]
    assert named == ["Qusayr", "Homs", "Qusayr", "Qusayr"]


def test_a_small_namesake_in_a_country_that_the_article_does_not_speak_of_is_left_open(gazetteer):
    text = (
        "Some 10,000 families fled to Lindsborg, 60 km west of El Fasher, as fighting in Sudan reached Kutum and Nyala."
    )
    namesake = one(gazetteer, text, "Lindsborg")
    assert namesake.place is None
    assert "the article speaks of SD" in namesake.reason
    assert [c.place.country for c in namesake.candidates] == ["US"]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Rebels entered the outskirts of Homs from the north and clashed with troops in Rastan.", "Homs"),
        ("The army still controls the city of Homs, Rastan and Talbiseh in Syria.", "Homs"),
        ("Fighters in southern Syria seized the city of Suwayda and the town of Quneitra.", "Suwayda"),
        ("Fighters in southern Syria seized the city of Suwayda and the town of Quneitra.", "Quneitra"),
        ("Troops in Mali hold Kidal, and the town of Gao was quiet.", "Gao"),
    ],
)
def test_a_name_that_town_and_province_share_is_the_towns_unless_words_say_otherwise(gazetteer, text, town):
    assert one(gazetteer, text, town).place.kind == "settlement"
