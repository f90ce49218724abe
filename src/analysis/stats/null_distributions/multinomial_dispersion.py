"""Exact distribution of Pearson's statistic for events dealt to months, given their total.

Given a window's total, its months are multinomial with probabilities proportional to exposure, and Pearson's
statistic is Σ c²/μ less the total. Months of equal exposure form a class; within a class Σ c(c − 1)/2 is a
whole number with few values, so its distribution follows from a recursion, and classes are then joined.
"""

from functools import lru_cache

import numpy as np
from scipy import special

from analysis.stats._types import FloatArray

STATES_AT_MOST = 2_000_000
"""Distinct (events, statistic) states up to which a window is worked out exactly."""
EVENTS_AT_MOST = 5_000
"""Events up to which the states are counted at all."""
RECURSION_CELLS = 400_000_000
"""Multiplications up to which the recursion of a class is run."""

Law = tuple[FloatArray, FloatArray]
"""Values and their probabilities."""


def pearson_law(exposure: FloatArray, total: int) -> Law | None:
    """Distribution of Σ c²/exposure when ``total`` events fall on months; None where it is out of reach.

    Examples
    --------
    >>> values, probability = pearson_law(np.array([1.0, 1.0]), 2)
    >>> values.tolist(), probability.round(12).tolist()
    ([2.0, 4.0], [0.5, 0.5])
    """
    if len(exposure) == 1:
        return np.array([float(total) ** 2 / exposure[0]]), np.ones(1)
    lengths, months = np.unique(exposure, return_counts=True)
    if total > EVENTS_AT_MOST or any(not _class_in_reach(int(k), total) for k in months):
        return None
    tables = [class_laws(int(k), total) for k in months]
    if _joined_states([[len(law[0]) for law in table] for table in tables]) > STATES_AT_MOST:
        return None
    joined, weight = _in_units(tables[0], lengths[0]), float(months[0] * lengths[0])
    for index in range(1, len(tables)):
        more = float(months[index] * lengths[index])
        share = more / (weight + more)
        targets = [total] if index == len(tables) - 1 else range(total + 1)
        side = _in_units(tables[index], lengths[index])
        found = {s: _join(joined, side, s, share) for s in targets}
        joined, weight = [found.get(s, joined[0]) for s in range(total + 1)], weight + more
    return joined[total]


def _class_in_reach(months: int, total: int) -> bool:
    return months == 1 or months * (total + 1) ** 2 * (total * (total - 1) // 2 + 1) / 6 <= RECURSION_CELLS


def _joined_states(sizes: list[list[int]]) -> int:
    """How many states joining the classes makes before equal values are merged."""
    states = sizes[0]
    for index, size in enumerate(sizes[1:], start=2):
        counted = np.convolve(states, size)[: len(states)]
        states = counted.tolist()
        if sum(states) > STATES_AT_MOST and index < len(sizes):
            return sum(states)
    return int(states[-1])


@lru_cache(maxsize=256)
def class_laws(months: int, total: int) -> tuple[Law, ...]:
    """For s = 0…total events on equal months: distribution of Σ c².

    Examples
    --------
    >>> values, probability = class_laws(2, 2)[2]
    >>> values.tolist(), probability.round(12).tolist()
    ([2.0, 4.0], [0.5, 0.5])
    """
    if months == 1:
        return tuple((np.array([float(s * s)]), np.array([1.0])) for s in range(total + 1))
    width = total * (total - 1) // 2 + 1
    rate = max(total, 1) / months
    weight = np.exp(
        special.xlogy(np.arange(total + 1), rate) - rate - special.gammaln(np.arange(total + 1) + 1)
    )
    state = np.zeros((total + 1, width))
    state[0, 0] = 1.0
    for _ in range(months):
        after = np.zeros_like(state)
        for c in range(total + 1):
            pairs = c * (c - 1) // 2
            after[c:, pairs:] += weight[c] * state[: total + 1 - c, : width - pairs]
        state = after
    laws: list[Law] = []
    for s, row in enumerate(state):
        kept = np.flatnonzero(row)
        laws.append((2.0 * kept.astype(np.float64) + s, np.asarray(row[kept] / row.sum())))
    return tuple(laws)


def _in_units(laws: tuple[Law, ...], exposure: float) -> list[Law]:
    return [(values / exposure, probability) for values, probability in laws]


def _join(first: list[Law], second: list[Law], total: int, share: float) -> Law:
    """Distribution of the sum for ``total`` events, each in the second class with probability ``share``."""
    x = np.arange(total + 1)
    log_ways = special.gammaln(total + 1) - special.gammaln(x + 1) - special.gammaln(total - x + 1)
    split = np.exp(log_ways + special.xlogy(x, share) + special.xlog1py(total - x, -share))
    values = [np.add.outer(first[total - k][0], second[k][0]).ravel() for k in x]
    weights = [split[k] * np.multiply.outer(first[total - k][1], second[k][1]).ravel() for k in x]
    return merged(np.concatenate(values), np.concatenate(weights))


def merged(values: FloatArray, probability: FloatArray) -> Law:
    """Sort values and add the probabilities of those equal to within rounding.

    Examples
    --------
    >>> merged(np.array([2.0, 1.0, 1.0 + 1e-15]), np.array([0.5, 0.25, 0.25]))
    (array([1., 2.]), array([0.5, 0.5]))
    """
    order = np.argsort(values, kind="stable")
    values, probability = values[order], probability[order]
    start = np.concatenate([[True], np.diff(values) > 1e-12 * np.maximum(values[1:], 1e-300)])
    return values[start], np.add.reduceat(probability, np.flatnonzero(start))


def upper_tail_of_sum(first: Law, second: Law, observed: float, tie: float) -> float:
    """P(X + Y ≥ observed) for independent X and Y, values within ``tie`` counting as equal.

    Examples
    --------
    >>> coin = (np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    >>> upper_tail_of_sum(coin, coin, 1.0, 1e-9)
    0.75
    """
    tail = np.append(np.cumsum(second[1][::-1])[::-1], 0.0)
    below = np.concatenate([[0.0], np.cumsum(second[1])])
    at = np.searchsorted(second[0], observed - tie - first[0], side="left")
    under = float((first[1] * below[at]).sum())
    return 1.0 - under if under < 0.5 else float((first[1] * tail[at]).sum())
