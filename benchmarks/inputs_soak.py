"""Files that were spoilt at random, bombs, and addresses that must not be fetched: nothing may break. Part of ``make soak``.

``python -m benchmarks.inputs_soak [--each 2000] [--seed 1]``
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import Any

from geo import articles
from geo.articles import Document, sandbox
from tests.articles import bombs, samples
from tests.articles.fetching import PUBLIC, web
from tests.articles.mutation import spoilt

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[2] / "shared" / "eval"))
WORKER_MB = 500.0
SECONDS = 35.0
"""The slowest kind may take 30, and its worker has to start."""
FETCH_SECONDS = 10.5
BEHAVIOUR = {"ssrf-43": "inside", "ssrf-45": "loop", "ssrf-46": "port", "ssrf-47": "drip", "ssrf-49": "gzip-bomb"} | {
    "ssrf-50": "deflate-bomb",
    "ssrf-51": "lie",
}
"""Pages of our own server that do what a row describes."""


def faults(document: Document) -> list[str]:
    """Return what is wrong with how an input was read or refused."""
    out = [f"a reason that is no sentence: {f.reason!r}" for f in document.failures if " " not in f.reason]
    out += [f"an unprintable reason: {f.reason!r}" for f in document.failures if not f.reason.isprintable()]
    out += ["neither an article nor a reason"] * (not document.articles and not document.failures)
    for article in document.articles:
        try:
            f"{article.title}{article.text}{article.source}{article.url}".encode()
        except UnicodeEncodeError as e:
            out.append(f"text that cannot be stored ({e})")
    return out


def spoil(name: str, times: int, seed: int) -> tuple[str, list[str]]:
    """Read a file of a kind spoilt so many times; return a line about it and what went wrong."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = peak = 0.0
    for number, data in enumerate(spoilt(name, samples.SAMPLES[name](), times, seed)):
        start = monotonic()
        try:
            document = articles.from_bytes(data, name)
        except Exception as e:  # what this looks for
            wrong.append(f"{name} number {number}: {type(e).__name__}: {e}")
            continue
        slowest = max(slowest, monotonic() - start)
        peak = max(peak, *worker_mb(), 0.0)
        counts["read" if document.articles else "refused"] += 1
        counts["broke down"] += any("broke down" in f.reason for f in document.failures)
        wrong += [f"{name} number {number}: {fault}" for fault in faults(document)]
    if slowest > SECONDS or peak > WORKER_MB:
        wrong.append(f"{name}: {slowest:.1f} s, {peak:.0f} MB")
    return (
        f"{name:8} {counts['read']:5} read {counts['refused']:5} refused, parser ended {counts['broke down']} times, "
        f"slowest {slowest:.2f} s, parser at most {peak:.0f} MB"
    ), wrong


def worker_mb() -> list[float]:
    """Return the most memory that each waiting parser has needed (Linux)."""
    out = []
    for worker in sandbox._idle:
        status = Path(f"/proc/{worker.process.pid}/status")
        if status.exists():
            lines = (line.split() for line in status.read_text().splitlines())
            out += [int(words[1]) / 1e3 for words in lines if words[0] == "VmHWM:"]
    return out or [0.0]


def bad(row: dict[str, Any]) -> tuple[str, list[str]]:
    """Read the input of a row of the evaluation data."""
    start = monotonic()
    if row["kind"] == "ssrf":
        with web({"rebind.example": [PUBLIC, "127.0.0.1"]}) as there:
            url = f"http://evil.example/{BEHAVIOUR[row['id']]}" if row["id"] in BEHAVIOUR else row["text"]
            if row["id"] == "ssrf-46":
                there.fetcher.get("http://rebind.example/port")
                url = "http://rebind.example/port"
            read = [there.fetcher.get(url)]
        wrong = ["fetched"] * bool(read[0].articles) + [f"dialled {a}" for a in there.forbidden]
        limit = FETCH_SECONDS
    elif row["kind"] == "bomb":
        made = bombs.files(row)
        start = monotonic()
        read = [articles.from_bytes(data, name) for name, data in made.items()]
        wrong, limit = [], SECONDS * len(made)
    else:
        text = row["text"].encode("utf-8", "surrogatepass")
        told = json.dumps({"title": row["text"], "text": f"{samples.FIRST} {row['text']}", "url": row["text"]}).encode()
        read = [
            articles.from_bytes(text, "a.txt"),
            articles.from_bytes(text, row["text"]),
            articles.from_bytes(told, "a.json"),
        ]
        wrong, limit = [], SECONDS
    seconds = monotonic() - start
    wrong += [fault for document in read for fault in faults(document)]
    wrong += [f"took {seconds:.1f} s"] * (seconds > limit)
    peak = max(worker_mb())
    wrong += [f"the parser needed {peak:.0f} MB"] * (peak > WORKER_MB)
    return f"{row['id']:12} {seconds:5.2f} s, parser at most {peak:.0f} MB", [f"{row['id']}: {w}" for w in wrong]


def main() -> int:
    """Run everything; return 1 where something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=2000, help="spoilt files of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong: list[str] = []
    for name in samples.SAMPLES:
        line, found = spoil(name, options.each, options.seed)
        print(line, flush=True)
        wrong += found
    print(f"this process has needed {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
    file = EVAL / "bad_inputs.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []
    for row in rows:
        line, found = bad(row)
        wrong += found
        if row["kind"] in ("bomb", "ssrf"):
            print(line, flush=True)
    print(f"{len(rows)} rows of bad inputs" if rows else f"no bad inputs in {EVAL}; set SITUATION_EVAL to their folder")
    for words in wrong:
        print("WRONG", words)
    print(f"{len(wrong)} faults")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
