from __future__ import annotations

import pandas as pd
import pytest

from analysis.evaluate.judging.goals import VERDICTS, goal_table, goal_verdict
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


def results(study: Study, verdicts: dict[str, str], sensitive: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows of every indicator; save for `verdicts`, what decides shows nothing, the rest is described."""
    silent = {
        i.id: "for_lite_data" if i in study.plan.deciding else "beskrivelse" for i in study.plan.indicators
    }
    rows = [
        {"sensitive": i.id in sensitive, "indicator": i.id, "goal": i.goal, "family": i.family,
         "place": place, "verdict": {**silent, **verdicts}[i.id] if place == "all" else "beskrivelse"}
        for i in study.plan.indicators
        for place in ("all", "runarveien-1")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_single_items_explain_but_do_not_decide(study: Study) -> None:
    table = goal_table(results(study, {"q01": "bedring", "q03": "forverring"}), study.plan).set_index("goal")
    assert table.loc["1", "verdict"] == "for_lite_data"


def test_a_goal_counts_its_own_indicators_once_each(study: Study) -> None:
    table = goal_table(results(study, {"trygghet": "bedring", "naboklager": "forverring"}), study.plan)
    row = table.set_index("goal").loc["1"]
    assert row["verdict"] == "blandet"
    own = [i for i in study.plan.indicators if i.goal == "1" and i.family != "sporsmal"]
    assert row[list(VERDICTS)].to_dict() == {
        **dict.fromkeys(VERDICTS, 0), "bedring": 1, "forverring": 1, "beskrivelse": len(own) - 2
    }  # fmt: skip


def test_every_goal_has_a_row_in_the_order_of_the_plan(study: Study) -> None:
    assert goal_table(results(study, {}), study.plan)["goal"].tolist() == [g.id for g in study.plan.goals]


DECIDED = ("trygghet", "naboklager")
"""What decides the first goal."""


@pytest.mark.parametrize(
    ("words", "sensitive", "expected"),
    [
        (("forverring", "for_lite_data"), (), False),
        (("forverring", "for_lite_data"), ("trygghet",), True),
        (("forverring", "for_lite_data"), ("naboklager",), False),
        (("forverring", "forverring"), ("trygghet",), False),
        (("forverring", "forverring"), DECIDED, True),
        (("forverring", "bedring"), ("trygghet",), True),
        (("for_lite_data", "for_lite_data"), DECIDED, False),
        (("usikkert_grunnlag", "for_lite_data"), DECIDED, False),
        (("uendret", "uendret"), ("trygghet",), True),
        (("uendret", "uendret"), (), False),
    ],
)
def test_a_goal_is_sensitive_when_the_sensitive_outcomes_carry_its_word(
    study: Study, words: tuple[str, str], sensitive: tuple[str, ...], expected: bool
) -> None:
    table = goal_table(results(study, dict(zip(DECIDED, words, strict=True)), sensitive), study.plan)
    assert bool(table.set_index("goal").loc["1", "sensitive"]) is expected


def test_what_supports_has_no_word_and_gives_its_goal_none(study: Study) -> None:
    described = dict.fromkeys((i.id for i in study.plan.indicators), "beskrivelse")
    table = goal_table(results(study, {**described, "medvirkning": "uendret"}), study.plan)
    verdicts = table.set_index("goal")["verdict"].to_dict()
    assert verdicts == {"1": "beskrivelse", "2": "uendret", "3": "beskrivelse", "4": "beskrivelse"}
