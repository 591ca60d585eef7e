"""Short dispatches of our own about other wars and disasters, read by hand.

Each expectation is (list, type, status, places, actors, figure values): the record must be there with at least these.
"""

import pytest

from geo.model import Control, Displacement, Event, Movement

CASES = {
    "a village falls and a shop is bombed": (
        "Russian forces seized the village of Vovchansk in Kharkiv oblast on Tuesday, Ukraine's General Staff said. At least "
        "seven civilians were killed and 20 others injured when a glide bomb struck a hardware store in Kharkiv. More than "
        "4,000 residents have been evacuated from border villages to the city of Poltava.",
        [
            ("event", "capture", "claimed", ["Vovchansk"], ["Russia"], []),
            ("event", "airstrike", "asserted", ["Kharkiv"], [], [7, 20]),
            ("displacement", "evacuation", "asserted", ["Poltava"], [], [4000]),
            ("control", "held", "claimed", ["Vovchansk"], ["Russia"], []),
        ],
    ),
    "a camp is shelled": (
        "KHARTOUM (AFP) — The Rapid Support Forces shelled the Abu Shouk camp near El Fasher on Monday, killing 15 people, the "
        "Sudanese Doctors Network said. Clashes between the army and the RSF broke out in Omdurman overnight. The UN migration "
        "agency said 12,500 families had fled El Fasher since last week.",
        [
            ("event", "shelling", "claimed", [], ["Rapid Support Forces"], [15]),
            ("event", "clash", "asserted", ["Omdurman"], ["Sudanese Armed Forces", "Rapid Support Forces"], []),
            ("displacement", "flight", "claimed", ["El Fasher"], [], [12500]),
        ],
    ),
    "rebels take a town and its defenders withdraw": (
        "M23 rebels captured the town of Sake, about 25 km west of Goma, after Congolese troops withdrew towards Goma, "
        "residents and a security source said. The rebels, backed by Rwanda, now control Rutshuru. Around 178,000 people fled "
        "to Goma within two weeks, according to OCHA.",
        [
            ("event", "capture", "claimed", ["Sake"], ["M23"], []),
            ("movement", "withdrawal", "claimed", ["Goma"], ["Congolese army"], []),
            ("control", "held", "asserted", ["Rutshuru"], ["M23"], []),
            ("displacement", "flight", "claimed", ["Goma"], [], [178000]),
        ],
    ),
    "an airstrike on a school": (
        "An Israeli airstrike hit a school sheltering displaced families in Khan Younis, killing at least 27 people, the Gaza "
        "health ministry said on Thursday. Hamas denied the claim.",
        [("event", "airstrike", "claimed", ["Khan Younis"], ["Israel"], [27])],
    ),
    "missiles, a repelled attack, talks to come": (
        "The Houthis fired two ballistic missiles at Marib late on Wednesday, wounding six people. Government forces repelled "
        "an attack on the outskirts of Hodeidah, a military official said. Talks between the Yemeni government and the Houthis "
        "are due to resume in Muscat next week.",
        [
            ("event", "rocket_attack", "asserted", ["Marib"], ["Houthis"], [6]),
            ("event", "clash", "claimed", ["Hodeidah"], [], []),
            ("event", "talks", "forecast", ["Muscat"], [], []),
        ],
    ),
    "an earthquake": (
        "A magnitude 6.3 earthquake struck Herat province in western Afghanistan on Saturday, killing more than 1,000 people "
        "and destroying at least 1,320 houses, officials said. The quake was felt in Mashhad.",
        [("event", "earthquake", "claimed", ["Herat"], [], [1000, 1320])],
    ),
    "a flood": (
        "Floods in Porto Alegre have forced 150,000 people from their homes, Brazil's civil defence agency said on Friday. The "
        "death toll rose to 143, and 125 people are missing.",
        [
            ("event", "flood", "claimed", ["Porto Alegre"], [], [143, 125]),
            ("displacement", "flight", "claimed", ["Porto Alegre"], [], [150000]),
        ],
    ),
    "a protest and arrests": (
        "Thousands of protesters marched through Nairobi on Tuesday to demand the resignation of President William Ruto. "
        "Police fired tear gas and arrested at least 40 demonstrators. A similar rally was held in Mombasa.",
        [
            ("event", "protest", "asserted", ["Nairobi"], [], [1000]),
            ("event", "arrest", "asserted", ["Nairobi"], ["Kenyan police"], [40]),
            ("event", "protest", "asserted", ["Mombasa"], [], []),
        ],
    ),
    "a ceasefire": (
        "Armenia and Azerbaijan agreed to a ceasefire on Friday after two weeks of fighting in Nagorno-Karabakh. Azerbaijan "
        "had shelled Stepanakert on Thursday.",
        [
            ("event", "agreement", "asserted", [], ["Armenia", "Azerbaijan"], []),
            ("event", "clash", "asserted", ["Nagorno-Karabakh"], [], []),
            ("event", "shelling", "asserted", ["Stepanakert"], ["Azerbaijan"], []),
        ],
    ),
    "an abduction and a promise": (
        "Gunmen abducted 17 passengers from a bus in Port-au-Prince on Monday. The United States would send 200 Kenyan police "
        "officers to Haiti if the mission is approved.",
        [
            ("event", "abduction", "asserted", ["Port-au-Prince"], ["Gunmen"], [17]),
            ("event", "deployment", "forecast", [], ["United States"], []),
        ],
    ),
    "a siege with its history": (
        "Government troops have besieged Aleppo for months, cutting off supplies to 250,000 people trapped in the eastern "
        "districts. In 2012, rebels overran half of the city. Now, rebel-held neighbourhoods come under daily bombardment.",
        [
            ("event", "siege", "asserted", ["Aleppo"], ["Syrian army"], []),
            ("event", "capture", "historical", ["Aleppo"], ["Rebels"], []),
            ("event", "shelling", "asserted", ["Aleppo"], [], []),
        ],
    ),
    "a return": (
        "About 3,200 refugees returned to Mosul from camps in Dohuk last week, UNHCR said. Islamic State militants seized "
        "Mosul in 2014. The city was retaken by Iraqi forces in 2017.",
        [
            ("displacement", "return", "claimed", ["Mosul"], [], [3200]),
            ("event", "capture", "historical", ["Mosul"], ["Islamic State"], []),
            ("event", "capture", "historical", ["Mosul"], ["Iraqi army"], []),
            ("control", "held", "historical", ["Mosul"], ["Iraqi army"], []),
        ],
    ),
    "drones": (
        "Ukrainian drones struck an oil depot in Feodosia in Russian-occupied Crimea early on Monday. There were no reports "
        "of injuries.",
        [("event", "drone_strike", "asserted", ["Feodosia"], ["Ukrainian army"], [])],
    ),
    "a distance is not a count": (
        "Forces loyal to Khalifa Haftar advanced to within 20 km of Tripoli on Thursday. The city remains under the control of "
        "the Government of National Accord. The United Nations called for an immediate ceasefire.",
        [
            ("event", "advance", "asserted", ["Tripoli"], ["Libyan National Army"], []),
            ("movement", "advance", "asserted", ["Tripoli"], ["Libyan National Army"], []),
            ("control", "held", "asserted", ["Tripoli"], [], []),
            ("event", "demand", "asserted", [], ["United Nations"], []),
        ],
    ),
    "a responsibility claimed": (
        "Al-Shabaab fighters withdrew from Galkayo on Friday. Al-Shabaab claimed responsibility for a suicide bombing in "
        "Mogadishu that killed eight people.",
        [
            ("event", "withdrawal", "asserted", ["Galkayo"], ["Al-Shabaab"], []),
            ("event", "bombing", "claimed", ["Mogadishu"], ["Al-Shabaab"], [8]),
        ],
    ),
    "families and persons are two figures": (
        "Between Tuesday and Thursday about 7,000 families (about 42,000 people) were displaced from Mosul by fighting.",
        [
            ("displacement", "flight", "asserted", ["Mosul"], [], [7000]),
            ("displacement", "flight", "asserted", ["Mosul"], [], [42000]),
        ],
    ),
}


