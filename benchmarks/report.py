"""One table: median, spread, and the ratio to the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any


def interleaved(stages: Mapping[str, Callable[[], Any]], runs: int) -> dict[str, list[float]]:
    """Run each stage in turn, ``runs`` times after one that warms caches; return its seconds."""
    times: dict[str, list[float]] = {name: [] for name in stages}
    for run in range(runs + 1):
        for name, stage in stages.items():
            began = perf_counter()
            stage()
            if run:
                times[name].append(perf_counter() - began)
    return times


def show(title: str, times: dict[str, list[float]], reference: str) -> None:
    """Print medians in milliseconds, the range, and the ratio of medians to ``reference``."""
    base = median(times[reference])
    print(f"\n{title} (reference: {reference})")
    for name, values in times.items():
        ordered = sorted(values)
        print(
            f"  {name:<34} median {median(values) * 1e3:9.1f} ms   {ordered[0] * 1e3:8.1f} .. {ordered[-1] * 1e3:8.1f}"
            f"   n {len(values):<3} {median(values) / base:7.2f} x"
        )
