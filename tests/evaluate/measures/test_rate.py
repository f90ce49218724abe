"""Which events a rate counts."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from analysis.evaluate.measures.rate import events
from analysis.measure_types.rate import Rate

from ..conftest import spells

ENDED = spells(("p", "a", "f", "2020-01-01", "2023-05-05"), ("q", "b", "g", "2020-01-01", None))
LOGGED = pd.DataFrame(
    {
        "date": pd.to_datetime(["2023-01-01", "2023-02-02"]),
        "address": "a",
        "flat": "f",
        "kind": ["brann", "klage"],
    }
)
TABLES = SimpleNamespace(residents=ENDED.assign(end_reason=["oppsagt", None]), incidents=LOGGED)


def counted(table: str, *kinds: str) -> list[list[object]]:
    found = events(Rate(type="rate", table=table, kinds=kinds), TABLES)  # type: ignore[arg-type]
    assert found.columns.tolist() == ["date", "address", "flat"]
    return found.to_numpy().tolist()


def test_tenancy_ends_are_counted_by_reason_on_their_last_day() -> None:
    the_end = [[pd.Timestamp("2023-05-05"), "a", "f"]]
    assert counted("tenancy_ends") == counted("tenancy_ends", "oppsagt", "hevet") == the_end
    assert counted("tenancy_ends", "flyttet") == []


def test_incidents_are_counted_by_kind_and_all_where_no_kind_is_named() -> None:
    assert counted("incidents", "klage") == [[pd.Timestamp("2023-02-02"), "a", "f"]]
    assert len(counted("incidents")) == 2