def list_of(record):
    return {Event: "event", Displacement: "displacement", Movement: "movement", Control: "control"}[type(record)]


def kind_of(record):
    return getattr(record, "type", None) or getattr(record, "kind", None) or record.state


def places_of(record):
    found = [*getattr(record, "places", ())]
    for slot in ("origins", "destinations", "via"):
        found.extend(getattr(record, slot, ()))
    return {p.id for p in found}


def values_of(record):
    figures = getattr(record, "figures", None)
    if figures is None:
        figure = getattr(record, "figure", None)
        figures = (figure,) if figure else ()
    return {f.value for f in figures}


@pytest.mark.parametrize("name", CASES)
def test_a_dispatch_is_read_as_a_person_reads_it(read, name):
    text, expected = CASES[name]
    found = read(text)
    ids = {}
    for t in found.toponyms:
        if t.place is not None:
            ids.setdefault(t.mention.text, set()).add(t.place.id)
    for kind, type_, status, places, actors, values in expected:
        fits = [
            r
            for r in found.records
            if (list_of(r), kind_of(r), r.status) == (kind, type_, status)
            and all(ids.get(p, set()) & places_of(r) for p in places)
            and set(actors) <= {a.name for a in (*getattr(r, "agents", ()), *getattr(r, "holders", ()))}
            and set(values) <= values_of(r)
        ]
        assert fits, (kind, type_, status, places, actors, values)


