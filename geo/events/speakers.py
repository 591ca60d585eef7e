"""Who says it: "according to S", "S said", ", S said", "citing S", "he warned"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.events import roster
from geo.events.clauses import Sentence
from geo.events.refs import ActorRef
from geo.events.words import speech_verbs, words
from geo.model import Actor

MAX_PHRASE = 8
"""Longest description of a speaker, in words: "a member of the town's civil defence council"."""
MAX_ASIDE = 14
"""Longest aside between a speaker and the verb, in words: "X, a group that tracks the front line, said"."""


_OF = frozenset(("of", "for", "in", "from", "with", "on", "at", "near", "across"))
"""Prepositions between the head of a speaker's description and the rest: "the state committee for refugees"."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What tokens ``i`` to ``j`` of a sentence say is said by ``speaker``; ``denial`` when it is denied."""

    i: int
    j: int
    speaker: Actor
    verb: int
    denial: bool = False


_SPEAKING = frozenset(("according", "citing", "quoting", "cited", "quoted"))
"""Words that name a speaker though they are no verbs of saying."""


def speeches(s: Sentence, actors: Sequence[ActorRef], last: Actor | None) -> list[Speech]:
    """Return the reported speech of a sentence.

    Parameters
    ----------
    s : Sentence
    actors : sequence of ActorRef
        Of this sentence.
    last : Actor or None
        Speaker of the sentence before: whom "he", "she" and "they" mean.
    """
    found: list[Speech] = []
    n, verbs = len(s.tokens), speech_verbs()
    for k, word in enumerate(s.lowers):
        if word not in verbs and word not in _SPEAKING:
            continue
        if word == "according" and s.lowers[k + 1 : k + 2] == ["to"]:
            speaker = last if s.lowers[k + 2 : k + 3] in (["him"], ["her"], ["them"]) else _right(s, actors, k + 2)
            if speaker:
                found.append(Speech(0, n, speaker, k))
        elif word in _SPEAKING - {"according"}:
            speaker = _right(s, actors, k + 1)
            if speaker:
                found.append(Speech(0, n, speaker, k))
        elif word in verbs:
            again = found[-1].speaker if found and s.lowers[k - 1] in ("and", "but") else None
            found.extend([Speech(k + 1, n, again, k, verbs[word] == "denial")] if again else _said(s, actors, last, k))
    return found


def _right(s: Sentence, actors: Sequence[ActorRef], k: int) -> Actor | None:
    for ref in actors:
        if ref.i >= k and not ref.adjective and ref.actor.name:
            gap = s.lowers[k : ref.i]
            if ref.i - k <= 7 and not any(w in (",", ";", ".") for w in gap):
                return ref.actor
            break
    j = k
    while j < len(s.tokens) and j - k < MAX_PHRASE and s.tokens[j].is_word and s.lowers[j] not in words("phrase_stop"):
        j += 1
    return _described(s, k, j)


def _said(s: Sentence, actors: Sequence[ActorRef], last: Actor | None, k: int) -> list[Speech]:
    denial = speech_verbs()[s.lowers[k]] == "denial"
    n = len(s.tokens)
    if any(w in ("not", "never", "neither", "declined") for w in s.lowers[max(0, k - 2) : k]):
        return []
    x = k - 1
    while x >= 0 and s.lowers[x] in words("adverb", "have") | {"was", "were", "is", "later"}:
        x -= 1
    if x < 0:
        return []
    passive = any(w in ("was", "were", "been") for w in s.lowers[max(0, x) : k])
    if passive:
        by = next((ref for ref in actors if ref.i > k and "by" in s.lowers[k : ref.i] and ref.i - k < 6), None)
        return [Speech(0, n, by.actor, k)] if by else []
    if s.lowers[x] in ("to",) or s.lowers[x] in words("forecast"):
        return []
    closing = k >= n - 8 and not any(w in words("clause_opener") or w == "that" for w in s.lowers[k + 1 :])
    trailing = closing or k + 1 >= n or s.lowers[k + 1] in (".", ",", "”", '"', "'", "’") or _time_tail(s, k + 1)
    speaker, start = _subject(s, actors, x, last)
    if speaker is None and s.lowers[k].endswith("ing") and s.lowers[x] in (",", "and"):
        main = next((a for a in actors if a.j <= x and not a.adjective), None)
        speaker, start = (main.actor, main.i) if main else (None, 0)
    if speaker is None:
        after = next((ref for ref in actors if ref.i == k + 1 or (ref.i == k + 2 and s.lowers[k + 1] == "the")), None)
        if after and after.actor.name and k and s.lowers[k - 1] in (",", "”", '"', "“") and _ends(s, after.j):
            return [Speech(0, n, after.actor, k, denial)]
        speaker, start = _phrase_before(s, x, k)
    if speaker is None:
        return []
    if trailing and _closes(s, start):
        return [Speech(0, n, speaker, k, denial)]
    return [Speech(k + 1, n, speaker, k, denial)]


def _closes(s: Sentence, start: int) -> bool:
    """Whether a speaker stands behind what is said: "..., a war monitor and two residents said"."""
    x = start - 1
    while x > 0 and start - x <= MAX_ASIDE and s.lowers[x] not in (",", "”", '"', "’"):
        if s.lowers[x] in words("be", "have", "clause_opener") | {"that"}:
            return False
        x -= 1
    return x > 0 and s.lowers[x] in (",", "”", '"', "’")


