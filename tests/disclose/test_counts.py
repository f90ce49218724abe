"""Counts are shown as finely as the edition allows, never finer."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclose.counts import coarsen_months, group_answers, hide_attendance, hide_flow, hide_repairs
from analysis.params import Disclosure, Scale

RULE = Disclosure(min_group=5, restricted_min_group=3, max_share=0.8)
SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))


def _answers(counts: dict[int, list[int]], place: str = "all", basis: str = "pairs") -> pd.DataFrame:
    rows = [
        {"item": "q01", "wave": wave, "place": place, "basis": basis, "value": value, "n": n}
        for wave, steps in counts.items()
        for value, n in enumerate(steps, start=1)
    ]
    return pd.DataFrame(rows)


def _groups(out: pd.DataFrame) -> list[tuple[int, int]]:
    return sorted(
        {(int(low), int(high)) for low, high in zip(out["value_low"], out["value_high"], strict=True)}
    )


def test_public_keeps_each_step_when_every_step_is_empty_or_large() -> None:
    out = group_answers(
        _answers({1: [5, 0, 0, 6, 0, 0, 9], 2: [0, 0, 0, 5, 5, 0, 10]}), SCALE, RULE, public=True
    )
    assert _groups(out) == [(v, v) for v in range(1, 8)]
    assert not out["hidden"].any()


def test_public_merges_to_disagree_neither_agree_and_then_to_two_groups() -> None:
    three = group_answers(
        _answers({1: [3, 2, 1, 5, 4, 1, 1], 2: [5, 0, 0, 6, 0, 1, 5]}), SCALE, RULE, public=True
    )
    assert _groups(three) == [(1, 3), (4, 4), (5, 7)]
    two = group_answers(
        _answers({1: [3, 2, 1, 1, 4, 1, 1], 2: [5, 0, 0, 1, 0, 1, 5]}), SCALE, RULE, public=True
    )
    assert _groups(two) == [(1, 4), (5, 7)]
    assert two["n"].sum() == 13 + 12


def test_public_hides_an_item_when_no_grouping_will_do() -> None:
    out = group_answers(
        _answers({1: [0, 0, 0, 1, 3, 4, 3], 2: [1, 0, 0, 0, 3, 4, 3]}), SCALE, RULE, public=True
    )
    assert out["hidden"].all()
    assert out["n"].isna().all()


def test_public_hides_unanimity() -> None:
    out = group_answers(
        _answers({1: [0, 0, 0, 0, 0, 0, 12], 2: [0, 0, 0, 0, 0, 0, 12]}), SCALE, RULE, public=True
    )
    assert out["hidden"].all()


def test_public_never_shows_two_sets_of_people_that_differ() -> None:
    answers = pd.concat(
        [_answers({1: [6, 0, 0, 0, 0, 0, 6]}), _answers({1: [6, 0, 0, 0, 0, 0, 7]}, basis="all")]
    )
    assert set(group_answers(answers, SCALE, RULE, public=True)["basis"]) == {"pairs"}


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=7, max_size=7), min_size=2, max_size=2))
def test_no_public_group_of_answers_is_small_whatever_was_answered(steps: list[list[int]]) -> None:
    out = group_answers(_answers({1: steps[0], 2: steps[1]}), SCALE, RULE, public=True)
    shown = out.loc[~out["hidden"], "n"]
    assert ((shown == 0) | (shown >= RULE.min_group)).all()


def test_restricted_hides_a_small_address_and_shows_each_step_of_the_rest() -> None:
    answers = pd.concat(
        [_answers({1: [1, 0, 0, 0, 0, 0, 1]}, place="a"), _answers({1: [1, 1, 0, 0, 0, 0, 1]}, place="b")]
    )
    out = group_answers(answers, SCALE, RULE, public=False)
    assert out.groupby("place")["hidden"].all().to_dict() == {"a": True, "b": False}


def test_restricted_hides_the_answers_of_all_where_they_are_one_or_two() -> None:
    """The mean of two people is hidden; their answers say more. A question nobody was asked hides nobody."""
    few = _answers({1: [1, 0, 0, 0, 0, 0, 1], 2: [0] * 7})
    out = group_answers(few, SCALE, RULE, public=False)
    assert out.groupby("wave")["hidden"].all().to_dict() == {1: True, 2: False}


def _monthly(events: list[int]) -> pd.DataFrame:
    months = pd.date_range("2023-01-01", periods=len(events), freq="MS")
    frame = pd.DataFrame(
        {
            "indicator": "x",
            "place": "all",
            "month": months,
            "events": events,
            "exposure": 13.0,
            "side": "before",
        }
    )
    return pd.concat([frame, frame.assign(place="a")], ignore_index=True)


def _shown_total() -> pd.DataFrame:
    return pd.DataFrame({"indicator": ["x"], "place": ["all"], "hidden": [False]})


def test_public_sums_months_to_quarters_of_all_addresses_and_hides_small_ones() -> None:
    out = coarsen_months(_monthly([3, 4, 2, 1, 0, 1, 2, 2, 2, 1, 1, 0]), _shown_total(), RULE, public=True)
    assert out["place"].unique().tolist() == ["all"]
    assert out["months"].tolist() == [3, 3, 3, 3]
    assert out["events"].fillna(-1).tolist() == [9, -1, 6, -1]
    assert out["exposure"].tolist() == [39.0] * 4


def test_one_hidden_quarter_hides_the_smallest_other_so_that_the_total_does_not_give_it_away() -> None:
    out = coarsen_months(_monthly([3, 4, 2, 1, 0, 1, 2, 2, 2, 9, 9, 9]), _shown_total(), RULE, public=True)
    assert out["events"].fillna(-1).tolist() == [9, -1, -1, 27]
    assert out["hidden_reason"].tolist() == ["", "small_cell", "secondary", ""]


def test_public_shows_no_series_of_an_indicator_whose_total_is_hidden() -> None:
    total = _shown_total().assign(hidden=True)
    assert coarsen_months(_monthly([9] * 6), total, RULE, public=True)["hidden"].all()


def test_restricted_keeps_the_months() -> None:
    out = coarsen_months(_monthly([1, 2, 3]), _shown_total(), RULE, public=False)
    assert len(out) == 6
    assert not out["hidden"].any()


def test_flow_hides_all_addresses_in_public_when_one_is_small() -> None:
    flow = pd.DataFrame(
        {
            "stage": "invited",
            "place": ["a", "b", "all"],
            "n": [4, 9, 13],
            "n_lost": [0, 0, 2],
            "lost_reason": ["", "", "missing"],
        }
    )
    out = hide_flow(flow, RULE, public=True).set_index("place")
    assert out["hidden"].to_dict() == {"a": True, "b": True, "all": False}
    assert pd.isna(out.loc["all", "lost_reason"])


@pytest.mark.parametrize(("attended", "hidden"), [(3, True), (5, False), (0, False), (None, False)])
def test_small_attendance_is_hidden_in_public(attended: int | None, hidden: bool) -> None:
    frame = pd.DataFrame({"activity": ["d"], "attended": pd.array([attended], dtype="Int64")})
    out = hide_attendance(frame, RULE, public=True)
    assert bool(out["hidden"].iloc[0]) is hidden
    assert not hide_attendance(frame, RULE, public=False)["hidden"].any()


def test_the_tail_of_few_open_repairs_is_hidden_in_public() -> None:
    frame = pd.DataFrame({"days": [3.0, 9.0], "share_open": [0.5, 0.2], "at_risk": [9, 3]})
    assert hide_repairs(frame, RULE, public=True)["hidden"].tolist() == [False, True]
    assert hide_repairs(frame, RULE, public=False)["hidden"].tolist() == [False, False]
