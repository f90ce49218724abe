"""Counts are shown as finely as the edition allows, never finer."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.disclose.counts import (
    show_answers,
    show_attendance,
    show_flow,
    show_months,
    show_repairs,
    show_themes,
)
from analysis.params import Disclosure

RULE = Disclosure(min_group=5, restricted_min_group=3, max_share=0.8)


def _answers(counts: dict[int, list[int]], place: str = "all", basis: str = "pairs") -> pd.DataFrame:
    rows = [
        {"item": "q01", "wave": wave, "place": place, "basis": basis, "value": value, "n": n}
        for wave, steps in counts.items()
        for value, n in enumerate(steps, start=1)
    ]
    return pd.DataFrame(rows)


def test_public_shows_no_answers_beside_the_means() -> None:
    out = show_answers(_answers({1: [9, 0, 0, 9, 0, 0, 9], 2: [9, 0, 0, 9, 0, 0, 9]}), RULE, public=True)
    assert out["hidden"].all()
    assert out["n"].isna().all()


def test_restricted_hides_a_small_address_and_shows_each_step_of_the_rest() -> None:
    answers = pd.concat(
        [_answers({1: [1, 0, 0, 0, 0, 0, 1]}, place="a"), _answers({1: [1, 1, 0, 0, 0, 0, 1]}, place="b")]
    )
    out = show_answers(answers, RULE, public=False)
    assert out.groupby("place")["hidden"].all().to_dict() == {"a": True, "b": False}


def test_restricted_hides_the_answers_of_all_where_they_are_one_or_two() -> None:
    """The mean of two people is hidden; their answers say more. A question nobody was asked hides nobody."""
    few = _answers({1: [1, 0, 0, 0, 0, 0, 1], 2: [0] * 7})
    out = show_answers(few, RULE, public=False)
    assert out.groupby("wave")["hidden"].all().to_dict() == {1: True, 2: False}


def _monthly(events: list[int], side: str = "before") -> pd.DataFrame:
    months = pd.date_range("2023-01-01", periods=len(events), freq="MS")
    frame = pd.DataFrame(
        {"indicator": "x", "place": "all", "month": months, "events": events, "exposure": 13.0}
    )
    frame = frame.assign(side=side)
    return pd.concat([frame, frame.assign(place="a")], ignore_index=True)


def _total(before: float | None = None, after: float | None = None, *, hidden: bool = False) -> pd.DataFrame:
    counted = {"events_before": [before], "events_after": [after]}
    return pd.DataFrame({"indicator": ["x"], "place": ["all"], "hidden": [hidden]} | counted)


@pytest.mark.parametrize(
    ("second", "printed"),
    [([1, 1, 1, 1, 1, 0], [9, 5]), ([1, 1, 1, 1, 0, 0], [13]), ([0] * 6, [9, 0]), ([1, 0, 0, 0, 0, 0], [10])],
)
def test_public_shows_half_years_of_none_or_enough_else_the_window(
    second: list[int], printed: list[int]
) -> None:
    out = show_months(_monthly([9, 0, 0, 0, 0, 0, *second]), _total(), RULE, public=True)
    assert out["events"].tolist() == printed
    assert out["place"].eq("all").all()
    assert out["months"].tolist() == [12 // len(printed)] * len(printed)
    assert out["exposure"].sum() == 13 * 12
    assert not out["hidden"].any()


@pytest.mark.parametrize(("counted", "hidden"), [(14, False), (13, True), (10, True), (9, False)])
def test_a_window_less_the_events_that_are_compared_is_of_none_or_enough(counted: int, hidden: bool) -> None:
    """The table counts only the months that both windows have."""
    months = _monthly([9] + [0] * 5 + [5] + [0] * 5)
    out = show_months(months, _total(counted, 50), RULE, public=True)
    assert out["hidden"].tolist() == [hidden] * 2
    assert out["events"].isna().tolist() == [hidden] * 2
    later = show_months(months.assign(side="after"), _total(50, counted), RULE, public=True)
    assert later["hidden"].tolist() == [hidden] * 2


def test_each_window_is_coarsened_for_itself() -> None:
    months = pd.concat(
        [_monthly([9] + [0] * 5 + [4] + [0] * 5), _monthly([9] + [0] * 5 + [5] + [0] * 5, "after")]
    )
    out = show_months(months, _total(), RULE, public=True)
    assert out.groupby("side")["events"].apply(list).to_dict() == {"before": [13], "after": [9, 5]}


def test_public_shows_no_series_of_an_indicator_whose_total_is_hidden_nor_outside_the_windows() -> None:
    hidden = show_months(_monthly([9] * 6), _total(hidden=True), RULE, public=True)
    outside = show_months(_monthly([9] * 6, "outside"), _total(), RULE, public=True)
    for out in (hidden, outside):
        assert out["hidden"].all()
        assert out["events"].isna().all()


def test_restricted_keeps_the_months() -> None:
    out = show_months(_monthly([1, 2, 3]), _total(), RULE, public=False)
    assert len(out) == 6
    assert not out["hidden"].any()


def _flow(n: list[int]) -> pd.DataFrame:
    stages = ["invited", "invited", "invited", "pairs"]
    lost = {"n_lost": [0, 0, 0, 2], "lost_reason": ["", "", "", "missing"]}
    return pd.DataFrame({"stage": stages, "place": ["a", "b", "all", "all"], "n": n} | lost)


def test_public_flow_is_ranges_of_all_without_losses() -> None:
    out = show_flow(_flow([2, 11, 13, 8]), RULE, public=True)
    assert out["n_public"].tolist() == ["9–13 av 13", "5–8 av 13"]
    assert out[["n", "n_lost"]].isna().all(axis=None)
    assert out["lost_reason"].eq("").all()
    assert show_flow(_flow([2, 6, 8, 8]), RULE, public=True)["hidden"].all(), "two ranges need nine people"


def test_restricted_flow_hides_an_address_below_its_threshold() -> None:
    out = show_flow(_flow([2, 3, 5, 5]), RULE, public=False)
    assert out["hidden"].tolist() == [True, False, False, False]


@pytest.mark.parametrize(("attended", "hidden"), [(3, True), (9, True), (None, False)])
def test_who_came_to_one_activity_is_hidden_in_public(attended: int | None, hidden: bool) -> None:
    frame = pd.DataFrame({"activity": ["d"], "attended": pd.array([attended], dtype="Int64")})
    out = show_attendance(frame, public=True)
    assert bool(out["hidden"].iloc[0]) is hidden
    assert out["attended"].isna().all()
    assert not show_attendance(frame, public=False)["hidden"].any()


def test_the_days_of_single_cases_are_hidden_in_public() -> None:
    frame = pd.DataFrame({"days": [3.0, 9.0], "share_open": [0.5, 0.2], "at_risk": [9, 3]})
    assert show_repairs(frame, public=True)[["days", "share_open", "at_risk"]].isna().all(axis=None)
    assert not show_repairs(frame, public=False)["hidden"].any()


def test_themes_are_ranges_in_public_and_numbers_from_the_threshold_inside() -> None:
    themes = pd.DataFrame(
        {"theme": ["a", "a", "b", "b"], "wave": [1, 2, 1, 2], "n": [0, 6, 2, 3], "of": [12, 9, 12, 9]}
    )
    public = show_themes(themes, _flow([2, 11, 13, 8]), RULE, public=True)
    assert public["of"].eq(13).all(), "of those who brought anything up, it would say how many did not"
    assert public["n_public"].tolist() == ["0–4 av 13", "5–8 av 13", "0–4 av 13", "0–4 av 13"]
    assert public["n"].isna().all()
    assert show_themes(themes, _flow([2, 11, 13, 8]), RULE, public=False)["hidden"].tolist() == [
        False,
        False,
        True,
        True,
    ]
