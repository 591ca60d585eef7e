"""The map in another language: all of its words come from the table, numbers and days from the language's own rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.export import html
from tests.browser_fixtures import Watch
from tests.render.pages import several_days
from tests.render.test_explore import CLEAR, STATES
from tests.translated import foreign, pseudo, untranslated

pytestmark = pytest.mark.browser

NOT_OURS = "kbd, .gm-leaflet, .pr-foot, .leaflet-control-scale"
"""Names of keys, the library that is credited, and units on the scale, which are the same everywhere."""


def written(watch: Watch, folder: Path, features: dict[str, Any], **options: Any) -> Any:
    """Open a saved file in the language that the environment asks for."""
    path = folder / "map.html"
    path.write_text(html.page(features, full_text=True, **options), "utf-8")
    watch.page.goto(path.as_uri())
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)
    return watch.page


def test_no_word_of_the_saved_file_is_outside_the_table(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITUATION_LANGUAGE", str(pseudo(tmp_path)))
    features = foreign(several_days())
    page = written(watch, tmp_path, features)
    assert page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == ["el-XA", "ltr"]
    for name, change in STATES.items():
        page.evaluate(f"() => {{ {CLEAR} {change} }}")
        page.wait_for_timeout(350)
        found = untranslated(page, NOT_OURS)
        assert not found, (name, found[:12])
    watch.assert_quiet()


def test_german_days_numbers_and_words_stand_on_the_page(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITUATION_LANGUAGE", "de")
    page = written(watch, tmp_path, several_days(days=6, each=300))
    assert page.evaluate("() => document.documentElement.lang") == "de"
    assert "2. Dezember 2024" in page.inner_text(".geo-asof")
    assert page.get_by_role("button", name="Tabelle", exact=True).is_visible()
    assert page.evaluate("() => geo.say('count.records', { n: 1506 })") == "1.506 Meldungen"
    assert page.evaluate("() => geo.say('count.records', { n: 1 })") == "1 Meldung"
    watch.assert_quiet()


def test_a_language_from_right_to_left_turns_the_page(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "ar.csv"
    table.write_text("key,text\nfilters.name,مرشحات\n", "utf-8")
    monkeypatch.setenv("SITUATION_LANGUAGE", str(table))
    page = written(watch, tmp_path, several_days())
    assert page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.locator(".geo-open", has_text="مرشحات").is_visible()
    assert page.locator(".geo-open", has_text="Table").is_visible(), "what is not translated stays English"
    boxes = page.evaluate(
        "() => ['.geo-rail', '.geo-bar', '.gm-tools'].map((s) => { const b = document.querySelector(s).getBoundingClientRect(); return [b.left, b.right]; })"
    )
    assert all(0 <= left < right <= 1280 for left, right in boxes), boxes
    watch.assert_quiet()


ARABIC = "قصفت القوات مدينة حمص 12 مرة (منها 3 ليلا)."
AT = """([selector, words]) => {
    const node = [...document.querySelectorAll(selector)].find((n) => n.textContent.includes(words));
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const start = text.data.lastIndexOf(words);
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(text, start);
        range.setEnd(text, start + words.length);
        const box = range.getBoundingClientRect();
        return [box.left, box.right, box.top];
    }
}"""


def arabic(value: Any, key: str = "") -> Any:
    """Return a copy of a collection told in Arabic: names, labels and the article."""
    if isinstance(value, str):
        if key == "text" and value.startswith("Fighting"):
            return ARABIC
        for ours, theirs in (("Homs", "حمص"), ("Syrian army", "الجيش السوري"), ("Reuters", "سانا (دمشق)")):
            value = value.replace(ours, theirs) if key not in {"id", "record"} else value
        return value
    if isinstance(value, dict):
        return {k: arabic(v, k) for k, v in value.items()}
    return [arabic(v, key) for v in value] if isinstance(value, list) else value


def test_arabic_beside_our_words_keeps_its_order_its_numbers_and_its_full_stop(watch: Watch, tmp_path: Path) -> None:
    page = written(watch, tmp_path, arabic(several_days()))

    def box(selector: str, words: str) -> list[float]:
        return page.evaluate(AT, [selector, words])

    row = ".geo-events .geo-label"
    page.evaluate("() => geo.store.set({ filters: { place: ['حمص'] } })")
    page.wait_for_timeout(450)
    kind, place = box(row, " at "), box(row, "حمص")
    assert kind[1] <= place[0] + 1, "English stays on the left of the name that follows it"
    page.evaluate("() => geo.store.set({ filters: { place: [] }, selected: 'even-0-0' })")
    page.wait_for_timeout(300)
    article = ".geo-article .geo-text"
    first, town, number, last, stop = (box(article, words) for words in ("قصفت", "مدينة", "12", "ليلا", "."))
    assert first[0] > town[0] > number[0], "Arabic runs from right to left, its numbers where they are said"
    assert stop[1] <= last[0] + 12, "the full stop ends the line, on the left"
    assert page.evaluate("() => geo.joined(['حمص', '3 days'])") == "\u2068حمص\u2069 · 3 days"
    page.keyboard.press("t")
    page.wait_for_timeout(200)
    assert box(".geo-sheet tbody th", " at ")[1] <= box(".geo-sheet tbody th", "حمص")[0] + 1
    watch.assert_quiet()
