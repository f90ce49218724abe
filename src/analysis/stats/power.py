"""Power by exact enumeration: how often a design would show a change of a given size.

Every outcome the design can have is listed with its probability and tested; the power is the probability of
those that reject. Nothing is approximated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arguments import choice, counts, exposures, fraction, numbers, refuse, sequence, single
from analysis.stats._results import PairedTest
from analysis.stats._types import BoolArray, FloatArray
from analysis.stats.null_distributions.binomial import central_p
from analysis.stats.rate_ratio import shares
from analysis.stats.sign_flip import sign_flip
from analysis.stats.signed_rank import signed_rank

COUNTS_AT_MOST = 8_000_000
"""Pairs of counts before and after that :func:`power_counts` goes through."""
OUTCOMES_AT_MOST = 400_000
"""Ways people can answer that are listed."""
_CHUNK = 500_000
_LARGEST_MEAN = 1e6
_SLACK = 1 + 1e-12


@dataclass(frozen=True, slots=True)
class Power:
    """How likely a design is to show a change.

    Attributes
    ----------
    power : float
        Probability of p ≤ alpha / tests.
    """

    power: float


def power_counts(
    expected_before: float,
    ratio: float,
    *,
    exposure_ratio: float = 1.0,
    phi: float = 1.0,
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
    limit = _shared_level(alpha, tests)
    expected = single("expected_before", exposures("expected_before", expected_before))
    time = single("exposure_ratio", exposures("exposure_ratio", exposure_ratio))
    relation, spread = _at_least("ratio", ratio, 0), _at_least("phi", phi, 1)
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
        p = central_p(y, x + y, np.broadcast_to(share, x.shape), np.broadcast_to(rest, x.shape))
        weight = np.multiply.outer(point_before[start : start + step], point_after).ravel()
        reached += float(weight[_rejects(p, limit)].sum())
    return Power(min(1.0, reached))


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
    n: int, only_before: float, only_after: float, *, alpha: float = 0.05, tests: int = 1
) -> Power:
    """Power of the exact McNemar test; also that of the sign test.

    Parameters
    ----------
    n : int
        Pairs.
    only_before, only_after : float
        Probability that a person says yes only before, and only after.
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
    limit, size = _shared_level(alpha, tests), int(single("n", counts("n", n)))
    fell, rose = (
        single(name, numbers(name, share))
        for name, share in (("only_before", only_before), ("only_after", only_after))
    )
    shares_ = _probabilities("only_before, only_after", [fell, rose, 1 - fell - rose], 3)
    cells, weight = _compositions(size, shares_)
    changed, half = cells[:, 0] + cells[:, 1], np.full(len(cells), 0.5)
    rejected = _rejects(central_p(cells[:, 1], changed, half, half), limit)
    return Power(float(weight[rejected].sum()))


def power_paired(
    differences: Sequence[float],
    probabilities: Sequence[float],
    n: int,
    *,
    test: str = "sign-flip",
    alpha: float = 0.05,
    tests: int = 1,
) -> Power:
    """Power of a paired test of ordinal differences, over all ways n people can answer.

    Parameters
    ----------
    differences : sequence of float
        The differences a person can have, after − before.
    probabilities : sequence of float
        Their probabilities.
    n : int
        Pairs. C(n + k − 1, k − 1) outcomes for k differences must stay within reach.
    test : {"sign-flip", "signed-rank"}
        The test.
    alpha, tests : float, int
        Two-sided level, and number of tests it is shared among.

    Raises
    ------
    ValueError
        For arguments outside their range, probabilities that do not sum to 1, and too many outcomes to list.

    References
    ----------
    Hollander & Wolfe (1973), *Nonparametric Statistical Methods*, ch. 3 (signed-rank test); Fisher (1935),
    *The Design of Experiments*, ch. 3 (sign-flip test).

    Examples
    --------
    >>> round(power_paired([-1, 0, 1, 2], [0.1, 0.3, 0.4, 0.2], 10).power, 4)
    0.3713
    """
    limit, size = _shared_level(alpha, tests), int(single("n", counts("n", n)))
    run = choice("test", test, _PAIRED)
    values = sequence("differences", differences)
    cells, weight = _compositions(size, _probabilities("probabilities", probabilities, len(values)))
    people = np.repeat(np.tile(values, len(cells)), cells.astype(np.int64).ravel()).reshape(len(cells), size)
    return Power(float(weight[_rejects(np.asarray(run(people).p), limit)].sum()))


_PAIRED: dict[str, Callable[[FloatArray], PairedTest]] = {
    "sign-flip": lambda d: sign_flip(d, interval=False),
    "signed-rank": signed_rank,
}


def _compositions(n: int, probabilities: FloatArray) -> tuple[FloatArray, FloatArray]:
    """List all ways n people can fall into categories, (outcomes, categories), with their probabilities.

    Examples
    --------
    >>> cells, weight = _compositions(2, np.array([0.5, 0.5]))
    >>> cells.tolist(), weight.round(12).tolist()
    ([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]], [0.25, 0.5, 0.25])
    """
    k = len(probabilities)
    outcomes = comb(n + k - 1, k - 1)
    if outcomes > OUTCOMES_AT_MOST:
        raise ValueError(
            f"a design must have at most {OUTCOMES_AT_MOST} outcomes to be enumerated, "
            f"found {outcomes}: use fewer categories or people"
        )
    rows = [np.zeros((1, 0))]
    left = np.array([float(n)])
    for _ in range(k - 1):
        repeats = left.astype(np.int64) + 1
        value = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        rows = [np.column_stack([np.repeat(rows[0], repeats, axis=0), value])]
        left = np.repeat(left, repeats) - value
    cells = np.column_stack([rows[0], left])
    log_weight = special.gammaln(n + 1) - special.gammaln(cells + 1).sum(axis=1)
    return cells, np.exp(log_weight + special.xlogy(cells, probabilities).sum(axis=1))


def _rejects(p: FloatArray, limit: float) -> BoolArray:
    """Where p is at most the level, a rounding error above it included."""
    return np.asarray(p <= limit * _SLACK)


def _shared_level(alpha: float, tests: int) -> float:
    """Level each of several tests is held to."""
    return fraction("alpha", alpha) / single("tests", counts("tests", tests, least=1))


def _probabilities(name: str, value: ArrayLike, size: int) -> FloatArray:
    """Probabilities that sum to 1, as many as ``size``.

    Raises
    ------
    ValueError
        Naming the argument, when they are none.

    Examples
    --------
    >>> _probabilities("probabilities", [0.25, 0.75], 2)
    array([0.25, 0.75])
    """
    array = sequence(name, value)
    refuse(name, array, (array < -1e-12) | (array > 1 + 1e-12), "probabilities")
    if abs(array.sum() - 1) > 1e-9 or len(array) != size:
        raise ValueError(f"{name} must be one probability per value and sum to 1, found {array.tolist()}")
    return np.clip(array, 0, 1)


def _at_least(name: str, value: float, least: float) -> float:
    array = numbers(name, value)
    refuse(name, array, array < least, f"at least {least}")
    return single(name, array)
