"""A scaled world's incident log as one large CSV or Parquet file, written by column instead of by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
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
    keys = [k for k in LOG_KEYS if k in source.columns]
    schema = pa.schema([(source.columns[key], pa.string()) for key in keys])
    options = pa.csv.WriteOptions(delimiter=";", quoting_style="needed")
    with (
        pa.csv.CSVWriter(path, schema, write_options=options)
        if path.suffix == ".csv"
        else pa.parquet.ParquetWriter(path, schema, compression="zstd")
    ) as out:
        for columns in _chunks(world, source, mess=mess):
            out.write_table(pa.table([columns[key]() for key in keys], schema=schema))
    return path


def _chunks(world: World, source: Source, *, mess: bool) -> Iterator[dict[str, Callable[[], pa.Array]]]:
    """Yield some rows at a time: what draws each column of the log."""
    events, project, vocabulary = world.events, world.study.project, world.study.vocabulary.incidents
    rng = stream(world.seed, "incident table")
    last = max(int(events.closed.max(initial=0)), int(events.day.max(initial=0)))
    first = int(events.day.min(initial=last))
    kinds = list(project.incident_kinds)
    names = [(project.incident_kinds[k], *(w.capitalize() for w in vocabulary.get(k, ()))) for k in kinds]
    words, roles = declared_words(source, "reported_by"), sorted(set(events.reported_by.tolist()))
    own = project.addresses[: int(world.stock.address.max(initial=0)) + 1]
    dates = _Forms([[str(f) for f in date_forms(as_date(day))] for day in range(first, last + 1)], mess=mess)
    addresses = _Forms([address_spellings(address) for address in own], mess=mess)
    flats = _Forms([(label,) for label in world.stock.label], mess=False)
    wordings = _Forms(names, mess=mess)
    reporters = _Forms([(words.get(role, role.capitalize()),) for role in roles], mess=False)
    for start in range(0, len(events.day), CHUNK):
        part = events.rows(slice(start, start + CHUNK))
        kind, role = (
            pd.Index(kinds).get_indexer(pd.Index(part.kind)),
            pd.Index(roles).get_indexer(pd.Index(part.reported_by)),
        )
        closed = np.maximum(part.closed - first, 0)
        yield {
            "date": partial(dates.texts, rng, part.day - first),
            "address": partial(addresses.texts, rng, part.address),
            "flat": partial(flats.texts, rng, part.flat, part.flat == NO_FLAT),
            "kind": partial(wordings.texts, rng, kind),
            "closed": partial(dates.texts, rng, closed, part.closed == NOT_CLOSED),
            "reported_by": partial(reporters.texts, rng, role, part.reported_by == ""),
        }


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
