from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis.evaluate.measures.share import values
from analysis.measure_types.share import Share
from analysis.params import Study

from ..conftest import basis_of, crowd, window, with_period

PEOPLE = crowd(3, moved=[False, False, True], gone=[False, False, True])


def arrears(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "month", "balance"])
    return frame.assign(month=pd.to_datetime(frame["month"]), balance=frame["balance"].astype("Float64"))


def of(study: Study, what: str, threshold: float = 0, **tables: pd.DataFrame) -> np.ndarray:
    measure = Share(type="share", of=what, threshold=threshold)  # type: ignore[arg-type]
    return values(measure, study, SimpleNamespace(**tables), basis_of(study, pd.Index(["a"]), PEOPLE))


def test_in_arrears_asks_the_last_month_end_and_nothing_earlier(study: Study) -> None:
    table = arrears(
        ("p0", "2023-09-01", 1), ("p0", "2024-09-01", 0), ("p1", "2023-08-01", 500), ("p1", "2024-09-01", 500)
    )
    values = of(study, "in_arrears", arrears=table)
    assert values[:, 0].tolist() == [1.0, 0.0]
    assert np.isnan(values[0, 1]), "a stale balance is not the balance at the end"
    assert values[1, 1] == 1.0
    assert of(study, "in_arrears", 500, arrears=table)[1, 1] == 0.0


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
    at_home = of(study, "service_at_home", services=services)
    assert at_home[0].tolist() == [1.0, 0.0, 1.0]
    assert at_home[1].tolist()[:2] == [1.0, 0.0]
    assert np.isnan(at_home[1, 2]), "of somebody without a contract nobody knows"
    assert of(study, "service_decision", services=services)[1, 1] == 1.0


def test_windows_shorter_than_a_month_end_use_the_one_before(study: Study) -> None:
    short = with_period(
        study, before=window("2023-01-01", "2023-01-20"), after=window("2023-02-01", "2023-02-28")
    )
    values = of(short, "in_arrears", arrears=arrears(("p0", "2022-12-01", 5), ("p0", "2023-02-01", 5)))
    assert values[:, 0].tolist() == [1.0, 1.0]
