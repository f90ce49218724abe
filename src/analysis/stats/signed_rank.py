"""Exact Wilcoxon signed-rank test, right with ties and zeros."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import choice, fraction
from analysis.stats._differences import data_warnings, read_differences
from analysis.stats._groups import p_values, two_sided, warn_where
from analysis.stats._results import PairedTest
from analysis.stats.hodges_lehmann import walsh_interval
from analysis.stats.null_distributions.sign_flips import flip_tails
from analysis.stats.null_distributions.signed_ranks import signed_weights

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
    weights, positive = signed_weights(data.values, ranked_zeros=ranked)
    tails = flip_tails(weights, positive)
    p, p_mid = p_values(tails.lower, tails.upper, tails.point)
    estimate, low, high, attained = walsh_interval(data.values, data.n, level)
    return SignedRank(
        **data.results(
            estimate=estimate,
            low=low,
            high=high,
            attained_level=attained,
            statistic=positive / 2,
            p=p,
            p_mid=p_mid,
            smallest_p=two_sided(data.smallest_tail),
        ),
        level=level,
        method=named("Wilcoxon signed-rank test", exact=bool(tails.exact.all()), ranked_zeros=ranked),
        warnings=data_warnings(data)
        + warn_where(np.isnan(attained), "no_interval")
        + warn_where(~tails.exact, "normal_approximation"),
    )


def named(test: str, *, exact: bool, ranked_zeros: bool) -> str:
    """Return the name of a signed-rank test: exact or approximate, and what it did with zeros.

    Examples
    --------
    >>> named("signed-rank test", exact=False, ranked_zeros=True)
    'Normal approximation of the signed-rank test, Pratt zeros'
    """
    return ("Exact " if exact else "Normal approximation of the ") + test + ", Pratt zeros" * ranked_zeros
