"""Would the verdicts hold under other reasonable choices? One row per indicator that was tested."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.robustness.alternatives import CONCLUSIVE
from analysis.params import numbers
from analysis.present.evidence import TESTED, Evidence, confirmatory
from analysis.present.fragments.summary import lowered
from analysis.present.markup import joined
from analysis.present.material import Material
from analysis.present.tables import Table
from analysis.wording.choices import CHOICES
from analysis.wording.labels import label


def sensitivity(material: Material) -> str:
    """Return how often each verdict changes under other choices; nothing where that was not computed."""
    tried = material.disclosed.sensitivity
    if tried.empty:
        return ""
    others = tried[tried["variant"].ne("main") & tried["place"].eq("all")]
    tested = [i for i in confirmatory(material.evidence) if i.verdict in TESTED]
    asked = [(i, _that_could_change(i, others[others["indicator"] == i.indicator])) for i in tested]
    rows = [_row(indicator, own) for indicator, own in asked if len(own)]
    if not rows:
        return ""
    table = Table(
        id="folsomhet",
        caption="Om konklusjonen holder med andre rimelige valg "
        f"(n = {numbers.count(len(rows), 'indikator', 'indikatorer')})",
        head=("Indikator", "Konklusjon", "Andre valg (n)", "Ga noe annet (n)", "Hvilke"),
        rows=rows,
        align="llrrl",
        wide=True,
    )
    return joined(
        "Vi har regnet om igjen med andre tidsrom, uten én adresse eller én leietaker om gangen og med andre "
        "metoder. "
        "Endrer konklusjonen seg, er den «følsom for valg».",
        table.source(),
    )


def _that_could_change(indicator: Evidence, own: pd.DataFrame) -> pd.DataFrame:
    """Leave out other methods where they have no verdict to take away; they give none of their own."""
    judged = own["verdict"].notna() & own["verdict"].ne("")
    return own if indicator.verdict in CONCLUSIVE else own[judged]


def _row(indicator: Evidence, others: pd.DataFrame) -> tuple[str, ...]:
    flips = others[others["n_flips"].gt(0)]
    count, flipped = int(others["n_variants"].sum()), int(others["n_flips"].sum())
    return (
        indicator.name,
        indicator.verdict_name,
        numbers.number(count, 0),
        numbers.number(flipped, 0),
        "; ".join(lowered([label(CHOICES, str(v), "choice") for v in flips["variant"]])) or "ingen",
    )
