"""The results as files for the user."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate import Evaluation
from analysis.evaluate.results import COLUMNS
from analysis.measure_types import TYPES
from analysis.params import Study
from analysis.wording import data_dictionary, write_results
from analysis.wording.delivery import MEANINGS


def test_every_column_delivered_is_described_and_every_other_is_for_the_rooms_alone() -> None:
    assert set(MEANINGS) - set(COLUMNS) == {"verdict_reason"}
    assert set(COLUMNS) - set(MEANINGS) == {"n_great", "unmeasured"}
    assert data_dictionary()["kolonne"].tolist() == list(MEANINGS)
    assert data_dictionary()["betydning"].str.len().min() > 5


def test_every_type_of_measure_is_named_to_the_user() -> None:
    assert all(name in MEANINGS["measure"][0] for name in TYPES)


@pytest.mark.slow
def test_delivered_csv_keeps_every_digit_and_the_same_results_give_the_same_bytes(
    study: Study, found: Evaluation, tmp_path: Path
) -> None:
    built = replace(study, root=tmp_path)
    csv, parquet, dictionary = paths = write_results(found, built)
    first = [path.read_bytes() for path in paths]
    again = pd.read_csv(csv)
    for column in ("estimate", "low", "high", "p", "p_adjusted"):
        np.testing.assert_array_equal(again[column].to_numpy(dtype=float), found.results[column].to_numpy())
    assert pd.read_csv(dictionary)["kolonne"].tolist() == again.columns.tolist()
    assert len(pd.read_parquet(parquet)) == len(again)
    assert [path.read_bytes() for path in write_results(found, built)] == first
