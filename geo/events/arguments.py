"""Subject, object and doer of a trigger, active or passive."""

from __future__ import annotations

from geo.events.lexicon import Hit
from geo.events.refs import ActorRef
from geo.events.roster import ARMED
from geo.events.scene import Scene
from geo.events.words import speech_verbs, words

_PRONOUNS = frozenset(("it", "they", "he", "she", "we", "its", "their", "who", "which", "to", "having"))
"""Words that take a speaker up again: "the army said it had taken X", "claimed to have taken X"."""


OWN_ACTS = frozenset(("army", "armed_group", "coalition"))


BATTLE = frozenset(("clash", "advance", "capture", "withdrawal"))
"""What a warring party tells of its own, named or not: "the general staff said 34 assaults were repelled"."""


def is_passive(scene: Scene, hit: Hit) -> bool:
    """Whether a verb trigger is passive ("was hit by", "units hit by")."""
    if hit.form != "past" or hit.pos != "verb":
        return False
    lowers = scene.sentence.lowers
    k = hit.head - 1
    while k >= 0 and (lowers[k] in words("adverb") or lowers[k] == "not"):
        k -= 1
    if k >= 0 and lowers[k] in words("be"):
        return True
    if k >= 0 and lowers[k] in words("have"):
        return False
    after = lowers[hit.j] if hit.j < len(lowers) else ""
    return after == "by" and lowers[hit.j + 1 : hit.j + 2] != ["the-x"]


def conjoined(scene: Scene, ref: ActorRef) -> list[ActorRef]:
    """Return a reference with those that "and" or commas join to it."""
    refs = scene.actors
    k = refs.index(ref)
    found = [ref]
    for step in (1, -1):
        x = k
        while 0 <= x + step < len(refs):
            a, b = (refs[x], refs[x + step]) if step > 0 else (refs[x + step], refs[x])
            between = scene.sentence.lowers[a.j : b.i]
            if (
                not between
                or len(between) > 3
                or not all(w in ("and", ",", "the", "or", "with", "its", "allied") for w in between)
            ):
                break
            if "and" not in between and "," not in between:
                break
            if (
                "and" not in between
                and scene.sentence.lowers[b.j : b.j + 1]
                and scene.sentence.lowers[b.j] in speech_verbs()
            ):
                break
            x += step
            found.append(refs[x])
    return found


def governed(scene: Scene, ref: ActorRef) -> str:
    """Return the preposition that governs a reference, or ""."""
    k = ref.i - 1
    skip = words("determiner", "place_adjective", "adverb")
    while k >= 0 and scene.sentence.lowers[k] in skip:
        k -= 1
    word = scene.sentence.lowers[k] if k >= 0 else ""
    return word if word in words("preposition") else ""


def _of_participle(scene: Scene, ref: ActorRef) -> bool:
    """Whether a participle governs a reference: "attacks targeting Egyptian forces"."""
    k = ref.i - 1
    while k >= 0 and scene.sentence.lowers[k] in words("determiner"):
        k -= 1
    word = scene.sentence.lowers[k] if k >= 0 else ""
    return word.endswith("ing") and word not in speech_verbs() and k > 0


