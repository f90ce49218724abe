"""Exports that are not what they seem: other formats, two files in one, parts that contradict each other."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import re
import warnings
import zipfile
from pathlib import Path
from random import Random

from broken_files import kind
from broken_formats import Base, Broken, delimited, ods, ods_of, xlsx
from broken_workbooks import MAIN, book_of, rezipped, sheet_of

from analysis.params import find_root

STRINGS, BOOK, RELATIONS = "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}


@kind("other formats in disguise")
def _disguised(rng: Random, base: Base) -> Broken:
    text = delimited(base.rows)
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in base.rows)
    before = rng.choice(
        ("", "<html>", "<!-- x -->\n<html>", "<meta charset=utf-8>", "<style>td{}</style>", "\ufeff")
    )
    page = f"{before}<table>{cells}</table>"
    made = rng.choice(
        (
            page.encode(),
            page.encode("utf-16"),
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + page.encode(),
            b'[{"Dato": "01.01.2024"}]',
            b"ID;PWXL;N;E\r\nE\r\n",
            b"{\\rtf1 Dato}",
            gzip.compress(text.encode()),
            bz2.compress(text.encode()),
            zipped({"logg.csv": text.encode()}),
            zipped({"logg.xlsx": xlsx(base.rows)}),
            zipped(_WORD),
            rng.randbytes(400).replace(b"\0", b"\1"),
        )
    )
    return Broken(rng.choice((".xls", ".xlsx", ".csv", ".ods")), made, countable=False)


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@kind("two exports in one file")
def _two_in_one(rng: Random, base: Base) -> Broken:
    at = rng.randrange(1, len(base.rows))
    first, second = delimited(base.rows[:at]), delimited(base.rows[at:])
    codecs = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
    one, other = rng.choice(codecs), rng.choice(codecs)
    data = first.encode(one, errors="replace") + second.encode(other, errors="replace")
    return Broken(".csv", data, table=base.rows)


@kind("other line separators")
def _separators(rng: Random, base: Base) -> Broken:
    end = rng.choice(("\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\u2029", "\r", "\n\r"))
    rows = base.rows[: rng.choice((2, 5, len(base.rows)))]
    return Broken(
        ".csv", delimited(rows, end=end).encode(rng.choice(("utf-8", "utf-16", "utf-32"))), table=rows
    )


@kind("invisible signs in headers")
def _invisible(rng: Random, base: Base) -> Broken:
    sign = rng.choice("\u200b\u200e\u202e\u2066\u2069\u061c\ufeff\u00ad\ufe0f\U000e0041")
    rows = [[sign.join(cell) for cell in base.rows[0]], *base.rows[1:]]
    return Broken(".csv", delimited(rows).encode(), table=base.rows)


def with_shared_strings(book: bytes) -> bytes:
    """Return a workbook whose texts lie in a part of their own, as Excel writes them."""
    name, xml = sheet_of(book)
    texts: dict[bytes, int] = {}

    def moved(cell: re.Match[bytes]) -> bytes:
        return b'<c%st="s"><v>%d</v></c>' % (cell[1], texts.setdefault(cell[2], len(texts)))

    xml = re.sub(rb'<c([^>]*)t="inlineStr"><is>(<t.*?</t>)</is></c>', moved, xml, flags=re.DOTALL)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        relations = archive.read(RELATIONS)
    kind_of = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    if kind_of not in relations:
        entry = b'<Relationship Id="rIdS" Type="' + kind_of + b'" Target="sharedStrings.xml"/>'
        relations = relations.replace(b"</Relationships>", entry + b"</Relationships>")
    strings = b"".join(b"<si>" + text + b"</si>" for text in texts)
    strings = b'<sst xmlns="' + MAIN.encode() + b'">' + strings + b"</sst>"
    return rezipped(book, {name: xml, RELATIONS: relations, STRINGS: strings})


@kind("workbook parts that disagree")
def _parts(rng: Random, base: Base) -> Broken:
    whole = with_shared_strings(xlsx(base.rows))
    sheet, xml = sheet_of(whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    half = xml[: xml.index(b"<row", len(xml) // 2)] + b"</sheetData></worksheet>"
    tag = re.search(rb'<sheet [^>]*name="Logg"[^>]*/>', parts[BOOK])
    changes: tuple[tuple[str, bytes], ...] = (
        (sheet, xml),
        (STRINGS, parts[STRINGS][: len(parts[STRINGS]) // 2]),
        (STRINGS, re.sub(rb"<si>.*?</si>", b"", parts[STRINGS], count=1)),
        (sheet, re.sub(rb"<v>3</v>", b"<v>999999</v>", xml)),
        (sheet, re.sub(rb'<c r="([A-Z]+)\d+"', rb'<c r="\g<1>2"', xml)),
        (sheet, re.sub(rb'<c r="[A-Z]+(\d+)"', rb'<c r="A\g<1>"', xml)),
        (sheet, re.sub(rb'<row r="\d+"', b'<row r="5"', xml)),
        (sheet, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', xml)),
        (BOOK, parts[BOOK].replace(b"</sheets>", (tag[0] if tag else b"") + b"</sheets>")),
        (BOOK, parts[BOOK].replace(b'name="Logg"', b'name="' + b"A" * 200 + b'"')),
        (BOOK, re.sub(rb'state="visible"', b'state="veryHidden"', parts[BOOK])),
        (RELATIONS, parts[RELATIONS].replace(b"/xl/worksheets/sheet1.xml", b"../../../../etc/hosts")),
        (RELATIONS, parts[RELATIONS].replace(b"/xl/worksheets/sheet1.xml", b"/xl/workbook.xml")),
        (
            "[Content_Types].xml",
            re.sub(rb'ContentType="[^"]*"', b'ContentType="x"', parts["[Content_Types].xml"]),
        ),
        ("../../../outside", b"x"),
        ("", half),
    )
    name, content = rng.choice(changes)
    if name:
        return Broken(".xlsx", rezipped(whole, {name: content}), table=base.rows)
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(sheet, content)
    return Broken(".xlsx", out.getvalue(), table=base.rows)


@functools.cache
def _old_workbook() -> bytes:
    return (find_root(Path(__file__)) / "tests/clean/files/old_format.xls").read_bytes()


@kind("damaged old workbooks")
def _old(rng: Random, base: Base) -> Broken:
    data = bytearray(_old_workbook())
    how = rng.choice(("bytes", "bytes", "cut", "extent", "locked"))
    if how == "bytes":
        for _ in range(rng.choice((1, 3, 10, 50))):
            data[rng.randrange(len(data))] = rng.choice((0, 255, rng.randrange(256)))
    elif how == "cut":
        del data[rng.randrange(len(data)) :]
    elif how == "extent":
        at = data.index(b"\x00\x02\x0e\x00") + 4
        data[at : at + 12] = rng.randbytes(12)
    else:
        data = data.replace("Workbook".encode("utf-16-le"), "Wordbook".encode("utf-16-le"))
    return Broken(rng.choice((".xls", base.suffix)), bytes(data), countable=False)


@kind("repeated and untyped cells")
def _ods_cells(rng: Random, base: Base) -> Broken:
    with zipfile.ZipFile(io.BytesIO(ods(base.rows))) as archive:
        xml = archive.read("content.xml").decode()
    tables = xml[xml.index("<table:table ") : xml.index("</office:spreadsheet>")]
    if rng.random() < 0.5:
        return Broken(".ods", ods_of(tables.replace(' office:value-type="string"', "")), table=base.rows)
    often = rng.choice((0, 1, 1000, 10**6, 10**9))
    blank = f'<table:table-row table:number-rows-repeated="{often}"><table:table-cell/></table:table-row>'
    at = tables.index("</table:table-row>") + len("</table:table-row>")
    return Broken(".ods", ods_of(tables[:at] + blank + tables[at:]), table=base.rows)


@kind("odd names and patterns")
def _names(rng: Random, base: Base) -> Broken:
    stem = rng.choice(
        ("a" * 300, "**", "logg-***", "[x]", "logg\nny", "logg\x1b[31m", "logg\x00", "\u202elogg", "?")
    )
    there = stem in ("[x]", "logg\nny", "logg\x1b[31m", "\u202elogg", "?")
    data = book_of(base) if base.is_workbook else base.data
    return Broken(base.suffix, data, "file" if there else "missing", countable=False, stem=stem)
