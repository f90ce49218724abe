"""What a figure rests on, in words: how many tenants, events, tenancies, months or points of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from analysis.measure_types import Declaration
from analysis.params import Period
from analysis.params import numbers as no
from analysis.wording.quantities import FEWEST_FOR_PERCENT

Row = Mapping[Any, Any]
"""A row of the results table."""


def grounds(row: Row, declared: Declaration, period: Period) -> str:
    """Say what a row's values rest on, with the unit.

    Two numbers with a plus between them are before and after.

    Parameters
    ----------
    row
        Of the results table; «–» where it was not measured.
    declared
        What the indicator's measure is.
    period
        Gives the months over which things held are counted.

    Examples
    --------
    >>> from analysis.measure_types.rate import OF_INCIDENTS, OF_TENANCIES
    >>> row = {"verdict": "bedring", "events_before": 51, "events_after": 24}
    >>> grounds(row, OF_INCIDENTS, None), grounds(row, OF_TENANCIES, None)
    ('51 + 24 hendelser', '51 + 24 leieforhold')
    """
    if row["verdict"] == "ikke_maalt":
        return no.MISSING
    basis = declared.basis
    match basis.column:
        case "n_pairs":
            return _people(row, basis.one, basis.several)
        case "events" | "n" | "months":
            sides = [whole(row.get(f"{basis.column}_{side}")) for side in ("before", "after")]
            known = [no.number(n, 0) for n in sides if n is not None]
            return f"{' + '.join(known)} {basis.noun}" if known else no.MISSING
        case "tenants":
            looked_at = whole(row["n_baseline"])
            return no.MISSING if looked_at is None else no.count(looked_at, "leietaker", "leietakere")
        case "done" | "period":
            done, planned = whole(row["done"]), whole(row["planned"])
            if basis.column == "done" and done is not None and planned is not None:
                return f"{no.number(done, 0)} av {no.count(planned, basis.one, basis.several)}"
            return no.count(period.after.months, "måned", "måneder")
        case _:
            assert_never(basis.column)


def completion_sentence(row: Row, declared: Declaration, period: Period) -> str:
    r"""Say what was done of what was planned as a sentence, per cent only of ten or more.

    Examples
    --------
    >>> from analysis.measure_types.completion import DECLARED
    >>> row = {"verdict": "beskrivelse", "done": 9, "planned": 26, "after": 9 / 26, "n_baseline": None}
    >>> completion_sentence(row, DECLARED["cleanup_attendance"], None)
    '9 av 26 invitasjoner endte med oppmøte (35\xa0%).'
    """
    done, planned, basis = whole(row["done"]), whole(row["planned"]), declared.basis
    if done is None:
        return f"{no.number(row['after'], 0)} ({grounds(row, declared, period)})."
    if planned is None:
        said = no.count(done, basis.one, basis.several)
        return f"{said} {basis.noun} ({grounds(row, declared, period)})."
    share = f" ({no.percent(done / planned)})" if planned >= FEWEST_FOR_PERCENT else ""
    return f"{no.number(done, 0)} av {no.count(planned, basis.one, basis.several)} {basis.noun}{share}."


def whole(value: Any) -> int | None:
    """Return a count as a whole number, None where it is missing."""
    return None if no.is_missing(value) else round(float(value))


def _people(row: Row, one: str, several: str) -> str:
    pairs, baseline = whole(row["n_pairs"]), whole(row["n_baseline"])
    if pairs is None:
        sides = [whole(row.get(f"n_{side}")) for side in ("before", "after")]
        return no.MISSING if None in sides else f"{sides[0]} + {sides[1]} svar"
    if baseline is None:
        return no.count(pairs, one, several)
    return f"{no.number(pairs, 0)} av {no.count(baseline, one, several)}"
