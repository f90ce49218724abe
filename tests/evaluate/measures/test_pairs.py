from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import stats
from analysis.evaluate.basis.people import People
from analysis.evaluate.measures._pairs import (
    by_place,
    mcnemar,
    paired_changes,
    paired_columns,
    resamples,
    sign_flip,
    signed_rank,
    tally,
)
from analysis.params import Plan, load_period

from ..conftest import crowd

PLAN: Plan = load_period("params/leie/periods/sluttrapport.yml").plan
BEFORE = np.array([2.0, 3, 4, 2, 5, 1, np.nan, 3, 2])
AFTER = np.array([4.0, 4, 4, 5, 4, 3, 5, np.nan, 7])
VALUES = np.vstack([BEFORE, AFTER])


def people(n: int, places: int = 3) -> People:
    each = np.arange(n)
    return crowd(n, in_project=each != n - 1, place=each % places, moved=each == 7)


def test_only_baseline_tenants_with_both_values_make_pairs_and_losses_have_reasons() -> None:
    found = paired_columns(VALUES, people(9), 3, signed_rank, PLAN)
    first = {
        name: int(found[name][0])
        for name in found
        if name.startswith(("n_", "lost_")) and name != "lost_share"
    }
    assert first == {
        "n_baseline": 8, "n_before": 7, "n_after": 7, "n_pairs": 6, "lost_moved": 1, "lost_missing": 1,
        "lost_not_invited": 1, "n_up": 4, "n_same": 1, "n_down": 1,
    }  # fmt: skip
    assert found["lost_share"][0] == 2 / 8


def test_values_are_means_over_the_pairs() -> None:
    found = paired_columns(VALUES, people(9), 3, signed_rank, PLAN)
    assert found["before"][0] == pytest.approx(np.mean([2, 3, 4, 2, 5, 1]))
    assert found["after"][0] == pytest.approx(np.mean([4, 4, 4, 5, 4, 3]))


def test_without_any_pair_values_are_means_over_those_with_a_value() -> None:
    none = np.vstack([BEFORE, np.full(9, np.nan)])
    found = paired_columns(none, people(9), 3, signed_rank, PLAN)
    assert found["before"][0] == pytest.approx(np.mean([2, 3, 4, 2, 5, 1, 3]))
    assert np.isnan(found["after"][0])
    assert found["n_pairs"][0] == 0


def test_inference_is_that_of_the_statistics_room_on_the_changes() -> None:
    change = np.array([2.0, 1, 0, 3, -1, 2])
    strata = np.array([0, 1, 2, 0, 1, 2])
    item = paired_columns(VALUES, people(9), 3, signed_rank, PLAN)
    assert item["p"][0] == stats.stratified_signed_rank(change, strata).p
    index = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
    assert index["p"][0] == stats.sign_flip(change).p
    hl = stats.hodges_lehmann(change)
    for found in (item, index):
        assert (found["estimate"][0], found["low"][0], found["high"][0]) == (hl.estimate, hl.low, hl.high)


def test_a_share_is_tested_by_mcnemar_on_those_who_changed() -> None:
    before = np.array([1.0, 1, 1, 0, 0, 0, 0, 0, 0])
    after = np.array([0.0, 0, 1, 1, 0, 0, 0, np.nan, 1])
    found = paired_columns(np.vstack([before, after]), people(9), 3, mcnemar, PLAN)
    expected = stats.paired_proportions(1, 2, 1, 3)
    assert found["before"][0] == pytest.approx(3 / 7)
    assert found["estimate"][0] == expected.estimate == pytest.approx(-1 / 7)
    assert (found["p"][0], found["low"][0], found["high"][0]) == (expected.p, expected.low, expected.high)


def test_places_are_described_and_not_tested() -> None:
    found = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
    assert len(found["p"]) == 4
    assert np.isnan(np.asarray(found["p"])[1:]).all()
    assert np.asarray(found["n_pairs"])[1:].sum() == found["n_pairs"][0]


