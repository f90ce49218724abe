"""The rows of the results table: what the plan says of every indicator, in all and at each address."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.evaluate.results import COLUMNS, DTYPES, plan_columns, role, with_schema
from analysis.params import Study


def test_each_indicator_has_the_whole_first_and_then_each_address(study: Study) -> None:
    rows = plan_columns(study, ["a", "b"])
    assert rows["indicator"].tolist() == [i.id for i in study.plan.indicators for _ in range(3)]
    assert rows["place"].tolist() == ["all", "a", "b"] * len(study.plan.indicators)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("trygghet", "decides"),
        ("naboklager", "decides"),
        ("haerverk", "supports"),
        ("restanse", "supports"),
        ("q01", "explores"),
        ("moter", "activity"),
        ("vedtak", "activity"),
        ("politi", "context"),
        ("botid", "context"),
    ],
)
def test_each_indicator_says_what_it_is_for_in_all_and_at_each_address(
    study: Study, indicator: str, expected: str
) -> None:
    rows = plan_columns(study, ["a"])
    assert rows.loc[rows["indicator"] == indicator, "role"].tolist() == [expected] * 2
    assert role(study.plan.indicator(indicator), study.plan) == expected


def test_a_row_says_what_was_planned(study: Study) -> None:
    row = plan_columns(study, []).set_index("indicator").loc["naboklager"]
    assert row.to_dict() == {
        "code": "1a", "goal": "1", "name": "Naboklager", "unit": "per 100 utleide boligmåneder",
        "family": "hendelser", "primary": False, "direction": "lower", "measure": "rate",
        "estimate_type": "ratio", "important_change": 0.3, "project": "leie", "period": "sluttrapport",
        "place": "all", "role": "decides",
    }  # fmt: skip
    unsaid = plan_columns(study, []).set_index("indicator")["important_change"]
    assert unsaid.isna().tolist() == [i.important_change is None for i in study.plan.indicators]


def test_a_frame_gets_the_columns_and_dtypes_of_the_results_and_what_it_lacks_is_missing() -> None:
    table = with_schema(pd.DataFrame({"n_pairs": [12.0, None], "other": 1, "verdict": ["bedring", None]}))
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {
        name: DTYPES[kind] for name, kind in COLUMNS.items()
    }
    assert table["n_pairs"].tolist() == [12, pd.NA]
    assert table["verdict"].tolist() == ["bedring", ""]
    assert table["estimate"].isna().all()
    assert not table["sensitive"].any()


def test_a_count_that_is_not_whole_is_refused() -> None:
    with pytest.raises(TypeError, match="safely cast"):
        with_schema(pd.DataFrame({"n_pairs": [12.5]}))


def test_the_document_says_what_every_column_is() -> None:
    told = Path("docs/architecture.md").read_text(encoding="utf-8")
    table = told.partition("- `results` –")[2].partition("`wording.delivery.write_results`")[0]
    named = {name for line in table.splitlines() for name in re.findall(r"`([^`]+)`", line.split(" | ")[0])}
    types = {"difference", "ratio", "none"}
    assert set(COLUMNS) <= named
    assert named - set(COLUMNS) - types <= {"wording"}
