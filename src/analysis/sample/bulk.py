"""A scaled world's incident log as one large CSV or Parquet file, written by column instead of by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from analysis.params import ParamsError, Source
from analysis.sample.calendar import Days, as_date
from analysis.sample.export_logs import LOG_KEYS
from analysis.sample.handwriting import address_spellings, date_forms, declared_words
from analysis.sample.incidents import NO_FLAT, NOT_CLOSED
from analysis.sample.world import World, stream

CHUNK = 500_000
"""Rows written at a time, so that memory stays bounded by the world itself."""


def write_incident_table(world: World, path: Path, *, mess: bool = True) -> Path:
    """Write the incident log of a world of any size; the suffix decides the format.

    Parameters
    ----------
    path
        Ends in ``.csv`` (``;``, UTF-8) or ``.parquet``. The headers are those of the project's
        source of incidents; dates are text, since people type several forms.
    mess
        As in `write_exports`, without the slips of a hand-kept workbook (titles, notes, repeated rows).

    Raises
    ------
    ParamsError
        If the project has no source of incidents, or the suffix is another.

    Notes
    -----
    Some 390 incidents come with each step of `scale`: 10 million rows need a scale of about 26,000.
    """
    source = next((s for s in world.study.project.sources if s.kind == "incidents"), None)
    if source is None:
        raise ParamsError("project.yml declares no source of incidents, so there is no log to write.")
    if path.suffix not in {".csv", ".parquet"}:
        raise ParamsError(f"{path.name}: unknown suffix. Name the file .csv or .parquet.")
    writer = _Columns(world, source, mess=mess)
    schema = pa.schema([(source.columns[key], pa.string()) for key in writer.keys])
    rng = stream(world.seed, "incident table")
    starts = range(0, len(world.events.day), CHUNK)
    if path.suffix == ".csv":
        options = pa.csv.WriteOptions(delimiter=";", quoting_style="needed")
        with pa.csv.CSVWriter(path, schema, write_options=options) as out:
            for start in starts:
                out.write_table(writer.chunk(rng, slice(start, start + CHUNK), schema))
    else:
        with pa.parquet.ParquetWriter(path, schema, compression="zstd") as out:
            for start in starts:
                out.write_table(writer.chunk(rng, slice(start, start + CHUNK), schema))
    return path


class _Columns:
    """The distinct texts of each column, looked up by number for each row."""

    def __init__(self, world: World, source: Source, *, mess: bool) -> None:
        self.world = world
        self.mess = mess
        self.keys = [k for k in LOG_KEYS if k in source.columns]
        events, stock = world.events, world.stock
        project = world.study.project
        last = max(int(events.closed.max(initial=0)), int(events.day.max(initial=0)))
        self.first_day = int(events.day.min(initial=last))
        days = [as_date(day) for day in range(self.first_day, last + 1)]
        self.dates = _Forms([tuple(str(form) for form in date_forms(day)) for day in days], mess=mess)
        own = project.addresses[: int(stock.address.max(initial=0)) + 1]
        self.addresses = _Forms([address_spellings(address) for address in own], mess=mess)
        kinds = list(project.incident_kinds)
        vocabulary = world.study.vocabulary.incidents
        names = [(project.incident_kinds[k], *(w.capitalize() for w in vocabulary.get(k, ()))) for k in kinds]
        self.kinds, self.kind_number = _Forms(names, mess=mess), {k: n for n, k in enumerate(kinds)}
        words = declared_words(source, "reported_by")
        self.reporters = sorted(set(events.reported_by.tolist()))
        self.reporter_texts = _Forms([(words.get(r, r.capitalize()),) for r in self.reporters], mess=False)
        labels, self.label_number = np.unique(stock.label.astype(str), return_inverse=True)
        self.labels = _Forms([(str(label),) for label in labels], mess=False)

    def chunk(self, rng: np.random.Generator, rows: slice, schema: pa.Schema) -> pa.Table:
        """Return some rows of the log."""
        events = self.world.events
        flat = events.flat[rows]
        reporter = np.searchsorted(np.array(self.reporters), events.reported_by[rows].astype(str))
        kind = np.array([self.kind_number[k] for k in events.kind[rows]], dtype=np.int64)
        made = {
            "date": lambda: self.dates.texts(rng, events.day[rows] - self.first_day),
            "address": lambda: self.addresses.texts(rng, events.address[rows]),
            "flat": lambda: self.labels.texts(rng, self.label_number[flat], flat == NO_FLAT),
            "kind": lambda: self.kinds.texts(rng, kind),
            "closed": lambda: self.dates.texts(
                rng, np.maximum(events.closed[rows] - self.first_day, 0), events.closed[rows] == NOT_CLOSED
            ),
            "reported_by": lambda: self.reporter_texts.texts(rng, reporter, events.reported_by[rows] == ""),
        }
        return pa.table([made[key]() for key in self.keys], schema=schema)


class _Forms:
    """Several spellings of each of a number of things."""

    def __init__(self, spellings: Sequence[Sequence[str]], *, mess: bool) -> None:
        chosen = [list(forms) if mess else [forms[0]] for forms in spellings]
        self.count = np.array([len(forms) for forms in chosen], dtype=np.int64)
        self.first = np.concatenate([[0], np.cumsum(self.count)[:-1]]).astype(np.int64)
        self.pool = pa.array([form for forms in chosen for form in forms], pa.string())

    def texts(
        self, rng: np.random.Generator, number: Days, missing: NDArray[np.bool_] | None = None
    ) -> pa.Array:
        """Return one spelling of each, drawn evenly."""
        drawn = self.first[number] + (rng.random(len(number)) * self.count[number]).astype(np.int64)
        return self.pool.take(pa.array(drawn, mask=missing))
