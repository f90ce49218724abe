"""A finding in a sentence: counts and level, the wanted way first, and nothing that is hidden."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.params import Study
from analysis.wording.findings import finding

NAN = float("nan")
PEOPLE: dict[str, Any] = {
    "hidden": False, "before": 3.1, "after": 3.7, "n_pairs": 13, "n_up": 8, "n_down": 1,
    "estimate": 0.6, "low": 0.2, "high": 1.0,
}  # fmt: skip
EVENTS: dict[str, Any] = {
    "hidden": False, "before": 40.0, "after": 20.0, "events_before": 48, "events_after": 25,
    "estimate": 0.5, "low": 0.3, "high": 0.8,
}  # fmt: skip


def said(study: Study, indicator: str, row: dict[str, Any], **changes: Any) -> str:
    return finding({"indicator": indicator, **row, **changes}, study.plan.indicator(indicator), study)


def test_people_are_counted_each_way_and_the_level_is_placed_on_the_scale(study: Study) -> None:
    assert said(study, "trygghet", PEOPLE) == (
        "8 av 13 svarer mer positivt enn før, 1 mindre positivt. "
        "Snittet gikk fra 3,1 til 3,7 og er fortsatt på uenig-siden."
    )
    assert said(study, "trygghet", PEOPLE, n_down=0, after=4.2).endswith(
        "ingen mindre positivt. Snittet gikk fra 3,1 til 4,2 og er på enig-siden."
    )


def test_the_wanted_way_comes_first_also_where_lower_is_better(study: Study) -> None:
    text = said(study, "restanse", PEOPLE, before=5000.0, after=4000.0, n_up=3, n_down=9)
    assert text.startswith("9 av 13 har et bedre tall enn før, 3 et dårligere. Snittet gikk fra 5\xa0000")


def test_an_edition_that_may_not_count_each_way_gives_the_level_alone(study: Study) -> None:
    assert said(study, "trygghet", PEOPLE, n_up=None).startswith("Snittet gikk fra 3,1 til 3,7")


def test_a_share_gives_people_and_not_per_cent_where_they_are_few(study: Study) -> None:
    text = said(study, "i-restanse", PEOPLE, before=0.5, after=0.25, n_pairs=8)
    assert text == "Andelen gikk fra 4 av 8 til 2 av 8."


def test_events_are_counted_with_the_ratio_and_its_interval(study: Study) -> None:
    assert said(study, "naboklager", EVENTS) == (
        "48 hendelser før og 25 etter. Endringen i raten er 0,50 ganger (0,30 til 0,80)."
    )
    assert said(study, "naboklager", EVENTS, low=0.0, high=float("inf")).endswith("er 0,50 ganger.")
    assert said(study, "naboklager", EVENTS, estimate=NAN) == "48 hendelser før og 25 etter."


@pytest.mark.parametrize(("indicator", "row"), [("trygghet", PEOPLE), ("naboklager", EVENTS)])
def test_nothing_is_told_of_what_is_hidden_or_has_no_value(
    study: Study, indicator: str, row: dict[str, Any]
) -> None:
    assert said(study, indicator, row, hidden=True) == ""
    assert said(study, indicator, row, after=NAN) == ""
