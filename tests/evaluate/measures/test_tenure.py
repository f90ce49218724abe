from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.measures.tenure import columns
from analysis.measure_types.tenure import Tenure
from analysis.params import Study

from ..conftest import basis_of, spells

PLACES = pd.Index(["a", "b"], dtype="str")


def test_tenure_is_the_median_of_the_tenancies_that_run_and_is_not_given_per_address(study: Study) -> None:
    housed = spells(
        ("p", "a", "f1", "2020-01-01", None),
        ("q", "b", "f2", "2023-09-16", None),
        ("r", "b", "f3", "2019-01-01", "2023-09-30"),
        ("s", "b", "f4", "2023-10-01", "2024-09-30"),
        ("t", "b", "f5", "2010-01-01", "2023-09-29"),
        ("u", "elsewhere", "f5", "2010-01-01", None),
    )
    found = columns(Tenure(type="tenure"), study, SimpleNamespace(residents=housed), basis_of(study, PLACES))
    days = {
        end: [(pd.Timestamp(end) - pd.Timestamp(start)).days + 1 for start in starts]
        for end, starts in (
            ("2023-09-30", ("2020-01-01", "2023-09-16", "2019-01-01")),
            ("2024-09-30", ("2020-01-01", "2023-09-16", "2023-10-01")),
        )
    }
    month = 365.25 / 12
    before, after = (sorted(lasted)[1] / month for lasted in days.values())
    assert found["before"][0] == pytest.approx(before)
    assert found["after"][0] == pytest.approx(after)
    assert found["estimate"][0] == pytest.approx(after - before)
    assert (found["n_before"][0], found["n_after"][0]) == (3, 3)
    assert found["method"] == "description"
    for name in ("before", "after", "n_before", "n_after"):
        assert np.isnan(np.asarray(found[name])[1:]).all()