def _ends(s: Sentence, k: int) -> bool:
    """Whether a name that follows its verb ("..., said X") is not itself the subject of another one."""
    return k >= len(s.tokens) or not s.tokens[k].is_word or s.lowers[k] in words("preposition") | {"who"}


def _phrase_before(s: Sentence, x: int, verb: int) -> tuple[Actor | None, int]:
    """Read an unknown speaker that ends at token ``x``: "prosecutors", "the Dar Hamar monitoring group"."""
    if s.lowers[verb] not in words("plain_speech"):
        return None, 0
    if s.lowers[x] == ",":
        opening = next((c for c in range(x - 1, max(0, x - MAX_ASIDE), -1) if s.lowers[c] == ","), 0)
        if not opening or any(w in speech_verbs() for w in s.lowers[opening:x]):
            return None, 0
        x = opening - 1
    k = x
    while k >= 0 and x - k < MAX_PHRASE and s.tokens[k].is_word and s.lowers[k] not in words("phrase_stop"):
        if s.lowers[k] in words("determiner") and s.lowers[k - 1 : k] not in (
            ["of"],
            ["for"],
            ["in"],
            ["at"],
            ["from"],
        ):
            return _described(s, k, x + 1), k
        k -= 1
    if k >= 0 and x - k >= MAX_PHRASE:
        return None, 0
    return _described(s, k + 1, x + 1), k + 1


def _described(s: Sentence, i: int, j: int) -> Actor | None:
    """Return who is named or described by tokens ``i`` to ``j``, where that can be somebody who speaks."""
    while i < j and s.lowers[i] in words("determiner"):
        i += 1
    if i >= j or j - i >= MAX_PHRASE or any(not t.text[0].isalpha() and t.lower != "'s" for t in s.tokens[i:j]):
        return None
    of = next((k for k in range(i + 1, j) if s.lowers[k] in _OF), j)
    head = s.lowers[of - 1]
    if head in words("nobody") or s.lowers[i] in words("preposition", "nobody"):
        return None
    proper = s.tokens[i].capitalised and (i > 0 or (len(s.tokens[of - 1].text) > 3 and s.tokens[of - 1].capitalised))
    known = head in words("speaking_noun") or head in roster.forces()
    if not (proper or known):
        return None
    name = s.words(i, j)
    if i == 0 and known and not all(t.capitalised for t in s.tokens[i:of]):
        name = name[0].lower() + name[1:]
    elif i == 0 and known and of - i == 1:
        name = name.lower()
    kind = roster.forces().get(head, "official" if known else "person")
    return Actor(name=name, kind=kind if kind in roster.NO_SIDE else "official")


def _time_tail(s: Sentence, k: int) -> bool:
    rest = s.lowers[k:]
    comma = next((x for x, w in enumerate(rest[:5]) if w == ","), None)
    if comma and rest[0] in ("on", "late", "early", "in") and any(w in words("weekday") for w in rest[:comma]):
        return True
    return len(rest) <= 4 and (not rest or rest[0] in ("on", "in", "late", "early") or rest[0] in words("weekday"))


def _subject(s: Sentence, actors: Sequence[ActorRef], x: int, last: Actor | None) -> tuple[Actor | None, int]:
    """Find who stands before the verb whose left neighbour is token ``x``; also where that phrase begins."""
    if s.lowers[x] in words("pronoun_people"):
        return last, x
    before = [ref for ref in actors if ref.j <= x + 1 and ref.actor.name]
    if not before:
        return None, 0
    ref = before[-1]
    gap = s.lowers[ref.j : x + 1]
    if any(w in words("determiner") or w in words("clause_opener") for w in gap) and "," not in gap:
        return None, 0
    if gap and "," not in gap and ref.actor.kind == "person" and gap[-1] in words("speaking_noun"):
        return None, 0
    if gap and gap[-1] == ",":
        for other in before:
            inside = s.lowers[other.j : x + 1]
            if (
                (
                    inside[:1] == [","]
                    and inside.count(",") == 2
                    and not any(w in speech_verbs() or w in ("which", "where") for w in inside)
                )
                and other.actor.kind not in ("civilians", "protesters")
                and not other.adjective
            ):
                return other.actor, _phrase_start(s, other.i)
        return None, 0
    if len(gap) > 6 or "," in gap or ref.adjective:
        return None, 0
    if ref.actor.kind in ("civilians", "protesters") and ref.i and s.lowers[ref.i - 1] in _OF:
        return None, 0
    start = _phrase_start(s, ref.i)
    head = ref
    for other in reversed(before[:-1]):
        between = s.lowers[other.j : head.i]
        if between and between[0] in ("of", "for", "from", "with", "at", "in") and len(between) <= 3:
            keep = other.actor.kind not in ("person", "official", "civilians", "media")
            head, start = (other if keep else head), _phrase_start(s, other.i)
        elif between and between[0] == "and" and len(between) <= 2:
            head, start = other, _phrase_start(s, other.i)
        elif (
            between
            and between[0] == ","
            and len(between) <= 2
            and head is ref
            and other.actor.kind in ("person", "official")
        ):
            return other.actor, _phrase_start(s, other.i)
        else:
            break
    return head.actor, start


def _phrase_start(s: Sentence, i: int) -> int:
    k = i
    while k > 0 and (
        s.lowers[k - 1] in words("determiner")
        or s.lowers[k - 1] in words("title")
        or s.lowers[k - 1] in roster.column("force_modifiers.csv", "word")
    ):
        k -= 1
    return k
