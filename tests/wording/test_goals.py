"""A goal's verdict in sentences: how many indicators say what, on what it stands, what can move it."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.evaluate.judging.goals import goal_rows, goal_table
from analysis.params import Study
from analysis.wording.goals import goal_lines, goal_reason, goal_words


def results(study: Study, verdicts: dict[str, str], *sensitive: str, warnings: str = "") -> pd.DataFrame:
    rows = [
        {"indicator": i.id, "goal": i.goal, "family": i.family, "name": i.name, "place": "all",
         "sensitive": i.id in sensitive, "warnings": warnings, "verdict": verdicts.get(i.id, "for_lite_data")}
        for i in study.plan.indicators
    ]  # fmt: skip
    return pd.DataFrame(rows)


def words(
    study: Study, goal: str, verdicts: dict[str, str], *sensitive: str, warnings: str = ""
) -> tuple[str, str]:
    """Reason and caveat of a goal."""
    table = results(study, verdicts, *sensitive, warnings=warnings)
    verdict = goal_table(table, study.plan).set_index("goal").loc[goal, "verdict"]
    return goal_words(goal_rows(table, study.plan, goal), verdict, study.plan)


def test_the_reason_counts_every_indicator_and_names_better_and_worse(study: Study) -> None:
    own = [i for i in study.plan.indicators if i.goal == "1" and i.family != "sporsmal"]
    reason, _ = words(study, "1", {"trygghet": "bedring", "naboklager": "forverring"})
    assert reason.startswith(
        f"Av {len(own)} indikatorer: 1 viser bedring (opplevd trygghet), 1 viser forverring (naboklager) "
        f"og {len(own) - 2} har for lite data."
    )


def test_indicators_that_agree_are_said_in_one_breath(study: Study) -> None:
    assert words(study, "miljo", {}) == ("Alle 5 indikatorer har for lite data.", "")


def test_a_goal_without_a_conclusion_has_no_caveat(study: Study) -> None:
    assert {words(study, goal.id, {}, "politi", "trygghet")[1] for goal in study.plan.goals} == {""}


def test_each_goal_has_a_line_with_its_verdict_and_reason(study: Study) -> None:
    table = results(study, {"politi": "forverring"})
    lines = goal_lines(goal_table(table, study.plan), table, study.plan)
    assert [line.partition(":")[0] for line in lines] == [g.short for g in study.plan.goals]
    assert lines[-1].startswith(
        "Bomiljø: Forverring. Av 5 indikatorer: 1 viser forverring (politibesøk) og 4 har"
    )


def test_a_verdict_on_one_indicator_says_so_with_that_indicators_own_caveat(study: Study) -> None:
    caveat = study.plan.indicator("politi").caveat
    assert caveat
    reason, said = words(study, "miljo", {"politi": "forverring"})
    assert said == f"Konklusjonen bygger på politibesøk alene. {caveat}"
    assert reason.endswith(said)
    _, of_two = words(study, "miljo", {"politi": "forverring", "innbrudd": "forverring"})
    assert "alene" not in of_two
    _, of_one_tested = words(
        study,
        "miljo",
        dict.fromkeys(("haerverk", "innbrudd", "okkupasjon", "uonsket-besok"), "ikke_maalt")
        | {"politi": "bedring"},
    )
    assert "alene" not in of_one_tested, "no other was there to say otherwise"


def test_better_on_one_indicator_is_qualified_like_worse(study: Study) -> None:
    better, worse = (words(study, "miljo", {"politi": v}, "politi")[1] for v in ("bedring", "forverring"))
    assert better == worse
    assert "Konklusjonen er følsom for valg." in worse
    assert "følsom" not in words(study, "miljo", {"politi": "forverring"})[1]


def test_a_verdict_the_months_do_not_carry_is_to_be_read_as_too_little_data(study: Study) -> None:
    weak, firm = (
        words(study, "miljo", {"politi": "forverring"}, "politi", warnings=warnings)[1]
        for warnings in ("overspredning;maneder_uenige", "overspredning")
    )
    assert "Les den som for lite data" in weak
    assert "for lite data" not in firm


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["bedring"], "Den ene indikatoren viser bedring (klager)."),
        (["ikke_maalt"], "Den ene indikatoren er ikke målt."),
        (["ikke_maalt"] * 3, "Ingen av de 3 indikatorene er målt."),
        (["for_lite_data"] * 2, "Begge indikatorene har for lite data."),
        ([], "Delmålet har ingen indikatorer."),
    ],
)
def test_reason_of_one_of_none_and_of_nothing_measured(verdicts: list[str], said: str) -> None:
    assert goal_reason(pd.DataFrame({"verdict": verdicts, "name": "Klager"}, dtype="str")) == said
