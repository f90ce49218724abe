"""A goal's word in sentences: what decides it and says what, its level, and what can move it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis.evaluate.judging.goals import goal_rows, goal_table
from analysis.evaluate.results import role
from analysis.params import Scale, Study
from analysis.wording.goals import choices, goal_lines, goal_reason, goal_words, levels, main_goal

CHOSEN = {"n_choices": 14, "n_agree": 12, "n_powerless": 4}


def results(study: Study, verdicts: dict[str, str], *sensitive: str, **columns: Any) -> pd.DataFrame:
    """Rows of all places together; what decides shows nothing, the rest is described, save for `verdicts`."""
    rows = []
    for i in study.plan.indicators:
        of = role(i, study.plan)
        silent = "for_lite_data" if of == "decides" else "beskrivelse"
        row = {
            "indicator": i.id,
            "goal": i.goal,
            "family": i.family,
            "name": i.name,
            "place": "all",
            "role": of,
        }
        row |= {
            "sensitive": i.id in sensitive,
            "verdict": verdicts.get(i.id, silent),
            "before": 2.0,
            "after": 2.5,
        }
        rows.append(row | CHOSEN | columns)
    return pd.DataFrame(rows)


def words(study: Study, goal: str, verdicts: dict[str, str], *sensitive: str, **columns: Any) -> str:
    """Reason of a goal."""
    table = results(study, verdicts, *sensitive, **columns)
    verdict = goal_table(table, study.plan).set_index("goal").loc[goal, "verdict"]
    return goal_words(goal_rows(table, study.plan, goal), verdict, study)


def test_the_reason_says_what_decides_and_what_each_says_and_counts_the_rest(study: Study) -> None:
    own = [i for i in study.plan.indicators if i.goal == "1" and i.family != "sporsmal"]
    reason = words(study, "1", {"trygghet": "bedring", "naboklager": "forverring"})
    assert reason.startswith(
        "Naboklager viser forverring, og opplevd trygghet viser bedring. "
        f"{len(own) - 2} indikatorer støtter eller beskriver."
    )


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("bedring", "viser bedring"),
        ("forverring", "viser forverring"),
        ("uendret", "er uendret"),
        ("usikkert_grunnlag", "har usikkert grunnlag"),
        ("for_lite_data", "har for lite data"),
        ("ikke_maalt", "er ikke målt"),
    ],
)
def test_each_word_of_what_decides_is_said(study: Study, verdict: str, said: str) -> None:
    reason = words(study, "2", {"medvirkning": verdict})
    assert reason.startswith(f"Opplevd medvirkning {said}. ")


def test_a_goal_that_nothing_decides_says_so(study: Study) -> None:
    for goal in ("3", "4"):
        assert words(study, goal, {}) == "Ingen av utfallene avgjør delmålet. Tallene beskriver det."
    assert goal_reason(pd.DataFrame()) == "Delmålet har ingen indikatorer."


@pytest.mark.parametrize(
    ("rest", "said"),
    [(0, ""), (1, " 1 indikator støtter eller beskriver."), (2, " 2 indikatorer støtter eller beskriver.")],
)
def test_those_that_support_are_counted(rest: int, said: str) -> None:
    rows = [{"role": "decides", "name": "Klager", "verdict": "uendret"}]
    rows += [{"role": "supports", "name": f"S{k}", "verdict": "beskrivelse"} for k in range(rest)]
    assert goal_reason(pd.DataFrame(rows)) == "Klager er uendret." + said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (2.0, 2.5, "Snittet for opplevd medvirkning er fortsatt på uenig-siden (2,5)."),
        (2.0, 3.5, "Snittet for opplevd medvirkning er på enig-siden (3,5)."),
        (3.4, 3.5, "Snittet for opplevd medvirkning er fortsatt på enig-siden (3,5)."),
        (3.4, 2.5, "Snittet for opplevd medvirkning er på uenig-siden (2,5)."),
        (float("nan"), 2.5, "Snittet for opplevd medvirkning er på uenig-siden (2,5)."),
        (2.0, 3.0, ""),
        (2.0, float("nan"), ""),
    ],
)
def test_the_level_is_said_beside_the_change(study: Study, before: float, after: float, said: str) -> None:
    five = with_scale(study, Scale(low=1, high=5, labels=("Uenig", "b", "c", "d", "Enig")))
    own = goal_rows(results(five, {}, before=before, after=after), five.plan, "2")
    assert levels(own, five) == said


def with_scale(study: Study, scale: Scale) -> Study:
    return replace(study, questionnaire=study.questionnaire.model_copy(update={"scale": scale}))


def test_a_scale_without_agreement_has_halves_and_no_other_measure_has_a_level(study: Study) -> None:
    five = with_scale(study, Scale(low=1, high=5, labels=("Aldri", "b", "c", "d", "Alltid")))
    own = goal_rows(results(five, {}), five.plan, "1")
    assert levels(own, five) == "Snittet for opplevd trygghet er fortsatt på nedre halvdel av skalaen (2,5)."


def test_a_goal_without_a_conclusion_has_no_caveat(study: Study) -> None:
    for goal in study.plan.goals:
        said = words(study, goal.id, {}, "naboklager", "trygghet")
        assert "følsom" not in said
        assert "Prosjektmedarbeideren" not in said


def test_the_main_goal_and_each_goal_have_a_line_with_word_and_reason(study: Study) -> None:
    table = results(study, {"trygghet": "bedring"})
    lines = goal_lines(goal_table(table, study.plan), table, study)
    assert [line.partition(":")[0] for line in lines] == ["Hovedmålet", *(g.short for g in study.plan.goals)]
    assert lines[0] == f"Hovedmålet: {main_goal(table)}"
    assert lines[1].startswith(
        "Bo godt og trygt: Bedring. Naboklager har for lite data, og opplevd trygghet viser"
    )
    assert lines[3].startswith("Samarbeid med drift: Beskrivelse. ")


def test_a_word_on_one_of_two_says_so_with_that_outcomes_own_caveat(study: Study) -> None:
    caveat = study.plan.indicator("naboklager").caveat
    assert caveat
    reason = words(study, "1", {"naboklager": "forverring"})
    assert reason.endswith(f" Konklusjonen bygger på naboklager alene. {caveat}")
    assert "alene" not in words(study, "1", {"naboklager": "forverring", "trygghet": "forverring"})
    assert "alene" not in words(study, "2", {"medvirkning": "bedring"}), "no other was there to say otherwise"


def test_a_sensitive_word_says_the_fraction_better_and_worse_alike(study: Study) -> None:
    better, worse = (words(study, "2", {"medvirkning": v}, "medvirkning") for v in ("bedring", "forverring"))
    assert better.replace("bedring", "forverring") == worse
    assert (
        "Konklusjonen er følsom for valg: den holder i 12 av 14 valg som kunne vist noe; "
        "4 hadde for få igjen." in worse
    )
    assert "følsom" not in words(study, "2", {"medvirkning": "forverring"})


@pytest.mark.parametrize(
    ("able", "agree", "powerless", "said"),
    [
        (14, 14, 0, "den holder i 14 av 14 valg som kunne vist noe"),
        (14, 13, 1, "den holder i 13 av 14 valg som kunne vist noe; 1 hadde for få igjen"),
        (1, 0, 2, "den holder i 0 av 1 valg som kunne vist noe; 2 hadde for få igjen"),
    ],
)
def test_choices_that_had_too_little_left_are_told_apart(
    able: int, agree: int, powerless: int, said: str
) -> None:
    row = {"n_choices": able, "n_agree": agree, "n_powerless": powerless}
    assert choices(pd.DataFrame([row])) == said
    halves = [{k: v - v // 2 for k, v in row.items()}, {k: v // 2 for k, v in row.items()}]
    assert choices(pd.DataFrame(halves)) == said, "of two outcomes, together"


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([], "Ingen utfall avgjør målene."),
        (["bedring"], "Det ene utfallet som avgjør, er bedre."),
        (["forverring"], "Det ene utfallet som avgjør, er verre."),
        (["uendret"], "Det ene utfallet som avgjør, er uendret."),
        (
            ["ikke_maalt"],
            "For det ene utfallet som avgjør, vet vi for lite til å si om det er bedre eller verre.",
        ),
        (
            ["for_lite_data", "usikkert_grunnlag"],
            "For alle de to utfallene som avgjør, vet vi for lite til å si om de er bedre eller verre.",
        ),
        (["bedring", "bedring"], "Av to utfall er to bedre, og ingen er verre."),
        (["forverring", "forverring"], "Av to utfall er ingen bedre, og to er verre."),
        (["bedring", "forverring"], "Av to utfall er ett bedre, og ett er verre."),
        (["uendret", "uendret"], "Av to utfall er ingen bedre, ingen er verre, og to er uendret."),
        (
            ["forverring", "uendret", "ikke_maalt", "usikkert_grunnlag"],
            "Av fire utfall er ingen bedre, ett er verre, ett er uendret, og for to vet vi for lite.",
        ),
    ],
)
def test_the_main_goal_is_answered_in_one_sentence(verdicts: list[str], said: str) -> None:
    rows = [{"place": "all", "role": "decides", "verdict": v} for v in verdicts]
    beside = [
        {"place": "a", "role": "decides", "verdict": "beskrivelse"},
        {"place": "all", "role": "supports", "verdict": "beskrivelse"},
    ]
    assert main_goal(pd.DataFrame([*rows, *beside])) == said
