"""How names run through a sentence: aliases, runs of capitals, force nouns, "US-backed"."""

from __future__ import annotations

from functools import cache

from geo.events import roster
from geo.events.clauses import Sentence
from geo.events.lexicon import act_forms
from geo.events.words import speech_verbs, words

MAX_NAME_WORDS = 9
"""Longest name read, in words."""
CONNECTORS = frozenset(("of", "for", "the", "and", "al", "de", "du", "la", "des", "in", "on", "&", "to", "against"))
"""Small words inside names."""


def same(s: Sentence, k: int, parts: tuple[str, ...]) -> bool:
    """Whether the words of an alias stand at token ``k``, capitals where the alias has them."""
    if len(parts) == 1 and len(parts[0]) < 3 and s.text.isupper():
        return False
    last = k + len(parts) - 1
    if last >= len(s.tokens) or s.lowers[last] != parts[-1].lower():
        return False
    for token, part in zip(s.tokens[k : k + len(parts)], parts, strict=True):
        if token.lower != part.lower():
            return False
        if part[0].isupper() and not token.text[0].isupper():
            return False
        if len(part) <= 5 and part.isupper() and len(parts) == 1 and not token.text.isupper():
            return False
    return True


def sponsor_end(s: Sentence, k: int) -> int | None:
    """Return the token after "US-backed", "U.S.-led", "UK-based" and the like at ``k``."""
    if s.lowers[k].endswith(tuple(words("sponsor_suffix"))):
        return k + 1
    if k + 2 < len(s.tokens) and s.tokens[k + 1].text == "-" and s.lowers[k + 2] in words("sponsor_words"):
        return k + 3
    return None


def head_end(s: Sentence, k: int) -> int | None:
    """Return the token after a force noun that follows ``k`` across at most three modifiers."""
    modifiers = roster.column("force_modifiers.csv", "word")
    for x in range(k, min(k + 4, len(s.tokens))):
        word = s.lowers[x]
        following = s.lowers[x + 1] if x + 1 < len(s.tokens) else ""
        if word in roster.forces():
            if following in roster.forces() and not s.tokens[x + 1].capitalised:
                continue
            return x + 1
        if not (word in modifiers or word in roster.groups() or word in roster.column("ethnonyms.csv", "word")):
            return None
    return None


def name_end(s: Sentence, k: int, connectors: bool = True) -> int:
    """Return the token after a run of capitalised words at ``k``."""
    tokens, determiners = s.tokens, words("determiner")
    if k >= len(tokens) or not tokens[k].capitalised or (not connectors and s.lowers[k] in _never_named()):
        return k
    j, stop = k, min(len(tokens), k + MAX_NAME_WORDS)
    while j < stop:
        token = tokens[j]
        if token.capitalised and token.is_word and token.lower not in determiners:
            j += 1
            continue
        if j == k:
            break
        before_name = j + 1 < len(tokens) and tokens[j + 1].capitalised
        small = token.lower.startswith(("bin", "ibn")) or (connectors and token.lower in CONNECTORS)
        if not (token.lower.startswith(("al-", "el-")) or (before_name and small)):
            break
        j += 1
    if j == k + 1 and k == 0 and not connectors:
        return k
    return j


@cache
def _never_named() -> frozenset[str]:
    return words("preposition", "clause_opener", "adverb")


def titled(text: str) -> str:
    """Return a phrase with a capital at its start."""
    return text[:1].upper() + text[1:]


def acts(s: Sentence, k: int) -> bool:
    """Whether a finite verb of doing or saying stands at ``k``, after the name of a capital or country: its government."""
    passed = words("adverb") | words("have") | words("auxiliary")
    while k < len(s.tokens) and s.lowers[k] in passed:
        k += 1
    if k >= len(s.tokens) or (s.lowers[k] not in act_forms() and s.lowers[k] not in speech_verbs()):
        return False
    after = s.lowers[k + 1] if k + 1 < len(s.tokens) else ""
    return s.lowers[k].endswith("s") or not (
        after == "by" or (s.headline and after in ("", ".", "in", "on", "overnight"))
    )
