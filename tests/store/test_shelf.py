"""Scenes and settings."""

from __future__ import annotations

import pytest

from geo.errors import Conflict
from geo.store import Store


@pytest.mark.parametrize("shelf", ["scenes", "settings"])
def test_a_body_is_kept_changed_listed_and_deleted(store: Store, shelf: str) -> None:
    on = getattr(store, shelf)
    assert on.get("north") is None
    first = on.put("north", {"zoom": 7, "text": "é 中"}, expected=0, author="Ann")
    assert (on.get("north").body, on.get("north").author) == ({"zoom": 7, "text": "é 中"}, "Ann")
    second = on.put("north", [1, 2], expected=first)
    assert second > first
    on.put("east", None, expected=0)
    assert [(d.name, d.body) for d in on.list()] == [("east", None), ("north", [1, 2])]
    on.delete("north", expected=second)
    assert on.get("north") is None
    assert store.check() == []


def test_a_lost_update_is_refused_and_both_versions_shown(store: Store) -> None:
    first = store.scenes.put("north", {"zoom": 7}, expected=0, author="Ann")
    store.scenes.put("north", {"zoom": 8}, expected=first, author="Bo")
    with pytest.raises(Conflict, match="by Bo") as refused:
        store.scenes.put("north", {"zoom": 9}, expected=first, author="Ann")
    assert refused.value.ours == {"zoom": 9}
    assert refused.value.theirs.body == {"zoom": 8}  # type: ignore[attr-defined]
    with pytest.raises(Conflict):
        store.scenes.delete("north", expected=first)
    with pytest.raises(Conflict):
        store.scenes.put("north", {}, expected=0)
    there = store.scenes.get("north")
    assert there is not None
    assert there.body == {"zoom": 8}


def test_what_was_deleted_and_made_anew_is_not_taken_for_what_was_seen(store: Store) -> None:
    seen = store.scenes.put("north", {"zoom": 7}, expected=0)
    store.scenes.delete("north", expected=seen)
    with pytest.raises(Conflict, match="deleted"):
        store.scenes.put("north", {"zoom": 8}, expected=seen)
    store.scenes.put("north", {"zoom": 1}, expected=0)
    with pytest.raises(Conflict):
        store.scenes.put("north", {"zoom": 8}, expected=seen)
