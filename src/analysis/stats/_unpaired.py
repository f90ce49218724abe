"""What every unpaired method starts from: two samples per group on one grid, and their ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import FloatArray, Groups, IntArray, as_groups
from analysis.stats._grid import common_grid


@dataclass(frozen=True, slots=True)
class Samples:
    """Values before and after of each group (NaN is missing), rounding noise off a grid removed."""

    groups: Groups
    before: FloatArray
    after: FloatArray
    n_before: IntArray
    n_after: IntArray
    n_missing: IntArray


def read_samples(before: ArrayLike, after: ArrayLike) -> Samples:
    """Validate two samples per group and put both on one grid."""
    first, second = as_groups(before, "before"), as_groups(after, "after")
    if first.shape != second.shape:
        raise ValueError(
            f"before and after must have the same groups (all axes but the last), "
            f"found {first.shape} and {second.shape}"
        )
    width = first.values.shape[1]
    pooled = common_grid(np.concatenate([first.values, second.values], axis=1)).values
    n_before = np.count_nonzero(~np.isnan(first.values), axis=1)
    n_after = np.count_nonzero(~np.isnan(second.values), axis=1)
    return Samples(
        groups=Groups(pooled, first.shape),
        before=pooled[:, :width],
        after=pooled[:, width:],
        n_before=n_before,
        n_after=n_after,
        n_missing=pooled.shape[1] - n_before - n_after,
    )


def category_counts(before: FloatArray, after: FloatArray) -> tuple[IntArray, IntArray]:
    """Count each distinct value, ascending, in one group's sample before and after (no missing values).

    Examples
    --------
    >>> [counts.tolist() for counts in category_counts(np.array([1.0, 2.0, 2.0]), np.array([2.0, 5.0]))]
    [[1, 2, 0], [0, 1, 1]]
    """
    values, position = np.unique(np.concatenate([before, after]), return_inverse=True)
    position = position.reshape(-1)
    return (
        np.bincount(position[: len(before)], minlength=len(values)),
        np.bincount(position[len(before) :], minlength=len(values)),
    )


def present(row: FloatArray) -> FloatArray:
    """Keep the values that are not missing."""
    return row[~np.isnan(row)]


def sample_warnings(samples: Samples) -> tuple[str, ...]:
    """Codes for groups where a side is empty."""
    return ("empty_sample",) if ((samples.n_before == 0) | (samples.n_after == 0)).any() else ()
