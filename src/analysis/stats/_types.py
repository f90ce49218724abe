"""Kinds of arrays, and what a result holds for one group and for many."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
AnyArray: TypeAlias = NDArray[Any]
Floats: TypeAlias = float | FloatArray
"""A float for one group, an array of the leading shape for arrays of groups."""
Ints: TypeAlias = int | IntArray
"""An int for one group, an array of the leading shape for arrays of groups."""
