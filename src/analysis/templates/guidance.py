"""The sheet «Veiledning»: how a workbook is filled in, what must never stand in it, where it is saved."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from analysis.params import Study
from analysis.source_kinds import Kind
from analysis.source_kinds.measures import STATUS_OF
from analysis.templates.columns import Column
from analysis.templates.sheet import HEADER_FILL, MAX_TITLE, SIZE, TYPEFACE, set_up_page
from analysis.workbooks import LINE_HEIGHT, MAX_HEIGHT, put_text, shortened, widen, wrapped

GUIDANCE = "Veiledning"
LEFT, RIGHT = 28.0, 80.0
BOLD = 2
"""Characters by which bold text is wider."""
NARROW = 1.1
"""Letters of running text that fit in the width of a digit."""
Lines = tuple[tuple[str, str], ...]
"""A word or two, and what it means."""
TYPING = (
    ("Rader", "Begynn på rad 2. Rekkefølgen er fri, og du kan når som helst skrive flere rader nederst."),
    ("Datoer", "Skriv dag, måned og år: 24.11.2023. Godtas det ikke, så skriv 2023-11-24. Ta med året."),
    ("Lister", "Celler med en pil har en liste. Velg fra den, eller skriv verdien slik den står der."),
    ("Gule celler", "En gul celle mangler en verdi på en rad du har begynt på."),
    ("Tomme celler", "La cellen stå tom når noe mangler. Ikke skriv «-». Skriv 0 bare når tallet er 0."),
    ("Låste celler", "Overskriftene er låst, for filen leses etter dem. Det er ikke noe passord."),
    ("La være", "Ikke bruk formler, sammenslåtte celler eller farger som betyr noe. Bare teksten leses."),
)  # fmt: skip
NEVER = (
    ("Navn", "Ikke navn på leietakere, naboer eller ansatte, heller ikke i fritekst. Skriv rolle."),
    ("Nummer", "Ikke fødselsnummer, telefonnummer eller e-postadresse."),
    ("Helse og private forhold", "Ikke diagnoser, rus, straff eller hva noen har fortalt. Ikke sitater."),
)  # fmt: skip
NAME_COLUMN = (
    "Navn",
    "Ikke navn andre steder enn i kolonnen «Navn», og aldri på naboer eller ansatte. Skriv rolle.",
)


def fill_guidance(
    sheet: Worksheet, kind: Kind, study: Study, made: tuple[Column, ...], title: str, saving: Lines
) -> None:
    """Write the guidance of one workbook to an empty sheet: the subject to the left, the rule beside it."""
    never = (NAME_COLUMN, *NEVER[1:]) if any(c.target == "name" for c in made) else NEVER
    required = ", ".join(c.header for c in made if c.required)
    must = (("Må fylles ut", required),) if required else ()
    parts: list[tuple[str, Lines]] = [
        ("Slik fyller du ut", (("Én rad", kind.workbook.one_row), *must, *TYPING)),
        ("Dette skal aldri stå i filen", never),
        *([("Svarene", _scale(study))] if any(c.holds == "answer" for c in made) else []),
        ("Kolonnene", _explained(made)),
        ("Slik lagrer du", saving),
    ]
    widen(sheet, (LEFT, RIGHT))
    row = _write(sheet, 1, ((f"Veiledning: {title}", ""),), _font(14, bold=True))
    row = _write(sheet, row, ((shortened(study.project.name, MAX_TITLE), ""),), _font())
    for heading, lines in parts:
        for column in (1, 2):
            sheet.cell(row + 1, column).fill = PatternFill("solid", fgColor=HEADER_FILL)
        row = _write(sheet, row + 1, ((heading, ""),), _font(12, bold=True))
        row = _write(sheet, row, lines, _font(bold=True))
    sheet.protection.sheet = True
    set_up_page(sheet, f"{title} – veiledning", landscape=False)


def _explained(made: tuple[Column, ...]) -> Lines:
    """Return header and explanation of every column; those that are filled in alike share one line."""
    answers = tuple(c for c in made if c.holds == "answer")
    statuses = tuple(c for c in made if (c.target or "").startswith(STATUS_OF))
    lines = [(c.header, c.explanation) for c in made if c not in answers and c not in statuses]
    for alike, one, several in (
        (answers, "Utsagnet", f"De {len(answers)} utsagnene"),
        (statuses, "Status for adressen", f"Status for de {len(statuses)} adressene"),
    ):
        lines += [(several if len(alike) > 1 else one, alike[0].explanation)] if alike else []
    return tuple(lines)


def _scale(study: Study) -> Lines:
    scale = study.questionnaire.scale
    lines = [(str(scale.low + step), label) for step, label in enumerate(scale.labels)]
    turned = [f"«{shortened(item.text, MAX_TITLE)}»" for item in study.questionnaire.items if item.reversed]
    if turned:
        said = "Skriv svaret slik det ble gitt. Det snus i beregningen. Det gjelder:"
        lines.append(("Snudde utsagn", f"{said} {', '.join(turned)}."))
    return tuple(lines)


def _write(sheet: Worksheet, row: int, lines: Lines, font: Font) -> int:
    """Write lines from a row on, the left text in this font; return the row after them."""
    for at, (left, right) in enumerate(lines, start=row):
        put_text(sheet.cell(at, 1), left)
        sheet.cell(at, 1).font = font
        sheet.cell(at, 1).alignment = Alignment(vertical="top", wrap_text=bool(right))
        if right:
            put_text(sheet.cell(at, 2), right)
            sheet.cell(at, 2).font = _font()
            sheet.cell(at, 2).alignment = Alignment(vertical="top", wrap_text=True)
            height = max(wrapped(left, LEFT - BOLD), wrapped(right, RIGHT * NARROW))
            sheet.row_dimensions[at].height = min(LINE_HEIGHT * height + 2, MAX_HEIGHT)
    return row + len(lines)


def _font(size: int = SIZE, *, bold: bool = False) -> Font:
    return Font(name=TYPEFACE, size=size, bold=bold)
