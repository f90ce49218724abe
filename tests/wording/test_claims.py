"""The figure behind the answer to a claim, never bare numbers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from analysis.errors import AnalysisError
from analysis.evaluate import Evaluation
from analysis.params import Study
from analysis.wording.claims import claim_figure
from analysis.wording.reasons import reason

from ..evaluate.conftest import loaded

ROW: dict[str, Any] = {
    "role": "decides", "before": 40.0, "after": 20.0, "verdict": "bedring", "verdict_rule": "3",
    "warnings": "", "unmeasured": "",
    "events_before": 48, "events_after": 25, "months_before": 12, "months_after": 12,
    "n_pairs": 12, "n_baseline": 13, "done": float("nan"), "planned": float("nan"),
    "estimate": 0.5, "low": 0.3, "high": 0.8,
}  # fmt: skip


def figure(indicator: str, grounds: str = "change", **changes: Any) -> str:
    claim = {"claim": "c", "indicator": indicator, "grounds": grounds, "n_people": None, "n_with": None}
    return claim_figure(claim, {**ROW, **changes}, loaded())


@pytest.mark.parametrize(
    ("indicator", "role", "expected"),
    [
        ("naboklager", "decides", "Naboklager, delmål 1"),
        ("medvirkning", "decides", "Opplevd medvirkning, delmål 2"),
        ("haerverk", "supports", "Hærverk, delmål 1 (støtter)"),
        ("politi", "context", "Politibesøk, delmål 1 (bakgrunn)"),
    ],
)
def test_a_change_points_to_its_finding_and_says_so_where_it_decides_nothing(
    indicator: str, role: str, expected: str
) -> None:
    assert figure(indicator, role=role) == expected


@pytest.mark.parametrize(
    ("indicator", "row", "expected"),
    [
        (
            "dugnad-oppmote",
            {"done": 9, "planned": 26, "after": 9 / 26},
            "9 av 26 invitasjoner endte med oppmøte (35\xa0%).",
        ),
        (
            "dugnad-oppmote",
            {"done": 2, "planned": 9, "after": 2 / 9},
            "2 av 9 invitasjoner endte med oppmøte.",
        ),
        (
            "dugnad-oppmote",
            {"done": 2, "planned": 10, "after": 0.2},
            "2 av 10 invitasjoner endte med oppmøte (20\xa0%).",
        ),
        (
            "handlingsplan",
            {"done": 1, "planned": 24, "after": 1 / 24},
            "1 av 24 punkter i handlingsplanen er utført (4\xa0%).",
        ),
        ("dugnader", {"done": 1, "after": 1.0}, "1 dugnad er holdt (12 måneder)."),
        ("etater", {"done": 4, "after": 4.0}, "4 etater har vedtak som gjelder (13 leietakere)."),
        ("etater", {"after": 4.0}, "4 (13 leietakere)."),
        ("trygghet", {"after": 3.25}, "3,3 etter (poeng på skalaen; 12 av 13 leietakere)."),
        ("i-restanse", {"after": 0.25}, "3 av 12 leietakere med tall begge ganger."),
    ],
)
def test_a_value_says_its_unit_and_what_it_rests_on(
    indicator: str, row: dict[str, object], expected: str
) -> None:
    assert figure(indicator, "value", verdict="beskrivelse", **row) == expected


def test_what_an_answer_without_a_figure_stands_on_is_said(study: Study) -> None:
    claim = {"claim": "c", "indicator": "", "n_people": 1, "n_with": 1}
    assert claim_figure({**claim, "grounds": "movers"}, None, study) == (
        "1 av 1 leietaker med ny adresse hadde vedtak om tjenester ved slutten av perioden."
    )
    for grounds in ("before_project", "unrecorded", "no_registers", "no_movers"):
        assert claim_figure({**claim, "grounds": grounds}, None, study).endswith(".")
    row = {**ROW, "verdict": "ikke_maalt", "verdict_rule": "unmeasured", "unmeasured": "no_pairs"}
    claim = {**claim, "indicator": "trygghet", "grounds": "unmeasured"}
    assert claim_figure(claim, row, study) == reason(row, study.plan.indicator("trygghet"), study)


@pytest.mark.parametrize("row", [None, ROW])
def test_unknown_grounds_are_refused_with_and_without_a_figure(
    study: Study, row: dict[str, Any] | None
) -> None:
    claim = {"claim": "c", "indicator": "trygghet", "grounds": "hearsay", "n_people": None, "n_with": None}
    with pytest.raises(AnalysisError, match="grounds of a claim 'hearsay'"):
        claim_figure(claim, row, study)


@pytest.mark.slow
def test_no_figure_of_a_claim_of_the_sample_is_bare_numbers(study: Study, found: Evaluation) -> None:
    whole = found.results[found.results["place"] == "all"].set_index("indicator", drop=False)
    said = {}
    for claim in found.claims.to_dict("records"):
        row = whole.loc[claim["indicator"]] if claim["indicator"] else None
        said[claim["claim"]] = text = claim_figure(claim, row, study)
        if claim["status"] != "no_data" and claim["grounds"] != "change":
            assert re.search(r"\d [a-zæøå]+( [a-zæøå]+)*[).;]| leietakere | invitasjoner ", text), text
            assert not re.fullmatch(r"[\d, av]+\.", text), text
    assert said["syv-moter"] == "5 møter er ført med dato (12 måneder)."
