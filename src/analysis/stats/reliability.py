"""Cronbach's alpha of an index, with Feldt's interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arguments import fraction, numbers, refuse
from analysis.stats._groups import LARGEST_SIZE
from analysis.stats._results import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability(Estimate):
    """Cronbach's alpha; the fields of every estimate, and these.

    Attributes
    ----------
    estimate : float
        Alpha: below 0 when items go against each other, 1 when all say the same, NaN where it is undefined.
    low, high : float
        Feldt's interval; [−∞, 1] where alpha is undefined.
    attained_level : float
        NaN: the interval is exact for normal answers whose items correlate alike, and approximate for others.
    n : int
        Persons who answered every item.
    n_missing : int
        Persons left out because an answer is missing.
    n_items : int
        Items.
    level : float
        Nominal level of the interval.
    """

    n_missing: int
    n_items: int
    level: float


def reliability(items: ArrayLike, *, level: float = 0.95) -> Reliability:
    """Estimate how far the items of an index go together.

    Alpha is k/(k − 1) · (1 − Σ item variances / variance of the sum). Undefined, with the whole of [−∞, 1] as
    its interval: fewer than 2 items (warning ``too_few_items``), fewer than 2 persons (``too_few_persons``)
    and sums that are all equal (``no_variance``).

    Parameters
    ----------
    items
        Answers, shape (persons, items), reversed items turned; a person with NaN in any item is left out.
    level
        Nominal level of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        For answers that are not a table of numbers, infinite or above 1e60 in size, and a level out of range.

    References
    ----------
    Cronbach (1951) Psychometrika 16:297; Feldt (1965) Psychometrika 30:357; Feldt, Woodruff & Salih (1987)
    Applied Psychological Measurement 11:93. R: ``psych::alpha``.

    Examples
    --------
    >>> result = reliability([[4, 5, 4], [2, 1, 3], [5, 5, 5], [3, 3, 2], [1, 2, 2], [4, 4, 3]])
    >>> round(result.estimate, 3), round(result.low, 3), round(result.high, 3)
    (0.914, 0.635, 0.987)
    """
    level = fraction("level", level)
    answers = numbers("items", items, missing=True)
    if answers.ndim != 2:
        raise ValueError(f"items must be a table (persons, items), found an array of shape {answers.shape}")
    refuse("items", answers, np.abs(answers) > LARGEST_SIZE, f"at most {LARGEST_SIZE:g} in size")
    complete = answers[~np.isnan(answers).any(axis=1)]
    n, k = complete.shape
    warnings: tuple[str, ...] = () if k > 1 else ("too_few_items",)
    warnings += () if n > 1 else ("too_few_persons",)
    estimate, low, high = np.nan, -np.inf, 1.0
    if not warnings:
        # Around each item's first answer and by the largest size: no digits lost, no squares out of range.
        apart = complete - complete[0]
        apart /= np.abs(apart).max(initial=0.0) or 1.0
        whole = float(np.var(apart.sum(axis=1), ddof=1))
        if whole > 0:
            estimate = k / (k - 1) * (1 - float(np.var(apart, axis=0, ddof=1).sum()) / whole)
            df = n - 1, (n - 1) * (k - 1)
            outside = (1 - level) / 2
            low, high = (
                1 - (1 - estimate) * float(special.fdtri(*df, share)) for share in (1 - outside, outside)
            )
        else:
            warnings = ("no_variance",)
    return Reliability(
        estimate=estimate,
        low=low,
        high=high,
        attained_level=np.nan,
        n=n,
        n_missing=len(answers) - n,
        n_items=k,
        level=level,
        method="Cronbach's alpha, Feldt's interval",
        warnings=warnings,
    )
