"""Place names of the development articles, against ``flashgeotext`` where it is installed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.report import interleaved, show
from geo import toponyms
from geo.gazetteer import Gazetteer
from geo.model import Article

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))
SEED = Path(__file__).parents[1] / "seeds" / "2024-12-06-homs.txt"
_FIRST_ARTICLE = """
import sys, time
from pathlib import Path
from geo import toponyms
from geo.gazetteer import Gazetteer
from geo.model import Article
import geo.articles, geopy.geocoders, numpy, rapidfuzz
def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before = megabytes()
began = time.perf_counter()
text = Path(sys.argv[1]).read_text(encoding="utf-8")
with Gazetteer.open() as gazetteer:
    assert toponyms.run(Article(id="seed", title="", text=text), gazetteer)
print(time.perf_counter() - began, megabytes() - before)
"""


def main(runs: int) -> None:
    """Time the articles and the start."""
    texts = _texts()
    with Gazetteer.open() as gazetteer:
        stages: dict[str, Callable[[], Any]] = {}
        if importlib.util.find_spec("flashgeotext"):
            from flashgeotext.geotext import GeoText

            flash = GeoText()
            stages["flashgeotext"] = lambda: [flash.extract(t) for t in texts]
        stages["toponyms.run"] = lambda: [
            toponyms.run(Article(id=str(i), title="", text=t), gazetteer) for i, t in enumerate(texts)
        ]
        times = interleaved(stages, runs)
    show(f"Place names of {len(texts)} articles", times, next(iter(stages)))
    done = subprocess.run([sys.executable, "-c", _FIRST_ARTICLE, str(SEED)], check=True, capture_output=True, text=True)
    seconds, megabytes = map(float, done.stdout.split())
    print(f"  first article placed {seconds:.2f} s and {megabytes:.0f} MB over interpreter and imports")


def _texts() -> list[str]:
    """Return the articles of GWN.dev where they are, else the seed article."""
    corpus = EVAL / "corpora" / "GWN.dev.xml"
    if not corpus.is_file():
        return [SEED.read_text(encoding="utf-8")]
    scorer = [sys.executable, str(EVAL / "eval_geoparse.py"), "--corpus", "gwn", "--xml", str(corpus)]
    done = subprocess.run([*scorer, "--dump-text", "/dev/stdout"], check=True, capture_output=True, text=True)
    return [json.loads(line)["text"] for line in done.stdout.splitlines() if line.startswith("{")]
