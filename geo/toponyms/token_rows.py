"""What recognition sees of each word of a field: its profile, and how it is written and stands there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.toponyms.candidates import Span
from geo.toponyms.context import Context
from geo.toponyms.profiles import PROFILE, profiles
from geo.toponyms.tokens import OPENING

Matrix = NDArray[np.float32]

_MARKS = (
    "capital", "caps", "digit", "code", "joined", "comma", "opens", "breaks", "possessive", "heading", "person",
    "organisation_name", "lower_twin", "surname_here", "known",
)  # fmt: skip
TOKEN = (*PROFILE, *_MARKS)
"""Names of the numbers of a word."""
AT = {name: i for i, name in enumerate(TOKEN)}
"""Column of each."""

_CAPITAL, _CAPS, _DIGIT, _CODE, _JOINED, _LOWER_TWIN = (
    AT[name] for name in ("capital", "caps", "digit", "code", "joined", "lower_twin")
)
_POSSESSIVE, _SURNAME_HERE, _HEADING, _KNOWN = (AT[n] for n in ("possessive", "surname_here", "heading", "known"))
_ROLES = {"person": AT["person"], "organisation": AT["organisation_name"]}
_JOINS = {"-": 2.0, ". ": 0.5}
_GAPS = {",": AT["comma"], ";": AT["breaks"], **dict.fromkeys(OPENING, AT["opens"])}


def token_rows(context: Context, spans: Sequence[Span]) -> Matrix:
    """Return a row of ``TOKEN`` numbers for every token, and three rows of zeros behind the last."""
    tokens = context.tokens
    result = np.zeros((len(tokens) + 3, len(TOKEN)), dtype=np.float32)
    if not tokens:
        return result
    body = result[: len(tokens)]
    body[:, : len(PROFILE)] = profiles([t.key for t in tokens])
    # Most words are small and follow a space; only what is otherwise is written down word by word.
    body[:, AT["joined"]] = 1.0
    body[:, AT["lower_twin"]] = 1.0
    lower, surnames = context.lower, context.surnames
    on: list[int] = []
    off: list[int] = []
    joined: list[tuple[int, float]] = []
    at = 0
    for t in tokens:
        if t.capital:
            text = t.text
            on.append(at + _CAPITAL)
            if len(text) > 1 and text.isupper():
                on.append(at + _CAPS)
            if text[0].isdigit():
                on.append(at + _DIGIT)
            elif text[-1].isdigit():
                on.append(at + _CODE)
            if t.key not in lower:
                off.append(at + _LOWER_TWIN)
        if t.gap != " ":
            joined.append((at + _JOINED, _JOINS.get(t.gap, 0.0)))
            if t.gap in _GAPS:
                on.append(at + _GAPS[t.gap])
        if t.possessive:
            on.append(at + _POSSESSIVE)
        if t.key in surnames:
            on.append(at + _SURNAME_HERE)
        at += len(TOKEN)
    on += [i * len(TOKEN) + _ROLES[role] for i, role in enumerate(context.role) if role]
    on += [i * len(TOKEN) + _HEADING for i, heading in enumerate(context.heading) if heading]
    flat = result.ravel()
    flat[off] = 0.0
    flat[on] = 1.0
    for at, value in joined:
        flat[at] = value
    for s in spans:
        if s.entry is not None and s.end - s.first == 1:
            body[s.first, _KNOWN] = 1.0 + s.entry.stats[3]
    return result
