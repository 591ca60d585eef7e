"""How much each sign of doubt weighs: ``data/review/doubt.csv``, with the reason."""

from __future__ import annotations

from functools import cache

from geo.errors import TableError
from geo.tables import DATA, table


@cache
def weights() -> dict[str, float]:
    """Return by sign the doubt that it alone makes at its strongest, 0 to 1.

    Raises
    ------
    TableError
        If a weight is no number from 0 to 1.
    """
    found: dict[str, float] = {}
    for row in table("review/doubt.csv", "sign", "weight", "why"):
        try:
            weight = float(row["weight"])
        except ValueError:
            weight = -1.0
        if not 0 <= weight < 1:
            raise TableError(
                f"{DATA / 'review.csv'}: {row['sign']}: {row['weight']!r} is no weight; write 0 or more, below 1"
            )
        found[row["sign"]] = weight
    return found
