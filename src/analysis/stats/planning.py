"""What a design can show at best, before anyone collects data."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, log2

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arguments import choice, counts, exposures, fraction, single
from analysis.stats._groups import as_p, shaped, together
from analysis.stats._types import BoolArray, FloatArray, Floats
from analysis.stats.null_distributions.binomial import first_true, lower_tail
from analysis.stats.rate_ratio import shares


def _dealt(n: FloatArray, other: FloatArray, _relation: FloatArray) -> FloatArray:
    return np.asarray(2 / np.rint(special.binom(n + other, n)))  # exact below 2⁵³


def _counts(n: FloatArray, _other: FloatArray, relation: FloatArray) -> FloatArray:
    return np.asarray(2 * np.minimum(*shares(np.ones_like(relation), relation)) ** n)


_FAMILIES: dict[str, Callable[[FloatArray, FloatArray, FloatArray], FloatArray]] = {
    "paired": lambda n, _other, _relation: np.asarray(np.exp2(1 - n)),
    "two-samples": _dealt,
    "months": _dealt,
    "counts": _counts,
}


def smallest_attainable_p(
    n: ArrayLike,
    n_other: ArrayLike = 0,
    *,
    family: str = "paired",
    exposure_ratio: ArrayLike = 1.0,
    tests: ArrayLike = 1,
) -> Floats:
    """Return the smallest two-sided p a design can give, however large the change.

    * ``"paired"``: n non-zero pairs; all change one way. 2^(1 − n), for the sign, sign-flip, signed-rank and
      McNemar tests.
    * ``"two-samples"``: n and n_other people, all of one group above all of the other; 2 / C(n + n_other, n).
    * ``"months"``: n months before and n_other after, dealt out by :func:`~analysis.stats.month_permutation`.
    * ``"counts"``: n events in all, every one on the side with the least exposure.

    Parameters
    ----------
    n, n_other : array_like
        Sizes, whole numbers ≥ 0.
    family : str
        One of the four above.
    exposure_ratio : array_like
        Exposure after / exposure before, for ``"counts"``.
    tests : array_like
        Number of tests in a Holm family; the first step multiplies p by it.

    Returns
    -------
    float or array
        At most 1.

    Raises
    ------
    ValueError
        For sizes that are negative or not whole, an exposure ratio not above 0, and fewer than one test.

    References
    ----------
    Tarone (1990), *Biometrics* 46:515–522 (the smallest attainable p); Holm (1979), *Scandinavian Journal of
    Statistics* 6:65–70.

    Examples
    --------
    >>> smallest_attainable_p(6), smallest_attainable_p(5)
    (0.03125, 0.0625)
    >>> smallest_attainable_p([9, 10], tests=14).round(4).tolist()
    [0.0547, 0.0273]
    >>> round(smallest_attainable_p(4, 4, family="months"), 4), smallest_attainable_p(5, family="counts")
    (0.0286, 0.0625)
    """
    formula = choice("family", family, _FAMILIES)
    shape, (size, other, relation, family_size) = together(
        n=counts("n", n),
        n_other=counts("n_other", n_other),
        exposure_ratio=exposures("exposure_ratio", exposure_ratio),
        tests=counts("tests", tests, least=1),
    )
    found = as_p(family_size * np.minimum(formula(size, other, relation), 1.0))
    p: Floats = shaped(shape, p=found)["p"]
    return p


def pairs_needed(alpha: float = 0.05, *, tests: int = 1) -> int:
    """Return the least number of non-zero pairs that can reach ``alpha``, if all change one way.

    Parameters
    ----------
    alpha : float
        Two-sided level, between 0 and 1.
    tests : int
        Number of tests in a Holm family; its first step asks for alpha / tests.

    Raises
    ------
    ValueError
        For alpha outside (0, 1) and fewer than one test.

    References
    ----------
    Tarone (1990), *Biometrics* 46:515–522; Holm (1979), *Scandinavian Journal of Statistics* 6:65–70.

    Examples
    --------
    >>> pairs_needed(), pairs_needed(tests=14), pairs_needed(tests=42)
    (6, 10, 11)
    """
    alpha, size = fraction("alpha", alpha), single("tests", counts("tests", tests, least=1))
    pairs = max(1, ceil(1 + log2(size / alpha)) - 1)
    while size * 2.0 ** (1 - pairs) > alpha:
        pairs += 1
    return pairs


def largest_significant_count(
    count_before: ArrayLike, exposure_ratio: ArrayLike = 1.0, *, alpha: float = 0.05, tests: int = 1
) -> int | FloatArray | None:
    """Return the largest count after that a fall from ``count_before`` can be shown by; None if not even 0.

    Uses the central p of :func:`~analysis.stats.rate_ratio`.

    Parameters
    ----------
    count_before : array_like
        Events before, whole numbers ≥ 0.
    exposure_ratio : array_like
        Exposure after / exposure before.
    alpha : float
        Two-sided level, between 0 and 1.
    tests : int
        Number of tests in a Holm family.

    Returns
    -------
    int or None
        For one count. For an array of counts an array of floats, NaN where not even 0 would do.

    Raises
    ------
    ValueError
        For counts that are negative or not whole, and an exposure ratio not above 0.

    References
    ----------
    Przyborowski & Wilenski (1940), *Biometrika* 31:313–323 (the test); Fay (2010), *Biostatistics* 11:373–374
    (its central p).

    Examples
    --------
    >>> [largest_significant_count(before) for before in (5, 6, 8, 10, 15, 20, 30)]
    [None, 0, 1, 2, 5, 8, 15]
    >>> largest_significant_count([5, 10]).tolist()
    [nan, 2.0]
    """
    level = fraction("alpha", alpha) / single("tests", counts("tests", tests, least=1))
    shape, (before, relation) = together(
        count_before=counts("count_before", count_before),
        exposure_ratio=exposures("exposure_ratio", exposure_ratio),
    )
    share, rest = shares(np.ones_like(relation), relation)

    def too_many(after: FloatArray) -> BoolArray:
        return np.asarray(2 * lower_tail(after, before + after, share, rest) > level)

    enough = np.ceil(before * relation) + 1  # no fall at all: the lower tail is about a half
    largest = first_true(too_many, np.zeros_like(before), enough) - 1
    if shape == ():
        return None if largest[0] < 0 else int(largest[0])
    return np.where(largest < 0, np.nan, largest).reshape(shape)
