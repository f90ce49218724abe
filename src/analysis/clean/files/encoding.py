"""Which encoding a text file has: recognised from its bytes, never guessed in silence."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 med BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_NOT_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_C1 = re.compile(rb"[\x80-\x9f]")
_MOJIBAKE = re.compile("Ã[¥¦¸…†˜\u0085\u0086\u0098©]")
_UTF8_LETTER = re.compile(rb"(?<![\x80-\xff])\xc3[\x85\x86\x98\xa5\xa6\xb8](?![\x80-\xbf])")
_SINGLE_LETTER = re.compile(rb"(?<![\x80-\xff])[\xc5\xc6\xd8\xe5\xe6\xf8](?![\x80-\xff])")
"""Å, æ and ø in the two, with no other letter beyond ASCII beside them."""
_CHUNK = 1 << 24
_SWAPPED = "\u0a00"
"""A line break whose two bytes have changed places; no letter."""
_EIGHT_BIT = re.compile(rb"[\t\n\r -~]{40}|[\t -~]{8}\r?\n[\t -~]{8}")
"""Bytes that no text in UTF-16 or UTF-32 has beside each other."""


@dataclass(frozen=True)
class Encoding:
    """A recognised encoding: Python's name for it, and what to call it for the researcher."""

    codec: str
    label: str


def recognise(data: bytes) -> Encoding:
    """Return the encoding of the bytes of a text file.

    A byte order mark decides; else valid UTF-8 is UTF-8; else bytes 0x80–0x9F that Windows-1252 uses for
    signs mean Windows-1252; bytes Windows-1252 leaves unused mean ISO-8859-1. Where neither kind occurs,
    the two are the same text.

    Examples
    --------
    >>> recognise("blåbær".encode()).label, recognise("blåbær – 5 €".encode("cp1252")).label
    ('UTF-8', 'Windows-1252')
    >>> recognise("blåbær".encode("latin-1")).label
    'ISO-8859-1 (her samme tekst som Windows-1252)'
    """
    for mark, codec, label in BOMS:
        if data.startswith(mark):
            return Encoding(codec, label)
    if _is_utf16(data):
        return Encoding("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "UTF-16 uten BOM")
    if data.isascii():
        return Encoding("utf-8", "UTF-8 (bare ASCII-tegn)")
    if _is_utf8(data):
        return Encoding("utf-8", "UTF-8")
    if _NOT_IN_1252.search(data):
        return Encoding("iso-8859-1", "ISO-8859-1")
    if _C1.search(data):
        return Encoding("cp1252", "Windows-1252")
    return Encoding("cp1252", "ISO-8859-1 (her samme tekst som Windows-1252)")


def is_wide(codec: str) -> bool:
    """Whether every letter of this encoding takes two bytes or four."""
    return codecs.lookup(codec).name.startswith(("utf-16", "utf-32"))


def foreign_part(data: bytes, codec: str) -> int | None:
    r"""Return the line (from 1) where a UTF-16 or UTF-32 file goes on with one byte a letter; None for none.

    Two exports put after each other give such a file. Its second half decodes without an error, into
    nonsense on one line.

    Examples
    --------
    >>> foreign_part("Dato;Hva\n".encode("utf-16") + b"1.1.24;Naboklage\n" * 9, "utf-16")
    2
    """
    if not is_wide(codec):
        return None
    swapped = data.decode(codec, errors="replace").partition(_SWAPPED)
    if swapped[1]:
        return swapped[0].count("\n") + 1
    part = _EIGHT_BIT.search(data)
    return None if part is None else data[: part.start()].decode(codec, errors="replace").count("\n") + 1


def encoding_changes(data: bytes, codec: str) -> int | None:
    r"""Return the first line in UTF-8 of a file of one byte a letter that has both; None for none.

    Examples
    --------
    >>> encoding_changes("blå;år\nfjær".encode("cp1252") + "\nblå".encode(), "cp1252")
    3
    >>> encoding_changes("blå".encode("cp1252"), "cp1252") is None
    True
    """
    if codec not in ("cp1252", "iso-8859-1"):
        return None
    utf8, single = _UTF8_LETTER.search(data), _SINGLE_LETTER.search(data)
    return data[: utf8.start()].count(b"\n") + 1 if utf8 and single else None


def looks_misread(text: str) -> bool:
    """Whether UTF-8 was once read as Windows-1252 and saved so («Ã¸» for «ø»)."""
    return bool(_MOJIBAKE.search(text))


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf16(data: bytes) -> bool:
    head = data[:2000]
    if len(head) < 8:
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    return max(even, odd) > 0.4 * half and min(even, odd) < 0.1 * half
