"""What has been claimed about the project, held against the figures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from analysis.params import numbers
from analysis.present.markup import bold, joined
from analysis.present.material import Material
from analysis.present.tables import Cell, Table
from analysis.wording import labels
from analysis.wording.claims import claim_figure
from analysis.wording.reasons import Row

DECIDED = ("holds", "contradicted")


def claims(material: Material) -> str:
    """Return the claims with their answers; nothing before the project is over, or where there are none."""
    records = material.disclosed.claims.to_dict("records")
    if not records or not material.final:
        return ""
    table = Table(
        id="pastander",
        caption="Det som er sagt om prosjektet, holdt opp mot tallene "
        f"(n = {numbers.count(len(records), 'påstand', 'påstander')})",
        head=("Påstand", "Kilde", "Svar", "Tall"),
        rows=[_row(row, material) for row in records],
        align="llll",
        wide=True,
    )
    return joined(
        "## Stemmer det som er sagt? {#sec-pastander}",
        "«Ikke vist» betyr at tallene ikke kan avgjøre det. Det betyr ikke at påstanden er feil.",
        table.source(),
    )


def _row(row: Mapping[Hashable, Any], material: Material) -> tuple[str | Cell, ...]:
    """Give the answer with the reservations of the conclusion it rests on."""
    claim = next(c for c in material.study.claims if c.id == row["claim"])
    result = _results(material).get(claim.indicator or "")
    hidden = bool(row["hidden"]) or bool(result and result["hidden"])
    figure = "" if hidden else claim_figure(row, result, material.study)
    answer = labels.label(labels.CLAIMS, str(row["status"]), "status")
    reservations = {e.indicator: e.reservations for e in material.evidence}
    marks = reservations.get(str(row["indicator"]), ()) if row["status"] in DECIDED else ()
    said = Cell(bold(answer) + (f" (konklusjon: {', '.join(marks)})" if marks else ""))
    return claim.text, claim.source, said, numbers.shown(figure, hidden=hidden)


def _results(material: Material) -> dict[str, Row]:
    whole = material.disclosed.results[material.disclosed.results["place"] == "all"]
    return {str(row["indicator"]): row for row in whole.to_dict("records")}
