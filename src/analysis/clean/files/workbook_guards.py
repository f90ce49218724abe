"""Guards before a workbook is opened: what a file can do to the machine."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import IO
from xml.parsers import expat

from analysis.clean.files import old_workbook_trial
from analysis.clean.files.budget import MEGABYTE, SIGN, fits, workbook
from analysis.clean.findings import Findings, Place

MAX_UNPACKED = 1_500_000_000
"""Most bytes a workbook may unpack to."""
MAX_RATIO = 400
"""Most times a workbook over 20 MB may grow when unpacked; tables of repeated text reach about 60."""
MAX_CELLS = 30_000_000
"""Most cells in the rectangle a sheet spans."""
MAX_WIDTH, MAX_HEIGHT = 16_384, 1_048_576
"""Columns and rows an Excel sheet can have."""
MAX_TEXT = 2_000_000_000
"""Most characters a workbook's cells may hold together, a text that many cells share counted for each."""
_CHUNK = 1 << 22

_CELL_OR_ROW = re.compile(rb"<(?:[^\s<>/!?]*:)?(?:c|row)[\s/>]")
_CELL_AT = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[\s/>]')
_ROW_AT = re.compile(rb'<row r="([0-9]{1,7})"[\s/>]')
_LONGEST_TAG = 1 << 16
_SHARED = re.compile(rb"<(?:\w+:)?si\b")
_TEXT_NUMBER = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v\s*>\s*(\d{1,9})\s*<")


