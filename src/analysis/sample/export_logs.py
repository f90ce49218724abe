"""The workbooks people keep by hand: the incident log, the progress plan and the action plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from analysis.params import ParamsError
from analysis.params.numbers import date_table
from analysis.sample.calendar import Days, as_date
from analysis.sample.files import Cell, Export
from analysis.sample.handwriting import declared_words, one_of, typed_address, typed_date
from analysis.sample.incidents import NO_FLAT, NOT_CLOSED
from analysis.sample.world import World

LOG_KEYS = ("date", "address", "flat", "kind", "closed", "reported_by")
NOTE = "Merknad"
SAME = "samme som over"

EXCEL_ROWS = 1_048_000
"""Rows a worksheet holds, with room for title and notes."""

STATUS_WORDS = {
    "done": "Utført",
    "ongoing": "Pågår",
    "ordered": "Bestilt",
    "waiting": "Venter",
    "undecided": "Ikke avklart",
}


def write_incidents(export: Export) -> Path:
    """Write the incident log: one sheet typed by hand, with a title above and notes below."""
    world, mess = export.world, export.mess
    keys = export.keys(*LOG_KEYS)
    if len(world.events.day) > EXCEL_ROWS:
        raise ParamsError(
            f"{export.path.name}: {len(world.events.day)} incidents are more than a worksheet holds "
            f"({EXCEL_ROWS}). Use a smaller scale, or write_incident_table for a CSV or Parquet file."
        )
    sheet = export.sheet("Logg")
    header, *rows = export.table(keys, _log_rows(export))
    if mess:
        rows = _slips_of_the_hand(rows, world.events.address, keys, export.rng)
        sheet.append(["Hendelseslogg – kommunale boliger (syntetiske data)"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(keys) + 1)
        sheet["A1"].font = Font(bold=True, size=14)
        sheet.append(["Føres fortløpende av den som får meldingen. Rød = politi varslet."])
        sheet.append([])
    sheet.append([*header, NOTE])
    first = sheet.max_row + 1
    for cell in sheet[first - 1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, start=first):
        sheet.append(row)
        if mess and row and "politi" in str(row[keys.index("kind")]).casefold():
            sheet.cell(number, keys.index("kind") + 1).fill = PatternFill("solid", fgColor="FFC7CE")
    for key in export.keys("date", "closed"):
        for row_number in range(first, sheet.max_row + 1):
            sheet.cell(row_number, keys.index(key) + 1).number_format = "dd.mm.yyyy"
    if mess:
        _notes_below(sheet, world)
    sheet.freeze_panes = sheet.cell(first, 1)
    return export.save(sheet, [13, 20, 11, 30, 14, 20, 34])


def _log_rows(export: Export) -> Iterator[dict[str, Cell]]:
    world, mess, rng = export.world, export.mess, export.rng
    events, addresses = world.events, world.study.project.addresses
    vocabulary, kinds = world.study.vocabulary.incidents, world.study.project.incident_kinds
    reporters = declared_words(export.source, "reported_by")
    slip = world.params.incident_slip
    for k in range(len(events.day)):
        day, address = as_date(events.day[k]), addresses[int(events.address[k])]
        kind, reporter = str(events.kind[k]), str(events.reported_by[k])
        closed = None if events.closed[k] == NOT_CLOSED else as_date(events.closed[k])
        cell: dict[str, Cell] = {
            "date": typed_date(rng, day) if mess else day,
            "address": typed_address(rng, address) if mess else address.name,
            "flat": None if events.flat[k] == NO_FLAT else str(world.stock.label[int(events.flat[k])]),
            "kind": _typed_kind(rng, vocabulary.get(kind, ()), kinds[kind]) if mess else kinds[kind],
            "closed": typed_date(rng, closed) if mess and closed else closed,
            "reported_by": reporters.get(reporter, reporter.capitalize()) or None,
        }
        if slip and mess and k == 0:
            cell |= {"date": slip.written, "address": address.name, "kind": slip.wording}
        yield cell


def _typed_kind(rng: np.random.Generator, wordings: tuple[str, ...], name: str) -> str:
    text = one_of(rng, (name, *(w.capitalize() for w in wordings)))
    return one_of(rng, (text, text, text, text.lower(), text + " ", text + "."))


def _slips_of_the_hand(
    rows: list[list[Cell]], address: Days, keys: list[str], rng: np.random.Generator
) -> list[list[Cell]]:
    """Add a row typed twice, an empty row, and one «samme som over»."""
    out = [list(row) for row in rows]
    if len(out) < 20:
        return out
    repeats = np.flatnonzero(address[1:] == address[:-1]) + 1
    repeats = repeats[(repeats > 5) & (repeats < len(out) - 5)]
    if len(repeats) and "address" in keys:
        out[int(repeats[int(rng.integers(0, len(repeats)))])][keys.index("address")] = SAME
    middle, later = len(out) // 2, 3 * len(out) // 4
    while out[later][keys.index("address")] == SAME or out[later + 1][keys.index("address")] == SAME:
        later += 2
    return [*out[:middle], [], *out[middle : later + 1], list(out[later]), *out[later + 1 :]]


def _notes_below(sheet: Worksheet, world: World) -> None:
    sheet.append([])
    reader = world.truth.project_worker or "den som fører den"
    sheet.append([f"Loggen er gjennomgått av {reader} {date_table(as_date(world.calendar.end + 1))}."])
    sheet.append(["Saker uten leilighet gjelder fellesareal eller er ikke oppgitt."])
    guide = sheet.parent.create_sheet("Veiledning")
    guide.append(["Slik fører du loggen"])
    guide.append(["En rad per hendelse. Skriv dato, adresse og hva som skjedde."])


def write_activities(export: Export) -> Path:
    """Write the progress plan with its dates as people wrote them."""
    cells: Iterator[dict[str, Cell]] = (
        {
            "activity": row.text, "responsible": row.responsible or None, "date": row.written or None,
            "invited": row.invited, "attended": row.attended,
        }
        for row in export.world.params.activities
    )  # fmt: skip
    keys = export.keys("activity", "responsible", "date", "invited", "attended")
    return _write_plan(export, "Fremdriftsplan", export.table(keys, cells), [52, 34, 26, 12, 12])


def write_measures(export: Export) -> Path:
    """Write the action plan: marked addresses, the plan's wording, and the invented status per address."""
    addresses = export.keys(*export.world.params.layout)
    cells: list[dict[str, Cell]] = []
    for row in export.world.params.measures:
        cell: dict[str, Cell] = {
            "measure": row.text, "status": row.plan, "preparation": row.preparation or None,
        }  # fmt: skip
        for number, address in enumerate(addresses):
            cell[address] = ("x" if number == 1 else "X") if address in row.status else None
            cell[f"status-{address}"] = STATUS_WORDS.get(row.status.get(address, ""))
        cells.append(cell)
    keys = export.keys("measure", *addresses, "status", "preparation", *(f"status-{a}" for a in addresses))
    widths = (40, 15, 15, 15, 30, 40, 20, 20, 20)
    return _write_plan(export, "Handlingsplan", export.table(keys, cells), widths)


def _write_plan(export: Export, title: str, rows: list[list[Cell]], widths: Sequence[float]) -> Path:
    sheet = export.sheet(title)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    return export.save(sheet, widths)
