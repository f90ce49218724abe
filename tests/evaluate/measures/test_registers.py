from __future__ import annotations

import pandas as pd
import pytest

from analysis.evaluate.measures._registers import last_month_end

from ..conftest import window


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [("2023-01-01", "2023-03-31", "2023-03-31"), ("2023-01-01", "2023-03-30", "2023-02-28")],
)
def test_last_month_end(start: str, end: str, expected: str) -> None:
    assert last_month_end(window(start, end)) == pd.Timestamp(expected)
