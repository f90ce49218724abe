"""The figure a claim is held against, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.params import Indicator, Study
from analysis.params import numbers as no
from analysis.wording import quantities
from analysis.wording.grounds import completion_sentence, grounds, whole
from analysis.wording.labels import ROLES, label
from analysis.wording.reasons import Row, reason

WITHOUT_FIGURE = {
    "before_project": "Perioden ligger før prosjektet.",
    "unrecorded": "Dette er ikke ført i dataene.",
    "no_registers": "Det er ikke levert data om leieforhold og vedtak.",
    "no_movers": "Ingen av leietakerne har fått ny adresse i perioden.",
}
"""What an answer stands on where it is no figure."""


def claim_figure(claim: Mapping[Any, Any], row: Row | None, study: Study) -> str:
    """Say the figure behind the answer to a claim.

    Parameters
    ----------
    claim
        A row of the table of claims.
    row
        The row of the results it names, all places together; None where it names none.

    Raises
    ------
    LabelError
        If there are no words for what the answer stands on.
    """
    stands_on = str(claim["grounds"])
    if stands_on == "movers":
        moved = no.count(claim["n_people"], "leietaker", "leietakere")
        granted = no.number(claim["n_with"], 0)
        return f"{granted} av {moved} med ny adresse hadde vedtak om tjenester ved slutten av perioden."
    if row is None:
        return label(WITHOUT_FIGURE, stands_on, "grounds of a claim")
    indicator = study.plan.indicator(str(claim["indicator"]))
    if stands_on == "unmeasured":
        return reason(row, indicator, study)
    if stands_on == "value":
        return _reached(row, indicator, study)
    return label({"change": _changed(row, indicator)}, stands_on, "grounds of a claim")


def _changed(row: Row, indicator: Indicator) -> str:
    """Point to the finding, whose figures stand in the results; say so where they do not decide."""
    goal = f"delmål {indicator.goal}" if indicator.goal.isdigit() else f"«{indicator.goal}»"
    role = "" if row["role"] == "decides" else f" ({label(ROLES, str(row['role']), 'role').lower()})"
    return f"{indicator.name}, {goal}{role}"


def _reached(row: Row, indicator: Indicator, study: Study) -> str:
    declared = indicator.declared
    if declared.estimate_type == "none":
        return completion_sentence(row, declared, study.period)
    if declared.value.share:
        having, of = round(row["after"] * row["n_pairs"]), whole(row["n_pairs"])
        return f"{having} av {of} leietakere med tall begge ganger."
    after = quantities.value(declared.value, row["after"])
    return f"{after} etter ({indicator.unit}; {grounds(row, declared, study.period)})."
