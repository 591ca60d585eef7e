"""Which articles are one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks.store_articles import copy_of, extraction
from geo.model import Extraction
from geo.store import Store, twins


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://www.Example.org/news/1/?utm_source=x#top", "example.org/news/1"),
        ("http://example.org/news/1", "example.org/news/1"),
        ("https://example.org/story?id=7&fbclid=abc", "example.org/story?id=7"),
        ("https://example.org/?p=9", "example.org?p=9"),
        ("https://example.org/", None),
        ("https://example.org", None),
        ("http://[", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_what_of_it_names_the_article(url: str | None, names: str | None) -> None:
    assert twins.address(url) == names


def counted(store: Store) -> set[str]:
    return {e.article.id for e in store.extractions()}


def test_of_two_versions_at_one_address_the_newer_counts(store: Store) -> None:
    old, new = extraction(1), extraction(2)
    url = old.article.url
    new = replace(new, article=replace(new.article, url=f"{url}?utm_campaign=x", published=date(2025, 1, 1)))
    store.add(new, rules="r")
    assert store.add(old, rules="r").copy_of == new.article.id
    assert counted(store) == {new.article.id}
    assert store.twin(replace(extraction(3).article, url=url)) == new.article.id


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_an_update_counts_though_others_still_carry_the_older_version(store: Store, order: tuple[int, ...]) -> None:
    old, new = extraction(1), extraction(2)
    day = date(2025, 1, 1)
    old = replace(old, article=replace(old.article, published=day))
    new = replace(new, article=replace(new.article, url=old.article.url, published=day + timedelta(days=1)))
    wire = Extraction(article=replace(old.article, id="wire", url="https://herald.example/9"))
    for n in order:
        store.add((old, new, wire)[n], rules="r")
    assert counted(store) == {new.article.id}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_versions_of_one_day_the_longer_counts(store: Store, order: tuple[int, ...]) -> None:
    first, later = extraction(1), extraction(2)
    grown = replace(
        later.article, url=first.article.url, published=first.article.published, text=later.article.text + " More." * 9
    )
    for n in order:
        store.add((first, replace(later, article=grown))[n], rules="r")
    assert counted(store) == {grown.id}


def test_the_front_page_of_a_site_joins_nothing(store: Store) -> None:
    for n in (1, 2):
        e = extraction(n)
        store.add(replace(e, article=replace(e.article, url="https://example.org/")), rules="r")
    assert len(counted(store)) == 2


def test_the_same_words_under_another_id_count_once(store: Store) -> None:
    e = extraction(1)
    other = replace(e.article, id="zz", url=None, text=e.article.text.upper())
    store.add(e, rules="r")
    assert store.add(Extraction(article=other), rules="r").copy_of == e.article.id
    assert store.twin(other) == e.article.id


def test_an_update_with_another_number_is_no_copy(store: Store) -> None:
    e = extraction(1)
    number = next(w for w in e.article.text.split() if w[:-1].isdigit())
    text = e.article.text.replace(number, "1234.", 1)
    update = replace(e.article, id="zz", url=None, text=text)
    store.add(e, rules="r")
    assert store.twin(update) is None
    assert store.add(Extraction(article=update), rules="r").state == "new"


def test_the_order_in_which_copies_arrive_changes_nothing(store: Store, tmp_path: object) -> None:
    day = date(2024, 11, 1)
    group = [
        replace(e, article=replace(e.article, published=day + timedelta(days=n)))
        for n, e in enumerate((copy_of(1, 7), extraction(1), copy_of(1, 9), copy_of(1, 8)))
    ]
    group.append(
        replace(extraction(2), article=replace(extraction(2).article, url=group[3].article.url, published=day))
    )
    seen = set()
    for seed in range(6):
        mixed = list(group)
        random.Random(seed).shuffle(mixed)
        for e in mixed:
            store.add(e, rules="r")
        seen.add(tuple(sorted((x.id, x.copy_of) for x in store.library())))
        assert store.check() == []
        for e in mixed[:-1]:
            store.delete(e.article.id)
            assert store.check() == []
        assert counted(store) == {mixed[-1].article.id}
        store.delete(mixed[-1].article.id)
    assert len(seen) == 1
    assert {to for _, to in seen.pop()} == {None, group[0].article.id}


def test_a_band_that_thousands_share_is_not_looked_through(store: Store) -> None:
    asked = twins._sharing(20)
    assert str(asked.compile(compile_kwargs={"literal_binds": False})).count("LIMIT 50") == 20
