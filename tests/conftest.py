"""Fixtures that several folders of tests share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest

from geo.gazetteer import Gazetteer
from tests.browser_fixtures import browser, watch  # noqa: F401

_DATA = tempfile.TemporaryDirectory(prefix="situation-test-data-")
# Set before anything reads it, and inherited by the servers that tests start: no test touches the user's own store.
os.environ["SITUATION_DATA"] = _DATA.name
os.environ.pop("SITUATION_DB", None)


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """Return the real place index, built into the usual cache when it is missing."""
    with Gazetteer.open() as opened:
        yield opened
