"""The act ``file``: what the map's frame asks to have put together, as PowerPoint, PDF or one HTML file."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from geo.errors import OutputError
from geo.export import FORMATS, Material, slides
from geo.gazetteer import Gazetteer
from geo.review import scenes
from geo.settings import Settings
from geo.strings import language
from geo.ui.desk import Now, act


@act("file")
def file(now: Now, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the file as base64, with its name and media type."""
    form = asked.get("format")
    if form == "html":
        data, media = _html(now, asked.get("briefing")), FORMATS["html"].media
    elif form in {"pptx", "pdf"}:
        # Their libraries cost half a second that a page without such a file does not pay.
        from geo.export import deck, pdf

        made = slides.read(asked, now.ready.collection(), language())
        module = deck if form == "pptx" else pdf
        data, media = module.write(made), module.MEDIA
    else:
        raise OutputError(f"{str(form)[:20]!r}: not a file of a briefing; expected pptx, pdf or html")
    return {"file": {"name": f"briefing.{form}", "media": media, "data": base64.b64encode(data).decode("ascii")}}


def _html(now: Now, briefing: Any) -> bytes:
    """Return the map with its briefing, as the Save menu would write it: sentences, not whole articles."""
    checked = scenes.checked(briefing) if briefing else None
    with Gazetteer.open(Settings()) as gazetteer:
        found = now.shown.gathered(gazetteer).blurred
        return FORMATS["html"].make(Material(now.ready.collection(), found, gazetteer, briefing=checked))
