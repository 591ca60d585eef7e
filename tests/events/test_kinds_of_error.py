"""Kinds of error that reading of unknown articles showed, each with sentences of our own."""

from datetime import date

import pytest


def places(records):
    return {p.name for r in records for p in getattr(r, "places", ())}


def one(found, kind):
    fits = [e for e in found.events if e.type == kind]
    assert len(fits) == 1, [(e.type, e.trigger) for e in found.events]
    return fits[0]


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell near Sumy a week after Moscow launched a new ground offensive.",
        "Addis Ababa accused Asmara of massing troops. Khartoum withdrew its ambassador.",
        "Tehran fired missiles at Erbil. Ankara shelled positions near Kobani.",
    ],
)
def test_a_capital_that_acts_is_a_government_and_no_place(read, text):
    assert not places(read(text).events) & {"Moscow", "Addis Ababa", "Asmara", "Khartoum", "Tehran", "Ankara"}


def test_its_troops_are_those_of_the_one_who_speaks(read):
    found = read("Azerbaijan's defence ministry said its troops had taken control of Lachin in Azerbaijan.")
    capture = one(found, "capture")
    assert [a.country for a in capture.agents] == ["AZ"]
    assert capture.source.country == "AZ"
    assert capture.status == "claimed"


def test_the_fighters_of_a_group_are_the_group(read):
    found = read("Al-Shabaab said its fighters had captured the town of Adale in Somalia on Tuesday.")
    assert [a.name for a in one(found, "capture").agents] == ["Al-Shabaab"]


def test_troops_are_nobodys_where_two_armies_fight(read):
    found = read("Armenian forces and Azerbaijani forces clashed near Goris. Troops shelled Kapan on Monday.")
    assert not one(found, "shelling").agents


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rebels shelled Bunia on Monday. The army said it had repelled an attack on Zzumbara.", "Zzumbara"),
        ("Militants raided Gao. On Tuesday gunmen stormed Qaltabir and killed ten people.", "Qaltabir"),
        ("Drones hit Marib. Clashes broke out in the village of Ulnazir on Friday.", "Ulnazir"),
    ],
)
def test_a_name_that_nobody_knows_keeps_its_event_from_another_place(read, text, name):
    lost = [e for e in read(text).events if e.unplaced.startswith("no place found for")]
    assert [e for e in lost if name in e.unplaced and not e.places]


def test_each_village_of_a_list_is_a_capture_of_its_own(read):
    found = read(
        "Russian forces captured three villages, including Hlyboke, Qadvorivka and Lyptsi, Ukraine's army said."
    )
    captures = [e for e in found.events if e.type == "capture"]
    assert len(captures) == 3
    assert ["Qadvorivka" in e.unplaced for e in captures].count(True) == 1
    assert all([a.name for a in e.agents] == ["Russia"] for e in captures)


def test_nobody_holds_a_country_because_its_city_is_in_a_grip(read):
    found = read("M23 rebels are tightening their grip on eastern Congo's main city. Militants seized Mali's north.")
    assert not [c for c in found.controls if any(p.kind == "country" for p in c.places)]


def test_an_apposition_only_describes_its_place(read):
    found = read("The army has laid siege to Raqqa, the last militant-held city in Aleppo province, since March.")
    assert {p.name for p in one(found, "siege").places} == {"Raqqa"}


def test_who_held_the_apposed_town_holds_the_town(read):
    found = read("Rebels attacked El Obeid, the only big town in Kordofan still held by the army, on Monday.")
    assert {p.name for c in found.controls for p in c.places} == {"El Obeid"}


def test_last_month_is_news_and_what_goes_on_is_the_present(read):
    found = read("The Sudanese army recaptured Sennar last month and has been advancing on Khartoum from the south.")
    assert {e.type: e.status for e in found.events} == {"capture": "asserted", "advance": "asserted"}
    assert one(found, "capture").time.iso == "2024-11-01/2024-11-30"
    assert one(found, "advance").time.implied


@pytest.mark.parametrize("when", ["In March 2022", "In 2014", "During the 2011 uprising"])
def test_a_named_year_is_history(read, when):
    assert one(read(f"{when} rebels captured Idlib."), "capture").status == "historical"


def test_the_camp_is_the_camp_told_of_last(read):
    found = read("Militia shelled Kalma camp near Nyala on Monday. The camp is home to 90,000 people.")
    [stock] = [d for d in found.displacements if d.kind == "stock"]
    assert [p.kind for p in stock.destinations] == ["camp"]


def test_a_quake_felt_far_away_was_not_there(read):
    found = read("A strong earthquake struck Herat on Friday. The tremor was felt as far away as Islamabad.")
    assert places(found.events) == {"Herat"}


def test_what_was_shot_down_was_not_flown_by_the_one_who_says_so(read):
    found = read("Saudi Arabia said it shot down three drones over Jizan overnight.")
    strike = one(found, "drone_strike")
    assert not strike.agents
    assert strike.status == "claimed"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Rebels advanced on Goma, the Kivu Ledger monitoring group reported.", "Kivu Ledger monitoring group"),
        ("Shells hit Marib on Monday, killing two people, prosecutors said.", "prosecutors"),
        ("Warline, a group that maps the front, said Russian troops had captured Vovchansk.", "Warline"),
        ("Hospital Doctors Abroad said four people were killed in shelling of Aden.", "Hospital Doctors Abroad"),
        ("Gunmen attacked Mopti, according to a member of the town council.", "member of the town council"),
        ("Shells hit Marib, residents said.", "residents"),
    ],
)
def test_speakers_that_no_table_knows_are_speakers(read, text, speaker):
    event = read(text).events[0]
    assert event.status == "claimed"
    assert event.source.name == speaker


