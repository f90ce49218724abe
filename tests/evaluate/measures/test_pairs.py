"""What is printed of pairs, tested and concluded about is one quantity: the mean change."""

from __future__ import annotations

from itertools import product

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
    found = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
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
    found = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
    assert found["before"][0] == pytest.approx(np.mean([2, 3, 4, 2, 5, 1]))
    assert found["after"][0] == pytest.approx(np.mean([4, 4, 4, 5, 4, 3]))


def test_without_any_pair_values_are_means_over_those_with_a_value() -> None:
    none = np.vstack([BEFORE, np.full(9, np.nan)])
    found = paired_columns(none, people(9), 3, sign_flip, PLAN)
    assert found["before"][0] == pytest.approx(np.mean([2, 3, 4, 2, 5, 1, 3]))
    assert np.isnan(found["after"][0])
    assert found["n_pairs"][0] == 0


CHANGE = [2, 1, 0, 3, -1, 2]


def test_estimate_is_the_mean_change_and_what_the_printed_means_give() -> None:
    found = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
    assert found["estimate"][0] == pytest.approx(7 / 6)
    assert found["estimate"][0] == pytest.approx(found["after"][0] - found["before"][0])
    assert np.asarray(found["estimate"]) == pytest.approx(
        np.asarray(found["after"]) - np.asarray(found["before"])
    )


def test_p_is_the_share_of_sign_patterns_with_as_large_a_mean() -> None:
    sums = [
        abs(sum(sign * d for sign, d in zip(signs, CHANGE, strict=True)))
        for signs in product((-1, 1), repeat=6)
    ]
    found = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
    assert found["p"][0] == sum(s >= 7 for s in sums) / 64
    assert found["smallest_p"][0] == 2 / 2**5, "a change of none carries no sign"
    assert found["method"] == "sign_flip"


def test_the_interval_is_the_same_test_inverted() -> None:
    """Just inside a limit the mean is not rejected, just outside it is."""
    found = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
    for limit, inwards in ((found["low"][0], 1), (found["high"][0], -1)):
        inside, outside = (np.array(CHANGE) - (limit + step * inwards * 1e-6) for step in (1, -1))
        assert stats.sign_flip(inside, interval=False).p > 0.05 >= stats.sign_flip(outside, interval=False).p


ANSWERS = st.lists(
    st.integers(-6, 6) | st.sampled_from([-0.75, -0.5, 0.25, 0.5, 1.25]), min_size=4, max_size=14
)


