from __future__ import annotations

from analysis.measure_types import Declaration
from analysis.measure_types import declaration as d
from analysis.measure_types.completion import DECLARED
from analysis.params import Study, numbers
from analysis.wording import quantities

NBSP = "\u00a0"


def declared(study: Study, measure: str) -> Declaration:
    return next(i.declared for i in study.plan.indicators if i.measure.type == measure)


def test_missing_is_a_dash_in_every_measure_of_the_plan(study):
    for of in (indicator.declared for indicator in study.plan.indicators):
        assert quantities.value(of.value, None) == numbers.MISSING
        assert quantities.change(of, float("nan")) == numbers.MISSING
        assert quantities.change_interval(of, None, 2) == numbers.MISSING


def test_an_indicator_without_a_change_shows_none():
    for of in DECLARED.values():
        assert quantities.change(of, 3) == quantities.change_interval(of, 1, 2) == numbers.MISSING


def test_shares_of_fewer_than_ten_are_counts_not_per_cent():
    assert quantities.value(d.PER_CENT, 2 / 9, n=9) == "2 av 9"
    assert quantities.value(d.PER_CENT, 0.2, n=10) == f"20{NBSP}%"
    assert quantities.value(d.NOK, 100, n=9) == f"100{NBSP}kr"


def test_a_completion_is_per_cent_only_where_what_it_counts_is_a_share(study):
    assert quantities.value(DECLARED["measures_done"].value, 0.4583) == f"46{NBSP}%"
    assert quantities.value(DECLARED["meetings_held"].value, 3.0) == "3"


def test_a_ratio_has_two_decimals_and_no_sign_and_words_where_it_has_no_bound(study):
    rate = declared(study, "rate")
    assert quantities.change(rate, 1.384) == "1,38 ganger"
    assert quantities.change(rate, float("inf")) == "fra ingen", "a rise from no event"
    assert quantities.change_interval(rate, 0.4, float("inf")) == "0,40 ganger eller mer"
    assert quantities.change_interval(rate, 0, 2.5) == "0,00 til 2,50 ganger"
    assert quantities.change_interval(rate, 0, float("inf")) == numbers.MISSING, "no event on either side"


def test_a_difference_is_signed_and_its_size_is_not(study):
    share = declared(study, "share")
    assert quantities.change(share, -0.25) == "−25 prosentpoeng"
    assert quantities.size(share.change, 0.25) == "25 prosentpoeng"
    assert quantities.change_interval(share, -0.25, 0.5) == "−25 til 50 prosentpoeng"


def test_one_day_is_singular(study):
    duration = declared(study, "duration")
    assert quantities.change(duration, -1) == "−1 dag"
    assert quantities.change(duration, 1) == "+1 dag"
    assert quantities.change(duration, -2) == "−2 dager"
