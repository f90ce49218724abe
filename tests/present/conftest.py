"""An evaluation made by hand, in the shape the disclose room delivers, for the tests of text and tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.disclose import Disclosed
from analysis.params import Edition, Indicator, Study, load_period
from analysis.present.material import Material
from analysis.present.provenance import InputFile, Provenance

ROOT = Path(__file__).resolve().parents[2]
TESTED = ("bedring", "forverring", "for_lite_data", "uendret", "usikkert_grunnlag")
PEOPLE = ("index", "item", "share", "amount")
VALUES: dict[str, tuple[float | None, ...]] = {
    "rate": (4.25, 2.5, 0.5882, 0.31, 1.12),
    "share": (0.5, 0.25, -0.25, -0.5, 0.05),
    "amount": (5234.0, 4100.5, -1133.5, -2500.0, 120.0),
    "duration": (21.0, 14.0, -7.0, None, None),
    "completion": (None, 0.5, None, None, None),
    "backlog": (120.4, 90.1, -30.3, None, None),
}
"""Kind of measure → before, after, estimate, low, high."""

_RULES = {
    "bedring": "3",
    "forverring": "3",
    "uendret": "2",
    "for_lite_data": "4.wide",
    "usikkert_grunnlag": "lost:3",
    "ikke_maalt": "unmeasured",
}
"""Verdict → a rule that gives it."""

Make = Callable[..., Any]


@pytest.fixture(scope="session")
def study() -> Study:
    """Return the whole project against the year before, with both survey waves."""
    return _period("sluttrapport")


@pytest.fixture(scope="session")
def placebo() -> Study:
    """Return two half-years that both end before the project starts."""
    return _period("2022-23-kontroll")


@pytest.fixture(scope="session")
def one_wave() -> Study:
    """Return a half-year without the second survey wave."""
    return _period("2023-24-vinter")


@pytest.fixture(scope="session")
def make_disclosed() -> Make:
    """Return the maker of an edition's tables: ``make(study, edition, results=…)``."""
    return _disclosed


@pytest.fixture(scope="session")
def make_material() -> Make:
    """Return the maker of what chapters are made from: ``make(study, edition, disclosed=…)``."""
    return _material


def _period(name: str) -> Study:
    return load_period(ROOT / "params" / "leie" / "periods" / f"{name}.yml")


def _material(study: Study, edition: Edition = "begrenset", **changes: Any) -> Material:
    inputs = (InputFile("hendelser", "hendelseslogg.xlsx", origin="synthetic"),)
    provenance = Provenance(inputs, "ba9876543210", (("Python", "3.11"),))
    disclosed = changes.pop("disclosed", None) or _disclosed(study, edition)
    return replace(Material(disclosed, study, provenance), **changes)


def _disclosed(study: Study, edition: Edition = "begrenset", **frames: pd.DataFrame) -> Disclosed:
    public = edition == "offentlig"
    made = Disclosed(
        edition=edition,
        place_names={a.id: a.public_name if public else a.name for a in study.project.addresses},
        results=_results(study),
        answers=_empty("item", "wave", "place", "basis", "value_low", "value_high", "n"),
        monthly=_empty("indicator", "place", "month", "events", "exposure", "side", "months"),
        flow=_flow(study),
        measures=_measures(study),
        activities=_activities(public=public),
        goals=_goals(study),
        findings=_findings(),
        corrections=_empty("source", "key", "column", "reason", "who", "date"),
        cases=_empty("month", "received", "closed", "open"),
        sensitivity=_sensitivity(),
        claims=_claims(study),
        planning=_empty("indicator"),
        comparison=_empty("indicator"),
        plan=_empty("status", "frozen_on", "frozen_hash", "hash", "where", "was", "now"),
        repairs=_empty("indicator", "side", "days", "share_open", "at_risk"),
        themes=_empty("theme", "wave", "n", "of"),
    )
    return replace(made, **frames)


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(hidden=False, hidden_reason="")


def _empty(*columns: str) -> pd.DataFrame:
    return _marked(pd.DataFrame({column: [] for column in columns}))


