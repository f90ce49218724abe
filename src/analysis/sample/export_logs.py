"""The workbooks people keep by hand: the incident log, the progress plan and the action plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from analysis.params import ParamsError, Source
from analysis.sample.files import Cell, new_workbook
from analysis.sample.handwriting import as_date, declared_words, dotted, typed_address, typed_date
from analysis.sample.incidents import NO_FLAT, NOT_CLOSED
from analysis.sample.world import World
from analysis.workbooks import save_workbook, widen

LOG_KEYS = ("date", "address", "flat", "kind", "closed", "reported_by")
HEADER_ROW = 4
"""Row of the header in a log kept by hand: title, guidance and an empty row lie above."""

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


def write_incidents(
    world: World, source: Source, path: Path, rng: np.random.Generator, *, mess: bool
) -> Path:
    """Write the incident log: one sheet typed by hand, with a title above and notes below."""
    column = source.columns
    keys = [k for k in LOG_KEYS if k in column]
    if len(world.events.day) > EXCEL_ROWS:
        raise ParamsError(
            f"{path.name}: {len(world.events.day)} incidents are more than a worksheet holds ({EXCEL_ROWS}). "
            "Use a smaller scale, or write_incident_table for a CSV or Parquet file."
        )
    rows = _log_rows(world, source, keys, rng, mess=mess)
    book = new_workbook(source.reader.sheet or "Logg")
    sheet = book.worksheets[0]
    width = len(keys) + 1
    if mess:
        sheet.append(["Hendelseslogg – kommunale boliger (syntetiske data)"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
        sheet["A1"].font = Font(bold=True, size=14)
        sheet.append(["Føres fortløpende av den som får meldingen. Rød = politi varslet."])
        sheet.append([])
    header = HEADER_ROW if mess else 1
    sheet.append([*(column[key] for key in keys), NOTE])
    for cell in sheet[header]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, start=header + 1):
        sheet.append(row)
        if mess and row and "politi" in str(row[keys.index("kind")]).casefold():
            sheet.cell(number, keys.index("kind") + 1).fill = PatternFill("solid", fgColor="FFC7CE")
    _format_dates(book, keys, header)
    if mess:
        _notes_below(book, world)
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    widen(book.worksheets[0], [13, 20, 11, 30, 14, 20, 34])
    return save_workbook(book, path)


def _log_rows(
    world: World, source: Source, keys: list[str], rng: np.random.Generator, *, mess: bool
) -> list[list[Cell]]:
    events, addresses = world.events, world.study.project.addresses
    vocabulary, kinds = world.study.vocabulary.incidents, world.study.project.incident_kinds
    reporters = declared_words(source, "reported_by")
    slip = world.params.incident_slip
    rows: list[list[Cell]] = []
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
        rows.append([*(cell[key] for key in keys), None])
    return _slips_of_the_hand(rows, events.address, keys, rng) if mess else rows


def _typed_kind(rng: np.random.Generator, wordings: tuple[str, ...], name: str) -> str:
    pool = (name, *(w.capitalize() for w in wordings))
    text = pool[int(rng.integers(0, len(pool)))]
    forms = (text, text, text, text.lower(), text + " ", text + ".")
    return forms[int(rng.integers(0, len(forms)))]


def _slips_of_the_hand(
    rows: list[list[Cell]],
    address: np.ndarray[tuple[int], np.dtype[np.int64]],
    keys: list[str],
    rng: np.random.Generator,
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


def _format_dates(book: Workbook, keys: list[str], header: int) -> None:
    sheet = book.worksheets[0]
    for key in ("date", "closed"):
        if key in keys:
            for row in range(header + 1, sheet.max_row + 1):
                sheet.cell(row, keys.index(key) + 1).number_format = "dd.mm.yyyy"


def _notes_below(book: Workbook, world: World) -> None:
    sheet = book.worksheets[0]
    sheet.append([])
    reader = world.truth.project_worker or "den som fører den"
    sheet.append([f"Loggen er gjennomgått av {reader} {dotted(as_date(world.calendar.end + 1))}."])
    sheet.append(["Saker uten leilighet gjelder fellesareal eller er ikke oppgitt."])
    guide = book.create_sheet("Veiledning")
    guide.append(["Slik fører du loggen"])
    guide.append(["En rad per hendelse. Skriv dato, adresse og hva som skjedde."])


def write_activities(world: World, source: Source, path: Path) -> Path:
    """Write the progress plan with its dates as people wrote them."""
    keys = [k for k in ("activity", "responsible", "date", "invited", "attended") if k in source.columns]
    book = new_workbook(source.reader.sheet or "Fremdriftsplan")
    sheet = book.worksheets[0]
    sheet.append([source.columns[key] for key in keys])
    for row in world.params.activities:
        cell: dict[str, Cell] = {
            "activity": row.text, "responsible": row.responsible or None, "date": row.written or None,
            "invited": row.invited, "attended": row.attended,
        }  # fmt: skip
        sheet.append([cell[key] for key in keys])
    return _finish_plan(book, path, [52, 34, 26, 12, 12])


def write_measures(world: World, source: Source, path: Path) -> Path:
    """Write the action plan: marked addresses, the plan's wording, and the invented status per address."""
    addresses = [a for a in world.params.layout if a in source.columns]
    keys = ["measure", *addresses, "status", "preparation", *(f"status-{a}" for a in addresses)]
    keys = [key for key in keys if key in source.columns]
    book = new_workbook(source.reader.sheet or "Handlingsplan")
    sheet = book.worksheets[0]
    sheet.append([source.columns[key] for key in keys])
    for row in world.params.measures:
        cell: dict[str, Cell] = {
            "measure": row.text,
            "status": row.plan,
            "preparation": row.preparation or None,
        }
        for number, address in enumerate(addresses):
            cell[address] = ("x" if number == 1 else "X") if address in row.status else None
            cell[f"status-{address}"] = STATUS_WORDS.get(row.status.get(address, ""))
        sheet.append([cell[key] for key in keys])
    return _finish_plan(book, path, [40, 15, 15, 15, 30, 40, 20, 20, 20])


def _finish_plan(book: Workbook, path: Path, widths: list[float]) -> Path:
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    widen(book.worksheets[0], widths)
    return save_workbook(book, path)
