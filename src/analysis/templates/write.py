"""Which workbooks a project gets, and writing them without ever overwriting what somebody has typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from analysis.params import AnalysisError, ParamsError, Source, Study
from analysis.params.numbers import month_prose
from analysis.source_kinds import KINDS, Kind, kind_of
from analysis.templates import choices
from analysis.templates.columns import columns
from analysis.templates.guidance import GUIDANCE, Lines, fill_guidance
from analysis.templates.sheet import fill_sheet, set_up_page
from analysis.templates.validation import FIRST_ROW
from analysis.workbooks import UNREADABLE, save_workbook

PREFIX = "mal-"
"""Begins the name of a workbook no source asks for, so that it cannot be taken for an export."""
MONTHS_AHEAD = 12


class TemplateError(AnalysisError):
    """A workbook cannot be written without losing what stands in the file already there."""


@dataclass(frozen=True)
class Template:
    """One workbook to be made: of a kind, for a source that asks for it or for whoever needs it."""

    kind: str
    file: str
    title: str
    sheet: str
    wave: int | None = None
    not_asked: tuple[str, ...] = ()
    source: str | None = None
    """Id of the source of format ``template`` that reads the workbook."""


def write_templates(study: Study, folder: Path | None = None) -> list[Path]:
    """Write every workbook for data entry of a project; the command ``leie templates`` does nothing else.

    Parameters
    ----------
    folder
        Where to write; ``build/<project>/maler/`` when left out. The folder is made.

    Returns
    -------
    list of Path
        The workbooks. The same params give the same bytes.

    Raises
    ------
    TemplateError
        If a file already there has anything typed in it, or is no workbook; then nothing is written.
    ParamsError
        If the params lack what a workbook needs.
    """
    target = study.root / "build" / study.project.id / "maler" if folder is None else Path(folder)
    books = {target / template.file: make_workbook(template, study) for template in planned(study)}
    kept = [path for path in books if path.exists() and _typed_in(path)]
    if kept:
        listed = ", ".join(path.name for path in kept)
        raise TemplateError(
            f"{target.name}: {listed} holds something that was typed, and nothing was written. "
            "Move the file to data/raw or elsewhere, or name another folder with --out."
        )
    target.mkdir(parents=True, exist_ok=True)
    return [save_workbook(book, path, study.period.report_date) for path, book in books.items()]


def planned(study: Study) -> list[Template]:
    """Return what to make: a workbook per source of format ``template``, one of each other kind and wave."""
    asked = [s for s in study.project.sources if s.reader.format == "template"]
    made = [_of_source(source) for source in asked]
    held = {wave: s for s in study.project.sources for wave in s.rounds}
    waves = [wave for wave in sorted(held) if wave not in {s.wave for s in asked}]
    for kind in KINDS.values():
        name = PREFIX + kind.workbook.file
        if kind.rounds:
            made += [_template(kind.id, f"{name}-{w}.xlsx", w, held[w].left_out(w)) for w in waves]
        elif kind.id not in {s.kind for s in asked} and _has_choices(kind, study):
            made.append(_template(kind.id, f"{name}.xlsx"))
    files = [template.file.casefold() for template in made]
    twice = sorted({file for file in files if files.count(file) > 1})
    if twice:
        raise ParamsError(
            f"project.yml: sources of format template share the file {', '.join(twice)}. Name one each."
        )
    return sorted(made, key=lambda template: (kind_of(template.kind).order, template.wave or 0))


def _has_choices(kind: Kind, study: Study) -> bool:
    """Whether the project declares something to choose in every column that must be filled."""
    return all(
        choices.offered(entry.offered, study)
        for entry in kind.workbook.entries
        if entry.offered and entry.required and not entry.free
    )


def make_workbook(template: Template, study: Study) -> Workbook:
    """Make one workbook: the sheet to type in, the guidance, and a hidden sheet of lists."""
    made = columns(template.kind, study, template.not_asked)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = template.sheet
    guidance = book.create_sheet(GUIDANCE)
    fill_sheet(book, sheet, made, _months(study))
    set_up_page(sheet, f"{template.title} – {study.project.name}", landscape=True)
    fill_guidance(guidance, kind_of(template.kind), study, made, template.title, _saving(template, study))
    properties = book.properties
    properties.title, properties.subject = (
        f"{template.title} – {study.project.name}",
        "Skjema for registrering",
    )
    properties.creator, properties.language = study.project.organisation, "nb-NO"
    return book


def _of_source(source: Source) -> Template:
    name = source.file.replace("\\", "/").rpartition("/")[2].replace("*", "1")
    if any(mark in name for mark in "?[]"):
        raise ParamsError(
            f"project.yml, source '{source.id}': no workbook can be named after the pattern '{source.file}'. "
            "Use a plain name, or * alone."
        )
    if not name.lower().endswith(".xlsx"):
        name = f"{name.rpartition('.')[0] or name}.xlsx"
    return _template(source.kind, name, source.wave, source.not_asked, source.id)


def _template(
    kind: str,
    file: str,
    wave: int | None = None,
    not_asked: tuple[str, ...] = (),
    source: str | None = None,
) -> Template:
    title, sheet = kind_of(kind).workbook.title, kind_of(kind).workbook.sheet
    number = f", runde {wave}" if wave else ""
    return Template(kind, file, title + number, f"{sheet} {wave}" if wave else sheet, wave, not_asked, source)


def _saving(template: Template, study: Study) -> Lines:
    folder = f"data/raw/{study.project.id}/"
    private = (
        "Hvem ser den",
        "Filen har personopplysninger. Lagre den bare der det er bestemt, og send den ikke på e-post.",
    )
    kept = (
        "Sted",
        f"Legg filen i {folder} når den skal leses. Behold navnet {template.file}.",
    )
    if template.source:
        return (kept, private)
    wave = f", wave: {template.wave}" if template.wave else ""
    name = template.file.removesuffix(".xlsx")
    entry = (
        f"{{id: {name}, kind: {template.kind}{wave}, file: {template.file}, reader: {{format: template}}}}"
    )
    how = (
        "Første gang",
        f"Den som styrer prosjektets oppsett, legger til denne kilden under sources i project.yml: {entry}",
    )
    return (kept, how, private)


def _months(study: Study) -> tuple[str, ...]:
    """Return the months offered: from the first window to a year after the last."""
    first, last = study.period.before.start, study.period.after.end
    count = (last.year - first.year) * 12 + last.month - first.month + 1 + MONTHS_AHEAD
    numbers = (first.year * 12 + first.month - 1 + n for n in range(count))
    return tuple(month_prose(dt.date(number // 12, number % 12 + 1, 1)) for number in numbers)


def _typed_in(path: Path) -> bool:
    """Whether anything is typed below the header of a sheet; a file that is no workbook counts as typed."""
    try:
        book = load_workbook(path, read_only=True)
    except UNREADABLE:
        return True
    try:
        sheets: list[Any] = [s for s in book.worksheets if s.title != GUIDANCE and s.sheet_state == "visible"]
        return any(
            value is not None
            for sheet in sheets
            for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True)
            for value in row
        )
    finally:
        book.close()
