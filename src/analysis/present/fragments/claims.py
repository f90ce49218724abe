"""What has been claimed about the project, held against the figures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from analysis.params import numbers
from analysis.present.markup import bold, joined
from analysis.present.material import Material
from analysis.present.tables import Cell, Table
from analysis.wording import labels
from analysis.wording import sentences as say
from analysis.wording.claims import claim_figure
from analysis.wording.reasons import Row

WIDTHS = (34, 24, 28, 22)


def claims(material: Material) -> str:
    """Return the claims with their answers; nothing before the project is over, or where there are none."""
    records = material.disclosed.claims.to_dict("records")
    if not records or not material.final:
        return ""
    shared = shared_beginning([claim.source for claim in material.study.claims])
    whence = f" Kilde: {shared.rstrip(', ')}" if shared else ""
    table = Table(
        id="pastander",
        caption="Det som er sagt om prosjektet, holdt opp mot tallene "
        f"(n = {numbers.count(len(records), 'påstand', 'påstander')}).{whence}".rstrip("."),
        head=("Påstand", "Svar", "Tallene", "Kilde"),
        rows=[_row(row, material, shared) for row in records],
        align="llll",
        wide=True,
        widths=WIDTHS,
    )
    return joined(table.source(), say.NOT_SHOWN)


def _row(row: Mapping[Hashable, Any], material: Material, shared: str) -> tuple[str | Cell, ...]:
    """Give the answer and the finding it rests on, where its reservations stand."""
    claim = next(c for c in material.study.claims if c.id == row["claim"])
    result = _results(material).get(claim.indicator or "")
    hidden = bool(row["hidden"]) or row["status"] == "withheld" or bool(result and result["hidden"])
    figure = "" if hidden else claim_figure(row, result, material.study)
    answer = labels.label(labels.CLAIMS, str(row["status"]), "status")
    said = Cell(bold(answer))
    return claim.text, said, numbers.shown(figure, hidden=hidden), claim.source.removeprefix(shared)


def shared_beginning(sources: Sequence[str]) -> str:
    """Return what all sources name before a comma, comma and blank included; empty where they differ.

    Examples
    --------
    >>> shared_beginning(["rapporten 2024, delmål 1", "rapporten 2024, konklusjonen"])
    'rapporten 2024, '
    """
    first = {source.partition(", ")[0] for source in sources}
    return f"{first.pop()}, " if len(first) == 1 and all(", " in source for source in sources) else ""


def _results(material: Material) -> dict[str, Row]:
    whole = material.disclosed.results[material.disclosed.results["place"] == "all"]
    return {str(row["indicator"]): row for row in whole.to_dict("records")}
