"""Running one period or many: each step that is not up to date, then the manifest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from analysis.params import AnalysisError, Study, load_period
from analysis.pipeline.files import relative
from analysis.pipeline.manifest import manifest_file, read_manifest, write_manifest
from analysis.pipeline.notebook import run_notebook
from analysis.pipeline.reports import Exit, check_reports, others_of, remove_reports, remove_undeclared
from analysis.pipeline.steps import REPORTS, State, Step, steps_of

Say = Callable[[str], None]
PRIVATE = 0o077
"""What others may not do with what a run writes."""


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
    from analysis.disclose import releases_of

    study = load_period(params_file)
    found = _engine(engine)
    remove_undeclared(study)
    ran: list[str] = []
    leave = Exit(study)
    try:
        releases_of(study)  # before anything else: what may not stand beside a release is not made
        for step in steps_of(study):
            state = State(step, study, found if step.notebook is None else {})
            if not force and not state.stale():
                continue
            started = time.perf_counter()
            manifest_file(study).unlink(missing_ok=True)
            state.stamp_file.unlink(missing_ok=True)
            if step.settings == "report":
                leave.stop_on_sources()
            _run_step(step, study, engine, leave)
            State(step, study, state.extra).record()
            ran.append(step.name)
            say(f"{study.project.id}/{study.period.id}: {step.title} ({time.perf_counter() - started:.1f} s)")
        if ran or read_manifest(study) is None:
            checks = check_reports(study)
            leave.search(others_of(study), study.build_dir)
            write_manifest(study, _states(study, found), found, checks)
    except BaseException:  # whatever stopped it: no report is left that is not of this run
        remove_reports(study)
        raise
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


def _run_step(step: Step, study: Study, engine: str | None, leave: Exit) -> None:
    if step.notebook is None:
        leave.render(engine)
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


def _engine(engine: str | None) -> dict[str, str]:
    from analysis.render import find_engine

    found = find_engine(engine)
    return {"name": found.name, **found.versions}
