"""Exact permutation Wilcoxon–Mann–Whitney test, right with ties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import (
    Alternative,
    FloatArray,
    Floats,
    Ints,
    check_alternative,
    check_level,
    p_values,
    smallest_p,
)
from analysis.stats._rank_sum_null import convolved, doubled_category_midranks, rank_sum_null, tails_at
from analysis.stats._shift import shift_interval
from analysis.stats._sides import attained_by_one, exactly, inner_level, named, opened
from analysis.stats._unpaired import category_counts, present, read_samples, sample_warnings


@dataclass(frozen=True, slots=True)
class RankSum:
    """Rank-sum test with the Hodges–Lehmann shift and its interval.

    Attributes
    ----------
    estimate
        Median of all differences after − before between persons; NaN when a side is empty.
    low, high, attained_level
        Ordered differences and the level they attain without ties; NaN where no interval exists.
    p, p_mid
        Exact p given the ties (twice the smaller tail, or one tail), and the mid-p; 1 when a side is empty.
    p_distance
        Two-sided p by distance from the null mean, as in R's coin; equal to ``p`` when the null is symmetric.
    statistic
        Mann–Whitney U: pairs of persons with after above before, ties counted half.
    n, n_before, n_after, n_missing
        Persons used in all and on each side, and values missing.
    smallest_p
        The smallest p these ties and numbers could have given.
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
    p_distance: Floats
    statistic: Floats
    n: Ints
    n_before: Ints
    n_after: Ints
    n_missing: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def rank_sum(
    before: ArrayLike, after: ArrayLike, *, alternative: Alternative = "two-sided", level: float = 0.95
) -> RankSum:
    """Test whether unpaired values after tend to be larger than before.

    The pooled values get midranks; under the null every division of the persons is as likely. The
    distribution of the rank sum given the ties is built exactly. With ties it is not symmetric, so that
    «twice the smaller tail» (``p``) and «as far from the mean» (``p_distance``) differ a little.
    ``scipy.stats.mannwhitneyu`` ignores ties when exact.

    Parameters
    ----------
    before, after
        Values of different persons, shapes (n_before,) and (n_after,) or (..., groups, n); NaN is missing.
    alternative
        ``"greater"`` asks whether values after tend to be larger. The interval belongs to it:
        ``"greater"`` has a lower limit only, ``"less"`` an upper one, as in R.
    level
        Nominal level of the interval of the shift, between 0 and 1 (above 0.5 when one-sided).

    Raises
    ------
    ValueError
        For values that are not numbers, infinite or above 1e60 in size, groups that do not match, and
        keywords outside their range.

    Notes
    -----
    Past a table of 2²³ cells (about 200 + 200 persons without ties), 2³³ additions or 10³⁰⁰ divisions of the
    persons, the normal approximation answers and ``warnings`` says so.

    References
    ----------
    Mann & Whitney (1947) Ann. Math. Stat. 18:50; Streitberg & Röhmel (1986) Stat. Softw. Newsl. 12:10;
    Hollander & Wolfe (1973), ch. 4.

    Examples
    --------
    >>> result = rank_sum([1, 2, 2, 3, 4], [3, 4, 5, 5, 5, 7])
    >>> round(result.p, 6), result.statistic, result.estimate, (result.low, result.high)
    (0.021645, 28.0, 2.5, (1.0, 4.0))
    """
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
    samples = read_samples(before, after)
    columns = np.empty((9, len(samples.n_after)))
    exact = True
    for row in range(len(samples.n_after)):
        x, y = present(samples.before[row]), present(samples.after[row])
        test = rank_sum_test([(x, y)], alternative)
        columns[:, row] = (*shift_interval([(x, y)], inner), *test.numbers)
        exact &= test.exact
    estimate, low, high, attained, p, p_mid, distance, smallest, statistic = columns
    low, high = opened(low, high, alternative)
    codes = sample_warnings(samples)
    codes += ("no_interval",) if np.isnan(attained).any() else ()
    codes += () if exact else ("normal_approximation",)
    shape = samples.groups
    return RankSum(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(attained_by_one(attained, alternative)),
        p=shape.floats(p),
        p_mid=shape.floats(p_mid),
        p_distance=shape.floats(distance),
        statistic=shape.floats(statistic),
        n=shape.ints(samples.n_before + samples.n_after),
        n_before=shape.ints(samples.n_before),
        n_after=shape.ints(samples.n_after),
        n_missing=shape.ints(samples.n_missing),
        smallest_p=shape.floats(smallest),
        level=level,
        alternative=alternative,
        method=named(exactly("permutation Wilcoxon–Mann–Whitney test", exact=exact), alternative),
        warnings=codes,
    )


@dataclass(frozen=True, slots=True)
class RankSumTest:
    """p, mid-p, p by distance, smallest p and U of one group, and whether they are exact."""

    numbers: tuple[float, float, float, float, float]
    exact: bool


def rank_sum_test(strata: list[tuple[FloatArray, FloatArray]], alternative: str) -> RankSumTest:
    """Test one group whose values before and after (none missing) come in strata, ranking within each."""
    nulls, doubled_sum, smallest_sum = [], 0, 0
    for x, y in strata:
        in_before, in_after = category_counts(x, y)
        categories = tuple((in_before + in_after).tolist())
        nulls.append(rank_sum_null(categories, len(y)))
        doubled_sum += int(np.dot(doubled_category_midranks(categories), in_after))
        smallest_sum += len(y) * (len(y) + 1)
    null = reduce(convolved, nulls)
    tails = tails_at(null, doubled_sum)
    p, p_mid = p_values(np.array(tails.lower), np.array(tails.upper), np.array(tails.point), alternative)
    ends = {"less": tails.minimum, "greater": tails.maximum}
    extreme = ends.get(alternative, min(tails.minimum, tails.maximum))
    return RankSumTest(
        numbers=(
            float(p),
            float(p_mid),
            tails.distance if alternative == "two-sided" else float(p),
            float(smallest_p(np.array(extreme), alternative)),
            (doubled_sum - smallest_sum) / 2,
        ),
        exact=null.exact,
    )
