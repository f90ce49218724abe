"""Workbooks (xlsx, xls, ods) read by calamine: which sheets, and their cells as text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from analysis.clean.files.cells import RawTable
from analysis.clean.files.grid import Grid, find_header, to_table
from analysis.clean.files.layout import Recognises
from analysis.clean.files.lost_values import report_lost_values
from analysis.clean.files.workbook_guards import can_be_opened, is_safe
from analysis.clean.findings import Findings, Place
from analysis.clean.wording import tidy_cell
from analysis.comparing import fold, tidy
from analysis.params import Reader
from analysis.templates.guidance import GUIDANCE
from analysis.templates.sheet import LISTS

T = TypeVar("T")

ALL_SHEETS = "*"
_THOUSANDTHS = re.compile(r",\d{3}$")
_FROM_1904 = re.compile(rb"\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_LOCKED = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
"""What holds a new workbook (.xlsx) with a password, inside the old format it is wrapped in."""
OWN_SHEETS = (GUIDANCE, LISTS)
"""Sheets of our own workbooks for data entry that hold no records: neither chosen nor reported."""


def read_workbook(
    data: bytes, place: Place, reader: Reader, recognises: Recognises, allowed_mb: int, found: Findings
) -> list[RawTable]:
    """Read the sheets that hold this source's table; errors are added to `found` and give no table."""
    if data[:2] == b"PK" and not is_safe(data, place, found, allowed_mb):
        return []
    book = _opened(data, place, found)
    if book is None:
        return []
    with book:
        own = OWN_SHEETS if reader.format == "template" else ()
        sheets = [sheet.name for sheet in book.sheets_metadata if sheet.name not in own]
        grids = _grids(book, sheets, _from_1904(data), place, reader, found)
    if grids is None:
        return []
    chosen = _chosen(grids, sheets, place, reader, recognises, found)
    tables = []
    for name, grid in chosen.items():
        here = Place(place.source, place.file, name if len(grids) > 1 else "")
        notes = reader.format != "template"  # in a workbook of our own every row is a record
        table = to_table(grid, here, recognises, reader.header_row, found, notes=notes)
        if table is not None:
            tables.append(replace(table, sheet=name))
            report_lost_values(data, name, table.header_row, here, found)
    return tables


def _opened(data: bytes, place: Place, found: Findings) -> CalamineWorkbook | None:
    try:
        return _guarded(partial(_book, data))
    except PasswordError:
        found.add(
            "error",
            place,
            "password",
            "arbeidsboken er passordbeskyttet",
            action="Fjern passordet i Excel og lagre en kopi i data/raw.",
        )
    except (CalamineError, OSError, ValueError):
        found.add(
            "error",
            place,
            "broken_workbook",
            "arbeidsboken kan ikke åpnes: filen er skadet eller ufullstendig",
            action="Hent eksporten på nytt, eller åpne og lagre den i Excel.",
        )
    return None


def _book(data: bytes) -> CalamineWorkbook:
    if data[:2] != b"PK" and _LOCKED in data:
        raise PasswordError("encrypted package")
    if data[:2] != b"PK" and not can_be_opened(data):
        raise CalamineError("damaged")
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _from_1904(data: bytes) -> bool:
    """Whether a workbook counts days from 1904, as one made on an old Mac does."""
    if data[:2] != b"PK":
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        books = [name for name in archive.namelist() if name.endswith("xl/workbook.xml")]
        return any(_FROM_1904.search(archive.read(name)) for name in books)


def _guarded(action: Callable[[], T]) -> T:
    """Run a call into calamine; a panic of its parser counts as a broken workbook."""
    try:
        return action()
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # pyo3's, a BaseException that cannot be imported
            raise CalamineError("panic") from None
        raise


def _grids(
    book: CalamineWorkbook,
    sheets: Sequence[str],
    from_1904: bool,
    place: Place,
    reader: Reader,
    found: Findings,
) -> dict[str, Grid] | None:
    """Return these sheets by name, hidden ones only when named; None when one is broken."""
    grids: dict[str, Grid] = {}
    broken = False
    names = [meta.name for meta in book.sheets_metadata]
    for name in sorted({name for name in names if names.count(name) > 1}):
        broken = True
        found.add(
            "error",
            place,
            "broken_workbook",
            f"to ark heter «{name}»",
            action="Gi arkene hvert sitt navn i Excel, og lagre.",
        )
    for meta in book.sheets_metadata:
        hidden = meta.visible != SheetVisibleEnum.Visible
        if meta.name not in sheets or meta.typ != SheetTypeEnum.WorkSheet:
            continue
        if hidden and meta.name != reader.sheet:
            continue
        try:
            grids[meta.name] = _guarded(partial(_grid, book, meta.name, from_1904))
        except (CalamineError, OSError, ValueError):
            broken = True
            found.add(
                "error",
                place,
                "broken_sheet",
                f"arket «{meta.name}» kan ikke leses: det er skadet",
                action="Åpne og lagre filen i Excel, eller hent eksporten på nytt.",
            )
    return None if broken else grids


