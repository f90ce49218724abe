from __future__ import annotations

import pytest

from analysis.params import numbers
from analysis.wording import quantities

MEASURES = ("rate", "index", "item", "share", "amount", "duration", "completion", "backlog")
NBSP = "\u00a0"


@pytest.mark.parametrize("measure", MEASURES)
def test_missing_is_a_dash_in_every_measure(measure):
    assert quantities.value(measure, "poeng", None) == numbers.MISSING
    assert quantities.change(measure, "difference", float("nan")) == numbers.MISSING
    assert quantities.change_interval(measure, "difference", None, 2) == numbers.MISSING


@pytest.mark.parametrize("measure", MEASURES)
def test_an_indicator_without_a_change_shows_none(measure):
    assert (
        quantities.change(measure, "none", 3)
        == quantities.change_interval(measure, "none", 1, 2)
        == numbers.MISSING
    )


def test_shares_of_fewer_than_ten_are_counts_not_per_cent():
    assert quantities.value("share", "andel av leietakerne", 2 / 9, n=9) == "2 av 9"
    assert quantities.value("share", "andel av leietakerne", 0.2, n=10) == f"20{NBSP}%"


def test_a_completion_is_per_cent_only_where_its_unit_is_a_share():
    assert quantities.value("completion", "andel utført", 0.4583) == f"46{NBSP}%"
    assert quantities.value("completion", "antall holdt", 3.0) == "3"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0.62, f"38{NBSP}% lavere"), (1.384, f"38{NBSP}% høyere"), (1.0, "likt"), (0.998, "likt")],
)
def test_a_ratio_in_words_names_size_and_direction(ratio, text):
    assert quantities.in_words("ratio", ratio) == text


def test_an_unbounded_ratio_is_higher_without_a_size():
    assert quantities.in_words("ratio", float("inf")) == "høyere"
    assert quantities.change("rate", "ratio", float("inf")) == "ubegrenset"
    assert quantities.change_interval("rate", "ratio", 0.4, float("inf")) == "0,40 ganger eller mer"


def test_one_day_is_singular():
    assert quantities.change("duration", "difference", -1) == "−1 dag"
    assert quantities.change("duration", "difference", -2) == "−2 dager"
