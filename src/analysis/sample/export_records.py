"""The record exports kept in systems: flats, tenancies, rent, services and cases as CSV files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis.params.numbers import date_table, month_prose
from analysis.sample.calendar import FOREVER, as_date
from analysis.sample.export_surveys import outside_address
from analysis.sample.files import Cell, Export
from analysis.sample.handwriting import amount, declared_words, one_of, surname_first
from analysis.sample.money import SERVICES
from analysis.sample.tenancies import OUTSIDE

REASONS = {"repair": "Under istandsetting", "occupied": "Okkupert"}


def _housing_encoding(export: Export) -> str:
    """Return what the housing and ledger systems write."""
    return "cp1252" if export.mess else "utf-8-sig"


def _day(day: int) -> str:
    """Write a day, blank when it has not come."""
    return date_table(as_date(day)) if day < FOREVER else ""


def write_flats(export: Export) -> Path:
    """Write the list of flats: one row per flat, or per span it was out of use."""
    world, source = export.world, export.source
    stock, outages = world.stock, world.outages
    wording = REASONS | declared_words(source, "reason")
    repair_words = [w for w, kind in source.values.get("reason", {}).items() if kind == "repair"]
    burnt_word = (repair_words or [REASONS["repair"]])[-1]
    spans: dict[int, list[dict[str, Cell]]] = {}
    for span in np.argsort(outages.start, kind="stable"):
        kind = str(outages.kind[span])
        burnt = kind == "repair" and outages.start[span] < world.calendar.begin
        out: dict[str, Cell] = {
            "unavailable_from": _day(outages.start[span]),
            "unavailable_to": _day(outages.end[span]),
            "reason": burnt_word if burnt else wording[kind],
        }
        spans.setdefault(int(outages.flat[span]), []).append(out)
    cells = [
        {"address": world.study.project.addresses[address].name, "flat": label} | out
        for flat, (address, label) in enumerate(zip(stock.address, stock.label, strict=True))
        for out in spans.get(flat, [{}])
    ]
    keys = export.keys("address", "flat", "unavailable_from", "unavailable_to", "reason")
    return export.write_csv(export.table(keys, cells), _housing_encoding(export))


def write_tenancies(export: Export) -> Path:
    """Write the tenancies as the housing system exports them."""
    world, spells = export.world, export.world.spells
    names, ids, numbers = world.names, world.national_ids, world.tenant_numbers
    slip, slipped = world.params.tenancy_slip, set(world.slipped.tolist())
    reasons = {
        kind: (kind if kind in words else words[0]).capitalize()
        for kind, words in world.study.vocabulary.tenancy_end_reasons.items()
        if words
    } | declared_words(export.source, "end_reason")
    cells: list[dict[str, Cell]] = []
    for spell in np.lexsort((spells.start, numbers[spells.person].astype(str))):
        person, flat = int(spells.person[spell]), int(spells.flat[spell])
        if flat == OUTSIDE:
            address, label = outside_address(world, int(spell))
        else:
            address = world.study.project.addresses[int(world.stock.address[flat])].name
            label = world.stock.label[flat]
        wrong = slip and export.mess and person in slipped
        ended = spells.end[spell] < FOREVER
        cells.append({
            "tenant": numbers[person], "name": names[person], "national_id": ids[person],
            "address": address, "flat": label, "start": _day(spells.start[spell]),
            "end": slip.end_written if slip and wrong else _day(spells.end[spell]),
            "end_reason": reasons[spells.reason[spell]] if ended else "",
        })  # fmt: skip
    keys = export.keys("tenant", "name", "national_id", "address", "flat", "start", "end", "end_reason")
    return export.write_csv(export.table(keys, cells), _housing_encoding(export))


def write_arrears(export: Export) -> Path:
    """Write the rent ledger, with a total at the bottom when typed as systems print it."""
    ledger, numbers, rng = export.world.ledger, export.world.tenant_numbers, export.rng
    cells: list[dict[str, Cell]] = []
    total = {"due": 0.0, "paid": 0.0}
    for person, month in zip(*np.nonzero(ledger.rents), strict=True):
        due, paid = float(ledger.due[person, month]), float(ledger.paid[person, month])
        balance = float(ledger.balance[person, month])
        total = {"due": total["due"] + due, "paid": total["paid"] + paid}
        cells.append({
            "tenant": numbers[person],
            "month": f"{as_date(export.world.calendar.first[month]):%m.%Y}",
            "due": amount(due),
            "paid": one_of(rng, ("", "-", "0,00")) if export.mess and not paid else amount(paid),
            "balance": one_of(rng, ("-", "0,00")) if export.mess and not balance else amount(balance),
        })  # fmt: skip
    if export.mess:
        cells.append(
            {"tenant": "Sum", **{key: amount(value, space="\u00a0") for key, value in total.items()}}
        )
    keys = export.keys("tenant", "month", "due", "paid", "balance")
    return export.write_csv(export.table(keys, cells), _housing_encoding(export))


def write_services(export: Export) -> Path:
    """Write the decisions on services as the case system exports them."""
    world, decisions = export.world, export.world.decisions
    names, numbers = world.names, world.tenant_numbers
    words = {kind: words[0].capitalize() for kind, words in world.study.vocabulary.services.items() if words}
    wording = words | {"lar": "LAR"} | declared_words(export.source, "service")
    cells: list[dict[str, Cell]] = []
    for row in np.lexsort((decisions.person, decisions.decided)):
        person = int(decisions.person[row])
        service, agency, at_home = SERVICES[int(decisions.service[row])]
        cells.append({
            "tenant": numbers[person], "name": surname_first(names[person]),
            "service": wording[service], "agency": agency, "decided": _day(decisions.decided[row]),
            "start": _day(decisions.start[row]), "end": _day(decisions.end[row]),
            "at_home": "Ja" if at_home else "Nei",
        })  # fmt: skip
    keys = export.keys("tenant", "name", "service", "agency", "decided", "start", "end", "at_home")
    return export.write_csv(export.table(keys, cells))


def write_cases(export: Export) -> Path:
    """Write the office's cases per month."""
    counts = zip(*export.world.cases, strict=True)
    cells = (
        {"month": month_prose(day) if export.mess else f"{day:%Y-%m}"}
        | {key: str(count) for key, count in zip(("received", "closed", "open"), counted, strict=True)}
        for day, counted in zip(map(as_date, export.world.calendar.first), counts, strict=True)
    )
    return export.write_csv(export.table(export.keys("month", "received", "closed", "open"), cells))
