"""Short versions of ``make soak``: kills, write errors, flipped bits, many writers, any order."""

from __future__ import annotations

import inspect
import os

import pytest

from benchmarks import store_soak

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes of its own making")


@pytest.fixture(scope="module")
def said() -> str:
    """Return what all scenarios but the long one say, at a twelfth of their length."""
    code, words = store_soak.run_apart([n for n in store_soak.SCENARIOS if n != "growth"], 0.08)
    assert code == 0, words
    return words


@pytest.mark.parametrize(
    "shows",
    [
        "10 kills", "6 kills within", "8 runs by the limit", "could not be read or written", "16 of 16 found",
        "8 writers of 8 edits", "refused with both versions, 0 lost", "same rows; 4 of 4 wire copies",
    ],
)  # fmt: skip
def test_nothing_acknowledged_is_lost_and_nothing_half_is_there(said: str, shows: str) -> None:
    assert shows in said
    assert "FAULT" not in said


def test_a_full_soak_is_as_long_as_promised() -> None:
    wanted = {
        "kills": "120", "migrations": "80", "disk": "100", "flips": "200", "writers": "8, round(100", "orders": "500",
        "growth": "100_000",
    }  # fmt: skip
    for name, number in wanted.items():
        assert number in inspect.getsource(store_soak.SCENARIOS[name])
