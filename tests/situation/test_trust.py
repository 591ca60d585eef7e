import pytest

from geo.model import Actor, Control, Evidence
from geo.settings import Settings
from geo.situation import trust

REBELS = Actor(name="Rebels", kind="armed_group", side="opposition")
ALLIES = Actor(name="Allies", kind="armed_group", side="opposition.sna")
MONITOR = Actor(name="Monitor", kind="monitor")


def weight(speaker=None, grade="B", status="claimed"):
    e = Evidence(article_id="a", field="text", start=0, end=1, quote="q", speaker=speaker, source_grade=grade)
    record = Control(id="c", state="held", status=status, trigger="t", evidence=(e,), holders=(REBELS,))
    return trust.weight([record], (REBELS,), Settings())


def test_the_articles_own_voice_weighs_most_whatever_its_grade():
    assert weight(status="asserted") == weight(status="asserted", grade="D") == 1.0


@pytest.mark.parametrize("grades", ["BC", "CD", "DE"])
def test_a_worse_source_weighs_less(grades):
    better, worse = (weight(MONITOR, g) for g in grades)
    assert 1.0 > better > worse > 0


def test_a_party_weighs_less_when_it_speaks_of_itself():
    about_itself = weight(REBELS, "D")
    assert about_itself < weight(MONITOR, "D")
    assert weight(ALLIES, "D") == about_itself  # and so do those who fight beside it


def test_of_several_sentences_the_best_counts():
    e = [Evidence(article_id="a", field="text", start=0, end=1, quote="q", speaker=s) for s in (REBELS, MONITOR)]
    record = Control(id="c", state="held", status="claimed", trigger="t", evidence=tuple(e), holders=(REBELS,))
    assert trust.weight([record], (REBELS,), Settings()) == weight(MONITOR, "F")
