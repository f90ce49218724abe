"""A world as raw exports: one file per source of the project, in the shape its system gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml

from analysis.params import ParamsError, Source, Study, load_period, period_files
from analysis.sample import export_logs, export_records
from analysis.sample.bulk import write_incident_table
from analysis.sample.export_surveys import write_survey
from analysis.sample.files import Export
from analysis.sample.world import World, generate

WRITERS: dict[str, Callable[[Export], Path]] = {
    "survey": write_survey,
    "incidents": export_logs.write_incidents,
    "arrears": export_records.write_arrears,
    "flats": export_records.write_flats,
    "tenancies": export_records.write_tenancies,
    "services": export_records.write_services,
    "cases": export_records.write_cases,
    "activities": export_logs.write_activities,
    "measures": export_logs.write_measures,
}
"""Kind of source → what writes its export."""


def write_exports(world: World, folder: Path, *, mess: bool = True) -> list[Path]:
    """Write every export of a world into `folder`, under the names and headers ``project.yml`` declares.

    Parameters
    ----------
    mess
        Whether people have typed: spelling variants, dates in several forms, a duplicate row, blanks,
        notes below the table, a free text with an identity number, and the two slips that
        ``data/corrections.yml`` mends. Without it the files hold the same content, plainly written.

    Returns
    -------
    list of Path
        The files, in the order of the sources. Two worlds of the same seed give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(world, source, folder / source.file, mess=mess) for source in world.study.project.sources]


def _write(world: World, source: Source, path: Path, *, mess: bool) -> Path:
    if any(mark in source.file for mark in "*?["):
        raise ParamsError(
            f"project.yml, source '{source.id}': the file is a pattern ('{source.file}'), "
            "so no sample file can be named after it. Give the file a plain name."
        )
    if source.kind == "incidents" and path.suffix != ".xlsx":
        return write_incident_table(world, path, mess=mess)
    if source.kind == "themes":
        raise ParamsError(
            f"project.yml, source '{source.id}': themes are coded by a researcher who has read "
            "the answers, so the sample cannot make them. Write the file by hand, or remove the source."
        )
    if source.kind not in WRITERS:
        raise ParamsError(
            f"project.yml, source '{source.id}': the sample makes no exports of kind '{source.kind}'. "
            "Add them to sample/exports.py, or remove the source."
        )
    return WRITERS[source.kind](Export(world, source, path, mess))


def write_sample(
    root: Path,
    project_id: str,
    *,
    seed: int | None = None,
    scale: int = 1,
    mess: bool = True,
    out: Path | None = None,
) -> list[Path]:
    """Write the synthetic raw exports of a project; the command ``leie sample`` does nothing else.

    Parameters
    ----------
    root
        Project root.
    seed, scale
        As in `generate`. A scaled world has addresses the project's own ``project.yml`` does not know, so
        it needs `out`, and a ``project.yml`` that knows them is written beside its exports.
    out
        Folder to write into; ``data/raw/<project>/`` when left out.

    Raises
    ------
    ParamsError
        If the project is unknown, has no ``sample.yml``, is not declared synthetic and `out` is its own
        raw folder, or is scaled into it.
    """
    study = load_period(period_files(root, project_id)[0])
    folder = study.raw_dir if out is None else Path(out)
    if folder.resolve() == study.raw_dir.resolve():
        _only_the_sample(study, scale)
    world = generate(study, seed=seed, scale=scale)
    written = write_exports(world, folder, mess=mess)
    return written if scale == 1 else [*written, _write_project(world.study, folder)]


def _write_project(study: Study, folder: Path) -> Path:
    """Write the ``project.yml`` that knows every address of a scaled world."""
    content = study.project.model_dump(mode="json", exclude_defaults=True)
    path = folder / "project.yml"
    path.write_text(
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8", newline="\n"
    )
    return path


def _only_the_sample(study: Study, scale: int) -> None:
    """Refuse to write synthetic exports where real ones belong."""
    shown = f"data/raw/{study.project.id}"
    if not study.project.synthetic:
        raise ParamsError(
            f"{shown}: project.yml does not say 'synthetic: true', so this folder holds real exports and no "
            "sample is written there. Name another folder with --out."
        )
    if scale > 1:
        raise ParamsError(
            f"{shown}: a sample of scale {scale} has addresses that project.yml does not declare. "
            "Name another folder with --out."
        )
