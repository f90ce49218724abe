"""The text in a file, wherever it stands: pages, attributes, comments, metadata, packed or embedded parts."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote_to_bytes

import pandas as pd
import pikepdf
import pypdfium2
from lxml import etree, html
from PIL import ExifTags, Image

BLOCKS = frozenset({
    "p", "li", "td", "th", "caption", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "title",
    "div", "section", "a", "summary", "text", "desc", "pre", "blockquote", "header", "footer", "nav", "body",
})  # fmt: skip
"""Elements whose own text is read as one piece, apart from the blocks in them."""
DRAWN = frozenset({
    "d", "points", "transform", "viewbox", "x", "y", "width", "height", "integrity", "style", "id", "class",
    "for", "clip-path", "aria-labelledby", "aria-describedby",
})  # fmt: skip
"""Attributes of coordinates, styles and names that programs make up."""
CODE = frozenset({"script", "style", "template"})
_FONT = re.compile(r"font(?:-family)?:[^;]*")
_REFERENCE = re.compile(r"(?<![\w.])-?@[\w:.-]*\w")
LARGEST = 64_000_000
"""Bytes a packed part may have once unpacked."""


@dataclass(frozen=True)
class Piece:
    """A text, and where in the file it stands.

    Attributes
    ----------
    where
        Place in the file, in Norwegian: «side 3», «alternativ tekst».
    text
        The text.
    loose
        Whether numbers beside each other may be of different cells or drawings, so that eight digits are no
        telephone number: pages of a PDF, styles, code.
    """

    where: str
    text: str
    loose: bool = False


class UnreadableError(ValueError):
    """A file of which nobody can say what is in it."""


def pieces(path: Path) -> Iterator[Piece]:
    """Return every text of a file, its name first.

    Raises
    ------
    UnreadableError
        If the file cannot be read as what its name says.
    """
    yield Piece("filnavnet", path.name)
    yield from read(path.name, path.read_bytes())


def read(name: str, data: bytes) -> Iterator[Piece]:
    """Return every text of some bytes, read as the name says.

    Examples
    --------
    >>> [piece.text for piece in read("a.html", b"<p title='en'>to <b>tre</b></p><!-- fire -->")]
    ['to tre', 'en', 'fire']
    >>> [piece.text for piece in read("a.json", b'{"en": ["to", 3]}')]
    ['en', 'to']
    """
    reader = READERS.get(PurePosixPath(name).suffix.lower(), _lines)
    try:
        yield from reader(data)
    except (
        OSError,
        ValueError,
        etree.LxmlError,
        pikepdf.PdfError,
        pypdfium2.PdfiumError,
        zipfile.BadZipFile,
    ) as error:
        raise UnreadableError(f"{name}: {error}") from error


def _lines(data: bytes) -> Iterator[Piece]:
    """Return the lines of a text file; of other bytes, what can be read of them."""
    text = data.decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), start=1):
        yield Piece(f"linje {number}", line, loose="\0" in line)


def _chapter(data: bytes) -> Iterator[Piece]:
    """Return the lines of a chapter; a reference to a figure or a book is no e-mail address."""
    for piece in _lines(data):
        yield Piece(piece.where, _REFERENCE.sub("", piece.text), piece.loose)


def _json(data: bytes) -> Iterator[Piece]:
    yield from _strings(json.loads(data))


def _strings(value: Any, where: str = "tekst") -> Iterator[Piece]:
    if isinstance(value, str):
        yield Piece(where, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield Piece("navnet på et felt", key)
            yield from _strings(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, where)


def _notebook(data: bytes) -> Iterator[Piece]:
    """Return the texts of a notebook: cells, printed text, metadata, and the pictures it holds."""
    book = json.loads(data)
    for number, cell in enumerate(book.get("cells", []), start=1):
        for at, line in enumerate("".join(cell.get("source", "")).splitlines(), start=1):
            yield Piece(f"celle {number}, linje {at}", line)
        for output in cell.get("outputs", []):
            yield from _output(output, f"utskriften av celle {number}")
        rest = {key: value for key, value in cell.items() if key not in {"source", "outputs"}}
        yield from _strings(rest, f"celle {number}")
    yield from _strings({key: value for key, value in book.items() if key != "cells"}, "metadata")


def _output(output: dict[str, Any], where: str) -> Iterator[Piece]:
    for kind, value in {**output.pop("data", {}), "text": output.pop("text", "")}.items():
        content = "".join(value) if isinstance(value, list) else value
        if kind.startswith("image/") and kind != "image/svg+xml":
            yield from _within(where, f"bilde.{kind.split('/')[1]}", base64.b64decode(content))
        elif kind in {"text/html", "image/svg+xml"}:
            yield from _within(where, "utskrift.html", str(content).encode())
        else:
            yield from (Piece(where, line) for line in str(content).splitlines())
    yield from _strings(output, where)


def _page(data: bytes) -> Iterator[Piece]:
    text = data.decode("utf-8", "replace").strip()
    page = html.document_fromstring(text or "<html/>", parser=html.HTMLParser(huge_tree=True))
    yield from _tree(page)


def _markup(data: bytes) -> Iterator[Piece]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    tree = etree.fromstring(data, parser)
    if tree is not None:
        yield from _tree(tree)


def _parts(data: bytes) -> Iterator[Piece]:
    """Return paragraphs and cells of a part of a Word file or workbook, and the other texts one by one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    tree = etree.fromstring(data, parser)
    for element in tree.iter() if tree is not None else ():
        joined = isinstance(element.tag, str) and etree.QName(element).localname in {"p", "si"}
        yield Piece("teksten", "".join(element.itertext()) if joined else element.text or "")
        yield from (Piece("et attributt", str(value), loose=True) for value in element.attrib.values())