NOT_EVENTS = {
    "idioms": "He died of a heart attack. The striker will attack the goal in the match in Homs. The tax was a bombshell.",
    "statements from afar": "Speaking in London, the minister condemned the violence and said that he was optimistic.",
    "ordinary life": "Homs is a city in Syria with 800,000 inhabitants. Its market opens at 8 a.m. and tickets cost $5.",
}


@pytest.mark.parametrize("name", NOT_EVENTS)
def test_what_is_no_event_makes_no_pin(read, name):
    found = read(NOT_EVENTS[name])
    assert not [r for r in found.records if places_of(r)]


def test_negation_condition_and_plan_are_not_the_present(read):
    found = read(
        "The army did not shell Homs on Monday. Rebels plan to attack Hama. If the fighting reaches Aleppo, thousands of "
        "people could flee to Turkey."
    )
    assert not [r for r in found.records if r.status in ("asserted", "claimed")]
    assert {r.status for r in found.records} <= {"denied", "forecast"}


def test_the_seat_of_a_source_is_never_a_place(read):
    found = read(
        "According to the London-based Iraq Monitor, militants attacked Mosul on Tuesday. Moscow said it was watching."
    )
    names = {p.name for r in found.records for p in getattr(r, "places", ())}
    assert len(names) == 1
    assert not names & {"London", "Moscow"}


def test_a_report_and_its_repeats_are_one_event_with_all_their_evidence(read):
    found = read(
        "A car bomb exploded in Mogadishu on Monday, killing five people. The bombing wounded 12 others. Police said the "
        "attack happened near a market."
    )
    bombings = [e for e in found.events if e.type == "bombing"]
    assert len(bombings) == 1
    assert {f.value for f in bombings[0].figures} == {5.0, 12.0}
    assert len(bombings[0].evidence) == 3


def test_two_sources_keep_their_figures_side_by_side(read):
    found = read(
        "A bomb killed 20 people in Kabul on Monday, police said. The Taliban said the bombing in Kabul killed 31 people."
    )
    values = {f.value for e in found.events for f in e.figures if f.metric == "killed"}
    assert values == {20.0, 31.0}
