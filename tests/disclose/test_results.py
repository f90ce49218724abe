"""What the editions print of the results table: forms, thresholds at their edges, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pandas as pd
import pytest

from analysis.disclose.forms import DisclosureError
from analysis.disclose.publication import FORMS, Limits
from analysis.disclose.results import FIGURES, TEXTS, WITHHELD, hide_small_groups, largest_shares, publish
from analysis.evaluate.results import COLUMNS, with_schema
from analysis.measure_types import PublicForm, UndeclaredError
from analysis.measure_types import index as index_type
from analysis.params import Disclosure, Scale

from ..evaluate.conftest import loaded, with_tables, world

SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))
RULE = Disclosure(min_group=5, restricted_min_group=3, max_share=0.8, max_amount_share=0.5)
ITEM, SUPPORTING, DECIDING = "q05", "hjem", "trygghet"
SHARE, RATE, AMOUNT, CAME = "i-restanse", "naboklager", "restanse", "dugnad-oppmote"
EVEN = (9, 0.3)
"""People with an amount, and the largest share of it."""


def shown(*rows: dict[str, Any], amount: tuple[int, float] = EVEN, rule: Disclosure = RULE) -> pd.DataFrame:
    limits = Limits(rule, SCALE, {AMOUNT: amount})
    return publish(with_schema(pd.DataFrame(rows)), loaded().plan, limits)


def hidden(*rows: dict[str, Any], **held: Any) -> list[bool]:
    return shown(*rows, **held)["hidden"].tolist()


def _row(indicator: str, **values: object) -> dict[str, object]:
    return {"indicator": indicator, "place": "all", "verdict": "for_lite_data", "role": "supports"} | values


def _people(n: int, indicator: str = ITEM, **values: object) -> dict[str, object]:
    counts = {"n_baseline": 13, "n_before": n, "n_after": n, "n_pairs": n}
    tested = {"low": 0.2, "high": 1.0, "p": 0.04, "estimate": 0.5, "n_up": 6, "n_down": 1, "lost_moved": 2}
    return _row(indicator, before=3.6, after=4.1) | counts | tested | values


def _events(before: int = 8, after: int = 8, **values: object) -> dict[str, object]:
    counts = {"events_before": before, "events_after": after, "exposure_before": 80.0, "exposure_after": 90.0}
    rates = {"before": before / 0.8, "after": after / 0.9, "estimate": 0.9, "low": 0.3, "high": 1.4, "p": 0.2}
    flats = {"flats_contributing": 10, "largest_flat_share": 0.3, "method": "blocks_and_flats"}
    return _row(RATE, verdict="bedring") | counts | rates | flats | values


@pytest.mark.parametrize(("n", "of", "before"), [
    (4, 13, ""), (8, 13, ""), (9, 13, "3,0 eller lavere"), (13, 13, "3,0 eller lavere"),
    (10, 10, ""), (11, 11, "3,5 eller lavere"), (11, 15, "2,5 eller lavere"), (15, 15, "2,5 eller lavere"),
    (9, 19, ""), (14, 19, "3,0 eller lavere"), (15, 19, "2,0 eller lavere"), (19, 19, "2,0 eller lavere"),
    (4, 8, ""), (8, 8, ""),
])  # fmt: skip
def test_a_mean_is_printed_in_the_form_that_is_safe_for_the_fewest_of_the_range(
    n: int, of: int, before: str
) -> None:
    """In a form of its own number of people, it would say how many they are."""
    row = shown(_people(n, n_baseline=of, before=1.9)).iloc[0]
    assert (row["hidden"], row["before_public"]) == (before == "", before)


@pytest.mark.parametrize(("n", "before"), [
    (7, ""), (8, "3,5 eller lavere"), (11, "3,5 eller lavere"),
    (12, "2,5 eller lavere"), (15, "2,5 eller lavere"),
])  # fmt: skip
def test_answers_that_cannot_be_linked_have_a_form_of_four_numbers_of_people(n: int, before: str) -> None:
    nobody = {"n_baseline": None, "n_pairs": None, "n_after": n + 3, "before": 1.9}
    row = shown(_people(n) | nobody).iloc[0]
    assert (row["before_public"], row["basis_public"]) == (before, "")


def test_of_a_mean_nothing_is_left_but_its_classes_its_people_as_a_range_and_a_word() -> None:
    row = shown(_people(11, before=3.6, after=5.6)).iloc[0]
    assert row[list(TEXTS)].tolist() == ["3,5", "5,0 eller høyere", "9–13 av 13", "høyere enn før"]
    assert (row["before"], row["after"]) == (3.5, 5.0)
    assert row[[c for c in FIGURES if c not in ("before", "after")]].isna().all()
    assert (row["verdict"], row["hidden"]) == (WITHHELD, False)


@pytest.mark.parametrize(
    ("after", "word"), [(3.7, "som før"), (3.8, "høyere enn før"), (3.1, "lavere enn før")]
)
def test_the_word_follows_from_the_printed_means(after: float, word: str) -> None:
    assert shown(_people(11, after=after))["word_public"].tolist() == [word]


@pytest.mark.parametrize(("n", "expected"), [(11, True), (12, False)])
def test_a_mean_needs_the_projects_own_least_too(n: int, expected: bool) -> None:
    assert hidden(_people(n, n_baseline=23), rule=Disclosure(min_group=12)) == [expected]


def test_more_people_than_the_table_of_forms_holds_are_refused() -> None:
    with pytest.raises(DisclosureError, match="61 people on 7 points"):
        shown(_people(61))


def test_answers_are_told_once() -> None:
    """What decides comes first: its questions are hidden, and tell nothing beside it."""
    out = shown(_people(11, DECIDING), _people(11, "q03"), _people(11, ITEM)).set_index("indicator")
    assert out["hidden"].to_dict() == {DECIDING: False, "q03": True, ITEM: False}
    assert out.loc["q03", "hidden_reason"] == "same_answers"


def test_where_what_decides_is_hidden_its_questions_are_told() -> None:
    out = shown(_people(6, DECIDING), _people(11, "q03")).set_index("indicator")
    assert out["hidden"].to_dict() == {DECIDING: True, "q03": False}


def test_an_index_beside_its_printed_questions_is_hidden() -> None:
    """Read off theirs it would be of other people: not everybody answers each question."""
    rows = shown(_people(11, SUPPORTING), _people(11, "q01"), _people(11, "q02")).set_index("indicator")
    assert rows.loc[SUPPORTING, "hidden_reason"] == "same_answers"


def test_an_index_is_hidden_where_only_some_of_its_questions_are_told() -> None:
    rows = shown(_people(11, SUPPORTING), _people(11, "q01"), _people(6, "q02")).set_index("indicator")
    assert rows.loc[SUPPORTING, "hidden_reason"] == "same_answers"
    alone = shown(_people(11, SUPPORTING), _people(6, "q01"), _people(6, "q02")).set_index("indicator")
    assert alone["hidden"].to_dict() == {SUPPORTING: False, "q01": True, "q02": True}


def test_a_share_is_two_ranges_and_its_values_are_gone() -> None:
    row = shown(_people(12, SHARE, before=4 / 12, after=5 / 12)).iloc[0]
    assert (row["before_public"], row["after_public"]) == ("0–4 av 13", "5–8 av 13")
    assert row["basis_public"] == "9–13 av 13"
    assert row[FIGURES].isna().all()


@pytest.mark.parametrize(("n", "of", "expected"), [
    (8, 8, True), (9, 9, False), (8, 13, True), (9, 13, False), (12, 16, False), (11, 16, True),
])  # fmt: skip
def test_a_share_is_of_all_tenants_where_nearly_all_are_known(n: int, of: int, expected: bool) -> None:
    """Out of those known, it would say how many are not."""
    row = shown(_people(n, SHARE, n_baseline=of, before=0.0, after=1.0)).iloc[0]
    assert row["hidden"] == expected
    assert row["before_public"].endswith("" if expected else f" av {of}")
    assert hidden(_people(n, SHARE, n_baseline=None, n_pairs=None)) == [True]


@pytest.mark.parametrize(
    ("people", "share", "expected"), [(4, 0.3, True), (5, 0.3, False), (5, 0.51, True), (5, 0.5, False)]
)
def test_an_amount_needs_enough_people_who_owe_and_none_who_dominates(
    people: int, share: float, expected: bool
) -> None:
    row = _people(13, AMOUNT, before=10_844.0, after=5_400.0)
    assert hidden(row, amount=(people, share)) == [expected]
    assert hidden(_people(4, AMOUNT)) == [True]
    if not expected:
        out = shown(row, amount=(people, share)).iloc[0]
        assert (out["before"], out["after"], out["low"]) == (
            11_000,
            5_000,
            pytest.approx(float("nan"), nan_ok=True),
        )


@pytest.mark.parametrize(("before", "after", "expected"), [
    (0, 5, False), (1, 5, True), (4, 5, True), (5, 0, False), (5, 4, True), (5, 5, False), (0, 0, False),
])  # fmt: skip
def test_events_are_none_or_enough_on_each_side(before: int, after: int, expected: bool) -> None:
    assert hidden(_events(before, after)) == [expected]


@pytest.mark.parametrize(("flats", "share", "expected"), [
    (4, 0.3, True), (5, 0.3, False), (6, 0.81, True), (6, 0.8, False),
])  # fmt: skip
def test_events_need_enough_flats_and_none_that_dominates(flats: int, share: float, expected: bool) -> None:
    assert hidden(_events(flats_contributing=flats, largest_flat_share=share)) == [expected]


def test_no_event_at_all_is_printed() -> None:
    assert hidden(_events(0, 0, flats_contributing=0, largest_flat_share=float("nan"))) == [False]


def test_of_a_rate_stand_counts_exposures_and_what_follows_from_them_and_no_p_or_interval() -> None:
    row = shown(_events(8, 9)).iloc[0]
    printed = {
        "events_before",
        "events_after",
        "exposure_before",
        "exposure_after",
        "before",
        "after",
        "estimate",
    }
    assert set(row[FIGURES].dropna().index) == printed
    assert row["verdict"] == "bedring"
    assert shown(_events(8, 4)).iloc[0]["verdict"] == WITHHELD


def test_a_rate_decided_by_other_addresses_keeps_only_its_own() -> None:
    row = shown(_events(method="comparison")).iloc[0]
    assert (row["events_before"], row["verdict"]) == (8, WITHHELD)
    assert pd.isna(row["estimate"])


def test_events_are_told_of_all_addresses_or_of_none() -> None:
    both = shown(_events(), _events(5, 5, place="a"), _events(5, 5, place="b"))
    assert not both["hidden"].any()
    one = shown(_events(), _events(5, 5, place="a"), _events(5, 4, place="b"))
    assert one["hidden"].tolist() == [False, True, True]
    assert one.loc[one["hidden"], FIGURES].isna().all(axis=None)
    whole = shown(_events(8, 4), _events(5, 5, place="a"))
    assert whole["hidden"].tolist() == [True, True]


def test_nothing_but_events_is_told_of_an_address() -> None:
    names = [ITEM, SHARE, AMOUNT, "reparasjonstid", "botid", CAME, "etater", "saksmengde"]
    assert hidden(*(_people(13, name, place="a", done=9, planned=20) for name in names)) == [True] * len(
        names
    )


@pytest.mark.parametrize(("events", "expected"), [(4, True), (5, False)])
def test_days_to_repair_are_weeks_of_enough_cases(events: int, expected: bool) -> None:
    row = shown(_row("reparasjonstid", events_before=events, events_after=5, before=25.0, after=14.0)).iloc[0]
    assert row["hidden"] == expected
    assert row["before_public"] == ("" if expected else "21 til 28 dager")


@pytest.mark.parametrize(("n", "expected"), [(4, True), (5, False)])
def test_the_length_of_tenancies_is_whole_years_of_enough_of_them(n: int, expected: bool) -> None:
    row = shown(_row("botid", n_before=n, n_after=9, before=28.7, after=11.9)).iloc[0]
    assert row["hidden"] == expected
    assert row[["before_public", "after_public"]].tolist() == (
        ["", ""] if expected else ["2 til 3 år", "under 1 år"]
    )


def test_who_came_is_a_range_of_those_invited() -> None:
    row = shown(_row(CAME, done=9, planned=26, after=9 / 26)).iloc[0]
    assert (row["after_public"], row["hidden"]) == ("9–12 av 26", False)
    assert row[FIGURES].isna().all()
    assert hidden(_row(CAME, done=4, planned=8)) == [True]


@pytest.mark.parametrize(("n", "expected"), [(4, True), (5, False)])
def test_agencies_are_a_word(n: int, expected: bool) -> None:
    row = shown(_row("etater", n_baseline=n, before=4.0, after=3.0)).iloc[0]
    assert (row["hidden"], row["word_public"]) == (expected, "" if expected else "færre enn før")
    assert row[FIGURES].isna().all()


def test_meetings_and_measures_are_nobody_and_printed_as_they_are() -> None:
    out = shown(_row("moter", done=1, after=1.0), _row("handlingsplan", done=2, planned=3, after=2 / 3))
    assert not out["hidden"].any()
    assert out["done"].tolist() == [1, 2]


def test_what_was_not_measured_says_so_and_holds_no_figure() -> None:
    out = shown(_people(2, verdict="ikke_maalt"), _people(2, AMOUNT, verdict="ikke_maalt"))
    assert out["verdict"].tolist() == ["ikke_maalt"] * 2
    assert not out["hidden"].any()
    assert out[FIGURES].isna().all(axis=None)


def test_a_hidden_row_has_neither_figure_nor_word() -> None:
    row = shown(_people(6, warnings="mange_uten_par;ufullstendig_sporsmal", sensitive=True)).iloc[0]
    assert row[FIGURES].isna().all()
    assert row[list(TEXTS)].eq("").all()
    assert (row["verdict"], row["sensitive"], row["warnings"]) == (
        WITHHELD,
        False,
        "ufullstendig_sporsmal",
    )


def test_the_argument_is_not_changed() -> None:
    frame = with_schema(pd.DataFrame([_people(2), _events()]))
    before = frame.copy()
    publish(frame, loaded().plan, Limits(RULE, SCALE, {}))
    hide_small_groups(frame, loaded().plan, RULE)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(("n", "expected"), [(2, True), (3, False)])
def test_restricted_hides_people_below_its_own_threshold(n: int, expected: bool) -> None:
    frame = with_schema(pd.DataFrame([_people(n, place="a"), _people(13), _events(1, 0)]))
    out = hide_small_groups(frame, loaded().plan, RULE)
    assert out["hidden"].tolist() == [expected, False, False]
    assert out.loc[out["hidden"], FIGURES].isna().all(axis=None)


def test_every_column_with_figures_of_the_results_table_is_known() -> None:
    words = {
        "project", "period", "indicator", "code", "goal", "name", "unit", "family", "primary", "direction",
        "measure", "place", "role", "estimate_type", "important_change", "months_before", "months_after",
        "verdict", "verdict_rule", "sensitive", "method", "warnings", "unmeasured",
    }  # fmt: skip
    assert set(COLUMNS) == words | set(FIGURES)
    assert not words & set(FIGURES)


def test_an_indicator_that_no_plan_declares_is_refused_in_both_editions() -> None:
    unknown = with_schema(pd.DataFrame([_people(13), _row("netter", after=5.0)]))
    with pytest.raises(UndeclaredError, match="results: netter: no declaration says"):
        publish(unknown, loaded().plan, Limits(RULE, SCALE, {}))
    with pytest.raises(UndeclaredError, match="netter"):
        hide_small_groups(unknown, loaded().plan, RULE)


def test_a_form_that_does_not_exist_is_refused_and_nothing_is_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index_type, "DECLARED", replace(index_type.DECLARED, publication="guess"))
    with pytest.raises(UndeclaredError, match="guess"):
        shown(_people(13))


def test_every_form_that_can_be_declared_exists_and_no_other() -> None:
    assert set(FORMS) == set(get_args(PublicForm))


def test_the_largest_debt_is_found_per_side_among_tenants_with_both() -> None:
    study, sample = loaded(), world()
    people, share = largest_shares(study, sample)[AMOUNT]
    assert people >= 5
    assert 0 < share < 1
    one = sample.arrears["person"].iloc[0]
    alone = sample.arrears.assign(balance=sample.arrears["balance"].where(sample.arrears["person"] == one, 0))
    assert largest_shares(study, with_tables(sample, arrears=alone))[AMOUNT][0] <= 1
