"""Exact Wilcoxon signed-rank test, right with ties and zeros."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import (
    Alternative,
    FloatArray,
    Floats,
    IntArray,
    Ints,
    check_alternative,
    check_choice,
    check_level,
    chunks,
    p_values,
    smallest_p,
)
from analysis.stats._flip_null import flip_tails
from analysis.stats._midranks import doubled_midranks_of_sorted
from analysis.stats._paired import data_warnings, read_differences
from analysis.stats._sides import attained_by_one, exactly, inner_level, named, opened
from analysis.stats.hodges_lehmann import walsh_interval

Zeros = Literal["pratt", "wilcox"]


@dataclass(frozen=True, slots=True)
class SignedRank:
    """Signed-rank test with the Hodges–Lehmann estimate and interval.

    Attributes
    ----------
    estimate, low, high, attained_level
        Hodges–Lehmann estimate and exact interval (see ``hodges_lehmann``); NaN where none exists.
    p, p_mid
        Exact p given the ranks and the mid-p; 1 without a non-zero pair.
    statistic
        T+, the sum of the ranks of the positive differences.
    n, n_zero, n_missing, n_up, n_down
        Pairs used, of these without change; pairs lost; pairs that rose and fell.
    smallest_p
        The smallest p these pairs could have given: 2^(1−m) two-sided with m non-zero pairs.
    level, alternative
        Nominal level of the interval, and what was tested.
    method, warnings
        Name for the report, and codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    p: Floats
    p_mid: Floats
    statistic: Floats
    n: Ints
    n_zero: Ints
    n_missing: Ints
    n_up: Ints
    n_down: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def signed_rank(
    differences: ArrayLike,
    *,
    zeros: Zeros = "pratt",
    alternative: Alternative = "two-sided",
    level: float = 0.95,
) -> SignedRank:
    """Test whether differences are symmetric about zero, exactly, whatever the ties and zeros.

    The sizes |d| get midranks; zeros are ranked with the rest and their ranks then left out
    (``zeros="pratt"``) or removed before ranking (``"wilcox"``). Given the ranks, each sign is a fair coin:
    the distribution of T+ is built exactly on doubled midranks. Two-sided p is twice the smaller tail, at
    most 1; mid-p takes half the probability of the observed value off each tail. Differences that are
    rounding noise from a common grid count as tied.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    zeros
        What zeros do to the ranks.
    alternative
        ``"greater"`` asks whether differences tend upwards. The interval belongs to it:
        ``"greater"`` has a lower limit only, ``"less"`` an upper one, as in R.
    level
        Nominal level of the interval, between 0 and 1 (above 0.5 when one-sided).

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and for keywords outside their
        range.

    Notes
    -----
    ``scipy.stats.wilcoxon`` is exact with ties only up to n = 13, and with ``method="exact"`` ignores them.
    Past 2000 non-zero pairs (or 6·10⁹ additions) the normal approximation answers, and ``warnings`` says so.

    References
    ----------
    Wilcoxon (1945) Biometrics Bull. 1:80; Pratt (1959) JASA 54:655; Hollander & Wolfe (1973), ch. 3.

    Examples
    --------
    >>> result = signed_rank([1, 2, 0, 3, 1, -1, 2, 1])
    >>> result.p, result.statistic, (result.n_up, result.n_zero, result.n_down)
    (0.078125, 31.5, (6, 1, 1))
    >>> signed_rank([[1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, float("nan")]]).p
    array([0.03125, 1.     ])
    """
    check_choice(zeros, ("pratt", "wilcox"), "zeros")
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
    data = read_differences(differences)
    weights, positive = signed_weights(data.values, zeros)
    tails = flip_tails(weights, positive)
    p, p_mid = p_values(tails.lower, tails.upper, tails.point, alternative)
    estimate, low, high, attained, k = walsh_interval(data.values, data.n, inner)
    low, high = opened(low, high, alternative)
    codes = data_warnings(data)
    codes += ("no_interval",) if (k == 0).any() else ()
    codes += () if tails.exact.all() else ("normal_approximation",)
    shape = data.groups
    return SignedRank(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(attained_by_one(attained, alternative)),
        p=shape.floats(p),
        p_mid=shape.floats(p_mid),
        statistic=shape.floats(positive / 2),
        n=shape.ints(data.n),
        n_zero=shape.ints(data.n_zero),
        n_missing=shape.ints(data.n_missing),
        n_up=shape.ints(data.n_up),
        n_down=shape.ints(data.n_down),
        smallest_p=shape.floats(smallest_p(tails.extreme, alternative)),
        level=level,
        alternative=alternative,
        method=named(
            exactly("Wilcoxon signed-rank test", exact=bool(tails.exact.all()))
            + (", Pratt zeros" if zeros == "pratt" else ""),
            alternative,
        ),
        warnings=codes,
    )


def signed_weights(values: FloatArray, zeros: Zeros) -> tuple[IntArray, IntArray]:
    """Rank |d| in ascending order, doubled (0 for zeros and missing); with the sum over d > 0, per row."""
    weights = np.zeros(values.shape, dtype=np.int64)
    positive = np.zeros(len(values), dtype=np.int64)
    for part in chunks(len(values), 100 * max(1, values.shape[1])):
        size = np.abs(values[part])
        if zeros == "wilcox":
            size = np.where(size == 0, np.nan, size)
        order = np.argsort(size, axis=1)
        signs = np.take_along_axis(values[part], order, axis=1)
        ranks = doubled_midranks_of_sorted(np.take_along_axis(size, order, axis=1))
        weights[part] = np.where(signs == 0, 0, ranks)
        positive[part] = np.where(signs > 0, ranks, 0).sum(axis=1)
    return weights, positive
