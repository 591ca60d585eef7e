"""A map as one HTML file that needs no network, no server and no other file."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from geo import strings
from geo.errors import RenderError
from geo.export.about import sentences_only
from geo.render import maps, serve

_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
"""Folium's keeps readers from zooming the page."""


def page(
    features: Mapping[str, Any],
    gazetteer: maps.Places | None = None,
    *,
    theme: str | None = None,
    full_text: bool = False,
    briefing: Mapping[str, Any] | None = None,
    desk: bool = False,
) -> str:
    """Return the situation as a self-contained page: scripts, styles and data inside, zero requests.

    The page's content security policy lets run the scripts that were written here, known by their digest, and
    nothing else; it loads nothing from anywhere.

    Parameters
    ----------
    features, gazetteer, theme, briefing
        As for `geo.render.build`.
    full_text : bool
        Whether the file carries the articles, as far as `geo.render.message.TEXTS` goes. By default it carries each
        record's sentence, which is what may be passed on; the page's own frame carries both.
    desk : bool
        As for `geo.render.serve.script`: for pages that something answers.

    Raises
    ------
    RenderError
        If the collection is malformed or a link is left in the page.
    """
    made = maps.build(features if full_text else sentences_only(features), gazetteer, theme=theme, briefing=briefing)
    figure = made.get_root()
    # Fixed: a title from an article would be the article's words in the browser's frame.
    figure.title = strings.say("app.title")
    text = figure.render()
    link = f'<script src="{maps.SCRIPT_URL}"></script>'
    text = _once(text, link, f"<script>{_inert(serve.script(desk=desk))}</script>\n<style>{serve.style()}</style>")
    text = _VIEWPORT.sub('<meta name="viewport" content="width=device-width, initial-scale=1"/>', text, count=1)
    text = text.replace("<html>", f'<html lang="{strings.language()}" dir="{strings.direction()}">', 1)
    text = text.replace("<head>", f'<head>\n<meta charset="utf-8"/>\n{_policy(text)}', 1)
    if re.search(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=", text, re.IGNORECASE):
        raise RenderError("the page still links to another file; only inline scripts and styles are allowed")
    return text


def _policy(page: str) -> str:
    scripts = re.findall(r"<script\b[^>]*>(.*?)</script>", page, re.DOTALL | re.IGNORECASE)
    digests = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in dict.fromkeys(scripts)
    )
    rules = (
        "default-src 'none'", f"script-src {digests}", "style-src 'unsafe-inline'", "img-src data:", "font-src data:",
        "base-uri 'none'", "form-action 'none'",
    )  # fmt: skip
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}"/>'


def _inert(script: str) -> str:
    """Keep a string in a script from ending the script element."""
    return re.sub(r"<(?=/script|!--)", r"\\x3C", script, flags=re.IGNORECASE)


def _once(page: str, old: str, new: str) -> str:
    if page.count(old) != 1:
        raise RenderError(
            f"expected one {old!r} in the page, found {page.count(old)}; has Folium changed its template?"
        )
    return page.replace(old, new)
