"""What a reader once saw and should not have: each with the outcome that is right."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate import Evaluation
from analysis.evaluate.basis import Basis, basis
from analysis.evaluate.claims import changed
from analysis.evaluate.estimates import estimate
from analysis.evaluate.judging.judged import Judgement, judge
from analysis.evaluate.measures._columns import Computed
from analysis.evaluate.measures._pairs import Infer, mcnemar, paired_changes, paired_columns, sign_flip
from analysis.evaluate.measures._rates import Counted, _row_columns, interval, rate_columns
from analysis.evaluate.robustness.sensitivity import sensitivity_table, tried
from analysis.params import Plan, Study, load_period
from analysis.params.claims import Change
from analysis.wording.reasons import reason

from .conftest import answered, crowd, months_of, only, window

WORDS = ("bedring", "forverring", "uendret", "usikkert_grunnlag")


def of_pairs(
    study: Study, indicator: str, change: np.ndarray, infer: Infer = sign_flip, **changes: Any
) -> tuple[Judgement, dict[str, Any]]:
    """Judge one outcome of tenants who changed by so much, and give its row."""
    alone = only(study, indicator, primary=True, **changes)
    who, values = (
        crowd(len(change)),
        np.vstack([np.where(change < 0, -change, 0.0), np.where(change > 0, change, 0.0)]),
    )
    columns = paired_columns(values, who, 0, infer, alone.plan)
    computed = Computed(columns, paired_changes(values, who))
    found = judge(alone, {indicator: computed})[indicator]
    return found, computed.whole | {name: getattr(found, name) for name in Judgement.__dataclass_fields__}


def said(study: Study, indicator: str, row: dict[str, Any], **changes: Any) -> str:
    planned = only(study, indicator, **changes)
    return reason({**row, "warnings": ""}, planned.plan.indicator(indicator), planned)


def test_many_pairs_on_a_short_scale_with_a_clear_change_are_not_unchanged_by_nought(study: Study) -> None:
    """1,681 pairs on three points, 609 up and 372 down, mean +0.20."""
    change = np.repeat([2.0, 1.0, 0.0, -1.0, -2.0], [250, 359, 700, 221, 151])
    found, row = of_pairs(study, "trygghet", change, important_change=1 / 3)
    assert (row["n_up"], row["n_same"], row["n_down"]) == (609, 700, 372)
    assert row["estimate"] == pytest.approx(0.2, abs=0.001)
    assert found.p_adjusted < 1e-4
    assert 0 < found.low < 0.2 < found.high
    assert (found.verdict, found.uncertain) == ("bedring", True)
    assert "0,0 til 0,0" not in said(study, "trygghet", row)


@pytest.mark.parametrize(
    ("up", "down", "same"),
    [(24, 10, 66), (10, 24, 66), (6, 0, 7), (0, 7, 6), (5, 0, 8), (3, 2, 40), (40, 40, 0)],
)
def test_the_same_answers_as_a_share_and_as_an_item_give_the_same_sign_and_word(
    study: Study, up: int, down: int, same: int
) -> None:
    change = np.repeat([1.0, -1.0, 0.0], [up, down, same])
    told = {"direction": "higher", "important_change": 0.2, "important_for_one": 0.4}
    share, row = of_pairs(study, "tjenester-hjemme", change, mcnemar, **told)
    item, other = of_pairs(study, "trygghet", change, sign_flip, **told)
    assert row["estimate"] == pytest.approx(other["estimate"])
    assert share.p_adjusted == pytest.approx(item.p_adjusted)
    assert (share.verdict, share.verdict_rule) == (item.verdict, item.verdict_rule)
    for found in (share, item):
        assert (found.low > 0 or found.high < 0) == (found.p_adjusted <= 0.05)


def test_thirteen_tenants_of_whom_one_owes_much_more_are_not_unchanged(study: Study) -> None:
    found, row = of_pairs(study, "restanse", np.array([50_000.0] + [0.0] * 12))
    assert (found.verdict, found.verdict_rule) == ("for_lite_data", "1.changed")
    assert said(study, "restanse", row) == (
        "For lite data: for få (1 av 13) har endret seg; det trengs minst 6 med endring."
    )


def test_ten_of_sixty_who_owe_much_more_are_worse(study: Study) -> None:
    found, row = of_pairs(study, "restanse", np.array([50_000.0] * 10 + [0.0] * 50))
    assert row["p"] == 2 / 2**10
    assert found.verdict == "forverring"
    assert found.low > 0


@pytest.mark.parametrize("great", [1, 2, 5])
def test_a_minority_that_owes_much_more_is_never_unchanged(study: Study, great: int) -> None:
    change = np.array([9_000.0] * great + [10.0, -10.0] * 6)
    found, _ = of_pairs(study, "restanse", change)
    assert found.verdict != "uendret"


def test_a_small_change_wholly_inside_what_is_important_is_unchanged_and_said_to_be_small(
    study: Study,
) -> None:
    """+240 kr inside ±1,000."""
    change = 240.0 + np.array([-180.0, 180.0, -60.0, 60.0] * 15)
    told = {"important_change": 1000}
    found, row = of_pairs(study, "restanse", change, **told)
    assert row["estimate"] == 240
    assert (found.verdict, found.verdict_rule, found.uncertain) == ("uendret", "2.small", False)
    assert said(study, "restanse", row, **told).endswith(
        "men det er en liten forverring, mindre enn det planen kaller viktig."
    )


def test_a_log_that_begins_late_is_no_calm_before(study: Study) -> None:
    """Two complaints a month in six flats from May 2023 on, the windows from October 2022."""
    days = pd.date_range("2023-05-01", "2024-09-01", freq="MS")
    events = pd.DataFrame(
        [(day, "a", f"f{(2 * k + n) % 6}") for k, day in enumerate(days) for n in (0, 1)],
        columns=["date", "address", "flat"],
    )
    flats = [("a", f"f{k}") for k in range(6)]
    months = months_of(study, 6.0, flats)
    shared = Basis(months.places, crowd(0), months, np.full((2, 0, 0), np.nan))
    begun = tuple(
        s.model_copy(update={"covers": window("2023-05-01", "2024-09-30")}) if s.kind == "incidents" else s
        for s in study.project.sources
    )
    late = replace(study, project=study.project.model_copy(update={"sources": begun}))
    unsaid, covered = (
        rate_columns(events, of.plan.indicator("naboklager"), of, shared, whole=True) for of in (study, late)
    )
    assert unsaid.whole["estimate"] == pytest.approx(24 / 10)
    assert covered.whole["estimate"] == 1.0
    assert (covered.whole["months_before"], covered.whole["months_after"]) == (5, 5)
    assert judge(late, {"naboklager": covered})["naboklager"].verdict not in ("bedring", "forverring")


def test_with_two_addresses_a_word_is_not_sensitive_because_one_alone_shows_nothing(
    study: Study, sample: SimpleNamespace
) -> None:
    project = study.project.model_copy(update={"addresses": study.project.addresses[:2]})
    two = replace(only(study, "trygghet"), project=project)
    tables = answered(two, sample, [1, 2, 1, 1, 2] * 2, [0] * 5 + [1] * 5)
    shared = basis(two, tables)
    table = sensitivity_table(two, tables, shared, *estimate(two, tables, shared))
    assert table.loc[table["variant"] == "main", "verdict"].tolist() == ["bedring"]
    sums = tried(table).loc["trygghet"]
    assert not sums["sensitive"]
    assert (sums["n_powerless"], sums["n_agree"]) == (2, sums["n_choices"])


def test_police_visits_decide_no_goal() -> None:
    plan = load_period("params/leie/periods/sluttrapport.yml").plan
    goals = tuple(
        {**g.model_dump(), **({"decided_by": ("trygghet", "politi")} if g.id == "1" else {})}
        for g in plan.goals
    )
    with pytest.raises(ValueError, match="'politi' has the role context and cannot decide"):
        Plan.model_validate({**plan.model_dump(by_alias=True), "goals": goals})


WORLDS, FLATS, MONTHS = 300, 13, 12


def swapped(rng: np.random.Generator, spread: float) -> Counted:
    """Worlds in which the toss of a coin says which of a flat's two windows, however unlike, is before.

    Events of a flat in a window are Poisson around a gamma of its own, and fall on any month.
    """
    rate = rng.gamma(1 / spread, spread, (2, WORLDS, FLATS)) * 3
    flats = rng.poisson(rate).astype(float)
    turned = rng.random((WORLDS, FLATS)) < 0.5
    flats = np.where(turned, flats[::-1], flats)
    sides = [rng.multinomial(n.astype(int), np.full(MONTHS, 1 / MONTHS)) for n in flats.sum(axis=2)]
    events = np.concatenate(sides, axis=1).astype(float)
    let = np.full((2, WORLDS, FLATS), float(MONTHS))
    time = np.full(events.shape, float(FLATS))
    return Counted(events, time, np.repeat([False, True], MONTHS), flats, let)


def clustered(rng: np.random.Generator, phi: float) -> Counted:
    """Worlds without change in which months come in clusters: their events are φ times a Poisson count.

    Each event of a month is of any flat.
    """
    events = phi * rng.poisson(3 / phi, (WORLDS, 2 * MONTHS)).astype(float)
    sides = events[:, :MONTHS].sum(axis=1), events[:, MONTHS:].sum(axis=1)
    flats = np.stack([rng.multinomial(n.astype(int), np.full(FLATS, 1 / FLATS)) for n in sides]).astype(float)
    let = np.full((2, WORLDS, FLATS), float(MONTHS))
    return Counted(events, np.full(events.shape, float(FLATS)), np.repeat([False, True], MONTHS), flats, let)


@pytest.mark.parametrize(
    ("made", "how_much", "alone"), [(swapped, 1.0, 0.25), (swapped, 3.0, 0.4), (clustered, 3.0, 0.15)]
)
def test_where_nothing_changed_a_rate_rarely_gets_a_word_though_the_exact_test_alone_cries_wolf(
    study: Study, made: Any, how_much: float, alone: float
) -> None:
    """At most 5 % of 300 seeded worlds, and two standard errors."""
    worlds = made(np.random.default_rng(20), how_much)
    columns = _row_columns(worlds, study.plan.level)
    low, high = interval(worlds, study.plan.level)
    words = []
    for k in range(WORLDS):
        row = {name: values[k : k + 1] for name, values in columns.items()}
        made_of = Computed(
            row | {"enough_months": np.array([True])}, interval=lambda _, k=k: (float(low[k]), float(high[k]))
        )
        words.append(judge(study, {"naboklager": made_of})["naboklager"].verdict)
    false = np.mean([word in ("bedring", "forverring") for word in words])
    assert false <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / WORLDS)
    assert np.mean(columns["p_exact"] <= 0.05) > alone


@pytest.mark.slow
def test_one_indicator_has_one_word_in_results_sensitivity_goals_and_claims(
    found: Evaluation, study: Study
) -> None:
    whole = found.results[found.results["place"] == "all"].set_index("indicator")
    main = found.sensitivity[found.sensitivity["variant"] == "main"].set_index("indicator")
    assert main["verdict"].to_dict() == whole.loc[main.index, "verdict"].to_dict()
    for goal in found.goals.to_dict("records"):
        own = whole[(whole["goal"] == goal["goal"]) & ~whole["family"].isin(study.plan.exploratory)]
        assert {word: goal[word] for word in WORDS} == {
            word: int((own["verdict"] == word).sum()) for word in WORDS
        }
    status = found.claims.set_index("claim")["status"]
    for claim in study.claims:
        if isinstance(claim.check, Change):
            row = whole.loc[claim.check.indicator].to_dict()
            assert status[claim.id] == changed(claim.check, row)["status"]


@pytest.mark.slow
def test_too_little_data_is_said_of_what_decides_and_of_nothing_else(found: Evaluation, study: Study) -> None:
    silent = found.results[found.results["verdict"] == "for_lite_data"]
    assert set(silent["indicator"]) <= {i.id for i in study.plan.deciding}
    assert set(silent["place"]) <= {"all"}
