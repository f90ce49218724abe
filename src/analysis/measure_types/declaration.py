"""What every type of measure must say of itself; nothing has a default, so nothing can be forgotten."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from analysis.model import Params

Counts = Literal["persons", "events", "whole"]
"""What is counted: each tenant before and after, events by month, or one figure of the whole."""
Choice = Literal[
    "windows", "addresses", "flats", "tenants", "attribution", "season_matched", "all_available",
    "signed_rank", "as_groups", "linked_only", "ranks_of_groups",
]  # fmt: skip
"""Other reasonable choices, of `analysis.evaluate.robustness`."""
OF_ANSWERS: tuple[Choice, ...] = (
    "all_available", "signed_rank", "as_groups", "linked_only", "ranks_of_groups",
)  # fmt: skip
"""Other methods for answers on a scale."""
PublicForm = Literal[
    "class_of_mean", "range_of_people", "range_of_done", "rate", "thousands", "weeks", "years", "figure",
    "more_or_fewer",
]  # fmt: skip
"""How the public edition prints a measure; forms of `analysis.disclose.publication`."""
Names: TypeAlias = dict[
    Literal["item", "answer above the lowest", "incident kind", "tenancy end reason", "service"],
    tuple[str, ...],
]
"""What a measure names that other parameter files declare → the ids."""


@dataclass(frozen=True)
class Quantity:
    """How an amount is written.

    Attributes
    ----------
    decimals
        Digits after the comma.
    one, several
        What follows the number, its space included; empty for a bare number.
    share
        A fraction: written a hundred times as large, and as «3 av 8» where it is of fewer than ten.
    """

    decimals: int
    one: str
    several: str
    share: bool = False


NBSP = "\u00a0"
POINTS = Quantity(1, " poeng", " poeng")
NOK = Quantity(0, f"{NBSP}kr", f"{NBSP}kr")
DAYS = Quantity(0, " dag", " dager")
TIMES = Quantity(2, " ganger", " ganger")
PER_CENT = Quantity(0, f"{NBSP}%", f"{NBSP}%", share=True)
PERCENTAGE_POINTS = Quantity(0, " prosentpoeng", " prosentpoeng", share=True)
NUMBER = Quantity(1, "", "")
COUNT = Quantity(0, "", "")


@dataclass(frozen=True)
class Basis:
    """What a value rests on: where it is counted, and the nouns.

    Attributes
    ----------
    column
        ``n_pairs`` (tenants with a value both times); the beginning of ``…_before`` and ``…_after``;
        ``done`` (of ``planned``, else the months of the period); ``tenants`` looked at; or the ``period``.
    one, several
        What is counted, after a number.
    noun
        What follows «4 + 3»; for ``done`` what ends a sentence: «9 av 26 punkter er utført».
    """

    column: Literal["n_pairs", "events", "n", "months", "done", "tenants", "period"]
    one: str
    several: str
    noun: str


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a measure is; every room asks here, and no other place knows one type from another.

    Attributes
    ----------
    table
        Processed table it is made from.
    counts
        What it counts, which decides how it is computed.
    tested
        Whether its change can be tested; else it is described.
    adjusts_jointly
        Whether its p can be adjusted together with others per tenant (Westfall–Young).
    estimate_type
        ``difference`` (after − before), ``ratio`` (after / before) or ``none``.
    value, change
        How values, and changes between them, are written.
    unit_after
        Whether the plan's unit follows a bare value in running text.
    basis
        What its values rest on.
    figure
        Id of a figure of its own that stands with its goal; None where there is none.
    affected_by
        Other choices that can change its result.
    publication
        The form in which the public edition prints it.
    before_project
        Whether it means something in a period that ends before the project begins.
    """

    table: str
    counts: Counts
    tested: bool
    adjusts_jointly: bool
    estimate_type: Literal["difference", "ratio", "none"]
    value: Quantity
    change: Quantity
    unit_after: bool
    basis: Basis
    figure: str | None
    affected_by: frozenset[Choice]
    publication: PublicForm
    before_project: bool


class MeasureType(Params):
    """A measure of the plan; each type is a subclass in a module of its own.

    Attributes
    ----------
    type
        Id of the type, as written in ``indicators.yml``.
    position
        Its place where types are listed, the first 1.
    """

    type: Any
    position: ClassVar[int]

    @property
    @abstractmethod
    def declared(self) -> Declaration:
        """What the measure is."""

    @property
    @abstractmethod
    def names(self) -> Names:
        """What the measure names that other parameter files declare."""

    @classmethod
    def type_id(cls) -> str:
        """Return the id of the type, as written in ``indicators.yml``."""
        return str(get_args(cls.model_fields["type"].annotation)[0])
