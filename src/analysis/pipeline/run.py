"""Running one period or many: each step that is not up to date, then the manifest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from analysis.errors import unreadable
from analysis.params import AnalysisError, Study, load_period
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import alone, relative
from analysis.pipeline.manifest import manifest_file, read_manifest, write_manifest
from analysis.pipeline.notebook import run_notebook
from analysis.pipeline.reports import Exit, check_reports, others_of, remove_reports, remove_undeclared
from analysis.pipeline.steps import REPORTS, State, Step, side_by_side, steps_of

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


def run_period(
    params_file: Path, *, engine: str | None, force: bool, say: Say, debug: bool = False
) -> Outcome:
    """Bring one period up to date; whatever stops it is the outcome's `error` and stops no other period.

    Parameters
    ----------
    debug
        Whether a fault in the software is raised with its traceback, which may quote the data.
    """
    started = time.perf_counter()
    name = _name(params_file)
    others = os.umask(PRIVATE)
    try:
        ran, manifest, warnings = _bring_up_to_date(params_file, engine, force, say)
    except AnalysisError as error:
        return _failed(name, str(error), started)
    except OSError as error:
        if debug:
            raise
        return _failed(name, unreadable(error), started)
    except Exception as fault:
        if debug:
            raise
        # what it says is left out: it may quote a value of the raw data
        return _failed(
            name,
            f"a fault in the software ({type(fault).__name__}). 'leie run {name} --debug' shows where.",
            started,
        )
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


def _name(params_file: Path) -> str:
    return f"{params_file.parent.parent.name}/{params_file.stem}"


def _failed(name: str, error: str, started: float) -> Outcome:
    return Outcome(name, error, (), (), (), time.perf_counter() - started)


def run_periods(
    files: list[Path], *, engine: str | None, force: bool, jobs: int, say: Say, debug: bool = False
) -> list[Outcome]:
    """Run several periods, in parallel processes when `jobs` is above 1; one that fails stops none.

    A period whose process is killed is run once more, alone; what becomes of it then is its outcome.
    """
    if jobs == 1 or len(files) == 1:
        return [run_period(f, engine=engine, force=force, say=say, debug=debug) for f in files]
    done = _in_processes(files, engine, force, jobs, say)
    for file in files:
        if file not in done:
            done |= _in_processes([file], engine, force, 1, say)
    killed = "its process was stopped from outside, or the machine ran out of memory. Run with fewer --jobs."
    return [done.get(f) or _failed(_name(f), killed, time.perf_counter()) for f in files]


def _in_processes(
    files: list[Path], engine: str | None, force: bool, jobs: int, say: Say
) -> dict[Path, Outcome]:
    """Run periods in processes of their own; those whose process died are left out."""
    done = {}
    with ProcessPoolExecutor(max_workers=min(jobs, len(files)), mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(_run_quietly, f, engine, force): f for f in files}
        for future in as_completed(futures):
            try:
                outcome = future.result()
            except BrokenProcessPool:
                continue
            done[futures[future]] = outcome
            say(f"{outcome.name}: {'failed' if outcome.error else 'done'} in {outcome.seconds:.1f} s")
    return done


def status(params_file: Path) -> dict[str, list[str]]:
    """Step → why it would run, also that it reads what one before it makes; an empty list when up to date."""
    study = load_period(params_file)
    found: dict[str, list[str]] = {}
    for state in _states(study, _engine(None)):
        step = state.step
        found[step.name] = state.stale() or [f"follows {name}" for name in step.after if found[name]]
    return found


def _run_quietly(params_file: Path, engine: str | None, force: bool) -> Outcome:
    return run_period(params_file, engine=engine, force=force, say=lambda _: None)


def _bring_up_to_date(
    params_file: Path, engine: str | None, force: bool, say: Say
) -> tuple[list[str], dict[str, Any], list[str]]:
    study = load_period(params_file)
    with alone(study.build_dir, _name(params_file)):
        return _bring(study, engine, force, say)


def _bring(
    study: Study, engine: str | None, force: bool, say: Say
) -> tuple[list[str], dict[str, Any], list[str]]:
    from analysis.disclose import releases_of

    found = _engine(engine)
    remove_undeclared(study)
    ran: list[str] = []
    leave = Exit(study)
    try:
        releases_of(study)  # before anything else: what may not stand beside a release is not made
        for steps in side_by_side(steps_of(study)):
            states = [State(s, study, found if s.notebook is None else {}) for s in steps]
            # what a step depends on is hashed before it runs, whether or not that decides anything
            due = [state for state in states if state.stale() or force]
            if not due:
                continue
            manifest_file(study).unlink(missing_ok=True)
            if any(state.step.settings == "report" for state in due):
                leave.stop_on_sources()
            here = Path.cwd()
            with ThreadPoolExecutor(max_workers=len(due)) as pool:
                begun = [pool.submit(_run_and_record, state, engine, leave, say) for state in due]
            os.chdir(here)  # papermill changes the folder of the process, and two at once leave it changed
            for future in begun:
                future.result()
            ran += [state.step.name for state in due]
        if ran or read_manifest(study) is None:
            checks = check_reports(study)
            leave.search(others_of(study), study.build_dir)
            write_manifest(study, _states(study, found), found, checks)
    except BaseException:  # whatever stopped it: no report is left that is not of this run
        remove_reports(study)
        raise
    manifest = read_manifest(study)
    if manifest is None:
        raise PipelineError("manifest.json: was changed by another program while it was written. Run again.")
    return ran, manifest, _overlap(study)


def _run_and_record(state: State, engine: str | None, leave: Exit, say: Say) -> None:
    started = time.perf_counter()
    study = state.study
    state.stamp_file.unlink(missing_ok=True)
    _run_step(state.step, study, engine, leave)
    state.record()
    say(f"{study.project.id}/{study.period.id}: {state.step.title} ({time.perf_counter() - started:.1f} s)")


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
