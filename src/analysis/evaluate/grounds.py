"""What a figure rests on, in words: how many tenants, events, tenancies, months or points of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from analysis.params import (
    Amount,
    Backlog,
    Completion,
    Duration,
    Index,
    ItemMeasure,
    Measure,
    Period,
    Rate,
    Share,
    Tenure,
)
from analysis.params import numbers as no

Row = Mapping[Any, Any]
"""A row of the results table."""
FEWEST_FOR_PERCENT = 10
"""No percentage stands on fewer people or cases than this."""
_OF_PLANNED = {
    "measures_done": ("punkt", "punkter"),
    "meetings_held": ("møte", "møter"),
    "cleanup_attendance": ("invitasjon", "invitasjoner"),
}
_SAID = {
    "measures_done": ("punkt i handlingsplanen er utført", "punkter i handlingsplanen er utført"),
    "meetings_held": ("møte er ført med dato", "møter er ført med dato"),
    "cleanup_attendance": ("invitasjon endte med oppmøte", "invitasjoner endte med oppmøte"),
    "cleanups_held": ("dugnad er holdt", "dugnader er holdt"),
    "agencies_involved": ("etat har vedtak som gjelder", "etater har vedtak som gjelder"),
}
"""What a completion has counted, after the number: one, several."""


def grounds(row: Row, measure: Measure, period: Period) -> str:
    """Say what a row's values rest on, with the unit.

    Two numbers with a plus between them are before and after.

    Parameters
    ----------
    row
        Of the results table; «–» where it was not measured.
    measure
        The indicator's measure in the plan.
    period
        Gives the months over which things held are counted.

    Examples
    --------
    >>> from analysis.params import Rate
    >>> row = {"verdict": "bedring", "events_before": 51, "events_after": 24}
    >>> grounds(row, Rate(type="rate"), None)
    '51 + 24 hendelser'
    >>> grounds(row, Rate(type="rate", table="tenancy_ends"), None)
    '51 + 24 leieforhold'
    """
    if row["verdict"] == "ikke_maalt":
        return no.MISSING
    if isinstance(measure, Index | ItemMeasure | Share | Amount):
        return _people(row)
    if isinstance(measure, Rate):
        noun = "hendelser" if measure.table == "incidents" else "leieforhold"
        return _sides(row, "events", noun)
    if isinstance(measure, Duration):
        return _sides(row, "events", "saker")
    if isinstance(measure, Tenure):
        return _sides(row, "n", "leieforhold")
    if isinstance(measure, Backlog):
        return _sides(row, "months", "måneder")
    if isinstance(measure, Completion):
        return _counted(row, measure, period)
    assert_never(measure)


def completion_sentence(row: Row, measure: Completion, period: Period) -> str:
    r"""Say what was done of what was planned as a sentence, per cent only of ten or more.

    Examples
    --------
    >>> from analysis.params import Completion
    >>> row = {"verdict": "beskrivelse", "done": 9, "planned": 26, "after": 9 / 26, "n_baseline": None}
    >>> completion_sentence(row, Completion(type="completion", of="cleanup_attendance"), None)
    '9 av 26 invitasjoner endte med oppmøte (35\xa0%).'
    """
    done, planned = whole(row["done"]), whole(row["planned"])
    if done is None:
        return f"{no.number(row['after'], 0)} ({grounds(row, measure, period)})."
    one, several = _SAID[measure.of]
    if planned is None:
        return f"{no.count(done, one, several)} ({grounds(row, measure, period)})."
    share = f" ({no.percent(done / planned)})" if planned >= FEWEST_FOR_PERCENT else ""
    return f"{no.number(done, 0)} av {no.count(planned, one, several)}{share}."


def whole(value: Any) -> int | None:
    """Return a count as a whole number, None where it is missing."""
    return None if no.is_missing(value) else round(float(value))


def _people(row: Row) -> str:
    pairs, baseline = whole(row["n_pairs"]), whole(row["n_baseline"])
    if pairs is None:
        return no.MISSING
    if baseline is None:
        return no.count(pairs, "leietaker", "leietakere")
    return f"{no.number(pairs, 0)} av {no.count(baseline, 'leietaker', 'leietakere')}"


def _sides(row: Row, what: str, noun: str) -> str:
    sides = [whole(row.get(f"{what}_{side}")) for side in ("before", "after")]
    known = [no.number(n, 0) for n in sides if n is not None]
    return f"{' + '.join(known)} {noun}" if known else no.MISSING


def _counted(row: Row, measure: Completion, period: Period) -> str:
    """Count what the count is of: the plan's points where they are known, else tenants or months."""
    done, planned = whole(row["done"]), whole(row["planned"])
    if measure.of in _OF_PLANNED and done is not None and planned is not None:
        one, several = _OF_PLANNED[measure.of]
        return f"{no.number(done, 0)} av {no.count(planned, one, several)}"
    if measure.of == "agencies_involved":
        looked_at = whole(row["n_baseline"])
        return no.MISSING if looked_at is None else no.count(looked_at, "leietaker", "leietakere")
    return no.count(period.after.months, "måned", "måneder")
