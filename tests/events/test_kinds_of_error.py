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


@pytest.mark.parametrize("verb", ["controls", "still controls", "now holds"])
def test_who_controls_a_town_is_read_from_the_plain_verb(read, verb):
    [control] = read(f"The Syrian army {verb} Homs.").controls
    assert (control.state, [p.name for p in control.places]) == ("held", ["Homs"])
    assert [a.side for a in control.holders] == ["government"]


def test_who_leaves_is_not_who_took_the_towns_that_fell(read):
    found = read("Rebels took both cities on Saturday.", title="Hama and Homs fall; Assad leaves")
    assert not [e for e in found.events if e.type == "capture" and "Syrian government" in {a.name for a in e.agents}]
    assert not [c for c in found.controls if "Syrian government" in {a.name for a in c.holders}]


def test_a_speaker_named_after_a_place_does_not_become_the_place(read):
    found = read("Dozens of fighters were killed around Tal Rifaat, SOHR said.")
    assert places(found.events) == {"Tal Rifaat"}
    assert {e.source.name for e in found.events} == {"Syrian Observatory for Human Rights"}


def test_the_besieged_of_a_place_are_placed(read):
    [control] = read("Some 200,000 people are besieged in and around Tal Rifaat, SOHR said.").controls
    assert (control.state, [p.name for p in control.places]) == ("besieged", ["Tal Rifaat"])


@pytest.mark.parametrize("who", ["Syrian rebels", "Local opposition fighters", "Armed opposition fighters"])
def test_rebels_by_any_description_stand_on_the_side_of_rebels(read, who):
    found = read(f"{who} seized Hama in Syria on Thursday.")
    assert {a.side for e in found.events for a in e.agents} == {"opposition"}


def test_a_foreign_peoples_rebels_get_no_side_by_their_noun_alone(read):
    found = read("Chechen rebels seized Hama in Syria on Thursday.")
    assert {a.side for e in found.events for a in e.agents} <= {None}


@pytest.mark.parametrize("who", ["Displaced Kurds", "Kurds", "Exhausted Yazidis"])
def test_a_people_that_arrives_is_a_displacement(read, who):
    [d] = read(f"{who} from Tal Rifaat arrived in Raqqa on Tuesday.").displacements
    assert ([p.name for p in d.origins], [p.name for p in d.destinations]) == (["Tal Rifaat"], ["Raqqa"])


@pytest.mark.parametrize(
    "what", ["three towns in Daraa province", "several villages in Daraa province", "parts of Daraa"]
)
def test_who_takes_a_part_does_not_hold_the_whole(read, what):
    found = read(f"The rebels captured {what}.")
    assert [e.type for e in found.events] == ["capture"]
    assert not found.controls


@pytest.mark.parametrize(
    "text",
    [
        "In Maiduguri, police said 12 people were killed.",
        "Police said that 12 people had been killed in Maiduguri.",
        "Police reported an attack in Maiduguri that killed 12 people.",
    ],
)
def test_who_only_tells_of_the_dead_did_not_kill_them(read, text):
    found = read(text)
    assert found.events
    assert not [a.name for e in found.events for a in e.agents]


def test_a_party_that_speaks_of_itself_did_it(read):
    found = read("The army said it had captured Maiduguri in Nigeria on Friday.")
    assert [a.kind for a in one(found, "capture").agents] == ["army"]


def test_fighters_who_were_killed_are_targets(read):
    found = read("Ten Hezbollah fighters were killed in Aleppo on Thursday.")
    assert [(e.agents, [a.name for a in e.targets]) for e in found.events] == [((), ["Hezbollah"])]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Police fired tear gas to disperse a peaceful protest in Luanda.", "protest"),
        ("Protesters hurled stones at police in Dakar, who fired tear gas.", "riot"),
        ("Hundreds rallied in Paris and scuffles broke out between protesters and police.", "riot"),
    ],
)
def test_a_crowd_that_fights_is_a_riot_and_one_that_is_dispersed_is_none(read, text, kind):
    assert {e.type for e in read(text).events} == {kind}


def test_an_outbreak_told_many_times_is_one(read):
    found = read(
        "At least 30 people have been infected with measles in Juba.\n\nOfficials said the disease spread fast. Measles "
        "broke out a week ago.",
        title="Measles breaks out in Juba",
    )
    assert [e.type for e in found.events] == ["epidemic"]


def test_what_happened_a_day_earlier_elsewhere_is_another_disaster(read):
    found = read(
        "A landslide in Enga killed 40 people on Thursday.\n\nA day earlier, two villagers died in a landslide in Goroka."
    )
    assert sorted(p.name for e in found.events for p in e.places if e.type == "landslide") in (
        ["Enga", "Goroka"],
        ["Enga Province", "Goroka"],
    )


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The YPG drove Islamic State out of Tal Abyad.", "YPG"),
        ("The fall of Minova to the M23 cut the road.", "M23"),
        ("Donetsk has been occupied by Russia since 2014.", "Russia"),
        ("Government troops are still in possession of Nyala in Sudan.", "Sudanese Armed Forces"),
        ("Government forces are mopping up in Sinjar after retaking it from the jihadists.", "Iraqi army"),
    ],
)
def test_who_holds_a_place_however_it_is_said(read, text, holder):
    assert holder in {a.name for c in read(text).controls if c.state == "held" for a in c.holders}


