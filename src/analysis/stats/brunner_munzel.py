"""Permuted Brunner–Munzel test: how often is a value after above one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import RESAMPLES, SEED, check_resampling, fraction, monte_carlo
from analysis.stats._groups import SMALLEST_P, p_values, two_sided
from analysis.stats._results import BeforeAfterTest
from analysis.stats._samples import category_counts, read_samples, sample_warnings
from analysis.stats._types import FloatArray, Floats
from analysis.stats.null_distributions.binomial import log_choose
from analysis.stats.null_distributions.placements import (
    EXACT_TABLES,
    INT64_PERSONS,
    PlacementNull,
    Placements,
    compared,
    exact_null,
    number_of_tables,
    placements,
    random_null,
    studentised,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrunnerMunzel(BeforeAfterTest):
    """Permuted Brunner–Munzel test; the fields of every test before and after, and these.

    Attributes
    ----------
    estimate : float or array
        P(after > before) + ½·P(equal) for random persons; ½ is no difference, NaN when a side is empty.
    low, high, attained_level : float or array
        Interval of that probability matching the test, cut at 0 and 1; NaN where none exists. The attained
        level is the nominal one: the method keeps it only approximately.
    statistic : float or array
        The studentised statistic; ±∞ without overlap, NaN with fewer than 2 persons on a side.
    p_error : float or array
        Standard error of p: 0 unless random divisions were needed.
    smallest_p : float or array
        The smallest p these ties could have given; where the divisions are drawn, that of one division among
        all; 1 with fewer than 2 persons on a side.
    level : float
        Nominal level of the interval.
    """

    p_error: Floats
    level: float


def brunner_munzel(
    before: ArrayLike,
    after: ArrayLike,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> BrunnerMunzel:
    """Test whether a random value after is as likely to exceed a random value before as the reverse.

    Unlike the rank-sum test it does not assume equal spread. The studentised statistic is compared with that
    of all divisions of the persons, listed as tables of tied categories and compared in whole numbers; past
    one million tables, with random divisions from the stated seed.

    Parameters
    ----------
    before, after
        Values of different persons, shapes (n_before,) and (n_after,) or (..., groups, n); NaN is missing.
    level
        Nominal level of the interval, between 0 and 1.
    resamples, seed
        Number and seed of the random divisions where they are needed.

    Raises
    ------
    ValueError
        For values that are not numbers, infinite or above 1e60 in size, groups that do not match, and
        keywords outside their range.

    Notes
    -----
    Fewer than 2 persons on a side have no spread: p is 1, the statistic NaN, the warning ``too_few``.
    ``scipy.stats.brunnermunzel`` is the t approximation, too keen under about 10 + 10 persons.

    References
    ----------
    Brunner & Munzel (2000) Biom. J. 42:17; Neubert & Brunner (2007) CSDA 51:5192; Pauly, Asendorf &
    Konietschke (2016) Biom. J. 58:1319.

    Examples
    --------
    >>> result = brunner_munzel([1, 2, 2, 3, 4], [3, 4, 5, 5, 5, 7])
    >>> round(result.estimate, 4), round(result.p, 6), round(result.statistic, 4)
    (0.9333, 0.021645, 6.251)
    """
    level = fraction("level", level)
    check_resampling(resamples, seed)
    samples = read_samples(before, after)
    groups = [_group(x, y) for x, y in samples.pairs()]
    found = [_permuted(group, level, resamples, seed) for group in groups]
    columns = np.array(found, dtype=np.float64).reshape(len(found), len(_Permuted._fields)).T
    low, high, p, p_mid, p_error, smallest = columns
    codes = [*sample_warnings(samples), *(code for group in groups for code in _group_warnings(group))]
    codes += ["no_interval"] if np.isnan(low).any() else []
    return BrunnerMunzel(
        **samples.results(
            estimate=np.array([group.estimate for group in groups]),
            low=low,
            high=high,
            attained_level=np.where(np.isnan(low), np.nan, level),
            statistic=np.array([group.statistic for group in groups]),
            p=p,
            p_mid=p_mid,
            p_error=p_error,
            smallest_p=smallest,
        ),
        level=level,
        method="Brunner–Munzel test, permuted"
        + (monte_carlo(resamples, seed) if "monte_carlo" in codes else ""),
        warnings=tuple(dict.fromkeys(codes)),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """One group's ties, the numbers after (m) and before (n), its placements and what follows from them.

    It can be tested where both sides have a spread, and is listed where its tables are few enough.
    """

    categories: tuple[int, ...]
    m: int
    n: int
    placed: Placements
    estimate: float
    error: float
    statistic: float
    testable: bool
    listed: bool


def _group(x: FloatArray, y: FloatArray) -> Group:
    """Summarise one group's values before and after."""
    before, after = category_counts(x, y)
    if len(x) + len(y) > INT64_PERSONS:
        before, after = before.astype(object), after.astype(object)
    m, n = len(y), len(x)
    placed = placements(before[None, :], after[None, :])
    pairs = 2.0 * m * n
    testable = m >= 2 and n >= 2
    categories = tuple((before + after).tolist())
    return Group(
        categories=categories,
        m=m,
        n=n,
        placed=placed,
        estimate=0.5 + int(placed.deviation[0]) / pairs if m and n else np.nan,
        error=float(np.sqrt(float(placed.spread[0]) / ((m - 1) * (n - 1))) / pairs) if testable else np.nan,
        statistic=float(studentised(placed, m, n)[0]) if testable else np.nan,
        testable=testable,
        listed=number_of_tables(categories, m, EXACT_TABLES) <= EXACT_TABLES,
    )


