"""Valid exports, and what a broken one is: a table as delimited text, workbook, OpenDocument or Parquet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal
from xml.sax.saxutils import escape

import pandas as pd
from broken_rows import Grid
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

State = Literal["file", "missing", "folder", "unreadable", "pipe", "loop", "locked folder"]


@dataclass(frozen=True)
class Base:
    """A valid export: its source's id and kind, its name, its bytes, and its table from the header down."""

    source: str
    kind: str
    name: str
    data: bytes
    rows: Grid
    tidy: bool

    @property
    def suffix(self) -> str:
        """Ending of the name, with the dot."""
        return self.name[self.name.rindex(".") :]

    @property
    def is_workbook(self) -> bool:
        """Whether the export itself is a workbook."""
        return self.data.startswith(b"PK")


@dataclass(frozen=True)
class Broken:
    """What lies where the export should be.

    Attributes
    ----------
    suffix
        Ending of the file name.
    data
        Its bytes.
    state
        ``file``, or what there is instead of a readable file.
    countable
        Whether a plain reader sees the same rows as a person would.
    delimiter
        Of a delimited file, when it is not ``;``.
    stem
        Another file name than the export's.
    table
        The rows a person would see, when a plain reader cannot.
    """

    suffix: str
    data: bytes
    state: State = "file"
    countable: bool = True
    delimiter: str | None = None
    stem: str | None = None
    table: Grid | None = None


def delimited(rows: Sequence[Sequence[str]], delimiter: str = ";", end: str = "\r\n", **more: int) -> str:
    """Return rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, **more).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


def xlsx(rows: Sequence[Sequence[object]], sheet: str = "Logg", merged: Sequence[str] = ()) -> bytes:
    """Return rows as a workbook of one sheet; a text stays text also where it looks like a formula."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            if value in ("", None):
                continue
            cell = page.cell(r, c)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32767] if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
    for area in merged:
        page.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Sequence[Sequence[str]], sheet: str = "Logg") -> bytes:
    """Return rows as an OpenDocument spreadsheet of one sheet."""
    lines = []
    for row in rows:
        cells = [
            f'<table:table-cell office:value-type="string"><text:p>{_xml(cell)}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
            for cell in row
        ]
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return ods_of(f'<table:table table:name="{escape(sheet)}">{"".join(lines)}</table:table>')


def ods_of(tables: str) -> bytes:
    """Return an OpenDocument spreadsheet with this XML inside."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kind_of = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind_of, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind_of}"/>'
        space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>',
        )
    return out.getvalue()


def _xml(text: str) -> str:
    return escape(ILLEGAL_CHARACTERS_RE.sub("", text)).replace("\n", "</text:p><text:p>")


def written(rng: Random, rows: Sequence[Sequence[str]], *, countable: bool = True) -> Broken:
    """Return rows in one of the formats there are, drawn."""
    made = rng.choice(("csv", "csv", "comma", "tsv", "xlsx", "ods", "parquet"))
    if made == "xlsx":
        return Broken(".xlsx", xlsx(rows), countable=countable)
    if made == "ods":
        return Broken(".ods", ods(rows), countable=countable)
    if made == "parquet" and len(set(rows[0])) == len(rows[0]) and len({len(row) for row in rows}) == 1:
        frame = pd.DataFrame(
            [[cell or None for cell in row] for row in rows[1:]], columns=rows[0], dtype="str"
        )
        return Broken(".parquet", frame.to_parquet(index=False), countable=countable)
    delimiter = {"comma": ",", "tsv": "\t"}.get(made, ";")
    codec = rng.choice(("utf-8", "utf-8-sig", "cp1252"))
    text = delimited(rows, delimiter).encode(codec, errors="replace")
    return Broken(".tsv" if made == "tsv" else ".csv", text, "file", countable, delimiter)
