"""One function that renders a report, whichever engine is at hand."""

import datetime
import os
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal, get_args

from analysis.render.embedded import render_embedded
from analysis.render.errors import RenderError
from analysis.render.pandoc import pandoc_version
from analysis.render.quarto import find_quarto, quarto_versions, render_quarto

EngineName = Literal["quarto", "embedded"]
_FORMATS = ("html", "pdf")
DOCUMENTS = ("rapport", "teknisk")
"""The documents a report folder may hold: the report, and its technical appendix."""


@dataclass(frozen=True)
class Engine:
    """What will render the report."""

    name: EngineName
    versions: Mapping[str, str]
    """Versions of quarto, pandoc and typst, as far as they apply."""
    program: Path | None = None
    """The Quarto executable; None for the embedded engine."""


def find_engine(name: str | None = None) -> Engine:
    """Return the engine that will run.

    Parameters
    ----------
    name
        An explicit choice. None takes Quarto where it is installed (`QUARTO_PATH`, `PATH`, the quarto-cli
        package), and the embedded engine elsewhere.

    Raises
    ------
    RenderError
        The name is unknown, or Quarto was asked for and is not installed.

    Examples
    --------
    >>> find_engine("embedded").name
    'embedded'
    """
    if name is not None and name not in get_args(EngineName):
        raise RenderError(f"Engine «{name}» is unknown; choose quarto or embedded.")
    program = None if name == "embedded" else find_quarto()
    if program is not None:
        return Engine("quarto", quarto_versions(program), program)
    if name == "quarto":
        raise RenderError(
            "Quarto is not installed; put it on PATH, set QUARTO_PATH, or install the [quarto] extra."
        )
    return Engine("embedded", {"pandoc": pandoc_version(), "typst": version("typst")})


def render(
    source: Path,
    out: Path,
    *,
    formats: Sequence[str] = _FORMATS,
    engine: str | None = None,
    timestamp: datetime.date,
) -> dict[str, Path]:
    """Render the documents of a report folder to HTML and PDF; each file by its name.

    The same sources, engine versions and `timestamp` give the same bytes, on any day, in any folder, under
    any locale.

    Parameters
    ----------
    source
        A report folder: `_quarto.yml`, `rapport.qmd`, where there is one `teknisk.qmd`, and what they
        name. It is only read.
    out
        The folder that gets `rapport.html`, `rapport.pdf` and so on; made when missing.
    engine
        See `find_engine`.
    timestamp
        The date the PDF states as its time of creation.

    Raises
    ------
    RenderError
        The report has a fault or the engine failed. Nothing is written to `out` then.
    """
    wanted = tuple(dict.fromkeys(formats))
    if not wanted or not set(wanted) <= set(_FORMATS):
        raise RenderError(f"Formats {', '.join(wanted) or '(none)'}: choose html, pdf or both.")
    if not source.is_dir():
        raise RenderError(f"{source.name}: the report folder does not exist; make it first.")
    chosen = find_engine(engine)
    names = [name for name in DOCUMENTS if name == DOCUMENTS[0] or (source / f"{name}.qmd").is_file()]
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        made = dict(
            zip(
                names,
                pool.map(lambda name: _made(chosen, source, f"{name}.qmd", wanted, timestamp), names),
                strict=True,
            )
        )
    files = {f"{name}.{kind}": made[name][kind] for name in names for kind in wanted}
    return {name: _put(out / name, data) for name, data in files.items()}


def _made(
    engine: Engine, source: Path, main: str, formats: tuple[str, ...], timestamp: datetime.date
) -> dict[str, bytes]:
    if engine.program is None:
        return render_embedded(source, main, formats, timestamp)
    return render_quarto(engine.program, source, main, formats, timestamp, engine.versions["typst"])


def _put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(scratch).replace(path)
    return path
