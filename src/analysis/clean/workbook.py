"""Workbooks (xlsx, xls, ods) read by calamine, behind guards against what a file can do to the machine."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from analysis.clean.cells import RawTable
from analysis.clean.findings import Findings, Place
from analysis.clean.grid import Grid, Recognises, find_header, to_table
from analysis.clean.wording import fold, tidy
from analysis.params import Reader

T = TypeVar("T")

MAX_UNPACKED = 1_500_000_000
"""Most bytes a workbook may unpack to."""
MAX_RATIO = 400
"""Most times a workbook over 20 MB may grow when unpacked; tables of repeated text reach about 60."""
MAX_CELLS = 60_000_000
"""Most cells in the rectangle a sheet spans."""
ALL_SHEETS = "*"

_AT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"')


def read_workbook(
    data: bytes, place: Place, reader: Reader, recognises: Recognises, found: Findings
) -> list[RawTable]:
    """Read the sheets that hold this source's table; errors are added to `found` and give no table."""
    before = len(found)
    if data[:2] == b"PK" and not _safe(data, place, found):
        return []
    book = _opened(data, place, found)
    if book is None:
        return []
    with book:
        grids = _grids(book, place, reader, found)
    chosen = _chosen(grids, place, reader, recognises, found)
    tables = []
    for name, grid in chosen.items():
        here = Place(place.source, f"{place.file} (ark «{name}»)" if len(grids) > 1 else place.file)
        notes = reader.format != "template"  # in a workbook of our own every row is a record
        table = to_table(grid, here, recognises, reader.header_row, found, notes=notes)
        if table is not None:
            tables.append(table)
    if data[:2] == b"PK" and len(found) >= before:
        _report_cells_without_value(data, place, found)
    return tables


def _opened(data: bytes, place: Place, found: Findings) -> CalamineWorkbook | None:
    try:
        return _guarded(partial(CalamineWorkbook.from_filelike, io.BytesIO(data)))
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


def _guarded(action: Callable[[], T]) -> T:
    """Run a call into calamine; a panic of its parser counts as a broken workbook."""
    try:
        return action()
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # pyo3's, a BaseException that cannot be imported
            raise CalamineError("panic") from None
        raise


def _grids(book: CalamineWorkbook, place: Place, reader: Reader, found: Findings) -> dict[str, Grid]:
    grids: dict[str, Grid] = {}
    for meta in book.sheets_metadata:
        hidden = meta.visible != SheetVisibleEnum.Visible
        if meta.typ != SheetTypeEnum.WorkSheet or (hidden and meta.name != reader.sheet):
            continue
        try:
            grids[meta.name] = _guarded(partial(_grid, book, meta.name))
        except (CalamineError, OSError, ValueError):
            found.add(
                "error",
                place,
                "broken_sheet",
                f"arket «{meta.name}» kan ikke leses: det er skadet",
                action="Åpne og lagre filen i Excel, eller hent eksporten på nytt.",
            )
    return grids


