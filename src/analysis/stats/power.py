"""Power by exact enumeration, how often a design would show a change of a given size.

Every outcome the design can have is listed with its probability and tested; the power is the probability of
those that reject. Nothing is approximated, except for :func:`power_months`, which is drawn with a seed.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from analysis.stats import _binomial
from analysis.stats import _hypergeometric as hypergeometric
from analysis.stats._arrays import SEED, FloatArray, check_resampling, monte_carlo
from analysis.stats._compositions import compositions
from analysis.stats._counts import choice, counts, exposures, numbers, refuse, single
from analysis.stats._power import Power, enumerated, probabilities_of, rejects, shared_level
from analysis.stats.month_permutation import month_permutation
from analysis.stats.power_answers import power_paired, power_two_samples
from analysis.stats.rate_ratio import shares

COUNTS_AT_MOST = 8_000_000
"""Pairs of counts before and after that :func:`power_counts` goes through."""
_CHUNK = 500_000
_LARGEST_MEAN = 1e6
_TESTS_OF_COUNTS = {"central": _binomial.central, "mid-p": _binomial.mid}
_TESTS_OF_TABLES = {"central": hypergeometric.central, "mid-p": hypergeometric.mid}


def power(family: str, **design: Any) -> Power:
    """Return the power of a design, by family of tests.

    Parameters
    ----------
    family : {"counts", "paired-proportions", "unpaired-proportions", "paired", "two-samples", "months"}
        Which of the functions ``power_…`` of this module is asked.
    **design
        Its arguments.

    Raises
    ------
    ValueError
        For an unknown family, and as the function asked.

    References
    ----------
    Cohen (1988), *Statistical Power Analysis for the Behavioral Sciences*; for the tests, the function asked.

    Examples
    --------
    >>> round(power("counts", expected_before=20, ratio=0.5).power, 4)
    0.3735
    """
    found: Callable[..., Power] = choice("family", family, _FAMILIES)
    return found(**design)


def power_counts(
    expected_before: float,
    ratio: float,
    *,
    exposure_ratio: float = 1.0,
    phi: float = 1.0,
    method: str = "central",
    alpha: float = 0.05,
    tests: int = 1,
) -> Power:
    """Power of the exact conditional test of a rate ratio.

    Parameters
    ----------
    expected_before : float
        Expected events before, above 0.
    ratio : float
        True rate ratio, at least 0; 1 gives the type-I error.
    exposure_ratio : float
        Exposure after / exposure before.
    phi : float
        Variance of the counts over their mean, at least 1 (negative binomial above 1).
    method : {"central", "mid-p"}
        The p value that is compared.
    alpha, tests : float, int
        Two-sided level, and number of tests it is shared among.

    Raises
    ------
    ValueError
        For arguments outside their range, and for more than 8 million pairs of counts (about 20,000 events
        expected on each side, Poisson).

    References
    ----------
    Przyborowski & Wilenski (1940), *Biometrika* 31:313–323 (the test).

    Examples
    --------
    No event after can be a fall from five before, so the power is small whatever happens:

    >>> round(power_counts(5, 0.0).power, 4)
    0.384
    >>> round(power_counts(30, 1.0).power, 4), round(power_counts(30, 1.0, phi=3).power, 4)
    (0.0374, 0.2264)
    """
    limit = shared_level(alpha, tests)
    test = choice("method", method, _TESTS_OF_COUNTS)
    expected, relation = (
        single("expected_before", exposures("expected_before", expected_before)),
        _above("ratio", ratio, 0),
    )
    time, spread = (
        single("exposure_ratio", exposures("exposure_ratio", exposure_ratio)),
        _above("phi", phi, 1),
    )
    before, point_before = _count_law(expected, spread)
    after, point_after = _count_law(expected * relation * time, spread)
    outcomes = len(before) * len(after)
    if outcomes > COUNTS_AT_MOST:
        raise ValueError(
            "expected_before, ratio, exposure_ratio and phi must give "
            f"at most {COUNTS_AT_MOST} pairs of counts, found {outcomes}"
        )
    share, rest = shares(np.ones(1), np.array([time]))
    reached, step = 0.0, max(1, _CHUNK // len(after))
    for start in range(0, len(before), step):
        x = np.repeat(before[start : start + step], len(after))
        y = np.tile(after, len(x) // len(after))
        p = test(y, x + y, np.broadcast_to(share, x.shape), np.broadcast_to(rest, x.shape))
        weight = np.multiply.outer(point_before[start : start + step], point_after).ravel()
        reached += float(weight[rejects(p, limit)].sum())
    return Power(min(1.0, reached), 0.0, outcomes, limit, "exact conditional test of a rate ratio")


def _count_law(mean: float, phi: float) -> tuple[FloatArray, FloatArray]:
    """Return counts and probabilities that hold all but about 10⁻¹² of a (negative binomial) count."""
    if mean == 0:
        return np.zeros(1), np.ones(1)
    if mean * phi > _LARGEST_MEAN:
        raise ValueError(f"expected counts times phi must be at most {_LARGEST_MEAN:g}, found {mean * phi:g}")
    reach = np.ceil(mean + phi * (9 * np.sqrt(mean) + 40))
    if phi == 1:
        count = np.arange(max(0.0, np.floor(mean - 9 * np.sqrt(mean) - 40)), reach + 1)
        return count, np.exp(special.xlogy(count, mean) - mean - special.gammaln(count + 1))
    count = np.arange(reach + 1)
    size = mean / (phi - 1)
    log_point = special.gammaln(count + size) - special.gammaln(size) - special.gammaln(count + 1)
    point = np.exp(log_point - size * np.log(phi) + count * np.log1p(-1 / phi))
    below = np.cumsum(point)
    first, last = int((below < 1e-15).sum()), int((below < 1 - 1e-12).sum())
    return count[first : last + 1], point[first : last + 1]


def power_paired_proportions(
    n: int,
    only_before: float,
    only_after: float,
    *,
    method: str = "central",
    alpha: float = 0.05,
    tests: int = 1,
) -> Power:
    """Power of the exact (or mid-p) McNemar test; also that of the sign test.

    Parameters
    ----------
    n : int
        Pairs.
    only_before, only_after : float
        Probability that a person says yes only before, and only after.
    method : {"central", "mid-p"}
        Exact conditional or mid-p.
    alpha, tests : float, int
        Two-sided level, and number of tests it is shared among.

    Raises
    ------
    ValueError
        For arguments outside their range, and for more outcomes than can be listed (about 890 pairs).

    References
    ----------
    McNemar (1947), *Psychometrika* 12:153–157; Fagerland, Lydersen & Laake (2013), *BMC Medical Research
    Methodology* 13:91 (the tests).

    Examples
    --------
    >>> round(power_paired_proportions(13, 0.05, 0.45).power, 4)
    0.3806
    """
    limit, size = shared_level(alpha, tests), int(single("n", counts("n", n)))
    test = choice("method", method, _TESTS_OF_COUNTS)
    fell, rose = (
        single(name, numbers(name, share))
        for name, share in (("only_before", only_before), ("only_after", only_after))
    )
    shares_ = probabilities_of("only_before, only_after", [fell, rose, 1 - fell - rose])
    cells, weight = compositions(size, shares_)
    changed, half = cells[:, 0] + cells[:, 1], np.full(len(cells), 0.5)
    return enumerated(test(cells[:, 1], changed, half, half), weight, limit, "exact McNemar test")


def power_unpaired_proportions(
    n_before: int,
    share_before: float,
    n_after: int,
    share_after: float,
    *,
    method: str = "central",
    alpha: float = 0.05,
    tests: int = 1,
) -> Power:
    """Power of Fisher's exact (or mid-p) test.

    Parameters
    ----------
    n_before, n_after : int
        People.
    share_before, share_after : float
        True proportions.
    method : {"central", "mid-p"}
        Central Fisher or its mid-p.
    alpha, tests : float, int
        Two-sided level, and number of tests it is shared among.

    Raises
    ------
    ValueError
        For arguments outside their range, and for more people than can be listed.

    References
    ----------
    Fay (2010), *Biostatistics* 11:373–374 (the test).

    Examples
    --------
    >>> round(power_unpaired_proportions(13, 0.7, 13, 0.2).power, 4)
    0.6868
    """
    limit = shared_level(alpha, tests)
    test = choice("method", method, _TESTS_OF_TABLES)
    before, weight_before = compositions(
        int(single("n_before", counts("n_before", n_before))),
        _yes_and_no("share_before", share_before),
    )
    after, weight_after = compositions(
        int(single("n_after", counts("n_after", n_after))),
        _yes_and_no("share_after", share_after),
    )
    x, y = (grid.ravel() for grid in np.meshgrid(before[:, 0], after[:, 0], indexing="ij"))
    sizes = np.full_like(y, n_after), np.full_like(x, n_before)
    p = test(hypergeometric.tails(y, *sizes, x + y, np.zeros_like(x)))
    return enumerated(p, np.multiply.outer(weight_before, weight_after).ravel(), limit, "Fisher's exact test")


def power_months(
    mean_before: float,
    ratio: float,
    months_before: int,
    months_after: int,
    *,
    phi: float = 1.0,
    alpha: float = 0.05,
    tests: int = 1,
    resamples: int = 2_000,
    seed: int = SEED,
) -> Power:
    """Power of the permutation of months, drawn: the months of a year have too many outcomes to list.

    Parameters
    ----------
    mean_before : float
        Expected events a month before, above 0; months have equal exposure.
    ratio : float
        True rate ratio.
    months_before, months_after : int
        Months.
    phi : float
        Variance of a month's count over its mean, at least 1 (negative binomial above 1).
    alpha, tests : float, int
        Two-sided level, and number of tests it is shared among.
    resamples, seed : int
        Number and seed of drawn outcomes.

    Raises
    ------
    ValueError
        For arguments outside their range.

    References
    ----------
    Fisher (1935), *The Design of Experiments*, ch. 3 (the test).

    Examples
    --------
    >>> result = power_months(4, 0.5, 6, 6, resamples=200)
    >>> result.outcomes, 0.3 < result.power < 0.7
    (200, True)
    """
    check_resampling(resamples, seed)
    limit, generator = shared_level(alpha, tests), np.random.default_rng(seed)
    sizes = (
        int(single("months_before", counts("months_before", months_before))),
        int(single("months_after", counts("months_after", months_after))),
    )
    mean, spread = single("mean_before", exposures("mean_before", mean_before)), _above("phi", phi, 1)
    means = np.repeat([mean, mean * _above("ratio", ratio, 0)], sizes)
    if spread > 1:
        means = generator.gamma(
            np.maximum(means, 1e-300) / (spread - 1), spread - 1, size=(resamples, len(means))
        )
    drawn = generator.poisson(means, size=(resamples, sum(sizes)))
    p = np.asarray(month_permutation(drawn, 1.0, np.repeat([False, True], sizes)).p)
    share = float(rejects(p, limit).mean())
    return Power(
        share,
        float(np.sqrt(share * (1 - share) / resamples)),
        resamples,
        limit,
        f"permutation of months{monte_carlo(resamples, seed)}",
    )


def _yes_and_no(name: str, share: float) -> FloatArray:
    yes = single(name, numbers(name, share))
    return probabilities_of(name, [yes, 1 - yes])


def _above(name: str, value: float, least: float) -> float:
    array = numbers(name, value)
    refuse(name, array, array < least, f"at least {least}")
    return single(name, array)


_FAMILIES: dict[str, Callable[..., Power]] = {
    "counts": power_counts,
    "paired-proportions": power_paired_proportions,
    "unpaired-proportions": power_unpaired_proportions,
    "paired": power_paired,
    "two-samples": power_two_samples,
    "months": power_months,
}
