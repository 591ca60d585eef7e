"""Fixtures that several folders of tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo.gazetteer import Gazetteer
from tests.browser_fixtures import browser, watch  # noqa: F401


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """Return the real place index, built into the usual cache when it is missing."""
    with Gazetteer.open() as opened:
        yield opened
