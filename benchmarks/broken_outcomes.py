"""What `leie check` does with one broken file in an otherwise sound project, and whether that is right."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import broken_disguises  # noqa: F401  (registers its kinds, as do those it imports)
import pandas as pd
import yaml
from broken_files import KINDS
from broken_formats import Base, Broken
from broken_rows import grids_of, plain, records_of, unaccounted
from openpyxl import load_workbook

from analysis import clean
from analysis.clean import cleaning
from analysis.clean.schemas import TYPES
from analysis.clean.telling import told
from analysis.params import AnalysisError, Source, Study, find_root, load_period
from analysis.sample import write_sample

SEED = 20240930
SECONDS = 10
"""Processor time beyond which a check counts as hanging."""
NEEDS_ROSTER = ("survey", "arrears", "services", "flats", "themes")
GOOD = ("tables", "findings", "refused")
"""Tables of the declared shape with every row accounted for; findings with errors; one clear error."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file: one of `GOOD`, or what went wrong; how long; whether its rows were counted."""

    what: str
    detail: str = ""
    seconds: float = 0.0
    counted: bool = False


@dataclass(frozen=True)
class Campaign:
    """A copy of the sample project and its valid exports, as people write them and tidied."""

    study: Study
    bases: tuple[Base, ...]
    folder: Path

    @classmethod
    def prepared(cls, folder: Path) -> Campaign:
        """Write the sample's exports below `folder`, both ways."""
        study = load_period(find_root(Path(__file__)) / "params/leie/periods/sluttrapport.yml")
        bases: list[Base] = []
        for tidy in (False, True):
            written = folder / ("tidy" if tidy else "typed")
            write_sample(study.root, study.project.id, mess=not tidy, out=written)
            for source in study.project.sources:
                data = (written / source.file).read_bytes()
                bases.append(Base(source.id, source.kind, source.file, data, _table(data, source), tidy))
        return cls(study, tuple(bases), folder)

    def case(self, kind: str, number: int, seed: int = SEED) -> tuple[Base, Broken]:
        """Return one broken file: the same for the same kind, number and seed."""
        rng = Random(f"{seed} {kind} {number}")
        base = self.bases[number % len(self.bases)]
        return base, KINDS[kind](rng, base)

    def project(self, base: Base, broken: Broken) -> Study:
        """Lay out a project whose only unsound file is this one, and return it."""
        root = self.folder / "project"
        remove_folder(root)
        raw = root / "data/raw" / self.study.project.id
        raw.mkdir(parents=True)
        sources = []
        for source in self.study.project.sources:
            if source.id == base.source:
                name = (broken.stem or Path(source.file).stem) + broken.suffix
                lay(raw / name, broken)
                sources.append(source.model_copy(update={"file": name}))
            elif source.kind == "tenancies" and base.kind in NEEDS_ROSTER:
                shutil.copy(self.folder / ("tidy" if base.tidy else "typed") / source.file, raw / source.file)
                sources.append(source)
        if not base.tidy:
            declared = yaml.safe_load((self.study.root / "data/corrections.yml").read_text(encoding="utf-8"))
            kept = [c for c in declared["corrections"] if c["source"] in {source.id for source in sources}]
            written = yaml.safe_dump({"corrections": kept}, allow_unicode=True, sort_keys=False)
            (root / "data/corrections.yml").write_text(written, encoding="utf-8")
        project = self.study.project.model_copy(update={"sources": tuple(sources), "facts": ()})
        return replace(self.study, root=root, project=project)


def _table(data: bytes, source: Source) -> list[list[str]]:
    """Return the export's own table from its header down, every row as wide as the header."""
    wanted = {plain(header) for header in source.columns.values()}
    best: list[list[str]] = []
    score = -1
    for grid in grids_of(data):
        for number, line in enumerate(grid[:10]):
            hits = sum(plain(cell) in wanted for cell in line)
            if hits > score:
                best, score = grid[number:], hits
    width = len(best[0])
    return [[*line, *[""] * width][:width] for line in best]


def remove_folder(root: Path) -> None:
    """Remove a folder also when something in it is locked."""
    for folder in root.rglob("*") if root.exists() else ():
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)
    shutil.rmtree(root, ignore_errors=True)


def lay(path: Path, broken: Broken) -> None:
    """Put the file, or what there is instead, in its place."""
    if broken.state == "folder":
        path.mkdir()
    elif broken.state == "pipe":
        os.mkfifo(path)
    elif broken.state == "loop":
        path.symlink_to(path.name)
    elif broken.state != "missing":
        path.write_bytes(broken.data)
        if broken.state == "unreadable":
            path.chmod(0)
        if broken.state == "locked folder":
            path.parent.chmod(0)


