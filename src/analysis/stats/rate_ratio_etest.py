"""Unconditional test of two Poisson rates: the E-test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arrays import FloatArray, Floats, Ints
from analysis.stats._counts import as_p, counts, exposures, out, per_unique, together, warn_where
from analysis.stats.rate_ratio import ratio

_TIE = 1e-10
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class RateRatioETest:
    """E-test of a rate ratio.

    Attributes
    ----------
    estimate : float or array
        Rate after / rate before; NaN for 0 against 0.
    p : float or array
        Two-sided p at the estimated common rate.
    statistic : float or array
        Difference of the rates over its unpooled standard error; 0 for 0 against 0.
    n : int or array
        Events before and after together.
    smallest_p : float or array
        The smallest p that this many events could have given.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
    p: Floats
    statistic: Floats
    n: Ints
    smallest_p: Floats
    method: str
    warnings: tuple[str, ...]


def rate_ratio_etest(
    count_before: ArrayLike, exposure_before: ArrayLike, count_after: ArrayLike, exposure_after: ArrayLike
) -> RateRatioETest:
    """Compare two Poisson rates by Krishnamoorthy and Thomson's E-test.

    The p value is the probability, both counts being Poisson with the pooled rate, of a standardised
    difference at least as large as the observed. Less conservative than the conditional test, but it does
    not guarantee its level, and no interval belongs to it: give :func:`~analysis.stats.rate_ratio`'s beside
    it. scipy's ``poisson_means_test`` is the same test, right to about ten digits, one pair at a time.

    Parameters
    ----------
    count_before, count_after : array_like
        Number of events, whole numbers ≥ 0. Scalars or arrays of groups that broadcast.
    exposure_before, exposure_after : array_like
        Exposure, above 0.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, and exposure that is not above 0.

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
    """
    shape, cells = together(
        count_before=counts("count_before", count_before),
        exposure_before=exposures("exposure_before", exposure_before),
        count_after=counts("count_after", count_after),
        exposure_after=exposures("exposure_after", exposure_after),
    )
    before, t_before, after, t_after = cells
    statistic = _statistic(before, t_before, after, t_after)
    total = before + after
    p, smallest = per_unique(_p_values, np.abs(statistic), total, t_before, t_after)
    result = {
        "estimate": ratio(before, t_before, after, t_after),
        "p": p,
        "statistic": statistic,
        "n": total.astype(np.int64),
        "smallest_p": smallest,
    }
    return RateRatioETest(
        **{name: out(values, shape) for name, values in result.items()},
        method="E-test of a rate ratio (unconditional)",
        warnings=warn_where(total == 0, "no_events"),
    )


def _statistic(
    before: FloatArray, t_before: FloatArray, after: FloatArray, t_after: FloatArray
) -> FloatArray:
    """(rate after − rate before) / √(count after / exposure² + count before / exposure²)."""
    relation = t_after / t_before
    error = np.sqrt(after + before * relation**2)
    return np.asarray(np.where(error > 0, (after - before * relation) / np.where(error > 0, error, 1), 0.0))


def _p_values(
    observed: FloatArray, total: FloatArray, t_before: FloatArray, t_after: FloatArray
) -> tuple[FloatArray, FloatArray]:
    rows = zip(observed.tolist(), total.tolist(), t_before.tolist(), t_after.tolist(), strict=True)
    pairs = [
        (_one_p(seen, n, before, after), _one_p(float(np.sqrt(n)), n, before, after))
        for seen, n, before, after in rows  # all events on one side give |statistic| = √n
    ]
    p = np.array(pairs).reshape(-1, 2)
    return as_p(p[:, 0]), as_p(p[:, 1])


def _one_p(observed: float, total: float, t_before: float, t_after: float) -> float:
    """P(|statistic| ≥ observed) for two Poisson counts with the pooled rate."""
    if observed == 0:
        return 1.0
    rate = total / (t_before + t_after)
    first, second = _range(rate * t_before), _range(rate * t_after)
    point_first, point_second = _poisson(first, rate * t_before), _poisson(second, rate * t_after)
    step, p = max(1, _BLOCK // len(second)), 0.0
    for start in range(0, len(first), step):
        block = first[start : start + step, None]
        extreme = np.abs(_statistic(block, np.array(t_before), second[None, :], np.array(t_after)))
        rejected = extreme >= observed * (1 - _TIE)
        p += float(point_first[start : start + step] @ (rejected @ point_second))
    return p


def _range(mean: float) -> FloatArray:
    """Return the counts that hold all but about 10⁻¹⁷ of a Poisson distribution."""
    reach = 9 * np.sqrt(mean) + 30
    return np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach) + 1)


def _poisson(count: FloatArray, mean: float) -> FloatArray:
    return np.asarray(np.exp(special.xlogy(count, mean) - mean - special.gammaln(count + 1)))
