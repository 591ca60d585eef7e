"""Sport, parliaments, exercises, accidents and figures of speech report nothing; the same words of real war do."""

import pytest

NOTHING = {
    "sport by its words": "The home team attacked from the start in Marseille and the striker fired two rockets over the bar.",
    "sport by its result": "Ansar bombarded the goal of Nejmeh in Sidon and won 4-0.",
    "sport to the end of the paragraph": "The league match in Aleppo ended 2-2. In Homs, the visitors were besieged and surrendered late.",
    "a parliament": "Deputies traded fire in Beirut for three hours over the bill.",
    "an exercise": "Jets bombed dummy targets near Ganja in an exercise that ends on Friday.",
    "a drill with an evacuation": "Peacekeepers practised the evacuation of 300 villagers in a drill at Naqoura.",
    "a website": "Hackers attacked the website of a bank in Tallinn.",
    "a gas explosion": "A gas explosion at a bakery in Lagos killed eight people. The blast also injured forty others.",
    "a road accident": "Nineteen people were killed when their bus plunged off a bridge near Nairobi.",
    "a poisoning": "Four children died in Lima after eating tainted food; the poisoning injured ten more.",
    "only an end of it": "The envoy asked both sides in Aleppo to stop fighting.",
}
REAL = {
    "parliament under attack": ("Gunmen attacked the parliament in Mogadishu and killed nine lawmakers.", "attack"),
    "a crash that was no accident": (
        "The bus crashed in Mogadishu after gunmen shot the driver, killing six people.",
        "attack",
    ),
    "explosives that went off": ("An explosive device went off in Mosul, killing two people.", "bombing"),
    "control is exercised": ("The army shelled Idlib, where rebels exercise control.", "shelling"),
    "dead at a stadium": ("A bomb exploded at a football stadium in Baghdad, killing 12 people.", "bombing"),
    "an exercise that went wrong": (
        "A mortar shell hit a house near Ganja during an exercise and killed two people.",
        "shelling",
    ),
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_only_sounds_like_war_is_no_record(read, text):
    found = read(text)
    assert not found.records


@pytest.mark.parametrize(("text", "kind"), REAL.values(), ids=REAL)
def test_real_war_with_the_same_words_is(read, text, kind):
    assert kind in {e.type for e in read(text).events}


def test_sport_ends_with_its_paragraph(read):
    found = read("The league match in Aleppo ended 2-2.\n\nRebels seized Homs on Friday.")
    assert [e.type for e in found.events] == ["capture"]


@pytest.mark.parametrize("what", ["explosive devices", "landmines", "mortar bombs", "grenades"])
def test_weapons_that_were_only_found_hit_nobody(read, what):
    found = read(f"Two {what} were found in a canal in Chester on Friday and made safe.")
    assert not {e.type for e in found.events} & {"bombing", "mine_blast", "shelling", "attack"}
