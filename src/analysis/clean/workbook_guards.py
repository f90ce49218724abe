"""Guards around opening a workbook: what a file can do to the machine, and cells that only look empty."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from xml.etree import ElementTree
from xml.parsers import expat

from analysis.clean.findings import Findings, Place

MAX_UNPACKED = 1_500_000_000
"""Most bytes a workbook may unpack to."""
MAX_RATIO = 400
"""Most times a workbook over 20 MB may grow when unpacked; tables of repeated text reach about 60."""
MAX_CELLS = 60_000_000
"""Most cells in the rectangle a sheet spans."""

_AT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<c r="[A-Z]+(\d+)"([^>]*)>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_ERROR_CELL = re.compile(rb'<c r="[A-Z]+(\d+)"[^>]*\bt="e"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def is_safe(data: bytes, place: Place, found: Findings) -> bool:
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


def report_cells_without_value(
    data: bytes, sheet: str, header_row: int, place: Place, found: Findings
) -> None:
    """Report formula cells that carry no result, and cells whose result is an error: both read as empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path = _path_of(archive, sheet)
        xml = archive.read(path) if path else b""
    # A formula whose result is empty text says so by its type; one never computed does not.
    without = [int(row) for row, kind in _FORMULA_WITHOUT_VALUE.findall(xml) if b't="str"' not in kind]
    errors = [int(row) for row in _ERROR_CELL.findall(xml)]
    for severity, rule, text, rows, action in (
        (
            "error",
            "formula_without_value",
            "celler har en formel uten lagret resultat",
            without,
            "Åpne filen i Excel, la den regne ut, og lagre den på nytt.",
        ),
        (
            "warning",
            "error_cell",
            "celler inneholder en feilverdi (for eksempel #N/A) og leses som tomme",
            errors,
            "Rett formelen i arbeidsboken.",
        ),
    ):
        below = [row for row in rows if row >= header_row]
        if below:
            found.add(severity, place, rule, text, rows=below, action=action)


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return where in an xlsx file a sheet lies; None in other formats."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for entry in book.iter():
        if entry.tag.endswith("}sheet") and entry.get("name") == sheet:
            path = posixpath.normpath(posixpath.join("/xl", targets.get(entry.get(_RELATION), ""))).lstrip(
                "/"
            )
            return path if path in archive.namelist() else None
    return None