def _group_warnings(group: Group) -> list[str]:
    """Codes for one group."""
    if not group.testable:
        return ["too_few"]
    return (["no_overlap"] if np.isinf(group.statistic) else []) + ([] if group.listed else ["monte_carlo"])


class _Permuted(NamedTuple):
    """Interval and test of one group."""

    low: float
    high: float
    p: float
    p_mid: float
    p_error: float
    smallest_p: float


def _permuted(group: Group, level: float, resamples: int, seed: int) -> _Permuted:
    """Interval and test of one group over the divisions of its persons."""
    if not group.testable:
        return _Permuted(np.nan, np.nan, 1.0, 1.0, 0.0, 1.0)
    null = (
        exact_null(group.categories, group.m)
        if group.listed
        else random_null(group.categories, group.m, resamples, seed)
    )
    order = compared(null.placed, group.placed)
    lower, upper, point = (
        (null.ways[inside].sum() + null.counted_observed) / null.total
        for inside in (order <= 0, order >= 0, order == 0)
    )
    p, p_mid = (float(value) for value in p_values(lower, upper, point))
    if group.listed:
        error, extreme = 0.0, min(_extreme_tail(group, null, side) for side in (-1, 1))
    else:
        error = 2.0 * float(np.sqrt(p / 2.0 * (1 - p / 2.0) / resamples))
        ways = log_choose(group.m + group.n, group.m)
        extreme = max(float(np.exp(-ways)), SMALLEST_P)
    low, high = _interval(group, null, level, (lower, upper))
    return _Permuted(low, high, p, p_mid, error, float(two_sided(np.array(extreme))))


def _extreme_tail(group: Group, null: PlacementNull, side: int) -> float:
    """Probability of the largest (``side`` 1) or smallest (−1) statistic of all listed divisions."""
    best = int(np.argmax(side * studentised(null.placed, group.m, group.n)))
    while len(further := np.flatnonzero(side * compared(null.placed, null.placed.of_table(best)) > 0)):
        best = int(further[0])  # the floats above could not tell the two apart
    return float(null.ways[compared(null.placed, null.placed.of_table(best)) == 0].sum() / null.total)


def _interval(
    group: Group, null: PlacementNull, level: float, tails: tuple[float, float]
) -> tuple[float, float]:
    """Limits whose distance from the estimate are the permuted quantiles times the standard error."""
    if group.error == 0.0:
        return np.nan, np.nan
    outside = (1.0 - level) / 2 + 1e-12  # a tail of just this size rejects, whatever the last bit
    statistics = studentised(null.placed, group.m, group.n)
    order = np.argsort(statistics)
    share = null.ways[order] / null.total
    at_least = np.cumsum(share[::-1])[::-1]
    at_most = np.cumsum(share)
    upper = statistics[order][np.flatnonzero(at_least > outside)[-1]]
    lower = statistics[order][np.flatnonzero(at_most > outside)[0]]
    low, high = group.estimate - upper * group.error, group.estimate - lower * group.error
    # The exact tails decide a tie between statistic and quantile, not the last bit of a product.
    low = min(low, 0.5) if tails[1] > outside else low
    high = max(high, 0.5) if tails[0] > outside else high
    return max(0.0, float(low)), min(1.0, float(high))
