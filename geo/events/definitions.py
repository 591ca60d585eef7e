"""Who the article itself explains: "the World Food Program (WFP)", "NAME, head of X,", "X spokesman NAME"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from geo.events import roster
from geo.events.clauses import Sentence
from geo.events.names import CONNECTORS, MAX_NAME_WORDS, head_end, name_end
from geo.events.refs import ActorRef
from geo.events.words import speech_verbs, words
from geo.model import Actor

Named = Callable[[Sentence, int], "tuple[int, Actor] | None"]
"""Finds a known name at a token: (next token, actor)."""
Organised = Callable[[Sentence, int], "ActorRef | None"]
"""Finds an organisation by its last word at a token."""


def definitions(s: Sentence, named: Named, theatre: str | None) -> Iterator[tuple[tuple[str, ...], Actor]]:
    """Yield every way to write an actor whom a sentence defines with a short form in brackets."""
    for k in [k for k, word in enumerate(s.lowers[:-2]) if word == "(" and k]:
        short = s.tokens[k + 1].text
        if s.tokens[k + 2].text != ")" or not (1 < len(short) <= 10 and short[:2].isupper()):
            continue
        start = _name_start(s, k)
        if k - start < 2:
            continue
        known = named(s, start)
        if known and known[0] == k:
            actor = known[1]
        else:
            nouns = roster.organisation_nouns()
            kind = next((nouns[t.text] for t in s.tokens[start:k] if t.text in nouns), "")
            after = head_end(s, k + 3)
            if after:
                kind = roster.forces()[s.lowers[after - 1]]
            actor = roster.make(s.words(start, k), kind or "organisation", None, theatre)
        long = tuple(t.text.replace("’", "'") for t in s.tokens[start:k])
        for parts in (long, (short,), (*long, "(", short, ")")):
            yield parts, actor


def _name_start(s: Sentence, k: int) -> int:
    start = k
    while start > 0 and k - start < MAX_NAME_WORDS:
        word = s.tokens[start - 1]
        inside = word.is_word and (
            word.capitalised or word.lower in CONNECTORS or word.lower.startswith(("al-", "el-"))
        )
        if not inside and word.text not in ("'s", "’s"):
            break
        start -= 1
    belongs = s.lowers[start] in roster.forces() and s.lowers[start + 1 : start + 2] in (["of"], ["from"])
    start += belongs
    while start < k and (s.lowers[start] in CONNECTORS or not s.tokens[start].is_word or _sponsored(s, start)):
        start += 1
    return start


def _sponsored(s: Sentence, k: int) -> bool:
    """Whether "Turkish-backed" stands before the name proper."""
    return s.lowers[k].endswith(tuple(words("sponsor_suffix")))


def affiliations(s: Sentence, named: Named, organised: Organised) -> Iterator[tuple[str, Actor]]:
    """Yield persons of a sentence with the organisation that they stand for."""
    if s.headline:
        return
    for k in s.capitals:
        if k and s.tokens[k - 1].capitalised and s.tokens[k - 1].is_word:
            continue
        j = name_end(s, k, connectors=False)
        if j - k < 2 or named(s, k):
            continue
        while k < j and s.lowers[k] in words("title"):
            k += 1
        if j - k < 2:
            continue
        actor = _affiliation(s, k, j, named, organised)
        if actor:
            yield s.words(k, j), actor


def _affiliation(s: Sentence, k: int, j: int, named: Named, organised: Organised) -> Actor | None:
    following = s.tokens[j + 1] if j + 1 < len(s.tokens) else None
    told = following and (
        following.lower in words("determiner", "title") | {"of", "from", "with"}
        or following.capitalised
        or following.lower in roster.forces()
    )
    if told and s.tokens[j].text == ",":
        for x in range(j + 1, min(len(s.tokens), j + 12)):
            if s.tokens[x].text == ",":
                break
            if s.lowers[x] in words("title") or s.lowers[x] in CONNECTORS:
                continue
            known = named(s, x)
            found = ActorRef(x, *known) if known else organised(s, x)
            if found and s.lowers[found.j : found.j + 1] and s.lowers[found.j] in speech_verbs():
                return None
            if found and found.actor.kind not in ("person", "official", "civilians", "state"):
                return found.actor
    if k >= 2 and roster.forces().get(s.lowers[k - 1]) == "official":
        for x in range(max(0, k - 6), k - 1):
            known = named(s, x)
            if known and known[0] <= k - 1:
                return known[1]
    return None
