"""Run the benchmarks and print one table."""

from __future__ import annotations

import argparse

from benchmarks import desk, explore, fronts, stages, start, toponyms


def main() -> None:
    """Print what stages, place names, fronts, exploring, deciding and a start of the app cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="interleaved runs of each stage (default: %(default)s)")
    parser.add_argument("--starts", type=int, default=5, help="interleaved starts of the app (default: %(default)s)")
    parser.add_argument("--only", choices=["stages", "toponyms", "fronts", "explore", "desk", "start"])
    options = parser.parse_args()
    if options.only in {None, "stages"}:
        stages.main(options.runs)
    if options.only in {None, "toponyms"}:
        toponyms.main(options.runs)
    if options.only in {None, "fronts"}:
        fronts.main([300, 2000], max(2, options.runs // 10))
    if options.only in {None, "explore"}:
        explore.main(options.runs)
    if options.only in {None, "desk"}:
        desk.main(options.runs)
    if options.only in {None, "start"}:
        start.main(options.starts)


main()
