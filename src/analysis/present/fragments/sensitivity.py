"""Would the verdicts hold under other reasonable choices? One row per indicator that was tested."""

from __future__ import annotations

import pandas as pd

from analysis.params import numbers
from analysis.present.evidence import TESTED, Evidence, confirmatory
from analysis.present.markup import joined
from analysis.present.material import Material
from analysis.present.tables import Table
from analysis.wording import sentences as say
from analysis.wording.choices import CHOICES
from analysis.wording.labels import label
from analysis.wording.lists import lowered


def sensitivity(material: Material) -> str:
    """Return how often each word holds under other choices; nothing where that was not computed.

    The public edition says so where it prints no word.
    """
    tried = material.disclosed.sensitivity
    nothing = say.SENSITIVITY_HIDDEN if material.public else ""
    if tried.empty:
        return nothing
    others = tried[tried["variant"].ne("main") & tried["place"].eq("all") & tried["n_variants"].gt(0)]
    judged = [i for i in confirmatory(material.evidence) if i.verdict in TESTED]
    rows = [
        _row(indicator, own, public=material.public)
        for indicator in judged
        if len(own := others[others["indicator"] == indicator.indicator])
    ]
    if not rows:
        return nothing
    table = Table(
        id="folsomhet",
        caption=say.SENSITIVITY_CAPTION.format(n=numbers.number(len(rows), 0)),
        head=(
            "Utfall",
            "Konklusjon",
            "Valg som kunne vist noe (n)",
            "Holder (n)",
            "For få igjen (n)",
            "Endret konklusjon",
        ),
        rows=rows,
        align="llrrrl",
        wide=True,
    )
    return joined(say.SENSITIVITY, table.source())


def _row(indicator: Evidence, others: pd.DataFrame, *, public: bool) -> tuple[str, ...]:
    """Name the choices that gave another word; how many there are is the restricted edition's to say."""
    flips = others[others["n_flips"].gt(0)]
    return (
        indicator.name,
        indicator.verdict_name,
        *(numbers.shown(numbers.number(n, 0), hidden=public) for n in indicator.choices),
        "; ".join(lowered([label(CHOICES, str(v), "choice") for v in flips["variant"]])) or "ingen",
    )
