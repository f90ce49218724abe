"""The steps of a period: what each reads, runs and writes, and whether it is up to date."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from analysis.clean.persons.pseudonyms import find_key
from analysis.params import Study
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import hashes, read_json, write_json
from analysis.pipeline.fingerprint import reachable_code, versions_of
from analysis.pipeline.notebook import code_of
from analysis.source_kinds import Half, kinds_read_in, tables_of

DOCUMENTS = ("rapport", "teknisk")
REPORTS = tuple(f"{name}.{kind}" for name in DOCUMENTS for kind in ("html", "pdf"))
"""Files that are rendered for each edition: the report and its technical appendix."""


MOST = 5
"""Most things that a message names."""
Settings = Literal["data", "analysis", "report"]
"""What a step reads of the settings: all but what is said of the report alone, or everything."""
OF_THE_REPORT = frozenset({"description", "report_date", "editions"})
"""Keys of a period that no table depends on."""


@dataclass(frozen=True)
class Step:
    """One arrow in the way of the data."""

    name: str
    title: str
    notebook: str | None
    """File in ``notebooks/``; ``None`` for rendering, which is code alone."""
    reads: Callable[[], list[Path]]
    writes: Callable[[], list[Path]]
    settings: Settings
    """Which part of the settings it reads."""
    after: tuple[str, ...] = ()
    """Names of the steps whose outputs it reads."""
    makes_pseudonyms: bool = False
    """Whether another pseudonym key gives other tables: all steps that make them must use the same."""
    code: str = ""
    """Source whose imports decide which modules the step depends on, when it has no notebook."""


@dataclass(frozen=True)
class State:
    """What a step depends on right now."""

    step: Step
    study: Study
    extra: dict[str, str]
    """Further things the step depends on, such as the report engine's versions."""

    @cached_property
    def depends(self) -> dict[str, dict[str, str]]:
        """Group → name → hash of everything that decides the step's outputs."""
        root = self.study.root
        code = code_of(root / "notebooks" / self.step.notebook) if self.step.notebook else self.step.code
        return {
            "code": reachable_code(code),
            "parameters": parameter_hashes(self.study, self.step.settings),
            "inputs": hashes(self.step.reads(), root),
            "environment": {
                **hashes([_lock(root)], root),
                **versions_of(code),
                "python": platform.python_version(),
                **({"pseudonym key": find_key(self.study).mark} if self.step.makes_pseudonyms else {}),
                **self.extra,
            },
        }

    @property
    def stamp_file(self) -> Path:
        """Where the last completed run of the step is recorded."""
        return self.study.build_dir / "steps" / f"{self.step.name}.json"

    def stale(self) -> list[str]:
        """Say why the step must run: each thing by name that changed; empty when it is up to date."""
        stamp = read_stamp(self.stamp_file)
        if stamp is None:
            return ["not run yet"]
        why = [
            f"{group[:-1] if group.endswith('s') else group} {what}: {name}"
            for group, now in self.depends.items()
            for name, what in _differences(stamp["depends"].get(group, {}), now)
        ]
        root = self.study.root
        missing = [name for name in stamp["outputs"] if not (root / name).is_file()]
        why += [f"output missing: {name}" for name in missing]
        there = [root / name for name in stamp["outputs"] if name not in missing]
        changed = [name for name, digest in hashes(there, root).items() if stamp["outputs"][name] != digest]
        return why + [f"output changed: {name}" for name in changed]

    def record(self) -> None:
        """Write the stamp of a completed run, last and atomically: what the step depended on when it began.

        Raises
        ------
        PipelineError
            If an input, a setting or code changed while the step ran: nobody knows what it was made from.
        """
        now = State(self.step, self.study, self.extra).depends
        changed = [name for group, then in self.depends.items() for name, _ in _differences(then, now[group])]
        if changed:
            raise PipelineError(
                f"step '{self.step.name}': {', '.join(changed[:MOST])} changed while the step ran. What it "
                "made was not kept. Run again when nobody writes there."
            )
        outputs = hashes(self.step.writes(), self.study.root)
        write_json(self.stamp_file, {"depends": self.depends, "outputs": outputs})

    def used(self) -> dict[str, str]:
        """Return the inputs of the last completed run by their hashes: path below the root → hash."""
        stamp = read_stamp(self.stamp_file)
        return {} if stamp is None else stamp["depends"]["inputs"]


def read_stamp(file: Path) -> dict[str, dict[str, Any]] | None:
    """Read the stamp of a step; ``None`` where there is none, or the file is no stamp."""
    value = read_json(file)
    groups = {"code", "parameters", "inputs", "environment"}
    if value is None or value.keys() != {"depends", "outputs"}:
        return None
    depends, outputs = value["depends"], value["outputs"]
    if not isinstance(depends, dict) or not isinstance(outputs, dict) or depends.keys() != groups:
        return None
    texts = (
        t for part in (outputs, *depends.values()) for t in (part.values() if isinstance(part, dict) else [0])
    )
    return value if all(isinstance(text, str) for text in texts) else None


