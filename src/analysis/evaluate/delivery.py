"""The results table as files for the user: CSV, Parquet and a data dictionary."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.evaluate.evaluation import Evaluation
from analysis.evaluate.results import COLUMNS

KINDS = {"text": "tekst", "count": "heltall", "number": "tall", "flag": "True/False"}


def write_results(evaluation: Evaluation, folder: Path) -> tuple[Path, Path, Path]:
    r"""Write ``results.csv``, ``results.parquet`` and ``results-kolonner.csv`` (what each column means).

    The CSV is for machines: UTF-8, comma between columns, full precision with a decimal point, ``\n`` at
    line ends, empty where a value is missing and ``inf`` where a limit has no bound. The same results give
    the same bytes.

    Returns
    -------
    tuple of Path
        CSV, Parquet, data dictionary.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "results.csv", folder / "results.parquet", folder / "results-kolonner.csv"
    evaluation.results.to_csv(paths[0], index=False, lineterminator="\n", encoding="utf-8")
    evaluation.results.to_parquet(paths[1], index=False)
    data_dictionary().to_csv(paths[2], index=False, lineterminator="\n", encoding="utf-8")
    return paths


def data_dictionary() -> pd.DataFrame:
    """Describe every column of the results table: ``kolonne``, ``type``, ``enhet``, ``betydning``.

    Examples
    --------
    >>> data_dictionary().query("kolonne == 'n_pairs'")["type"].item()
    'heltall'
    """
    rows = [(column.name, KINDS[column.kind], column.unit, column.meaning) for column in COLUMNS]
    return pd.DataFrame(rows, columns=["kolonne", "type", "enhet", "betydning"])
