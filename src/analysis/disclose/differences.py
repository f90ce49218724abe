"""Counts of events that hold one another: the larger less the smaller is a count that nobody printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TypeAlias

from analysis.disclose.public import Public
from analysis.disclose.publication import Row
from analysis.params import Indicator, Plan

Made: TypeAlias = Mapping[str, Public | str]
"""Indicator → what is printed of it, or the rule that hides it."""
SIDES = ("events_before", "events_after")


def without_differences(
    made: Made, rows: Mapping[str, Row], plan: Plan, least: int
) -> dict[str, Public | str]:
    """Hide counts until no printed one less others that it holds is of 1 to `least` − 1 events.

    All tenancies that ended, less those that were ended by the municipality, are the others. Hidden is what
    holds the others, unless it decides a goal or is of every kind: then the smallest of them.

    Parameters
    ----------
    made
        What is printed of each indicator of all addresses.
    rows
        Their rows of the results.
    plan
        Says which kinds of event each counts, and which decide.
    least
        Fewest events of a count.
    """
    found = dict(made)
    while (pair := next(_differences(found, rows, plan, least), None)) is not None:
        found[pair] = "difference"
    return found


def _differences(made: Made, rows: Mapping[str, Row], plan: Plan, least: int) -> Iterator[str]:
    """Yield, for each difference of too few events, the indicator that is hidden for it."""
    told = [i for i in plan.indicators if _is_count(i, made)]
    for whole in told:
        inside = [i for i in told if i is not whole and _holds(whole, i)]
        for size in range(1, len(inside) + 1):
            for parts in combinations(inside, size):
                if _apart(parts) and _few_left(whole, parts, rows, least):
                    yield _weakest(whole, parts, rows, plan).id


def _is_count(indicator: Indicator, made: Made) -> bool:
    return indicator.declared.publication == "rate" and isinstance(made.get(indicator.id), Public)


def _kinds(indicator: Indicator) -> frozenset[str]:
    """Return the kinds of event counted; empty where all are."""
    return frozenset(kind for kinds in indicator.measure.names.values() for kind in kinds)


def _holds(whole: Indicator, part: Indicator) -> bool:
    same_table = whole.declared.table == part.declared.table
    return same_table and bool(_kinds(part)) and (not _kinds(whole) or _kinds(part) <= _kinds(whole))


def _apart(parts: tuple[Indicator, ...]) -> bool:
    return sum(len(_kinds(p)) for p in parts) == len(frozenset().union(*(_kinds(p) for p in parts)))


def _few_left(whole: Indicator, parts: tuple[Indicator, ...], rows: Mapping[str, Row], least: int) -> bool:
    left = [_count(rows, whole, side) - sum(_count(rows, part, side) for part in parts) for side in SIDES]
    return any(0 < n < least for n in left)


def _count(rows: Mapping[str, Row], indicator: Indicator, side: str) -> int:
    return round(float(rows[indicator.id][side]))


def _weakest(
    whole: Indicator, parts: tuple[Indicator, ...], rows: Mapping[str, Row], plan: Plan
) -> Indicator:
    if _kinds(whole) and whole not in plan.deciding:
        return whole
    free = [part for part in parts if part not in plan.deciding] or (
        [whole] if whole not in plan.deciding else []
    )
    return min(free or parts, key=lambda part: sum(_count(rows, part, side) for side in SIDES))
