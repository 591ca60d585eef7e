"""Files that were spoilt at random: read or refused in a sentence, and the next one is read. `make soak` does 2,000 of each kind."""

from __future__ import annotations

import pytest

from geo import articles
from tests.articles import samples
from tests.articles.mutation import spoilt
from tests.articles.test_bad_inputs import well

EACH = 16
"""Of 13 kinds: some 200."""


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_spoilt_files_are_read_or_refused_in_a_sentence(name: str) -> None:
    for data in spoilt(name, samples.SAMPLES[name](), EACH, seed=len(name)):
        well(articles.from_bytes(data, name))