@pytest.mark.parametrize(
    "text",
    [
        "Police probed the deadly blast that ripped through a church in Cairo on Sunday.",
        "Mexico deployed soldiers to Sinaloa after a weekend of violence left 19 people dead.",
    ],
)
def test_who_comes_after_an_attack_did_not_carry_it_out(read, text):
    harm = [e for e in read(text).events if e.type in ("bombing", "attack")]
    assert harm
    assert not [a.name for e in harm for a in e.agents]


def test_a_headline_that_says_so_has_no_attacker_in_its_speaker(read):
    found = read("Five worshippers died on Friday.", title="Niger says attack on mosque in Tera kills 44")
    assert "Niger" not in {a.name for e in found.events for a in e.agents}


def test_where_takes_up_the_place_before_it(read):
    found = read("Most walked to Tawila, 60 km to the west, where aid agencies say cholera has killed 34 people.")
    assert [[p.name for p in e.places] for e in found.events if e.type == "epidemic"] == [["Tawila"]]


def test_a_toll_that_could_rise_is_no_toll(read):
    found = read(
        "Floods in Porto Alegre killed 56 people on Saturday. The governor warned that the death toll could rise to 100."
    )
    assert [f.value for f in one(found, "flood").figures] == [56]


def test_what_still_holds_is_not_history_because_the_sentence_before_was(read):
    found = read("In 2014 rebels seized Donetsk in Ukraine. The rebels retain control of Luhansk.")
    assert {c.status for c in found.controls for p in c.places if p.name == "Luhansk"} == {"asserted"}


def test_the_injured_of_a_quake_belong_to_it(read):
    found = read(
        "An earthquake struck Tingri in Tibet on Tuesday, killing 126 people.\n\nRescuers came from afar. Many slept outside. "
        "The army sent tents. Roads were blocked. In Shigatse 188 people were injured."
    )
    assert "attack" not in {e.type for e in found.events}
    assert 188 in {f.value for f in one(found, "earthquake").figures}


def test_a_force_is_called_by_its_own_name_behind_its_country(read):
    for text in (
        "Sudan's paramilitary Rapid Support Forces seized Nyala on Monday.",
        "The Sudanese paramilitary Rapid Support Forces seized Nyala on Monday.",
    ):
        [event] = read(text).events
        assert [a.name for a in event.agents] == ["Rapid Support Forces"]


def test_coming_within_a_spelt_distance_is_an_advance(read):
    found = read("The rebels captured Rastan and came to within five kilometers of Homs.")
    assert [(m.kind, [p.name for p in m.destinations], m.within_km) for m in found.movements] == [
        ("advance", ["Homs"], 5.0)
    ]


def test_those_who_accuse_each_other_claim_what_happened_without_a_doer(read):
    found = read("The army and the RSF accused each other of shelling the prison in El Obeid, Sudan.")
    [event] = [e for e in found.events if e.type == "shelling"]
    assert (event.status, event.agents, [p.name for p in event.places]) == ("claimed", (), ["El Obeid"])


def test_the_accused_is_the_doer_of_what_the_accuser_claims(read):
    found = read("The army accused the RSF of shelling the prison in El Obeid, Sudan, killing 20 people.")
    [event] = [e for e in found.events if e.type == "shelling"]
    assert [a.name for a in event.agents] == ["Rapid Support Forces"]
    assert event.source is not None and event.source.name == "Sudanese Armed Forces"


def test_a_long_description_does_not_part_a_place_from_its_fate(read):
    found = read(
        "Lashio, a town of 150,000 people some 120 km from the Chinese border and the seat of a command, was seized by the MNDAA."
    )
    [event] = [e for e in found.events if e.type == "capture"]
    assert [p.name for p in event.places] == ["Lashio"]


def test_taking_a_headquarters_is_a_capture(read):
    [event] = read("The rebels said they had taken the headquarters of the army's command in Lashio, Myanmar.").events
    assert (event.type, [p.name for p in event.places]) == ("capture", ["Lashio"])


def test_two_days_named_in_one_sentence_are_two_events(read):
    found = read("A man was shot dead in Sydney on Monday at the spot where police killed a gunman on Sunday.")
    assert {e.time.start.isoformat() for e in found.events} == {"2024-12-01", "2024-12-02"}


def test_a_toll_since_an_offensive_began_belongs_to_no_attack(read):
    found = read(
        "Airstrikes hit Hama on Thursday. More than 600 people have died since the rebels launched their offensive."
    )
    assert not [f for e in found.events for f in e.figures]


def test_a_country_before_a_place_only_says_where_it_lies(read):
    found = read("In China's Hunan and Hubei provinces, flooding hit 390,000 people, and 9,000 have been evacuated.")
    assert {p.name for d in found.displacements for p in d.origins} == {"Hunan", "Hubei"}


def test_what_a_crowd_is_angry_about_happened_at_its_own_place(read):
    found = read("Turks rallied in Ankara, angry over Russia's role in the bombardment of Aleppo.")
    assert {(e.type, p.name) for e in found.events for p in e.places} == {("protest", "Ankara"), ("shelling", "Aleppo")}


def test_a_siege_says_how_the_place_stands(read):
    found = read("Jihadists have blockaded Djibo, Burkina Faso, for more than two years.")
    assert [(c.state, [p.name for p in c.places]) for c in found.controls] == [("besieged", ["Djibo"])]


def test_soldiers_who_are_flown_somewhere_are_deployed_and_not_evacuated(read):
    found = read("South African soldiers have been flown to Goma to shore up its defences.", title="Congo")
    assert not found.displacements
    assert [(m.kind, [p.name for p in m.destinations]) for m in found.movements] == [("deployment", ["Goma"])]
