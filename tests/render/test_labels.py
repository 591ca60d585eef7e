"""Settlements are named as densely where few live as where many do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.render.labels import LABELS_A_CELL, ZOOMS, label_zooms, uncrowded

PLACE = st.tuples(
    st.text("abc", min_size=1, max_size=3), st.floats(-180, 360), st.floats(-85, 85), st.integers(0, 20_000_000)
)


def test_labels_are_as_dense_where_few_live_as_where_many_do() -> None:
    crowd = [(f"Quarter {i}", 30 + i / 100, 30.0, 900_000 - i) for i in range(40)]
    hamlet = ("Hamlet", 34.0, 33.0, 700)
    zooms = dict(zip([p[0] for p in crowd] + ["Hamlet"], label_zooms([*crowd, hamlet]), strict=True))
    assert zooms["Quarter 0"] == 3
    assert zooms["Quarter 39"] > 8
    assert zooms["Hamlet"] == 8, "alone in its square, but too small before"


def test_where_all_are_large_no_square_names_more_than_two_at_once() -> None:
    crowd = [(f"Quarter {i}", 30 + i / 100, 30.0, 900_000 - i) for i in range(40)]
    assert sum(zoom == ZOOMS[0] for zoom in label_zooms(crowd)) == LABELS_A_CELL


@given(st.lists(PLACE, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_places_changes_no_zoom(places: list[tuple[str, float, float, int]], random) -> None:  # type: ignore[no-untyped-def]
    distinct = list({p[0]: p for p in places}.values())
    mixed = random.sample(distinct, len(distinct))
    assert dict(zip([p[0] for p in distinct], label_zooms(distinct), strict=True)) == dict(
        zip([p[0] for p in mixed], label_zooms(mixed), strict=True)
    )


def test_every_place_that_is_kept_carries_its_zoom() -> None:
    kept = uncrowded([["Homs", 36.72, 34.73, 775_404], ["Talbiseh", 36.73, 34.84, 30_796]], [])
    assert kept == [["Homs", 36.72, 34.73, 775_404, 3], ["Talbiseh", 36.73, 34.84, 30_796, 6]]