@contextmanager
def _as_nobody(broken: Broken) -> Iterator[None]:
    """Give up the rights that let the superuser read what nobody may."""
    locked = broken.state in ("unreadable", "locked folder") and os.geteuid() == 0
    if locked:
        os.seteuid(65534)
    try:
        yield
    finally:
        if locked:
            os.seteuid(0)


@contextmanager
def _made_on_the_way() -> Iterator[dict[str, pd.DataFrame]]:
    """Keep the tables that a check makes, holds against their schemas and throws away."""
    tables: dict[str, pd.DataFrame] = {}
    finished = cleaning._finished

    def kept(*given: Any) -> Any:
        made = finished(*given)
        tables.update(made[0].tables)
        return made

    cleaning._finished = kept
    try:
        yield tables
    finally:
        cleaning._finished = finished


def fingerprint(raw: Path) -> str:
    """Return a hash of every name and byte below a folder."""
    total = hashlib.sha256()
    raw.chmod(raw.stat().st_mode | 0o700)
    for path in sorted(raw.rglob("*")):
        total.update(f"{path.relative_to(raw)} {path.lstat().st_size} {path.lstat().st_mtime_ns}".encode())
        if path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


def outcome(campaign: Campaign, base: Base, broken: Broken) -> Outcome:
    """Check one broken file and say what became of it."""
    study = campaign.project(base, broken)
    before = fingerprint(study.raw_dir)
    if broken.state == "locked folder":
        study.raw_dir.chmod(0)
    start = time.process_time()
    try:
        with _as_nobody(broken), _made_on_the_way() as tables:
            findings = clean.check(study)
        seconds = time.process_time() - start
        result = _judged(study, base, broken, findings, tables)
    except AnalysisError as error:
        seconds = time.process_time() - start
        result = Outcome("refused" if len(str(error)) > 20 else "unclear", str(error)[:200])
    except MemoryError:
        seconds = time.process_time() - start
        result = Outcome("out of memory", traceback.format_exc())
    except Exception:  # noqa: BLE001  the very thing that is looked for
        seconds = time.process_time() - start
        result = Outcome("traceback", traceback.format_exc())
    if fingerprint(study.raw_dir) != before:
        result = Outcome("changed raw file")
    if result.what in GOOD and seconds > SECONDS:
        result = Outcome("hang")
    return replace(result, seconds=seconds)


def _judged(
    study: Study, base: Base, broken: Broken, findings: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> Outcome:
    wrong = _workbook_faults(findings, study.root / "funn.xlsx")
    if wrong:
        return Outcome("formula in our workbook", wrong)
    errors = told(findings).loc[findings["severity"] == "error"].astype("str")
    unclear = errors[(errors["message"].str.len() < 20) | (errors["action"].str.len() < 10)]
    if len(unclear):
        return Outcome("unclear", unclear["message"].iloc[0])
    if len(errors):
        return Outcome("findings", errors["rule"].iloc[0])
    for name, table in tables.items():
        types = {column: str(dtype) for column, dtype in table.dtypes.items()}
        if types != dict(TYPES[name]):
            return Outcome("schema", f"{name}: {types}")
    return _counted(study, base, broken, findings, tables)


def _counted(
    study: Study, base: Base, broken: Broken, findings: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> Outcome:
    """Hold the rows a plain reader sees against the tables and the findings."""
    if not broken.countable:
        return Outcome("tables")
    source = next(s for s in study.project.sources if s.id == base.source)
    headers = source.columns.values() if base.kind != "survey" else base.rows[0]
    grids = [broken.table] if broken.table else grids_of(broken.data, broken.delimiter)
    rows = records_of(grids, list(headers))
    if rows is None:
        return Outcome("tables")
    lost = unaccounted(base.kind, base.source, rows, tables, findings, source.wave)
    if lost:
        return Outcome("rows unaccounted for", f"{lost} of {len(rows)}")
    return Outcome("tables", counted=True)


_FORMULA = re.compile(rb"<f[ >/]")


def _workbook_faults(findings: pd.DataFrame, path: Path) -> str:
    """Return which cell of the findings workbook a spreadsheet would evaluate; empty when none."""
    clean.write_findings(findings, path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    if _FORMULA.search(sheet):
        return "a cell holds a formula"
    texts = findings.astype(str).to_numpy().ravel()
    if not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in texts):
        return ""
    for row in load_workbook(path)["Funn"].iter_rows(min_row=2):
        for cell in row:
            text = cell.value
            if isinstance(text, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")):
                if cell.data_type != "s" or not cell.quotePrefix:
                    return f"{cell.coordinate} begins with {text[0]!r} and is not marked as text"
            elif text is not None and not isinstance(text, str):
                return f"{cell.coordinate} is no text"
    return ""