def _results(study: Study) -> pd.DataFrame:
    places = ("all", *study.project.address_ids)
    rows = [
        _result(study, indicator, place, TESTED[number % len(TESTED)])
        for number, indicator in enumerate(study.plan.indicators)
        for place in places
    ]
    whole = ("n_baseline", "n_before", "n_after", "n_pairs", "lost_moved", "lost_missing", "lost_not_invited")
    whole += (
        "n_up",
        "n_down",
        "n_great",
        "n_choices",
        "n_agree",
        "n_powerless",
        "events_before",
        "events_after",
        "months_before",
        "months_after",
        "done",
        "planned",
    )
    return _marked(pd.DataFrame(rows)).astype(dict.fromkeys(whole, "Int64"))


def _result(study: Study, indicator: Indicator, place: str, verdict: str) -> dict[str, Any]:
    kind, everywhere = indicator.measure.type, place == "all"
    role = _role(study, indicator)
    word_of_its_own = role == "decides" and everywhere
    verdict = verdict if word_of_its_own else "beskrivelse"
    surveyed = kind in ("index", "item")
    held = study.period.waves.before is not None and study.period.waves.after is not None
    there = held or not surveyed
    before, after, estimate, low, high = VALUES.get(kind, (3.9, 4.7, 0.8, 0.2, 1.4)) if there else [None] * 5
    people, counted = kind in PEOPLE and there, kind in ("rate", "duration")
    pairs = 12 if everywhere else 4
    plan = {name: getattr(indicator, name) for name in ("code", "goal", "name", "unit", "family", "primary")}
    return plan | {
        "project": study.project.id,
        "period": study.period.id,
        "indicator": indicator.id,
        "direction": indicator.direction,
        "measure": kind,
        "place": place,
        "role": role,
        "n_baseline": pairs + 1 if people else None,
        "n_before": pairs + 1 if people else None,
        "n_after": pairs if people else None,
        "n_pairs": pairs if people else None,
        "lost_moved": 1 if people else None,
        "lost_missing": 0 if people else None,
        "lost_not_invited": 0 if people else None,
        "events_before": 41 if counted else None,
        "events_after": 27 if counted else None,
        "months_before": 12 if kind in ("rate", "backlog") else None,
        "months_after": 12 if kind in ("rate", "backlog") else None,
        "done": 12 if kind == "completion" else None,
        "planned": 24 if kind == "completion" else None,
        "before": before,
        "after": after,
        "estimate": estimate,
        "estimate_type": "ratio" if kind == "rate" else "none" if kind == "completion" else "difference",
        "low": low,
        "high": high,
        "verdict": verdict if there else "ikke_maalt",
        "verdict_rule": _RULES.get(verdict, role if everywhere else "address") if there else "unmeasured",
        "unmeasured": "" if there else "no_waves",
        "important_change": indicator.important_change,
        "p": 0.02,
        "smallest_p": 0.001,
        "p_adjusted": 0.03,
        "p_exact": 0.01,
        "p_months": 0.02,
        "p_flats": 0.02,
        "known_flats": 0.9,
        "n_choices": 14 if word_of_its_own else None,
        "n_agree": 12 if word_of_its_own else None,
        "n_powerless": 4 if word_of_its_own else None,
        "smallest_p_adjusted": 0.001,
        "p_zero_adjusted": 0.001,
        "n_up": 8 if people else None,
        "n_down": 2 if people else None,
        "n_great": 3 if people else None,
        "reliability": 0.7 if kind == "index" and everywhere else None,
        "reliability_low": 0.3,
        "reliability_high": 0.9,
        "n_reliability": 12,
        "sensitive": indicator.id == "naboklager",
        "method": "description",
        "warnings": "ufullstendig_sporsmal" if indicator.id == "q14" else "",
    }


def _role(study: Study, indicator: Indicator) -> str:
    """Return the role; every tested outcome that is not exploratory decides here, so that all words occur."""
    if indicator not in study.plan.tested:
        return study.plan.role(indicator)
    return "explores" if indicator.family in study.plan.exploratory else "decides"


