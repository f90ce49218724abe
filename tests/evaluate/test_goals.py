from __future__ import annotations

import pandas as pd
import pytest

from analysis.evaluate.judging.goals import VERDICTS, goal_reason, goal_table, goal_verdict
from analysis.params import Study


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"bedring": 1, "forverring": 1}, "blandet"),
        ({"bedring": 1, "for_lite_data": 5, "usikkert_grunnlag": 1}, "bedring"),
        ({"forverring": 1, "for_lite_data": 5, "usikkert_grunnlag": 1}, "forverring"),
        ({"uendret": 3, "beskrivelse": 1, "ikke_maalt": 1}, "uendret"),
        ({"uendret": 3, "for_lite_data": 1}, "for_lite_data"),
        ({"usikkert_grunnlag": 1, "for_lite_data": 4}, "usikkert_grunnlag"),
        ({"for_lite_data": 1, "beskrivelse": 4}, "for_lite_data"),
        ({"beskrivelse": 2, "ikke_maalt": 2}, "beskrivelse"),
        ({"ikke_maalt": 2}, "ikke_maalt"),
        ({}, "ikke_maalt"),
    ],
)
def test_goal_verdict(counts: dict[str, int], expected: str) -> None:
    assert goal_verdict(counts) == expected


def test_better_and_worse_are_treated_alike() -> None:
    swap = {"bedring": "forverring", "forverring": "bedring"}
    for verdict in VERDICTS:
        for n in (0, 1, 3):
            counts = {"bedring": n, verdict: 2}
            turned = {swap.get(name, name): value for name, value in counts.items()}
            said = goal_verdict(counts)
            assert goal_verdict(turned) == swap.get(said, said)


def results(
    study: Study, verdicts: dict[str, str], sensitive: tuple[str, ...] = (), warnings: str = ""
) -> pd.DataFrame:
    rows = [
        {"sensitive": i.id in sensitive, "warnings": warnings, "indicator": i.id, "goal": i.goal,
         "family": i.family, "name": i.name, "place": place,
         "verdict": verdicts.get(i.id, "for_lite_data") if place == "all" else "beskrivelse"}
        for i in study.plan.indicators
        for place in ("all", "runarveien-1")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_single_items_explain_but_do_not_decide(study: Study) -> None:
    table = goal_table(results(study, {"q01": "bedring", "q03": "forverring"}), study.plan).set_index("goal")
    assert table.loc["1", "verdict"] == "for_lite_data"


def test_the_reason_counts_every_indicator_and_names_better_and_worse(study: Study) -> None:
    table = goal_table(results(study, {"trygghet": "bedring", "naboklager": "forverring"}), study.plan)
    row = table.set_index("goal").loc["1"]
    assert row["verdict"] == "blandet"
    assert "(opplevd trygghet)" in row["reason"]
    assert "(naboklager)" in row["reason"]
    counted = row[list(VERDICTS)].sum()
    own = [i for i in study.plan.indicators if i.goal == "1" and i.family != "sporsmal"]
    assert counted == len(own)
    assert row["reason"].startswith(f"Av {len(own)} indikatorer")


def test_every_goal_has_a_row_in_the_order_of_the_plan(study: Study) -> None:
    assert goal_table(results(study, {}), study.plan)["goal"].tolist() == [g.id for g in study.plan.goals]


def test_indicators_that_agree_are_said_in_one_breath(study: Study) -> None:
    table = goal_table(results(study, {}), study.plan).set_index("goal")
    assert table.loc["miljo", "reason"] == "Alle 5 indikatorer har for lite data."


def of_goal(
    study: Study, goal: str, verdicts: dict[str, str], *sensitive: str, warnings: str = ""
) -> pd.Series:
    table = goal_table(results(study, verdicts, sensitive, warnings), study.plan)
    return table.set_index("goal").loc[goal]


def test_a_verdict_on_one_indicator_says_so_with_that_indicators_own_caveat(study: Study) -> None:
    row = of_goal(study, "miljo", {"politi": "forverring"})
    caveat = next(i.caveat for i in study.plan.indicators if i.id == "politi")
    assert caveat
    assert row["caveat"] == f"Konklusjonen bygger på politibesøk alene. {caveat}"
    assert row["reason"].endswith(row["caveat"])


def test_better_on_one_indicator_is_qualified_like_worse(study: Study) -> None:
    better = of_goal(study, "miljo", {"politi": "bedring"}, "politi")
    worse = of_goal(study, "miljo", {"politi": "forverring"}, "politi")
    assert better["caveat"] == worse["caveat"]
    assert "følsom for valg" in worse["caveat"]


@pytest.mark.parametrize(
    ("verdicts", "sensitive", "expected"),
    [
        ({"politi": "forverring"}, (), False),
        ({"politi": "forverring"}, ("politi",), True),
        ({"politi": "forverring", "innbrudd": "forverring"}, ("politi",), False),
        ({"politi": "forverring", "innbrudd": "bedring"}, ("politi",), True),
        ({"politi": "for_lite_data"}, ("politi",), False),
        (
            dict.fromkeys(("haerverk", "innbrudd", "okkupasjon", "uonsket-besok", "politi"), "uendret"),
            ("politi",),
            True,
        ),
    ],
)
def test_a_goal_is_sensitive_when_the_sensitive_indicators_carry_its_verdict(
    study: Study, verdicts: dict[str, str], sensitive: tuple[str, ...], expected: bool
) -> None:
    row = of_goal(study, "miljo", verdicts, *sensitive)
    assert bool(row["sensitive"]) is expected
    assert ("følsom for valg" in row["caveat"]) is expected


def test_a_verdict_the_months_do_not_carry_is_to_be_read_as_too_little_data(study: Study) -> None:
    weak = of_goal(
        study, "miljo", {"politi": "forverring"}, "politi", warnings="overspredning;maneder_uenige"
    )
    assert "Les den som for lite data" in weak["caveat"]
    firm = of_goal(study, "miljo", {"politi": "forverring"}, "politi", warnings="overspredning")
    assert "for lite data" not in firm["caveat"]


def test_a_goal_without_a_conclusion_has_no_caveat(study: Study) -> None:
    assert goal_table(results(study, {}), study.plan)["caveat"].eq("").all()


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