@settings(max_examples=150)
@given(ANSWERS, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_raw_p_is_at_most_alpha_exactly_when_the_interval_excludes_no_change(
    change: list[float], level: float
) -> None:
    values = np.vstack([np.zeros(len(change)), change])
    found = paired_columns(values, crowd(len(change)), 0, sign_flip, PLAN.model_copy(update={"level": level}))
    low, high = (float(found[name][0]) for name in ("low", "high"))
    excludes = low > 0 or high < 0
    assert (float(found["p"][0]) <= 1 - level + 1e-12) == excludes
    if not np.isnan(low):
        assert low <= float(found["estimate"][0]) <= high
        assert found["level_attained"][0] >= level - 1e-12


COUNTS = st.tuples(*[st.integers(0, 15)] * 4).filter(lambda cells: sum(cells) > 0)


@settings(max_examples=150)
@given(COUNTS, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_mcnemars_p_is_at_most_alpha_exactly_when_its_interval_excludes_no_change(
    cells: tuple[int, int, int, int], level: float
) -> None:
    patterns = [(1, 1), (1, 0), (0, 1), (0, 0)]
    values = np.repeat(np.array(patterns, dtype=float), cells, axis=0).T
    found = paired_columns(values, crowd(sum(cells)), 0, mcnemar, PLAN.model_copy(update={"level": level}))
    low, high = (float(found[name][0]) for name in ("low", "high"))
    assert (float(found["p"][0]) <= 1 - level + 1e-12) == (low > 0 or high < 0)
    assert low <= float(found["estimate"][0]) <= high
    assert found["estimate"][0] == pytest.approx(found["after"][0] - found["before"][0])


def test_a_share_is_tested_by_mcnemar_on_those_who_changed() -> None:
    before = np.array([1.0, 1, 1, 0, 0, 0, 0, 0, 0])
    after = np.array([0.0, 0, 1, 1, 0, 0, 0, np.nan, 1])
    found = paired_columns(np.vstack([before, after]), people(9), 3, mcnemar, PLAN)
    expected = stats.paired_proportions(1, 2, 1, 3)
    assert found["before"][0] == pytest.approx(3 / 7)
    assert found["estimate"][0] == expected.estimate == pytest.approx(-1 / 7)
    assert (found["p"][0], found["low"][0], found["high"][0]) == (expected.p, expected.low, expected.high)


def test_each_place_has_its_own_estimate_interval_p_and_least_p() -> None:
    found = paired_columns(VALUES, people(9), 3, sign_flip, PLAN)
    own = {0: [2, 3], 1: [1, -1], 2: [0, 2]}
    for place, change in own.items():
        alone = stats.sign_flip(change)
        assert found["estimate"][1 + place] == alone.estimate
        assert (found["p"][1 + place], found["smallest_p"][1 + place]) == (alone.p, alone.smallest_p)
        assert np.isnan(found["low"][1 + place]), "of two nothing can be excluded"
    assert np.asarray(found["n_pairs"])[1:].tolist() == [2, 2, 2]


def test_six_at_one_place_have_an_interval_and_a_place_without_a_pair_nothing() -> None:
    who = crowd(7, place=[0] * 6 + [1])
    change = [1.0, 2, 1, 3, 1, 1, np.nan]
    found = paired_columns(np.vstack([np.zeros(7), change]), who, 2, sign_flip, PLAN)
    alone = stats.sign_flip(change[:6])
    assert [found[name][1] for name in ("low", "high", "p")] == [alone.low, alone.high, 2 / 64]
    assert np.isnan([found[name][2] for name in ("estimate", "low", "high")]).all()
    assert found["p"][2] == found["smallest_p"][2] == 1.0


def test_leaving_the_places_out_changes_nothing_for_the_whole() -> None:
    held = np.where(np.isnan(VALUES), np.nan, VALUES > 3)
    for values, infer in ((VALUES, sign_flip), (held, mcnemar)):
        full, lean = (paired_columns(values, people(9), n, infer, PLAN) for n in (3, 0))
        assert set(full) == set(lean)
        for name in full:
            one, other = (np.asarray(of[name]).flat[0] for of in (full, lean))
            assert one == other or (np.isnan(one) and np.isnan(other))


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_the_people_changes_nothing(order: list[int]) -> None:
    who, index = people(9), np.array(order)
    turned = People(**{name: values[index] for name, values in vars(who).items()})
    one, other = (
        paired_columns(VALUES, who, 3, sign_flip, PLAN),
        paired_columns(VALUES[:, index], turned, 3, sign_flip, PLAN),
    )
    for name in set(one) - {"method", "unmeasured"}:
        assert np.asarray(one[name]) == pytest.approx(np.asarray(other[name]), nan_ok=True)


def test_swapping_before_and_after_mirrors_the_change() -> None:
    one = paired_columns(VALUES, people(9), 0, sign_flip, PLAN)
    other = paired_columns(VALUES[::-1], people(9), 0, sign_flip, PLAN)
    assert other["estimate"][0] == -one["estimate"][0]
    assert (other["low"][0], other["high"][0]) == (-one["high"][0], -one["low"][0])
    assert other["p"][0] == one["p"][0]


def test_by_place_puts_each_value_in_its_row() -> None:
    who = people(5, places=2)
    matrix = by_place(np.array([1.0, 2, 3, np.nan, 5]), who, 2)
    assert np.array_equal(matrix, [[1.0, 3.0, 5.0], [2.0, np.nan, np.nan]], equal_nan=True)


def test_newcomers_are_counted_where_they_live_and_not_once_they_have_left() -> None:
    who = crowd(4, in_project=[True, False, False, False], place=[0, -1, 0, 1], last=[0, 1, -1, 1])
    found = paired_columns(np.vstack([np.full(4, 3.0), [4.0, 5.0, 5.0, np.nan]]), who, 2, sign_flip, PLAN)
    assert found["lost_not_invited"].tolist() == [1, 0, 1]


def test_a_place_without_baseline_tenants_has_lost_none_of_them() -> None:
    who = crowd(3, place=[0, 0, 0])
    found = paired_columns(np.vstack([[1.0, 2.0, np.nan], [2.0, 2.0, 2.0]]), who, 2, sign_flip, PLAN)
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
        sign_flip: stats.sign_flip(change, level=0.8),
        mcnemar: stats.paired_proportions(*counts, level=0.8),
    }
    for infer, interval in expected.items():
        found = paired_columns(held if infer is mcnemar else VALUES, people(9), 0, infer, plan)
        assert (found["low"][0], found["high"][0]) == (interval.low, interval.high)
        assert found["level_attained"][0] >= 0.8
