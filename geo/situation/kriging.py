"""Signed-distance kriging: how far inside each side's area a point lies, and how sure that is.

Every side has a field in kilometres, positive inside its area. A statement says that the field at its place is
about half the distance to the nearest rival statement; a Gaussian process carries that to all other points. Once
a border is known, a second pass takes what a statement says from its distance to that border.

Source: Rasmussen and Williams, *Gaussian Processes for Machine Learning* (2006), algorithm 2.1; Matérn 3/2
covariance, eq. 4.17. Parameters were measured on dated control polygons of Ukraine, 2024-2026, and on synthetic
fronts (``docs/fronts.md``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.spatial import cKDTree

from geo.settings import Settings

Array = NDArray[np.float64]
Index = NDArray[np.intp]

CHUNK = 2_000_000
"""Covariances held at once when a field is read off, so that a large theatre stays far below 1 GB."""
LEAST_KM, MOST_KM = 0.1, 1e4
"""Bounds of a deviation, whatever weight or age a statement has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Soundings:
    """Statements in a local plane, sorted: what the fields are fitted to.

    Parameters
    ----------
    held : array of int
        Index of the side that holds the point, -1 where the kind says nothing of it.
    near, beside : array of int
        Index of the side that is within ``within_km`` of the point, and of the side that holds it; -1 elsewhere.
    between : array of int, n x 2
        The two sides between which a point is contested or a river lies, -1 elsewhere.
    open_km : array of float
        Deviation (km) of where the border runs at such a point.
    """

    xy: Array
    held: Index
    near: Index
    beside: Index
    within_km: Array
    between: Index
    open_km: Array
    weight: Array
    age_days: Array

    def joined(self, other: Soundings) -> Soundings:
        """Return these soundings and others."""
        return Soundings(**{n: np.concatenate([getattr(self, n), getattr(other, n)]) for n in self.__slots__})


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """What soundings say about one side's field: rows of them, values and deviations (km)."""

    rows: Index
    value: Array
    sigma: Array


def rival_km(points: Soundings, side: int, reach_km: float) -> Array:
    """Return each point's distance to the nearest point of the other party, at most ``reach_km``.

    The other party of a point that ``side`` holds are all other holders, of any other point ``side`` itself.
    """
    ours = points.held == side
    theirs = (points.held >= 0) & ~ours
    distance = np.full(len(points.xy), reach_km)
    for mine, rivals in ((ours, theirs), (~ours, ours)):
        if mine.any() and rivals.any():
            distance[mine] = np.minimum(cKDTree(points.xy[rivals]).query(points.xy[mine])[0], reach_km)
    return distance


def targets(points: Soundings, side: int, s: Settings) -> Targets:
    """Return what the soundings say about one side's field before any border is known."""
    distance = rival_km(points, side, s.front_unknown_km)
    control = np.flatnonzero(points.held >= 0)
    value = np.where(points.held[control] == side, 0.5, -0.5) * distance[control]
    sigma = np.maximum(s.front_noise_share * distance[control], s.front_noise_km)

    within = np.flatnonzero((points.near == side) | (points.beside == side))
    d = points.within_km[within]
    sign = np.where(points.near[within] == side, -1.0, 1.0)

    open_ = np.flatnonzero((points.between == side).any(axis=1))
    rows = np.concatenate([control, within, open_])
    value = np.concatenate([value, sign * s.front_within_share * d, np.zeros(len(open_))])
    sigma = np.concatenate(
        [sigma, np.maximum(s.front_within_spread * d, s.front_within_floor_km), points.open_km[open_]]
    )
    found = Targets(rows=rows, value=value, sigma=_doubted(sigma, points, rows, s))
    return _sharpest(found, s.front_statements_most)


def sharpened(first: Targets, points: Soundings, border_km: Array, agrees: NDArray[np.bool_], s: Settings) -> Targets:
    """Return targets that also follow a first border: half of each control target is its distance to that border.

    Parameters
    ----------
    border_km : array
        Distance of each row's point to the side's border.
    agrees : array of bool
        Which rows the first border agrees with; the others keep what they say.
    """
    taken = agrees & (points.held[first.rows] >= 0)
    rival = 2 * np.abs(first.value)
    half = 0.5 * np.abs(first.value) + 0.5 * np.minimum(border_km, rival)
    value = np.where(taken, np.sign(first.value) * half, first.value)
    noise = np.maximum(2 * s.front_noise_share * half, s.front_noise_km)
    return Targets(
        rows=first.rows, value=value, sigma=np.where(taken, _doubted(noise, points, first.rows, s), first.sigma)
    )


