"""Days on which registers are read: the last end of a month in a window, and what ran on its last day."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.basis.exposure import FAR
from analysis.params import Window


def last_month_end(window: Window) -> pd.Timestamp:
    """Return the last end of a month in the window (in a window within one month, the end before it).

    Examples
    --------
    >>> last_month_end(Window.model_validate_json('{"from": "2023-01-01", "to": "2023-03-15"}'))
    Timestamp('2023-02-28 00:00:00')
    """
    end = pd.Timestamp(window.end)
    return end if end.is_month_end else end - pd.offsets.MonthEnd(1)


def running_on(services: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Decisions that run on the last day of a window."""
    day = pd.Timestamp(window.end)
    return services[(services["start"] <= day) & (services["end"].fillna(FAR) >= day)]
