"""Sentences about one address, one indicator, one goal, none at all: what a small new project meets first."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis.params import Goal, Study
from analysis.present.evidence import confirmatory, evidence
from analysis.present.figures import changes as figure_changes
from analysis.present.figures import power as figure_power
from analysis.present.fragments.chapters import chapters
from analysis.present.fragments.summary import count_sentence

NEW = Goal(id="9", title="Kommunen samarbeider", short="Samarbeid", methods=(), means=(), actions=())


def _flat(made: Mapping[str, str], name: str) -> str:
    return " ".join(html.unescape(made[name]).split())


def _planned(study: Study, **changes: Any) -> Study:
    return replace(study, plan=study.plan.model_copy(update=changes))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("bedring", "Det viser bedring, ikke forverring."),
        ("forverring", "Det viser forverring, ikke bedring."),
        ("uendret", "Det er vurdert til «uendret», og viser verken bedring eller forverring."),
        ("for_lite_data", "Det har for lite data, og viser verken bedring eller forverring."),
    ],
)
def test_one_tested_indicator_has_a_sentence_of_its_own(
    make_disclosed: Any, study: Study, verdict: str, said: str
) -> None:
    results = make_disclosed(study).results.assign(verdict=verdict)
    one = confirmatory(evidence(results, study))[:1]
    assert count_sentence(one) == f"Ett utfall avgjør målene. {said}"


def test_goals_are_counted_in_their_own_gender(make_disclosed: Any, make_material: Any, study: Study) -> None:
    verdicts = ["bedring", "forverring", "for_lite_data", "for_lite_data"]
    goals = make_disclosed(study).goals.assign(verdict=verdicts)
    made = chapters(make_material(study, disclosed=make_disclosed(study, goals=goals)))
    said = "«bedring» for ett, «forverring» for ett og «for lite data» for to av fire."
    assert f"For delmålene er konklusjonen {said}" in _flat(made, "konklusjon")


def test_a_goal_the_plan_measures_by_nothing_is_not_said_to_lack_data(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    more = _planned(study, goals=(*study.plan.goals, NEW))
    made = chapters(make_material(more, disclosed=make_disclosed(study)))
    for chapter in ("resultater", "konklusjon"):
        assert _flat(made, chapter).count("Planen har ingen indikatorer for dette delmålet.") == 1


def test_a_plan_without_single_questions_says_nothing_of_them(make_material: Any, study: Study) -> None:
    kept = tuple(i for i in study.plan.indicators if i.measure.type != "item")
    said = "Endringen på hvert spørsmål er utforskende"
    assert said in chapters(make_material(study))["kartlegging"]
    assert said not in chapters(make_material(_planned(study, indicators=kept)))["kartlegging"]


def test_a_plan_without_incidents_explains_no_missing_figure_of_them(
    make_material: Any, study: Study
) -> None:
    kept = tuple(i for i in study.plan.indicators if i.measure.type != "rate")
    skipped = {"hendelser": "Figuren over hendelser er ikke med."}
    assert skipped["hendelser"] in _flat(chapters(make_material(study, skipped=skipped)), "resultater")
    small = make_material(_planned(study, indicators=kept), skipped=skipped)
    assert skipped["hendelser"] not in _flat(chapters(small), "resultater")


def test_what_is_not_measured_has_no_change_and_no_interval(make_disclosed: Any, study: Study) -> None:
    results = make_disclosed(study).results.assign(
        verdict="ikke_maalt", estimate=None, low=0.0, high=float("inf")
    )
    assert {row.change_and_interval for row in evidence(results, study)} == {"–"}


def test_a_hidden_basis_is_left_out_of_a_sentence(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    results = make_disclosed(study, "offentlig").results.assign(hidden=True, verdict="bedring")
    made = chapters(
        make_material(study, "offentlig", disclosed=make_disclosed(study, "offentlig", results=results))
    )
    assert "tallene er skjult." in _flat(made, "konklusjon")
    assert "Grunnlag: :" not in _flat(made, "konklusjon")
    assert "I parentes står intervallet" not in _flat(made, "sammendrag")
    assert "I parentes står intervallet" in _flat(chapters(make_material(study)), "sammendrag")


def test_a_project_that_runs_is_not_said_to_have_ended(make_material: Any, one_wave: Study) -> None:
    assert one_wave.period.report_date < one_wave.project.end
    assert "Prosjektet varer til 30. september 2024." in _flat(chapters(make_material(one_wave)), "forside")


def test_figures_speak_of_one_indicator_as_one(make_disclosed: Any, study: Study) -> None:
    results = make_disclosed(study).results
    rate = results["indicator"].eq("naboklager")
    few = results[rate].assign(verdict="for_lite_data", events_before=1, events_after=0)
    words = figure_changes.words(figure_changes.prepare(make_disclosed(study, results=few), study))
    assert words.message == (
        "Det ene utfallet som avgjør, gir ikke grunnlag for å konkludere; det er for lite data."
    )
    assert "bygger på 1 hendelse eller leieforhold," in words.caption
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
    source = _flat(chapters(make_material(study, disclosed=disclosed)), "kartlegging")
    assert "| Tema | Runde 1 (n av 12) | Runde 2 (n av 12) |" in source and "| låser | 6 | 3 |" in source
    assert "støy" not in source and "1 tema er skjult, fordi få har tatt dem opp." in source