def _grid(book: CalamineWorkbook, name: str, from_1904: bool) -> Grid:
    sheet = book.get_sheet_by_name(name)
    raw = sheet.to_python(skip_empty_area=False)
    blank = [""] * max(map(len, raw), default=0)  # a sheet may have a million of them
    lines = [
        [] if line == blank else ["" if cell == "" else cell_text(cell) for cell in line] for line in raw
    ]
    return Grid(lines, tuple(sheet.merged_cell_ranges or ()), from_1904)


def cell_text(cell: object) -> str:
    """Return a cell as the text the parsers of the clean room read: ISO dates, decimal comma, Ja/Nei.

    Examples
    --------
    >>> import datetime as dt
    >>> cell_text(7.0), cell_text(1234.5), cell_text(dt.date(2024, 1, 8)), cell_text(True)
    ('7', '1234,5', '2024-01-08', 'Ja')
    """
    if isinstance(cell, str):
        return tidy_cell(cell)
    if isinstance(cell, bool):
        return "Ja" if cell else "Nei"
    if isinstance(cell, int | float):
        whole = float(cell).is_integer() and abs(cell) < 1e15
        written = str(int(cell)) if whole else repr(float(cell)).replace(".", ",")
        return f"{written}0" if _THOUSANDTHS.search(written) else written  # not to be taken for thousands
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else tidy(str(cell))


def _chosen(
    grids: dict[str, Grid],
    sheets: Sequence[str],
    place: Place,
    reader: Reader,
    recognises: Recognises,
    found: Findings,
) -> dict[str, Grid]:
    """Return the sheets asked for, or the one that holds the expected headers."""
    filled = {name: grid for name, grid in grids.items() if any(any(line) for line in grid.lines)}
    if reader.sheet and reader.sheet != ALL_SHEETS:
        named = {name: grid for name, grid in grids.items() if fold(name) == fold(reader.sheet)}
        if not named:
            listed = ", ".join(f"«{name}»" for name in grids) or "ingen"
            found.add(
                "error",
                place,
                "missing_sheet",
                f"arket «{reader.sheet}» finnes ikke; arkene er {listed}",
                action="Rett sheet for kilden i project.yml.",
            )
        return named
    if not filled:
        hidden = ", ".join(f"«{name}»" for name in sheets if name not in grids)
        said = f"det står ikke noe i de synlige arkene; skjult: {hidden}" if hidden else "arbeidsboken er tom"
        advice = "Vis arket i regnearket, og lagre." if hidden else "Hent eksporten på nytt."
        found.add("error", place, "empty_file", said, action=advice)
        return {}
    scores = {name: _score(grid, recognises) for name, grid in filled.items()}
    best = max(scores.values())
    if reader.sheet == ALL_SHEETS:
        chosen = {name: grid for name, grid in filled.items() if scores[name] * 2 > best or best == 0}
    else:
        chosen = {name: grid for name, grid in filled.items() if scores[name] == best}
    if reader.sheet is None and len(chosen) > 1:
        listed = ", ".join(f"«{name}»" for name in chosen)
        found.add(
            "error",
            place,
            "several_sheets",
            f"flere ark passer like godt: {listed}",
            action='Skriv sheet for kilden i project.yml; sheet: "*" leser alle.',
        )
        return {}
    left_out = [name for name in sheets if name not in chosen]
    if left_out:
        found.add(
            "info",
            place,
            "sheets_left_out",
            f"arkene {', '.join(f'«{name}»' for name in left_out)} er ikke lest",
        )
    return chosen


def _score(grid: Grid, recognises: Recognises) -> int:
    header = find_header(grid.lines, recognises)
    return 0 if header is None else sum(1 for cell in grid.lines[header] if cell and recognises(cell))
