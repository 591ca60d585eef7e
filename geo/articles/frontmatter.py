"""The few lines at the head of an article that say what its text does not."""

from __future__ import annotations

import yaml

from geo.errors import ArticleError

LIMITS = {"id": 200, "title": 500, "date": 40, "published": 40, "date_inferred": 10, "source": 200, "url": 2_000}
"""Keys that are read, and the characters each may have."""
MAX_CHARS = 20_000


class _Scalars(yaml.BaseLoader):
    """YAML in which every value is text as written, and nothing refers to anything: no aliases, so no bombs."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read")
        return super().compose_node(parent, index)


def split(source: str, where: str) -> tuple[dict[str, str], str]:
    """Return (front matter, the text after it) of a source that may begin with YAML between ``---`` lines.

    Raises
    ------
    ArticleError
        If it is not closed, not YAML, or a value is no plain text or too long.
    """
    if not source.startswith("---\n"):
        return {}, source
    head, closing, body = source[4:].partition("\n---\n")
    if not closing or len(head) > MAX_CHARS:
        raise ArticleError(f"{where}: the front matter that the first line “---” opens is not closed by another “---”")
    try:
        found = yaml.load(head, Loader=_Scalars)  # noqa: S506  (a BaseLoader: strings, lists and dicts only)
    except (yaml.YAMLError, RecursionError) as e:
        reason = str(e).splitlines()[0] if str(e) else "nested too deep"
        raise ArticleError(f"{where}: front matter cannot be read ({reason}); put values with “:” in quotes") from e
    if found in (None, ""):
        return {}, body
    if not isinstance(found, dict):
        raise ArticleError(f"{where}: front matter must be lines like “title: ...”")
    for key, value in found.items():
        if key in LIMITS and not isinstance(value, str):
            raise ArticleError(f"{where}: front matter “{key}” must be one line of text; put it in quotes")
        if key in LIMITS and len(value) > LIMITS[key]:
            raise ArticleError(f"{where}: front matter “{key}” is longer than {LIMITS[key]:,} characters")
    return {key: value.strip() for key, value in found.items() if key in LIMITS}, body
