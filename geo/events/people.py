"""Displacement: who fled, was moved, arrived, stays or returned; from where, to where, how many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events import counts
from geo.events.arguments import is_passive, subject_of
from geo.events.drafts import LOST, WHERE, Draft
from geo.events.figures import Quantity
from geo.events.lexicon import Hit
from geo.events.places import AT, BARE, FROM, OF, TO, TOWARD, VIA, PlaceRef
from geo.events.requirements import ASIDE
from geo.events.roster import ARMED, demonyms
from geo.events.scene import Scene
from geo.events.words import words
from geo.model import Place

if TYPE_CHECKING:
    from geo.events.extract import Reader

CUT_OFF = 8
"""As how many words an aside between number and verb counts."""
NUMBER_REACH = 12
"""Words between a displacement word and the number of people that it counts."""


def displacement_drafts(reader: Reader, scene: Scene, hit: Hit, metrics: dict[int, str]) -> list[Draft]:
    """Return the displacement that a trigger tells of, or nothing when armed men move."""
    t = hit.trigger
    if t.type in ("flight", "influx", "return", "migration") and hit.pos == "verb" and t.subject == "people":
        subject = subject_of(scene, hit, people=True)
        counted = _figure(scene, hit, metrics)
        if (
            subject is not None
            and subject.actor.kind in ARMED | {"igo", "media", "monitor", "person", "official"}
            and counted is None
        ):
            return []
    draft = reader.base(scene, hit, "displacement", t.type)
    q = _figure(scene, hit, metrics)
    if t.type == "stock" and q is None:
        return []
    _routes(scene, hit, draft)
    if t.type in ("influx", "migration") and not draft.origins:
        draft.origins = _home(scene, hit)
    if q is not None:
        draft.figures = [
            counts.figure(
                q, "displaced", stock=t.type == "stock", period=draft.time, observed=draft.status not in ("forecast",)
            )
        ]
    if draft.all_places:
        draft.unplaced = ""
    elif not draft.lost_slot:
        draft.unplaced = "the article ties it to no place"
        if q is None and t.type != "flight" and t.type != "evacuation":
            return []
    twin = _other_unit(scene, q)
    if q is None or twin is None:
        return [draft]
    other = replace(
        draft,
        figures=[replace(draft.figures[0], value=twin.value, max=twin.max, qualifier=twin.qualifier, unit=twin.unit)],
    )
    other.evidence = list(draft.evidence)
    return [draft, other]


def _other_unit(scene: Scene, q: Quantity | None) -> Quantity | None:
    """Return the same people in the other unit: "7,000 families (about 42,000 people)"."""
    if q is None:
        return None
    for x in scene.quantities:
        a, b = (q, x) if x.i >= q.j else (x, q)
        between = scene.sentence.lowers[a.j : b.i]
        if (
            {a.unit, b.unit} == {"persons", "households"}
            and len(between) <= 3
            and all(w in ("(", ",", "or", "some") for w in between)
        ):
            return x
    return None


def without_echoes(drafts: list[Draft]) -> list[Draft]:
    """Drop "60,000 displaced people" where another word of the sentence tells of the same number."""
    told = {
        (d.figures[0].value, d.figures[0].unit)
        for d in drafts
        if d.kind == "displacement" and d.figures and d.trigger_pos == "verb"
    }
    return [
        d
        for d in drafts
        if not (
            d.kind == "displacement"
            and d.type == "stock"
            and d.trigger_pos == "noun"
            and d.figures
            and (d.figures[0].value, d.figures[0].unit) in told
        )
    ]


def _whole(scene: Scene, n: int) -> bool:
    """Whether a count is the whole that another is a part of: "50,000 of its 150,000 residents"."""
    if not n:
        return False
    between = scene.sentence.lowers[scene.quantities[n - 1].j : scene.quantities[n].i]
    return between[:1] == ["of"] and len(between) <= 3


def _dwellers(q: Quantity) -> Quantity:
    """Read "80 homes were evacuated" as the households in them."""
    return replace(q, unit="households") if q.noun in ("homes", "houses") else q


def _figure(scene: Scene, hit: Hit, metrics: dict[int, str]) -> Quantity | None:
    """Return the count of people nearest to the trigger that nothing else claims."""
    passive = is_passive(scene, hit) or hit.trigger.phrase.startswith("be ")
    first_after = hit.pos == "noun" or (hit.trigger.object == "people" and not passive)
    clause = scene.clause(hit.i)
    best: tuple[float, Quantity] | None = None
    for n, found in enumerate(scene.quantities):
        q = _dwellers(found) if hit.trigger.type == "evacuation" else found
        if not q.counts_people or metrics.get(n) in (
            "killed",
            "wounded",
            "missing",
            "arrested",
            "infected",
            "participants",
        ):
            continue
        if q.i and scene.sentence.lowers[q.i - 1] in ("including", "among"):
            continue
        if _whole(scene, n):
            continue
        if (q.i < hit.j and q.j > hit.i) or (q.j == hit.i and hit.form == "past"):
            distance = 0.0
        elif q.i >= hit.j:
            distance = q.i - hit.j + (0 if first_after else 6)
        else:
            distance = hit.i - q.j + (6 if first_after else 0)
        outside = not (clause.i <= q.i < clause.j or clause.i <= q.j < clause.j)
        part = scene.sentence.lowers[q.j : q.j + 2] in (["of", "which"], ["of", "whom"], ["of", "them"])
        subject = q.j < hit.i <= q.j + 3 and scene.sentence.lowers[q.j] in words("be") | words("have")
        distance += 4 * outside + (5 if q.unit == "" and not (part or subject) else 0)
        if _cut_off(scene, clause.i, hit, q):
            distance = min(distance, CUT_OFF)
        if distance <= NUMBER_REACH + 6 and (best is None or distance < best[0]):
            best = (distance, q)
    return best[1] if best else None


def _cut_off(scene: Scene, i: int, hit: Hit, q: Quantity) -> bool:
    """Whether an aside stands between a number and its verb: "150 people, the whole of X, were displaced"."""
    lowers = scene.sentence.lowers
    resumes = i and lowers[i - 1] in (",", ")") and (i == hit.i or lowers[i] in words("be", "have"))
    return bool(resumes) and lowers[q.j : q.j + 1] == [","] and q.unit != "" and 0 < i - q.j <= ASIDE


def _routes(scene: Scene, hit: Hit, draft: Draft) -> None:
    t = hit.trigger
    clause = scene.clause(hit.i)
    if t.object == "people" and t.subject == "destination" and hit.pos == "verb":
        bare_slot, subject_slot = "none", "destination"
    elif t.object in ("origin", "destination"):
        bare_slot, subject_slot = t.object, "none"
    else:
        bare_slot, subject_slot = t.at, t.at if is_passive(scene, hit) else "none"
    groups: dict[int, str] = {}
    for r in scene.places:
        slot = _slot(scene, hit, r, t.at, bare_slot, subject_slot)
        if slot is None:
            continue
        inside = clause.i <= r.i < clause.j or (clause.opener in ("which", "that", "where") and 0 < clause.i - r.j <= 3)
        if not inside and not _reachable(scene, hit, r):
            continue
        groups[r.group] = slot
    for r in scene.places:
        slot = groups.get(r.group)
        if slot and r.place is None and not draft.lost_slot:
            draft.unplaced, draft.lost_slot = f"{LOST}{r.toponym.mention.text!r}{WHERE[slot]}", slot
        if slot and r.place is not None and r.role not in ("skip", "container", "anchor"):
            where: list[Place] = getattr(draft, slot)
            if all(p.id != r.place.id for p in where):
                where.append(r.place)
    _prefer_specific(draft)


def _reachable(scene: Scene, hit: Hit, r: PlaceRef) -> bool:
    """Whether a place outside the clause still belongs to the trigger."""
    between = scene.sentence.lowers[min(hit.j, r.j) : max(hit.i, r.i)]
    if r.role == AT and r.left == 0 and r.i < hit.i and ";" not in between:
        return True
    if len(between) > 14 or any(w in (";", "where", "which") for w in between):
        return False
    if r.i > hit.i:
        return r.role in (TO, FROM, AT, VIA) and scene.clause(r.i).opener in (
            ",",
            "and",
            "(",
            "as",
            "after",
            "following",
            "-",
        )
    return r.role in (FROM, AT) and not any(w in ("as", "after", "where", "while") for w in between)


def _slot(scene: Scene, hit: Hit, r: PlaceRef, at: str, bare: str, subject: str) -> str | None:
    name = {"origin": "origins", "destination": "destinations", "place": "origins", "none": None, "": None}
    if r.role == FROM:
        return "origins"
    if r.role in (TO, TOWARD):
        return "destinations"
    if r.role == VIA:
        return "via"
    if r.role == AT:
        sheltering = any(w in words("refuge") for w in scene.sentence.lowers[max(0, r.left - 4) : r.left + 1])
        return "destinations" if sheltering else name[at]
    if r.prep == "for" and r.i > hit.i and hit.pos == "verb":
        return "destinations"
    if r.role == BARE:
        slot = name[bare] if r.i >= hit.i else name[subject]
        return None if r.is_country and r.i < hit.i and subject == "none" else slot
    if r.role == OF and r.i < hit.i and scene.sentence.lowers[r.left - 1] in words("people_of"):
        return "origins"
    if r.role == OF and (hit.pos == "noun" or r.i > hit.i):
        return name[at]
    return None


def _prefer_specific(draft: Draft) -> None:
    for where in (draft.origins, draft.destinations):
        settled = any(p.kind in ("settlement", "camp") for p in where)
        specific = [p for p in where if p.kind != "country" and not (settled and p.kind == "region")]
        if specific and len(specific) < len(where):
            where[:] = specific


def _home(scene: Scene, hit: Hit) -> list[Place]:
    """Return the country of "52,000 Venezuelans" as origin."""
    for a in scene.actors:
        if a.actor.kind == "civilians" and a.actor.country and abs(a.j - hit.i) < 8:
            word = scene.sentence.lowers[a.i]
            if word in demonyms():
                return [p for p in (_country(scene, a.actor.country),) if p]
    return []


def _country(scene: Scene, iso: str) -> Place | None:
    return scene.countries.get(iso)
