"""A small evaluation made by hand, in the shape the disclose room delivers, for the tests of tables and text."""

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
VERDICTS = ("bedring", "forverring", "for_lite_data", "uendret", "usikkert_grunnlag")
PEOPLE = ("index", "item", "share", "amount")

Make = Callable[..., Disclosed]


@pytest.fixture(scope="session")
def study() -> Study:
    return load_period(ROOT / "params" / "leie" / "periods" / "sluttrapport.yml")


@pytest.fixture(scope="session")
def placebo() -> Study:
    return load_period(ROOT / "params" / "leie" / "periods" / "2023-sommer.yml")


@pytest.fixture(scope="session")
def without_second_wave() -> Study:
    return load_period(ROOT / "params" / "leie" / "periods" / "2023-24-vinter.yml")


@pytest.fixture(scope="session")
def make_disclosed() -> Make:
    return _disclosed


@pytest.fixture(scope="session")
def make_material() -> Callable[..., Material]:
    return _material


def _material(study: Study, edition: Edition = "begrenset", **changes: Any) -> Material:
    provenance = Provenance(
        (InputFile("hendelser", "hendelseslogg.xlsx", "0123456789ab", synthetic=True),),
        "ba9876543210",
        (("Python", "3.11"),),
    )
    disclosed = changes.pop("disclosed", None) or _disclosed(study, edition)
    return replace(Material(disclosed, study, provenance), **changes)


def _disclosed(study: Study, edition: Edition = "begrenset", **frames: pd.DataFrame) -> Disclosed:
    made = Disclosed(
        edition=edition,
        place_names={
            a.id: a.public_name if edition == "offentlig" else a.name for a in study.project.addresses
        },
        results=_results(study),
        answers=_empty("item", "wave", "place", "basis", "value_low", "value_high", "n"),
        monthly=_empty("indicator", "place", "month", "events", "exposure", "side", "months"),
        flow=_flow(study),
        measures=_measures(study),
        activities=_activities(),
        goals=_goals(study),
        findings=_findings(),
        corrections=_empty("source", "key", "column", "reason", "who", "date"),
        cases=_empty("month", "received", "closed", "open"),
        sensitivity=_empty("indicator", "variant"),
        claims=_empty("claim", "indicator", "figure"),
        planning=_empty("indicator"),
        repairs=_empty("place"),
    )
    return replace(made, **frames)


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(hidden=False, hidden_reason="")


def _empty(*columns: str) -> pd.DataFrame:
    return _marked(pd.DataFrame({column: [] for column in columns}))


def _results(study: Study) -> pd.DataFrame:
    rows = [
        _result(study, indicator, place, number)
        for number, indicator in enumerate(study.plan.indicators)
        for place in ("all", *study.project.address_ids)
    ]
    return _marked(pd.DataFrame(rows))


