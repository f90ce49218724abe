"""The project's addresses held against those where nothing was done."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from analysis.params import numbers
from analysis.present.markup import joined
from analysis.present.material import Material
from analysis.present.tables import Table
from analysis.wording import labels


def comparison(material: Material) -> str:
    """Return the rates of the project's and the comparison addresses; nothing where none may be shown."""
    frame = material.disclosed.comparison
    rows = frame[~frame["hidden"].astype(bool)].to_dict("records")
    if not rows:
        return ""
    others = [a.id for a in material.study.project.addresses if a.comparison]
    names = numbers.listed([labels.place(other, material.disclosed.place_names) for other in others])
    table = Table(
        id="sammenligning",
        caption=f"Hendelser etter delt på før, i prosjektet og ved {names}, der ingenting ble gjort "
        "(n = hendelser før + etter)",
        head=("Indikator", "Prosjektet", "Sammenligning", "Forhold mellom dem", "p"),
        rows=[_row(row, material) for row in rows],
        align="lllll",
        wide=True,
    )
    return joined(
        "Under én betyr at prosjektets adresser falt mer, eller steg mindre, enn adressen uten tiltak. "
        "Tallene er utforskende: Adressen ble ikke trukket ut tilfeldig.",
        table.source(),
    )


def _row(row: Mapping[Hashable, Any], material: Material) -> tuple[str, ...]:
    own = _ratio(row["ratio"], row["events_before"], row["events_after"])
    theirs = _ratio(row["comparison_ratio"], row["comparison_events_before"], row["comparison_events_after"])
    between = f"{numbers.number(row['estimate'], 2)} ({numbers.interval(row['low'], row['high'], 2)})"
    name = material.study.plan.indicator(str(row["indicator"])).name
    return name, own, theirs, between, numbers.p_value(row["p"], name="").strip().removeprefix("= ")


def _ratio(ratio: Any, before: Any, after: Any) -> str:
    return f"{numbers.number(ratio, 2)} (n = {numbers.number(before, 0)} + {numbers.number(after, 0)})"
