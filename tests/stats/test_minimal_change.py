"""Minimal detectable change: the power is there, and just short of it is not."""

import numpy as np
import pytest

from analysis.stats import minimal_detectable_change, power_counts, power_unpaired_proportions

DESIGNS = {
    "counts": {"expected_before": 25},
    "paired-proportions": {"n": 25, "changed": 0.6},
    "unpaired-proportions": {"n_before": 15, "share_before": 0.8, "n_after": 14},
    "paired": {"differences": [-1, 0, 1], "probabilities": [0.2, 0.6, 0.2], "n": 14},
    "two-samples": {"values": [1, 2, 3], "probabilities": [0.2, 0.3, 0.5], "n_before": 7, "n_after": 7},
}


@pytest.mark.parametrize("family", DESIGNS)
def test_the_change_has_the_power_asked_for(family):
    found = minimal_detectable_change(family, target=0.7, **DESIGNS[family])
    assert 0.7 <= found.power < 0.75
    assert found.change < (1 if found.scale == "rate ratio" else 0)


def test_a_smaller_fall_would_not_be_shown():
    found = minimal_detectable_change("counts", expected_before=25)
    assert power_counts(25, found.change).power >= 0.8 > power_counts(25, found.change + 0.01).power


def test_a_rise_goes_the_other_way():
    found = minimal_detectable_change(
        "unpaired-proportions", direction="rise", n_before=15, share_before=0.2, n_after=14
    )
    assert found.change > 0
    assert power_unpaired_proportions(15, 0.2, 14, 0.2 + found.change).power == pytest.approx(found.power)


def test_a_design_too_small_for_any_change_says_so():
    found = minimal_detectable_change("counts", expected_before=5)
    assert np.isnan(found.change)
    assert found.power < 0.8


def test_overdispersion_asks_for_more():
    assert (
        minimal_detectable_change("counts", expected_before=40, phi=2).change
        < minimal_detectable_change("counts", expected_before=40).change
    )


def test_months_are_drawn():
    found = minimal_detectable_change("months", mean_before=5, months_before=8, months_after=8, resamples=100)
    assert 0 < found.change < 1


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="direction must be one of fall, rise, found 'up'"):
        minimal_detectable_change("counts", direction="up", expected_before=5)
    with pytest.raises(ValueError, match="differences must hold at least two different numbers"):
        minimal_detectable_change("paired", differences=[1, 1], probabilities=[0.5, 0.5], n=8)
