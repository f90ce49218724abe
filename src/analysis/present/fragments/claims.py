"""What has been claimed about the project, held against the figures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from analysis.params import numbers
from analysis.present.markup import bold, joined
from analysis.present.material import Material
from analysis.present.tables import Cell, Table
from analysis.wording import labels

DECIDED = ("holds", "contradicted")


def claims(material: Material) -> str:
    """Return the claims with their answers; nothing before the project is over, or where there are none."""
    records = material.disclosed.claims.to_dict("records")
    if not records or not material.final:
        return ""
    reservations = {row.indicator: row.reservations for row in material.evidence}
    table = Table(
        id="pastander",
        caption="Det som er sagt om prosjektet, holdt opp mot tallene "
        f"(n = {numbers.count(len(records), 'påstand', 'påstander')})",
        head=("Påstand", "Kilde", "Svar", "Tall"),
        rows=[_row(row, reservations) for row in records],
        align="llll",
        wide=True,
    )
    return joined(
        "## Stemmer det som er sagt? {#sec-pastander}",
        "«Ikke vist» betyr at tallene ikke kan avgjøre det. Det betyr ikke at påstanden er feil.",
        table.source(),
    )


def _row(row: Mapping[Hashable, Any], reservations: Mapping[str, tuple[str, ...]]) -> tuple[str | Cell, ...]:
    """Give the answer with the reservations of the conclusion it rests on."""
    figure = "" if numbers.is_missing(row["figure"]) else str(row["figure"])
    hidden = bool(row["hidden"]) and not figure
    answer = labels.label(labels.CLAIMS, str(row["status"]), "status")
    marks = reservations.get(str(row["indicator"]), ()) if row["status"] in DECIDED else ()
    said = Cell(bold(answer) + (f" (konklusjon: {', '.join(marks)})" if marks else ""))
    return str(row["text"]), str(row["source"]), said, numbers.shown(figure, hidden=hidden)
