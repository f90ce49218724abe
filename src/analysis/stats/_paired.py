"""What every paired method starts from: the differences on their grid, and how many rose, stayed and fell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import FloatArray, Groups, IntArray, as_groups
from analysis.stats._grid import Grid, common_grid


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences (after − before) of each group, and their counts."""

    groups: Groups
    grid: Grid
    n: IntArray
    n_missing: IntArray
    n_up: IntArray
    n_zero: IntArray
    n_down: IntArray

    @property
    def values(self) -> FloatArray:
        """The differences, with rounding noise removed where a grid was found."""
        return self.grid.values


def read_differences(differences: ArrayLike, name: str = "differences") -> Differences:
    """Validate differences, put them on their grid and count them."""
    groups = as_groups(differences, name)
    grid = common_grid(groups.values)
    n = np.count_nonzero(~np.isnan(groups.values), axis=1)
    n_up = np.count_nonzero(grid.values > 0, axis=1)
    n_down = np.count_nonzero(grid.values < 0, axis=1)
    return Differences(
        groups=groups,
        grid=grid,
        n=n,
        n_missing=groups.values.shape[1] - n,
        n_up=n_up,
        n_zero=n - n_up - n_down,
        n_down=n_down,
    )


def data_warnings(data: Differences) -> tuple[str, ...]:
    """Codes for groups without a pair, and for groups whose pairs are all without change."""
    codes = []
    if (data.n == 0).any():
        codes.append("no_pairs")
    if ((data.n > 0) & (data.n_zero == data.n)).any():
        codes.append("all_zero")
    return tuple(codes)
