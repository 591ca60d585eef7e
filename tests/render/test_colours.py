"""The colours of sides as people with a colour-vision deficiency see them: two that look alike differ in their hatch."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geo.tables import table

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, IEEE TVCG 15 (2009), severity 1, for linear RGB.
SEEN = {
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
ALIKE = 14.0
"""Difference in CIELAB below which two small marks are taken for one colour; chosen: half of it is still seen side by side."""


def lab(colour: str, deficiency: str) -> np.ndarray:
    part = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    seen = TO_XYZ @ np.clip(np.array(SEEN[deficiency]) @ linear, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(seen > 0.008856, np.cbrt(seen), 7.787 * seen + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("deficiency", SEEN)
def test_sides_of_a_theatre_differ_in_colour_or_hatch_for_everybody(deficiency: str) -> None:
    rows = table("sides.csv", "theatre", "side", "colour", "hatch")
    alike = [
        (a["theatre"], a["side"], b["side"])
        for a, b in combinations(rows, 2)
        if a["theatre"] == b["theatre"]
        and a["hatch"] == b["hatch"]
        and np.linalg.norm(lab(a["colour"], deficiency) - lab(b["colour"], deficiency)) < ALIKE
    ]
    assert not alike


def test_the_two_sides_that_most_fronts_run_between_differ_by_colour_alone() -> None:
    for deficiency in SEEN:
        assert np.linalg.norm(lab("#0072B2", deficiency) - lab("#D55E00", deficiency)) > 3 * ALIKE
