"""Releasing a period: its public reports frozen in the one folder to publish."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from analysis.params import Study
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import file_hash, relative, write_json
from analysis.pipeline.manifest import read_manifest
from analysis.pipeline.reports import FOR_ALL
from analysis.pipeline.steps import REPORTS


def release(study: Study, stale: list[str]) -> Path:
    """Freeze the public edition of the last run in ``released/<project>/<period>/``.

    The folder holds the reports and what they printed; its hashes stand in ``releases.json`` beside it. What
    is released is never changed: later runs copy its figures.

    Parameters
    ----------
    stale
        Steps that would run; a release is of a run that is up to date.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    PipelineError
        If the period has no public edition, is not up to date, does not fit its manifest, or was released
        with other content.
    DisclosureError
        If the period cannot stand beside what is released.
    """
    from analysis import clean, disclose, evaluate
    from analysis.exit import search_outputs, stop, wanted

    name = f"{study.project.id}/{study.period.id}"
    if "offentlig" not in study.period.editions:
        raise PipelineError(f"{name}: there is no public edition. Put 'offentlig' among its editions.")
    if stale:
        raise PipelineError(f"{name}: {', '.join(stale)} would run. Run 'leie run {name}' first.")
    reports = _reports(study)
    disclose.releases_of(study)
    folder = study.root / disclose.FOLDER / study.project.id
    index, target = disclose.index_of(folder), folder / study.period.id
    evaluation = evaluate.Evaluation.load(study.build_dir / "evaluation")
    edition = disclose.restrict(evaluation, clean.load_tables(study), study, "offentlig")
    scratch = _laid_out(study, folder, reports)
    try:
        printed = disclose.printed_content(edition.results, edition.monthly, study)
        write_json(scratch / disclose.CONTENT, printed)
        stop(search_outputs(list(scratch.iterdir()), [scratch], wanted(study), study.root), ())
        for file in scratch.iterdir():
            file.chmod(FOR_ALL)
        hashes = {file.name: disclose.file_hash(file) for file in sorted(scratch.iterdir())}
        if study.period.id in index:
            if hashes != index[study.period.id]:
                raise PipelineError(
                    f"{relative(target, study.root)}: already released, with other content. A release "
                    "is never changed: make a correction a period of its own, with the same windows."
                )
            return target
        if target.exists():
            raise PipelineError(f"{relative(target, study.root)}: is no release. Move it away.")
        scratch.replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    write_json(folder / disclose.INDEX, {**index, study.period.id: hashes})
    return target


def _reports(study: Study) -> list[Path]:
    """Return the public reports, as they were when they were checked."""
    made = (read_manifest(study) or {}).get("outputs", {})
    files = [study.build_dir / "offentlig" / report for report in REPORTS]
    for file in files:
        known = made.get(relative(file, study.root), {}).get("sha256")
        if not file.is_file() or file_hash(file) != known:
            raise PipelineError(
                f"{relative(file, study.root)}: not the file that was checked. "
                f"Run 'leie run {study.project.id}/{study.period.id}' first."
            )
    return files


def _laid_out(study: Study, folder: Path, reports: list[Path]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder, prefix=f".{study.period.id}."))
    scratch.chmod(0o755)
    for file in reports:
        shutil.copyfile(file, scratch / file.name)
    return scratch
