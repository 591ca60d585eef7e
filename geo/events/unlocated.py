"""Names in the place of a place that nobody could find: "an attack on Kibumba", "Pylna" in a list of villages.

They keep what happened there from being put somewhere else: the record stays unplaced and names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geo.events import roster
from geo.events.clauses import Sentence
from geo.events.lexicon import place_verbs
from geo.events.refs import ActorRef
from geo.events.words import speech_verbs, words
from geo.model import Mention, Toponym

MAX_NAME = 4
"""Longest such name, in words."""


def unlocated(s: Sentence, named: Sequence[Toponym], actors: Sequence[ActorRef]) -> list[Toponym]:
    """Return the unknown names of a sentence that stand where a place stands.

    Parameters
    ----------
    named : sequence of Toponym
        Of this sentence, whatever their role.
    actors : sequence of ActorRef
        Of this sentence; a bare run of capitals that was taken for a person may be a place.
    """
    if s.headline:
        return []
    places = {k for t in named if t.mention.role == "place" for k in _tokens(s, t.mention)}
    taken = {k for t in named for k in _tokens(s, t.mention)}
    for a in actors:
        if a.actor.kind != "person" or a.actor.name != s.words(a.i, a.j):
            taken |= set(range(a.i, a.j))
    found: list[Toponym] = []
    done = 0
    for k in s.capitals:
        if k < done:
            continue
        j = _name(s, k, taken)
        if j > k and _is_place(s, k, j, places):
            text = s.words(k, j)
            mention = Mention(field=s.field, start=s.tokens[k].start, end=s.tokens[j - 1].end, text=text)
            found.append(Toponym(mention=mention, place=None, reason="no place of this name is known"))
            places |= set(range(k, j))
        done = j
    return found


@cache
def _never_places() -> frozenset[str]:
    return words("weekday", "month", "title", "determiner")


def _tokens(s: Sentence, m: Mention) -> range:
    return range(s.at(m.start), s.at(m.end - 1) + 1)


def _name(s: Sentence, k: int, taken: set[int]) -> int:
    j = k
    while j < len(s.tokens) and j - k < MAX_NAME and j not in taken:
        t = s.tokens[j]
        own = t.is_word and t.capitalised and t.text[0].isalpha() and not (t.text.isupper() and len(t.text) > 1)
        if not own or t.lower in _never_places():
            break
        if t.lower in words("not_place_name"):
            return k
        if t.lower in roster.demonyms() or t.text in roster.organisation_nouns():
            break
        j += 1
    if k == 0:
        return j
    ends = j < len(s.tokens) and (s.tokens[j].text in roster.organisation_nouns() or j in taken)
    return k if ends or (s.tokens[k - 1].capitalised and s.tokens[k - 1].is_word and k - 1 not in taken) else j


def _is_place(s: Sentence, k: int, j: int, places: set[int]) -> bool:
    lowers = s.lowers
    if _suffers(s, j):
        return True
    if k == 0:
        return False
    after = lowers[j] if j < len(lowers) else ""
    further = lowers[j + 1] if j + 1 < len(lowers) else ""
    if after in speech_verbs() or after in ("'s", "-") or after in roster.forces():
        return False
    x = k - 1
    if lowers[x] in place_verbs() and (x == 0 or lowers[x - 1] not in words("determiner")):
        return True
    while x > 0 and (lowers[x] in words("determiner") or lowers[x] in words("place_adjective")):
        x -= 1
    before, earlier = lowers[x], lowers[x - 1] if x else ""
    if after in words("named_place_noun") or (further in words("named_place_noun") and after in words("place_kind")):
        return True
    if before in words("named_place_noun") and x == k - 1:
        return True
    if before == "of":
        return earlier in words("place_noun", "place_of")
    if before in words("place_before") or before in place_verbs():
        return True
    if before == "on":
        return earlier in words("assault_noun")
    if before in ("to", "from", "at"):
        return earlier in words("goes_to") or earlier in place_verbs()
    if before in ("and", "or", ","):
        listed = after in (",", "and", "or", ".", "") or after in words("preposition")
        return x - 1 in places and listed and (before != "," or after in (",", "and", "or"))
    return False


def _suffers(s: Sentence, j: int) -> bool:
    """Whether what follows a name happens to places: "X was retaken", "X has fallen", "X remains besieged"."""
    x = j
    while x < len(s.tokens) and s.lowers[x] in words("place_kind", "named_place_noun"):
        x += 1
    start = x
    while x < len(s.tokens) and s.lowers[x] in words("be", "have", "adverb"):
        x += 1
    if x >= len(s.tokens):
        return False
    held = (
        x > start
        and s.lowers[x] in ("in", "under")
        and any(w in ("hands", "control", "siege") for w in s.lowers[x : x + 4])
    )
    alone = x > start or s.lowers[x + 1 : x + 2] in (["to"], ["."], ["on"], ["in"])
    fell = s.lowers[x] in ("fell", "fallen") and alone
    return held or fell or (x > start and s.lowers[x] in words("fate_of_place"))
