"""What the briefing asks of Python: to be kept, and what has changed since a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from geo.errors import Conflict
from geo.export import care, veiled_scenes
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.strings import say
from geo.ui import desk, kept, scenes
from geo.ui.asked import Refused
from geo.ui.desk import Now, act

if TYPE_CHECKING:  # see geo.ui.kept
    from geo.store.entries import Document


@act("briefing")
def keep(now: Now, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a briefing on top of the version that its author saw; ``Conflict`` gives back what stands instead."""
    expected = asked.get("expected")
    if not isinstance(expected, int) or isinstance(expected, bool) or expected < 0:
        raise Refused(say("briefing.misfit", why="expected is no version"))
    name = scenes.shelf(now.choice)
    # A frame that has gone on to another choice still saves what it changed where it belongs.
    if isinstance(asked.get("shelf"), str) and asked["shelf"].startswith(scenes.SHELF):
        name = asked["shelf"][: scenes.LONGEST]
    body = scenes.checked(asked.get("body"))
    store, veil = kept.door().open().scenes, now.ready.veil
    if veil is not None and (there := store.get(name)) is not None:
        body = veiled_scenes.restored(body, scenes.checked(there.body), veil)
    try:
        version = store.put(name, body, expected=expected, author=desk.session().author)
    except Conflict as e:
        if e.theirs is None:  # deleted meanwhile
            raise
        theirs = cast("Document", e.theirs)
        words = say(
            "briefing.changed_by", who=theirs.author or say("briefing.somebody"), at=f"{theirs.at:%Y-%m-%d %H:%M} UTC"
        )
        return {
            "error": words,
            "theirs": veiled_scenes.scenes(scenes.checked(theirs.body), veil),
            "version": theirs.version,
        }
    return {"version": version}


@act("changes")
def changes(now: Now, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told since the end of a day: the member ``changes`` of ``docs/features.md``."""
    try:
        day = date.fromisoformat(str(asked.get("since"))[:10])
    except ValueError:
        raise Refused(say("briefing.no_date")) from None
    by = (now.ready.collection().get("time") or {}).get("basis", "time")
    with Gazetteer.open(Settings()) as gazetteer:
        found = now.shown.gathered(gazetteer)
    collection, _ = care.assemble(
        found.extractions, found.sensitive, by=by, since=day, review=found.review, settings=Settings()
    )
    return {"changes": collection["changes"]}
