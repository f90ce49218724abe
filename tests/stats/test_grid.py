from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats._grid import common_grid


def found(values):
    grid = common_grid(np.array([values], dtype=float))
    return bool(grid.found[0]), grid.multiples[0].tolist(), grid.values[0].tolist()


def test_whole_numbers_are_their_own_multiples():
    assert found([3, -1, 0, np.nan])[:2] == (True, [3, -1, 0, 0])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([2, 3, 5, 7, 12, 13, 100]), st.lists(st.integers(-40, 40), min_size=1, max_size=8))
def test_differences_of_fractions_find_the_fractions_they_stand_for(q, multiples):
    after = np.array([float(Fraction(k + 50, q)) for k in multiples])
    ok, whole, values = found(after - float(Fraction(50, q)))
    assert ok
    scale = next((Fraction(k, w) for k, w in zip(multiples, whole, strict=True) if w), Fraction(1))
    assert [w * scale for w in whole] == multiples
    assert values == pytest.approx([k / q for k in multiples], rel=1e-15)


def test_means_of_different_numbers_of_items_share_a_grid():
    after, before = np.array([50 / 13, 47 / 12, 61 / 14]), np.array([44 / 12, 45 / 12, 55 / 13])
    ok, whole, _ = found(after - before)
    exact = [Fraction(50, 13) - Fraction(44, 12), Fraction(2, 12), Fraction(61, 14) - Fraction(55, 13)]
    assert ok
    assert [Fraction(w, whole[1]) for w in whole] == [x / exact[1] for x in exact]


def test_continuous_values_are_left_as_they_are():
    rng = np.random.default_rng(1)
    for values in rng.normal(size=(50, 6)):
        ok, _, kept = found(values)
        assert not ok
        assert kept == values.tolist()


def test_noise_becomes_zero_but_a_tiny_value_does_not():
    assert found([0.1 + 0.2 - 0.3, 1.0, 2.0])[1] == [0, 1, 2]
    assert found([1e-300, 1.0, 2.0])[2] == [1e-300, 1.0, 2.0]


def test_any_unit_finds_the_same_ratios():
    for factor in (1e-6, np.pi, 1e5 / 3):
        ok, whole, _ = found(np.array([2.0, 3.0, -5.0, 0.0]) * factor)
        assert ok
        assert [Fraction(w, whole[0]) for w in whole] == [1, Fraction(3, 2), Fraction(-5, 2), 0]


def test_each_group_has_its_own_grid():
    rows = np.array([[1.0, 2.0], [0.2, 0.4], [np.sqrt(2), np.e], [np.nan, np.nan]])
    assert common_grid(rows).found.tolist() == [True, True, False, True]


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from([10, 100]),
    st.lists(st.tuples(st.integers(0, 10**8), st.integers(-60, 60)), min_size=2, max_size=8),
)
def test_differences_of_large_amounts_find_the_decimals_they_stand_for(q, amounts):
    before = np.array([k / q for k, _ in amounts])
    after = np.array([(k + change) / q for k, change in amounts])
    exact = [change for _, change in amounts]
    ok, whole, _ = found(after - before)
    assert ok
    scale = next((Fraction(k, w) for k, w in zip(exact, whole, strict=True) if w), Fraction(1))
    assert [w * scale for w in whole] == exact


def test_whole_numbers_beside_a_huge_one_are_kept():
    values = [1e14, 1, 1, 1, -1, 1, 2]
    assert found(values)[2] == values
    assert found([3e14, -2e14, 0])[:2] == (True, [3, -2, 0])


def test_decimals_beside_a_huge_one_are_kept():
    assert found([1e13 + 0.5, 0.1, 0.4 - 0.3, -0.2])[2] == [1e13 + 0.5, 0.1, 0.1, -0.2]


def test_a_real_difference_far_above_noise_is_not_taken_for_noise():
    assert found([1.0, 1 + 1e-10, 2.0])[2] == [1.0, 1 + 1e-10, 2.0]
    assert found([1e-10, 1.0, 2.0])[2] == [1e-10, 1.0, 2.0]
