"""The result of a power calculation, and what every family of designs needs for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats._arrays import BoolArray, FloatArray
from analysis.stats._counts import counts, fraction, refuse, sequence, single

_SLACK = 1 + 1e-12


@dataclass(frozen=True, slots=True)
class Power:
    """Probability that a design shows a change.

    Attributes
    ----------
    power : float
        Probability of p ≤ alpha / tests.
    se : float
        Monte Carlo standard error; 0 where enumerated.
    outcomes : int
        Outcomes enumerated or drawn.
    alpha : float
        Two-sided level each test is held to, after division by the number of tests.
    method : str
        Name for the report.
    """

    power: float
    se: float
    outcomes: int
    alpha: float
    method: str


def enumerated(p: FloatArray, weight: FloatArray, limit: float, method: str) -> Power:
    """Power from the p value and the probability of every outcome.

    Examples
    --------
    >>> enumerated(np.array([0.01, 0.5]), np.array([0.2, 0.8]), 0.05, "a test").power
    0.2
    """
    return Power(float(weight[rejects(p, limit)].sum()), 0.0, len(weight), limit, method)


def rejects(p: FloatArray, limit: float) -> BoolArray:
    """Where p is at most the level, a rounding error above it included.

    Examples
    --------
    >>> rejects(np.array([0.05, 0.06]), 0.05).tolist()
    [True, False]
    """
    return np.asarray(p <= limit * _SLACK)


def shared_level(alpha: float, tests: int) -> float:
    """Level each of several tests is held to.

    Examples
    --------
    >>> shared_level(0.05, 10)
    0.005
    """
    family = counts("tests", tests)
    refuse("tests", family, family < 1, "at least 1")
    return fraction("alpha", alpha) / single("tests", family)


def probabilities_of(name: str, value: Sequence[float], size: int | None = None) -> FloatArray:
    """Probabilities that sum to 1, as many as ``size``.

    Raises
    ------
    ValueError
        Naming the argument, when they are none.

    Examples
    --------
    >>> probabilities_of("probabilities", [0.25, 0.75])
    array([0.25, 0.75])
    """
    array = sequence(name, value)
    refuse(name, array, (array < -1e-12) | (array > 1 + 1e-12), "probabilities")
    if abs(array.sum() - 1) > 1e-9 or (size is not None and len(array) != size):
        raise ValueError(f"{name} must be one probability per value and sum to 1, found {array.tolist()}")
    return np.clip(array, 0, 1)
