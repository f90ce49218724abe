from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from analysis.evaluate.measures.duration import columns, curve, grouped_medians, repair_times
from analysis.measure_types.duration import Duration
from analysis.params import Study

from ..conftest import basis_of

PLACES = pd.Index(["a", "b"], dtype="str")
DRIFT = Duration(type="duration", kinds=("drift",))


def faults(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["address", "date", "closed"])
    return frame.assign(
        date=pd.to_datetime(frame["date"]), closed=pd.to_datetime(frame["closed"]), kind="drift"
    )


def medians(study: Study, table: pd.DataFrame) -> dict[str, Any]:
    return columns(DRIFT, study, SimpleNamespace(incidents=table), basis_of(study, PLACES))


def test_a_fault_still_open_at_the_end_is_censored_then(study: Study) -> None:
    table = faults(
        ("a", "2024-09-01", None), ("a", "2024-09-01", "2024-10-15"), ("b", "2023-01-01", "2023-01-08")
    )
    times = repair_times(study, table, DRIFT, PLACES)
    assert times["days"].tolist() == [29, 29, 7]
    assert times["open"].tolist() == [True, True, False]


def test_median_counts_open_faults_for_as_long_as_they_lasted(study: Study) -> None:
    table = faults(
        ("a", "2023-11-01", "2023-11-03"),
        ("a", "2023-11-01", "2023-11-11"),
        ("a", "2024-08-31", None),
        ("b", "2022-11-01", "2022-11-05"),
    )
    found = medians(study, table)
    assert found["after"][0] == 10
    assert found["before"][0] == 4
    assert found["estimate"][0] == 6
    assert found["method"] == "kaplan_meier"
    assert np.isnan(np.asarray(found["before"])[1]), "no fault before at this address"
    assert found["unmeasured"].tolist() == ["", "no_cases", "no_cases"]
    assert found["events_before"].tolist() == [1, 0, 1]
    assert found["events_after"].tolist() == [3, 3, 0]
    assert found["median_missing"].tolist() == [False, True, True]


def test_median_is_missing_when_half_were_never_mended(study: Study) -> None:
    table = faults(("a", "2023-11-01", "2023-11-03"), ("a", "2023-11-01", None), ("a", "2023-11-01", None))
    assert np.isnan(medians(study, table)["after"][0])


def reference(days: list[int], still_open: list[bool]) -> float:
    values, censored = np.array(days, dtype=float), np.array(still_open)
    curve = ecdf(CensoredData(uncensored=values[~censored], right=values[censored])).sf
    reached = np.flatnonzero(curve.probabilities <= 0.5 + 1e-12)
    return float(curve.quantiles[reached[0]]) if len(reached) else float("nan")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8), st.booleans()), min_size=1, max_size=40))
def test_grouped_medians_are_those_of_scipy_group_by_group(rows: list[tuple[int, int, bool]]) -> None:
    group, days, still_open = (np.array(column) for column in zip(*rows, strict=True))
    found = grouped_medians(group, days, still_open, 4)
    for k in range(4):
        own = [(d, o) for g, d, o in rows if g == k]
        expected = reference([d for d, _ in own], [o for _, o in own]) if own else float("nan")
        assert found[k] == pytest.approx(expected, nan_ok=True)


def test_other_kinds_other_places_and_other_times_are_not_counted(study: Study) -> None:
    table = faults(
        ("a", "2023-11-01", "2023-11-03"), ("x", "2023-11-01", "2023-11-09"), ("a", "2024-10-01", None)
    )
    other = table.assign(kind="klage")
    assert repair_times(study, pd.concat([table, other], ignore_index=True), DRIFT, PLACES)[
        "days"
    ].tolist() == [2]


def test_curve_starts_at_one_with_everybody_at_risk_and_never_rises(study: Study) -> None:
    table = faults(
        *[("a", "2023-11-01", f"2023-11-{d:02d}") for d in (2, 4, 4, 9)], ("a", "2024-09-20", None)
    )
    found = curve(DRIFT, study, SimpleNamespace(incidents=table), basis_of(study, PLACES))
    assert found.to_numpy().tolist() == [
        ["after", 0.0, 1.0, 5], ["after", 1.0, 0.8, 5], ["after", 3.0, pytest.approx(0.4), 4],
        ["after", 8.0, pytest.approx(0.2), 2], ["after", 10.0, pytest.approx(0.2), 1],
    ]  # fmt: skip
    assert (found["share_open"].diff().dropna() <= 0).all()
