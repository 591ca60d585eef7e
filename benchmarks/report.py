"""One table: median, spread, and the ratio to the reference."""

from __future__ import annotations

from statistics import median


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
