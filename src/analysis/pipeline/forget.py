"""Forgetting a person, and removing what is no longer declared.

Raw files are never edited: where somebody stands in them is told, by file and rows, for whoever owns them.
All that was made of a project's raw files is removed whole: every table, notebook and figure counts her in.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from analysis.clean.files.unpacked import SealedError, texts_in
from analysis.clean.whereabouts import Person, Standing, find_person, stands_in
from analysis.params import Period, Study, load_period, period_files, read_params
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import relative, write_bytes

RECORD = Path("data/forgotten.yml")
_WRITTEN = (".yml", ".yaml", ".qmd", ".md", ".ipynb", ".txt")
_MARKS = ("steps", "evaluation", "manifest.json", "notebooks")
"""What the folder of a period that was run holds; a folder without one of them is somebody's own."""


@dataclass(frozen=True)
class Forgotten:
    """What was found of a person, and what was done; it names nobody."""

    raw: tuple[Standing, ...]
    """Raw files and rows to take out by hand."""
    written: tuple[str, ...]
    """Settings, chapters and notebooks that name her, with the line."""
    released: tuple[str, ...]
    """Released files that hold her name or pseudonym; never edited."""
    removed: tuple[str, ...]
    """Folders that were made of her rows."""

    @property
    def left(self) -> bool:
        """Whether something has to be mended by hand."""
        return bool(self.raw or self.written or self.released)


def forget(root: Path, project: str, wanted: str, today: date, *, taken_out: bool = False) -> Forgotten:
    """Find a person everywhere in a project, and remove all that was made of her rows.

    Parameters
    ----------
    wanted
        Her tenant number, identity number, self-made code or name.
    taken_out
        Whether her rows are out of the raw files already, so that nothing there tells that they were hers.

    Raises
    ------
    CleanError
        If several tenants have the name, or no pseudonym key is set.
    PipelineError
        If nobody is found, or a folder to be removed is a link. Nothing is removed then.
    """
    study = load_period(period_files(root, project)[0])
    person = find_person(study, wanted)
    raw = tuple(stands_in(study, person))
    made = _made(root, project)
    released = tuple(_naming(root / "released" / project, person, root))
    if not raw and not taken_out and not any(_naming(folder, person, root) for folder in made):
        raise PipelineError(
            f"{project}: nobody of that number or name is in the raw files or in what was made of them. Look "
            "at the spelling. If her rows are taken out already, add --taken-out."
        )
    written = tuple(_lines(study, person))
    removed = _remove(root, made)
    outcome = Forgotten(raw, written, released, removed)
    _record(root, project, today, outcome)
    return outcome


def prune(root: Path, *, dry: bool = False) -> list[str]:
    """Remove tables and builds of periods and editions that are no longer declared; the folders, by name."""
    gone: list[Path] = []
    for place in ("data/processed", "build"):
        for folder in _folders(root / place):
            declared = _declared(root, folder.name)
            for period in _folders(folder):
                if period.name not in declared:
                    if place != "build" or any((period / mark).exists() for mark in _MARKS):
                        gone.append(period)
                elif place == "build":
                    editions = declared[period.name].editions
                    gone += [
                        period / name
                        for name in ("begrenset", "offentlig")
                        if name not in editions and (period / name).is_dir()
                    ]
    return [relative(folder, root) for folder in gone] if dry else list(_remove(root, gone))


def _declared(root: Path, project: str) -> dict[str, Period]:
    files = sorted((root / "params" / project / "periods").glob("*.yml"))
    return {file.stem: read_params(file, Period, root) for file in files}


def _folders(folder: Path) -> list[Path]:
    """Return the folders in a folder, in order; links are somebody's own and left out."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(f for f in folder.iterdir() if f.is_dir() and not f.is_symlink())


def _made(root: Path, project: str) -> list[Path]:
    """Return the folders of all that was made for a project, periods no longer declared too."""
    return [f for f in (root / "data/processed" / project, root / "build" / project) if f.exists()]


def _remove(root: Path, folders: Iterable[Path]) -> tuple[str, ...]:
    """Remove folders, following no link; all of them are looked at before one is removed."""
    folders = list(folders)
    for folder in folders:
        if folder.resolve() != root.resolve() / folder.relative_to(root):
            raise PipelineError(
                f"{relative(folder, root)}: is a link, or lies behind one, and is not removed. Take the link "
                "away, and see to what it leads to by hand."
            )
    for folder in folders:
        shutil.rmtree(folder)
    return tuple(relative(folder, root) for folder in folders)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir() or folder.is_symlink():
        return []
    return sorted(f for f in folder.rglob("*") if f.is_file() and not f.is_symlink())


def _naming(folder: Path, person: Person, root: Path) -> list[str]:
    """Return the files below a folder that hold a person's name or pseudonym, or cannot be looked into."""
    return [relative(file, root) for file in _files(folder) if _names_her(file, person)]


def _names_her(file: Path, person: Person) -> bool:
    try:
        texts = texts_in(file.name, file.read_bytes())
        return any(person.in_text(line) for _, text in texts for line in text.splitlines())
    except SealedError:
        return True


def _lines(study: Study, person: Person) -> Iterable[str]:
    """Name the lines of settings, chapters, corrections and notebooks that are about a person."""
    root = study.root
    folders = (study.params_dir, root / "report" / study.project.id, root / "notebooks")
    files = [f for folder in folders for f in _files(folder) if f.suffix.lower() in _WRITTEN]
    for file in [*files, *(f for f in [root / "data/corrections.yml"] if f.is_file())]:
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if person.in_text(line):
                yield f"{relative(file, root)}, line {number}"


def _record(root: Path, project: str, today: date, outcome: Forgotten) -> None:
    """Add what was done to the record: no name, number or row, since those would lead back to her."""
    path = root / RECORD
    told = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else []
    entry = {
        "project": project,
        "date": today.isoformat(),
        "removed": list(outcome.removed),
        "raw_files_to_mend": [standing.file for standing in outcome.raw],
        "released_files_naming": len(outcome.released),
    }
    text = yaml.safe_dump([*(told or []), entry], allow_unicode=True, sort_keys=False)
    write_bytes(path, text.encode())