def _tree(tree: Any) -> Iterator[Piece]:
    for element in tree.iter():
        if isinstance(element, etree._Comment | etree._ProcessingInstruction):
            yield Piece("en kommentar", (element.text or "").strip())
            continue
        if not isinstance(element.tag, str):
            continue
        tag = etree.QName(element).localname.lower()
        if tag in CODE:
            yield Piece(f"<{tag}>", element.text or "", loose=True)
        elif tag in BLOCKS:
            yield from (Piece(_place(tag), text) for text in _own_texts(element) if text)
        for name, value in element.attrib.items():
            yield from _attribute(etree.QName(name).localname.lower(), str(value))


def _own_texts(element: Any) -> Iterator[str]:
    """Return the text of a block without the blocks inside it, cut where one of them stands."""
    parts: list[str] = [element.text or ""]
    for child in element:
        inside = isinstance(child.tag, str) and etree.QName(child).localname.lower()
        if inside and inside not in BLOCKS | CODE and child.find(".//*") is None:
            parts.append("".join(child.itertext()))
        elif inside and inside not in BLOCKS | CODE:
            parts += list(_own_texts(child))
        elif inside:
            parts.append("\n")
        parts.append(child.tail or "")
    yield from (" ".join(line.split()) for line in "".join(parts).split("\n\n\n"))


def _place(tag: str) -> str:
    return {"td": "en tabell", "th": "en tabell", "text": "en figur", "desc": "en figur"}.get(tag, "teksten")


def _attribute(name: str, value: str) -> Iterator[Piece]:
    if value.startswith("data:"):
        head, _, body = value.partition(",")
        data = base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
        kind = head[5:].split(";")[0].split("/")[-1].split("+")[0] or "txt"
        if kind not in {"woff2", "woff", "ttf", "otf"}:
            yield from _within("et innfelt bilde", f"innfelt.{kind}", data)
    else:
        yield Piece(
            "alternativ tekst" if name == "alt" else f"attributtet {name}", value, loose=name in DRAWN
        )


def _pdf(data: bytes) -> Iterator[Piece]:
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document, start=1):
            for line in page.get_textpage().get_text_range().splitlines():
                yield Piece(f"side {number}", line, loose=True)
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield from _lines_of_metadata(pdf)
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                yield from _entries(thing)
        for name, attached in pdf.attachments.items():
            yield from _within("et vedlegg", name, attached.get_file().read_bytes())


def _lines_of_metadata(pdf: pikepdf.Pdf) -> Iterator[Piece]:
    with pdf.open_metadata() as metadata:
        yield from _markup(str(metadata).encode())


def _entries(thing: Any) -> Iterator[Piece]:
    """Return the strings of an object: titles, alternative texts, links, bookmarks, names of destinations."""
    for key, value in thing.items():
        values = list(value) if isinstance(value, pikepdf.Array) else [value]
        for one in values:
            if isinstance(one, pikepdf.String) and not key.startswith(("/ID", "/O", "/U")):
                yield Piece("alternativ tekst" if key == "/Alt" else f"metadata ({key[1:]})", str(one))


def _picture(data: bytes) -> Iterator[Piece]:
    """Return what a picture says of itself; what is drawn in it, nobody reads."""
    with Image.open(io.BytesIO(data)) as picture:
        for key, value in picture.info.items():
            yield Piece(
                f"metadata ({key})",
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value),
                loose=not isinstance(value, str),
            )
        for tag, value in picture.getexif().items():
            yield Piece(f"metadata ({ExifTags.TAGS.get(tag, tag)})", str(value))


def _zipped(data: bytes) -> Iterator[Piece]:
    """Return the texts of a workbook, a Word file or an archive, part by part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            yield Piece("navnet på en del", part.filename)
            if part.flag_bits & 1 or part.file_size > LARGEST:
                raise UnreadableError(f"{part.filename} er låst eller for stor til å bli lest")
            if not part.is_dir() and "/theme/" not in part.filename:  # names of fonts, the same in every file
                yield from _within(part.filename, part.filename, archive.read(part))


def _within(where: str, name: str, data: bytes) -> Iterator[Piece]:
    for piece in read(name, data):
        yield Piece(f"{where}, {piece.where}", piece.text, piece.loose)


def _table(data: bytes) -> Iterator[Piece]:
    frame = pd.read_parquet(io.BytesIO(data))
    yield from (Piece("navnet på en kolonne", str(column)) for column in frame)
    for column in frame.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]]:
        for value in frame[column].dropna().astype(str).unique():
            yield Piece(f"kolonnen {column}", value)


def _delimited(data: bytes) -> Iterator[Piece]:
    """Return the cells of a CSV file that are no numbers."""
    frame = pd.read_csv(
        io.BytesIO(data), sep=None, engine="python", dtype=str, header=None, keep_default_na=False
    )
    for number, column in enumerate(frame, start=1):
        for value in frame[column].unique():
            if pd.isna(pd.to_numeric(value.replace(",", "."), errors="coerce")):
                yield Piece(f"kolonne {number}", value)


READERS: dict[str, Callable[[bytes], Iterator[Piece]]] = {
    ".html": _page, ".svg": _markup, ".xml": _parts, ".rels": _parts,
    ".qmd": _chapter, ".json": _json, ".ipynb": _notebook,
    ".pdf": _pdf, ".docx": _zipped, ".xlsx": _zipped, ".zip": _zipped,
    ".parquet": _table, ".csv": _delimited,
    ".png": _picture, ".jpg": _picture, ".jpeg": _picture, ".gif": _picture, ".webp": _picture,
}  # fmt: skip
"""Ending of a file's name → how its texts are found; any other file is read line by line."""
FONTS = frozenset({".ttf", ".otf", ".woff", ".woff2"})
"""Files without text of ours."""
