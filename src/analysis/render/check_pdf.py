"""What an archive or a screen reader would find wrong with the PDF report."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from analysis.render.leftovers import heading_jumps, leftovers


def pdf_findings(path: Path, stamp: str | None) -> list[str]:
    """Return what is wrong, one line each, among it a page on which the stamp's words cannot be read."""
    with pikepdf.open(path) as pdf:
        findings = [*_document(pdf), *_structure(pdf), *_fonts(pdf), *_links(pdf)]
    for number, text in enumerate(page_texts(path), start=1):
        findings += [f"«{left}» is left on page {number}" for left in leftovers(text)]
        if stamp and stamp not in " ".join(text.split()):
            findings.append(f"page {number} does not say «{stamp}»")
    return findings


def page_texts(path: Path) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    language = str(root.get("/Lang", ""))
    if not language.startswith(("nb", "nn")) or language.endswith("US"):
        yield f"language «{language}» is not Norwegian"
    if not _flag(root, "/MarkInfo", "/Marked"):
        yield "not tagged"
    if not _flag(root, "/ViewerPreferences", "/DisplayDocTitle"):
        yield "shows its file name, not its title"
    with pdf.open_metadata() as metadata:
        if not str(metadata.get("dc:title", "")).strip():
            yield "no title"


def _flag(root: Any, group: str, name: str) -> bool:
    return group in root and bool(root[group].get(name, False))


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        return
    levels: list[int] = []
    for element in _descend(tree):
        kind = str(element.S)[1:]
        if kind in ("Figure", "Formula") and not str(element.get("/Alt", "")).strip():
            yield f"a {kind.lower()} has no alternative text"
        elif kind == "TH" and "/A" not in element:
            yield "a header cell has no scope"
        elif kind == "Table":
            cells = [str(part.S) for part in _descend(element)]
            if "/TH" not in cells:
                yield "a table has no header cells"
            if "/TD" not in cells:
                yield "a table is empty"
        elif kind[0] == "H" and kind[1:].isdigit():
            levels.append(int(kind[1:]))
    yield from heading_jumps(levels)


def _descend(element: Any) -> Iterator[Any]:
    below = element.get("/K")
    for child in list(below) if isinstance(below, pikepdf.Array) else [] if below is None else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _descend(child)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    missing: set[str] = set()
    for page in pdf.pages:
        resources: Any = page.get("/Resources", {})
        for font in resources.get("/Font", {}).values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            keys = set(inner.get("/FontDescriptor", {}).keys())
            if not keys & {"/FontFile", "/FontFile2", "/FontFile3"} and str(font.get("/Subtype")) != "/Type3":
                missing.add(str(font.get("/BaseFont", "?")))
    yield from (f"font {name} is not embedded" for name in sorted(missing))


def _links(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        for note in page.get("/Annots", []):
            if note.get("/Subtype") == "/Link" and ("/Contents" not in note or "/StructParent" not in note):
                yield f"a link on page {number} is not tagged"
