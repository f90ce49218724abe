from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import adjust, sign_flip, westfall_young

families = st.integers(1, 4).flatmap(
    lambda items: st.integers(1, 6).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(-3, 3) | st.none(), min_size=n, max_size=n), min_size=items, max_size=items
        )
    )
)


def as_array(rows):
    return np.array([[np.nan if x is None else x for x in row] for row in rows], dtype=float)


def brute_force(rows):
    d = [[x or 0 for x in row] for row in rows]
    norms = [sum(x * x for x in row) for row in d]

    def statistics(signs):
        return [
            Fraction(sum(s * x for s, x in zip(signs, row, strict=True)) ** 2, q) if q else Fraction(0)
            for row, q in zip(d, norms, strict=True)
        ]

    patterns = [statistics(signs) for signs in product((-1, 1), repeat=len(d[0]))]
    observed = statistics([1] * len(d[0]))
    order = sorted(range(len(d)), key=lambda i: -observed[i])
    adjusted, running = [Fraction(0)] * len(d), Fraction(0)
    for position, item in enumerate(order):
        later = order[position:]
        share = Fraction(sum(max(t[i] for i in later) >= observed[item] for t in patterns), len(patterns))
        running = max(running, share)
        adjusted[item] = running
    raw = [Fraction(sum(t[i] >= observed[i] for t in patterns), len(patterns)) for i in range(len(d))]
    return raw, adjusted


@settings(deadline=None, max_examples=30)
@given(families)
def test_equals_full_enumeration_in_exact_fractions(rows):
    raw, adjusted = brute_force(rows)
    result = westfall_young(as_array(rows))
    assert [Fraction(p) for p in result.p] == raw
    assert [Fraction(p) for p in result.p_adjusted] == adjusted


@settings(deadline=None, max_examples=40)
@given(families)
def test_adjusted_lies_between_raw_and_one_and_raw_is_the_sign_flip_p(rows):
    d = as_array(rows)
    result = westfall_young(d)
    np.testing.assert_array_equal(result.p, sign_flip(d, interval=False).p)
    assert np.all(result.p <= result.p_adjusted)
    assert np.all(result.p_adjusted <= 1)
    assert np.all(result.smallest_p <= result.p)


def test_identical_items_cost_nothing_where_holm_multiplies():
    item = [1, 2, 1, 3, 2, 1, 1, 2]
    result = westfall_young([item] * 5)
    assert result.p_adjusted.tolist() == result.p.tolist()
    assert adjust(result.p)[0] == 5 * result.p[0]


def test_families_and_items_keep_their_places():
    rng = np.random.default_rng(1)
    d = rng.integers(-3, 5, size=(2, 3, 8)).astype(float)
    d[0, 1, 2] = np.nan
    together = westfall_young(d)
    assert together.p_adjusted.shape == (2, 3)
    for family in range(2):
        np.testing.assert_array_equal(together.p_adjusted[family], westfall_young(d[family]).p_adjusted)
    shuffled = westfall_young(d[0][::-1])
    np.testing.assert_array_equal(shuffled.p_adjusted[::-1], together.p_adjusted[0])


def test_one_item_is_a_family_of_its_own():
    result = westfall_young([1, 2, 3, 4, 5, -1])
    assert result.p_adjusted == result.p == sign_flip([1, 2, 3, 4, 5, -1]).p


def test_items_without_change_or_answers_have_p_one():
    result = westfall_young([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [np.nan] * 3])
    assert result.p_adjusted.tolist() == [0.25, 1.0, 1.0]
    assert result.warnings == ("no_pairs", "all_zero")


def test_past_twenty_persons_random_patterns_are_named_seeded_and_carry_their_error():
    d = np.random.default_rng(2).integers(-2, 4, size=(4, 30))
    one, again = westfall_young(d, resamples=4_999), westfall_young(d, resamples=4_999)
    assert one.warnings == ("monte_carlo",)
    np.testing.assert_array_equal(one.p_adjusted, again.p_adjusted)
    exact = sign_flip(d, interval=False).p
    assert np.all(np.abs(one.p - exact) < 0.03)


def test_infinite_differences_are_refused():
    with pytest.raises(ValueError, match="differences must be finite"):
        westfall_young([[1, np.inf]])
