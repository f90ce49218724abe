"""Genuine Quarto: where it is, how it is called, and what it says when it only warns."""

import datetime
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analysis.render.errors import RenderError
from analysis.render.fonts import TYPEFACE, lay_out_fonts
from analysis.render.source import load_source
from analysis.render.standards import makes_tagged_pdf, pdf_standards

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(r"^\s*(?:\[?WARN(?:ING)?\]?|ERROR|error|warning)\b[:\s]*(.*)")
# Quarto starts the line that Typst's first message ends up on.
_COMPILING = re.compile(r"^(\[typst\]: Compiling \S+ to \S+\.\.\.)(?=warning|error)")
# Where in Quarto's own filters a warning arose: a place on this machine, no help to the author of the report.
_OWN_LINE = re.compile(r" \(\S*\.lua:\d+\)")
_UNRESOLVED = re.compile(r"\?(?:meta|var|env):[\w.-]+|\?@[\w-]+|\?invalid \w+ type:[\w.-]+")
# Said for every PDF where veraPDF is not installed; the PDF is checked by `check_output` all the same.
_NO_VALIDATOR = "verapdf is not installed"
# Settings of the shell that would change or silence the report, and the project's secrets.
_NOT_PASSED_ON = (
    "QUARTO_PROFILE", "QUARTO_LOG", "QUARTO_LOG_FORMAT", "QUARTO_DEBUG", "TYPST_FONT_PATHS", "LEIE_",
)  # fmt: skip
# What an earlier render by hand left in the folder must not pass for what this one made.
_LEFT_BY_HAND = shutil.ignore_patterns("*.html", "rapport.pdf", "teknisk.pdf", "*.typ", ".quarto")


def find_quarto() -> Path | None:
    """Return the Quarto executable: `QUARTO_PATH`, else `PATH`, else the quarto-cli package's, else None.

    Raises
    ------
    RenderError
        `QUARTO_PATH` is set and holds no executable.
    """
    given = os.environ.get("QUARTO_PATH")
    if given:
        for path in (Path(given), Path(given, "quarto"), Path(given, "bin", "quarto")):
            found = shutil.which(path)
            if found:
                return Path(found)
        raise RenderError(
            "QUARTO_PATH holds no quarto executable; set it to the program or its folder, or unset it."
        )
    found = shutil.which("quarto")
    if found:
        return Path(found)
    package = importlib.util.find_spec("quarto_cli")
    if package is None or package.origin is None:
        return None
    for path in sorted(Path(package.origin).parent.glob("**/bin/quarto*")):
        if shutil.which(path):
            return path
    return None


def quarto_versions(program: Path) -> dict[str, str]:
    """Return the versions of Quarto and of the pandoc and Typst inside it.

    Raises
    ------
    RenderError
        One of them does not answer, or Quarto is older than 1.9: its Typst makes no PDF/UA-1.
    """
    calls = {"quarto": ["--version"], "pandoc": ["pandoc", "--version"], "typst": ["typst", "--version"]}
    versions = {}
    for name, arguments in calls.items():
        done = _run(program, arguments)
        # Quarto hands on what pandoc says on its standard output, and what Typst says among its own messages.
        found = re.search(rf"^(?:{name}\S* )?(\d+(?:\.\d+)+)", f"{done.stdout}\n{done.stderr}", re.MULTILINE)
        if done.returncode or not found:
            raise RenderError(
                f"quarto {' '.join(arguments)} failed; mend the Quarto installation or use engine embedded."
            )
        versions[name] = found[1]
    if not makes_tagged_pdf(versions["typst"]):
        raise RenderError(
            f"Quarto {versions['quarto']} is too old: its Typst {versions['typst']} makes no PDF/UA-1; "
            "install Quarto 1.9 or newer, or use engine embedded."
        )
    return versions


def render_quarto(
    program: Path, folder: Path, main: str, formats: Sequence[str], timestamp: datetime.date, typst: str
) -> dict[str, bytes]:
    """Return the document of a main file in each format.

    Quarto renders a copy of the folder for each format, so that no two renders ever share one: they would
    disturb each other, and apart they run at the same time. Its warnings count as errors: it leaves
    unresolved references, metadata, citations and images in the report with exit code 0.

    Raises
    ------
    RenderError
        Quarto failed or warned, or the report holds the marks of something unresolved.
    """
    source = load_source(folder, main)  # the same faults are found, with file and line, before Quarto starts
    standards = pdf_standards(source.settings("typst"), typst)
    held_to = ["-M", f"pdf-standard:[{','.join(standards)}]"] if standards else []
    options = {"html": ["--to", "html"], "pdf": ["--to", "typst", "-M", f"mainfont:{TYPEFACE}", *held_to]}
    with ThreadPoolExecutor(max_workers=2) as pool:
        started = {
            name: pool.submit(_render, program, folder, main, name, options[name], timestamp)
            for name in formats
        }
        made = {name: render.result() for name, render in started.items()}
    if "html" in made:
        left = sorted(set(_UNRESOLVED.findall(made["html"].decode())))
        if left:
            raise RenderError(
                f"{Path(main).stem}.html: unresolved {', '.join(left)}; mend the reference or the metadata."
            )
    return made


def _render(
    program: Path, folder: Path, main: str, name: str, options: Sequence[str], timestamp: datetime.date
) -> bytes:
    noon = datetime.datetime.combine(timestamp, datetime.time(12), tzinfo=datetime.UTC)
    clock = {"SOURCE_DATE_EPOCH": str(int(noon.timestamp()))}
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "report")
        shutil.copytree(folder, copy, ignore=_LEFT_BY_HAND)
        lay_out_fonts(copy / "_fonter")
        done = _run(program, ["render", main, *options], cwd=copy, more=clock)
        said = _said(done.stderr.replace(str(copy), "report"))
        if done.returncode:
            raise RenderError(f"Quarto failed on {main} ({name}):\n" + "\n".join(said[-20:]))
        warnings = [line for line in said if _WARNING.match(line) and _NO_VALIDATOR not in line]
        if warnings:
            raise RenderError(
                f"Quarto warned about {main} ({name}); mend the source:\n" + "\n".join(warnings)
            )
        made = copy / f"{Path(main).stem}.{name}"
        if not made.is_file():
            raise RenderError(
                f"Quarto said nothing was wrong, but made no {made.name}; check «project: render» and the "
                "format."
            )
        return made.read_bytes()


def _said(stderr: str) -> list[str]:
    """Return what Quarto said, a message a line, without the settings and values it first shows in full."""
    lines: list[str] = []
    settings = False
    for raw in _COLOUR.sub("", stderr).splitlines():
        line = _OWN_LINE.sub("", raw).rstrip()
        settings = line in ("pandoc", "metadata") or (settings and (not line or line.startswith(" ")))
        if line and not settings:
            lines += _COMPILING.sub(r"\1\n", line).splitlines()
    return lines


def _run(
    program: Path, arguments: Sequence[str], *, cwd: Path | None = None, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Call Quarto with the settings of the caller's shell that would change or silence it put right."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(_NOT_PASSED_ON)}
    fixed = {"QUARTO_LOG_LEVEL": "INFO", "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"}
    fixed["TYPST_IGNORE_SYSTEM_FONTS"] = "true"  # the same typeface installed here may hold other faces
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        env={**own, **fixed, **(more or {})},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
