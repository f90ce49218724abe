import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.stats import adjust

NAMES = {"holm": "holm", "bh": "fdr_bh"}
families = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60)
@given(families, st.sampled_from(list(NAMES)))
def test_agrees_with_statsmodels(p, method):
    expected = multipletests(p, method=NAMES[method])[1]
    np.testing.assert_allclose(adjust(p, method=method), np.minimum(expected, 1), rtol=1e-12, atol=0)


@settings(deadline=None, max_examples=60)
@given(families, st.sampled_from(list(NAMES)))
def test_never_below_raw_p_and_keeps_the_order(p, method):
    adjusted = adjust(p, method=method)
    assert np.all(adjusted >= np.array(p) * (1 - 1e-15))
    assert np.all(np.diff(adjusted[np.argsort(p)]) >= 0)


@pytest.mark.parametrize("method", list(NAMES))
def test_a_missing_test_stays_missing_and_does_not_count(method):
    adjusted = adjust([0.01, np.nan, 0.04, 0.03], method=method)
    np.testing.assert_allclose(adjusted[[0, 2, 3]], adjust([0.01, 0.04, 0.03], method=method))
    assert np.isnan(adjusted[1])


def test_families_are_rows():
    p = np.array([[0.01, 0.02], [0.04, 0.5]])
    np.testing.assert_allclose(adjust(p), [adjust(p[0]), adjust(p[1])])


def test_holm_1979_by_hand():
    np.testing.assert_allclose(adjust([0.01, 0.013, 0.014, 0.19]), [0.04, 0.04, 0.04, 0.19])


@pytest.mark.parametrize(
    ("p", "keywords", "message"),
    [
        ([0.1, 1.2], {}, r"p must lie in \[0, 1\] or be NaN, found 1.2"),
        (0.1, {}, "p must have at least one axis"),
        ([0.1], {"method": "sidak"}, "method must be one of"),
    ],
)
def test_bad_input_is_refused_by_name(p, keywords, message):
    with pytest.raises(ValueError, match=message):
        adjust(p, **keywords)


def test_empty_family_is_empty():
    assert adjust([]).shape == (0,)
