from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis.evaluate.measures.backlog import columns
from analysis.measure_types.backlog import Backlog
from analysis.params import Study

from ..conftest import basis_of

PLACES = pd.Index(["a", "b"], dtype="str")


def test_backlog_is_the_mean_over_the_month_ends_of_each_window_and_of_the_office_alone(study: Study) -> None:
    cases = pd.DataFrame(
        {
            "month": pd.to_datetime(["2022-09-01", "2022-10-01", "2023-08-01", "2023-09-01", "2023-10-01"]),
            "open": pd.array([900, 100, None, 120, 80], dtype="Int64"),
        }
    )
    found = columns(Backlog(type="backlog"), study, SimpleNamespace(cases=cases), basis_of(study, PLACES))
    assert (found["before"][0], found["after"][0], found["estimate"][0]) == (110.0, 80.0, -30.0)
    assert (found["months_before"][0], found["months_after"][0]) == (2, 1)
    assert found["method"] == "description"
    assert np.isnan(np.asarray(found["before"])[1:]).all()
    assert np.isnan(np.asarray(found["months_after"])[1:]).all()
    assert found["unmeasured"].tolist() == ["", "no_values", "no_values"]


def test_a_window_without_a_known_month_is_not_measured(study: Study) -> None:
    cases = pd.DataFrame({"month": pd.to_datetime(["2022-10-01"]), "open": pd.array([100], dtype="Int64")})
    found = columns(Backlog(type="backlog"), study, SimpleNamespace(cases=cases), basis_of(study, PLACES))
    assert found["before"][0] == 100
    assert np.isnan(found["after"][0])
    assert found["unmeasured"][0] == "no_values"
