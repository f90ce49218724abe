"""Sizes that cannot be done are refused by the argument that must be smaller, and never fill the memory."""

import numpy as np
import pytest
from scipy import stats as scipy_stats

from analysis import stats
from analysis.stats._arguments import LARGEST_DRAW, check_draws

MANY = np.sqrt(np.arange(1.0, 120_000))
AFTER = np.arange(len(MANY)) % 2 == 1
ITEMS = np.vstack([MANY, MANY[::-1]])

TOO_LARGE = {
    "sign_flip": (lambda: stats.sign_flip(MANY), "resamples must be at most .* persons"),
    "westfall_young": (lambda: stats.westfall_young(ITEMS), "resamples must be at most .* persons"),
    "brunner_munzel": (lambda: stats.brunner_munzel(MANY, MANY), "resamples must be at most .* persons"),
    "mean_difference": (lambda: stats.mean_difference(MANY, MANY), "resamples must be at most .* persons"),
    "month_permutation": (
        lambda: stats.month_permutation(np.arange(len(MANY)), MANY, AFTER),
        "resamples must be at most .* months",
    ),
    "dispersion": (
        lambda: stats.dispersion(np.arange(len(MANY)), MANY, AFTER),
        "resamples must be .* months",
    ),
    "unpaired_proportions": (
        lambda: stats.unpaired_proportions(3e8, 1e9, 4e8, 1e9),
        r"counts must leave at most 4194304 tables with the same totals, found 700000001",
    ),
    "ratio_of_rate_ratios": (
        lambda: stats.ratio_of_rate_ratios(2.0**50, 1, 2.0**50, 1, 2.0**50, 1, 2.0**50, 1),
        "counts must leave at most 4194304 tables",
    ),
    "paired_proportions": (lambda: stats.paired_proportions(1e12, 0, 1, 0), "must be at most 1e[+]12 pairs"),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_would_take_hours_or_all_memory_is_refused(name):
    call, message = TOO_LARGE[name]
    with pytest.raises(ValueError, match=message):
        call()


def test_the_last_size_that_can_be_drawn_is_drawn():
    check_draws(LARGEST_DRAW, 1, "months")
    with pytest.raises(ValueError, match="resamples must be at most 1 for 8589934592 months, found 2"):
        check_draws(LARGEST_DRAW, 2, "months")


def test_fewer_resamples_are_drawn_where_the_message_says_so():
    found = stats.sign_flip(MANY - 170, resamples=999, interval=False)
    assert found.p_error > 0


def test_many_alike_are_no_large_size():
    answers = np.tile([1, 2, 3, 4, 5, 6, 7], 30_000)
    assert stats.mean_difference(answers, answers + 1, resamples=999).p == pytest.approx(2 / 1000)
    assert stats.brunner_munzel(answers, answers + 1, resamples=999).p == pytest.approx(2 / 1000)


def test_thousands_of_months_do_not_list_their_divisions():
    counts = np.random.default_rng(1).poisson(3, 20_000)
    found = stats.month_permutation(counts, 1.0, np.arange(20_000) >= 10_000, resamples=99)
    assert found.warnings == ("monte_carlo",)
    assert found.p_error > 0


def test_persons_drawn_one_by_one_are_drawn_as_often_as_categories():
    """Nobody is alike, or everybody in pairs: random divisions have the hypergeometric numbers either way."""
    from analysis.stats.null_distributions.placements import random_draws

    for categories in ((1,) * 12, (2,) * 6, (40, 40)):
        drawn = np.concatenate(list(random_draws(categories, sum(categories) // 3, 20_000, 5)))
        assert (drawn.sum(axis=1) == sum(categories) // 3).all()
        law = scipy_stats.hypergeom(sum(categories), categories[0], sum(categories) // 3)
        assert drawn[:, 0].mean() == pytest.approx(law.mean(), abs=5 * law.std() / np.sqrt(20_000))
        assert drawn[:, 0].var() == pytest.approx(law.var(), rel=0.05)
