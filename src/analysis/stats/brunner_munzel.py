"""Brunner–Munzel test: is a value after more likely to exceed one before than the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arrays import (
    RESAMPLES,
    SEED,
    Alternative,
    FloatArray,
    Floats,
    IntArray,
    Ints,
    check_alternative,
    check_choice,
    check_level,
    check_resampling,
    monte_carlo,
    p_values,
    smallest_p,
)
from analysis.stats._category_tables import EXACT_TABLES, number_of_tables
from analysis.stats._placement_null import PlacementNull, exact_null, random_null
from analysis.stats._placements import (
    INT64_PERSONS,
    Placements,
    absolute,
    compared,
    placements,
    studentised,
    table,
)
from analysis.stats._sides import inner_level, named, opened
from analysis.stats._unpaired import category_counts, present, read_samples, sample_warnings

Null = Literal["permutation", "t"]


@dataclass(frozen=True, slots=True)
class BrunnerMunzel:
    """Brunner–Munzel test with the probability of superiority and its interval.

    Attributes
    ----------
    estimate
        P(after > before) + ½·P(equal) for random persons; ½ is no difference, NaN when a side is empty.
    low, high, attained_level
        Interval of that probability matching the test, cut at 0 and 1; NaN where none exists. The attained
        level is the nominal one: the method keeps it only approximately.
    p, p_mid
        p of the permuted or the asymptotic test and, for the permuted one, the mid-p (else equal to p).
    p_distance
        Two-sided p by distance: share of the divisions whose statistic is as large in absolute value. Equal
        to ``p`` for the asymptotic test and when one-sided.
    p_error
        Standard error of p: 0 unless random permutations were needed.
    statistic, df
        The studentised statistic (±∞ without overlap) and Satterthwaite's degrees of freedom.
    n, n_before, n_after, n_missing
        Persons used in all and on each side, and values missing.
    smallest_p
        The smallest p the permutation could have given with these ties; where the divisions are not listed,
        that of one division among all; 1 with fewer than 2 persons on a side.
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
    p_error: Floats
    statistic: Floats
    df: Floats
    n: Ints
    n_before: Ints
    n_after: Ints
    n_missing: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def brunner_munzel(
    before: ArrayLike,
    after: ArrayLike,
    *,
    null: Null = "permutation",
    alternative: Alternative = "two-sided",
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> BrunnerMunzel:
    """Test whether a random value after is as likely to exceed a random value before as the reverse.

    Unlike the rank-sum test it does not assume equal spread. ``null="permutation"`` compares the studentised
    statistic with all divisions of the persons, listed as tables of tied categories and compared in whole
    numbers; past one million tables, with random divisions from the stated seed. ``null="t"`` is the
    asymptotic test of ``scipy.stats.brunnermunzel``, which is right from about 10 + 10 but gives no number
    without overlap; here the smallest p a permutation could give is returned then, with the warning
    ``no_overlap``.

    Parameters
    ----------
    before, after
        Values of different persons, shapes (n_before,) and (n_after,) or (..., groups, n); NaN is missing.
    null
        The distribution the statistic is compared with.
    alternative
        ``"greater"`` asks whether values after tend to be larger. The interval belongs to it:
        ``"greater"`` has a lower limit only, ``"less"`` an upper one, as in R.
    level
        Nominal level of the interval, between 0 and 1 (above 0.5 when one-sided).
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
    Two-sided p is twice the smaller tail, at most 1.

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
    check_choice(null, ("permutation", "t"), "null")
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
    check_resampling(resamples, seed)
    samples = read_samples(before, after)
    columns = np.empty((10, len(samples.n_after)))
    codes: list[str] = [*sample_warnings(samples)]
    for row in range(len(samples.n_after)):
        group = _group(present(samples.before[row]), present(samples.after[row]))
        if null == "t":
            columns[:, row] = _asymptotic(group, alternative, inner)
        else:
            columns[:, row] = _permuted(group, alternative, inner, resamples, seed)
        codes += _group_warnings(group, null)
    estimate, low, high, p, p_mid, distance, p_error, statistic, df, smallest = columns
    low, high = opened(low, high, alternative, (0.0, 1.0))
    codes += ["no_interval"] if np.isnan(low).any() else []
    shape = samples.groups
    return BrunnerMunzel(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(np.where(np.isnan(low), np.nan, level)),
        p=shape.floats(p),
        p_mid=shape.floats(p_mid),
        p_distance=shape.floats(distance),
        p_error=shape.floats(p_error),
        statistic=shape.floats(statistic),
        df=shape.floats(df),
        n=shape.ints(samples.n_before + samples.n_after),
        n_before=shape.ints(samples.n_before),
        n_after=shape.ints(samples.n_after),
        n_missing=shape.ints(samples.n_missing),
        smallest_p=shape.floats(smallest),
        level=level,
        alternative=alternative,
        method=named(
            "Brunner–Munzel test, "
            + ("permuted" if null == "permutation" else "t approximation")
            + (monte_carlo(resamples, seed) if "monte_carlo" in codes else ""),
            alternative,
        ),
        warnings=tuple(dict.fromkeys(codes)),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """One group's counts per category, its placements and what follows from them."""

    before: IntArray
    after: IntArray
    m: int
    n: int
    placed: Placements
    estimate: float
    error: float
    statistic: float

    @property
    def testable(self) -> bool:
        """Whether both sides have a spread to speak of."""
        return self.m >= 2 and self.n >= 2

    @property
    def one_division(self) -> float:
        """Probability of one division of the persons."""
        return max(float(Fraction(1, comb(self.m + self.n, self.m))), float(np.nextafter(0.0, 1.0)))


def _group(x: FloatArray, y: FloatArray) -> Group:
    """Summarise one group's values before and after."""
    before, after = category_counts(x, y)
    if len(x) + len(y) > INT64_PERSONS:
        before, after = before.astype(object), after.astype(object)
    m, n = len(y), len(x)
    placed = placements(before[None, :], after[None, :])
    deviation, spread = int(placed.deviation[0]), float(placed.spread[0])
    pairs = 2.0 * m * n
    testable = m >= 2 and n >= 2
    return Group(
        before=before,
        after=after,
        m=m,
        n=n,
        placed=placed,
        estimate=0.5 + deviation / pairs if m and n else float("nan"),
        error=float(np.sqrt(spread / ((m - 1) * (n - 1))) / pairs) if testable else float("nan"),
        statistic=float(studentised(placed, m, n)[0]) if testable else float("nan"),
    )


def _group_warnings(group: Group, null: str) -> list[str]:
    """Codes for one group."""
    codes = []
    if not group.testable:
        codes.append("too_few")
    if np.isinf(group.statistic):
        codes.append("no_overlap")
    if null == "permutation" and group.testable and _tables(group) > EXACT_TABLES:
        codes.append("monte_carlo")
    return codes


def _tables(group: Group) -> int:
    """Count the distinct tables of this group, as far as it matters."""
    return number_of_tables(tuple((group.before + group.after).tolist()), group.m, EXACT_TABLES)


def _asymptotic(group: Group, alternative: str, level: float) -> tuple[float, ...]:
    """Estimate, low, high, p thrice, 0, statistic, df and smallest p by Satterthwaite's t distribution."""
    nothing = float("nan")
    smallest = float(smallest_p(np.array(group.one_division), alternative))
    if not group.testable:
        return group.estimate, nothing, nothing, 1.0, 1.0, 1.0, 0.0, nothing, nothing, 1.0
    if group.error == 0.0:
        toward = {"less": group.statistic < 0, "greater": group.statistic > 0}.get(alternative, True)
        p = smallest if toward and group.statistic else 1.0
        return group.estimate, nothing, nothing, p, p, p, 0.0, group.statistic, nothing, smallest
    after = float(group.placed.spread_after[0] * (group.n - 1))
    before = float(group.placed.spread_before[0] * (group.m - 1))
    df = float((after + before) ** 2 / (after**2 / (group.m - 1) + before**2 / (group.n - 1)))
    lower, upper = special.stdtr(df, group.statistic), special.stdtr(df, -group.statistic)
    p = float(p_values(np.array(lower), np.array(upper), np.array(0.0), alternative)[0])
    reach = float(special.stdtrit(df, (1 + level) / 2)) * group.error
    low, high = max(0.0, group.estimate - reach), min(1.0, group.estimate + reach)
    return group.estimate, low, high, p, p, p, 0.0, group.statistic, df, smallest


def _permuted(group: Group, alternative: str, level: float, resamples: int, seed: int) -> tuple[float, ...]:
    """Estimate, low, high, p, mid-p, p by distance, error of p, statistic, df, smallest p by permutation."""
    asymptotic = _asymptotic(group, alternative, level)
    df, smallest = asymptotic[8], asymptotic[9]
    if not group.testable:
        return asymptotic
    categories = tuple((group.before + group.after).tolist())
    listed = _tables(group) <= EXACT_TABLES
    null = exact_null(categories, group.m) if listed else random_null(categories, group.m, resamples, seed)
    order = compared(null.placed, group.placed)
    counted = null.counted_observed
    lower = (null.ways[order <= 0].sum() + counted) / null.total
    upper = (null.ways[order >= 0].sum() + counted) / null.total
    point = (null.ways[order == 0].sum() + counted) / null.total
    p, p_mid = p_values(np.array(lower), np.array(upper), np.array(point), alternative)
    distance = float(p)
    if alternative == "two-sided":
        far = compared(absolute(null.placed), absolute(group.placed)) >= 0
        distance = float((null.ways[far].sum() + counted) / null.total)
    sides = 2.0 if alternative == "two-sided" else 1.0
    tail = float(p) / sides
    error = 0.0 if listed else sides * float(np.sqrt(tail * (1 - tail) / resamples))
    if listed:
        tails = {"less": (-1,), "greater": (1,)}.get(alternative, (-1, 1))
        extreme = min(_extreme_tail(group, null, side) for side in tails)
        smallest = float(smallest_p(np.array(extreme), alternative))
    low, high = _permuted_interval(group, null, level, (lower, upper))
    return group.estimate, low, high, float(p), float(p_mid), distance, error, group.statistic, df, smallest


def _extreme_tail(group: Group, null: PlacementNull, side: int) -> float:
    """Probability of the largest (``side`` 1) or smallest (−1) statistic of all listed divisions."""
    best = int(np.argmax(side * studentised(null.placed, group.m, group.n)))
    while len(further := np.flatnonzero(side * compared(null.placed, table(null.placed, best)) > 0)):
        best = int(further[0])  # the floats above could not tell the two apart
    return float(null.ways[compared(null.placed, table(null.placed, best)) == 0].sum() / null.total)


def _permuted_interval(
    group: Group, null: PlacementNull, level: float, tails: tuple[float, float]
) -> tuple[float, float]:
    """Limits whose distance from the estimate are the permuted quantiles times the standard error."""
    if group.error == 0.0:
        return float("nan"), float("nan")
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
