"""The act ``file``: what the map's frame asks to have put together, as PowerPoint, PDF or one HTML file."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geo.errors import OutputError
from geo.export import FORMATS, Material, slides, veiled_scenes
from geo.gazetteer import Gazetteer
from geo.review import scenes
from geo.settings import Settings
from geo.strings import language, say
from geo.ui import kept, saving
from geo.ui.desk import Now, act


@act("file")
def file(now: Now, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the file as base64, with its name and media type."""
    if kept.unread(now.shown.decided):
        raise OutputError(say("save.unread"))
    form = asked.get("format")
    if form == "html":
        data, media = _html(now, asked.get("briefing")), FORMATS["html"].media
    elif form in {"pptx", "pdf"}:
        # Their libraries cost half a second that a page without such a file does not pay.
        from geo.export import deck, pdf

        made = _veiled(now, slides.read(asked, now.ready.collection(), language()))
        module = deck if form == "pptx" else pdf
        data, media = module.write(made), module.MEDIA
    else:
        raise OutputError(f"{str(form)[:20]!r}: not a file of a briefing; expected pptx, pdf or html")
    return {"file": {"name": f"briefing.{form}", "media": media, "data": base64.b64encode(data).decode("ascii")}}


def _html(now: Now, briefing: Any) -> bytes:
    """Return the map with its briefing, as the Save menu would write it: sentences, not whole articles."""
    checked = scenes.checked(briefing) if briefing else None
    with Gazetteer.open(Settings()) as gazetteer:
        found = now.shown.gathered(gazetteer).veiled
        saving.unseen(now.ready, found)
        carried = veiled_scenes.scenes(checked, found.veil) if checked else None
        return FORMATS["html"].make(Material(now.ready.collection(), found.extractions, gazetteer, briefing=carried))


def _veiled(now: Now, made: slides.Deck) -> slides.Deck:
    """Return pages without a word that gives a hidden place away: a scene may be older than its record's mark."""
    with Gazetteer.open(Settings()) as gazetteer:
        found = now.shown.gathered(gazetteer).veiled
    saving.unseen(now.ready, found)

    def said(text: str) -> str:
        return veiled_scenes.text(text, found.veil)

    pages = (
        replace(
            s,
            title=said(s.title),
            note=said(s.note),
            lines=tuple(map(said, s.lines)),
            sources=tuple(map(said, s.sources)),
        )
        for s in made.slides
    )
    return replace(made, title=said(made.title), slides=tuple(pages))
