from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import hodges_lehmann, signed_rank

likert = st.lists(st.integers(-6, 6), min_size=0, max_size=9)
distinct = st.lists(st.integers(1, 60), min_size=1, max_size=9, unique=True)


def midranks(sizes: list[int]) -> list[Fraction]:
    return [Fraction(sum(b < a for b in sizes) * 2 + sum(b == a for b in sizes) + 1, 2) for a in sizes]


def brute_force(d: list[int], zeros: str) -> dict[str, Fraction]:
    kept = d if zeros == "pratt" else [x for x in d if x != 0]
    ranks = [rank for rank, x in zip(midranks([abs(x) for x in kept]), kept, strict=True) if x != 0]
    observed = sum((r for r, x in zip(ranks, [x for x in kept if x], strict=True) if x > 0), Fraction(0))
    sums = [
        sum((r for r, s in zip(ranks, signs, strict=True) if s), Fraction(0))
        for signs in product((0, 1), repeat=len(ranks))
    ]
    lower = Fraction(sum(t <= observed for t in sums), len(sums))
    upper = Fraction(sum(t >= observed for t in sums), len(sums))
    point = Fraction(sum(t == observed for t in sums), len(sums))
    tail = min(lower, upper)
    return {
        "statistic": observed,
        "two-sided": min(Fraction(1), 2 * tail),
        "mid": min(Fraction(1), 2 * (tail - point / 2)),
    }


@settings(deadline=None, max_examples=60)
@given(likert, st.sampled_from(["pratt", "wilcox"]))
def test_p_equals_full_enumeration_in_exact_fractions(d, zeros):
    expected = brute_force(d, zeros)
    result = signed_rank(d, zeros=zeros)
    assert Fraction(result.p) == expected["two-sided"]
    assert Fraction(result.p_mid) == expected["mid"]
    assert Fraction(result.statistic) == expected["statistic"]


@settings(deadline=None, max_examples=60)
@given(likert)
def test_swapping_before_and_after_mirrors(d):
    one, other = signed_rank(d), signed_rank([-x for x in d])
    assert (one.p, one.p_mid, one.n_up, one.n_down) == (other.p, other.p_mid, other.n_down, other.n_up)
    np.testing.assert_equal(
        (one.estimate, one.low, one.high), (0 - other.estimate, 0 - other.high, 0 - other.low)
    )


@settings(deadline=None, max_examples=60)
@given(likert, st.randoms(use_true_random=False))
def test_order_of_persons_and_missing_pairs_change_nothing(d, random):
    shuffled = [float(x) for x in d] + [float("nan")] * 3
    random.shuffle(shuffled)
    one, other = signed_rank(d), signed_rank(shuffled)
    assert (one.p, one.p_mid, one.statistic, one.smallest_p) == (
        other.p,
        other.p_mid,
        other.statistic,
        other.smallest_p,
    )
    np.testing.assert_equal((one.estimate, one.low, one.high), (other.estimate, other.low, other.high))
    assert other.n_missing == 3


@settings(deadline=None, max_examples=60)
@given(likert)
def test_p_lies_between_the_smallest_attainable_and_one(d):
    result = signed_rank(d)
    assert 0 < result.smallest_p <= result.p <= 1
    assert 0 < result.p_mid <= result.p


@settings(deadline=None, max_examples=80)
@given(
    distinct, st.randoms(use_true_random=False), st.sampled_from([0.5, 0.8, 0.9, 0.95]), st.floats(-0.1, 0.1)
)
def test_without_ties_the_interval_excludes_zero_exactly_when_the_test_rejects(sizes, random, level, nudge):
    d = [size * random.choice([-1, 1]) + size * size * 1e-6 * nudge for size in sizes]
    result = signed_rank(d, level=level)
    rejects = result.p <= 1 - level
    excludes = result.low > 0 or result.high < 0
    assert excludes == rejects


def test_groups_in_an_array_get_what_each_gets_alone():
    rng = np.random.default_rng(3)
    d = np.where(rng.random((4, 5, 15)) < 0.15, np.nan, rng.integers(-6, 7, size=(4, 5, 15)))
    d[0, 0], d[0, 1], d[0, 2, :14] = np.nan, 0.0, np.nan
    together = signed_rank(d)
    for index in np.ndindex(4, 5):
        alone = signed_rank(d[index])
        for field in (
            "estimate",
            "low",
            "high",
            "attained_level",
            "p",
            "p_mid",
            "statistic",
            "n",
            "n_zero",
            "smallest_p",
        ):
            np.testing.assert_equal(getattr(together, field)[index], getattr(alone, field))
    assert together.p.shape == (4, 5)
    assert together.warnings == ("no_pairs", "all_zero", "no_interval")


