"""Type I error and coverage of paired and rank methods on seven-point answers, and of methods that fail."""

import warnings
from collections.abc import Callable
from itertools import product

import numpy as np
from findings import Finding
from numpy.typing import NDArray
from scipy import stats as scipy_stats

from analysis.stats import (
    brunner_munzel,
    hodges_lehmann,
    mean_difference,
    paired_proportions,
    rank_sum,
    sign_flip,
    sign_test,
    signed_rank,
    westfall_young,
)

Array = NDArray[np.float64]
ALPHA = 0.05
DESCRIPTION = """Seven-point answers of six shapes (even, bell, ceiling, floor and tail, two camps, three
steps used); paired n from 4 to 20, a third of the persons repeating their answer; 4 + 4 to 13 + 13 persons
unpaired, with the same shape or with shapes of different spread and the same centre; 14 correlated items.
Yes/no answers before and after: every table of n pairs is counted, nothing simulated.
"""
SIZES = (4, 5, 6, 7, 8, 10, 13, 16, 20)
SIMULATIONS = 10_000
RESAMPLES = 999
SHAPES: dict[str, list[float]] = {
    "even": [1, 1, 1, 1, 1, 1, 1],
    "bell": [1, 4, 9, 12, 9, 4, 1],
    "ceiling": [1, 1, 1, 2, 5, 10, 20],
    "floor and tail": [30, 12, 5, 3, 2, 1, 1],
    "two camps": [8, 4, 1, 1, 1, 4, 8],
    "three steps used": [0, 0, 3, 4, 3, 0, 0],
}


def answers(rng: np.random.Generator, shape: str, groups: int, n: int) -> Array:
    """Independent seven-point answers of the given shape."""
    weights = np.array(SHAPES[shape])
    return rng.choice(np.arange(1.0, 8.0), size=(groups, n), p=weights / weights.sum())


def unchanged(rng: np.random.Generator, shape: str, groups: int, n: int) -> Array:
    """Differences when nothing changed: a third of the persons repeat their answer, the others draw anew."""
    before, again = answers(rng, shape, groups, n), answers(rng, shape, groups, n)
    return np.where(rng.random((groups, n)) < 1 / 3, 0.0, again - before)


