from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from analysis.params import Study, Window, load_period
from analysis.sample import generate, world_tables


@pytest.fixture(scope="session")
def study() -> Study:
    return load_period("params/leie/periods/sluttrapport.yml")


@pytest.fixture(scope="session")
def sample(study: Study) -> SimpleNamespace:
    return SimpleNamespace(**world_tables(generate(study)))


def window(start: str, end: str) -> Window:
    return Window(start=date.fromisoformat(start), end=date.fromisoformat(end))


def with_period(study: Study, **changes: Any) -> Study:
    return replace(study, period=study.period.model_copy(update=changes))


def with_tables(tables: SimpleNamespace, **changes: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(tables), **changes})


def spells(*rows: tuple[str, str, str, str, str | None]) -> pd.DataFrame:
    """Tenancy spells as (person, address, flat, start, end); in the project if running on 1 October 2023."""
    frame = pd.DataFrame(rows, columns=["person", "address", "flat", "start", "end"])
    frame["start"], frame["end"] = pd.to_datetime(frame["start"]), pd.to_datetime(frame["end"])
    day = pd.Timestamp("2023-10-01")
    running = (
        (frame["start"] <= day)
        & (frame["end"].isna() | (frame["end"] >= day))
        & (frame["address"] != "other")
    )
    frame["in_project"] = frame["person"].isin(frame.loc[running, "person"])
    return frame.assign(end_reason="annet")
