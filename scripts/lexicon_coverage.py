"""Name the frequent verbs and nouns near casualties and places that no row of the lexicon knows.

    python -m scripts.lexicon_coverage articles.jsonl [more.jsonl ...] [--top 60]

Reads the rows that ``python -m geo extract`` reads (``text``). A word counts when it stands in a sentence that counts people or has a
capitalised name after a preposition, and in no trigger, veto or list of words. Prints: how often, the lemma, one sentence.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import simplemma

from geo.events.clauses import Sentence, sentences
from geo.events.figures import quantities
from geo.events.lexicon import load
from geo.events.words import words
from geo.tables import table

WORD_TABLES = (
    ("words.csv", "word"),
    ("units.csv", "word"),
    ("forces.csv", "noun"),
    ("metrics.csv", "word"),
    ("speech.csv", "verb"),
)
"""Tables of words, with the column that holds them."""
SHORT = 3
"""Words of up to so many letters are too common to be missed."""


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--top", type=int, default=60)
    options = parser.parse_args()
    seen: Counter[str] = Counter()
    where: dict[str, str] = {}
    unread = total = 0
    for s in told(options.files):
        total += 1
        unread += not load().find(s.lowers, frozenset())
        for lemma in unknown(s):
            seen[lemma] += 1
            where.setdefault(lemma, " ".join(s.text.split()))
    print(f"{unread} of {total} sentences with people or places hold no trigger")
    for lemma, n in seen.most_common(options.top):
        print(f"{n:5d}  {lemma:20s} {where[lemma][:140]}")


def told(files: list[Path]) -> Iterator[Sentence]:
    """Yield the sentences that may tell of something: they count people or name a place."""
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for s in sentences(str(row.get("text", "")), "text"):
                if any(q.unit in ("persons", "households") for q in quantities(s)) or named(s):
                    yield s


def named(s: Sentence) -> bool:
    """Whether a capitalised word follows a preposition of place."""
    pairs = zip(s.tokens, s.tokens[1:], strict=False)
    return any(a.lower in words("at_preposition") | words("to_preposition") and b.capitalised for a, b in pairs)


@cache
def known() -> frozenset[str]:
    """Return every word of the triggers and of the word tables."""
    phrases = [w for t in load().triggers for part in t.phrase.split() for w in part.split("/")]
    listed = [w for name in WORD_TABLES for row in table(f"lexicon/{name[0]}", name[1]) for w in row[name[1]].split()]
    return frozenset(phrases) | frozenset(listed)


def unknown(s: Sentence) -> set[str]:
    """Return the lemmas of a sentence's lower-case words of content."""
    plain = (t for t in s.tokens if t.text.isalpha() and t.text.islower() and len(t.text) > SHORT)
    lemmas = {simplemma.lemmatize(t.lower, lang="en") for t in plain if t.lower not in known()}
    return lemmas - known()


if __name__ == "__main__":
    main()
