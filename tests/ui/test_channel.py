"""What a frame reports: each act is done once, and what outlived a restart is understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import streamlit as st

from geo.ui import channel
from geo.ui.channel import KEY, Link

FRAME, OTHER, HELD = "a" * 16, "b" * 16, "c" * 16


class Session:
    """A session whose frames report, and what it was asked to do."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.link = Link(shown=HELD)
        self.done: list[int] = []
        self._state: dict[str, Any] = {"link": self.link}
        patch.setattr(st, "session_state", self._state)

    def hear(self, *acts: int, frame: str = FRAME, number: int = 1, state: str = "") -> list[int]:
        """Take in a report and return the acts whose answers the next command brings."""
        listed = [{"k": k, "do": "decide"} for k in acts]
        self._state[KEY] = {"v": HELD, "n": number, "s": state, "f": frame, "d": None, "w": [], "acts": listed}
        channel._heard(self._do)
        return sorted(k for _, k in self.link.answers)

    def _do(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        self.done.append(asked["k"])
        return {"n": asked["k"]}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    return Session(monkeypatch)


def test_an_act_is_done_once_and_its_answer_stays_until_the_frame_has_it(session: Session) -> None:
    assert session.hear(1) == [1]
    assert session.hear(1) == [1]
    assert session.hear(1, 2, 3) == [1, 2, 3]  # the report with 1 and 2 alone was never seen
    assert session.hear(3) == [3]
    assert session.hear() == []
    assert session.done == [1, 2, 3]


def test_a_frame_that_was_loaded_anew_numbers_from_one_again(session: Session) -> None:
    session.hear(1, 2)
    assert session.hear(1, frame=OTHER) == [1]
    assert session.done == [1, 2, 1]
    assert session.hear(2, frame=FRAME) == [] and session.done == [1, 2, 1]


def test_a_frame_without_a_name_is_asked_for_nothing(session: Session) -> None:
    assert session.hear(1, frame="<img>") == [] and session.done == []


def test_the_state_of_a_frame_that_outlived_a_restart_counts(session: Session) -> None:
    session.hear(number=7, state="q=bridge")
    assert (session.link.number, session.link.state.text) == (7, "bridge")
    session.link.number += 1
    session.hear(number=7, state="q=road")
    assert session.link.state.text == "bridge"
