"""Denials after the words, things that never happened, plans, and memories."""

import pytest

from geo.events.lexicon import load


def statuses(found, kind):
    return {e.status for e in found.events if e.type == kind}


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Reports that rebels had captured Homs were false, the army said.", "capture", "denied"),
        ("The ministry denied that its soldiers had shelled Idlib.", "shelling", "denied"),
        ("Rebels are preparing to attack Homs.", "attack", "forecast"),
        ("Troops may try to retake Idlib.", "capture", "forecast"),
        ("Envoys are due to meet in Geneva for talks on a truce.", "talks", "forecast"),
        ("Residents marked the anniversary of the capture of Aleppo.", "capture", "historical"),
    ],
)
def test_words_decide_the_status(read, text, kind, status):
    assert statuses(read(text), kind) == {status}


@pytest.mark.parametrize(
    "text", ["Families in Homs were unable to leave.", "No shells fell on Idlib.", "Nobody was hurt in Aleppo."]
)
def test_what_the_article_says_did_not_happen_is_no_record(read, text):
    assert not read(text).records


def test_a_speaker_behind_what_is_said_is_its_source(read):
    found = read(
        "Rebels seized a base near Homs on Thursday, a war monitor and two residents said, in their biggest gain."
    )
    [event] = [e for e in found.events if e.type == "capture"]
    assert event.status == "claimed"
    assert event.source is not None


def test_they_are_who_acted_in_the_sentence_before(read):
    found = read("M23 rebels took Sake on Monday. On Thursday they reached Goma.")
    advance = next(e for e in found.events if e.type == "advance")
    assert [a.name for a in advance.agents] == ["M23"]


def test_whom_a_town_was_taken_from_is_the_target(read):
    [event] = [e for e in read("The RSF took Babanusa from the Sudanese army on Monday.").events if e.type == "capture"]
    assert [a.name for a in event.targets] == ["Sudanese Armed Forces"]


def test_a_condition_of_two_parts_holds_where_both_do():
    both = [t for t in load().triggers if any("+" in r for r in t.requires)]
    assert len(both) > 100
    assert all(t.asked for t in both if all("with:" in r for r in t.requires))
