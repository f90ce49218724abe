"""Power of the exact tests of ordinal answers, over all ways people can answer."""

from collections.abc import Callable, Sequence

import numpy as np

from analysis.stats._arrays import FloatArray
from analysis.stats._compositions import compositions
from analysis.stats._counts import choice, counts, sequence, single
from analysis.stats._power import Power, enumerated, probabilities_of, shared_level
from analysis.stats.rank_sum import rank_sum
from analysis.stats.sign_flip import sign_flip
from analysis.stats.sign_test import sign_test
from analysis.stats.signed_rank import signed_rank


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
    test : {"sign-flip", "signed-rank", "sign-test"}
        The test.
    alpha, tests : float, int
        Two-sided level, and number of tests it is shared among.

    Raises
    ------
    ValueError
        For arguments outside their range, probabilities that do not sum to 1, and too many outcomes to list.

    References
    ----------
    Hollander & Wolfe (1973), *Nonparametric Statistical Methods*, ch. 3 (signed-rank and sign test); Fisher
    (1935), *The Design of Experiments*, ch. 3 (sign-flip test).

    Examples
    --------
    >>> round(power_paired([-1, 0, 1, 2], [0.1, 0.3, 0.4, 0.2], 10).power, 4)
    0.3713
    """
    limit, size = shared_level(alpha, tests), int(single("n", counts("n", n)))
    run, name = choice("test", test, _PAIRED)
    values = sequence("differences", differences)
    cells, weight = compositions(size, probabilities_of("probabilities", probabilities, len(values)))
    return enumerated(run(_people(values, cells, size)), weight, limit, name)


def power_two_samples(
    values: Sequence[float],
    probabilities_before: Sequence[float],
    probabilities_after: Sequence[float],
    n_before: int,
    n_after: int,
    *,
    alpha: float = 0.05,
    tests: int = 1,
) -> Power:
    """Power of the exact rank-sum test among different people, over all ways they can answer.

    Parameters
    ----------
    values : sequence of float
        The answers a person can give.
    probabilities_before, probabilities_after : sequence of float
        Their probabilities.
    n_before, n_after : int
        People.
    alpha, tests : float, int
        Two-sided level, and number of tests it is shared among.

    Raises
    ------
    ValueError
        For arguments outside their range, probabilities that do not sum to 1, and too many outcomes to list.

    References
    ----------
    Hollander & Wolfe (1973), *Nonparametric Statistical Methods*, ch. 4 (the test).

    Examples
    --------
    >>> round(power_two_samples([1, 2, 3], [0.6, 0.3, 0.1], [0.1, 0.3, 0.6], 8, 8).power, 4)
    0.647
    """
    limit = shared_level(alpha, tests)
    answers = sequence("values", values)
    sizes = (
        int(single("n_before", counts("n_before", n_before))),
        int(single("n_after", counts("n_after", n_after))),
    )
    first, weight_first = compositions(
        sizes[0], probabilities_of("probabilities_before", probabilities_before, len(answers))
    )
    second, weight_second = compositions(
        sizes[1],
        probabilities_of("probabilities_after", probabilities_after, len(answers)),
        already=len(first),
    )
    before = np.repeat(_people(answers, first, sizes[0]), len(second), axis=0)
    after = np.tile(_people(answers, second, sizes[1]), (len(first), 1))
    p = np.asarray(rank_sum(before, after).p)
    return enumerated(p, np.multiply.outer(weight_first, weight_second).ravel(), limit, "exact rank-sum test")


def _people(values: FloatArray, cells: FloatArray, n: int) -> FloatArray:
    """One row of n answers for each way of distributing people over values."""
    return np.repeat(np.tile(values, len(cells)), cells.astype(np.int64).ravel()).reshape(len(cells), n)


_PAIRED: dict[str, tuple[Callable[[FloatArray], FloatArray], str]] = {
    "signflip": (lambda d: np.asarray(sign_flip(d, interval=False).p), "exact sign-flip test"),
    "signedrank": (lambda d: np.asarray(signed_rank(d).p), "exact signed-rank test"),
    "signtest": (lambda d: np.asarray(sign_test(d).p), "exact sign test"),
}
