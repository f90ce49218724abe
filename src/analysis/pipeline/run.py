"""Running one period or many: each step that is not up to date, then the manifest."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from analysis.params import AnalysisError, Study, load_period
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import relative
from analysis.pipeline.manifest import manifest_file, read_manifest, write_manifest
from analysis.pipeline.notebook import run_notebook
from analysis.pipeline.steps import REPORTS, State, Step, steps_of

Say = Callable[[str], None]
PRIVATE, FOR_ALL = 0o077, 0o644
"""What others may not do with what a run writes, and what they may with the public reports."""


@dataclass(frozen=True)
class Outcome:
    """How the run of one period ended."""

    name: str
    """``<project>/<period>``."""
    error: str | None
    ran: tuple[str, ...]
    """Steps that ran; empty when everything was up to date."""
    reports: tuple[str, ...]
    """Paths of the reports, below the project root."""
    verdicts: tuple[str, ...]
    seconds: float
    warnings: tuple[str, ...] = ()
    """What must be known before the reports are given away."""


def run_period(params_file: Path, *, engine: str | None, force: bool, say: Say) -> Outcome:
    """Bring one period up to date; a mistake in data or parameters is the outcome's `error`."""
    started = time.perf_counter()
    name = f"{params_file.parent.parent.name}/{params_file.stem}"
    others = os.umask(PRIVATE)
    try:
        ran, manifest, warnings = _bring_up_to_date(params_file, engine, force, say)
    except AnalysisError as error:
        return Outcome(name, str(error), (), (), (), time.perf_counter() - started)
    finally:
        os.umask(others)
    reports = [n for n in manifest["outputs"] if Path(n).name in REPORTS]
    return Outcome(
        name=name,
        error=None,
        ran=tuple(ran),
        reports=tuple(reports),
        verdicts=tuple(manifest["verdicts"]),
        seconds=time.perf_counter() - started,
        warnings=tuple(warnings),
    )


def run_periods(files: list[Path], *, engine: str | None, force: bool, jobs: int, say: Say) -> list[Outcome]:
    """Run several periods, in parallel processes when `jobs` is above 1; one that fails stops none."""
    if jobs == 1 or len(files) == 1:
        return [run_period(f, engine=engine, force=force, say=say) for f in files]
    with ProcessPoolExecutor(max_workers=min(jobs, len(files)), mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(_run_quietly, f, engine, force): f for f in files}
        done = {}
        for future in as_completed(futures):
            outcome = future.result()
            done[futures[future]] = outcome
            say(f"{outcome.name}: {'failed' if outcome.error else 'done'} in {outcome.seconds:.1f} s")
    return [done[f] for f in files]


def status(params_file: Path) -> dict[str, list[str]]:
    """Step → why it would run; an empty list when it is up to date."""
    study = load_period(params_file)
    return {s.step.name: s.stale() for s in _states(study, _engine(None))}


def _run_quietly(params_file: Path, engine: str | None, force: bool) -> Outcome:
    return run_period(params_file, engine=engine, force=force, say=lambda _: None)


def _bring_up_to_date(
    params_file: Path, engine: str | None, force: bool, say: Say
) -> tuple[list[str], Any, list[str]]:
    study = load_period(params_file)
    found = _engine(engine)
    ran: list[str] = []
    for step in steps_of(study):
        state = State(step, study, found if step.notebook is None else {})
        if not force and not state.stale():
            continue
        started = time.perf_counter()
        manifest_file(study).unlink(missing_ok=True)
        state.stamp_file.unlink(missing_ok=True)
        _run_step(step, study, engine)
        State(step, study, state.extra).record()
        ran.append(step.name)
        say(f"{study.project.id}/{study.period.id}: {step.title} ({time.perf_counter() - started:.1f} s)")
    if ran or read_manifest(study) is None:
        write_manifest(study, _states(study, found), found, check_reports(study))
    return ran, read_manifest(study), _overlap(study)


