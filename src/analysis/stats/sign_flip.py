"""Exact sign-flip (one-sample permutation) test of the mean difference."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import RESAMPLES, SEED, check_aligned, check_resampling, fraction, monte_carlo
from analysis.stats._differences import Differences, data_warnings, read_differences
from analysis.stats._groups import p_values, two_sided, warn_where
from analysis.stats._results import PairedTest
from analysis.stats._strata import stratum_codes
from analysis.stats._types import FloatArray, Floats
from analysis.stats.null_distributions.sign_flips import sum_tails
from analysis.stats.null_distributions.subset_means import mean_interval


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFlip(PairedTest):
    """Sign-flip test with the mean difference; the fields of every paired test, and these.

    Attributes
    ----------
    estimate : float or array
        Mean difference; NaN without a pair.
    low, high, attained_level : float or array
        Interval of the means the test does not reject, and its level; NaN where none exists.
    p, p_mid : float or array
        Share of the 2ⁿ sign patterns at least as extreme, and the mid-p; 1 without a non-zero pair.
    p_error : float or array
        Standard error of p: 0 when exact, positive for random sign patterns.
    statistic : float or array
        Sum of the differences.
    smallest_p : float or array
        2^(1−m) with m non-zero pairs.
    """

    p_error: Floats


def sign_flip(
    differences: ArrayLike,
    *,
    level: float = 0.95,
    interval: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> SignFlip:
    """Test whether the mean difference is zero by flipping the signs of the differences in all 2ⁿ ways.

    Differences on a common grid (answers, index means, amounts in øre) are counted exactly by dynamic
    programming at any n the data can have; other differences exactly up to 40 non-zero pairs, without any
    rounding. Past that, random sign patterns from the stated seed are used, ``p_error`` is their standard
    error and ``warnings`` says ``monte_carlo``. Two-sided p is twice the smaller tail, at most 1. The
    interval holds the means that the test at 1 − level does not reject, ties and zeros included.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    level
        Nominal level of the interval, between 0 and 1.
    interval
        Whether to compute the interval, which costs far more than p.
    resamples, seed
        Number and seed of the random sign patterns where they are needed.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and for keywords outside their
        range.

    References
    ----------
    Fisher (1935) The Design of Experiments, ch. 3; Hartigan (1969) JASA 64:1303; Hesterberg (2015) Am. Stat.
    69:371.

    Examples
    --------
    >>> result = sign_flip([1, 2, 0, 3, 1, -1, 2, 1])
    >>> result.estimate, result.p, round(result.low, 4), result.high
    (1.125, 0.078125, 0.0, 2.0)
    >>> sign_flip([3.4 - 3.2, 0.2, 0.6, 0.4]).p
    0.125
    """
    level = fraction("level", level)
    check_resampling(resamples, seed)
    data = read_differences(differences)
    tails = sum_tails(data, resamples, seed)
    p, p_mid = p_values(tails.lower, tails.upper, tails.point)
    codes = data_warnings(data)
    low, high, attained = (np.full(len(data.n), np.nan) for _ in range(3))
    if interval:
        low, high, attained, sure = mean_interval(data, level, resamples, seed)
        codes += warn_where(np.isnan(attained), "no_interval")
        codes += () if sure else ("monte_carlo_interval",)
    codes += warn_where(~tails.exact, "monte_carlo")
    total = _exact_sums(data)
    return SignFlip(
        **data.results(
            estimate=np.divide(total, data.n, out=np.full(len(total), np.nan), where=data.n > 0),
            low=low,
            high=high,
            attained_level=attained,
            statistic=total,
            p=p,
            p_mid=p_mid,
            p_error=np.where(tails.exact, 0.0, 2.0 * np.sqrt(p / 2.0 * (1.0 - p / 2.0) / resamples)),
            smallest_p=two_sided(data.smallest_tail),
        ),
        level=level,
        method="Exact sign-flip test of the mean"
        if tails.exact.all()
        else f"Sign-flip test of the mean{monte_carlo(resamples, seed)}",
        warnings=codes,
    )


def _exact_sums(data: Differences) -> FloatArray:
    """Sum each group's differences, in whole multiples where there is a grid."""
    every = np.arange(len(data.n))
    return data.grid.to_values(np.nansum(data.grid.in_units(every), axis=1), every)


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedSignFlip(SignFlip):
    """Sign-flip test within strata; the fields of :class:`SignFlip`."""


def stratified_sign_flip(
    differences: ArrayLike,
    strata: ArrayLike,
    *,
    level: float = 0.95,
    interval: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> StratifiedSignFlip:
    """Test whether the mean difference is zero, flipping signs person by person within strata (addresses).

    Flipping a sign never moves a person between strata, so p and interval are those of :func:`sign_flip`.

    Parameters
    ----------
    differences, level, interval, resamples, seed
        As in :func:`sign_flip`.
    strata
        One label per person, shape (n,).

    Raises
    ------
    ValueError
        As :func:`sign_flip`, and for labels that are missing or not one per person.

    References
    ----------
    Fisher (1935) The Design of Experiments, ch. 3; Hartigan (1969) JASA 64:1303.

    Examples
    --------
    >>> address = ["a", "a", "a", "b", "b", "b", "b", "b"]
    >>> stratified_sign_flip([1, 2, 0, 3, 1, -1, 2, 1], address).p
    0.078125
    """
    check_aligned(differences=differences, strata=strata)
    flip = sign_flip(differences, level=level, interval=interval, resamples=resamples, seed=seed)
    stratum_codes(strata, np.shape(differences)[-1], "strata")
    kept = {field.name: getattr(flip, field.name) for field in fields(flip)}
    name = flip.method.replace("Exact sign", "Exact stratified sign").replace("Sign-", "Stratified sign-")
    return StratifiedSignFlip(**kept | {"method": name})
