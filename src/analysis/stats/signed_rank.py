"""Exact Wilcoxon signed-rank test, right with ties and zeros, also within strata."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, choice, fraction
from analysis.stats._differences import Differences, data_warnings, read_differences
from analysis.stats._groups import p_values, two_sided, warn_where
from analysis.stats._results import PairedTest
from analysis.stats._strata import stratum_codes
from analysis.stats._types import FloatArray, IntArray
from analysis.stats.hodges_lehmann import pooled_walsh, walsh_interval
from analysis.stats.null_distributions.sign_flips import flip_tails
from analysis.stats.null_distributions.signed_ranks import interval_rank, signed_weights

Zeros = Literal["pratt", "wilcox"]
RANKED = {"pratt": True, "wilcox": False}
"""Whether zeros are ranked with the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRank(PairedTest):
    """Signed-rank test; the fields of every paired test, and these.

    Attributes
    ----------
    estimate, low, high, attained_level : float or array
        Hodges–Lehmann estimate and exact interval (see ``hodges_lehmann``); NaN where none exists.
    p, p_mid : float or array
        Exact p given the ranks and the mid-p; 1 without a non-zero pair.
    statistic : float or array
        T+, the sum of the ranks of the positive differences.
    smallest_p : float or array
        2^(1−m) with m non-zero pairs.
    """


def signed_rank(differences: ArrayLike, *, zeros: Zeros = "pratt", level: float = 0.95) -> SignedRank:
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
    level
        Nominal level of the interval, between 0 and 1.

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
    ranked, level = choice("zeros", zeros, RANKED), fraction("level", level)
    data = read_differences(differences)
    limits = walsh_interval(data.values, data.n, level)
    ranks = signed_weights(data.values, ranked_zeros=ranked)
    name = "Wilcoxon signed-rank test" + ", Pratt zeros" * ranked
    return SignedRank(**_tested(data, ranks, limits, name), level=level)


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedSignedRank(SignedRank):
    """Signed-rank test within strata; the fields of :class:`SignedRank`.

    The estimate is the median of the Walsh averages of pairs in the same stratum, its limits are ordered
    ones, and T+ is added over strata.
    """


def stratified_signed_rank(
    differences: ArrayLike, strata: ArrayLike, *, zeros: Zeros = "pratt", level: float = 0.95
) -> StratifiedSignedRank:
    """Test whether differences are symmetric about zero when strata (addresses) differ in size of change.

    Sizes are ranked within each stratum and T+ is added over strata; its distribution is the exact
    convolution of the strata's. Zeros, ties, p and mid-p are as in ``signed_rank``; with one stratum the
    results are the same.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    strata
        One label per person, shape (n,).
    zeros, level
        As in ``signed_rank``.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size, labels that are missing or not
        one per person, and keywords outside their range.

    References
    ----------
    Hollander & Wolfe (1973), ch. 3; van Elteren (1960) Bull. Int. Stat. Inst. 37:351 (ranks within strata).

    Examples
    --------
    >>> address = ["a", "a", "a", "b", "b", "b", "b", "b"]
    >>> result = stratified_signed_rank([1, 2, 0, 3, 1, -1, 2, 1], address)
    >>> result.p, result.statistic
    (0.078125, 18.0)
    """
    ranked, level = choice("zeros", zeros, RANKED), fraction("level", level)
    check_aligned(differences=differences, strata=strata)
    data = read_differences(differences)
    codes = stratum_codes(strata, data.values.shape[1], "strata")
    columns = [np.flatnonzero(codes == code) for code in range(int(codes.max(initial=-1)) + 1)]
    none = (np.zeros((len(data.n), 0), dtype=np.int64), np.zeros_like(data.n))
    parts = [none, *(signed_weights(data.values[:, column], ranked_zeros=ranked) for column in columns)]
    ranks = (
        np.concatenate([part[0] for part in parts], axis=1),
        np.stack([part[1] for part in parts]).sum(axis=0),
    )
    limits = _walsh_within(data.values, columns, level)
    name = "stratified Wilcoxon signed-rank test" + ", Pratt zeros" * ranked
    return StratifiedSignedRank(**_tested(data, ranks, limits, name), level=level)


def _tested(
    data: Differences, ranks: tuple[IntArray, IntArray], limits: Iterable[FloatArray], name: str
) -> dict[str, Any]:
    """Fields of the test of signed ranks, with the Hodges–Lehmann estimate and its limits."""
    tails = flip_tails(*ranks)
    p, p_mid = p_values(tails.lower, tails.upper, tails.point)
    estimate, low, high, attained = limits
    fields = data.results(
        estimate=estimate,
        low=low,
        high=high,
        attained_level=attained,
        statistic=ranks[1] / 2,
        p=p,
        p_mid=p_mid,
        smallest_p=two_sided(data.smallest_tail),
    )
    return fields | {
        "method": ("Exact " if tails.exact.all() else "Normal approximation of the ") + name,
        "warnings": data_warnings(data)
        + warn_where(np.isnan(attained), "no_interval")
        + warn_where(~tails.exact, "normal_approximation"),
    }


def _walsh_within(values: FloatArray, columns: list[IntArray], level: float) -> FloatArray:
    """Walsh averages within strata: rows of estimate, low, high and attained level, one column per group."""
    limits = np.full((4, len(values)), np.nan)
    for row, group in enumerate(values):
        present = [group[column][~np.isnan(group[column])] for column in columns]
        present = [part for part in present if len(part)]
        if present:
            k, attained = interval_rank(tuple(sorted(len(part) for part in present)), level)
            limits[:, row] = (*pooled_walsh(present, k), attained)
    return limits
