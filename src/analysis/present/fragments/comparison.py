"""Rates held against the comparison addresses, where nothing was done."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

from analysis.params import numbers
from analysis.present.markup import escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import Table
from analysis.wording.grounds import grounds


def compared(material: Material) -> str:
    """Return each rate's change beside that of the comparison addresses; nothing without such addresses.

    The counts at a comparison address may rest on a few flats, so the public edition is told that they exist.
    """
    if not material.compared_with:
        return ""
    heading = "## Holdt opp mot adresser uten prosjektet {#sec-sammenligning}"
    where = f"Endringene i ratene er holdt opp mot {material.compared_with}, der ingenting ble gjort."
    if material.public:
        hidden = "Tallene derfra bygger på få boliger og står bare i den begrensede utgaven."
        return joined(heading, escape_markdown(f"{where} {hidden}"))
    names = {i.id: i.name for i in material.study.plan.indicators}
    rows = [
        (
            names[str(row["indicator"])],
            _times(row["ratio"]),
            _times(row["comparison_ratio"]),
            _relative(row),
            _counted(material, row),
        )
        for row in material.disclosed.comparison.to_dict("records")
    ]
    table = Table(
        id="sammenligning",
        caption="Endring i ratene her og der ingenting ble gjort (intervall i parentes), med antall der (n)",
        head=("Indikator", "Endring her", "Endring der", "Her delt på der", "Grunnlag der (n)"),
        rows=rows,
        align="lllll",
        wide=True,
    )
    read = (
        "«Her delt på der» under én betyr at raten falt mer eller økte mindre her. Sammenligningen er "
        "utforskende: Det er ikke trukket lodd om hvem som fikk prosjektet, tallene er ikke justert for at "
        "flere er regnet ut, og de teller ikke med i konklusjonene."
    )
    return joined(heading, escape_markdown(where), table.source(), escape_markdown(read))


def _times(ratio: float) -> str:
    return f"{numbers.number(ratio, 2)} ganger" if math.isfinite(ratio) else numbers.MISSING


def _relative(row: Mapping[Hashable, Any]) -> str:
    """Say the ratio of the two ratios with its interval, where both are known."""
    if not (math.isfinite(row["comparison_ratio"]) and math.isfinite(row["estimate"])):
        return numbers.MISSING
    return f"{_times(row['estimate'])} ({numbers.interval(row['low'], row['high'], 2, no_change=1)})"


def _counted(material: Material, row: Mapping[Hashable, Any]) -> str:
    """Count what a comparison address adds: events or tenancies before and after."""
    declared = next(i.declared for i in material.study.plan.indicators if i.id == row["indicator"])
    there = {f"events_{side}": row[f"comparison_events_{side}"] for side in ("before", "after")}
    return grounds({"verdict": "", **there}, declared, material.study.period)
