"""Parsers in processes of their own: what goes wrong there costs one file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from geo import articles
from geo.articles import sandbox
from geo.settings import Settings
from tests.articles import samples

SETTINGS = Settings()
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def _one(data: bytes, name: str, **settings: float) -> articles.Document:
    return articles.from_bytes(data, name, settings=replace(SETTINGS, **settings))  # type: ignore[arg-type]


def _worker() -> sandbox._Worker:
    """Return the worker that waits for the next file."""
    assert articles.from_bytes(samples.rss(), "a.rss").articles
    return sandbox._idle[-1]


def test_a_parser_that_takes_too_long_is_ended_and_the_next_file_is_read() -> None:
    bomb = b"<rss><channel><item><title>" + b"<a>" * 200_000
    start = time.monotonic()
    document = _one(bomb, "a.rss", parse_seconds_feed=0.5)
    assert document.failure is not None
    assert "longer than 0.5 s" in document.failure.reason
    assert time.monotonic() - start < 5
    assert articles.from_bytes(samples.rss(), "a.rss").articles


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_a_parser_that_needs_too_much_memory_is_ended_and_the_next_file_is_read() -> None:
    bomb = b"[" + b'{"a":[]},' * 1_200_000 + b"{}]"
    document = _one(bomb, "a.json", parse_memory_mb=250)
    assert document.failure is not None
    assert "250 MB of memory" in document.failure.reason
    assert articles.from_bytes(samples.json_list(), "a.json").articles


def test_a_parser_that_crashes_costs_one_file() -> None:
    worker = _worker()
    timer = threading.Timer(0.3, worker.process.kill)
    timer.start()
    document = articles.from_bytes(b"<rss><channel><item><title>" + b"<a>" * 200_000, "a.rss")
    timer.join()
    assert document.failure is not None
    assert "broke down" in document.failure.reason
    assert articles.from_bytes(samples.rss(), "a.rss").articles


def test_a_worker_that_died_while_it_waited_is_replaced() -> None:
    worker = _worker()
    worker.process.kill()
    worker.process.wait()
    assert articles.from_bytes(samples.rss(), "a.rss").articles
    assert sandbox._idle[-1] is not worker


def test_a_worker_is_used_again_and_files_that_it_refuses_do_not_end_it() -> None:
    worker = _worker()
    assert articles.from_bytes(b"%PDF-1.4 nothing", "a.pdf").failure is not None
    assert _worker() is worker


def test_threads_get_their_own_answers() -> None:
    kinds = [(name, make(), articles.from_bytes(make(), name).articles) for name, make in samples.SAMPLES.items()]
    with ThreadPoolExecutor(8) as pool:
        read = pool.map(lambda kind: (articles.from_bytes(kind[1], kind[0]).articles, kind[2]), kinds * 3)
    assert all(got == expected for got, expected in read)


@LINUX
def test_a_worker_has_three_pipes_and_nothing_else_of_the_app() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        os.set_inheritable(listener.fileno(), True)
        while sandbox._idle:
            sandbox._idle.pop().end()
        worker = _worker()
        open_files = [str(p.readlink()) for p in Path(f"/proc/{worker.process.pid}/fd").iterdir()]
    assert not any("socket" in name for name in open_files)
    assert {name.split(":")[0] for name in open_files} <= {"pipe", "/dev/null", "/dev/urandom"}


@LINUX
def test_a_worker_ends_when_nobody_asks_any_more() -> None:
    worker = _worker()
    sandbox._idle.remove(worker)
    assert worker.process.stdin is not None
    worker.process.stdin.close()
    assert worker.process.wait(timeout=5) == 0
    worker.end()


@pytest.mark.parametrize(
    "does",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('made-by-a-parser', 'w')",
    ],
)
def test_parsers_reach_neither_the_network_nor_programs_nor_files(does: str, tmp_path: Path) -> None:
    import subprocess

    script = f"import sys, geo.articles.worker as w; sys.addaudithook(w._refuse)\n{does}"
    environment = {**os.environ, "PYTHONPATH": str(Path(articles.__file__).parents[2])}
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "is not for parsers" in ended.stderr
    assert list(tmp_path.iterdir()) == []


@LINUX
def test_a_worker_that_died_while_it_waited_costs_no_file() -> None:
    for _ in range(5):
        _worker().process.kill()
        assert articles.from_bytes(samples.rss(), "a.rss").failures == ()


@LINUX
def test_a_limit_on_memory_that_is_lower_already_stays() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (450_000_000, 450_000_000))\n"
        "from geo import articles\n"
        "found = articles.from_bytes(b'<p>Shelling hit the port of Berdiansk.', 'a.html')\n"
        "print(found.failures or found.articles[0].text)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "Shelling hit the port of Berdiansk.", done.stderr
