"""What the public edition prints: a closed set of values, each with the text a reader sees."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self, TypeAlias

from analysis.disclose.proof import OPEN, Form
from analysis.params import Scale, numbers

CLASS = OPEN + 1
"""Fewest numbers in a range of people."""
END = CLASS + 1
"""Fewest numbers in a range that begins with nobody or ends with everybody: one of them knows of one less."""


@dataclass(frozen=True)
class MeanClass:
    """A mean in the form that is proven safe for so many people.

    Attributes
    ----------
    halves
        The class, in halves of a point above the lowest answer.
    form, scale
        The form, and the scale the answers were given on.
    """

    halves: int
    form: Form
    scale: Scale

    @classmethod
    def of(cls, mean: float, form: Form, scale: Scale) -> Self:
        """Return the class of a mean of answers."""
        return cls(form.of_mean(mean - scale.low, len(scale.labels)), form, scale)

    @property
    def number(self) -> float:
        """The middle of the class, or where the open class at an end begins."""
        return self.scale.low + self.halves / 2

    @property
    def text(self) -> str:
        """What is printed: «3,5», «2,5 eller lavere»."""
        shown = numbers.number(self.number, 1)
        if self.halves == self.form.merged:
            return f"{shown} eller lavere"
        return f"{shown} eller høyere" if self.halves == self._highest else shown

    @property
    def _highest(self) -> int:
        return 2 * (self.scale.high - self.scale.low) - self.form.merged


@dataclass(frozen=True)
class PeopleRange:
    """How many of some people, as a range that leaves each of them, and who knows one of them, in doubt."""

    low: int
    high: int
    total: int

    @classmethod
    def of(cls, n: int, total: int, least: int) -> Self | None:
        """Return the range a number lies in; None where there are too few people for two ranges.

        The ranges depend on `total` and `least` alone: both ends of `least` numbers or more, between them
        ranges of four or more. What is left over lies in the first where there are only two.

        Examples
        --------
        >>> [(r.low, r.high) for n in (0, 4, 5, 8, 9, 13) if (r := PeopleRange.of(n, 13, 5))]
        [(0, 4), (0, 4), (5, 8), (5, 8), (9, 13), (9, 13)]
        >>> PeopleRange.of(3, 8, 5) is None, PeopleRange.of(12, 12, 5)
        (True, PeopleRange(low=8, high=12, total=12))
        """
        end = max(least, END)
        between = total + 1 - 2 * end
        if between < 0:
            return None
        inner = between // CLASS
        starts = [0, *(end + i * between // inner for i in range(inner)), total + 1 - end]
        low = max(start for start in starts if start <= n)
        return cls(low, min([start for start in starts if start > n], default=total + 1) - 1, total)

    number = math.nan

    @property
    def text(self) -> str:
        """What is printed: «5–8 av 13»."""
        return f"{self.low}–{self.high} av {self.total}"


@dataclass(frozen=True)
class Thousands:
    """An amount in whole thousands of kroner."""

    number: float

    @classmethod
    def of(cls, kroner: float) -> Self:
        """Return the amount, half a thousand rounded up."""
        return cls(1000.0 * math.floor(kroner / 1000 + 0.5))

    @property
    def text(self) -> str:
        """What is printed: «5 000 kr»."""
        return f"{numbers.number(self.number, 0)}{numbers.SPACE}kr"


@dataclass(frozen=True)
class Span:
    """A length of time, as the class it lies in: from `low` up to `high`, not with it."""

    low: int
    high: int
    unit: str
    number = math.nan

    @classmethod
    def of(cls, length: float, width: int, unit: str) -> Self:
        """Return the class of this `width`."""
        low = width * math.floor(length / width)
        return cls(low, low + width, unit)

    @property
    def text(self) -> str:
        """What is printed: «14 til 21 dager», «under 7 dager»."""
        return f"{self.low} til {self.high} {self.unit}" if self.low else f"under {self.high} {self.unit}"


Value: TypeAlias = MeanClass | PeopleRange | Thousands | Span


@dataclass(frozen=True, kw_only=True)
class Public:
    """What the public edition prints of one indicator.

    Attributes
    ----------
    before, after
        The values; None where they are the plain figures of `kept`, or none.
    basis
        The people they rest on; None where that is a plain count, or too few to say.
    word
        How after is to before, read off the printed values; empty where there is no such word.
    kept
        Columns of the results printed as they are.
    judged
        Whether the verdict is printed: only where it rests on events.
    """

    before: Value | None = None
    after: Value | None = None
    basis: PeopleRange | None = None
    word: str = ""
    kept: tuple[str, ...] = ()
    judged: bool = False
