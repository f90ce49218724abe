"""Cells that only look empty: formulas without a stored result, errors (#N/A), texts without a type."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.parsers import expat

from analysis.clean.findings import Findings, Place

_FORMULA_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>")
_EMPTY_TEXT = re.compile(rb"\bt=[\"']str[\"']")
_ROW_OF_CELL = re.compile(rb"\br=[\"'][A-Za-z]+(\d+)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def report_lost_values(data: bytes, sheet: str, header_row: int, place: Place, found: Findings) -> None:
    """Report cells of a sheet whose value the reader cannot see, and therefore takes for empty.

    An xls file does not show them without being computed, so it gets a warning as a whole.
    """
    if not data.startswith(b"PK"):
        found.add(
            "warning",
            place,
            "old_format",
            "gammelt Excel-format (.xls): feilverdier og formler uten resultat leses som tomme",
            action="Har arket formler, så lagre det som .xlsx i Excel.",
        )
        return
    untyped: list[int] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path = _path_of(archive, sheet)
        if path:
            without, errors = _in_xlsx(archive.read(path))
        elif "content.xml" in archive.namelist():
            without, errors, untyped = _in_ods(archive.read("content.xml"), sheet)
        else:
            return
    _report(
        "error",
        "formula_without_value",
        "celler har en formel uten lagret resultat",
        "Åpne filen i Excel, la den regne ut, og lagre den på nytt.",
        (row for row in without if row >= header_row),
        place,
        found,
    )
    _report(
        "error",
        "untyped_cell",
        "celler har tekst uten at filen sier hva slags verdi det er, og ville blitt lest som tomme",
        "Åpne filen i et regneark, og lagre den på nytt.",
        (row for row in untyped if row >= header_row),
        place,
        found,
    )
    _report(
        "warning",
        "error_cell",
        "celler inneholder en feilverdi (for eksempel #N/A) og leses som tomme",
        "Rett formelen i arbeidsboken.",
        (row for row in errors if row >= header_row),
        place,
        found,
    )


def _report(
    severity: str, rule: str, text: str, action: str, rows: Iterable[int], place: Place, found: Findings
) -> None:
    below = list(rows)
    if below:
        found.add(severity, place, rule, text, rows=below, action=action)


def _in_xlsx(xml: bytes) -> tuple[list[int], list[int]]:
    """Return the rows of formulas never computed, and of error values."""
    # A formula whose result is empty text says so by its type; one never computed does not.
    without = [
        _row_of(cell, xml) for cell in _FORMULA_WITHOUT_VALUE.finditer(xml) if not _EMPTY_TEXT.search(cell[1])
    ]
    return without, [_row_of(cell, xml) for cell in _ERROR_CELL.finditer(xml)]


def _row_of(cell: re.Match[bytes], xml: bytes) -> int:
    named = _ROW_OF_CELL.search(cell[1])
    return int(named[1]) if named else len(_ROW.findall(xml, 0, cell.start()))


def _in_ods(xml: bytes, sheet: str) -> tuple[list[int], list[int], list[int]]:
    """Return the rows of formulas never computed, error values and untyped texts in a table of an ods file.

    A computed formula has a value type, or a paragraph of text, which is empty when its result is.
    """
    without: list[int] = []
    errors: list[int] = []
    texts: list[int] = []
    here = uncomputed = untyped = False
    row, following = 0, 1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal here, uncomputed, untyped, row, following
        local = name.rpartition(":")[2]
        if local == "table":
            here, following = attributes.get("table:name") == sheet, 1
        elif local == "table-row":
            row, following = following, following + int(attributes.get("table:number-rows-repeated", "1"))
        elif local == "table-cell":
            untyped = here and "office:value-type" not in attributes
            uncomputed = "table:formula" in attributes and "office:value-type" not in attributes
            untyped = untyped and not uncomputed
            if here and attributes.get("calcext:value-type") == "error":
                errors.append(row)
        elif local == "annotation":
            untyped = False
        elif local == "p":
            uncomputed = False

    def text(characters: str) -> None:
        if untyped and characters.strip():
            texts.append(row)

    def end(name: str) -> None:
        nonlocal uncomputed, untyped
        if name.rpartition(":")[2] == "table-cell":
            if here and uncomputed:
                without.append(row)
            uncomputed = untyped = False

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return without, errors, texts


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
