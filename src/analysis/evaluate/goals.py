"""One word per goal, by a rule that can be read aloud; worse counts like better."""

from __future__ import annotations

import pandas as pd

from analysis.params import Plan
from analysis.params import numbers as no

VERDICTS = (
    "bedring",
    "forverring",
    "uendret",
    "usikkert_grunnlag",
    "for_lite_data",
    "beskrivelse",
    "ikke_maalt",
)
_SAID = {
    "bedring": "viser bedring",
    "forverring": "viser forverring",
    "uendret": "er uendret",
    "usikkert_grunnlag": "har usikkert grunnlag",
    "for_lite_data": "har for lite data",
    "beskrivelse": "er bare beskrevet",
    "ikke_maalt": "er ikke målt",
}


def goal_verdict(counts: dict[str, int]) -> str:
    """Give a goal's verdict from the number of its indicators with each verdict.

    Both better and worse: ``blandet``. Any worse: ``forverring``. Any better: ``bedring``. Only unchanged:
    ``uendret``. Otherwise the strongest of what is left: uncertain basis, too little data, description, not
    measured.

    Examples
    --------
    >>> goal_verdict({"bedring": 1, "for_lite_data": 4}), goal_verdict({"bedring": 3, "forverring": 1})
    ('bedring', 'blandet')
    >>> goal_verdict({"uendret": 2, "ikke_maalt": 1}), goal_verdict({"uendret": 1, "for_lite_data": 1})
    ('uendret', 'for_lite_data')
    """
    n = {verdict: counts.get(verdict, 0) for verdict in VERDICTS}
    if n["bedring"] and n["forverring"]:
        return "blandet"
    for verdict in ("forverring", "bedring"):
        if n[verdict]:
            return verdict
    if n["uendret"] and not n["usikkert_grunnlag"] and not n["for_lite_data"]:
        return "uendret"
    for verdict in ("usikkert_grunnlag", "for_lite_data", "beskrivelse"):
        if n[verdict]:
            return verdict
    return "ikke_maalt"


def goal_table(results: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Sum up each goal: ``goal``, ``verdict``, ``reason``, and one count column per verdict.

    Exploratory families (single items) are left out: they may explain a verdict, not make one.
    """
    exploratory = {family.id for family in plan.families if family.exploratory}
    whole = results[(results["place"] == "all") & ~results["family"].isin(exploratory)]
    rows = []
    for goal in plan.goals:
        own = whole[whole["goal"] == goal.id]
        counts = {verdict: int((own["verdict"] == verdict).sum()) for verdict in VERDICTS}
        rows.append({"goal": goal.id, "verdict": goal_verdict(counts), "reason": goal_reason(own), **counts})
    columns = ["goal", "verdict", "reason", *VERDICTS]
    return pd.DataFrame(rows, columns=columns).astype({"goal": "str", "verdict": "str", "reason": "str"})


def goal_reason(own: pd.DataFrame) -> str:
    """Say how many of a goal's indicators got each verdict, naming those that got better or worse."""
    parts = []
    for verdict in VERDICTS:
        names = own.loc[own["verdict"] == verdict, "name"].tolist()
        if names:
            named = (
                f" ({no.listed([n[:1].lower() + n[1:] for n in names])})"
                if verdict in ("bedring", "forverring")
                else ""
            )
            parts.append(f"{len(names)} {_SAID[verdict]}{named}")
    if not parts:
        return "Delmålet har ingen indikatorer."
    indicators = no.count(len(own), "indikator", "indikatorer")
    if len(parts) == 1 and len(own) > 1:
        return f"Alle {indicators} {parts[0].partition(' ')[2]}."
    return f"Av {indicators}: {no.listed(parts)}."
