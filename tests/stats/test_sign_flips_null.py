from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.null_distributions.sign_flips import flip_tails, tails_by_halves, tails_by_sampling

weights = st.lists(st.integers(0, 20), min_size=1, max_size=9)


@settings(deadline=None, max_examples=60)
@given(st.lists(weights, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_tails_of_many_groups_equal_enumeration(rows, random):
    width = max(map(len, rows))
    padded = np.array([row + [0] * (width - len(row)) for row in rows])
    observed = np.array([sum(w for w in row if random.random() < 0.5) for row in rows])
    tails = flip_tails(padded, observed)
    for i, row in enumerate(rows):
        sums = np.array([np.dot(signs, row) for signs in product((0, 1), repeat=len(row))])
        expected = np.mean(sums <= observed[i]), np.mean(sums >= observed[i]), np.mean(sums == observed[i])
        assert (tails.lower[i], tails.upper[i], tails.point[i]) == expected


@settings(deadline=None, max_examples=40)
@given(weights)
def test_halves_equal_the_table(row):
    sizes = np.array([w for w in row if w] or [1])
    observed = int(sizes[: len(sizes) // 2].sum())
    tails = flip_tails(sizes[None, :], np.array([observed]))
    assert tails_by_halves(sizes, observed) == (tails.lower[0], tails.upper[0], tails.point[0])


def test_sampling_comes_close_and_repeats_with_its_seed():
    values = np.array([1.0, 2.0, 3.0, -4.0, 5.0, 6.0])
    exact = tails_by_halves(np.abs(values).astype(int), 17)
    sampled = tails_by_sampling(values, 50_000, 1)
    assert sampled == tails_by_sampling(values, 50_000, 1)
    assert sampled == pytest.approx(exact, abs=0.01)


def test_more_than_a_thousand_weights_keep_their_range():
    ones = np.ones((1, 1500), dtype=np.int64)
    middle, edge = flip_tails(ones, np.array([750])), flip_tails(ones, np.array([0]))
    assert middle.exact.all()
    assert middle.lower[0] == pytest.approx(0.5103, abs=1e-3)
    assert 0 < edge.lower[0] < 1e-300
