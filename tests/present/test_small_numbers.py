"""Sentences about one address, one indicator, one goal, none at all: what a small new project meets first."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.params import Study
from analysis.present.evidence import evidence
from analysis.present.figures import power as figure_power
from analysis.present.fragments.chapters import chapters


def _flat(made: Mapping[str, str], name: str) -> str:
    return " ".join(html.unescape(made[name]).split())


def test_what_is_not_measured_has_no_change_and_no_interval(make_disclosed: Any, study: Study) -> None:
    results = make_disclosed(study).results.assign(
        verdict="ikke_maalt", estimate=None, low=0.0, high=float("inf")
    )
    assert {row.change_and_interval for row in evidence(results, study)} == {"–"}


def test_a_figure_speaks_of_one_indicator_as_one() -> None:
    chance = figure_power.Power(rows=(figure_power.Chance(name="Naboklager", power=0.1, needed="fall"),))
    assert figure_power.words(chance).message.startswith("For den ene indikatoren er sjansen under 80")


def test_captions_count_one_as_one(make_disclosed: Any, make_material: Any, study: Study) -> None:
    frames = make_disclosed(study)
    one = make_disclosed(study, activities=pd.DataFrame(frames.activities.iloc[:1]))
    made = chapters(make_material(study, disclosed=one))
    assert "(n = 1 linje)" in _flat(made, "fremdriftsplan").replace("\u00a0", " ")
    assert "(n = 1 fil)" in _flat(made, "reproduserbarhet").replace("\u00a0", " ")


def test_no_event_at_all_gives_no_interval(make_disclosed: Any, study: Study) -> None:
    results = make_disclosed(study).results
    rates = results[results["measure"].eq("rate")]
    none = evidence(rates.assign(estimate=None, low=0.0, high=float("inf")), study)
    assert {row.change_and_interval for row in none} == {"–"}


def test_hidden_losses_are_not_said_to_be_none(make_disclosed: Any, make_material: Any, study: Study) -> None:
    results = make_disclosed(study).results
    hidden = results.assign(
        hidden=results["n_pairs"].notna(), n_pairs=pd.array([None] * len(results), "Int64")
    )
    made = chapters(make_material(study, disclosed=make_disclosed(study, results=hidden)))
    assert "Bortfallet bygger på så få personer at det er skjult" in _flat(made, "datakvalitet")
    assert "følger personer over tid" not in _flat(made, "datakvalitet")


def test_themes_are_counted_and_the_hidden_ones_told(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    rows = {"theme": ["låser", "låser", "støy", "støy"], "wave": [1, 2, 1, 2], "n": [6, 3, None, None]}
    themes = pd.DataFrame(rows).assign(of=12, hidden=[False, False, True, True], hidden_reason="")
    disclosed = make_disclosed(study, themes=themes.astype({"n": "Int64"}))
    source = _flat(chapters(make_material(study, disclosed=disclosed)), "temaer")
    assert "| Tema | Runde 1 (n av 12) | Runde 2 (n av 12) |" in source and "| låser | 6 | 3 |" in source
    assert "støy" not in source and "1 tema er skjult, fordi få har tatt dem opp." in source
