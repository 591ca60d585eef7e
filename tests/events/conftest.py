from datetime import date

import pytest

from geo.events import extract
from geo.gazetteer import Gazetteer
from geo.model import Article
from geo.settings import Settings
from geo.toponyms import run


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.open(Settings())


@pytest.fixture(scope="session")
def read(gazetteer):
    """Read a text as an article of Friday 6 December 2024, unless told otherwise."""

    def read(text, title="", published=date(2024, 12, 6)):
        article = Article(id="test", title=title, text=text, published=published)
        return extract(article, run(article, gazetteer))

    return read