def _flow(study: Study) -> pd.DataFrame:
    waves = study.period.waves
    n = {"invited": 13, "wave_before": 12 if waves.before else 0, "wave_after": 10 if waves.after else 0}
    n["pairs"] = 10 if waves.before and waves.after else 0
    rows = [
        {"stage": s, "place": "all", "n": k, "lost_reason": "missing" if k < 13 else "", "n_lost": 13 - k}
        for s, k in n.items()
    ]
    return _marked(pd.DataFrame(rows))


def _measures(study: Study) -> pd.DataFrame:
    rows = [
        {
            "measure": measure,
            "address": address,
            "status": status,
            "wording": "etter befaring",
            "preparation": "",
        }
        for measure, status in (("Låse loftet", "waiting"), ("Merke | ringeklokker", "ongoing"))
        for address in study.project.address_ids
    ]
    return _marked(pd.DataFrame(rows))


def _activities(*, public: bool) -> pd.DataFrame:
    rows = [
        ("working_group_meeting", "2024-01-08", False, "Arbeidsgruppemøte 1"),
        ("working_group_meeting", "2024-02-06", False, "Arbeidsgruppemøte 2"),
        ("survey", "2024-01-08", True, "Gjennomføring av kartlegging"),
        ("meeting_call", "2024-02-06", False, "Innkalle til 3 arbeidsgruppemøte 20.02.24"),
        ("working_group_meeting", None, False, "Siste møte"),
        ("cleanup", "2024-03-12", False, "Dugnad ute i Runarveien 1 og 3"),
    ]
    frame = pd.DataFrame(rows, columns=["kind", "date", "approximate", "title"])
    frame["title"] = frame["title"].mask(frame["kind"].eq("cleanup") & public, "")  # nobody approved it
    frame["date"] = pd.to_datetime(frame["date"])
    frame["activity"] = [f"a{i}" for i in range(len(frame))]
    counts = pd.array([None] * 5 + [9], dtype="Int64")
    frame = frame.assign(invited=counts, attended=counts, responsible="Boligkontoret", points="")
    return _marked(frame)


def _goals(study: Study) -> pd.DataFrame:
    verdicts = ("bedring", "forverring", "beskrivelse", "blandet", "for_lite_data")
    goals = [goal.id for goal in study.plan.goals]
    rows = {
        "goal": goals,
        "verdict": verdicts[: len(goals)],
        "sensitive": False,
    }
    return _marked(pd.DataFrame(rows))


def _sensitivity() -> pd.DataFrame:
    columns = ["indicator", "variant", "n_variants", "n_able", "n_flips", "verdict"]
    rows = [
        ("naboklager", "main", 1, 1, 0, "bedring"),
        ("naboklager", "line-1", 1, 1, 1, "for_lite_data"),
        ("naboklager", "without_address", 3, 3, 2, "for_lite_data"),
        ("oppsigelser", "main", 1, 1, 0, "forverring"),
        ("oppsigelser", "line-1", 1, 1, 0, "forverring"),
    ]
    return _marked(pd.DataFrame(rows, columns=columns).assign(place="all"))


def _claims(study: Study) -> pd.DataFrame:
    columns = ["claim", "indicator", "status", "grounds", "n_people", "n_with"]
    rows = [
        ("faerre-naboklager", "naboklager", "holds", "change", None, None),
        ("syv-moter", "moter", "contradicted", "value", None, None),
    ]
    planned = {indicator.id for indicator in study.plan.indicators}
    return _marked(pd.DataFrame([row for row in rows if row[1] in planned], columns=columns))


def _findings() -> pd.DataFrame:
    columns = ["severity", "source", "file", "sheet", "column", "rows", "rule", "message", "action"]
    rows = [
        (
            "warning",
            "hendelser",
            "hendelseslogg.xlsx",
            "",
            "Dato",
            "14, 90",
            "date",
            "2 datoer er uleselige",
            "Rett dem.",
        ),
        (
            "error",
            "kartlegging-1",
            "kartlegging-1.csv",
            "",
            "Trygg",
            "",
            "scale",
            "Et svar er utenfor skalaen",
            "Rett det.",
        ),
    ]
    return _marked(pd.DataFrame(rows, columns=columns).assign(resembles="", resembles_rows=""))
