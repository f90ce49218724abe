"""All ways n people can fall into k categories, with their multinomial probabilities."""

from math import comb

import numpy as np
from scipy import special

from analysis.stats._arrays import FloatArray

OUTCOMES_AT_MOST = 400_000


def compositions(n: int, probabilities: FloatArray, *, already: int = 1) -> tuple[FloatArray, FloatArray]:
    """Return counts, shape (outcomes, categories), and the probability of each outcome.

    Parameters
    ----------
    n : int
        People.
    probabilities : array, shape (categories,)
        Probability of each category; they sum to 1.
    already : int
        Outcomes each of these will be combined with.

    Raises
    ------
    ValueError
        When there are more outcomes than can be listed.

    Examples
    --------
    >>> cells, weight = compositions(2, np.array([0.5, 0.5]))
    >>> cells.tolist(), weight.round(12).tolist()
    ([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]], [0.25, 0.5, 0.25])
    """
    k = len(probabilities)
    outcomes = comb(n + k - 1, k - 1)
    if outcomes * already > OUTCOMES_AT_MOST:
        raise ValueError(
            f"a design must have at most {OUTCOMES_AT_MOST} outcomes to be enumerated, "
            f"found {outcomes * already}: use fewer categories or people"
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
