"""Themes are counted per wave, once per tenant."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from analysis.evaluate.basis import basis
from analysis.evaluate.themes import COLUMNS, theme_counts
from analysis.params import Study

from .conftest import with_tables


def said(*rows: tuple[str, int, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["person", "wave", "theme"])


def test_each_tenant_of_the_project_counts_once_a_wave(study: Study, sample: SimpleNamespace) -> None:
    shared = basis(study, sample)
    one, two, *_ = shared.people.keys[shared.people.in_project]
    stranger = "nobody-known"
    rows = said(
        (one, 1, "låser"), (one, 1, "låser"), (two, 1, "låser"), (two, 1, "støy"), (one, 2, "støy"),
        (stranger, 2, "låser"), (one, 9, "låser"),
    )  # fmt: skip
    counts = theme_counts(study, with_tables(sample, themes=rows), shared)
    assert {name: str(dtype) for name, dtype in counts.dtypes.items()} == COLUMNS
    assert counts.to_numpy().tolist() == [
        ["låser", 1, 2, 2],
        ["låser", 2, 0, 1],
        ["støy", 1, 1, 2],
        ["støy", 2, 1, 1],
    ]


def test_without_coded_themes_there_is_nothing(study: Study, sample: SimpleNamespace) -> None:
    assert theme_counts(study, sample, basis(study, sample)).empty
