"""Every row of the tables that an analyst may edit."""

import re
from itertools import pairwise

import pytest
import simplemma

from geo.errors import TableError
from geo.events import lexicon, roster, triggers
from geo.events.inflect import noun_forms, verb_forms
from geo.events.metadata import event_type, event_types, sides, source_grade
from geo.events.speakers import speech_verbs
from geo.events.words import words
from geo.tables import DATA, cells, rows, table

FOLDER = DATA / "lexicon"
PALETTE = {"#0072B2", "#D55E00", "#009E73", "#AA4499", "#E69F00", "#56B4E9", "#8A8F94", "#CC79A7", "#44AA99", "#8C510A"}
HATCHES = {"slash", "backslash", "dots", "cross", "vertical", "horizontal", "grid", "dashes", "none"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("triggers_*.csv")), ids=lambda p: p.stem)
def test_every_trigger_row_is_well_formed(path):
    assert triggers.read(path)


def test_no_trigger_stands_twice_and_all_types_have_words():
    known = lexicon.load().triggers
    told = {(name, t.type) for t in known for name in t.lists}
    for name, types in triggers.KINDS.items():
        assert {(name, kind) for kind in types} <= told | {("control", "held")}
    assert len(known) > 1000


def test_every_trigger_finds_its_own_words():
    book = lexicon.load()
    for t in book.triggers:
        text = [w.removeprefix("@").split("/")[0] for w in t.phrase.split() if w != "_"]
        found = {h.trigger.phrase for h in book.find(text, frozenset())}
        assert t.phrase in found, t.where


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pos": "adverb"}, "pos"),
        ({"type": "picnic"}, "type"),
        ({"list": "events"}, "list"),
        ({"phrase": "Seize"}, "phrase"),
        ({"requires": "magic"}, "requires"),
        ({"object": "victim"}, "object"),
        ({"strength": "mild"}, "strength"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line_and_column(tmp_path, change, word):
    good = dict.fromkeys(triggers.COLUMNS, "") | {"phrase": "seize", "pos": "verb", "list": "event", "type": "capture"}
    bad = good | change
    path = tmp_path / "triggers_x.csv"
    path.write_text(",".join(bad) + "\n" + ",".join(bad.values()) + "\n", encoding="utf-8")
    with pytest.raises(TableError, match=rf"line 2.*{word}"):
        triggers.read(path)


def test_the_same_words_twice_are_refused(tmp_path):
    header = ",".join(triggers.COLUMNS)
    for name in ("a", "b"):
        (tmp_path / f"triggers_{name}.csv").write_text(header + "\nseize,verb,event,capture,,,,,,\n", encoding="utf-8")
    with pytest.raises(TableError, match="stands already"):
        lexicon.load(tmp_path)


def test_inflected_forms_lead_back_to_their_lemma():
    verbs = {t.phrase.split()[0] for t in lexicon.load().triggers if t.pos == "verb" and "/" not in t.phrase.split()[0]}
    forms = [(f, v) for v in verbs if v.isalpha() for f, kind in verb_forms(v).items() if kind == "ing"]
    right = sum(simplemma.lemmatize(f, lang="en") in (v, f) for f, v in forms)
    assert right > 0.95 * len(forms)


def test_irregular_and_regular_forms():
    assert verb_forms("flee")["fled"] == "past"
    assert verb_forms("seize")["seizing"] == "ing"
    assert verb_forms("overrun")["overran"] == "past"
    assert "militiamen" in noun_forms("militiaman")
    assert "clashes" in noun_forms("clash")


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("words.csv", ("set", "word")),
        ("irregular.csv", ("lemma", "s", "ing", "past", "plural")),
        ("units.csv", ("word", "unit")),
        ("vague.csv", ("phrase", "value", "max", "qualifier")),
        ("modifiers.csv", ("phrase", "qualifier")),
        ("metrics.csv", ("word", "metric")),
        ("speech.csv", ("verb", "kind")),
        ("forces.csv", ("noun", "kind")),
        ("groups.csv", ("word", "kind", "name", "side")),
        ("ethnonyms.csv", ("word",)),
        ("force_modifiers.csv", ("word",)),
        ("organisation_nouns.csv", ("noun", "kind")),
    ],
)
def test_no_row_of_a_word_table_stands_twice_or_empty(name, columns):
    keys = [tuple(row[c] for c in columns) for _, row in rows(FOLDER / name, columns)]
    assert all(key[0] for key in keys)
    assert len(keys) == len(set(keys))


