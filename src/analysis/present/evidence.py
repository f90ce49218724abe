"""One row of the results table as the texts a reader sees: value, change, interval, n, verdict, certainty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.params import Study, numbers
from analysis.present import labels, quantities

FEWEST_FOR_PERCENT = 10
"""No percentage stands on fewer people or cases than this."""
TESTED = ("bedring", "forverring", "uendret", "for_lite_data", "usikkert_grunnlag")
"""Verdicts of indicators that were tested."""
_PEOPLE = ("index", "item", "share", "amount")
_IMPRECISE = ("storrelse_usikker", "overspredning", "mange_uten_par", "en_bolig_dominerer")


@dataclass(frozen=True)
class Evidence:
    """What one row of the results table says, as plain text.

    Attributes
    ----------
    indicator, goal, place, family, measure, verdict
        Ids from the results table.
    code, name, unit
        From the plan.
    before, after, change, interval
        Formatted values; «:» where hidden, «–» where there is none.
    basis
        How many people, months, events or cases the values rest on.
    reason
        Why the verdict is what it is; empty where it may not be shown.
    warnings
        Sentences.
    exploratory
        The indicator belongs to a family that can only raise questions.
    hidden
        The figures may not be shown in this edition.
    certainty
        «lav», «svært lav», or «–» where nothing was tested.
    """

    indicator: str
    goal: str
    place: str
    family: str
    measure: str
    verdict: str
    code: str
    name: str
    unit: str
    before: str
    after: str
    change: str
    interval: str
    basis: str
    reason: str
    warnings: tuple[str, ...]
    exploratory: bool
    hidden: bool
    certainty: str

    @property
    def verdict_name(self) -> str:
        """The verdict as printed."""
        return labels.verdict(self.verdict)

    @property
    def label(self) -> str:
        """Name and code, such as «Naboklager (1a)»; the code only where it says more than the goal."""
        return self.name if self.code in (self.goal, self.goal.capitalize()) else f"{self.name} ({self.code})"

    @property
    def measured(self) -> bool:
        """Whether there are data for the indicator in this period."""
        return self.verdict != "ikke_maalt"


def evidence(results: pd.DataFrame, study: Study, place: str | None = "all") -> list[Evidence]:
    """Read the rows of the results table, in the order of the plan.

    Parameters
    ----------
    results
        The results table of one edition.
    study
        Gives the families that are exploratory.
    place
        Only this place; None gives all of them.
    """
    rows = results if place is None else results[results["place"] == place]
    order = {indicator.id: i for i, indicator in enumerate(study.plan.indicators)}
    exploratory = {family.id for family in study.plan.families if family.exploratory}
    read = [_read(row, exploratory) for row in rows.to_dict("records")]
    return sorted(read, key=lambda e: order.get(e.indicator, len(order)))


def confirmatory(rows: Iterable[Evidence]) -> list[Evidence]:
    """Leave out the exploratory ones."""
    return [row for row in rows if not row.exploratory]


def _read(row: dict[str, object], exploratory: set[str]) -> Evidence:
    hidden, measure, unit = bool(row.get("hidden", False)), str(row["measure"]), str(row["unit"])
    few = quantities.is_share(measure, unit) and _n(row) is not None and (_n(row) or 0) < FEWEST_FOR_PERCENT
    before, after = (_value(row, side, few=few) for side in ("before", "after"))
    estimate_type = "none" if few else str(row["estimate_type"])
    return Evidence(
        indicator=str(row["indicator"]),
        goal=str(row["goal"]),
        place=str(row["place"]),
        family=str(row["family"]),
        measure=measure,
        verdict=str(row["verdict"]),
        code=str(row["code"]),
        name=str(row["name"]),
        unit=unit,
        before=numbers.shown(before, hidden=hidden),
        after=numbers.shown(after, hidden=hidden),
        change=numbers.shown(
            quantities.change(measure, estimate_type, _float(row["estimate"])), hidden=hidden
        ),
        interval=numbers.shown(
            quantities.change_interval(measure, estimate_type, _float(row["low"]), _float(row["high"])),
            hidden=hidden,
        ),
        basis=numbers.shown(_basis(row), hidden=hidden),
        reason="" if hidden or numbers.is_missing(row["verdict_reason"]) else str(row["verdict_reason"]),
        warnings=labels.warnings("" if numbers.is_missing(row["warnings"]) else str(row["warnings"])),
        exploratory=str(row["family"]) in exploratory,
        hidden=hidden,
        certainty=_certainty(row),
    )


def _value(row: dict[str, object], side: str, *, few: bool) -> str:
    amount = _float(row[side])
    if few and amount is not None:
        n = _n(row) or 0
        return f"{numbers.number(amount * n, 0)} av {numbers.number(n, 0)}"
    return quantities.value(str(row["measure"]), str(row["unit"]), amount)


def _basis(row: dict[str, object]) -> str:
    """Say what a row rests on, in the words of its kind of measure."""
    measure = str(row["measure"])
    if row["verdict"] == "ikke_maalt":
        return numbers.MISSING
    if measure in _PEOPLE and _whole(row["n_pairs"]) is not None:
        pairs, before = _whole(row["n_pairs"]), _whole(row["n_before"])
        return f"{pairs} av {numbers.count(before, 'person', 'personer')}" if before else f"{pairs} personer"
    if measure == "rate":
        events = f"{_sides(row, 'events')} hendelser"
        return (
            f"{events}, {_sides(row, 'months')} måneder"
            if _whole(row["months_before"]) is not None
            else events
        )
    if measure == "backlog" and _whole(row["months_before"]) is not None:
        return f"{_sides(row, 'months')} måneder"
    if measure == "duration" and _sides(row, "events") != "– + –":
        return f"{_sides(row, 'events')} saker"
    n = [_whole(row[side]) for side in ("n_before", "n_after")]
    if n == [None, None]:
        return numbers.MISSING
    return numbers.number(n[1] if n[1] is not None else n[0], 0)


def _sides(row: dict[str, object], what: str) -> str:
    return " + ".join(numbers.number(_float(row.get(f"{what}_{side}")), 0) for side in ("before", "after"))


def _n(row: dict[str, object]) -> int | None:
    return _whole(row["n_pairs"]) if _whole(row["n_pairs"]) is not None else _whole(row["n_after"])


def _certainty(row: dict[str, object]) -> str:
    """Grade an uncontrolled before–after comparison: it starts low and can only go down."""
    if row["verdict"] not in TESTED:
        return numbers.MISSING
    warned = "" if numbers.is_missing(row["warnings"]) else str(row["warnings"])
    imprecise = row["verdict"] in ("for_lite_data", "usikkert_grunnlag") or any(
        w in warned for w in _IMPRECISE
    )
    return "svært lav" if imprecise else "lav"


def _float(value: object) -> float | None:
    return None if numbers.is_missing(value) else float(value)  # type: ignore[arg-type]


def _whole(value: object) -> int | None:
    return None if numbers.is_missing(value) else round(float(value))  # type: ignore[arg-type]
