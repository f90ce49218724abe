"""The reports of a period: rendered aside, checked, searched, and only then put where somebody reads them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.params import Study
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import relative
from analysis.pipeline.steps import DOCUMENTS, REPORTS

if TYPE_CHECKING:
    from analysis.exit import Hit, Wanted

FOR_ALL = 0o644
"""What others may do with the public reports."""
ASIDE = ".uferdig"
"""Folder of reports that nobody has checked yet."""
PUBLIC = "offentlig"
EDITIONS = ("begrenset", PUBLIC)
MADE = (*EDITIONS, "notebooks", "evaluation", "steps")
"""Folders a run writes."""


@dataclass(frozen=True)
class Exit:
    """What a period lets out: everything made for a reader passes here; what is stopped takes all with it."""

    study: Study

    @cached_property
    def _seek(self) -> Wanted:
        from analysis.exit import wanted

        return wanted(self.study)

    def stop_on_sources(self) -> None:
        """Search what the project wrote for whoever a report may not name.

        Raises
        ------
        ExitError
            If somebody is named; every edition is removed first.
        """
        from analysis.exit import search_sources

        self._stop(search_sources(self.study, self._seek), ())

    def search(self, files: Sequence[Path], folder: Path) -> None:
        """Search finished files below a folder that has a folder for each edition.

        Raises
        ------
        ExitError
            If somebody is named; every edition is removed first, and every file that names somebody.
        """
        from analysis.exit import name_of, search_outputs, search_sources

        root = self.study.root
        hits = search_outputs(files, [folder / PUBLIC], self._seek, root)
        for file in (f for f in files if name_of(f, root) in {hit.file for hit in hits}):
            file.unlink(missing_ok=True)
        self._stop(hits, search_sources(self.study, self._seek) if hits else ())

    def _stop(self, hits: Sequence[Hit], sources: Sequence[Hit]) -> None:
        from analysis.exit import stop

        if hits:
            for edition in EDITIONS:
                shutil.rmtree(self.study.build_dir / edition, ignore_errors=True)
        stop(hits, sources)

    def render(self, engine: str | None) -> None:
        """Render every edition, check and search the files, and put them in their places.

        Raises
        ------
        RenderError
            If a report cannot be rendered or does not pass the checks.
        ExitError
            As `search`.
        """
        study = self.study
        aside = study.build_dir / ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        try:
            editions = study.period.editions
            with ThreadPoolExecutor(max_workers=len(editions)) as pool:
                files = pool.map(lambda edition: _render(study, edition, engine, aside / edition), editions)
                made = [file for rendered in files for file in rendered]
            for edition in editions:  # one after the other: the reader of PDF is not safe in threads
                _check(study, aside / edition)
            self.search(made, aside)
            for file in made:
                file.chmod(FOR_ALL) if file.parent.name == PUBLIC else None
                file.replace(study.build_dir / file.relative_to(aside))
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def render_aside(study: Study, engine: str | None, out: Path) -> list[Path]:
    """Render the report inputs that are there with another engine, beside the run; the files, checked.

    Raises
    ------
    PipelineError
        If the period was not run yet.
    RenderError, ExitError
        As `Exit.render`.
    """
    made = []
    for edition in study.period.editions:
        source = study.build_dir / edition / "report"
        if not (source / "rapport.qmd").is_file():
            raise PipelineError(
                f"{relative(source, study.root)}: no report inputs. "
                f"Run 'leie run {study.project.id}/{study.period.id}' first."
            )
        made += _render(study, edition, engine, out / edition)
        _check(study, out / edition)
    Exit(study).search(made, out)
    return made


def _render(study: Study, edition: str, engine: str | None, out: Path) -> list[Path]:
    from analysis.render import RenderError, render

    source = study.build_dir / edition / "report"
    try:
        return list(render(source, out, engine=engine, timestamp=study.period.report_date).values())
    except RenderError as error:
        raise RenderError(_where_written(str(error), study)) from None


def _check(study: Study, folder: Path) -> None:
    from analysis.render import RenderError

    try:
        _checked(study, folder)
    except RenderError as error:
        raise RenderError(_where_written(str(error), study)) from None


def _where_written(message: str, study: Study) -> str:
    """Name prose by the file the researcher edits, not by its copy in the folder that is rendered."""
    own = re.sub(r"(?<![\w/])prosjekt/(?=\w+\S*\.qmd)", f"report/{study.project.id}/", message)
    return re.sub(r"(?<![\w/])kapitler/(?=\w+\S*\.qmd)", "report/kapitler/", own)


def check_reports(study: Study) -> list[str]:
    """Check every rendered report; the names of the checks passed, by edition.

    Raises
    ------
    RenderError
        If a report does not pass.
    """
    return [
        f"{edition}, {check}"
        for edition in study.period.editions
        for check in _checked(study, study.build_dir / edition)
    ]


def _checked(study: Study, folder: Path) -> list[str]:
    from analysis.render import check_output
    from analysis.wording.labels import SYNTHETIC

    stamp = SYNTHETIC if study.project.synthetic else None
    return [
        f"{name}: {check}"
        for name in DOCUMENTS
        for check in check_output(folder / f"{name}.html", folder / f"{name}.pdf", stamp=stamp)
    ]


def others_of(study: Study) -> list[Path]:
    """List what a run wrote but the reports."""
    build = study.build_dir
    files = [*build.glob("*"), *(f for folder in MADE for f in (build / folder).rglob("*"))]
    reports = {build / edition / name for edition in EDITIONS for name in REPORTS}
    return sorted({f for f in files if f.is_file()} - reports)


def remove_reports(study: Study) -> None:
    """Remove the reports of every edition."""
    for edition in EDITIONS:
        for name in REPORTS:
            (study.build_dir / edition / name).unlink(missing_ok=True)


def remove_undeclared(study: Study) -> None:
    """Remove what an edition left that the period no longer has."""
    for edition in EDITIONS:
        if edition not in study.period.editions:
            shutil.rmtree(study.build_dir / edition, ignore_errors=True)
