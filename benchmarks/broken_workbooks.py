"""Workbooks broken as workbooks break: formulas, merged cells, odd types, flipped bits, bombs."""

from __future__ import annotations

import functools
import io
import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
from broken_files import kind
from broken_formats import Base, Broken, delimited, ods, ods_of, xlsx
from openpyxl import Workbook, load_workbook

SHEET = "xl/worksheets/sheet1.xml"
TEXT_CELL = (
    '<table:table-cell office:value-type="string" table:number-columns-repeated="{}"><text:p>x</text:p>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rezipped(book: bytes, changed: dict[str, bytes], without: frozenset[str] = frozenset()) -> bytes:
    """Return a zip with some entries replaced, added or left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for entry in source.infolist():
            if entry.filename not in changed and entry.filename not in without:
                target.writestr(entry.filename, source.read(entry))
        for name, data in changed.items():
            target.writestr(name, data)
    return out.getvalue()


def book_of(base: Base) -> bytes:
    """Return the export as a workbook: its own bytes where it is one."""
    return base.data if base.is_workbook else xlsx(base.rows)


def sheet_of(book: bytes) -> tuple[str, bytes]:
    """Return the name and XML of the largest sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheets = [e for e in archive.infolist() if e.filename.startswith("xl/worksheets/sheet")]
        entry = max(sheets, key=lambda e: e.file_size)
        return entry.filename, archive.read(entry)


@kind("formula cells")
def _formulas(rng: Random, base: Base) -> Broken:
    book = Workbook()
    page = book.active
    page.title = "Logg"
    for row in base.rows:
        page.append([cell or None for cell in row])
    for line in page.iter_rows():
        for cell in line:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    for _ in range(rng.choice((1, 3, 30))):
        cell = page.cell(rng.randrange(2, len(base.rows) + 1), rng.randrange(1, len(base.rows[0]) + 1))
        cell.value = rng.choice(
            ("=1+1", "=A2", '="Runarveien 1"', "=TODAY()", "=1/0", "=NA()", "=[1]Ark1!A1")
        )
    out = io.BytesIO()
    book.save(out)
    made = out.getvalue()
    if rng.random() < 0.6:  # a result stored beside the formula, as Excel does
        name, xml = sheet_of(made)
        value = rng.choice((b"<v>2</v>", b"<v>45000</v>", b"<v>#DIV/0!</v>", b"<v>nan</v>", b"<v>1e999</v>"))
        made = rezipped(made, {name: re.sub(rb"<v ?/>|<v></v>", value, xml)})
        return Broken(".xlsx", made, countable=False)
    return Broken(".xlsx", made, countable=False)


NATIVE = (
    0, 7, 8, -3, 3.5, 1e300, -1e-300, 45000, 45000.25, 2958466.0, -1.0, True, False, "", " ", "7", "x",
    date(1900, 1, 1), date(2024, 2, 29), datetime(2024, 1, 8, 23, 59, 59), date(9999, 12, 31), time(12, 30),
    timedelta(hours=30),
)  # fmt: skip


@kind("mixed types in workbooks")
def _native(rng: Random, base: Base) -> Broken:
    rows: list[list[object]] = [list(row) for row in base.rows]
    for _ in range(rng.choice((1, 1, 3, 20))):
        row = rng.randrange(0 if rng.random() < 0.1 else 1, len(rows))
        rows[row][rng.randrange(len(rows[row]))] = rng.choice(NATIVE)
    return Broken(".xlsx", xlsx(rows))


@kind("merged cells")
def _merged(rng: Random, base: Base) -> Broken:
    rows: list[list[object]] = [list(row) for row in base.rows]
    width = len(rows[0])
    letter = [_letter(n) for n in range(width)]
    at = rng.randrange(max(width - 1, 1))
    how = rng.choice(("header across", "header above", "header down", "body down", "body across", "all"))
    if how == "header across":
        return Broken(
            ".xlsx", xlsx(rows, merged=[f"{letter[at]}1:{letter[min(at + 1, width - 1)]}1"]), countable=False
        )
    if how == "header above":
        rows.insert(0, ["Gruppe" if n == at else "" for n in range(width)])
        return Broken(".xlsx", xlsx(rows, merged=[f"{letter[at]}1:{letter[min(at + 1, width - 1)]}1"]))
    if how == "header down":
        rows.insert(1, [""] * width)
        return Broken(".xlsx", xlsx(rows, merged=[f"{one}1:{one}2" for one in letter]))
    last = min(len(rows), 6)
    if how == "body down":
        return Broken(".xlsx", xlsx(rows, merged=[f"{letter[at]}3:{letter[at]}{last}"]), countable=False)
    if how == "body across":
        return Broken(".xlsx", xlsx(rows, merged=[f"{letter[0]}3:{letter[-1]}3"]), countable=False)
    return Broken(".xlsx", xlsx(rows, merged=[f"{letter[0]}1:{letter[-1]}{last}"]), countable=False)


def _letter(number: int) -> str:
    return chr(65 + number) if number < 26 else chr(64 + number // 26) + chr(65 + number % 26)


@kind("several sheets")
def _sheets(rng: Random, base: Base) -> Broken:
    book = load_workbook(io.BytesIO(book_of(base)))
    name = book.sheetnames[0]
    how = rng.choice(("copy", "hidden", "very hidden", "chart", "renamed", "odd name", "second empty"))
    if how == "copy":
        book.copy_worksheet(book[name])
    elif how in ("hidden", "very hidden"):
        book.create_sheet("Annet")
        book[name].sheet_state = "hidden" if how == "hidden" else "veryHidden"
        book.active = len(book.sheetnames) - 1
    elif how == "chart":
        book.create_chartsheet("Figur")
    elif how == "second empty":
        book.create_sheet("Tomt", 0)
    else:
        book[name].title = "=1+1" if how == "odd name" else "Ark1"
    out = io.BytesIO()
    book.save(out)
    return Broken(".xlsx", out.getvalue(), countable=False)


@kind("bit flips")
def _flips(rng: Random, base: Base) -> Broken:
    made = rng.choice(("own", "own", "xlsx", "ods", "csv", "parquet"))
    if made == "own":
        suffix, data = base.suffix, bytearray(base.data)
    elif made == "parquet":
        columns = {f"{n}": [row[n] for row in base.rows[1:]] for n in range(len(base.rows[0]))}
        table = pa.table(columns).rename_columns(base.rows[0])
        out = io.BytesIO()
        pq.write_table(table, out)
        suffix, data = ".parquet", bytearray(out.getvalue())
    else:
        data = bytearray(
            {"xlsx": xlsx, "ods": ods}.get(made, lambda rows: delimited(rows).encode())(base.rows)
        )
        suffix = f".{made}"
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return Broken(suffix, bytes(data), countable=suffix == ".csv")


@kind("broken XML in workbooks")
def _broken_xml(rng: Random, base: Base) -> Broken:
    if rng.random() < 0.25:
        return Broken(".ods", ods_of(_odd_ods(rng)), countable=False)
    book = xlsx(base.rows) if rng.random() < 0.7 else book_of(base)
    name, xml = sheet_of(book)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = archive.namelist()
    how = rng.choice(
        ("cut", "flip", "absent", "entity", "deep", "reference", "type", "text", "empty", "twice")
    )
    if how == "absent":
        return Broken(".xlsx", rezipped(book, {}, frozenset({rng.choice(names)})), countable=False)
    if how == "empty":
        return Broken(".xlsx", rezipped(book, {rng.choice(names): b""}), countable=False)
    if how == "twice":
        return Broken(".xlsx", _with_twice(book, name, xml), countable=False)
    if how == "cut":
        xml = xml[: rng.randrange(len(xml))]
    elif how == "flip":
        changed = bytearray(xml)
        for _ in range(rng.choice((1, 5, 50))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        xml = bytes(changed)
    elif how == "entity":
        head = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (n, *[n - 1] * 10)
            for n in range(98, 108)
        )
        xml = head + b"]>" + xml.replace(b"<v>0</v>", b"<v>&k;</v>")
    elif how == "deep":
        xml = xml.replace(b"<sheetData>", b"<sheetData>" + b"<c>" * 200_000, 1)
    elif how == "reference":
        wrong = rng.choice(
            (b'r="ZZZZ1"', b'r="A0"', b'r="1A"', b'r=""', b'r="A99999999999"', b'r="XFD1048576"', b'r="$A$1"')
        )
        xml = re.sub(rb'r="B3"', wrong, xml)
    elif how == "type":
        wrong = rng.choice((b't="d"', b't="e"', b't="b"', b't="str"', b't="?"', b't="n"', b""))
        xml = re.sub(rb't="(?:s|inlineStr)"', wrong, xml, count=rng.choice((1, 0)))
    else:
        wrong = rng.choice((b"<v>99999999</v>", b"<v>-1</v>", b"<v>x</v>", b"<v></v>", b"<v>1.5</v>"))
        xml = re.sub(rb"<v>\d+</v>", wrong, xml, count=rng.choice((1, 0)))
    return Broken(".xlsx", rezipped(book, {name: xml}), countable=False)


def _with_twice(book: bytes, name: str, xml: bytes) -> bytes:
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo(name)
        archive.NameToInfo.pop(name, None)  # a second entry of the same name, without a warning
        archive.writestr(entry, xml[: len(xml) // 2])
    return out.getvalue()


def _odd_ods(rng: Random) -> str:
    number = rng.choice(("-1", "0", "x", "", "99999999999999999999", "1048576"))
    cell = TEXT_CELL.format(number) + "</table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="{number}">{cell}</table:table-row>'
    value = rng.choice(("date", "float", "time", "boolean", "percentage", "ukjent"))
    values = f'office:value-type="{value}" office:{value}-value="x" office:value="x"'
    odd = f"<table:table-cell {values}><text:p>x</text:p></table:table-cell>"
    deep = "<table:table-row>" * rng.choice((1, 50_000))
    close = "</table:table-row>" * (deep.count("<") if rng.random() < 0.5 else 1)
    body = rng.choice((row, f"<table:table-row>{odd}</table:table-row>", deep + odd + close))
    return f'<table:table table:name="Logg">{body}</table:table>'


@functools.cache
def _zeros(megabytes: int) -> bytes:
    """Return compressed blanks; made once, since that is what takes time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(megabytes)), packer.flush()])


@functools.cache
def _checksum(megabytes: int) -> int:
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(b" " * 1_000_000, crc)
    return crc


def _raw_zip(entries: list[tuple[str, bytes, int, int, int]]) -> bytes:
    """Return a zip of (name, packed bytes, stated packed size, stated size, checksum)."""
    out, central = io.BytesIO(), b""
    for name, packed, packed_size, size, crc in entries:
        at = out.tell()
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, packed_size, size, len(name), 0)
        out.write(b"PK\x03\x04" + fields + name.encode() + packed)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + fields
        central += struct.pack("<HHHII", 0, 0, 0, 0, at) + name.encode()
    at = out.tell()
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(central), at, 0)
    out.write(central + b"PK\x05\x06" + end)
    return out.getvalue()


@kind("zip bombs")
def _bomb(rng: Random, base: Base) -> Broken:
    how = rng.choice(
        (
            "large",
            "lying",
            "overlapping",
            "many",
            "strings",
            "span",
            "rows",
            "ods rows",
            "nested",
            "wide text",
            "moderate",
            "corner",
            "one text",
            "ods text",
        )
    )
    large = rng.choice((30, 200))
    if how in ("large", "lying", "many"):
        packed = _zeros(large)
        size = 1000 if how == "lying" else large * 1_000_000
        one = (SHEET, packed, len(packed), size, _checksum(large))
        more = [(f"xl/worksheets/sheet{n}.xml", *one[1:]) for n in range(2, 12)] if how == "many" else []
        return Broken(
            ".xlsx", _raw_zip([("[Content_Types].xml", b"\x03\x00", 2, 0, 0), one, *more]), countable=False
        )
    if how == "overlapping":
        return Broken(".xlsx", _overlapping(large), countable=False)
    if how == "strings":
        text = "A" * 1_000_000
        shared = f'<sst xmlns="{MAIN}">' + f"<si><t>{text}</t></si>" * 30 + "</sst>"
        return Broken(
            ".xlsx", rezipped(xlsx(base.rows), {"xl/sharedStrings.xml": shared.encode()}), countable=False
        )
    if how == "nested":
        inner = xlsx(base.rows)
        for _ in range(10):
            inner = rezipped(xlsx([["x"]]), {"xl/embeddings/inni.xlsx": inner})
        return Broken(".xlsx", inner, countable=False)
    if how == "moderate":
        row = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
        return Broken(".xlsx", _sheet_bomb(base, row * 100_000), countable=False)
    if how == "wide text":
        return Broken(
            ".xlsx", _sheet_bomb(base, b"<row>" + b"<c><v>1</v></c>" * 2_000_000 + b"</row>"), countable=False
        )
    if how == "ods rows":
        cell = TEXT_CELL.format(16384) + "</table:table-cell>"
        row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
        return Broken(
            ".ods",
            ods_of(f'<table:table table:name="Logg">{row * rng.choice((1, 100))}</table:table>'),
            countable=False,
        )
    if how == "one text":
        cells = b"<row>" + b'<c t="s"><v>0</v></c>' * 10 + b"</row>"
        bomb = _sheet_bomb(base, cells * 20_000)
        text = "A" * 30_000
        shared = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'
        return Broken(".xlsx", rezipped(bomb, {"xl/sharedStrings.xml": shared.encode()}), countable=False)
    if how == "ods text":
        cell = (
            TEXT_CELL.format(1000).replace("x</text:p>", "x" * 30_000 + "</text:p>") + "</table:table-cell>"
        )
        row = f'<table:table-row table:number-rows-repeated="1000">{cell}</table:table-row>'
        return Broken(".ods", ods_of(f'<table:table table:name="Logg">{row}</table:table>'), countable=False)
    if how == "corner":
        row = b'<row r="1048000">' + b'<c t="inlineStr"><is><t>x</t></is></c>' * 1_000_000 + b"</row>"
        return Broken(".xlsx", _sheet_bomb(base, row), countable=False)
    corner = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    if how == "rows":
        corner = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    return Broken(".xlsx", _sheet_bomb(base, corner), countable=False)


def _sheet_bomb(base: Base, more: bytes) -> bytes:
    book = xlsx(base.rows)
    name, xml = sheet_of(book)
    return rezipped(book, {name: xml.replace(b"</sheetData>", more + b"</sheetData>")})


def _overlapping(megabytes: int) -> bytes:
    """Return a zip whose directory names the same packed bytes a thousand times."""
    packed = _zeros(megabytes)
    size, crc = megabytes * 1_000_000, _checksum(megabytes)
    out = io.BytesIO()
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(SHEET), 0)
    out.write(b"PK\x03\x04" + fields + SHEET.encode() + packed)
    entry = (
        b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + SHEET.encode()
    )
    at = out.tell()
    out.write(entry * 1000)
    out.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1000, 1000, len(entry) * 1000, at, 0))
    return out.getvalue()


@kind("odd Parquet")
def _odd_parquet(rng: Random, base: Base) -> Broken:
    columns = [pa.array([row[c] for row in base.rows[1:]]) for c in range(len(base.rows[0]))]
    names = list(base.rows[0])
    n = len(base.rows) - 1
    at = rng.randrange(len(columns))
    columns[at] = rng.choice(
        (
            lambda: pa.array([b"\xff\x00"] * n),
            lambda: pa.array([[1, 2]] * n),
            lambda: pa.array([{"a": 1}] * n),
            lambda: pa.array([datetime(2024, 1, 8, 12)] * n),
            lambda: pa.array([date(2024, 1, 8)] * n),
            lambda: pa.array([1.5] * n),
            lambda: pa.array([float("nan")] * n),
            lambda: pa.array([True] * n),
            lambda: pa.nulls(n),
            lambda: pa.array([-(2**63)] * n, pa.int64()),
            lambda: pa.array([2**52] * n, pa.timestamp("ms")),
            lambda: pa.array([2**62] * n, pa.timestamp("ns")),
            lambda: pa.array([timedelta(days=1)] * n),
            lambda: pa.array(["x"] * n).dictionary_encode(),
            lambda: columns[at].cast(pa.large_string()),
            lambda: columns[at].cast(pa.binary()),
        )
    )()
    out = io.BytesIO()
    table = pa.table(columns, names=names)
    pq.write_table(table.slice(0, 0) if rng.random() < 0.1 else table, out)
    data = out.getvalue()
    if rng.random() < 0.15:
        data = data[: rng.randrange(4, len(data))]
    return Broken(rng.choice((".parquet", ".csv")), data, countable=False)