def subject_of(scene: Scene, hit: Hit, people: bool = False) -> ActorRef | None:
    """Return who stands before a verb: in its clause, else the clause's antecedent, else the sentence's subject."""
    clause = scene.clause(hit.i)
    lowers = scene.sentence.lowers
    wanted = [
        a
        for a in scene.actors
        if not a.adjective and (people or a.actor.kind not in ("media", "monitor")) and not _only_says(scene, hit, a)
    ]
    thing = _thing_before(scene, hit)
    if thing == "relative":
        return None
    before = [a for a in wanted if clause.i <= a.i and a.j <= hit.i]
    free = [a for a in before if not governed(scene, a) and not _of_participle(scene, a)]
    if free:
        return free[-1]
    opener = lowers[clause.i] if clause.i < len(lowers) else ""
    earlier = [a for a in wanted if a.j <= clause.i]
    if opener in ("which", "who", "that") or clause.opener in ("which", "who"):
        return earlier[-1] if earlier else (before[-1] if before else None)
    if before and hit.form != "ing":
        return before[-1]
    if not before and thing:
        return None
    pronoun = any(w in ("it", "they", "he", "she") for w in lowers[clause.i : hit.i])
    finite = (
        hit.form in ("past", "s", "base")
        and not pronoun
        and clause.opener in words("clause_opener")
        and clause.i < hit.i - 1
    )
    if finite and clause.opener not in ("after", "before", "while", "and"):
        return None
    main = [a for a in earlier if not governed(scene, a)]
    if clause.opener == "," and hit.form != "ing":
        for c in reversed([c for c in scene.clauses if c.j <= clause.i]):
            if lowers[c.i].endswith(("ed", "ing", "led")) or lowers[c.i] in words("determiner"):
                continue
            inside = [a for a in main if c.i <= a.i < c.j]
            if inside:
                return inside[-1]
            break
    if main:
        return main[0] if main[0].actor.kind in ARMED or people else main[-1]
    if hit.form == "ing" and clause.i <= 1:
        after = [a for a in wanted if a.i >= clause.j and not governed(scene, a)]
        return after[0] if after else None
    return None


def _thing_before(scene: Scene, hit: Hit) -> str:
    """Return "event" or "relative" where what acts is an event and nobody: "a blast left 19 dead", "the blast that killed 19"."""
    lowers = scene.sentence.lowers
    k = hit.i - 1
    while k >= 0 and lowers[k] in words("adverb", "have"):
        k -= 1
    kind = "event"
    if k > 0 and lowers[k] in ("that", "which"):
        k, kind = k - 1, "relative"
    return kind if hit.form in ("past", "s") and k >= 0 and lowers[k] in words("event_noun") else ""


def _only_says(scene: Scene, hit: Hit, ref: ActorRef) -> bool:
    """Whether a reference is who tells of a trigger, and no pronoun takes it up: "police said 12 people were killed"."""
    speech = scene.speech(hit.i)
    if speech is None or not ref.j <= speech.verb < hit.i or ref.actor.name != speech.speaker.name:
        return False
    if ref.actor.kind in OWN_ACTS and hit.trigger.type in BATTLE:
        return False
    said = scene.sentence.lowers[speech.verb + 1 : hit.i]
    return hit.form != "ing" and bool(said) and not any(w in _PRONOUNS for w in said)


def object_of(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return who follows a verb within its clause, before any preposition but "of"."""
    clause = scene.clause(hit.i)
    for a in scene.actors:
        if hit.j <= a.i < clause.j and not a.adjective and (a.actor.name or hit.trigger.type != "support"):
            prep = governed(scene, a)
            allowed = (
                ("", "of", "with", "against", "for", "to")
                if hit.trigger.type == "support"
                else ("", "of", "with", "against")
            )
            return a if prep in allowed and a.i - hit.j <= 8 else None
    return None


def by_phrase(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return the doer after "by", "attributed to", "blamed on", "carried out by"."""
    clause = scene.clause(hit.i)
    lowers = scene.sentence.lowers
    for a in scene.actors:
        if a.i < hit.j or a.i >= max(clause.j, hit.j) or a.adjective:
            continue
        if hit.pos == "verb" and _another_verb(lowers, hit.j, a.i):
            return None
        k = a.i - 1
        while k >= hit.j and lowers[k] in words("determiner", "place_adjective"):
            k -= 1
        pair = lowers[max(0, k - 1) : k + 1]
        if hit.pos == "noun" and lowers[k] == "by" and k > hit.j and lowers[k - 1] not in words("done_by"):
            continue
        if k >= hit.j and (lowers[k] == "by" or pair in (["attributed", "to"], ["blamed", "on"], ["linked", "to"])):
            return a
    return None


def _another_verb(lowers: list[str], i: int, j: int) -> bool:
    """Whether a second participle claims the doer: "was occupied in May and freed by X"."""
    return any(w == "and" and lowers[k + 1].endswith("ed") for k, w in enumerate(lowers[i : j - 1], start=i))
