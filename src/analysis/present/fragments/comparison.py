"""Outcomes held against the comparison addresses, where nothing was done."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

from analysis.measure_types import Declaration
from analysis.params import numbers
from analysis.present.markup import escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import Table
from analysis.wording import quantities
from analysis.wording import sentences as say
from analysis.wording.grounds import grounds


def compared(material: Material) -> str:
    """Return each outcome's change beside that of the comparison addresses; nothing without such addresses.

    What happened at a comparison address may rest on a few flats, so the public edition is told of it only.
    """
    if not material.compared_with:
        return ""
    heading = f"## {say.COMPARISON} {{#sec-sammenligning}}"
    if material.public:
        return joined(heading, escape_markdown(say.COMPARISON_HIDDEN.format(places=material.compared_with)))
    records = material.disclosed.comparison
    rows = [_row(row, material) for row in records[~records["hidden"].astype(bool)].to_dict("records")]
    if not rows:
        return joined(heading, escape_markdown(say.COMPARISON_NONE.format(places=material.compared_with)))
    table = Table(
        id="sammenligning",
        caption="Endring her og der ingenting ble gjort (intervall i parentes), med grunnlaget der (n)",
        head=("Utfall", "Endring her", "Endring der", "Forskjell", "Grunnlag der (n)"),
        rows=rows,
        align="lllll",
        wide=True,
    )
    by_plan = material.study.plan.decided_by_comparison
    decides = say.COMPARISON_DECIDES if by_plan else say.COMPARISON_SHOWS
    return joined(heading, table.source(), escape_markdown(say.COMPARISON_READ.format(decides=decides)))


def _row(row: Mapping[Hashable, Any], material: Material) -> tuple[str, ...]:
    indicator = material.study.plan.indicator(str(row["indicator"]))
    declared = indicator.declared
    return (
        indicator.name,
        _change(declared, row["change"]),
        _change(declared, row["comparison_change"]),
        _difference(declared, row),
        _counted(declared, row, material),
    )


def _change(declared: Declaration, change: float) -> str:
    return quantities.change(declared, change) if math.isfinite(change) else numbers.MISSING


def _difference(declared: Declaration, row: Mapping[Hashable, Any]) -> str:
    """Say the difference, or ratio, of the two changes with its interval, where both are known."""
    if not (math.isfinite(row["comparison_change"]) and math.isfinite(row["estimate"])):
        return numbers.MISSING
    interval = quantities.change_interval(declared, row["low"], row["high"])
    return f"{quantities.change(declared, row['estimate'])} ({interval})"


def _counted(declared: Declaration, row: Mapping[Hashable, Any], material: Material) -> str:
    """Count what a comparison address adds: tenants with both values, or events before and after."""
    if declared.counts == "persons":
        return numbers.count(row["comparison_n_before"], "leietaker", "leietakere")
    there = {f"events_{side}": row[f"comparison_n_{side}"] for side in ("before", "after")}
    return grounds({"verdict": "", **there}, declared, material.study.period)
