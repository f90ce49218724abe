"""The files of one source: found below ``data/raw/<project>/``, opened read-only, told apart by content."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from analysis.clean.files.budget import fits
from analysis.clean.files.cells import RawTable
from analysis.clean.files.copies import report_copies
from analysis.clean.files.delimited import read_delimited
from analysis.clean.files.formats import refused
from analysis.clean.files.grid import report_long_cells
from analysis.clean.files.layout import Recognises
from analysis.clean.files.own_workbook import report_other_scale
from analysis.clean.files.parquet import read_parquet
from analysis.clean.files.spss import SIGNATURES, read_spss
from analysis.clean.files.workbook import read_workbook
from analysis.clean.findings import Findings, Place
from analysis.clean.telling import listed
from analysis.clean.wording import MAX_CELL
from analysis.params import Source, Study

MAX_FILES = 200
"""Most files of one source: one a month for longer than any project lasts."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def find_files(study: Study, source: Source, found: Findings) -> list[Path]:
    """Return the files of a source, sorted by name; none is an error unless the source is optional."""
    place = Place(source.id, source.file)
    pattern = PurePosixPath(source.file.replace("\\", "/"))
    if pattern.is_absolute() or ".." in pattern.parts:
        found.add(
            "error",
            place,
            "outside_raw",
            "filnavnet peker ut av mappen med rådata",
            action=f"Legg filen i data/raw/{study.project.id}/ og skriv bare navnet i project.yml.",
        )
        return []
    folder = study.raw_dir
    try:
        files, there = _matching(folder, pattern.as_posix())
    except OSError as error:
        found.add(
            "error",
            place,
            "unreadable_folder",
            f"mappen data/raw/{study.project.id}/ kan ikke åpnes ({error.strerror})",
            action="Kontroller tilgangen til mappen.",
        )
        return []
    except (ValueError, IndexError, NotImplementedError):  # what pathlib raises on a pattern it cannot use
        found.add(
            "error",
            place,
            "bad_pattern",
            "filnavnet er et mønster som ikke kan brukes",
            action="Skriv filnavnet, eller et mønster som logg-*.csv, under file i project.yml.",
        )
        return []
    if len(files) > MAX_FILES:
        found.add(
            "error",
            place,
            "too_many_files",
            f"mønsteret treffer {len(files)} filer; det leses høyst {MAX_FILES} for en kilde",
            action="Slå filene sammen, eller skriv et mønster som treffer færre.",
        )
        return []
    odd = [path for path in files if _shown(str(path)) != str(path)]
    for path in odd:
        found.add(
            "error",
            Place(source.id, _shown(path.relative_to(folder).as_posix())),
            "file_name",
            "filnavnet har tegn som ikke er gyldig tekst",
            action="Gi filen et navn med vanlige bokstaver og tall.",
        )
    files = [path for path in files if path not in odd]
    report_copies(files, source.id, folder, found)
    if odd and not files:
        return []
    if not files and source.optional:
        found.add(
            "info",
            place,
            "optional_missing",
            "valgfri kilde finnes ikke, og det som bygger på den blir ikke målt",
        )
    elif not files and not there:
        _report_empty_folder(study, found)
    elif not files:
        found.add(
            "error",
            place,
            "missing_file",
            f"filen finnes ikke i data/raw/{study.project.id}/; mappen har {listed(there, most=30)}",
            action="Legg inn filen, eller rett navnet i project.yml.",
        )
    return files


def _report_empty_folder(study: Study, found: Findings) -> None:
    """Say once, for all sources, that there is no file at all."""
    folder, wanted = study.raw_dir, [s.file for s in study.project.sources if not s.optional]
    beside = sorted(p.name for p in folder.parent.iterdir() if p.is_dir()) if folder.parent.is_dir() else []
    there = f"finnes ikke; data/raw/ har {', '.join(beside)}" if beside else "finnes ikke"
    found.add(
        "error",
        Place("project", f"data/raw/{study.project.id}/"),
        "no_raw_files",
        "mappen er tom" if folder.is_dir() else f"mappen {there}",
        action=f"Legg inn filene som project.yml nevner ({', '.join(wanted)}). Mappen må hete det samme som "
        "prosjektet. Mangler data, lager leie templates arbeidsbøker å fylle ut.",
    )


def _matching(folder: Path, pattern: str) -> tuple[list[Path], list[str]]:
    """Return the files a name or pattern means, without lock files, and the names of all files there."""
    exact = folder / pattern
    files = [exact] if exact.is_file() else sorted(p for p in folder.glob(pattern) if p.is_file())
    files = [path for path in files if not path.name.startswith(("~$", ".~lock"))]
    there = sorted(_shown(p.name) for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []
    return files, there


def _shown(name: str) -> str:
    """Return a file name as text that can be written, also when its bytes are not UTF-8."""
    return name.encode("utf-8", errors="replace").decode()


def read_tables(study: Study, source: Source, recognises: Recognises, found: Findings) -> list[RawTable]:
    """Read every table of a source.

    Parameters
    ----------
    recognises
        The headers expected, by which header row, delimiter and sheet are found, and what records say.
    found
        Takes every peculiarity and every error; a file with an error gives no table.
    """
    tables: list[RawTable] = []
    for path in find_files(study, source, found):
        place = Place(source.id, path.relative_to(study.raw_dir).as_posix())
        read = _read(path, place, source, recognises, study.project.memory_mb, found)
        if read and source.declared.rounds and source.reader.format == "template":
            report_other_scale(path, place, source, study.questionnaire.scale, found)
        tables += [table for table in read if not _bad_cells(table, found)]
    return tables


def _read(
    path: Path, place: Place, source: Source, recognises: Recognises, allowed_mb: int, found: Findings
) -> list[RawTable]:
    try:
        size = path.stat().st_size
        if not fits(size, allowed_mb, place, found, f"{size} byte"):
            return []
        data = path.read_bytes()
    except OSError as error:
        found.add(
            "error",
            place,
            "unreadable_file",
            f"filen kan ikke åpnes ({error.strerror})",
            action="Lukk den i andre programmer og kontroller tilgangen.",
        )
        return []
    if not data.strip():
        found.add("error", place, "empty_file", "filen er tom", action="Hent eksporten på nytt.")
        return []
    if data.startswith(b"PAR1"):
        return read_parquet(data, place, recognises, allowed_mb, found)
    if data.startswith(b"PK\x03\x04") or data.startswith(_OLE):
        return read_workbook(data, place, source.reader, recognises, allowed_mb, found)
    if data.startswith(SIGNATURES):
        return read_spss(path, place, recognises, allowed_mb, found)
    other = refused(data, path)
    if other:
        found.add("error", place, "unknown_format", other[0], action=other[1])
        return []
    table = read_delimited(data, place, source.reader, recognises, allowed_mb, found)
    return [] if table is None else [table]


def _bad_cells(table: RawTable, found: Findings) -> bool:
    """Report cells longer than a cell can be."""
    bad = False
    for number, header in enumerate(table.headers):
        column = table.cells[number]
        if isinstance(column.dtype, pd.CategoricalDtype):
            lengths = column.cat.categories.str.len().to_numpy()
            over = np.isin(column.cat.codes.to_numpy(), np.flatnonzero(lengths > MAX_CELL))
        else:
            over = (column.str.len() > MAX_CELL).to_numpy(dtype=bool)
        if over.any():
            bad = True
            report_long_cells(table.place, header, table.rows[over], found)
    return bad
