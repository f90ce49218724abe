"""The same question by another method, which may take a word away only where it could show something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.basis import Basis, basis
from analysis.evaluate.measures import person_values, rate_events
from analysis.evaluate.measures._pairs import paired_changes
from analysis.evaluate.robustness.alternatives import (
    Question,
    _held_against,
    all_available,
    alternative_rows,
    season_matched,
    signed_rank,
    turns,
)
from analysis.params import Study, Window


def asked(study: Study, sample: SimpleNamespace, shared: Basis, indicator: str, **main: Any) -> Question:
    return Question(study, sample, shared, study.plan.indicator(indicator), pd.Series(main, dtype=object))


def test_season_matching_flips_signs_of_the_calendar_months(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    question = asked(study, sample, shared, "naboklager")
    row = season_matched(question)
    events = rate_events(question.indicator, sample)
    before, after = (
        events["date"].between(w.start.isoformat(), w.end.isoformat()).sum()
        for w in (study.period.before, study.period.after)
    )
    assert row["n"] == before + after, "both windows hold all twelve months"
    assert row["before"] > row["after"]
    assert row["estimate"] == pytest.approx(row["after"] / row["before"])
    assert row["smallest_p"] == 2 / 2**12


def test_without_a_calendar_month_in_both_windows_there_is_no_answer(
    study: Study, sample: SimpleNamespace
) -> None:
    halves = {"before": Window(start=date(2022, 10, 1), end=date(2023, 3, 31)),
              "after": Window(start=date(2023, 4, 1), end=date(2023, 9, 30))}  # fmt: skip
    apart = replace(study, period=study.period.model_copy(update=halves))
    assert season_matched(asked(apart, sample, basis(apart, sample), "naboklager")) == {}


def test_ranks_and_all_answers_are_those_of_the_statistics_room(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    question = asked(study, sample, shared, "trygghet")
    values = person_values(study, sample, shared, question.indicator)
    change, base = paired_changes(values, shared.people), shared.people.in_project
    some = change[~np.isnan(change)]
    ranks, middle = stats.signed_rank(some), stats.hodges_lehmann(some)
    found = signed_rank(question)
    assert (found["p"], found["smallest_p"], found["n"]) == (ranks.p, ranks.smallest_p, len(some))
    assert (found["estimate"], found["low"], found["high"]) == (middle.estimate, middle.low, middle.high)
    available = stats.partially_overlapping_t(values[0, base], values[1, base])
    assert all_available(question)["estimate"] == pytest.approx(available.estimate)


def test_without_a_pair_there_are_no_ranks(study: Study, sample: SimpleNamespace, shared: Basis) -> None:
    nobody = Basis(shared.places, shared.people, shared.calendar, shared.answers * np.nan)
    assert signed_rank(asked(study, sample, nobody, "trygghet")) == {}


def test_a_method_that_cannot_answer_has_no_row(study: Study, sample: SimpleNamespace, shared: Basis) -> None:
    """Answers compared per tenant are not compared as two groups by their ranks."""
    main = pd.DataFrame(
        {"indicator": ["trygghet"], "verdict": "bedring", "estimate": 1.0, "estimate_type": "difference"}
    )
    rows = alternative_rows(study, sample, shared, main.set_index("indicator", drop=False))
    assert set(rows.loc[rows["place"] == "all", "variant"]) == {
        *("all_available", "signed_rank", "as_groups", "at_the_time"),
    }


@pytest.mark.parametrize(
    ("verdict", "found", "able", "flips"),
    [
        ("bedring", {"p": 0.2, "estimate": 0.5, "smallest_p": 0.01}, 1, True),
        ("bedring", {"p": 0.05, "estimate": 0.5, "smallest_p": 0.01}, 1, False),
        ("bedring", {"p": 0.0501, "estimate": 0.5, "smallest_p": 0.05}, 1, True),
        ("bedring", {"p": 1.0, "estimate": 0.5, "smallest_p": 0.0625}, 0, False),
        ("bedring", {"p": 1.0, "estimate": -0.5, "smallest_p": 0.0625}, 1, True),
        ("bedring", {"p": 0.2, "estimate": 0.5}, 1, True),
        ("bedring", {"p": 0.01, "estimate": -0.5, "smallest_p": 0.01}, 1, True),
        ("forverring", {"p": 0.2, "estimate": 0.5, "smallest_p": 0.01}, 1, True),
        ("usikkert_grunnlag", {"p": 0.2, "estimate": 0.5, "smallest_p": 0.01}, 1, True),
        ("for_lite_data", {"p": 0.9, "estimate": -0.5, "smallest_p": 0.01}, 0, False),
        ("uendret", {"p": 0.2, "estimate": -0.5, "smallest_p": 0.01}, 0, False),
        ("bedring", {"p": float("nan"), "estimate": -0.5}, 0, False),
        ("bedring", {}, 0, False),
    ],
)
def test_another_method_takes_away_only_what_it_could_have_shown_or_what_it_turns(
    study: Study, verdict: str, found: dict[str, float], able: int, flips: bool
) -> None:
    question = asked(
        study, SimpleNamespace(), None, "trygghet",  # type: ignore[arg-type]
        verdict=verdict, estimate=0.4, estimate_type="difference",
    )  # fmt: skip
    counted = verdict in ("bedring", "forverring", "usikkert_grunnlag") and not np.isnan(
        found.get("p", np.nan)
    )
    held = _held_against(question, "signed_rank", dict(found))
    assert (held["n_able"], bool(held["flips"])) == (able, flips)
    assert held["n_variants"] == int(counted)
    assert "smallest_p" not in held


@pytest.mark.parametrize(
    ("kind", "estimate", "other", "turned"),
    [
        ("ratio", 0.4, 0.9, False),
        ("ratio", 0.4, 1.1, True),
        ("ratio", 1.4, 0.9, True),
        ("difference", 0.4, 0.9, False),
        ("difference", 0.4, -0.1, True),
        ("difference", 0.4, 0.0, False),
    ],
)
def test_the_other_way_for_a_ratio_is_the_other_side_of_one(
    kind: str, estimate: float, other: float, turned: bool
) -> None:
    main = pd.Series({"verdict": "bedring", "estimate": estimate, "estimate_type": kind})
    assert turns(main, other) is turned
    assert not turns(pd.Series({**main, "verdict": "uendret"}), other)


@pytest.mark.parametrize(("method", "counted"), [("signed_rank", 1), ("as_groups", 0), ("linked_only", 0)])
def test_the_design_the_plan_did_not_choose_is_shown_and_not_counted(
    study: Study, sample: SimpleNamespace, shared: Basis, method: str, counted: int
) -> None:
    question = asked(
        study, sample, shared, "trygghet", verdict="bedring", estimate=1.0, estimate_type="difference"
    )
    held = _held_against(question, method, {"p": 0.4, "estimate": 0.2, "smallest_p": 0.001})
    assert (held["n_variants"], held["n_able"], held["flips"]) == (counted, counted, bool(counted))