def test_leaving_the_places_out_changes_nothing_for_the_whole() -> None:
    held = np.where(np.isnan(VALUES), np.nan, VALUES > 3)
    for values, infer in ((VALUES, sign_flip), (VALUES, signed_rank), (held, mcnemar)):
        full, lean = (paired_columns(values, people(9), n, infer, PLAN) for n in (3, 0))
        assert set(full) == set(lean)
        for name in full:
            assert np.array_equal(np.asarray(full[name]).flat[0], np.asarray(lean[name]).flat[0])


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_the_people_changes_nothing(order: list[int]) -> None:
    who, index = people(9), np.array(order)
    turned = People(**{name: values[index] for name, values in vars(who).items()})
    one, other = (
        paired_columns(VALUES, who, 3, signed_rank, PLAN),
        paired_columns(VALUES[:, index], turned, 3, signed_rank, PLAN),
    )
    for name in set(one) - {"method", "unmeasured"}:
        assert np.asarray(one[name]) == pytest.approx(np.asarray(other[name]), nan_ok=True)


def test_swapping_before_and_after_mirrors_the_change() -> None:
    one = paired_columns(VALUES, people(9), 0, signed_rank, PLAN)
    other = paired_columns(VALUES[::-1], people(9), 0, signed_rank, PLAN)
    assert other["estimate"][0] == -one["estimate"][0]
    assert (other["low"][0], other["high"][0]) == (-one["high"][0], -one["low"][0])
    assert other["p"][0] == one["p"][0]


def test_by_place_puts_each_value_in_its_row() -> None:
    who = people(5, places=2)
    matrix = by_place(np.array([1.0, 2, 3, np.nan, 5]), who, 2)
    assert np.array_equal(matrix, [[1.0, 3.0, 5.0], [2.0, np.nan, np.nan]], equal_nan=True)


def test_newcomers_are_counted_where_they_live_and_not_once_they_have_left() -> None:
    who = crowd(4, in_project=[True, False, False, False], place=[0, -1, 0, 1], last=[0, 1, -1, 1])
    found = paired_columns(np.vstack([np.full(4, 3.0), [4.0, 5.0, 5.0, np.nan]]), who, 2, signed_rank, PLAN)
    assert found["lost_not_invited"].tolist() == [1, 0, 1]


def test_a_place_without_baseline_tenants_has_lost_none_of_them() -> None:
    who = crowd(3, place=[0, 0, 0])
    found = paired_columns(np.vstack([[1.0, 2.0, np.nan], [2.0, 2.0, 2.0]]), who, 2, signed_rank, PLAN)
    assert found["lost_share"][:2].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert np.isnan(found["lost_share"][2])
    assert found["unmeasured"].tolist() == ["", "", "no_pairs"]


def test_changes_are_those_of_the_pairs_in_the_order_of_the_people() -> None:
    assert paired_changes(VALUES, people(9))[:6].tolist() == [2, 1, 0, 3, -1, 2]
    assert np.isnan(paired_changes(VALUES, people(9))[6:]).all(), "of a stranger there is none"


def test_people_at_no_place_count_in_all_and_nowhere_else() -> None:
    assert tally(np.array([True, True, False, True]), np.array([1, -1, 0, 1]), 2).tolist() == [3, 0, 2]
    assert tally(np.array([True, True, False, True]), np.array([1, -1, 0, 1]), 0).tolist() == [3]


@pytest.mark.parametrize(("n", "drawn"), [(13, 99_999), (2_000, 99_999), (2_001, 9_999)])
def test_fewer_patterns_are_drawn_of_more_than_two_thousand(n: int, drawn: int) -> None:
    assert resamples(n) == drawn


def test_intervals_have_the_level_of_the_plan() -> None:
    plan = PLAN.model_copy(update={"level": 0.8})
    held = np.where(np.isnan(VALUES), np.nan, VALUES > 3)
    change = (VALUES[1] - VALUES[0])[:6]
    counts = [
        int(((held[0, :6] == b) & (held[1, :6] == a)).sum()) for b, a in ((1, 1), (1, 0), (0, 1), (0, 0))
    ]
    expected = {
        sign_flip: stats.hodges_lehmann(change, level=0.8),
        signed_rank: stats.hodges_lehmann(change, level=0.8),
        mcnemar: stats.paired_proportions(*counts, level=0.8),
    }
    for infer, interval in expected.items():
        found = paired_columns(held if infer is mcnemar else VALUES, people(9), 0, infer, plan)
        assert (found["low"][0], found["high"][0]) == (interval.low, interval.high)
        assert found["level_attained"][0] >= 0.8
