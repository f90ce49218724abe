"""What the editions hide of the results table, and that nothing hidden can be worked out from the rest."""

from __future__ import annotations

import pandas as pd

from analysis.disclose.results import FIGURES, hide_results
from analysis.evaluate import data_dictionary
from analysis.params import Disclosure, Scale

SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))
RULE = Disclosure(min_group=5, restricted_min_group=3, max_share=0.8)


def _row(**values: object) -> dict[str, object]:
    base: dict[str, object] = dict.fromkeys(FIGURES)
    return base | {"indicator": "x", "place": "all", "measure": "index", "verdict": "for_lite_data"} | values


def _survey(n_by_place: dict[str, int], measure: str = "index") -> pd.DataFrame:
    rows = [
        _row(place=p, measure=measure, n_before=n, n_after=n, n_pairs=n, before=4.5, after=5.0)
        for p, n in n_by_place.items()
    ]
    return pd.DataFrame(rows)


def _events(place: str, flats: int, share: float, events: int = 8) -> dict[str, object]:
    return _row(
        place=place, measure="rate", events_before=events, events_after=0, flats_contributing=flats,
        largest_flat_share=share, before=3.0, verdict="bedring", verdict_reason="8 mot 0",
    )  # fmt: skip


def test_public_hides_every_address_when_one_is_too_small_so_that_the_total_gives_none_away() -> None:
    out = hide_results(_survey({"a": 7, "b": 4, "all": 11}), RULE, SCALE, public=True).set_index("place")
    assert out["hidden"].to_dict() == {"a": True, "b": True, "all": False}
    assert out.loc[["a", "b"], "before"].isna().all()
    assert out.loc["all", "before"] == 4.5


def test_public_hides_the_indicator_when_the_total_is_too_small() -> None:
    out = hide_results(_survey({"a": 2, "all": 4}), RULE, SCALE, public=True)
    assert out["hidden"].all()


def test_restricted_shows_the_addresses_that_reach_its_own_threshold() -> None:
    out = hide_results(_survey({"a": 3, "b": 2, "all": 5}), RULE, SCALE, public=False).set_index("place")
    assert out["hidden"].to_dict() == {"a": False, "b": True, "all": False}


def test_public_needs_enough_flats_behind_events_and_none_that_dominates() -> None:
    few = pd.DataFrame([_events("all", flats=4, share=0.3)])
    dominated = pd.DataFrame([_events("all", flats=6, share=0.9)])
    enough = pd.DataFrame([_events("all", flats=6, share=0.3)])
    hidden = [
        bool(hide_results(f, RULE, SCALE, public=True)["hidden"].iloc[0]) for f in (few, dominated, enough)
    ]
    assert hidden == [True, True, False]


def test_no_event_at_all_is_shown() -> None:
    out = hide_results(pd.DataFrame([_events("all", flats=0, share=0.0, events=0)]), RULE, SCALE, public=True)
    assert not out["hidden"].iloc[0]


def test_a_share_with_a_small_or_empty_side_is_hidden_in_public() -> None:
    def hidden(before: float, after: float) -> bool:
        frame = pd.DataFrame(
            [_row(measure="share", n_before=13, n_after=13, n_pairs=13, before=before / 13, after=after / 13)]
        )
        return bool(hide_results(frame, RULE, SCALE, public=True)["hidden"].iloc[0])

    assert hidden(9, 6)  # four without
    assert hidden(7, 3)  # three with
    assert hidden(13, 6)  # all: everybody is known to have it
    assert not hidden(7, 6)


def test_a_hidden_row_keeps_its_verdict_but_no_sentence_with_figures() -> None:
    out = hide_results(pd.DataFrame([_events("all", flats=2, share=0.5)]), RULE, SCALE, public=True).iloc[0]
    assert out["verdict"] == "bedring"
    assert pd.isna(out["verdict_reason"])


def test_counts_of_people_who_changed_are_merged_away_when_a_group_is_small() -> None:
    frame = _survey({"all": 12}).assign(n_up=7, n_same=3, n_down=2)
    out = hide_results(frame, RULE, SCALE, public=True)
    assert not out["hidden"].iloc[0]
    assert out[["n_up", "n_same", "n_down"]].isna().all(axis=None)


def test_the_argument_is_not_changed() -> None:
    frame = _survey({"a": 2, "all": 4})
    before = frame.copy()
    hide_results(frame, RULE, SCALE, public=True)
    pd.testing.assert_frame_equal(frame, before)


def test_every_column_with_figures_of_the_results_table_is_known() -> None:
    words = {
        "project", "period", "indicator", "code", "goal", "name", "unit", "family", "primary", "direction",
        "measure", "place", "role", "estimate_type", "important_change", "months_before", "months_after",
        "verdict", "verdict_rule", "sensitive", "method", "warnings",
    }  # fmt: skip
    assert set(data_dictionary().iloc[:, 0]) == words | set(FIGURES)


def test_a_side_with_one_to_four_events_is_hidden_in_public() -> None:
    rows = [_events("all", 8, 0.3) | {"indicator": str(k), "events_after": k} for k in (0, 1, 4, 5)]
    assert hide_results(pd.DataFrame(rows), RULE, SCALE, public=True)["hidden"].tolist() == [
        False,
        True,
        True,
        False,
    ]


def test_a_mean_that_shows_most_gave_the_same_extreme_answer_is_hidden_in_public() -> None:
    frame = _survey({"all": 8})
    hidden = [
        bool(hide_results(frame.assign(before=mean), RULE, SCALE, public=True)["hidden"].iloc[0])
        for mean in (10 / 8, 13 / 8, 52 / 8, 51 / 8)
    ]
    assert hidden == [True, False, True, False]


def test_small_attendance_is_hidden_in_public_and_counts_of_agencies_per_address() -> None:
    rows = [
        _row(indicator="dugnad", measure="completion", done=4, planned=9),
        _row(indicator="moter", measure="completion", done=4, planned=7),
        _row(indicator="etater", measure="completion", place="a", after=1.0),
        _row(indicator="etater", measure="completion", place="all", after=3.0),
    ]
    out = hide_results(pd.DataFrame(rows), RULE, SCALE, public=True, attendance=["dugnad"])
    assert out["hidden"].tolist() == [True, False, True, False]
