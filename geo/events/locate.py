"""Where the thing that a trigger tells of happened, among the places of its sentence."""

from __future__ import annotations

from geo.events.lexicon import Hit
from geo.events.places import ANCHOR, AT, BARE, CONTAINER, FROM, OF, SKIP, TO, TOWARD, VIA, PlaceRef
from geo.events.scene import Scene
from geo.events.words import holds_any, words

WHERE_REACH = 12
"""Words between a place and "where": "Tawila, 60 km to the west, where"."""

CONCERN_WORDS = 18
"""Reach of "in solidarity with", "angry over": the place after it is another one than that of the rally."""
APPOSITION = 30
"""Longest description between a place and the verb that tells what happened to it, in words."""


def locate(scene: Scene, hit: Hit, passive: bool, allow: frozenset[str]) -> list[PlaceRef]:
    """Return the place (or coordinated places) of a trigger inside its sentence.

    Slot preposition before object of the trigger before the clause before the rest of the sentence.

    Parameters
    ----------
    allow : frozenset of str
        Roles beyond "at", "of" and bare names that count as the place (e.g. "to" for a deployment).
    """
    best: tuple[float, PlaceRef] | None = None
    clause = scene.clause(hit.i)
    for r in scene.places:
        score = _place_score(scene, hit, r, clause.i, clause.j, passive, allow)
        if score is not None and (best is None or score > best[0]):
            best = (score, r)
    named = _before_where(scene, clause.i) or (_antecedent(scene, clause.i) if passive else None)
    if named is None and (passive or hit.trigger.subject == "place"):
        named = apposed(scene, clause.i)
    if named is not None and (best is None or not clause.i <= best[1].i < clause.j):
        return [r for r in scene.places if r.group == named.group and r.role == named.role]
    if best is None:
        return []
    chosen = best[1]
    return [r for r in scene.places if r.group == chosen.group and r.role == chosen.role]


def _before_where(scene: Scene, i: int) -> PlaceRef | None:
    """Return the place that a clause beginning with "where" at token ``i`` speaks of: "Tawila, where cholera has killed 34"."""
    if scene.sentence.lowers[i : i + 1] != ["where"]:
        return None
    before = [r for r in scene.places if r.j <= i and i - r.j <= WHERE_REACH and r.role not in (SKIP, CONTAINER)]
    return before[-1] if before else None


def _antecedent(scene: Scene, i: int) -> PlaceRef | None:
    """Return the place that a passive clause of "which" or "that" describes: "the crossing of X, which was hit"."""
    if scene.sentence.lowers[i : i + 1] not in (["which"], ["that"]):
        return None
    return next((r for r in reversed(scene.places) if 0 <= i - r.j <= 1 and r.role not in (SKIP, CONTAINER)), None)


def apposed(scene: Scene, i: int) -> PlaceRef | None:
    """Return the place whose verb a description parts from it: "Goma, a city on the border with Rwanda, was captured"."""
    lowers = scene.sentence.lowers
    if i < 2 or lowers[i - 1] != "," or lowers[i] not in words("be", "have"):
        return None
    before = [r for r in scene.places if r.role == BARE and r.j < i and i - r.j <= APPOSITION and lowers[r.j] == ","]
    return next((r for r in before if r.left == 0), None)


def _place_score(
    scene: Scene, hit: Hit, r: PlaceRef, i: int, j: int, passive: bool, allow: frozenset[str]
) -> float | None:
    if r.role in (SKIP, CONTAINER, ANCHOR):
        return None
    object_of_words = hit.i < r.left < hit.j and not passive
    if r.role in (TO, FROM, TOWARD, VIA) and r.role not in allow and not object_of_words:
        return None
    lowers = scene.sentence.lowers
    inside = i <= r.i < j or hit.i <= r.i < hit.j
    if any(w in ("that", "which", "what", "who") for w in lowers[hit.j : r.i]):
        inside = False
        if r.role not in (AT, OF, BARE):
            return None
    after = r.i >= hit.i
    if after and holds_any(lowers, max(hit.i, r.i - CONCERN_WORDS), r.i, "concerning"):
        return None
    far = abs(r.i - hit.i) * 0.05
    score: float
    if inside and after:
        gap = lowers[hit.j : r.i]
        direct = r.left < hit.j + 1 and not any(w in words("preposition") for w in gap if w != "of")
        if hit.pos == "verb" and r.left == hit.j - 1 and not passive:
            score = 11 - far
        elif r.role == AT or r.role in allow:
            score = 10 - far
        elif r.role == OF:
            score = 10.5 - far if len(gap) <= 8 else 5 - far
        elif hit.pos != "noun" and direct and not passive:
            score = 11 - far
        else:
            score = 6 - far
    elif inside:
        if r.role == AT or r.role in allow:
            score = 7 - far
        elif hit.pos == "noun" and hit.i - r.j <= 1 and not (r.is_country):
            score = 9
        elif r.role == BARE and (passive or hit.trigger.subject == "place"):
            score = 9.5 - far
        elif r.role == BARE:
            score = 5 - far if hit.pos == "noun" else 4 - far
        else:
            score = 5.5 - far
    elif ";" in lowers[min(hit.j, r.j) : max(hit.i, r.i)]:
        return None
    else:
        base = {AT: 4.5, OF: 3.8, BARE: 3.5}.get(r.role, 2.0)
        opener = next((c.opener for c in scene.clauses if c.i <= r.i < c.j), "")
        base += 0.8 if after and opener in ("including", "in", "with", ",") else 0
        base += 1.5 if opener == "where" and not after else 0
        score = base - far
    if r.is_country:
        if r.role in (BARE, OF) and not (r.role == OF and hit.trigger.object == "place"):
            return None
        score -= 4
    return score if score > 0 else None
