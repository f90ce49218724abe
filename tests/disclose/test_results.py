"""What the editions hide of the results table, and that nothing hidden can be worked out from the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pandas as pd
import pytest

from analysis.disclose.results import FIGURES, RULES, hide_results
from analysis.evaluate.results import COLUMNS
from analysis.measure_types import PublicationRule, UndeclaredError
from analysis.measure_types import index as index_type
from analysis.params import Disclosure, Scale
from analysis.wording.reasons import reason

from ..evaluate.conftest import loaded

SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))
RULE = Disclosure(min_group=5, restricted_min_group=3, max_share=0.8)
INDEX, SHARE, RATE, AMOUNT = "trygghet", "i-restanse", "naboklager", "restanse"


def hidden(*rows: dict[str, Any], public: bool = True) -> list[bool]:
    return shown(pd.DataFrame(rows), public=public)["hidden"].tolist()


def shown(frame: pd.DataFrame, *, public: bool = True) -> pd.DataFrame:
    return hide_results(frame, RULE, SCALE, loaded().plan, public=public)


def _row(indicator: str, **values: object) -> dict[str, object]:
    base: dict[str, object] = dict.fromkeys(FIGURES)
    return base | {"indicator": indicator, "place": "all", "verdict": "for_lite_data"} | values


def _people(n: int, place: str = "all", indicator: str = INDEX, **values: object) -> dict[str, object]:
    row = _row(indicator, place=place, n_before=n, n_after=n, n_pairs=n, before=4.5, after=4.4)
    return row | values


def _events(flats: int, share: float, before: int = 8, after: int = 0, **values: object) -> dict[str, object]:
    row = _row(
        RATE, events_before=before, events_after=after, flats_contributing=flats, largest_flat_share=share
    )
    return row | {"before": 3.0, "verdict": "bedring"} | values


@pytest.mark.parametrize("indicator", [INDEX, "q01", AMOUNT])
def test_public_hides_every_address_when_one_is_too_small_so_that_the_total_gives_none_away(
    indicator: str,
) -> None:
    frame = pd.DataFrame([_people(n, place, indicator) for place, n in (("a", 7), ("b", 4), ("all", 11))])
    out = shown(frame).set_index("place")
    assert out["hidden"].to_dict() == {"a": True, "b": True, "all": False}
    assert out.loc[["a", "b"], "before"].isna().all()
    assert out.loc["all", "before"] == 4.5
    assert set(out.loc[["a", "b"], "hidden_reason"]) == {"few_people"}


def test_public_hides_the_indicator_when_the_total_is_too_small() -> None:
    assert hidden(_people(5, "a"), _people(4)) == [True, True]


def test_each_threshold_is_enough_when_it_is_reached_exactly() -> None:
    assert hidden(_people(5), _people(4, indicator="q01")) == [False, True]
    assert hidden(_people(3), _people(2, indicator="q01"), public=False) == [False, True]
    sides = zip((INDEX, "q01", AMOUNT), ("n_before", "n_after", "n_pairs"), strict=True)
    assert hidden(*(_people(9, indicator=name, **{side: 4}) for name, side in sides)) == [True] * 3


def test_what_was_not_measured_rests_on_nobody_and_says_so_openly() -> None:
    unmeasured = {"verdict": "ikke_maalt", "before": None, "after": None}
    assert hidden(_people(0, **unmeasured), _people(0, indicator=AMOUNT, **unmeasured)) == [False, False]


def test_restricted_shows_the_addresses_that_reach_its_own_threshold() -> None:
    frame = pd.DataFrame([_people(n, place) for place, n in (("a", 3), ("b", 2), ("all", 5))])
    out = shown(frame, public=False).set_index("place")
    assert out["hidden"].to_dict() == {"a": False, "b": True, "all": False}


@pytest.mark.parametrize(
    ("flats", "share", "expected"), [(4, 0.3, True), (5, 0.3, False), (6, 0.81, True), (6, 0.8, False)]
)
def test_public_needs_enough_flats_behind_events_and_none_that_dominates(
    flats: int, share: float, expected: bool
) -> None:
    assert hidden(_events(flats, share)) == [expected]


def test_no_event_at_all_is_shown() -> None:
    assert hidden(_events(0, 0.0, before=0)) == [False]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(9, 6, True), (7, 4, True), (4, 7, True), (13, 6, True), (6, 0, True), (7, 6, False), (5, 8, False)],
)
def test_a_share_with_a_small_or_empty_side_is_hidden_in_public(
    before: int, after: int, expected: bool
) -> None:
    row = _people(13, indicator=SHARE, before=before / 13, after=after / 13)
    assert hidden(row) == [expected]


def test_a_hidden_row_keeps_its_verdict_and_no_figure() -> None:
    out = shown(pd.DataFrame([_events(2, 0.5)])).iloc[0]
    assert (out["verdict"], out["hidden_reason"]) == ("bedring", "few_flats")
    assert out[FIGURES].isna().all()


@pytest.mark.parametrize(
    ("groups", "merged"),
    [
        ((7, 3, 2, 0), True),
        ((7, 0, 5, 0), False),
        ((7, 4, 0, 0), True),
        ((5, 5, 0, 5), False),
        ((6, 6, 0, 1), True),
        ((6, 6, 0, 4), True),
    ],
)
def test_counts_of_people_who_changed_or_changed_greatly_are_merged_away_when_a_group_is_small(
    groups: tuple[int, int, int, int], merged: bool
) -> None:
    counts = dict(zip(("n_up", "n_same", "n_down", "n_great"), groups, strict=True))
    out = shown(pd.DataFrame([_people(12, **counts)]))
    assert not out["hidden"].iloc[0]
    assert out[list(counts)].isna().all(axis=None) == out[list(counts)].isna().any(axis=None) == merged


def test_the_reason_of_a_row_in_the_public_edition_says_no_count_it_hides() -> None:
    """Two of twelve changed greatly: the sentence says that some may have, and not how many did."""
    counts = {"n_up": 3, "n_same": 7, "n_down": 2, "n_great": 2, "n_baseline": 12}
    said = {"verdict_rule": "4.minority", "low": -0.4, "high": 0.3, "warnings": "", "method": "sign_flip"}
    row = _people(12, **counts) | said
    indicator = loaded().plan.indicator(INDEX)
    public, restricted = (
        reason(shown(pd.DataFrame([row]), public=public).iloc[0].to_dict(), indicator, loaded())
        for public in (True, False)
    )
    assert "(2 av 12)" in restricted
    assert public == restricted.replace(" (2 av 12)", "")


@pytest.mark.parametrize(
    ("lost", "merged"), [((1, 0, 0), True), ((0, 5, 0), False), ((5, 4, 0), True), ((0, 0, 4), True)]
)
def test_reasons_for_losses_are_merged_away_when_one_is_of_few(
    lost: tuple[int, int, int], merged: bool
) -> None:
    counts = dict(zip(("lost_moved", "lost_missing", "lost_not_invited"), lost, strict=True))
    out = shown(pd.DataFrame([_people(12, **counts)]))
    assert out[list(counts)].isna().all(axis=None) == out[list(counts)].isna().any(axis=None) == merged


def test_the_argument_is_not_changed() -> None:
    frame = pd.DataFrame([_people(2, "a"), _people(4)])
    before = frame.copy()
    shown(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_every_column_with_figures_of_the_results_table_is_known() -> None:
    words = {
        "project", "period", "indicator", "code", "goal", "name", "unit", "family", "primary", "direction",
        "measure", "place", "role", "estimate_type", "important_change", "months_before", "months_after",
        "verdict", "verdict_rule", "sensitive", "method", "warnings", "unmeasured",
    }  # fmt: skip
    assert set(COLUMNS) == words | set(FIGURES)
    assert not words & set(FIGURES)


@pytest.mark.parametrize(("events", "expected"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_side_with_one_to_four_events_is_hidden_in_public(events: int, expected: bool) -> None:
    other = _events(8, 0.3, events, 8, indicator="politi")
    assert hidden(_events(8, 0.3, after=events), other) == [expected, expected]


@pytest.mark.parametrize(
    ("mean", "expected"), [(10 / 8, True), (13 / 8, False), (12 / 8, True), (52 / 8, True), (51 / 8, False)]
)
def test_a_mean_that_shows_most_gave_the_same_extreme_answer_is_hidden_in_public(
    mean: float, expected: bool
) -> None:
    near = [_people(8, indicator=name, before=mean) for name in (INDEX, "q01")]
    near += [_people(8, indicator=name, after=mean) for name in ("hjem", "q02")]
    assert hidden(*near, _people(8, indicator=AMOUNT, before=mean)) == [expected] * 4 + [False], (
        "an amount has no ends"
    )


@pytest.mark.parametrize(("came", "expected"), [(0, False), (1, True), (4, True), (5, False)])
def test_small_attendance_is_hidden_in_public(came: int, expected: bool) -> None:
    rows = [_row(name, done=came, planned=9) for name in ("dugnad-oppmote", "moter")]
    assert hidden(*rows) == [expected, False], "a meeting is nobody"


def test_what_describes_the_whole_is_shown_for_the_whole_only() -> None:
    whole = [i.id for i in loaded().plan.indicators if i.declared.counts == "whole"]
    rows = [_row(name, place=place, after=7.0) for name in whole for place in ("a", "all")]
    assert hidden(*rows) == [True, False] * len(whole)
    assert hidden(*rows, public=False) == [False, False] * len(whole)


def test_an_indicator_that_no_plan_declares_is_refused_in_both_editions() -> None:
    for public in (True, False):
        with pytest.raises(UndeclaredError, match="results: netter: no declaration says"):
            hidden(_people(13), _row("netter", after=5.0), public=public)


def test_a_rule_that_does_not_exist_is_refused_and_nothing_is_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    undone = replace(index_type.DECLARED, publication=("few_people", "few_rooms"))
    monkeypatch.setattr(index_type, "DECLARED", undone)
    for public in (True, False):
        with pytest.raises(UndeclaredError, match="few_rooms"):
            hidden(_people(13), public=public)


def test_every_rule_that_can_be_declared_exists_and_no_other() -> None:
    assert set(RULES) == set(get_args(PublicationRule))
