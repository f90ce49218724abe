"""What a design can show at best."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import (
    largest_significant_count,
    month_permutation,
    paired_proportions,
    pairs_needed,
    rate_ratio,
    smallest_attainable_p,
)


def test_pairs_needed_for_one_fourteen_and_forty_two_tests():
    assert [pairs_needed(tests=tests) for tests in (1, 14, 42)] == [6, 10, 11]


@pytest.mark.parametrize("alpha", [0.5, 0.1, 0.05, 0.03125, 0.01, 1e-6])
def test_pairs_needed_is_the_first_that_attains_alpha(alpha):
    n = pairs_needed(alpha)
    assert smallest_attainable_p(n) <= alpha
    assert n == 1 or smallest_attainable_p(n - 1) > alpha


def test_five_can_never_be_shown_to_have_fallen_and_six_only_to_none():
    expected = {5: None, 6: 0, 8: 1, 10: 2, 15: 5, 20: 8, 30: 15}
    assert {before: largest_significant_count(before) for before in expected} == expected


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 80), st.sampled_from([0.1, 0.5, 1.0, 2.0, 12.0]), st.sampled_from([0.01, 0.05, 0.2]))
def test_largest_significant_count_is_where_the_rate_ratio_stops_rejecting(before, relation, alpha):
    largest = largest_significant_count(before, relation, alpha=alpha)
    first_not = 0 if largest is None else largest + 1
    assert rate_ratio(before, 1.0, first_not, relation).p > alpha
    if largest is not None:
        assert rate_ratio(before, 1.0, largest, relation).p <= alpha
        assert largest / relation < before


def test_more_tests_ask_for_a_deeper_fall():
    assert largest_significant_count(20, tests=10) < largest_significant_count(20)


def test_counts_together_are_counts_alone():
    found = largest_significant_count([[5, 6], [20, 30]])
    assert found.tolist() == [[pytest.approx(np.nan, nan_ok=True), 0.0], [8.0, 15.0]]


def test_smallest_p_is_what_the_tests_give_at_best():
    assert smallest_attainable_p(7) == paired_proportions(0, 0, 7, 3).p
    assert smallest_attainable_p(9, family="counts", exposure_ratio=0.5) == pytest.approx(
        rate_ratio(4, 1, 5, 0.5).smallest_p
    )
    best = month_permutation([9, 8, 7, 6, 0, 1, 2, 3, 4], 1.0, [False] * 4 + [True] * 5)
    assert smallest_attainable_p(4, 5, family="months") == pytest.approx(best.smallest_p)
    assert smallest_attainable_p(4, 5, family="two-samples") == pytest.approx(2 / 126)


def test_nobody_attains_only_1():
    assert smallest_attainable_p(0) == smallest_attainable_p(0, family="counts") == 1.0
    assert smallest_attainable_p(0, 5, family="months") == 1.0


def test_holm_multiplies_up_to_1():
    assert smallest_attainable_p([3, 10], tests=14).tolist() == [1.0, 14 / 512]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: smallest_attainable_p(-1), r"n must be at least 0, found -1\.0"),
        (lambda: smallest_attainable_p(3, tests=0), r"tests must be at least 1, found 0\.0"),
        (
            lambda: smallest_attainable_p(3, family="anova"),
            "family must be one of paired, two-samples, months, counts",
        ),
        (lambda: pairs_needed(1.5), r"alpha must be between 0 and 1, exclusive, found 1\.5"),
        (lambda: largest_significant_count(2.5), r"count_before must be a whole number, found 2\.5"),
        (lambda: largest_significant_count(2, 0), r"exposure_ratio must be above 0, found 0\.0"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