def _grid(book: CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    lines = [[cell_text(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    return Grid(lines, tuple(sheet.merged_cell_ranges or ()))


def cell_text(cell: object) -> str:
    """Return a cell as the text the parsers of the clean room read: ISO dates, decimal comma, Ja/Nei.

    Examples
    --------
    >>> import datetime as dt
    >>> cell_text(7.0), cell_text(1234.5), cell_text(dt.date(2024, 1, 8)), cell_text(True)
    ('7', '1234,5', '2024-01-08', 'Ja')
    """
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "Ja" if cell else "Nei"
    if isinstance(cell, int | float):
        whole = float(cell).is_integer() and abs(cell) < 1e15
        return str(int(cell)) if whole else repr(float(cell)).replace(".", ",")
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else tidy(str(cell))


def _chosen(
    grids: dict[str, Grid], place: Place, reader: Reader, recognises: Recognises, found: Findings
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
        if not found.has_errors:
            found.add("error", place, "empty_file", "arbeidsboken er tom", action="Hent eksporten på nytt.")
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
    left_out = [name for name in grids if name not in chosen]
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


def _safe(data: bytes, place: Place, found: Findings) -> bool:
    """Check a zipped workbook before it is opened: whole, no bomb, no sheet of absurd extent."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MAX_UNPACKED or (unpacked > 20_000_000 and unpacked > MAX_RATIO * len(data)):
                found.add(
                    "error",
                    place,
                    "zip_bomb",
                    f"arbeidsboken pakkes ut til {unpacked // 1_000_000} MB og åpnes ikke",
                    action="Kontroller hvor filen kommer fra. Store tabeller leveres som CSV eller Parquet.",
                )
                return False
            if any(entry.flag_bits & 1 for entry in entries):
                found.add(
                    "error",
                    place,
                    "password",
                    "arbeidsboken er passordbeskyttet",
                    action="Fjern passordet og lagre en kopi i data/raw.",
                )
                return False
            cells = max((_extent(archive, entry) for entry in entries), default=0)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        found.add(
            "error",
            place,
            "broken_workbook",
            "arbeidsboken kan ikke åpnes: filen er skadet eller ufullstendig",
            action="Hent eksporten på nytt, eller åpne og lagre den i Excel.",
        )
        return False
    if cells > MAX_CELLS:
        found.add(
            "error",
            place,
            "too_many_cells",
            f"et ark spenner over {cells // 1_000_000} millioner celler",
            action="Slett tomme rader og kolonner med formatering, eller lever tabellen som CSV.",
        )
        return False
    return True


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells the rectangle of a sheet holds; reading to the end also checks the checksum."""
    with archive.open(entry) as stream:
        if entry.filename == "content.xml":
            return _ods_extent(stream.read())
        is_sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        columns: set[bytes] = set()
        last_row, tail = 0, b""
        while chunk := stream.read(1 << 22):
            if is_sheet:
                hits = _AT.findall(tail + chunk)
                columns.update(column for column, _ in hits)
                last_row = max([last_row, *(int(row) for _, row in hits[:1] + hits[-1:])], default=0)
                last_row = max(last_row, max((int(row) for _, row in hits), default=0))
                tail = chunk[-24:]
    return last_row * max((_column_number(name) for name in columns), default=0)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _ods_extent(xml: bytes) -> int:
    """Return the cells of the largest rectangle ending in a filled cell, repeats counted out."""
    state = {"row": 0, "repeat": 1, "column": 0, "rows": 0, "columns": 0, "largest": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "table":
            state.update(row=0, rows=0, columns=0)
        elif local == "table-row":
            state["repeat"] = int(attributes.get("table:number-rows-repeated", "1"))
            state["row"] += state["repeat"]
            state["column"] = 0
        elif local in ("table-cell", "covered-table-cell"):
            state["column"] += int(attributes.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attributes:
                state["rows"] = max(state["rows"], state["row"])
                state["columns"] = max(state["columns"], state["column"])
                state["largest"] = max(state["largest"], state["rows"] * state["columns"])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError("content.xml") from error
    return state["largest"]


def _report_cells_without_value(data: bytes, place: Place, found: Findings) -> None:
    """Report formula cells that carry no result, and cells whose result is an error: both read as empty."""
    without: list[int] = []
    errors: list[int] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith("xl/worksheets/") and entry.file_size < 200_000_000:
                xml = archive.read(entry)
                without += _rows(_FORMULA_WITHOUT_VALUE.findall(xml))
                errors += _rows(_ERROR_CELL.findall(xml))
    if without:
        found.add(
            "error",
            place,
            "formula_without_value",
            "celler har en formel uten lagret resultat",
            rows=without,
            action="Åpne filen i Excel, la den regne ut, og lagre den på nytt.",
        )
    if errors:
        found.add(
            "warning",
            place,
            "error_cell",
            "celler inneholder en feilverdi (for eksempel #N/A) og leses som tomme",
            rows=errors,
            action="Rett formelen i arbeidsboken.",
        )


def _rows(hits: Sequence[tuple[bytes, bytes]]) -> list[int]:
    return [int(row) for _, row in hits]
