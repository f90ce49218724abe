"""Writing a report's inputs: a copy of the report's sources plus everything generated for one edition."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from analysis.params import AnalysisError, Edition, Study
from analysis.present.figures import table as figures
from analysis.present.fragments.chapters import chapters
from analysis.present.material import Material
from analysis.present.provenance import Provenance, read_provenance
from analysis.present.values import report_metadata

if TYPE_CHECKING:
    from analysis.disclose import Disclosed

PROSE = ("innledning", "mandat", "kartlegging", "virkemidler", "tiltak", "rolle", "videre")
"""Chapters the researcher writes for the project, each a file in ``report/<project>/``."""
_SHARED = ("_quarto.yml", "rapport.qmd", "referanser.bib")
_SHARED_FOLDERS = ("kapitler", "_stil", "_fonter")


class ReportSourceError(AnalysisError):
    """The report's own sources are incomplete."""


def write_editions(editions: Mapping[Edition, Disclosed], study: Study) -> list[Path]:
    """Fill ``build/<project>/<period>/<edition>/report/`` for each edition; the folders, in order.

    Raises
    ------
    ReportSourceError, LanguageError
        As `write_inputs`.
    """
    return [
        write_inputs(disclosed, study, edition, study.build_dir / edition / "report")
        for edition, disclosed in editions.items()
    ]


def write_inputs(
    disclosed: Disclosed,
    study: Study,
    edition: Edition,
    folder: Path,
    *,
    provenance: Provenance | None = None,
) -> Path:
    """Fill a folder with everything the report engines need for one edition.

    The folder is made anew: a file from an earlier run does not survive. Its content depends on the
    arguments and on ``report/`` alone.

    Parameters
    ----------
    disclosed
        What the edition may show.
    study
        The period; gives the root below which ``report/`` lies.
    edition
        Must be the edition of `disclosed`.
    folder
        The folder to make, such as ``build/leie/sluttrapport/offentlig/report``.
    provenance
        What the report states about its inputs; read from the raw files when left out.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ReportSourceError
        If `disclosed` belongs to another edition, or the project lacks prose; names each file that is missing
        or empty.
    LanguageError
        If a generated sentence claims cause or proof. Nothing is left behind then.
    """
    if disclosed.edition != edition:
        raise ReportSourceError(
            f"edition '{edition}' was asked for, but the tables are disclosed for '{disclosed.edition}': "
            "pass the tables of the same edition."
        )
    source = study.root / "report"
    own = source / study.project.id
    _check_sources(source, own, study)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _copy(source, own, folder)
        material = Material(
            disclosed=disclosed,
            study=study,
            provenance=provenance or read_provenance(study),
            figures=figures.draw(disclosed, study, folder),
            skipped={figure.id: figure.reason for figure in figures.skipped(disclosed, study)},
            recommendations=_recommendations(own, study),
            real_parts=_text(own / "syntetisk.qmd"),
        )
        _write(material, folder)
    except AnalysisError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _check_sources(source: Path, own: Path, study: Study) -> None:
    missing = [name for name in _SHARED if not (source / name).is_file()]
    missing += [f"{study.project.id}/{name}.qmd" for name in PROSE if not _text(own / f"{name}.qmd").strip()]
    if missing:
        listed = ", ".join(f"report/{name}" for name in missing)
        raise ReportSourceError(
            f"the report lacks {listed}: write the missing files, a sentence each to begin with. "
            "docs/report.md says what they hold."
        )


def _copy(source: Path, own: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _SHARED:
        shutil.copyfile(source / name, folder / name)
    for name in _SHARED_FOLDERS:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)
    shutil.copytree(own, folder / "prosjekt")


def _recommendations(own: Path, study: Study) -> dict[str, str]:
    return {goal.id: _text(own / f"anbefaling-{goal.id}.qmd") for goal in study.plan.goals}


def _text(file: Path) -> str:
    """Return what the researcher wrote; nothing where the file does not exist."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _write(material: Material, folder: Path) -> None:
    generated = folder / "_generert"
    generated.mkdir()
    for name, text in chapters(material).items():
        (generated / f"{name}.qmd").write_text(text, encoding="utf-8", newline="\n")
    values = yaml.safe_dump(report_metadata(material), allow_unicode=True, sort_keys=False, width=10_000)
    (folder / "_verdier.yml").write_text(values, encoding="utf-8", newline="\n")
