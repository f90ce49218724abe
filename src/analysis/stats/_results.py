"""The fields that results have in common, described once.

Every field is a Python number for one group, and a read-only array of the leading shape for arrays of groups.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.stats._types import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimate with its interval.

    Attributes
    ----------
    estimate : float or array
        The quantity asked for; NaN where nothing was observed of it.
    low, high : float or array
        Limits of the interval; NaN where none exists, or none belongs to the method.
    attained_level : float or array
        The level the interval attains; NaN without an interval, and where no level is guaranteed.
    n : int or array
        Pairs, persons, months, events or trials used.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know; for arrays of groups, of at least one of them.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    n: Ints
    method: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Estimate):
    """A two-sided test, with the estimate and interval that belong to it.

    Attributes
    ----------
    statistic : float or array
        What was compared with its null distribution.
    p, p_mid : float or array
        Two-sided p, and the mid-p; both 1 where nothing could have come out otherwise.
    smallest_p : float or array
        The smallest p these data could have given; NaN where p has no smallest value.
    """

    statistic: Floats
    p: Floats
    p_mid: Floats
    smallest_p: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTest(Test):
    """A test of differences after − before of the same persons.

    Attributes
    ----------
    n_missing : int or array
        Pairs lost because a side is missing.
    n_up, n_zero, n_down : int or array
        Of the ``n`` pairs used, those that rose, stayed and fell.
    level : float
        Nominal level of the interval.
    """

    n_missing: Ints
    n_up: Ints
    n_zero: Ints
    n_down: Ints
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfterTest(Test):
    """A test of persons or months before against others after.

    Attributes
    ----------
    n_before, n_after : int or array
        Persons or months used on each side.
    n_missing : int or array
        Persons or months lost because a value is missing.
    """

    n_before: Ints
    n_after: Ints
    n_missing: Ints