def _overlap(study: Study) -> list[str]:
    from analysis.disclose import overlapping_public

    others = overlapping_public(study)
    if not others:
        return []
    return [
        f"WARNING: the public editions of {', '.join(others)} cover some of the same days. Do not publish "
        "both: their difference can single people out. Remove 'offentlig' from the editions of one of them."
    ]


def _states(study: Study, engine: dict[str, str]) -> list[State]:
    return [State(s, study, engine if s.notebook is None else {}) for s in steps_of(study)]


def _run_step(step: Step, study: Study, engine: str | None) -> None:
    if step.notebook is None:
        _render(study, engine)
        return
    root = study.root
    period_file = study.params_dir / "periods" / f"{study.period.id}.yml"
    run_notebook(
        root / "notebooks" / step.notebook,
        study.build_dir / "notebooks" / step.notebook,
        {"params_file": relative(period_file, root)},
        root,
        with_key=step.makes_pseudonyms,
    )


def _render(study: Study, engine: str | None) -> None:
    from analysis.render import RenderError, render

    for edition in study.period.editions:
        folder = study.build_dir / edition
        try:
            made = render(folder / "report", folder, engine=engine, timestamp=study.period.report_date)
        except RenderError as error:
            raise RenderError(_where_written(str(error), study)) from None
        for path in made.values() if edition == "offentlig" else ():
            path.chmod(FOR_ALL)
    check_reports(study)


def _where_written(message: str, study: Study) -> str:
    """Name prose by the file the researcher edits, not by its copy in the folder that is rendered."""
    own = re.sub(r"(?<![\w/])prosjekt/(?=\w+\S*\.qmd)", f"report/{study.project.id}/", message)
    return re.sub(r"(?<![\w/])kapitler/(?=\w+\S*\.qmd)", "report/kapitler/", own)


def render_aside(study: Study, engine: str | None, out: Path) -> list[Path]:
    """Render the report inputs that are there with another engine, beside the run; the files, checked.

    Raises
    ------
    PipelineError
        If the period was not run yet.
    RenderError
        If an edition cannot be rendered or does not pass the checks.
    """
    from analysis.render import check_output, render
    from analysis.wording.labels import SYNTHETIC

    made = []
    for edition in study.period.editions:
        source = study.build_dir / edition / "report"
        if not (source / "rapport.qmd").is_file():
            raise PipelineError(
                f"{relative(source, study.root)}: no report inputs. "
                f"Run 'leie run {study.project.id}/{study.period.id}' first."
            )
        outputs = render(source, out / edition, engine=engine, timestamp=study.period.report_date)
        for name in {path.stem for path in outputs.values()}:
            stamp = SYNTHETIC if study.project.synthetic else None
            check_output(outputs[f"{name}.html"], outputs[f"{name}.pdf"], stamp=stamp)
        made += list(outputs.values())
    return made


def check_reports(study: Study) -> list[str]:
    """Check every rendered report; the names of the checks passed, by edition.

    Raises
    ------
    RenderError
        If a report does not pass; the failing edition's files are removed first, so that none is read.
    """
    from analysis.render import RenderError, check_output
    from analysis.wording.labels import SYNTHETIC

    passed = []
    for edition, name in product(study.period.editions, ("rapport", "teknisk")):
        html, pdf = (study.build_dir / edition / f"{name}.{kind}" for kind in ("html", "pdf"))
        try:
            checks = check_output(html, pdf, stamp=SYNTHETIC if study.project.synthetic else None)
        except RenderError:
            html.unlink(missing_ok=True)
            pdf.unlink(missing_ok=True)
            raise
        passed += [f"{edition}, {name}: {check}" for check in checks]
    return passed


def _engine(engine: str | None) -> dict[str, str]:
    from analysis.render import find_engine

    found = find_engine(engine)
    return {"name": found.name, **found.versions}
