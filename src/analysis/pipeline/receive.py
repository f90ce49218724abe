"""Taking in a project that somebody else packed: data only, into folders of its own, and nothing else.

A received archive may hold anything. What is taken is settings (``params/X/*.yml``), chapters and pictures
(``report/X/``) and raw exports (``data/raw/X/``) of one project; code, styles, notebooks, links and all else
is left, and told. Nothing that is there already is written over.
"""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analysis.params import AnalysisError
from analysis.present.prose import PICTURES

MOST_FILES, MOST_BYTES = 2_000, 500_000_000
"""Files of an archive, and their bytes unpacked."""
_PART = re.compile(r"[^\\/:*?\"<>|\x00-\x1f]{1,200}")
_PROJECT = re.compile(r"params/([a-z0-9][a-z0-9_-]*)/project\.yml")
_PLACES = (("params",), ("report",), ("data", "raw"))


class ReceiveError(AnalysisError):
    """An archive that cannot be taken in."""


@dataclass(frozen=True)
class Received:
    """What was taken of an archive, and what was left with the reason."""

    project: str
    taken: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


def receive(root: Path, archive: Path) -> Received:
    """Take one project out of a zip archive into the project folders.

    Parameters
    ----------
    root
        The folder that holds ``params/`` and ``report/``.
    archive
        A zip file; its content may lie in one folder of the archive, as services pack it.

    Raises
    ------
    ReceiveError
        If the file is no readable archive, holds no project or several, is too large, or its project is
        there already. Nothing is written then.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            return _take(packed, root, archive.name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ReceiveError(
            f"{archive.name}: cannot be read as a zip archive ({error}). Ask for it anew."
        ) from None


def _take(packed: zipfile.ZipFile, root: Path, name: str) -> Received:
    entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or size > MOST_BYTES:
        raise ReceiveError(
            f"{name}: {len(entries)} files of {size} bytes; at most {MOST_FILES} files and {MOST_BYTES} "
            "bytes are taken. "
            "Ask for the project alone."
        )
    top = _top([entry.filename for entry in entries])
    named = [(entry, entry.filename.removeprefix(top)) for entry in entries]
    projects = {
        parts[1]
        for _, path in named
        if (parts := path.split("/"))[0] == "params" and parts[2:] == ["project.yml"]
    }
    if len(projects) != 1:
        found = ", ".join(sorted(projects)) or "none"
        raise ReceiveError(
            f"{name}: holds {found} as projects (params/<project>/project.yml); one is taken at a time."
        )
    project = projects.pop()
    targets = [root.joinpath(*place, project) for place in _PLACES]
    there = [target.relative_to(root).as_posix() for target in targets if target.exists()]
    if there:
        raise ReceiveError(
            f"{name}: {', '.join(there)} is there already and was not written over. Move it away first."
        )
    taken, left = [], []
    with tempfile.TemporaryDirectory(dir=root) as scratch:
        for entry, path in named:
            why = _refused(entry, path, project)
            if why:
                left.append((path, why))
                continue
            target = Path(scratch, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(entry) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
            taken.append(path)
        for place in _PLACES:
            made, target = Path(scratch, *place, project), root.joinpath(*place, project)
            if made.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                made.rename(target)
    return Received(project, tuple(sorted(taken)), tuple(sorted(left)))


def _top(names: list[str]) -> str:
    """Return the one folder that everything lies in, with its slash; empty where there is none."""
    first = {name.split("/")[0] for name in names}
    inner = [name.partition("/")[2] for name in names]
    return f"{first.pop()}/" if len(first) == 1 and any(name.startswith("params/") for name in inner) else ""


def _refused(entry: zipfile.ZipInfo, path: str, project: str) -> str:
    """Say why an entry is left; empty where it is taken."""
    parts, kind = PurePosixPath(path).parts, entry.external_attr >> 16
    if entry.flag_bits & 1:
        return "encrypted"
    if stat.S_IFMT(kind) not in (0, stat.S_IFREG):
        return "a link or no ordinary file"
    if not all(_PART.fullmatch(part) and part not in (".", "..") for part in path.split("/")):
        return "a name that leads elsewhere"
    suffix = PurePosixPath(path).suffix.lower()
    if parts[:2] == ("params", project):
        return "" if suffix == ".yml" else "no settings file"
    if parts[:2] == ("report", project):
        return "" if suffix == ".qmd" or suffix in PICTURES else "neither chapter nor picture"
    if parts[:3] == ("data", "raw", project):
        return ""
    return "no part of the project's settings, chapters or raw files"
