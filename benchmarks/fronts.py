"""Time, memory and error of inferred fronts on made-up wars whose true front is known.

    python -m benchmarks.fronts [--n 300,2000,5000] [--runs 3]

The front is a sum of waves from 400 to 20 km across a square of 500 km; towns are scattered over it, those near the
front more often named. One process a size, so that the peak of memory is its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from datetime import date

import numpy as np

from geo import geometry
from geo.geometry import BaseGeometry
from geo.situation.fronts import Statement, infer

HALF_KM = 250.0
PLANE = geometry.Local([(38.0, 35.0)])


def front_km(x: np.ndarray, seed: int) -> np.ndarray:
    """Return how far north (km) the front of a made-up war lies at places east (km) of the middle."""
    rng = np.random.default_rng(seed)
    waves = ((400.0, 40.0), (150.0, 15.0), (60.0, 6.0), (20.0, 2.0))
    return sum(a * np.sin(2 * np.pi * x / km + rng.uniform(0, 2 * np.pi)) for km, a in waves)


def statements(n: int, seed: int) -> list[Statement]:
    """Return ``n`` true statements about towns, most of them within 40 km of the front."""
    rng = np.random.default_rng([seed, n])
    x = rng.uniform(-HALF_KM, HALF_KM, n)
    away = np.where(rng.random(n) < 0.8, rng.normal(0, 30, n), rng.uniform(-HALF_KM, HALF_KM, n))
    y = np.clip(front_km(x, seed) + away, -HALF_KM + 1, HALF_KM - 1)
    north = y > front_km(x, seed)
    lonlat = PLANE.inverse(np.column_stack([x, y]))
    return [
        Statement(lon=lon, lat=lat, side="north" if up else "south", date=date(2024, 12, 6), place=f"town {i}")
        for i, ((lon, lat), up) in enumerate(zip(lonlat.tolist(), north.tolist(), strict=True))
    ]


def region() -> BaseGeometry:
    """Return the square in degrees."""
    square = geometry.box(-HALF_KM, -HALF_KM, HALF_KM, HALF_KM)
    return PLANE.to_globe(geometry.densified(square, 20.0))


def measure(n: int, runs: int) -> tuple[float, float, float, float]:
    """Return seconds of CPU (best run), peak memory (MB), mean error of the line (km) and share of it in the band."""
    made, square, best = statements(n, 1), region(), float("inf")
    for _ in range(runs):
        start = time.process_time()
        result = infer(made, square)
        best = min(best, time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    x = np.linspace(-HALF_KM + 10, HALF_KM - 10, 2000)
    true = np.column_stack([x, front_km(x, 1)])
    line = PLANE.to_plane(geometry.union(f.line for f in result.fronts))
    band = PLANE.to_plane(result.band)
    return best, peak, float(geometry.away_km(line, true).mean()), float(geometry.inside(band, true).mean())


def main(sizes: list[int], runs: int) -> None:
    """Print a row a size."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"  # figures are for one core; what is started below reads it
    print(f"{'statements':>10} {'CPU s':>8} {'peak MB':>8} {'error km':>9} {'in band':>8}")
    for n in sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, peak, error, inside = pool.apply(measure, (n, runs))
        print(f"{n:>10} {seconds:>8.2f} {peak:>8.0f} {error:>9.2f} {inside:>8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fronts", description=__doc__)
    parser.add_argument("--n", default="300,2000,5000", help="statements (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    main([int(n) for n in options.n.split(",")], options.runs)