def test_a_denial_ends_where_the_next_verb_of_saying_begins(read):
    found = read("The Houthis denied the report and said Saudi jets had bombed Saada.")
    assert {e.status for e in found.events if e.type in ("airstrike", "bombing")} == {"claimed"}


def test_people_who_walk_or_cross_are_displaced(read):
    found = read("Families were streaming from Rutshuru towards Goma, while others crossed by boat to Minova.")
    routes = {(tuple(p.name for p in d.origins), tuple(p.name for p in d.destinations)) for d in found.displacements}
    assert (("Rutshuru",), ("Goma",)) in routes
    assert any("Minova" in to for _, to in routes)


def test_soldiers_who_walk_are_not_displaced(read):
    assert not read("Sudanese soldiers were streaming from Wad Madani towards Sennar.").displacements


def test_a_slogan_reports_nothing(read):
    found = read("A crowd marched through Amman on Friday, shouting “Shell Haifa! Free Gaza!”.")
    assert places(found.events) == {"Amman"}
    assert {e.type for e in found.events} == {"protest"}


def test_a_rally_over_a_war_is_not_in_the_war(read):
    found = read("Hundreds rallied in Berlin in solidarity with civilians killed in Mariupol.")
    assert "Mariupol" not in places(e for e in found.events if e.type == "protest")


def test_a_story_told_five_times_is_one_event(read):
    found = read(
        "A bomb exploded at a mosque in Kunduz on Friday, killing 40 people. Witnesses described the blast. The bombing "
        "shocked the city. Police said the explosion was heard for miles. The attack wounded 60 others.",
        title="Bombing in Kunduz kills 40",
    )
    violent = [e for e in found.events if e.type in ("bombing", "attack")]
    assert [sorted(f.value for f in e.figures) for e in violent] == [[40.0, 60.0]]


def test_a_total_and_its_part_stay_two_events(read):
    found = read("Air strikes killed 31 people across Idlib province on Monday. A strike on Saraqib killed ten people.")
    assert [[f.value for f in e.figures] for e in found.events if e.type == "airstrike"] == [[31.0], [10.0]]


def test_shells_that_fall_take_no_town(read):
    found = read("Shells fell around the hospital in El Fasher. The generals fell out over Port Sudan and the army.")
    assert not [r for r in (*found.events, *found.controls) if getattr(r, "type", "held") in ("capture", "held")]


def test_who_freed_a_town_is_not_who_occupied_it(read):
    found = read("Kherson was occupied in March 2022 and liberated by Ukraine that November.")
    holders = {a.name for c in found.controls for a in c.holders}
    captures = [e for e in found.events if e.type == "capture"]
    assert len(captures) == 2
    assert not captures[0].agents
    assert [a.country for a in captures[1].agents] == ["UA"]
    assert len(holders) == 1


def test_the_toll_of_a_war_is_of_no_single_attack(read):
    found = read(
        "Gunmen attacked Djibo on Monday, killing six people. More than 26,000 people have been killed since then."
    )
    assert {f.value for e in found.events for f in e.figures} == {6.0}


def test_an_officers_vehicle_is_no_agent(read):
    found = read("Members of the Zar Vendu gang overran the police station in Jacmel in Haiti on Monday.")
    assert all("police" not in a.name.lower() for e in found.events for a in e.agents)


def test_the_capital_is_that_of_the_country(read):
    found = read("Gangs attacked Delmas in Haiti. Gangs control most of the capital. Port-au-Prince is cut off.")
    assert {p.name for c in found.controls for p in c.places} == {"Port-au-Prince"}


def test_a_route_told_later_is_not_that_of_a_national_total(read):
    found = read("More than 230,000 people have fled since January, UNHCR said. Families walked from Uvira to Bukavu.")
    [total] = [d for d in found.displacements if d.figure]
    assert not total.origins


def test_a_deadline_lies_ahead(read):
    found = read("Up to 3,000 more evacuees are expected in Sumy by the end of April.", published=date(2025, 3, 21))
    assert {d.status for d in found.displacements} <= {"forecast"}


def test_one_megabyte_of_one_sentence_is_one_event(read):
    found = read("Rebels shelled Kapan. " * 3000)
    assert len(found.events) == 1
    assert len(found.events[0].evidence) == 3000


def test_a_bridge_that_a_strike_destroyed_is_counted_as_destroyed(read):
    found = read("Army officials confirmed airstrikes including the destruction of the Antonivsky bridge near Kherson.")
    (strike,) = [e for e in found.events if e.type == "airstrike"]
    assert [(f.metric, f.value, f.unit) for f in strike.figures] == [("destroyed", 1, "bridge")]


def test_a_damaged_bridge_is_not_destroyed(read):
    found = read("Airstrikes damaged the Antonivsky bridge near Kherson, officials said.")
    assert not [f for e in found.events for f in e.figures]
