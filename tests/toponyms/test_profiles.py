"""What is known of single words: their numbers come from the compiled tables."""

import gzip

import numpy as np
import pytest

from geo.tables import table
from geo.toponyms import profiles
from geo.toponyms.profiles import COMPANY, KINDS, LIKE, PROFILE


def like(word):
    row = profiles.profiles([word])[0]
    return {name: float(row[PROFILE.index(name)]) for name in LIKE}


@pytest.mark.parametrize(
    ("word", "kind", "other"),
    [
        ("aleppo", "city", "surname"),
        ("khartoum", "city", "common"),
        ("petrov", "surname", "city"),
        ("rebecca", "given", "city"),
        ("lufthansa", "company", "city"),
        ("nato", "body", "city"),
        ("ukrainian", "people", "common"),
        ("mosque", "faith", "sport"),
        ("hospital", "building", "party"),
    ],
)
def test_a_word_keeps_the_company_of_its_kind(word, kind, other):
    assert like(word)[f"like_{kind}"] > like(word)[f"like_{other}"] + 0.1


def test_a_word_that_is_not_in_the_table_is_like_nothing():
    assert set(like("qwxyzville").values()) == {0.0}
    assert like("aleppo")["in_print"] == 1.0


def test_every_line_of_the_table_has_a_word_and_a_code_for_each_kind():
    lines = gzip.decompress(COMPANY.read_bytes()).decode().splitlines()
    assert len(lines) > 80_000
    seen = set()
    for line in lines:
        word, codes = line.split("\t")
        assert word and word not in seen
        assert len(codes) == len(KINDS)
        assert all("0" <= c <= "p" for c in codes)
        seen.add(word)


def test_cosines_survive_the_table_within_half_a_step():
    cosines = np.linspace(-0.8, 0.8, len(KINDS) * 4, dtype=np.float32).reshape(4, -1)
    decoded = [[profiles.decoded(c) for c in row] for row in profiles.encoded(cosines)]
    np.testing.assert_allclose(decoded, cosines, atol=0.0126)
    assert profiles.encoded(np.array([[9.0, -9.0]])) == profiles.encoded(np.array([[0.8, -0.8]]))


def test_examples_of_kinds_are_of_known_kinds_and_in_the_table():
    for row in table("toponyms/kinds_of_words.csv", "kind", "word"):
        assert row["kind"] in KINDS
        assert like(row["word"])["in_print"], row
