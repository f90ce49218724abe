"""Processed tables on disk: the same bytes for the same content, and never half of them."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_args

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.clean.errors import CleanError
from analysis.clean.schemas import TABLES, typed
from analysis.params import Study
from analysis.source_kinds import Half


@dataclass(frozen=True)
class Cleaned:
    """What cleaning one half of the sources gave: tables by name, findings, corrections applied."""

    half: Half
    tables: dict[str, pd.DataFrame]
    findings: pd.DataFrame
    corrections: pd.DataFrame

    def _repr_html_(self) -> str:
        counted = "".join(
            f"<tr><td>{name}</td><td>{len(table)}</td></tr>" for name, table in self.tables.items()
        )
        return f"<table><tr><th>Tabell</th><th>Rader</th></tr>{counted}</table>"


@dataclass(frozen=True)
class Tables:
    """The processed tables of a period that other rooms read, findings of both halves joined."""

    survey: pd.DataFrame
    residents: pd.DataFrame
    incidents: pd.DataFrame
    exposure: pd.DataFrame
    arrears: pd.DataFrame
    services: pd.DataFrame
    activities: pd.DataFrame
    measures: pd.DataFrame
    cases: pd.DataFrame
    themes: pd.DataFrame
    findings: pd.DataFrame
    corrections: pd.DataFrame


def save(cleaned: Cleaned, folder: Path) -> list[Path]:
    """Write the tables of one half as Parquet; either all of them are there, or those from before.

    Returns
    -------
    list of Path
        The files written, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    frames = {
        **cleaned.tables,
        f"findings_{cleaned.half}": cleaned.findings,
        f"corrections_{cleaned.half}": cleaned.corrections,
    }
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch:
        for name, frame in frames.items():
            _write(name, frame, Path(scratch) / f"{name}.parquet")
        written = []
        for name in frames:
            target = folder / f"{name}.parquet"
            os.replace(Path(scratch) / target.name, target)  # noqa: PTH105  atomic on every platform
            written.append(target)
    return written


def _write(name: str, frame: pd.DataFrame, path: Path) -> None:
    table = typed(_table_of(name), frame)
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    arrow = arrow.cast(
        pa.schema(
            [
                pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type)
                for f in arrow.schema
            ]
        )
    )
    pq.write_table(arrow, path, compression="zstd", store_schema=False, version="2.6")


def _table_of(name: str) -> str:
    return name.split("_", 1)[0] if name.startswith(("findings_", "corrections_")) else name


def load_tables(study: Study) -> Tables:
    """Read the processed tables of a period back.

    Raises
    ------
    CleanError
        If a table has not been made, or is damaged.
    """
    folder = study.processed_dir
    read = {field.name: _joined(folder, field.name) for field in fields(Tables)}
    return Tables(**read)


def _joined(folder: Path, name: str) -> pd.DataFrame:
    """Read a table, or those of both halves after each other."""
    if name in TABLES:
        return _read(folder, name)
    return pd.concat([_read(folder, f"{name}_{half}") for half in get_args(Half)], ignore_index=True)


def _read(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    shown = f"{folder.parent.name}/{folder.name}/{path.name}"
    try:
        frame = pq.read_table(path).to_pandas()
        return typed(_table_of(name), frame)
    except FileNotFoundError:
        raise CleanError(
            f"data/processed/{shown} does not exist. Run the notebooks 01 and 02 of this period, or leie run."
        ) from None
    except (pa.ArrowInvalid, KeyError, TypeError, ValueError, OSError) as error:
        raise CleanError(
            f"data/processed/{shown} is damaged or of another version ({type(error).__name__}). Run again."
        ) from None
