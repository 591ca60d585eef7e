"""The exported file: whole, alone, and closed to what it did not bring."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

from geo.export import html

SAMPLE = json.loads((Path(__file__).parents[1] / "render" / "sample.json").read_text("utf-8"))


def test_the_page_links_to_nothing() -> None:
    page = html.page(SAMPLE)
    assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=", page)
    assert "sourceMappingURL" not in page
    assert not re.search(r"url\((?!#)", re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL))


def test_its_policy_knows_every_script_by_digest_and_lets_nothing_else_run() -> None:
    page = html.page(SAMPLE)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe-inline'" not in re.search(r"script-src ([^;]+)", policy[1])[1]
    for script in re.findall(r"<script\b[^>]*>(.*?)</script>", page, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy[1]


def test_its_title_is_fixed_and_readers_may_zoom() -> None:
    page = html.page({**SAMPLE, "articles": [{**SAMPLE["articles"][0], "title": "</title><script>"}]})
    assert "<title>Situation map</title>" in page
    assert "user-scalable=no" not in page


def test_it_is_small_and_whole() -> None:
    page = html.page(SAMPLE)
    assert page.rstrip().endswith("</html>")
    assert len(page.encode()) < 950_000, "the map, its panels and the briefing; a mail takes it"
