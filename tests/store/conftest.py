"""Fixtures of the tests of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.store import Store


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of a store that is not there yet."""
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return an empty store."""
    with Store.open(url) as opened:
        yield opened
