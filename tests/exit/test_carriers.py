"""A name put into every place that a file can carry a text in is found there."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pikepdf
import pytest
import typst
from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.exit import pieces
from analysis.exit.carriers import UnreadableError

CANARY = "Gudrødur Kvitaåsen"
Make = Callable[[Path], Path]


def written(name: str, content: str | bytes) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def picture(**saved: object) -> bytes:
    out = io.BytesIO()
    Image.new("L", (2, 2)).save(out, "PNG", **saved)
    return out.getvalue()


def with_text() -> bytes:
    told = PngInfo()
    told.add_itxt("Author", CANARY)
    return picture(pnginfo=told)


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = CANARY.encode()
    out = io.BytesIO()
    Image.new("L", (2, 2)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def document(source: str) -> Make:
    def make(folder: Path) -> Path:
        (folder / "kilde.typ").write_text(source, encoding="utf-8")
        (folder / "kilde.pdf").write_bytes(typst.compile(folder / "kilde.typ"))
        return folder / "kilde.pdf"

    return make


def changed(change: Callable[[pikepdf.Pdf], None]) -> Make:
    def make(folder: Path) -> Path:
        path = document("Ingen.")(folder)
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            change(pdf)
            pdf.save()
        return path

    return make


def with_xmp(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as told:
        told["dc:creator"] = [CANARY]


def with_bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(CANARY, 0))


def with_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notat.txt"] = pikepdf.AttachedFileSpec(pdf, CANARY.encode())


def workbook(*, sheet: str = "ark", value: str = "") -> bytes:
    book = Workbook()
    book.active.title = sheet
    book.active["B2"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(name: str, data: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, data)
    return out.getvalue()


def table(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


def notebook(**cell: object) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": "", "outputs": [], **cell}], "metadata": {}})


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def embedded(kind: str, data: bytes) -> Make:
    return written("a.html", f"<img alt='x' src='data:image/{kind};base64,{encoded(data)}'>")


SVG = f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{CANARY}</desc></svg>"
PLACES: dict[str, Make] = {
    "a file's name": written(f"{CANARY}.csv", "a;b"),
    "a paragraph": written("a.html", f"<p>Møte med <b>Gudrød</b>ur {CANARY}</p>"),
    "a word cut by markup": written("a.html", "<p>Gud<b>rød</b>ur <span>Kvita<i>åsen</i></span></p>"),
    "a table's cell": written("a.html", f"<table><tr><td>1</td><td>{CANARY}</td></tr></table>"),
    "a title": written("a.html", f"<title>{CANARY}</title>"),
    "an alternative text": written("a.html", f"<img src='x.png' alt='{CANARY}'>"),
    "an attribute": written("a.html", f"<p data-x='{CANARY}'>x</p>"),
    "a link": written("a.html", "<a href='x.html?n=Gudr&oslash;dur Kvitaåsen'>x</a>"),
    "entities": written("a.html", "<p>Gudr&#248;dur Kvita&aring;sen</p>"),
    "a comment": written("a.html", f"<p>x</p><!-- {CANARY} -->"),
    "a script": written("a.html", f"<script>let x = '{CANARY}'</script>"),
    "a style": written("a.html", f"<style>p::after {{content: '{CANARY}'}}</style>"),
    "a template": written("a.html", f"<template>{CANARY}</template>"),
    "a drawing in a page": written("a.html", f"<svg><text x='1'>{CANARY}</text></svg>"),
    "an embedded drawing": embedded("svg+xml", SVG.encode()),
    "an embedded picture": embedded("png", with_text()),
    "a drawing": written("a.svg", SVG),
    "a drawing's comment": written("a.svg", f"<svg><!-- {CANARY} --></svg>"),
    "a picture's text": written("a.png", with_text()),
    "a picture's exif": written("a.jpg", with_exif()),
    "a page": document(f"Møte med {CANARY} i dag."),
    "a page's alternative text": document(f'#figure(alt: "{CANARY}", rect())'),
    "a document's title": document(f'#set document(title: "{CANARY}")\nx'),
    "a document's metadata": changed(with_xmp),
    "a bookmark": changed(with_bookmark),
    "an attachment": changed(with_attachment),
    "a link in a document": document('#link("https://x.no/?navn=Gudrødur Kvitaåsen")[x]'),
    "a cell of a workbook": written("a.xlsx", workbook(value=CANARY)),
    "a sheet's name": written("a.xlsx", workbook(sheet=CANARY)),
    "a Word file": written("a.docx", archive("word/document.xml", f"<w:t xmlns:w='w'>{CANARY}</w:t>")),
    "a packed file's name": written("a.zip", archive(f"{CANARY}.txt", "x")),
    "a packed text": written("a.zip", archive("a.txt", CANARY)),
    "a CSV cell": written("a.csv", f"navn;tall\n{CANARY};3\n"),
    "a column's name": written("a.parquet", table(pd.DataFrame({CANARY: [1]}))),
    "a column": written("a.parquet", table(pd.DataFrame({"x": [CANARY], "y": [2]}))),
    "a category": written("a.parquet", table(pd.DataFrame({"x": pd.Categorical([CANARY])}))),
    "a key": written("a.json", json.dumps({CANARY: 1})),
    "a value": written("a.json", json.dumps({"x": [{"y": CANARY}]})),
    "a cell's source": written("a.ipynb", notebook(source=["x = 1\n", f"# {CANARY}"])),
    "a cell's output": written("a.ipynb", notebook(outputs=[{"output_type": "stream", "text": [CANARY]}])),
    "a cell's table": written("a.ipynb", notebook(outputs=[{"data": {"text/html": [f"<td>{CANARY}</td>"]}}])),
    "a cell's picture": written("a.ipynb", notebook(outputs=[{"data": {"image/png": encoded(with_text())}}])),
    "a cell's metadata": written("a.ipynb", notebook(metadata={"x": CANARY})),
    "a chapter": written("a.qmd", f"# x\n\n{CANARY}\n"),
    "settings": written("a.yml", f"x: {CANARY}\n"),
    "literature": written("a.bib", f"@book{{x, author={{{CANARY}}}}}\n"),
    "a log": written("a.log", f"x {CANARY}\n"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_text_is_found_wherever_a_file_carries_it(place: str, tmp_path: Path) -> None:
    found = "\n".join(piece.text for piece in pieces(PLACES[place](tmp_path)))
    assert "Gudrødur" in found
    assert "Kvitaåsen" in found


def test_cells_beside_each_other_are_pieces_of_their_own(tmp_path: Path) -> None:
    page = written("a.html", "<table><tr><td>22 33</td><td>44 55</td></tr></table>")(tmp_path)
    assert [piece.text for piece in pieces(page)][1:] == ["22 33", "44 55"]


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx", "a.json", "a.parquet", "a.png"])
def test_what_cannot_be_read_is_said_and_not_passed(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=name):
        list(pieces(written(name, b"\x00\x01 nothing of the kind")(tmp_path)))