def _result(study: Study, indicator: Indicator, place: str, number: int) -> dict[str, Any]:
    kind = indicator.measure.type
    surveyed = kind in ("index", "item")
    tested = kind in ("rate", "index", "item", "share", "amount")
    verdict = VERDICTS[number % len(VERDICTS)] if tested else "beskrivelse"
    if surveyed and None in (study.period.waves.before, study.period.waves.after):
        verdict = "ikke_maalt"
    there = verdict != "ikke_maalt"
    whole = place == "all"
    people = 12 if whole else 4
    before, after, estimate, low, high = {
        "rate": (4.25, 2.5, 0.5882, 0.31, 1.12),
        "share": (0.5, 0.25, -0.25, -0.5, 0.05),
        "amount": (5234.0, 4100.5, -1133.5, -2500.0, 120.0),
        "duration": (21.0, 14.0, None, None, None),
    }.get(kind, (3.9, 4.7, 0.8, 0.2, 1.4))
    row: dict[str, Any] = {
        "project": study.project.id,
        "period": study.period.id,
        "indicator": indicator.id,
        "code": indicator.code,
        "goal": indicator.goal,
        "name": indicator.name,
        "unit": indicator.unit,
        "family": indicator.family,
        "primary": indicator.primary,
        "direction": indicator.direction,
        "measure": kind,
        "place": place,
        "role": "inferential" if whole else "descriptive",
        "n_before": people + 1 if there and kind in PEOPLE else None,
        "n_after": people if there and kind in PEOPLE else None,
        "n_pairs": people if there and kind in PEOPLE else None,
        "lost_moved": 1 if kind in PEOPLE else None,
        "lost_missing": 0 if kind in PEOPLE else None,
        "lost_not_invited": 0 if kind in PEOPLE else None,
        "events_before": 41 if kind == "rate" else None,
        "events_after": 27 if kind == "rate" else None,
        "exposure_before": 160.0 if kind == "rate" else None,
        "exposure_after": 171.5 if kind == "rate" else None,
        "months_before": 12 if kind in ("rate", "backlog") else None,
        "months_after": 12 if kind in ("rate", "backlog") else None,
        "before": before if there else None,
        "after": after if there else None,
        "estimate": estimate if there and tested else None,
        "estimate_type": ("ratio" if kind == "rate" else "difference") if tested else "none",
        "low": low if there and tested else None,
        "high": high if there and tested else None,
        "verdict": verdict if whole else "beskrivelse" if there else "ikke_maalt",
        "verdict_reason": "Hele intervallet ligger på samme side av ingen endring." if there else "Ingen data.",
        "method": "description",
        "warnings": "ufullstendig_sporsmal" if indicator.id == "q14" else "",
    }
    return row


def _flow(study: Study) -> pd.DataFrame:
    waves = study.period.waves
    held = {"invited": 13, "wave_before": 12 if waves.before else 0, "wave_after": 10 if waves.after else 0}
    held["pairs"] = 10 if waves.before and waves.after else 0
    rows = [
        {"stage": stage, "place": "all", "n": n, "lost_reason": "missing" if n < 13 else "", "n_lost": 13 - n}
        for stage, n in held.items()
    ]
    return _marked(pd.DataFrame(rows))


def _measures(study: Study) -> pd.DataFrame:
    rows = [
        {"measure": measure, "address": address, "status": status, "wording": "etter befaring"}
        for measure, status in (("Låse loftet", "waiting"), ("Merke | ringeklokker", "ongoing"))
        for address in study.project.address_ids
    ]
    return _marked(pd.DataFrame(rows))


def _activities() -> pd.DataFrame:
    dates = ["2024-01-08", "2024-02-06", "2024-01-08", None]
    kinds = ["working_group_meeting", "working_group_meeting", "survey", "working_group_meeting"]
    titles = ["Arbeidsgruppemøte 1", "Arbeidsgruppemøte 2", "Gjennomføring av kartlegging", "Siste møte"]
    frame = pd.DataFrame(
        {
            "activity": [f"a{i}" for i in range(4)],
            "kind": kinds,
            "date": pd.to_datetime(dates),
            "approximate": [False, False, True, False],
            "invited": pd.array([None] * 4, dtype="Int64"),
            "attended": pd.array([None] * 4, dtype="Int64"),
            "title": titles,
        }
    )
    return _marked(frame)


def _goals(study: Study) -> pd.DataFrame:
    verdicts = ("bedring", "forverring", "beskrivelse", "beskrivelse", "for_lite_data")
    rows = [
        {"goal": goal.id, "verdict": verdict, "reason": "Grunnen til konklusjonen."}
        for goal, verdict in zip(study.plan.goals, verdicts, strict=True)
    ]
    return _marked(pd.DataFrame(rows))


def _findings() -> pd.DataFrame:
    return _marked(
        pd.DataFrame(
            {
                "severity": ["warning", "error"],
                "source": ["hendelser", "kartlegging-1"],
                "file": ["hendelseslogg.xlsx", "kartlegging-1.csv"],
                "column": ["Dato", "Jeg føler meg trygg i boligen"],
                "rows": ["14, 90", ""],
                "rule": ["date", "scale"],
                "message": ["2 datoer kan ikke leses.", "1 verdi utenfor skalaen."],
                "action": ["Skriv datoen om.", "Rett eksporten."],
            }
        )
    )
