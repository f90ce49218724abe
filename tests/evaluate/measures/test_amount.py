from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis.evaluate.measures.amount import values as values_of
from analysis.measure_types.amount import Amount
from analysis.params import Study

from ..conftest import basis_of, crowd

PEOPLE = crowd(3, moved=[False, False, True], gone=[False, False, True])


def arrears(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "month", "balance"])
    return frame.assign(month=pd.to_datetime(frame["month"]), balance=frame["balance"].astype("Float64"))


def test_mean_arrears_use_the_month_ends_inside_each_window(study: Study) -> None:
    shared = basis_of(study, pd.Index(["a"]), PEOPLE)
    table = arrears(
        ("p0", "2022-09-01", 9_999), ("p0", "2022-10-01", 100), ("p0", "2023-09-01", 300),
        ("p0", "2023-10-01", 50), ("p0", "2024-09-01", None), ("p1", "2023-01-01", 10),
    )  # fmt: skip
    values = values_of(Amount(type="amount", table="arrears"), study, SimpleNamespace(arrears=table), shared)
    assert values[0].tolist()[:2] == [200.0, 10.0]
    assert values[1, 0] == 50.0
    assert np.isnan(values[1, 1])
    assert np.isnan(values[:, 2]).all()
