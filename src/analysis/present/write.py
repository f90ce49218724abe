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
from analysis.present.outline import compose
from analysis.present.proof import proof
from analysis.present.prose import chapter_files, read_chapter
from analysis.present.provenance import Provenance, read_provenance
from analysis.present.text import for_edition, in_own_words
from analysis.present.values import report_metadata

if TYPE_CHECKING:
    from analysis.disclose import Disclosed

_SHARED = ("_quarto.yml", "referanser.bib")


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
        If `disclosed` belongs to another edition, or a file that all reports share is missing.
    ProseError
        If a chapter is a link, holds more than text, or text meant for one edition alone is not closed.
    ProofError
        If a document holds an empty point, an English word, a sentence too often, or an indicator with two
        words. LanguageError
        If a generated sentence claims cause or proof. Nothing is left behind then.
    """
    if disclosed.edition != edition:
        raise ReportSourceError(
            f"edition '{edition}' was asked for, but the tables are disclosed for '{disclosed.edition}': "
            "pass the tables of the same edition."
        )
    source = study.root / "report"
    missing = [name for name in _SHARED if not (source / name).is_file()]
    if missing:
        listed = ", ".join(f"report/{name}" for name in missing)
        raise ReportSourceError(f"the report lacks {listed}: fetch the missing files from the repository.")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _copy(source, study, edition, folder)
        material = Material(
            disclosed=disclosed,
            study=study,
            provenance=provenance or read_provenance(study),
            figures=figures.draw(disclosed, study, folder),
            skipped={figure.id: figure.reason for figure in figures.skipped(disclosed, study)},
            assessments={g.id: _prose(study, f"vurdering-{g.id}", edition) for g in study.plan.goals},
            real_parts=_prose(study, "syntetisk", edition),
        )
        _write(material, folder)
    except AnalysisError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _copy(source: Path, study: Study, edition: Edition, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _SHARED:
        shutil.copyfile(source / name, folder / name)
    shutil.copytree(source / "_stil", folder / "_stil", copy_function=shutil.copyfile)
    (folder / "kapitler").mkdir()
    for file in sorted((source / "kapitler").glob("*.qmd")):
        text = in_own_words(file.read_text(encoding="utf-8"), study.report.words)
        (folder / "kapitler" / file.name).write_text(text, encoding="utf-8", newline="\n")
    _lay_out_chapters(study, edition, folder / "prosjekt")


def _lay_out_chapters(study: Study, edition: Edition, folder: Path) -> None:
    """Lay out what the researcher wrote for the edition, and the pictures that belong to it."""
    own = study.root / "report" / study.project.id
    for file in chapter_files(study):
        target = folder / file.relative_to(own)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".qmd":
            text = for_edition(read_chapter(file, study), edition, file)
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            shutil.copyfile(file, target)


def _prose(study: Study, name: str, edition: Edition) -> str:
    file = study.root / "report" / study.project.id / f"{name}.qmd"
    return for_edition(read_chapter(file, study), edition, file) if file.exists() else ""


def _write(material: Material, folder: Path) -> None:
    generated = folder / "_generert"
    generated.mkdir()
    for name, text in chapters(material).items():
        (generated / f"{name}.qmd").write_text(text, encoding="utf-8", newline="\n")
    for name, text in compose(folder, material.study).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        proof(folder, name, material.evidence)
    values = yaml.safe_dump(report_metadata(material), allow_unicode=True, sort_keys=False, width=10_000)
    (folder / "_verdier.yml").write_text(values, encoding="utf-8", newline="\n")
