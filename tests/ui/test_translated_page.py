"""The page around the map in another language: bar, library and saving take their words from the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo.gazetteer import Gazetteer
from tests.browser_fixtures import Watch
from tests.translated import GREEK, pseudo, untranslated
from tests.ui.test_page import drawn, serving

pytestmark = pytest.mark.browser

NOT_OURS = ", ".join(
    (
        ".stAppViewContainer > a",  # its skip link
        "[data-testid=stIconMaterial]",  # names of pictures
        "[data-testid=stSelectbox] button",
        "[data-testid=stDateInput] button",
        "[role=spinbutton]",  # the parts of its date field
        "[data-testid=stFileUploaderDropzone]",
        "[data-testid=InputInstructions]",
        "[data-testid=stDialog] [aria-label=Close]",
        "[data-testid=stDialog] [aria-label=Dismiss]",
        "iframe",
    )
)
"""What Streamlit says of its own accord, by where it stands."""
NOT_OF_THE_MAP = "kbd, .gm-leaflet, .leaflet-control-scale, .geo-headline, .geo-notes p, .gm-disclaimer, .gm-foot"
"""Names of keys; sentences of the situation: headline, method, disclaimer, who is credited."""


@pytest.fixture(scope="module")
def server(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("translated")
    for n in range(2):
        (folder / f"{n}.txt").write_text(f"{GREEK} {n}\n\n{GREEK} {GREEK}.\n", "utf-8")
    with serving(
        folder / "log", str(folder), SITUATION_LANGUAGE=str(pseudo(tmp_path_factory.mktemp("table")))
    ) as address:
        yield address


def test_no_word_of_the_page_is_outside_the_table(watch: Watch, server: str) -> None:
    page = watch.page
    page.goto(server)
    frame = drawn(page)
    page.wait_for_timeout(300)
    seen = {"page": untranslated(page, NOT_OURS), "frame": untranslated(frame, NOT_OF_THE_MAP)}
    assert page.evaluate("() => document.documentElement.lang") == "el-XA"
    page.click(".st-key-add button")
    for tab in page.locator("[role=dialog] [role=tab]").all():
        tab.click()
        page.wait_for_timeout(200)
        seen[f"adding, {tab.inner_text()}"] = untranslated(page, NOT_OURS)
    page.click(".st-key-library-back button")
    page.wait_for_selector(".st-key-library-first")
    seen["library"] = untranslated(page, NOT_OURS)
    assert not [(name, where[-110:], text) for name, found in seen.items() for where, text in found]
    watch.assert_quiet()
