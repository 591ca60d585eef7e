"""The script that the page's frame loads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from geo.render import serve


def test_sessions_that_begin_at_once_get_one_file_that_stays() -> None:
    for _ in range(5):
        serve._bundle.cache_clear()
        serve._folder().cleanup()
        serve._folder.cache_clear()
        with ThreadPoolExecutor(6) as pool:
            found = set(pool.map(lambda _: serve.bundle(), range(6)))
        assert len(found) == 1 and found.pop().is_file()