def _sharpest(found: Targets, most: int) -> Targets:
    """The targets with the least deviations, which are those along the front."""
    if len(found.rows) <= most:
        return found
    kept = np.sort(np.argsort(found.sigma, kind="stable")[:most])
    return Targets(rows=found.rows[kept], value=found.value[kept], sigma=found.sigma[kept])


def _doubted(sigma: Array, points: Soundings, rows: Index, s: Settings) -> Array:
    """Deviations widened by age and narrowed by weight, within what the arithmetic bears."""
    out = (sigma + s.front_age_km_per_day * points.age_days[rows]) / np.sqrt(points.weight[rows])
    return np.clip(out, LEAST_KM, MOST_KM)


def matern32(a: Array, b: Array, length_km: float) -> Array:
    """Return the Matérn 3/2 correlation between two sets of points."""
    r = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * a @ b.T
    np.maximum(r, 0.0, out=r)
    np.sqrt(r, out=r)
    r *= np.sqrt(3) / length_km
    decay = np.exp(-r)
    r += 1
    r *= decay
    return r


def covariance(a: Array, b: Array, s: Settings) -> Array:
    """Return the prior covariance (km²): Matérn 3/2 with a constant and a linear trend."""
    out = matern32(a, b, s.front_length_km)
    out += 1 + a @ b.T / s.front_trend_km**2
    out *= s.front_amplitude_km**2
    return out


class Field:
    """The posterior of one side's field given targets: one Cholesky factor."""

    def __init__(self, xy: Array, found: Targets, s: Settings) -> None:
        self._all, self._xy, self._found, self._s = xy, xy[found.rows], found, s
        prior = covariance(self._xy, self._xy, s)
        prior[np.diag_indices_from(prior)] += found.sigma**2
        self._factor = cho_factor(prior, lower=True, overwrite_a=True, check_finite=False)
        self._alpha = cho_solve(self._factor, found.value, check_finite=False)

    def mean(self, at: Array) -> Array:
        """Return the mean (km) at points."""
        return np.concatenate([covariance(part, self._xy, self._s) @ self._alpha for part in self._parts(at)])

    def spread(self, at: Array) -> Array:
        """Return the deviation (km) at points; of very many statements the sharpest, which lie along the front, decide it."""
        few = _sharpest(self._found, self._s.front_spread_most)
        if few is not self._found:
            return Field(self._all, few, self._s).spread(at)
        out = []
        for part in self._parts(at):
            half = solve_triangular(
                self._factor[0], covariance(self._xy, part, self._s), lower=True, overwrite_b=True, check_finite=False
            )
            half **= 2
            prior = self._s.front_amplitude_km**2 * (2 + (part**2).sum(1) / self._s.front_trend_km**2)
            out.append(np.sqrt(np.maximum(prior - half.sum(0), 1e-6)))
        return np.concatenate(out)

    def _parts(self, at: Array) -> Iterator[Array]:
        step = max(CHUNK // max(len(self._xy), 1), 1)
        for start in range(0, len(at), step):
            yield at[start : start + step]


def nudge(xy: Array, missing: Array, at: Array, s: Settings) -> Array:
    """Return a short-range correction (km) at ``at`` that adds ``missing`` at each of ``xy``.

    Parameters
    ----------
    missing : array, n or n x k
        Several columns are several corrections.
    """
    out = np.zeros((len(at), *missing.shape[1:]))
    wrong = missing.reshape(len(xy), -1).any(axis=1)
    if not wrong.any():
        return out
    length, reach = s.front_nudge_length_km, 5 * s.front_nudge_length_km
    kept = cKDTree(xy[wrong]).query(xy)[0] <= reach
    near, goal = xy[kept], missing[kept]
    ridge = matern32(near, near, length)
    ridge[np.diag_indices_from(ridge)] += s.front_nudge_noise
    alpha = cho_solve(cho_factor(ridge, lower=True, overwrite_a=True, check_finite=False), goal, check_finite=False)
    tree = cKDTree(at)
    for point, a in zip(near, alpha, strict=True):
        if np.abs(a).max() > 1e-3:
            rows = tree.query_ball_point(point, reach)
            out[rows] += np.multiply.outer(matern32(at[rows], point[None, :], length)[:, 0], a)
    return out


def lead(fields: Sequence[Array]) -> tuple[Index, list[Array]]:
    """Return the leading side at each point and each side's lead over the best of the others (km)."""
    stack = np.array(fields)
    leads = []
    for k in range(len(stack)):
        others = np.delete(stack, k, axis=0).max(axis=0)
        leads.append(stack[k] - others)
    return stack.argmax(axis=0), leads
