"""Online map tiles that a reader may turn on: off until then, and named with what they cost in privacy.

Which ones are offered stands in ``data/basemap/tiles.csv``; their addresses and attributions come from ``xyzservices``.
Nothing here asks the network: the browser does, once a reader has chosen a row.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import xyzservices.providers

from geo.errors import RenderError
from geo.tables import table

MAX_ZOOM = 19
"""Where a provider does not say how far its tiles go."""
_TAG = re.compile(r"<[^>]*>")


@cache
def choices() -> tuple[dict[str, Any], ...]:
    """Return the tile sources of ``data/basemap/tiles.csv`` for the message.

    Returns
    -------
    tuple of dict
        ``name`` (the provider's in xyzservices), ``label``, ``url`` (with ``{s} {z} {x} {y}``), ``subdomains``, ``host``
        (who learns what is looked at), ``attribution`` (plain text), ``max_zoom`` and ``labels`` (whether names are part
        of the tiles).

    Raises
    ------
    RenderError
        If a row names no provider, or one that wants a key or an address that is not HTTPS.

    Examples
    --------
    >>> choices()[0]["attribution"]
    '© OpenStreetMap contributors'
    """
    columns = ("provider", "label", "labels", "terms", "source")
    return tuple(_choice(row) for row in table("basemap/tiles.csv", *columns))


def _choice(row: dict[str, str]) -> dict[str, Any]:
    where = "data/basemap/tiles.csv"
    try:
        provider = xyzservices.providers.query_name(row["provider"])
    except ValueError:
        raise RenderError(f"{where}: xyzservices has no provider {row['provider']!r}") from None
    url = "" if provider.requires_token() else provider.build_url(fill_subdomain=False)
    if urlsplit(url).scheme != "https":
        raise RenderError(f"{where}: {row['provider']} wants a key or is not reached by HTTPS; leave it out")
    subdomains = str(provider.get("subdomains", "abc"))
    return {
        "name": row["provider"],
        "label": row["label"],
        "url": url,
        "subdomains": subdomains,
        "host": urlsplit(url.replace("{s}.", "")).hostname,
        "attribution": plain(provider.get("html_attribution") or provider.attribution),
        "max_zoom": int(provider.get("max_zoom", MAX_ZOOM)),
        "labels": row["labels"] == "yes",
    }


def plain(attribution: str) -> str:
    """Return an attribution without its markup.

    >>> plain('&copy; <a href="https://example.org">Example</a> &amp; others')
    '© Example & others'
    """
    return " ".join(html.unescape(_TAG.sub("", attribution)).split())
