from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.basis.people import People
from analysis.evaluate.measures._registers import arrears_values, in_arrears, last_month_end, running_service
from analysis.params import Study

from .conftest import window, with_period

PEOPLE = People(
    keys=pd.Index(["p0", "p1", "p2"], dtype="str"),
    in_project=np.ones(3, dtype=bool),
    place=np.zeros(3, dtype=np.int64),
    moved=np.array([False, False, True]),
    gone=np.array([False, False, True]),
)


def arrears(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "month", "balance"])
    return frame.assign(month=pd.to_datetime(frame["month"]), balance=frame["balance"].astype("Float64"))


def test_mean_arrears_use_the_month_ends_inside_each_window(study: Study) -> None:
    table = arrears(
        ("p0", "2022-09-01", 9_999), ("p0", "2022-10-01", 100), ("p0", "2023-09-01", 300),
        ("p0", "2023-10-01", 50), ("p0", "2024-09-01", None), ("p1", "2023-01-01", 10),
    )  # fmt: skip
    values = arrears_values(study, table, PEOPLE)
    assert values[0].tolist()[:2] == [200.0, 10.0]
    assert values[1, 0] == 50.0
    assert np.isnan(values[1, 1])
    assert np.isnan(values[:, 2]).all()


def test_in_arrears_asks_the_last_month_end_and_nothing_earlier(study: Study) -> None:
    table = arrears(
        ("p0", "2023-09-01", 1), ("p0", "2024-09-01", 0), ("p1", "2023-08-01", 500), ("p1", "2024-09-01", 500)
    )
    values = in_arrears(study, table, PEOPLE, threshold=0)
    assert values[:, 0].tolist() == [1.0, 0.0]
    assert np.isnan(values[0, 1]), "a stale balance is not the balance at the end"
    assert values[1, 1] == 1.0
    assert in_arrears(study, table, PEOPLE, threshold=500)[1, 1] == 0.0


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [("2023-01-01", "2023-03-31", "2023-03-31"), ("2023-01-01", "2023-03-30", "2023-02-28")],
)
def test_last_month_end(start: str, end: str, expected: str) -> None:
    assert last_month_end(window(start, end)) == pd.Timestamp(expected)


def test_running_service_counts_the_last_day_of_the_window(study: Study) -> None:
    services = pd.DataFrame(
        [
            ("p0", "2023-09-30", None, True),
            ("p1", "2022-01-01", "2023-09-29", True),
            ("p1", "2024-09-30", None, False),
            ("p2", "2022-01-01", None, True),
        ],
        columns=["person", "start", "end", "at_home"],
    )
    services = services.assign(start=pd.to_datetime(services["start"]), end=pd.to_datetime(services["end"]))
    at_home = running_service(study, services, PEOPLE, at_home=True)
    assert at_home[0].tolist() == [1.0, 0.0, 1.0]
    assert at_home[1].tolist()[:2] == [1.0, 0.0]
    assert np.isnan(at_home[1, 2]), "of somebody without a contract nobody knows"
    assert running_service(study, services, PEOPLE, at_home=False)[1, 1] == 1.0


def test_windows_shorter_than_a_month_end_use_the_one_before(study: Study) -> None:
    short = with_period(
        study, before=window("2023-01-01", "2023-01-20"), after=window("2023-02-01", "2023-02-28")
    )
    values = in_arrears(short, arrears(("p0", "2022-12-01", 5), ("p0", "2023-02-01", 5)), PEOPLE, 0)
    assert values[:, 0].tolist() == [1.0, 1.0]