def test_one_group_gives_plain_python_numbers():
    result = signed_rank(np.array([1.0, -2.0, 3.0]))
    assert type(result.p) is float
    assert type(result.n) is int


def test_textbook_example_hollander_wolfe_depression():
    # Hollander & Wolfe (1973), Table 3.1: Hamilton depression scale before and after a tranquilizer.
    # R: wilcox.test(y, x, paired = TRUE, conf.int = TRUE)
    # V = 5, p-value = 0.03906, 95 percent interval -0.786 to -0.010, pseudomedian -0.46
    before = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
    after = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
    result = signed_rank(after - before)
    assert result.statistic == 5
    assert result.p == 0.0390625
    assert (result.estimate, result.low, result.high) == pytest.approx((-0.46, -0.786, -0.010), rel=1e-12)
    assert result.attained_level == 0.9609375


@pytest.mark.parametrize("n", [3, 8, 13])
def test_agrees_with_scipy_where_scipy_is_exact(n):
    rng = np.random.default_rng(n)
    d = rng.permutation(np.arange(1, n + 1)) * rng.choice([-1, 1], size=n)
    assert signed_rank(d).p == pytest.approx(scipy_stats.wilcoxon(d, method="exact").pvalue, rel=1e-12)


def test_no_pairs_no_change_and_one_pair_have_defined_results():
    for d in ([], [float("nan")] * 4, [0, 0, 0]):
        result = signed_rank(d)
        assert (result.p, result.p_mid, result.smallest_p, result.statistic) == (1.0, 1.0, 1.0, 0.0)
    one = signed_rank([2])
    assert (one.p, one.estimate, one.n) == (1.0, 2.0, 1)
    assert np.isnan([one.low, one.high, one.attained_level]).all()
    assert "no_interval" in one.warnings


def test_rounding_noise_does_not_break_ties():
    after, before = np.array([3.4, 1.2, 5.6, 2.2, 0.3]), np.array([3.2, 1.0, 5.4, 2.4, 0.3])
    assert signed_rank(after - before).p == signed_rank([1, 1, 1, -1, 0]).p
    assert signed_rank([0.1 + 0.2 - 0.3, 1.0, 2.0]).n_zero == 1


def test_values_far_below_the_others_are_values_and_not_noise():
    assert signed_rank([1.0, 1e-300, -2.0]).n_zero == 0


def test_large_groups_stay_exact_and_close_to_normal_theory():
    rng = np.random.default_rng(11)
    d = rng.normal(0.03, 1, size=400)
    result = signed_rank(d)
    approximate = scipy_stats.wilcoxon(d, method="asymptotic").pvalue
    assert result.p == pytest.approx(approximate, rel=0.02)
    assert "normal_approximation" not in result.warnings


def test_past_the_stated_limit_the_approximation_is_named():
    d = np.arange(1.0, 2102.0) * np.where(np.arange(2101) % 3 == 0, -1, 1)
    result = signed_rank(d, level=0.95)
    assert "normal_approximation" in result.warnings
    assert result.method.startswith("Normal approximation of the Wilcoxon signed-rank test")


def test_wide_levels_nest():
    d = [3, 1, 4, 1, -5, 9, 2, -6, 5, 3]
    wide, narrow = hodges_lehmann(d, level=0.99), hodges_lehmann(d, level=0.8)
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, float("inf")],), r"differences must be finite \(NaN where missing\), found inf"),
        ((3.0,), "differences must have at least one axis"),
        ((["a", "b"],), "differences must hold real numbers"),
        (([[1, 2], [3]],), "differences must be a rectangular array"),
    ],
)
def test_bad_differences_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        signed_rank(*arguments)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"zeros": "zsplit"}, "zeros must be one of pratt, wilcox, found 'zsplit'"),
        ({"level": 95}, r"level must be between 0 and 1, exclusive, found 95\.0"),
    ],
)
def test_keywords_outside_their_range_are_refused(keywords, message):
    with pytest.raises(ValueError, match=message):
        signed_rank([1, 2, 3], **keywords)


def test_sizes_out_of_range_are_refused():
    with pytest.raises(ValueError, match=r"differences must be at most 1e\+60 in size, found -1e\+80"):
        signed_rank([1.0, -1e80])


@pytest.mark.parametrize("shape", [(0, 13), (3, 0), (2, 0, 5), (0,)])
def test_arrays_without_groups_or_persons_keep_their_shape(shape):
    assert np.shape(signed_rank(np.empty(shape)).p) == shape[:-1]