def can_be_opened(data: bytes) -> bool:
    """Whether an old workbook (.xls) lets the process that opens it live; see ``old_workbook_trial``.

    Without an interpreter to try it in (a frozen or embedded Python), it is taken for sound.
    """
    if getattr(sys, "frozen", False) or not sys.executable:
        return True
    try:
        done = subprocess.run(
            [sys.executable, old_workbook_trial.__file__],
            input=data,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def is_safe(data: bytes, place: Place, found: Findings, allowed_mb: int) -> bool:
    """Check a zipped workbook before it is opened: whole, no bomb, no absurd extent, in the budget."""
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
            what = f"{unpacked // MEGABYTE} MB pakket ut"
            if not fits(workbook(unpacked, 0, 0), allowed_mb, place, found, what):
                return False
            other = _no_workbook(archive, entries)
            if other:
                found.add("error", place, *other[:2], action=other[2])
                return False
            spans = [_extent(archive, entry) for entry in entries]
            sheets = [entry for entry, (rows, _) in zip(entries, spans, strict=True) if rows]
            cells = max((r * c for r, c in spans), default=0)
            height, width = max((r for r, _ in spans), default=0), max((c for _, c in spans), default=0)
            characters, shared = _shared_characters(archive, sheets) if cells <= MAX_CELLS else (0, 0)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        found.add(
            "error",
            place,
            "broken_workbook",
            "arbeidsboken kan ikke åpnes: filen er skadet eller ufullstendig",
            action="Hent eksporten på nytt, eller åpne og lagre den i Excel.",
        )
        return False
    if cells > MAX_CELLS or width > MAX_WIDTH or height > MAX_HEIGHT:
        found.add(
            "error",
            place,
            "too_many_cells",
            f"et ark spenner over {height} rader og {width} kolonner"
            if width > MAX_WIDTH or height > MAX_HEIGHT
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
    rectangles = sum(r * c for r, c in spans)
    what = f"{rectangles} celler med til sammen {characters} tegn"
    return fits(workbook(unpacked, rectangles, shared), allowed_mb, place, found, what)


def _no_workbook(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> tuple[str, str, str] | None:
    """Return the rule, what the file is and what to do when it is no workbook that can be opened."""
    names = {entry.filename for entry in entries}
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if any(entry.flag_bits & 1 for entry in entries) or b"encryption-data" in manifest:
        return "password", "arbeidsboken er passordbeskyttet", "Fjern passordet og lagre en kopi i data/raw."
    if "xl/workbook.bin" in names:
        return (
            "unknown_format",
            "filen er en binær arbeidsbok (.xlsb)",
            "Åpne den i Excel og lagre som .xlsx.",
        )
    if "word/document.xml" in names:
        return "unknown_format", "filen er et Word-dokument", "Eksporter tabellen som CSV eller Excel."
    if not {"[Content_Types].xml", "_rels/.rels", "content.xml", "mimetype"} & names and not any(
        re.match(r"xl[/\\]", name, re.IGNORECASE) for name in names
    ):
        advice = "Pakk den ut, og legg filen som ligger i den, i data/raw."
        return "unknown_format", "filen er pakket (zip), ikke en arbeidsbok", advice
    if len(names) < len(entries):
        advice = "Åpne og lagre den i Excel, og kontroller at alle radene er med."
        return "broken_workbook", "arbeidsboken har to deler med samme navn og er skadet", advice
    return None


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the rows and columns a part spans, 0 for no sheet; reading to the end checks the checksum."""
    with archive.open(entry) as stream:
        if entry.filename == "content.xml":
            return _ods_extent(stream.read())
        named = _named_extent(stream)
    if named is not None:
        return named
    with archive.open(entry) as stream:
        try:
            return _counted_extent(stream)
        except expat.ExpatError as error:
            if entry.filename.lower().endswith(".xml"):
                raise ValueError(entry.filename) from error
    return 0, 0  # a picture or the like


def _named_extent(stream: IO[bytes]) -> tuple[int, int] | None:
    """Return the rows and columns of a sheet written the usual way; None when it has to be parsed.

    The usual way is that of Excel and the common libraries: every row and cell begins by saying where it is.
    """
    columns = last_row = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        cut = text.rfind(b"<")
        tail = text[cut:] if cut >= 0 and b">" not in text[cut:] else b""
        text = text[: len(text) - len(tail)]
        if len(tail) > _LONGEST_TAG or text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in text[:100]:
            return None
        at, rows = _CELL_AT.findall(text), _ROW_AT.findall(text)
        if len(_CELL_OR_ROW.findall(text)) > len(at) + len(rows):
            return None
        if at and rows and (len(set(at)) < len(at) or len(set(rows)) < len(rows)):
            raise ValueError("two cells of one place")
        columns = max([columns, *(_column_number(name) for name in {name for name, _ in at})])
        last_row = max([last_row, *(int(row) for row in {*rows, *(row for _, row in at)})])
    return last_row, columns


def _counted_extent(stream: IO[bytes]) -> tuple[int, int]:
    """Return the rows and columns of a sheet parsed tag by tag; what does not say where it is follows on."""
    row = column = last_row = columns = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, columns
        local = name.rpartition(":")[2] if ":" in name else name
        if local not in ("row", "c"):
            return
        place = attributes.get("r", "")
        if local == "row":
            row, column = int(place) if place.isdecimal() else row + 1, 0
        else:
            letters = place.rstrip("0123456789")
            number = place[len(letters) :]
            column = _column_number(letters.upper().encode()) if letters else column + 1
            row = int(number) if number else row
        if column > columns or row > last_row:
            columns, last_row = max(columns, column), max(last_row, row)
            if columns * last_row > MAX_CELLS:
                raise _EnoughError

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with suppress(_EnoughError):
        parser.ParseFile(stream)
    return last_row, columns


class _EnoughError(Exception):
    """A sheet has been seen to be too large, and need not be read to its end."""


def _shared_characters(archive: zipfile.ZipFile, sheets: Sequence[zipfile.ZipInfo]) -> tuple[int, int]:
    """Return the characters the shared texts come to, once per cell that refers to them, and their bytes."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return 0, 0
    parts = _SHARED.split(archive.read("xl/sharedStrings.xml"))[1:]
    texts = [len(text) for text in parts]
    wide = [SIGN if not text.isascii() or b"&#" in text else 1 for text in parts]
    total = size = 0
    for entry in sheets:
        if max(texts, default=0) * entry.file_size > 20 * MEGABYTE:
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    counted = Counter(_TEXT_NUMBER.findall(chunk))
                    for number, times in counted.items():
                        if int(number) < len(texts):
                            total += times * texts[int(number)]
                            size += times * texts[int(number)] * wide[int(number)]
    return total, size


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
