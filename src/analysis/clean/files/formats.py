"""Files that hold no table the clean room reads: told by their first bytes, each with what to do."""

from __future__ import annotations

import re
from pathlib import Path

_HEAD = 4_000
"""Bytes from the beginning that tell what a file is."""
_TABLE_SUFFIXES = (".xlsx", ".xls", ".ods", ".xlsm", ".parquet")
_SAVE_AS = (
    "Åpne den i Excel (svar ja hvis Excel spør om filtypen), velg Lagre som og Excel-arbeidsbok (.xlsx)."
)
_UNPACK = "Pakk den ut, og legg filen som ligger i den, i data/raw."
_AS_TABLE = "Eksporter tabellen som CSV eller Excel."
_HTML = re.compile(
    r"(?><!--.*?-->|<\?xml[^>]*>|\s)*+<(?:!doctype html|html|head|meta|style"
    r"|title|body|table|(?:div|center|font)\b.*<table)\b",
    re.DOTALL | re.IGNORECASE,
)
_SYLK = re.compile(r"ID;P[A-Z0-9]*(?:;[NE])*(?:\s+[A-Z]{1,2};[A-Z]|\s*\Z)")
"""SYLK's first record, and a second: a text file may have «ID;Person» for headers."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"<stata_dta>", "Stata-filer leses ikke", _AS_TABLE),
    (b"%PDF", "filen er en PDF", _AS_TABLE),
    (b"{\\rtf", "filen er et tekstdokument (RTF)", _AS_TABLE),
    (b"\x1f\x8b", "filen er pakket (gzip)", _UNPACK),
    (b"BZh", "filen er pakket (bzip2)", _UNPACK),
    (b"\xfd7zXZ\x00", "filen er pakket (xz)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "filen er pakket (7-Zip)", _UNPACK),
    (b"Rar!\x1a\x07", "filen er pakket (RAR)", _UNPACK),
    (b"SQLite format 3\x00", "filen er en database (SQLite)", _AS_TABLE),
    (b"\x89PNG", "filen er et bilde", _AS_TABLE),
    (b"\xff\xd8\xff", "filen er et bilde", _AS_TABLE),
)


def refused(data: bytes, path: Path) -> tuple[str, str] | None:
    """Return what a file is and what to do (Norwegian) when it is no table; None when it may be text.

    Examples
    --------
    >>> refused(b"<table><tr><td>Dato</td></tr></table>", Path("logg.xls"))[0]
    'filen heter .xls, men er en nettside (HTML)'
    >>> refused(b"Dato;Adresse", Path("logg.csv")) is None
    True
    """
    head = data[:_HEAD]
    for start, what, advice in _SIGNATURES:
        if head.startswith(start):
            return what, advice
    text = _text(head)
    if _SYLK.match(text):
        return "filen er i formatet SYLK", _SAVE_AS
    named = f"filen heter {path.suffix.lower()}, men er" if path.suffix else "filen er"
    if _HTML.match(text):
        return f"{named} en nettside (HTML)", _SAVE_AS
    if text.startswith("<?xml"):
        return f"{named} XML", _SAVE_AS
    if text.lower().startswith("mime-version:"):
        return f"{named} en nettside i én fil (MHTML)", _SAVE_AS
    if re.match(r'(?:\[\s*\{|\{\s*")', text):
        return f"{named} JSON", _AS_TABLE
    if path.suffix.lower() in _TABLE_SUFFIXES:
        return (f"filen heter {path.suffix}, men innholdet er ikke det", "Hent eksporten på nytt.")
    if b"\0" not in head and 20 * len(_CONTROLS.findall(head)) > max(len(head), 500):
        return "filen er ikke en tekstfil", _AS_TABLE
    return None


def _text(head: bytes) -> str:
    """Return the beginning as far as it is text, without marks and spaces before it."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:8:2] == b"\0\0\0\0"
    codec = "utf-16-be" if head[:2] == b"\xfe\xff" else "utf-16-le" if wide else "utf-8"
    return head.decode(codec, errors="replace").lstrip("\ufeff\u00a0 \r\n\t")