def bootstrap_covers(d: Array, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Whether the percentile bootstrap interval of the mean holds 0."""
    n = d.shape[1]
    weights = rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES) / n
    low, high = np.quantile(d @ weights.T, [ALPHA / 2, 1 - ALPHA / 2], axis=1)
    return (low <= 1e-12) & (high >= -1e-12)


def t_covers(d: Array) -> NDArray[np.bool_]:
    """Whether the t interval of the mean holds 0 (no spread: the interval is the mean itself)."""
    reach = scipy_stats.t.ppf(1 - ALPHA / 2, d.shape[1] - 1) * d.std(axis=1, ddof=1) / np.sqrt(d.shape[1])
    return np.abs(d.mean(axis=1)) <= reach + 1e-12


PAIRED: dict[str, Callable[[Array], Array]] = {
    "`signed_rank`, Pratt": lambda d: np.asarray(signed_rank(d).p),
    "`signed_rank`, Wilcoxon zeros": lambda d: np.asarray(signed_rank(d, zeros="wilcox").p),
    "`signed_rank`, mid-p": lambda d: np.asarray(signed_rank(d).p_mid),
    "`sign_flip`": lambda d: np.asarray(sign_flip(d, interval=False).p),
    "`sign_test`": lambda d: np.asarray(sign_test(d).p),
}
T_NOTE = "t approximation; no p without overlap, counted as none claimed"
PAIRED_NOTES = {"`signed_rank`, mid-p": "shown beside p, never decides"}


def paired_findings(seed: int) -> list[Finding]:
    """Errors and coverage when paired answers did not change."""
    errors: dict[str, dict[str, float]] = {name: {} for name in PAIRED}
    scipy_exact: dict[str, float] = {}
    scipy_default: dict[str, float] = {}
    overruled: dict[str, float] = {}
    covered: dict[str, dict[str, float]] = {"hl": {}, "bootstrap": {}, "t": {}}
    for shape in SHAPES:
        for n in SIZES:
            rng = np.random.default_rng([seed, n, list(SHAPES).index(shape)])
            d, where = unchanged(rng, shape, SIMULATIONS, n), f"n = {n}, {shape}"
            for name, test in PAIRED.items():
                errors[name][where] = float(np.mean(test(d) <= ALPHA))
            exact = np.asarray(signed_rank(d, zeros="wilcox").p)
            changed = d[np.any(d != 0, axis=1)]
            scipy_exact[where] = float(np.mean(ignoring_ties(d) <= ALPHA))
            if n >= 14:
                asymptotic = np.ones(SIMULATIONS)
                asymptotic[np.any(d != 0, axis=1)] = scipy_stats.wilcoxon(
                    changed, axis=1, method="asymptotic"
                ).pvalue
                scipy_default[where] = float(np.mean(asymptotic <= ALPHA))
                overruled[where] = float(np.mean(exact[asymptotic <= ALPHA] > ALPHA))
            interval = hodges_lehmann(d)
            if n >= 6:
                inside = (np.asarray(interval.low) <= 0) & (np.asarray(interval.high) >= 0)
                covered["hl"][where] = float(np.mean(inside))
            covered["bootstrap"][where] = float(np.mean(bootstrap_covers(d, rng)))
            covered["t"][where] = float(np.mean(t_covers(d)))
    found = [
        Finding(name, "type I error", ALPHA, shares, SIMULATIONS, PAIRED_NOTES.get(name, ""))
        for name, shares in errors.items()
    ]
    worst = max(overruled.items(), key=lambda item: item[1])
    share = f"{worst[1]:.0%} ({worst[0]})"
    note = f"of its p ≤ 0.05, up to {share} have an exact p above 0.05"
    return [
        *found,
        Finding(
            "scipy `wilcoxon`, default at n ≥ 14", "type I error", ALPHA, scipy_default, SIMULATIONS, note
        ),
        Finding(
            'scipy `wilcoxon(method="exact")`',
            "type I error",
            ALPHA,
            scipy_exact,
            SIMULATIONS,
            "ignores ties",
        ),
        Finding("`hodges_lehmann` interval, n ≥ 6", "coverage", 0.95, covered["hl"], SIMULATIONS),
        Finding("t interval of the mean", "coverage", 0.95, covered["t"], SIMULATIONS),
        Finding(
            "bootstrap percentile interval of the mean", "coverage", 0.95, covered["bootstrap"], SIMULATIONS
        ),
    ]


def ignoring_ties(d: Array) -> Array:
    """P by scipy's exact null without ties: midranks looked up in the distribution of untied ranks."""
    p = np.ones(len(d))
    kept = np.where(d == 0, np.nan, d)
    ranks = scipy_stats.rankdata(np.abs(kept), axis=1, nan_policy="omit")
    positive = np.nansum(np.where(kept > 0, ranks, 0.0), axis=1)
    n = np.count_nonzero(d, axis=1)
    for size in np.unique(n[n > 0]):
        rows = n == size
        null = np.asarray(tie_free_cumulative(int(size)))
        smaller = np.minimum(positive[rows], size * (size + 1) / 2 - positive[rows])
        p[rows] = np.minimum(1.0, 2 * null[np.floor(smaller).astype(int)])
    return p


def tie_free_cumulative(n: int) -> Array:
    """P(T ≤ t) of the signed-rank statistic without ties."""
    counts = np.zeros(n * (n + 1) // 2 + 1)
    counts[0] = 1.0
    for rank in range(1, n + 1):
        counts[rank:] += counts[: len(counts) - rank].copy()
    return np.cumsum(counts) / 2.0**n


def unpaired_findings(seed: int) -> list[Finding]:
    """Errors and coverage for two groups of persons, with the same and with different spread."""
    same: dict[str, dict[str, float]] = {"mean": {}, "rank sum": {}, "permuted": {}, "t": {}}
    unequal: dict[str, dict[str, float]] = {"mean": {}, "rank sum": {}, "permuted": {}, "t": {}}
    covered: dict[str, float] = {}
    mean_covered: dict[str, float] = {}
    simulations = 2_000
    conditions = [(shape, shape, same) for shape in ("even", "bell", "ceiling", "two camps")]
    conditions += [("three steps used", "two camps", unequal), ("bell", "two camps", unequal)]
    for m, n in ((4, 4), (6, 6), (5, 10), (10, 5), (8, 8), (13, 13)):
        for index, (first, second, table) in enumerate(conditions):
            rng = np.random.default_rng([seed, m, n, index])
            before, after = answers(rng, first, simulations, m), answers(rng, second, simulations, n)
            label = first if first == second else f"{first} against {second}"
            where = f"{m} + {n}, {label}"
            permuted = brunner_munzel(before, after)
            with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                asymptotic = scipy_stats.brunnermunzel(before, after, axis=1).pvalue
            means = mean_difference(before, after)
            table["mean"][where] = float(np.mean(np.asarray(means.p) <= ALPHA))
            if table is same:
                low, high = np.asarray(means.low), np.asarray(means.high)
                mean_covered[where] = float(np.mean((low <= 0) & (high >= 0)))
            table["rank sum"][where] = float(np.mean(np.asarray(rank_sum(before, after).p) <= ALPHA))
            table["permuted"][where] = float(np.mean(np.asarray(permuted.p) <= ALPHA))
            table["t"][where] = float(np.mean(asymptotic <= ALPHA))
            low, high = np.asarray(permuted.low), np.asarray(permuted.high)
            covered[where] = float(np.mean((low <= 0.5) & (high >= 0.5)))
    kind = "type I error"
    return [
        Finding("`mean_difference`, same shape", kind, ALPHA, same["mean"], simulations),
        Finding(
            "`mean_difference`, different spread",
            kind,
            ALPHA,
            unequal["mean"],
            simulations,
            "exact only when shapes are the same",
        ),
        Finding("`mean_difference` interval, same shape", "coverage", 0.95, mean_covered, simulations),
        Finding("`rank_sum`, same shape", kind, ALPHA, same["rank sum"], simulations),
        Finding("`brunner_munzel` permuted, same shape", kind, ALPHA, same["permuted"], simulations),
        Finding("scipy `brunnermunzel`, same shape", kind, ALPHA, same["t"], simulations, T_NOTE),
        Finding(
            "`rank_sum`, different spread", kind, ALPHA, unequal["rank sum"], simulations, "tests shape too"
        ),
        Finding(
            "`brunner_munzel` permuted, different spread",
            kind,
            ALPHA,
            unequal["permuted"],
            simulations,
            "exact only when shapes are the same",
        ),
        Finding("scipy `brunnermunzel`, different spread", kind, ALPHA, unequal["t"], simulations, T_NOTE),
        Finding(
            "`brunner_munzel` permuted interval",
            "coverage",
            0.95,
            covered,
            simulations,
            "none without overlap: a miss",
        ),
    ]


def yes_no_findings() -> list[Finding]:
    """Errors and coverage for paired yes/no answers, from every table of n pairs: nothing is simulated."""
    error: dict[str, float] = {}
    covered: dict[str, dict[str, float]] = {"melded": {}, "tango": {}}
    for n in SIZES:
        changed, rose = np.array([(m, x) for m in range(n + 1) for x in range(m + 1)]).T
        found = paired_proportions(0, changed - rose, rose, n - changed)
        limits = {"melded": (found.low, found.high), "tango": (found.tango_low, found.tango_high)}
        for share, up in product(np.linspace(0.05, 0.95, 10), np.linspace(0, 1, 11)):
            chance = scipy_stats.binom.pmf(changed, n, share) * scipy_stats.binom.pmf(rose, changed, up)
            where, truth = f"n = {n}, {share:.0%} change, {up:.0%} of them up", share * (2 * up - 1)
            if up == 0.5:
                error[where] = float(chance[np.asarray(found.p) <= ALPHA].sum())
            for name, (low, high) in limits.items():
                covered[name][where] = float(chance[(low <= truth) & (high >= truth)].sum())
    many = 10**9  # no error of simulation
    return [
        Finding("`paired_proportions`", "type I error", ALPHA, error, many, "every table counted"),
        Finding("`paired_proportions` interval", "coverage", 0.95, covered["melded"], many, "matches p"),
        Finding("Tango's interval", "coverage", 0.95, covered["tango"], many, "shown beside it"),
    ]


def family_findings(seed: int) -> list[Finding]:
    """Chance of any false finding among 14 unchanged, correlated items."""
    simulations, adjusted, unadjusted = 1_000, {}, {}
    for n in (6, 8, 10, 13):
        rng = np.random.default_rng([seed, n, 14])
        person = rng.normal(size=(simulations, 1, n))
        item = rng.normal(size=(simulations, 14, n))
        d = np.round(1.5 * (0.7 * person + 0.7 * item))
        result = westfall_young(d)
        where = f"n = {n}, 14 items"
        adjusted[where] = float(np.mean((np.asarray(result.p_adjusted) <= ALPHA).any(axis=1)))
        unadjusted[where] = float(np.mean((np.asarray(result.p) <= ALPHA).any(axis=1)))
    kind = "type I error"
    return [
        Finding("`westfall_young`, any of 14 items", kind, ALPHA, adjusted, simulations),
        Finding("14 items without adjustment, any", kind, ALPHA, unadjusted, simulations),
    ]


def findings(seed: int) -> list[Finding]:
    """All findings on paired, unpaired and many-item methods."""
    return [
        *paired_findings(seed),
        *yes_no_findings(),
        *unpaired_findings(seed),
        *family_findings(seed),
    ]
