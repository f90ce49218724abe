"""Guards before a workbook is opened: what a file can do to the machine."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from typing import IO
from xml.parsers import expat

from analysis.clean.findings import Findings, Place

MAX_UNPACKED = 1_500_000_000
"""Most bytes a workbook may unpack to."""
MAX_RATIO = 400
"""Most times a workbook over 20 MB may grow when unpacked; tables of repeated text reach about 60."""
MAX_CELLS = 30_000_000
"""Most cells in the rectangle a sheet spans."""
MAX_WIDTH = 16_384
"""Columns an Excel sheet can have."""

MAX_TEXT = 2_000_000_000
"""Most characters a workbook's cells may hold together, a text that many cells share counted for each."""
_CHUNK = 1 << 22

_AT = re.compile(rb'<c\b[^>]*?\br="([A-Za-z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<row\b[^>]*?\br="([0-9]{1,7})"')
_PREFIX = re.compile(rb"<\w+:(?=row|c\b)")
_SHARED = re.compile(rb"<(?:\w+:)?si\b")
_TEXT_NUMBER = re.compile(rb'\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})<')


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
            spans = [_extent(archive, entry) for entry in entries]
            cells, width = max((r * c for r, c in spans), default=0), max((c for _, c in spans), default=0)
            characters = _shared_characters(archive) if cells <= MAX_CELLS else 0
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        found.add(
            "error",
            place,
            "broken_workbook",
            "arbeidsboken kan ikke åpnes: filen er skadet eller ufullstendig",
            action="Hent eksporten på nytt, eller åpne og lagre den i Excel.",
        )
        return False
    if cells > MAX_CELLS or width > MAX_WIDTH:
        found.add(
            "error",
            place,
            "too_many_cells",
            f"et ark spenner over {width} kolonner"
            if width > MAX_WIDTH
            else f"et ark spenner over {cells // 1_000_000} millioner celler",
            action="Slett tomme rader og kolonner med formatering, eller lever tabellen som CSV.",
        )
        return False
    if characters > MAX_TEXT:
        found.add(
            "error",
            place,
            "zip_bomb",
            f"cellene i arbeidsboken har til sammen {characters // 1_000_000} millioner tegn",
            action="Kontroller hvor filen kommer fra. Store tabeller leveres som CSV eller Parquet.",
        )
        return False
    return True


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the rows and columns a sheet spans; reading to the end also checks the checksum."""
    with archive.open(entry) as stream:
        if entry.filename == "content.xml":
            return _ods_extent(stream.read())
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            return _sheet_extent(stream)
        while stream.read(_CHUNK):
            pass
    return 0, 0


def _sheet_extent(stream: IO[bytes]) -> tuple[int, int]:
    """Return the rows and columns a sheet spans; cells that do not say where they stand follow on."""
    named = cells = widest = in_row = columns = 0
    rows = named_rows = last_row = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        cut = text.rfind(b"<")
        tail = text[cut:] if cut >= 0 and len(text) - cut < 2000 else b""
        text = _PREFIX.sub(b"<", text[: len(text) - len(tail)])
        at = _AT.findall(text)
        columns = max([columns, *(_column_number(name) for name in {name.upper() for name, _ in at})])
        numbers = [int(number) for number in _ROW.findall(text)]
        last_row = max([last_row, *numbers, *(int(row) for row in {row for _, row in at})])
        here = _cells(text)
        named, cells = named + len(at), cells + here
        if here > len(at) or in_row:
            per_row = [_cells(part) for part in text.split(b"<row")]
            per_row[0] += in_row
            widest, in_row = max(widest, *per_row), per_row[-1]
        rows, named_rows = rows + text.count(b"<row"), named_rows + len(numbers)
    return last_row + rows - named_rows, columns + (widest if cells > named else 0)


def _cells(xml: bytes) -> int:
    return xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b"<c/")


def _shared_characters(archive: zipfile.ZipFile) -> int:
    """Return how many characters the shared texts come to, each counted once per cell that refers to it."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return 0
    texts = [len(text) for text in _SHARED.split(archive.read("xl/sharedStrings.xml"))[1:]]
    total = 0
    for entry in archive.infolist():
        if (
            entry.filename.startswith("xl/worksheets/")
            and max(texts, default=0) * entry.file_size > 20 * MAX_TEXT
        ):
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    counted = Counter(_TEXT_NUMBER.findall(chunk))
                    total += sum(n * texts[int(t)] for t, n in counted.items() if int(t) < len(texts))
    return total


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _ods_extent(xml: bytes) -> tuple[int, int]:
    """Return the rows and columns that hold every table's last filled cell, repeats counted out.

    Text that repeats to more than `MAX_TEXT` characters counts as more rows than there may be.
    """
    state = {"row": 0, "repeat": 1, "column": 0, "rows": 0, "columns": 0, "times": 0, "text": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "table":
            state["row"] = 0
        elif local == "table-row":
            state["repeat"] = int(attributes.get("table:number-rows-repeated", "1"))
            state["row"] += state["repeat"]
            state["column"] = 0
        elif local in ("table-cell", "covered-table-cell"):
            wide = int(attributes.get("table:number-columns-repeated", "1"))
            state["column"] += wide
            state["times"] = wide * state["repeat"]
            if "office:value-type" in attributes:
                state["rows"] = max(state["rows"], state["row"])
                state["columns"] = max(state["columns"], state["column"])

    def text(characters: str) -> None:
        state["text"] += len(characters) * state["times"]

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError("content.xml") from error
    return state["rows"] if state["text"] <= MAX_TEXT else state["text"], state["columns"]
