"""The texts inside a file, through packings and encodings: what a search for somebody's name must read.

Zip, tar, gz, bz2 and xz are unpacked inside each other; workbooks and documents are zip files of XML; Parquet
and PDF are read by the libraries there are. Bytes are read as UTF-8, else Windows-1252, and as UTF-16 where
every second byte is nought; base64 is read as what it stands for.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import html
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from analysis.params import AnalysisError

DEEPEST, LARGEST = 6, 200_000_000
"""Packings inside each other, and bytes unpacked of one file."""
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]{16,}\s*)+={0,2}")
_TAG = re.compile(r"<[^<>]{0,400}>")
_NOT_READ = (b"7z\xbc\xaf", b"Rar!")


_STREAMS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lzma.LZMADecompressor),
    (b"]\x00\x00", lzma.LZMADecompressor),
)
"""How a packed stream begins, and what unpacks it."""


class SealedError(AnalysisError):
    """A packing whose content cannot be looked at: encrypted, damaged, too large or of a kind not read."""


def texts_in(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield every text of a file with where it stands in it (members of an archive by name).

    Raises
    ------
    SealedError
        If something in it cannot be looked at; the message says why.
    """
    yield from _within(name, data, 0, [LARGEST])


def _within(name: str, data: bytes, depth: int, room: list[int]) -> Iterator[tuple[str, str]]:
    room[0] -= len(data)
    if depth > DEEPEST or room[0] < 0:
        raise SealedError(f"{name}: packed more than {DEEPEST} times, or to more than {LARGEST} bytes")
    yield name, name
    if data.startswith(_NOT_READ):
        raise SealedError(f"{name}: a packing that is not read")
    try:
        if data.startswith(b"PAR1"):
            yield name, _parquet(data)
            return
        if data[:1024].lstrip().startswith(b"%PDF"):
            yield name, _pdf(data, name)
            return
        members = _members(name, data, room[0])
        if members is not None:
            for inner, content in members:
                yield from _within(f"{name}/{inner}", content, depth + 1, room)
            return
    except (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError) as error:
        raise SealedError(f"{name}: damaged ({type(error).__name__})") from None
    for text in _decoded(data):
        yield name, text
        plain = html.unescape(_TAG.sub("", text))
        if plain != text:
            yield name, plain
    for packed in _BASE64.findall(data):
        inner_bytes = _from_base64(packed)
        if inner_bytes:
            yield from _within(f"{name} (base64)", inner_bytes, depth + 1, room)


def _members(name: str, data: bytes, room: int) -> list[tuple[str, bytes]] | None:
    """Return the parts of an archive or the content of a packed stream; None where the bytes are neither."""
    for start, unpacker in _STREAMS:
        if data.startswith(start):
            return [("content", _unpacked(unpacker(), data, room))]
    if data.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        raise SealedError(f"{name}: encrypted")
    if data.startswith(b"PK\x03\x04") or zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise SealedError(f"{name}: encrypted")
            if sum(entry.file_size for entry in entries) > room:
                raise SealedError(f"{name}: unpacks to more than {LARGEST} bytes")
            return [(entry.filename, archive.read(entry)) for entry in entries if not entry.is_dir()]
    if data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            parts = ((m.name, tar.extractfile(m)) for m in tar if m.isfile())
            return [(inner, part.read()) for inner, part in parts if part is not None]
    return None


def _unpacked(unpacker: Any, data: bytes, room: int) -> bytes:
    """Return what a stream unpacks to, and no more than one byte beyond the room there is."""
    content: bytes = unpacker.decompress(data, room + 1)
    if not unpacker.eof and len(content) <= room:
        raise EOFError
    rest: bytes = unpacker.unused_data
    return content + rest


def _decoded(data: bytes) -> list[str]:
    """Return the text of bytes in each encoding they may be in."""
    texts = []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        texts.append(data.decode("utf-16", errors="replace"))
    elif data[1:400:2].count(0) > 0.4 * len(data[1:400:2]) > 1:
        texts.append(data.decode("utf-16-le", errors="replace"))
    elif data[0:400:2].count(0) > 0.4 * len(data[0:400:2]) > 1:
        texts.append(data.decode("utf-16-be", errors="replace"))
    if b"\0" in data:  # UTF-16 that begins at an odd byte
        texts.append(data.replace(b"\0", b"").decode("cp1252", errors="replace"))
    try:
        texts.append(data.decode("utf-8"))
    except UnicodeDecodeError:
        texts.append(data.decode("cp1252", errors="replace"))
    return texts


def _from_base64(packed: bytes) -> bytes | None:
    plain = re.sub(rb"\s", b"", packed).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return None


def _parquet(data: bytes) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
        rows = (" ".join(map(str, row.values())) for row in table.to_pylist())
        return "\n".join([" ".join(table.column_names), *rows])
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SealedError(f"a damaged Parquet file ({type(error).__name__})") from None


def _pdf(data: bytes, name: str) -> str:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    except pypdfium2.PdfiumError:
        raise SealedError(f"{name}: an encrypted or damaged PDF") from None
