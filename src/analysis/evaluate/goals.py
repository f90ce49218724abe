"""One word per goal, by a rule that can be read aloud, and what it rests on; worse counts like better."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.judged import WEAK_MONTHS
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
NAMED = ("bedring", "forverring")
CONCLUSIVE = (*NAMED, "uendret")
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
    """Sum up each goal.

    Exploratory families (single items) are left out: they may explain a verdict, not make one.

    Returns
    -------
    pandas.DataFrame
        ``goal``, ``verdict``; ``reason`` (how many indicators got each verdict, and ``caveat``); ``caveat``
        (what the verdict rests on and what to bear in mind, in sentences; may be empty); ``sensitive`` (other
        reasonable choices would take the verdict away); and one count column per verdict.
    """
    exploratory = {family.id for family in plan.families if family.exploratory}
    whole = results[(results["place"] == "all") & ~results["family"].isin(exploratory)]
    rows = []
    for goal in plan.goals:
        own = whole[whole["goal"] == goal.id]
        counts = {verdict: int((own["verdict"] == verdict).sum()) for verdict in VERDICTS}
        verdict = goal_verdict(counts)
        caveat = goal_caveat(own, verdict, plan)
        reason = " ".join(filter(None, [goal_reason(own), caveat]))
        row = {"goal": goal.id, "verdict": verdict, "reason": reason, "caveat": caveat}
        rows.append(row | {"sensitive": _sensitive(own, verdict)} | counts)
    columns = ["goal", "verdict", "reason", "caveat", "sensitive", *VERDICTS]
    text = dict.fromkeys(("goal", "verdict", "reason", "caveat"), "str")
    return pd.DataFrame(rows, columns=columns).astype({**text, "sensitive": "bool"})


def goal_caveat(own: pd.DataFrame, verdict: str, plan: Plan) -> str:
    """Say which indicator a verdict stands on where it is one alone, and what can move its figures.

    Better, worse and unchanged are treated alike. Empty where the indicators conclude nothing.
    """
    deciding = _deciding(own, verdict)
    tested = own[~own["verdict"].isin(("beskrivelse", "ikke_maalt"))]
    said = []
    if len(deciding) == 1 and len(tested) > 1:
        said.append(f"Konklusjonen bygger på {_lowered(deciding['name'].iloc[0])} alene.")
    if _sensitive(own, verdict):
        said.append("Konklusjonen er følsom for valg.")
    if len(deciding) and deciding["warnings"].str.contains(WEAK_MONTHS).all():
        said.append(
            "Les den som for lite data: Månedene gir ikke samme svar når flere indikatorer er testet."
        )
    caveats = {i.id: i.caveat for i in plan.indicators}
    said += [c for c in (caveats[indicator] for indicator in deciding["indicator"]) if c]
    return " ".join(dict.fromkeys(said))


def _deciding(own: pd.DataFrame, verdict: str) -> pd.DataFrame:
    """Pick the indicators that make a goal's verdict; none where it concludes nothing."""
    wanted = ("bedring", "forverring") if verdict == "blandet" else (verdict,)
    return own[own["verdict"].isin(wanted) & own["verdict"].isin(CONCLUSIVE)]


def _sensitive(own: pd.DataFrame, verdict: str) -> bool:
    """Whether a verdict would fall if the indicators sensitive to other choices got theirs taken away.

    Better and worse stand as long as one indicator of each holds; unchanged needs all of them.
    """
    deciding = _deciding(own, verdict)
    if deciding.empty:
        return False
    if verdict == "uendret":
        return bool(deciding["sensitive"].any())
    return bool(deciding.groupby("verdict")["sensitive"].all().any())


def goal_reason(own: pd.DataFrame) -> str:
    """Say how many of a goal's indicators got each verdict, naming those that got better or worse."""
    parts = []
    for verdict in VERDICTS:
        names = own.loc[own["verdict"] == verdict, "name"].tolist()
        if names:
            named = f" ({no.listed([_lowered(n) for n in names])})" if verdict in NAMED else ""
            parts.append(f"{len(names)} {_SAID[verdict]}{named}")
    if not parts:
        return "Delmålet har ingen indikatorer."
    indicators = no.count(len(own), "indikator", "indikatorer")
    if len(own) == 1:
        return f"Den ene indikatoren {parts[0].partition(' ')[2]}."
    if own["verdict"].eq("ikke_maalt").all():
        return f"Ingen av de {indicators.removesuffix('er')}ene er målt."
    if len(parts) == 1:
        alike = "Begge indikatorene" if len(own) == 2 else f"Alle {indicators}"
        return f"{alike} {parts[0].partition(' ')[2]}."
    return f"Av {indicators}: {no.listed(parts)}."


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]
