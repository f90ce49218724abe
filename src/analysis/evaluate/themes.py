"""What tenants brought up in their own words: coded themes, counted per wave."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.params import Study

COLUMNS = {"theme": "str", "wave": "Int64", "n": "Int64", "of": "Int64"}
"""Columns of ``themes``: of the tenants with any coded theme in a wave (``of``), how many have this one."""


def theme_counts(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Count the baseline tenants who brought up each theme in each wave of the period.

    A theme that came up in one of the two waves has a row of 0 in the other. Sorted by theme and wave;
    counted and not tested: who is asked, and who codes, decides what comes up.
    """
    waves = [w for w in (study.period.waves.before, study.period.waves.after) if w is not None]
    baseline = shared.people.keys[shared.people.in_project]
    said = tables.themes[tables.themes["wave"].isin(waves) & tables.themes["person"].isin(baseline)]
    said = said.drop_duplicates(["person", "wave", "theme"])
    asked = said.groupby("wave", observed=True)["person"].nunique()
    themes = sorted(said["theme"].unique())
    grid = pd.MultiIndex.from_product([themes, waves], names=["theme", "wave"])
    n = said.groupby(["theme", "wave"], observed=True).size().reindex(grid, fill_value=0)
    rows = n.rename("n").reset_index()
    return rows.assign(of=rows["wave"].map(asked).fillna(0)).astype(COLUMNS)[list(COLUMNS)]
