"""The folder of indexes: one builds, the others wait; what is read stays, the rest goes."""

import subprocess
import sys
import time

import pytest

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer, cache

READ = "import sys; from pathlib import Path; from geo.gazetteer.cache import InUse; m = InUse(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
HOLD = "import sys; from pathlib import Path; from geo.gazetteer.cache import building\nwith building(Path(sys.argv[1]), lambda: None): print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def other(request):
    """Start a process that says a word and then waits until its input ends."""
    started = []

    def start(code, argument):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(argument)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.communicate("", timeout=10)


def test_an_index_that_another_process_reads_is_kept(tmp_path, other):
    read, unread = tmp_path / "gazetteer-1-read.sqlite", tmp_path / "gazetteer-1-unread.sqlite"
    for path in (read, unread):
        path.write_bytes(b"x")
    reader = other(READ, read)
    cache.clean(tmp_path, keep=())
    assert read.exists()
    assert not unread.exists()
    reader.communicate("", timeout=10)
    cache.clean(tmp_path, keep=())
    assert not read.exists()


def test_an_open_index_is_kept_and_a_closed_one_goes(small_path, tmp_path):
    path = tmp_path / "gazetteer-1-mine.sqlite"
    path.write_bytes(small_path.read_bytes())
    with Gazetteer(path) as g:
        cache.clean(tmp_path, keep=())
        assert g.lookup("Homs")
        assert path.exists()
    cache.clean(tmp_path, keep=())
    assert not path.exists()


def test_what_is_kept_stays_and_other_files_are_left_alone(tmp_path):
    kept, others = tmp_path / "gazetteer-1-a.sqlite", tmp_path / "added-places.sqlite"
    for path in (kept, others):
        path.write_bytes(b"x")
    cache.clean(tmp_path, keep=(kept,))
    assert kept.exists()
    assert others.exists()


def test_a_second_process_waits_until_the_first_has_built(tmp_path, other):
    holder = other(HOLD, tmp_path)
    told = []

    def waiting():
        told.append(time.monotonic())
        holder.communicate("", timeout=10)

    with cache.building(tmp_path, waiting):
        assert len(told) == 1


def test_a_builder_that_was_killed_blocks_nobody(tmp_path, other):
    other(HOLD, tmp_path).kill()
    with cache.building(tmp_path, lambda: None):
        pass


def test_a_build_that_hangs_is_told_of(tmp_path, other, monkeypatch):
    monkeypatch.setattr(cache, "_WAIT_S", 0.3)
    other(HOLD, tmp_path)
    with pytest.raises(GazetteerError, match="another process"), cache.building(tmp_path, lambda: None):
        pass
