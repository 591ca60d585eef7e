"""The role that a name plays: a place, somebody who acts ("Tehran would escalate"), part of an organisation's name."""

from __future__ import annotations

from collections.abc import Collection

from geo.model import Role, Toponym
from geo.toponyms import hints
from geo.toponyms.candidates import Span
from geo.toponyms.context import Context
from geo.toponyms.words import capitals, seats, words


def role_of(context: Context, s: Span) -> Role:
    """Return the role that the name plays: a place, somebody who acts, or part of an organisation's name."""
    tokens = context.tokens
    if any(context.role[k] == "organisation" for k in range(s.first, s.end)):
        return "organisation"
    after = context.key(s.stop)
    if s.stop < len(tokens) and tokens[s.stop].gap == "-" and s.stop == s.end:
        if after == "based":
            return "organisation"
        if after in words("compound_actor"):
            return "metonym"
    if s.hint in {"admin1", "settlement", "district", *hints.WITH_NAME}:
        return "place"
    key = " ".join(context.key(k) for k in range(s.first, s.end))
    actor = (
        key in seats()
        or key in capitals()
        or (s.entry is not None and any(p.kind == "country" for p in s.entry.places))
    )
    if not actor or s.end >= len(tokens):
        return "place"
    before = context.key(s.first - 1)
    located = context.spaced(s.first) and (before in words("in", "direction") or before in {"of", "from", "to"})
    if tokens[s.end - 1].possessive and context.spaced(s.end) and not located:
        return "metonym" if after in words("policy") else "place"
    if context.spaced(s.end) and not located:
        following = context.key(s.end + 1)
        if after in words("modal") and following not in words("no_act"):
            return "metonym"
        if after in words("act") and following != "by":
            return "metonym"
    if context.spaced(s.first) and (
        before in words("toward_actor")
        or (before in {"with", "by"} and context.key(s.first - 2) in words("toward_actor"))
    ):
        return "metonym"
    return "place"


_LEFT_OUT = {"demonyms": {"demonym"}, "embedded": {"embedded"}, "metonyms": {"metonym"}}
_FACILITIES = frozenset({"facility", "bridge", "camp", "road"})
SWITCHES = (*_LEFT_OUT, "facilities")
"""What a user may leave out of the place names; the rest of the program reads them all."""


def counts(t: Toponym, leave_out: Collection[str]) -> bool:
    """Whether a name is a place name for somebody who leaves out some of ``SWITCHES``."""
    if any(t.mention.role in _LEFT_OUT.get(switch, ()) for switch in leave_out):
        return False
    facility = t.mention.hint in _FACILITIES or (t.place is not None and t.place.kind in _FACILITIES)
    return not (facility and "facilities" in leave_out)
