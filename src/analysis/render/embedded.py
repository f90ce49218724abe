"""The embedded engine: pandoc and Typst, the engines inside Quarto, on the same sources."""

import base64
import datetime
import html
import re
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import typst

from analysis.render.errors import RenderError
from analysis.render.fonts import TYPEFACE, lay_out_fonts
from analysis.render.pandoc import RESOURCES, parse, write
from analysis.render.source import Source, load_source
from analysis.render.standards import as_names, pdf_standards

_MEDIA = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]+)(")')


def render_embedded(
    folder: Path, main: str, formats: tuple[str, ...], timestamp: datetime.date
) -> dict[str, bytes]:
    """Return the document of a main file in each format asked for («html», «pdf»).

    Raises
    ------
    RenderError
        The sources hold a fault; every fault found is listed with its file and line.
    """
    source = load_source(folder, main)
    document = parse(source)
    makers = {"html": lambda: to_html(document, source), "pdf": lambda: to_pdf(document, source, timestamp)}
    with ThreadPoolExecutor(max_workers=2) as pool:
        started = {name: pool.submit(makers[name]) for name in formats}
        return {name: result.result() for name, result in started.items()}


def to_html(document: Mapping[str, Any], source: Source) -> bytes:
    """Return one HTML file that asks for nothing outside itself."""
    settings = source.settings("html")
    css = "\n".join(_read(source.folder, name) for name in as_names(settings.get("css")))
    header = "\n".join(_read(source.folder, name) for name in as_names(settings.get("include-in-header")))
    before = "\n".join(_read(source.folder, name) for name in as_names(settings.get("include-before-body")))
    with tempfile.TemporaryDirectory() as scratch:
        layout = _lay_out("report.html", settings, source.folder, Path(scratch))
        style, start = Path(scratch, "style.html"), Path(scratch, "start.html")
        style.write_text(
            f"{header}<style>\n{(RESOURCES / 'page.css').read_text('utf-8')}\n{css}\n</style>", "utf-8"
        )
        start.write_text(before, "utf-8")
        options = [f"--template={layout}", "--section-divs", "--mathml", f"--include-in-header={style}"]
        options += [f"--include-before-body={start}", *_contents(settings)]
        page = write(document, source, "html5", [RESOURCES / "html.lua", *_filters(source)], options)
    return _IMAGE.sub(
        lambda found: found[1] + _data_uri(source.folder, html.unescape(found[2])) + found[3], page
    ).encode()


def to_typst(document: Mapping[str, Any], source: Source) -> str:
    """Return the report as Typst source, with the report's own template partials."""
    settings = source.settings("typst")
    with tempfile.TemporaryDirectory() as scratch:
        layout = _lay_out("report.typst", settings, source.folder, Path(scratch))
        numbering = f"--variable=section-numbering={settings.get('section-numbering', '1.1')}"
        options = [f"--template={layout}", numbering, f"--variable=mainfont={TYPEFACE}", *_contents(settings)]
        return write(
            document, source, "typst-citations", [RESOURCES / "typst.lua", *_filters(source)], options
        )


def to_pdf(document: Mapping[str, Any], source: Source, timestamp: datetime.date) -> bytes:
    """Return a tagged PDF in the standards that the settings ask for."""
    written = to_typst(document, source)
    standards: Any = pdf_standards(source.settings("typst"), version("typst"))
    noon = datetime.datetime.combine(timestamp, datetime.time(12), tzinfo=datetime.UTC)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            fonts: Any = typst.Fonts(
                include_system_fonts=False, font_paths=[str(lay_out_fonts(Path(scratch, "fonts")))]
            )
            pdf, warnings = typst.compile_with_warnings(
                written.encode(),
                root=source.folder,
                font_paths=fonts,
                timestamp=int(noon.timestamp()),
                pdf_standards=standards,
            )
    except typst.TypstError as error:
        hints = " ".join(error.hints)
        raise RenderError(f"The PDF could not be made: {error.message} {hints}".strip()) from None
    if warnings:
        raise RenderError("The PDF has faults: " + "; ".join(str(warning) for warning in warnings))
    return bytes(pdf)


def _lay_out(name: str, settings: Mapping[str, Any], folder: Path, scratch: Path) -> Path:
    """Lay the frame and the report's own template partials beside each other, where pandoc finds both."""
    layout = Path(shutil.copyfile(RESOURCES / name, scratch / name))
    for partial in as_names(settings.get("template-partials")):
        (scratch / Path(partial).name).write_text(_read(folder, partial), "utf-8")
    return layout


def _contents(settings: Mapping[str, Any]) -> list[str]:
    options = ["--number-sections"] if settings.get("number-sections") else []
    if settings.get("toc"):
        depth = settings.get("toc-depth", 3)
        options += ["--toc", f"--toc-depth={depth}", f"--variable=toc-depth={depth}"]
    return options


def _filters(source: Source) -> list[Path]:
    named = [
        item.get("path") if isinstance(item, dict) else item for item in source.metadata.get("filters") or []
    ]
    for name in named:
        if not (source.folder / str(name)).is_file():
            raise RenderError(f"_quarto.yml: filter {name} does not exist in the report folder; add it.")
    return [(source.folder / str(name)).resolve() for name in named]


def _read(folder: Path, name: str) -> str:
    if not (folder / name).is_file():
        raise RenderError(f"_quarto.yml: {name} does not exist in the report folder; add it.")
    return (folder / name).read_text(encoding="utf-8")


def _data_uri(folder: Path, name: str) -> str:
    path = folder / unquote(name)
    media = _MEDIA.get(path.suffix.lower())
    if media is None:
        raise RenderError(f"{name}: a picture must be one of {', '.join(sorted(_MEDIA))}.")
    return f"data:{media};base64,{base64.b64encode(path.read_bytes()).decode()}"
