"""Cronbach's alpha: published values, R's psych, invariances, edges."""

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis.stats import reliability

REFERENCE = Path(__file__).parents[1] / "reference" / "reliability.csv"


def reference():
    with REFERENCE.open() as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def answers(name):
    row = reference()[name]
    return np.array(row["values"].split(), dtype=float).reshape(int(row["items"]), int(row["persons"])).T


def with_alpha(alpha, n, k):
    """Answers of n persons to k items with just this alpha: one common part, and parts at right angles."""
    ratio = (k - 1) / k * alpha
    common = np.sqrt(ratio / (k * (1 - ratio) - 1))
    basis = np.column_stack([np.ones(n), np.random.default_rng(1).normal(size=(n, k + 1))])
    parts = np.linalg.qr(basis)[0][:, 1:]
    return common * parts[:, :1] + parts[:, 1:]


@pytest.mark.parametrize("name", sorted(reference()))
def test_alpha_and_feldts_limits_are_those_of_psych(name):
    row, found = reference()[name], reliability(answers(name))
    expected = [float(row[column]) for column in ("alpha", "low", "high")]
    np.testing.assert_allclose([found.estimate, found.low, found.high], expected, rtol=1e-10)
    assert (found.n, found.n_items) == (int(row["persons"]), int(row["items"]))


def test_limits_are_the_published_ones():
    """feldt1.return(0.913, 873, 20), on imaging.mrc-cbu.cam.ac.uk/statswiki/FAQ/cafun."""
    found = reliability(with_alpha(0.913, 873, 20))
    assert found.estimate == pytest.approx(0.913, rel=1e-12)
    assert (found.low, found.high) == pytest.approx((0.9044024, 0.9211588), abs=5e-8)


def test_thirteen_persons_leave_a_wide_interval():
    found = reliability(with_alpha(0.70, 13, 4))
    assert (round(found.low, 2), round(found.high, 2)) == (0.30, 0.90)


def test_alpha_does_not_change_with_scale_origin_or_order():
    items = answers("attitude")
    found = [reliability(x).estimate for x in (items, items * 1e50, items - 1e6, items[::-1, ::-1])]
    np.testing.assert_allclose(found, found[0], rtol=1e-9)


def test_persons_with_a_missing_answer_are_left_out_and_counted():
    items = answers("few")
    with_missing = np.vstack([items, [[3, np.nan, 4], [np.nan] * 3]])
    found = reliability(with_missing)
    assert (found.n, found.n_missing) == (13, 2)
    assert found.estimate == reliability(items).estimate


def test_items_that_all_say_the_same_are_wholly_reliable():
    found = reliability([[1, 1], [3, 3], [6, 6]])
    assert (found.estimate, found.low, found.high) == pytest.approx((1, 1, 1))


def test_items_that_go_against_each_other_are_below_0():
    assert reliability([[1, 7], [2, 5], [7, 2], [4, 4]]).estimate < 0


@pytest.mark.parametrize(
    ("items", "codes"),
    [
        (np.empty((0, 4)), ("too_few_persons",)),
        ([[1, 2, 3]], ("too_few_persons",)),
        ([[1], [2], [3]], ("too_few_items",)),
        (np.empty((0, 0)), ("too_few_items", "too_few_persons")),
        ([[np.nan, 1], [2, np.nan]], ("too_few_persons",)),
        ([[3, 3], [3, 3]], ("no_variance",)),
        ([[1, 2], [3, 0], [2, 1]], ("no_variance",)),
    ],
)
def test_what_is_undefined_says_why_and_excludes_nothing(items, codes):
    found = reliability(items)
    assert np.isnan(found.estimate)
    assert (found.low, found.high, found.warnings) == (-np.inf, 1.0, codes)


def test_two_persons_and_two_items_have_an_interval():
    found = reliability([[1, 2], [3, 5]])
    assert found.low < found.estimate < found.high
    assert found.warnings == ()


def test_what_is_no_table_of_numbers_is_refused():
    with pytest.raises(
        ValueError, match=r"items must be a table \(persons, items\), found an array of shape"
    ):
        reliability([1, 2, 3])
    with pytest.raises(ValueError, match="items must be finite"):
        reliability([[1, np.inf], [2, 3]])
    with pytest.raises(ValueError, match="level must be between 0 and 1"):
        reliability([[1, 2], [2, 3]], level=1)