def steps_of(study: Study) -> list[Step]:
    """Return the steps of a period in order."""
    build, editions = study.build_dir, study.period.editions
    survey, records = _tables(study, "survey"), _tables(study, "records")

    def executed(name: str) -> Path:
        return build / "notebooks" / name

    def evaluation() -> list[Path]:
        return [*_files(build / "evaluation"), *sorted(build.glob("results*"))]

    def report_folders() -> list[Path]:
        return [f for edition in editions for f in _files(build / edition / "report")]

    clean_survey = Step(
        name="clean_survey",
        title="clean the survey",
        notebook="01_clean_survey.ipynb",
        settings="data",
        makes_pseudonyms=True,
        reads=lambda: _raw(study, only=kinds_read_in("survey")),
        writes=lambda: [*survey, executed("01_clean_survey.ipynb")],
    )
    clean_records = Step(
        name="clean_records",
        title="clean the records",
        notebook="02_clean_records.ipynb",
        settings="data",
        makes_pseudonyms=True,
        reads=lambda: _raw(study),
        writes=lambda: [*records, executed("02_clean_records.ipynb")],
    )
    compare = Step(
        name="compare",
        title="compare before and after",
        notebook="03_compare.ipynb",
        settings="analysis",
        after=("clean_survey", "clean_records"),
        reads=lambda: [*survey, *records],
        writes=lambda: [*evaluation(), executed("03_compare.ipynb")],
    )
    present = Step(
        name="present",
        title="make figures, tables and text",
        notebook="04_present.ipynb",
        settings="report",
        after=("clean_survey", "clean_records", "compare"),
        reads=lambda: [*evaluation(), *survey, *records, *_prose(study), *_raw(study), *_released(study)],
        writes=lambda: [*report_folders(), executed("04_present.ipynb")],
    )
    render = Step(
        name="render",
        title="render the reports",
        notebook=None,
        settings="report",
        after=("present",),
        code="import analysis.render",
        reads=report_folders,
        writes=lambda: [build / edition / name for edition in editions for name in REPORTS],
    )
    return [clean_survey, clean_records, compare, present, render]


def side_by_side(steps: list[Step]) -> list[list[Step]]:
    """Group steps that follow each other and of which none reads what another writes: they run together."""
    groups: list[list[Step]] = []
    for step in steps:
        if groups and not {other.name for other in groups[-1]} & set(step.after):
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _lock(root: Path) -> Path:
    file = root / "requirements.lock"
    if not file.is_file():
        raise PipelineError(
            "requirements.lock: no such file in the project folder. It states the versions a report was made "
            "with, and a run records them. Copy it from the repository."
        )
    return file


def _tables(study: Study, half: Half) -> list[Path]:
    names = (*tables_of(half), f"findings_{half}", f"corrections_{half}")
    return [study.processed_dir / f"{name}.parquet" for name in names]


def _raw(study: Study, *, only: tuple[str, ...] = ()) -> list[Path]:
    """Raw files of some kinds of source, and the corrections, as far as they exist.

    The records depend on all of them: what is saved is searched for every name in the raw data.
    """
    chosen = [s for s in study.project.sources if not only or s.kind in only]
    files = {f for s in chosen for f in study.raw_dir.glob(s.file) if f.is_file()}
    corrections = study.root / "data" / "corrections.yml"
    return sorted(files) + ([corrections] if corrections.is_file() else [])


def _prose(study: Study) -> list[Path]:
    """List the report's sources that are shared and the project's own, not those of other projects."""
    source = study.root / "report"
    shared = {"_stil", "kapitler", study.project.id}
    files = [(f, f.relative_to(source).parts) for f in _files(source)]
    return [f for f, parts in files if len(parts) == 1 or parts[0] in shared]


def _released(study: Study) -> list[Path]:
    """List what other reports of the project have published: the public edition copies it."""
    folder = study.root / "released" / study.project.id
    return [file for file in folder.glob("*/release.json") if file.parent.name != study.period.id]


def _files(folder: Path) -> list[Path]:
    return sorted(f for f in folder.rglob("*") if f.is_file() and not f.name.startswith("."))


def parameter_hashes(study: Study, settings: Settings) -> dict[str, str]:
    """Hash the values, not the text: a comment in a parameter file reruns nothing."""
    parts: dict[str, Any] = {
        name: getattr(study, name).model_dump(mode="json", by_alias=True)
        for name in ("project", "questionnaire", "plan", "vocabulary", "period")
    }
    if settings != "report":
        parts["period"] = {k: v for k, v in parts["period"].items() if k not in OF_THE_REPORT}
    out = {n: hashlib.sha256(json.dumps(v, sort_keys=True).encode()).hexdigest() for n, v in parts.items()}
    if settings == "data":
        return out
    not_read = {"project.yml", "questionnaire.yml", "indicators.yml", "vocabulary.yml", "sample.yml"}
    not_read |= {"report.yml"} if settings == "analysis" else set()
    others = [f for f in study.params_dir.glob("*.yml") if f.name not in not_read]
    return out | hashes(others, study.root)


def _differences(then: dict[str, str], now: dict[str, str]) -> list[tuple[str, str]]:
    changed = [(n, "changed") for n in sorted(then.keys() & now.keys()) if then[n] != now[n]]
    return (
        changed
        + [(n, "new") for n in sorted(now.keys() - then.keys())]
        + [(n, "gone") for n in sorted(then.keys() - now.keys())]
    )
