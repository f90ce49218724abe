"""Valid exports broken in the ways exports break: by whole tables and by bytes, from a stated seed.

Every kind is a function of a random generator and one valid export; `KINDS` names them all. Those of
workbooks are in ``broken_workbooks``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from xml.sax.saxutils import escape

import pandas as pd
from broken_formats import Base, Broken, delimited, ods, written, xlsx
from broken_words import DATES, FORMULAS, INJECTIONS, ODD

Breaker = Callable[[Random, Base], Broken]
KINDS: dict[str, Breaker] = {}


def kind(name: str) -> Callable[[Breaker], Breaker]:
    """Register a way to break an export."""

    def register(breaker: Breaker) -> Breaker:
        KINDS[name] = breaker
        return breaker

    return register


@kind("shuffled rows and columns")
def _shuffled(rng: Random, base: Base) -> Broken:
    header, body = base.rows[0], base.rows[1:]
    order = list(range(len(header)))
    if rng.random() < 0.7:
        rng.shuffle(order)
    if rng.random() < 0.7:
        body = rng.sample(body, len(body))
    return written(rng, [[row[c] for c in order] for row in [header, *body]])


@kind("truncated")
def _truncated(rng: Random, base: Base) -> Broken:
    if rng.random() < 0.5:
        return Broken(base.suffix, base.data[: rng.randrange(len(base.data))], countable=not base.is_workbook)
    whole = written(rng, base.rows)
    text = whole.suffix in (".csv", ".tsv")
    return replace(whole, data=whole.data[: rng.randrange(len(whole.data))], countable=text)


@kind("wrong encoding")
def _wrong_encoding(rng: Random, base: Base) -> Broken:
    text = delimited(base.rows)
    how = rng.choice(
        ("mojibake", "cp865", "mac-roman", "utf-7", "cp037", "shift-jis", "mixed", "latin-1", "cut")
    )
    if how == "mojibake":
        data = text.encode().decode("cp1252", errors="replace").encode()
    elif how == "mixed":
        lines = text.split("\r\n")
        data = b"\r\n".join(line.encode(rng.choice(("utf-8", "cp1252")), errors="replace") for line in lines)
    elif how == "cut":
        data = text.encode()
        at = rng.randrange(len(data))
        data = data[:at] + bytes([rng.randrange(0x80, 0x100)]) + data[at:]
    else:
        data = text.encode(how, errors="replace")
    return Broken(".csv", data, countable=how not in ("utf-7", "cp037"))


@kind("mixed types")
def _mixed(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    for _ in range(rng.choice((1, 1, 3, 20))):
        row = rng.randrange(1, len(rows))
        rows[row][rng.randrange(len(rows[row]))] = rng.choice(ODD)
    return written(rng, rows)


@kind("random signs in cells")
def _signs(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    for _ in range(rng.choice((1, 5, 50))):
        row = rng.randrange(0 if rng.random() < 0.1 else 1, len(rows))
        column = rng.randrange(len(rows[row]))
        sign = chr(
            rng.choice(
                (rng.randrange(1, 0x100), rng.randrange(0x100, 0xD800), rng.randrange(0xE000, 0x1F000))
            )
        )
        cell = rows[row][column]
        at = rng.randrange(len(cell) + 1)
        rows[row][column] = cell[:at] + sign + cell[at:]
    return written(rng, rows)


@kind("duplicate headers")
def _duplicate_headers(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    at, other = rng.randrange(len(rows[0])), rng.randrange(len(rows[0]))
    if rng.random() < 0.5:
        rows = [[*row, row[at]] for row in rows]
    else:
        rows[0][at] = rows[0][other]
    return written(rng, rows)


@kind("NUL bytes")
def _nul(rng: Random, base: Base) -> Broken:
    data = bytearray(delimited(base.rows).encode(rng.choice(("utf-8", "cp1252")), errors="replace"))
    for _ in range(rng.choice((1, 3, 100))):
        data.insert(rng.randrange(len(data) + 1), 0)
    if rng.random() < 0.2:
        data += bytes(rng.randrange(1, 5000))
    return Broken(".csv", bytes(data), countable=False)


@kind("10 MB in one cell")
def _huge_cell(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    row = rng.randrange(0, len(rows))
    column = rng.randrange(len(rows[row]))
    long = rng.choice(("a", "7", "æ ", "=", '"', ";", "\n", "1;", "0101202", "\u0301")) * 10_000_000
    rows[row][column] = long[:10_000_000]
    how = rng.random()
    if how < 0.2:
        lines = delimited(base.rows).split("\r\n")
        lines[row] += long[:10_000_000]
        return Broken(".csv", "\r\n".join(lines).encode(), countable=False)
    if how < 0.4:
        return Broken(".ods", ods(rows), countable=False)
    if how < 0.6:
        mark = "LANG" * 8
        rows[row][column] = mark
        return Broken(".xlsx", _with_text(xlsx(rows), mark, escape(long[:10_000_000])), countable=False)
    return Broken(".csv", delimited(rows).encode("utf-8"), countable=False)


def _with_text(book: bytes, mark: str, text: str) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, True, 1) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry).replace(mark.encode(), text.encode()))
    return out.getvalue()


def _sprinkled(rng: Random, base: Base, words: Sequence[str]) -> Broken:
    rows = [list(row) for row in base.rows]
    where = rng.random()
    if where < 0.25:
        rows[0][rng.randrange(len(rows[0]))] = rng.choice(words)
    elif where < 0.4:
        rows = [[*row, rng.choice(words)] for row in rows]
    for _ in range(rng.choice((0, 1, 5))):
        row = rng.randrange(1, len(rows))
        rows[row][rng.randrange(len(rows[row]))] = rng.choice(words)
    broken = written(rng, rows)
    return replace(broken, stem=rng.choice((None, None, "=1+1", "@SUM(1)", "-fil", "+fil")))


@kind("formulas as text")
def _formulas_as_text(rng: Random, base: Base) -> Broken:
    return _sprinkled(rng, base, FORMULAS)


@kind("CSV injection")
def _injection(rng: Random, base: Base) -> Broken:
    return _sprinkled(rng, base, INJECTIONS)


@kind("empty file")
def _empty(rng: Random, base: Base) -> Broken:
    blank = (
        b"",
        b" ",
        b"\n",
        b"\r\n" * 100,
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf\r\n",
        b";" * 20,
        b";;;\r\n" * 50,
        b"\t\t\n",
        b'""',
        b'"";""\r\n',
        b"\x00",
        b"\x00" * 1000,
        b"\xff\xfe\x00\x00",
        b"\x1a",
        b"sep=;",
        b"sep=;\r\n",
        "\u00a0\u200b".encode(),
        xlsx([]),
        ods([]),
        xlsx([[""] * 5] * 5),
        pd.DataFrame().to_parquet(index=False),
    )
    return Broken(rng.choice((base.suffix, ".csv")), rng.choice(blank), countable=False)


@kind("header only")
def _header_only(rng: Random, base: Base) -> Broken:
    rows = [base.rows[0], *[[""] * len(base.rows[0])] * rng.choice((0, 0, 1, 50))]
    return written(rng, rows)


@kind("random bytes")
def _random_bytes(rng: Random, base: Base) -> Broken:
    start = rng.choice(
        (
            b"",
            b"",
            b"PK\x03\x04",
            b"PAR1",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"sep=;\n",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"%PDF-1.7",
            b"<html>",
            b"<?xml version='1.0'?>",
            b"$FL2",
            b"\x1f\x8b",
            base.data[:200],
        )
    )
    end = rng.choice((b"", b"PAR1", b"PK\x05\x06" + bytes(18)))
    size = rng.choice((1, 10, 1000, 100_000))
    return Broken(
        rng.choice((".csv", ".xlsx", ".ods", ".xls", ".parquet")),
        start + rng.randbytes(size) + end,
        countable=False,
    )


@kind("swapped extension")
def _swapped(rng: Random, base: Base) -> Broken:
    suffix = rng.choice(
        (".csv", ".xlsx", ".ods", ".xls", ".txt", ".parquet", ".CSV", ".XLSX", ".xlsm", ".bak", ".tsv")
    )
    return replace(written(rng, base.rows), suffix=suffix)


@kind("many columns")
def _wide(rng: Random, base: Base) -> Broken:
    more = rng.choice((500, 3000, 12_000))
    named = rng.random() < 0.5
    few = base.rows[:30]
    rows = [
        [*row, *((f"kolonne {n}" if named and r == 0 else rng.choice(("", "x"))) for n in range(more))]
        for r, row in enumerate(few)
    ]
    if rng.random() < 0.3:
        return Broken(".csv", (delimited(base.rows) + ";" * 1_000_000 + "\r\n").encode())
    if rng.random() < 0.5:
        return Broken(".xlsx", xlsx(rows[:6]), countable=True)
    return Broken(".csv", delimited(rows).encode("utf-8"))


@kind("unbalanced quotes")
def _quotes(rng: Random, base: Base) -> Broken:
    text = delimited(base.rows, quoting=csv.QUOTE_ALL) if rng.random() < 0.5 else delimited(base.rows)
    if rng.random() < 0.5 and '"' in text:
        hits = [n for n, sign in enumerate(text) if sign == '"']
        at = rng.choice(hits)
        text = text[:at] + text[at + 1 :]
    else:
        for _ in range(rng.choice((1, 1, 2, 5))):
            at = rng.randrange(len(text))
            text = text[:at] + '"' + text[at:]
    return Broken(".csv", text.encode(rng.choice(("utf-8", "cp1252")), errors="replace"))


@kind("mixed line endings")
def _endings(rng: Random, base: Base) -> Broken:
    ends = rng.choice(
        (
            ("\n",),
            ("\r",),
            ("\n", "\r", "\r\n"),
            ("\r\n", "\r\r\n"),
            ("\n", "\u2028"),
            ("\r\n", "\x0b", "\x85"),
        )
    )
    lines = delimited(base.rows).split("\r\n")
    text = "".join(line + rng.choice(ends) for line in lines)
    return Broken(".csv", text.encode("utf-8"))


@kind("byte order marks")
def _boms(rng: Random, base: Base) -> Broken:
    text = delimited(base.rows)
    mark = b"\xef\xbb\xbf"
    middle = text.split("\r\n", 1)
    variants = (
        mark + mark + text.encode(),
        mark + text.encode("cp1252", errors="replace"),
        b"\xff\xfe" + text.encode(),
        b"\xfe\xff" + text.encode(),
        text.encode("utf-32"),
        (middle[0] + "\r\n\ufeff" + middle[1]).encode(),
        b"\r\n" + mark + text.encode(),
        text.encode() + mark,
        b"+/v8" + text.encode("utf-7"),
        mark[:2] + text.encode(),
    )
    at = rng.randrange(len(variants))
    return Broken(".csv", variants[at], countable=at in (0, 5, 7))


@kind("UTF-16")
def _utf16(rng: Random, base: Base) -> Broken:
    delimiter, codec = rng.choice((";", "\t")), rng.choice(("utf-16", "utf-16-le", "utf-16-be"))
    whole = delimited(base.rows, delimiter).encode(codec)
    data, how = whole, rng.random()
    if how < 0.3:
        data = whole[: rng.randrange(len(whole))]
    elif how < 0.5:
        at = rng.randrange(len(whole))
        data = whole[:at] + rng.randbytes(rng.choice((1, 2, 3))) + whole[at:]
    sound = data is whole and codec == "utf-16"
    return Broken(rng.choice((".csv", ".txt")), data, "file", sound, delimiter)


@kind("trailing totals")
def _totals(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    word = rng.choice(("Sum", "SUM:", "Totalt", "I alt", "Total 2024", "Delsum", "Totalsum", "sum totalt"))
    at = rng.choice((0, 0, 0, 1, len(rows[0]) - 1))
    total = [""] * len(rows[0])
    total[at] = word
    total[-1] = total[-1] or rng.choice(("123", "1 234,50", ""))
    rows.append(total)
    if rng.random() < 0.5:
        rows += [[""] * len(rows[0]), ["Hentet ut 01.10.2024 kl. 12.00", *[""] * (len(rows[0]) - 1)]]
    if rng.random() < 0.3:
        rows.insert(rng.randrange(1, len(rows)), list(total))
    return written(rng, rows)


@kind("dates out of range")
def _dates(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    dated = [c for c in range(len(rows[0])) if _like_date([row[c] for row in rows[1:]])] or [0]
    for _ in range(rng.choice((1, 2, 10))):
        rows[rng.randrange(1, len(rows))][rng.choice(dated)] = rng.choice(DATES)
    return written(rng, rows)


def _like_date(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return sum("20" in cell for cell in filled) * 2 > len(filled)


@kind("ragged rows")
def _ragged(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    for _ in range(rng.choice((1, 5, 40))):
        row = rng.randrange(0 if rng.random() < 0.05 else 1, len(rows))
        if rng.random() < 0.5:
            rows[row] = rows[row][: rng.randrange(len(rows[row]) + 1)]
        else:
            rows[row] = [*rows[row], *[rng.choice(("", "x", "ekstra"))] * rng.choice((1, 3, 50))]
    return written(rng, rows)


@kind("repeated and blank rows")
def _repeated(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    for _ in range(rng.choice((1, 5, 30))):
        at = rng.randrange(1, len(rows) + 1)
        new = rng.choice((rows[rng.randrange(len(rows))], [""] * len(rows[0]), [" "] * len(rows[0])))
        rows.insert(at, list(new))
    return written(rng, rows)


@kind("missing or no file")
def _no_file(rng: Random, base: Base) -> Broken:
    state = rng.choice(("missing", "folder", "unreadable", "pipe", "loop", "locked folder"))
    return Broken(base.suffix, base.data, state, countable=False)  # type: ignore[arg-type]


@kind("unquoted delimiters")
def _unquoted(rng: Random, base: Base) -> Broken:
    rows = [list(row) for row in base.rows]
    delimiter = rng.choice((";", ",", "\t", "|"))
    for _ in range(rng.choice((0, 1, 5))):
        row = rng.randrange(1, len(rows))
        rows[row][rng.randrange(len(rows[row]))] += rng.choice((delimiter, f"{delimiter}x", "\n"))
    text = "\r\n".join(delimiter.join(cell.replace('"', "") for cell in row) for row in rows)
    return Broken(".csv", text.encode(), "file", False, delimiter)