def test_qualifiers_units_and_kinds_are_known():
    qualifiers = {"exact", "approx", "at_least", "at_most", "order"}
    assert {r["qualifier"] for r in table("lexicon/modifiers.csv", "qualifier")} <= qualifiers
    assert {r["qualifier"] for r in table("lexicon/vague.csv", "qualifier")} <= qualifiers
    for row in table("lexicon/vague.csv", "value", "max"):
        assert float(row["value"]) > 0
        assert not row["max"] or float(row["max"]) > float(row["value"])
    assert set(roster.forces().values()) <= roster.KINDS
    assert set(roster.organisation_nouns().values()) <= roster.KINDS
    assert set(speech_verbs().values()) == {"claim", "denial"}


def test_every_set_of_words_that_the_code_asks_for_exists():
    asked = {
        m
        for path in (DATA.parent / "geo" / "events").glob("*.py")
        for m in re.findall(r'words\("(\w+)"\)', path.read_text())
    }
    for name in asked:
        assert words(name)


def test_every_actor_row_has_a_known_kind_and_sides_of_the_theatre():
    for line, row in rows(
        DATA / "actors.csv", ("name", "aliases", "leaders", "kind", "country", "sides", "source", "licence")
    ):
        assert row["kind"] in roster.KINDS, line
        assert row["source"] and row["licence"], line
        assert not row["country"] or row["country"] in roster.country_names(), line
        for cell in cells(row["sides"]):
            theatre, _, side = cell.partition(":")
            assert side in sides(theatre if theatre != "*" else None), (line, cell)
        if row["kind"] in roster.NO_SIDE - {"civilians", "igo"}:
            assert not row["sides"], line
    names = [row["name"] for row in table("actors.csv", "name")]
    assert len(names) == len(set(names)) >= 150


def test_an_alias_means_one_actor():
    meant: dict[tuple[str, ...], str] = {}
    for entries in roster.aliases().values():
        for parts, name in entries:
            assert meant.setdefault(parts, name) == name


def test_sides_of_a_theatre_differ_in_label_colour_and_hatch():
    theatres = {row["theatre"] for row in table("sides.csv", "theatre", "side", "label", "colour", "hatch", "state")}
    for theatre in theatres:
        there = list(sides(None if theatre == "*" else theatre).values())
        assert {s.colour for s in there} <= PALETTE
        assert {s.hatch for s in there} <= HATCHES
        assert len({s.colour for s in there}) == len({s.label for s in there}) == len(there)
        assert len({s.hatch for s in there}) == len(there)
        assert sum(s.state for s in there) <= 1


def test_every_type_has_label_class_icon_and_colour():
    for name, types in triggers.KINDS.items():
        for kind in types if name != "effect" else ():
            t = event_type(kind, name)
            assert t.label and t.cls and t.icon and re.fullmatch(r"#[0-9A-F]{6}", t.colour)
    assert all(t.acled_sub for t in event_types().values() if t.acled)


def test_grades_fall_back_from_name_to_kind_to_unknown():
    assert source_grade("Reuters", "media") == "B"
    assert source_grade("Some Local Monitor", "monitor") == "C"
    assert source_grade("Nobody") == "F"
    assert source_grade(None) == "F"
    assert {row["grade"] for row in table("sources.csv", "grade")} <= set("ABCDEF")


def test_a_theatre_without_rows_has_the_general_sides():
    assert set(sides("FR")) == set(sides(None)) == {"government", "opposition", "islamic-state", "other"}
    assert all(a.id != b.id for a, b in pairwise(sides("SY").values()))


ACLED = {
    "Battles": {"Government regains territory", "Non-state actor overtakes territory", "Armed clash"},
    "Explosions/Remote violence": {
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Non-violent transfer of territory",
        "Other",
    },
}
"""ACLED's codebook (2023), without "Looting/property destruction", which we tell by the figure of what was destroyed."""


def test_the_types_cover_acleds_and_name_none_that_it_lacks():
    told: dict[str, set[str]] = {}
    for t in event_types().values():
        if t.acled:
            told.setdefault(t.acled, set()).update(t.acled_sub)
    told["Battles"].discard("Non-violent transfer of territory")
    assert told == ACLED


def test_every_displacement_and_disaster_has_a_term_of_idmc_or_none_exists():
    kinds = [event_type(kind, "displacement") for kind in triggers.KINDS["displacement"]]
    disasters = [t for t in event_types().values() if t.cls == "disaster" and t.type != "epidemic"]
    assert all(t.idmc for t in (*kinds, *disasters))
