"""A language that nobody speaks: every string in brackets and longer, so that one that is in no table stands out.

Its tag is Greek, and so is all that stands for article text: whatever Latin letters stand outside the brackets are words of the
interface that are not in the table.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from geo import strings
from tests.render.pages import FIXED

TAG = "el-XA"
GREEK = "Ωμέγα"
KEPT = FIXED | {
    "metric",
    "told_by",
    "layer",
    "order",
    "start",
    "end",
    "value",
    "max",
    "source_grade",
    "info_grade",
    "term",
    "valid",
}
"""Values of closed lists, which the interface puts in words of its own."""


def pseudo(folder: Path) -> Path:
    """Write the table of the made-up language and return it."""
    path = folder / f"{TAG}.csv"
    with (
        (strings.FOLDER / "en.csv").open(encoding="utf-8", newline="") as source,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out)
        writer.writerow(["key", "text"])
        for row in csv.DictReader(source):
            writer.writerow([row["key"], f"⟦{row['text']}{'~' * round(len(row['text']) * 0.4)}⟧"])
    return path


def foreign(value: Any, key: str = "") -> Any:
    """Return a copy of a collection whose every free text is Greek; equal ids stay equal."""
    if isinstance(value, str):
        if key in KEPT or key in {"record", "id", "records", "article", "sides", "twin"}:
            return value
        return GREEK if value else value
    if isinstance(value, dict):
        return {k: v if k in {"geometry", "bounds"} else foreign(v, k) for k, v in value.items()}
    return [foreign(v, key) for v in value] if isinstance(value, list) else value


SEEN = """() => {
  const out = [];
  const seen = (node) => node.checkVisibility ? node.checkVisibility({ visibilityProperty: true }) : true;
  const where = (node) => { const path = []; for (let n = node; n && n !== document.body && path.length < 4; n = n.parentElement)
    path.unshift(n.tagName.toLowerCase() + [...n.classList].map((c) => '.' + c).join('')); return path.join(' > '); };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const at = n.parentElement;
    if (n.data.trim() && at && !['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(at.tagName) && seen(at) && !at.closest(ALLOWED)) out.push([where(at), n.data.trim()]);
  }
  for (const node of document.body.querySelectorAll('[aria-label], [title], [placeholder], [alt], [aria-valuetext], [aria-roledescription]')) {
    if (!seen(node) || node.closest(ALLOWED)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-roledescription'])
      if (node.getAttribute(name)) out.push([where(node) + '@' + name, node.getAttribute(name)]);
  }
  return out;
}"""
"""Every text that a person sees or is read, with where it stands; ``ALLOWED`` are the places of words that are not ours."""
_WRAPPED = re.compile("⟦[^⟦⟧]*⟧")
_LATIN = re.compile("[A-Za-z]{2,}")
_CODES = re.compile(r"\b[A-F][1-6]\b")


def untranslated(page: Any, allowed: str) -> list[list[str]]:
    """Return what is not in the brackets of the made-up language, with where it stands."""
    found = []
    for where, text in page.evaluate(SEEN.replace("ALLOWED", repr(allowed))):
        rest = text
        while _WRAPPED.search(rest):
            rest = _WRAPPED.sub("", rest)
        if _LATIN.search(_CODES.sub("", rest)):
            found.append([where, text])
    return found
