"""Unconditional test of two Poisson rates: the E-test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arrays import Alternative, FloatArray, Floats, Ints, check_alternative
from analysis.stats._counts import as_p, counts, exposures, out, per_unique, together, warn_where
from analysis.stats._sides import named
from analysis.stats.rate_ratio import ratio

_TIE = 1e-10
_EQUAL = 1e-12
"""Rates this close (relative) are equal: 0.1 and 0.3 have no exact ratio in floating point."""
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class RateRatioETest:
    """E-test of a rate ratio.

    Attributes
    ----------
    estimate : float or array
        Rate after / rate before; NaN for 0 against 0.
    low, high, attained_level : float or array
        NaN: no interval belongs to this test.
    p, p_mid : float or array
        p at the estimated common rate, and its mid-p.
    statistic : float or array
        Difference of the rates over its unpooled standard error; 0 for 0 against 0.
    n : int or array
        Events before and after together.
    smallest_p : float or array
        The smallest p that this many events could have given.
    alternative : str
        What was tested.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    p: Floats
    p_mid: Floats
    statistic: Floats
    n: Ints
    smallest_p: Floats
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def rate_ratio_etest(
    count_before: ArrayLike,
    exposure_before: ArrayLike,
    count_after: ArrayLike,
    exposure_after: ArrayLike,
    *,
    alternative: Alternative = "two-sided",
) -> RateRatioETest:
    """Compare two Poisson rates by Krishnamoorthy and Thomson's E-test.

    The p value is the probability, both counts being Poisson with the pooled rate, of a standardised
    difference at least as large as the observed. Less conservative than the conditional test, but it does
    not guarantee its level, and no interval belongs to it: give :func:`~analysis.stats.rate_ratio`'s beside
    it. scipy's ``poisson_means_test`` is the same test, right to about ten digits when two-sided, one pair at
    a time; one-sided it leaves out the outcome 0 against 0, whose statistic is 0, and ties lost to rounding.

    Parameters
    ----------
    count_before, count_after : array_like
        Number of events, whole numbers ≥ 0. Scalars or arrays of groups that broadcast.
    exposure_before, exposure_after : array_like
        Exposure, above 0.
    alternative : {"two-sided", "less", "greater"}
        ``"less"`` asks whether the rate after is lower: p is then the probability of a standardised
        difference at most as large as the observed.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, exposure that is not above 0, and an unknown
        alternative.

    References
    ----------
    Krishnamoorthy & Thomson (2004), *Journal of Statistical Planning and Inference* 119:23–35.

    Examples
    --------
    Przyborowski and Wilenski's dodder seeds: none in 100 g, three in another 100 g.

    >>> round(rate_ratio_etest(0, 100, 3, 100).p, 6)
    0.088379
    >>> rate_ratio_etest([6, 0], 12, 0, 12).p.round(4).tolist()
    [0.0096, 1.0]
    >>> round(rate_ratio_etest(0, 100, 3, 100, alternative="greater").p, 6)
    0.04419
    """
    check_alternative(alternative)
    shape, cells = together(
        count_before=counts("count_before", count_before),
        exposure_before=exposures("exposure_before", exposure_before),
        count_after=counts("count_after", count_after),
        exposure_after=exposures("exposure_after", exposure_after),
    )
    before, t_before, after, t_after = cells
    statistic = _statistic(before, t_before, after, t_after)
    total = before + after

    def p_values(*columns: FloatArray) -> tuple[FloatArray, ...]:
        return _p_values(alternative, *columns)

    p, p_mid, smallest = per_unique(p_values, statistic, total, t_before, t_after)
    nothing = np.full_like(p, np.nan)
    result = {
        "estimate": ratio(before, t_before, after, t_after),
        "low": nothing,
        "high": nothing,
        "attained_level": nothing,
        "p": p,
        "p_mid": p_mid,
        "statistic": statistic,
        "n": total.astype(np.int64),
        "smallest_p": smallest,
    }
    return RateRatioETest(
        **{name: out(values, shape) for name, values in result.items()},
        alternative=alternative,
        method=named("E-test of a rate ratio (unconditional)", alternative),
        warnings=warn_where(total == 0, "no_events"),
    )


def _statistic(
    before: FloatArray, t_before: FloatArray, after: FloatArray, t_after: FloatArray
) -> FloatArray:
    """(rate after − rate before) / √(count after / exposure² + count before / exposure²)."""
    shorter = np.minimum(t_before, t_after)  # no scale above 1: exposures may differ by any factor
    rate_after, rate_before = after * (shorter / t_after), before * (shorter / t_before)
    difference = rate_after - rate_before
    difference = np.where(np.abs(difference) <= _EQUAL * (rate_after + rate_before), 0.0, difference)
    error = np.hypot(np.sqrt(after) * (shorter / t_after), np.sqrt(before) * (shorter / t_before))
    return np.asarray(np.where(error > 0, difference / np.where(error > 0, error, 1), 0.0))


def _p_values(
    alternative: str, statistic: FloatArray, total: FloatArray, t_before: FloatArray, t_after: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """p, mid-p and smallest p; all events on the side asked for give a statistic of √n."""
    sign = -1.0 if alternative == "less" else 1.0
    both = alternative == "two-sided"
    found = np.empty((3, len(total)))
    rows = zip((sign * statistic).tolist(), total.tolist(), t_before.tolist(), t_after.tolist(), strict=True)
    for column, (seen, n, before, after) in enumerate(rows):
        p, point = _one_p(seen, n, before, after, sign, both)
        found[:, column] = p, p - point / 2, _one_p(n**0.5, n, before, after, sign, both)[0]
    return as_p(found[0]), as_p(found[1]), as_p(found[2])


def _one_p(
    observed: float, total: float, t_before: float, t_after: float, sign: float, both: bool
) -> tuple[float, float]:
    """P(T ≥ observed) and P(T = observed) at the pooled rate, T signed, or its size for both tails."""
    if both and observed == 0:
        return 1.0, 0.0
    rate = total / (t_before + t_after)
    first, second = _range(rate * t_before), _range(rate * t_after)
    point_first, point_second = _poisson(first, rate * t_before), _poisson(second, rate * t_after)
    observed = abs(observed) if both else observed
    tie = _TIE * abs(observed)
    step, p, point = max(1, _BLOCK // len(second)), 0.0, 0.0
    for start in range(0, len(first), step):
        rows = slice(start, start + step)
        extreme = sign * _statistic(first[rows, None], np.array(t_before), second[None, :], np.array(t_after))
        extreme = np.abs(extreme) if both else extreme
        p += float(point_first[rows] @ ((extreme >= observed - tie) @ point_second))
        point += float(point_first[rows] @ ((np.abs(extreme - observed) <= tie) @ point_second))
    return p, point


def _range(mean: float) -> FloatArray:
    """Return the counts that hold all but about 10⁻¹⁷ of a Poisson distribution."""
    reach = 9 * np.sqrt(mean) + 30
    return np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach) + 1)


def _poisson(count: FloatArray, mean: float) -> FloatArray:
    return np.asarray(np.exp(special.xlogy(count, mean) - mean - special.gammaln(count + 1)))
