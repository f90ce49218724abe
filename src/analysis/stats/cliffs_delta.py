"""Cliff's delta and the probability of superiority, with an interval that also works without overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from analysis.stats._arrays import Floats, Ints, check_level
from analysis.stats._unpaired import category_counts, present, read_samples, sample_warnings

EDGE = 1e-12
"""Distance from 0 and 1 at which the root-finder starts when the estimate is 0 or 1, itself a root there."""


@dataclass(frozen=True, slots=True)
class CliffsDelta:
    """How often a value after exceeds one before, as a difference (δ) and as a probability.

    Attributes
    ----------
    estimate, low, high
        Cliff's δ = P(after > before) − P(after < before), from −1 to 1, and its interval; NaN when a side is
        empty.
    superiority, superiority_low, superiority_high
        P(after > before) + ½·P(equal) = (1 + δ)/2, and its interval.
    attained_level
        The nominal level, which the interval keeps only approximately; NaN without interval.
    n, n_before, n_after, n_missing
        Persons used in all and on each side, and values missing.
    level
        Nominal level of the interval.
    method, warnings
        Name for the report, and codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    superiority: Floats
    superiority_low: Floats
    superiority_high: Floats
    attained_level: Floats
    n: Ints
    n_before: Ints
    n_after: Ints
    n_missing: Ints
    level: float
    method: str
    warnings: tuple[str, ...]


def cliffs_delta(before: ArrayLike, after: ArrayLike, *, level: float = 0.95) -> CliffsDelta:
    """Estimate how often a random value after exceeds a random value before.

    The interval is Newcombe's method 5: the values θ with |θ̂ − θ| ≤ z·s(θ), where s²(θ) is the variance of
    the Mann–Whitney probability under a model with that θ. It neither shrinks to a point without overlap nor
    leaves [0, 1].

    Parameters
    ----------
    before, after
        Values of different persons, shapes (n_before,) and (n_after,) or (..., groups, n); NaN is missing.
    level
        Nominal level of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        For values that are not numbers, infinite or above 1e60 in size, groups that do not match, and a level
        outside (0, 1).

    References
    ----------
    Cliff (1993) Psychol. Bull. 114:494; Newcombe (2006) Stat. Med. 25:559.

    Examples
    --------
    >>> result = cliffs_delta([1, 2, 2, 3, 4], [3, 4, 5, 5, 5, 7])
    >>> round(result.estimate, 4), round(result.low, 4), round(result.high, 4), round(result.superiority, 4)
    (0.8667, 0.162, 0.9836, 0.9333)
    """
    level = check_level(level)
    samples = read_samples(before, after)
    limits = np.full((3, len(samples.n_after)), np.nan)
    for row in np.flatnonzero((samples.n_before > 0) & (samples.n_after > 0)).tolist():
        x, y = present(samples.before[row]), present(samples.after[row])
        in_before, in_after = category_counts(x, y)
        doubled = int(np.dot(in_after, 2 * np.cumsum(in_before) - in_before))
        observed = doubled / (2 * len(x) * len(y))
        limits[:, row] = (observed, *superiority_interval(observed, len(x), len(y), level))
    shape = samples.groups
    theta, low, high = limits
    return CliffsDelta(
        estimate=shape.floats(2 * theta - 1),
        low=shape.floats(2 * low - 1),
        high=shape.floats(2 * high - 1),
        superiority=shape.floats(theta),
        superiority_low=shape.floats(low),
        superiority_high=shape.floats(high),
        attained_level=shape.floats(np.where(np.isnan(low), np.nan, level)),
        n=shape.ints(samples.n_before + samples.n_after),
        n_before=shape.ints(samples.n_before),
        n_after=shape.ints(samples.n_after),
        n_missing=shape.ints(samples.n_missing),
        level=level,
        method="Cliff's delta, interval by Newcombe's method 5",
        warnings=sample_warnings(samples),
    )


def superiority_interval(theta: float, m: int, n: int, level: float) -> tuple[float, float]:
    """Interval of the probability of superiority for an estimate from m and n persons.

    Examples
    --------
    >>> [round(limit, 4) for limit in superiority_interval(1.0, 8, 8, 0.95)]
    [0.7556, 1.0]
    """
    z = float(special.ndtri((1 + level) / 2))
    extra = (m + n) / 2 - 1

    def beyond(value: float) -> float:
        spread = value * (1 - value) * (1 + extra * ((1 - value) / (2 - value) + value / (1 + value)))
        return (theta - value) ** 2 - z * z * spread / (m * n)

    low = 0.0 if theta == 0 else optimize.brentq(beyond, 0.0, min(theta, 1 - EDGE), xtol=1e-15, rtol=1e-14)
    high = 1.0 if theta == 1 else optimize.brentq(beyond, max(theta, EDGE), 1.0, xtol=1e-15, rtol=1e-14)
    return float(low), float(high)
