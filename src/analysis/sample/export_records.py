"""The record exports kept in systems: flats, tenancies, rent, services and cases as CSV files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis.params import Source
from analysis.sample.calendar import FOREVER
from analysis.sample.export_surveys import outside_address
from analysis.sample.files import write_csv
from analysis.sample.handwriting import (
    amount,
    as_date,
    declared_words,
    dotted,
    month_in_words,
    surname_first,
    typed_zero,
)
from analysis.sample.money import SERVICES
from analysis.sample.tenancies import OUTSIDE
from analysis.sample.world import World

HOUSING_ENCODING = "cp1252"
"""What the housing and ledger systems write."""

REASONS = {"repair": "Under istandsetting", "occupied": "Okkupert"}


def _encoding(source: Source, *, mess: bool) -> str:
    return source.reader.encoding or (HOUSING_ENCODING if mess else "utf-8-sig")


def write_flats(world: World, source: Source, path: Path, *, mess: bool) -> Path:
    """Write the list of flats: one row per flat, or per span it was out of use."""
    stock, outages, column = world.stock, world.outages, source.columns
    keys = [k for k in ("address", "flat", "unavailable_from", "unavailable_to", "reason") if k in column]
    rows = [[column[key] for key in keys]]
    wording = REASONS | declared_words(source, "reason")
    burnt_words = [w for w, kind in source.values.get("reason", {}).items() if kind == "repair"] or [
        REASONS["repair"]
    ]
    spans: dict[int, list[dict[str, str]]] = {}
    for span in np.argsort(outages.start, kind="stable"):
        kind = str(outages.kind[span])
        burnt = kind == "repair" and outages.start[span] < world.calendar.begin
        out = {
            "unavailable_from": dotted(as_date(outages.start[span])),
            "unavailable_to": dotted(as_date(outages.end[span])),
            "reason": burnt_words[-1] if burnt else wording[kind],
        }
        spans.setdefault(int(outages.flat[span]), []).append(out)
    for flat, label in enumerate(stock.label):
        base = {"address": world.study.project.addresses[int(stock.address[flat])].name, "flat": str(label)}
        rows += [[(base | out).get(key, "") for key in keys] for out in spans.get(flat, [{}])]
    return write_csv(path, rows, encoding=_encoding(source, mess=mess))


def write_tenancies(world: World, source: Source, path: Path, *, mess: bool) -> Path:
    """Write the tenancies as the housing system exports them."""
    spells, column = world.spells, source.columns
    names, ids, numbers = world.names, world.national_ids, world.tenant_numbers
    slip, slipped = world.params.tenancy_slip, set(world.slipped.tolist())
    vocabulary = world.study.vocabulary.tenancy_end_reasons
    wordings = {
        kind: (kind if kind in words else words[0]).capitalize()
        for kind, words in vocabulary.items()
        if words
    }
    reasons = wordings | declared_words(source, "end_reason")
    keys = [
        k
        for k in ("tenant", "name", "national_id", "address", "flat", "start", "end", "end_reason")
        if k in column
    ]
    rows = [[column[key] for key in keys]]
    order = np.lexsort((spells.start, numbers[spells.person].astype(str)))
    for spell in order:
        person, flat = int(spells.person[spell]), int(spells.flat[spell])
        if flat == OUTSIDE:
            address, label = outside_address(world, int(spell))
        else:
            address = world.study.project.addresses[int(world.stock.address[flat])].name
            label = str(world.stock.label[flat])
        ended = spells.end[spell] < FOREVER
        end = dotted(as_date(spells.end[spell])) if ended else ""
        if slip and mess and person in slipped:
            end = slip.end_written
        cell = {
            "tenant": str(numbers[person]), "name": str(names[person]), "national_id": str(ids[person]),
            "address": address, "flat": label, "start": dotted(as_date(spells.start[spell])), "end": end,
            "end_reason": reasons[str(spells.reason[spell])] if ended else "",
        }  # fmt: skip
        rows.append([cell[key] for key in keys])
    return write_csv(path, rows, encoding=_encoding(source, mess=mess))


def write_arrears(world: World, source: Source, path: Path, rng: np.random.Generator, *, mess: bool) -> Path:
    """Write the rent ledger, with a total at the bottom when typed as systems print it."""
    ledger, column, numbers = world.ledger, source.columns, world.tenant_numbers
    keys = [k for k in ("tenant", "month", "due", "paid", "balance") if k in column]
    rows = [[column[key] for key in keys]]
    total = {"due": 0.0, "paid": 0.0}
    for person, month in zip(*np.nonzero(ledger.rents), strict=True):
        day = as_date(world.calendar.first[month])
        due, paid = float(ledger.due[person, month]), float(ledger.paid[person, month])
        balance = float(ledger.balance[person, month])
        total = {"due": total["due"] + due, "paid": total["paid"] + paid}
        cell = {
            "tenant": str(numbers[person]),
            "month": f"{day.month:02d}.{day.year}",
            "due": amount(due),
            "paid": typed_zero(rng, ("", "-", "0,00")) if mess and not paid else amount(paid),
            "balance": typed_zero(rng, ("-", "0,00")) if mess and not balance else amount(balance),
        }
        rows.append([cell[key] for key in keys])
    if mess:
        bottom = {"tenant": "Sum", **{key: amount(value, space="\u00a0") for key, value in total.items()}}
        rows.append([bottom.get(key, "") for key in keys])
    return write_csv(path, rows, encoding=_encoding(source, mess=mess))


def write_services(world: World, source: Source, path: Path) -> Path:
    """Write the decisions on services as the case system exports them."""
    decisions, column = world.decisions, source.columns
    names, numbers = world.names, world.tenant_numbers
    words = {kind: words[0].capitalize() for kind, words in world.study.vocabulary.services.items() if words}
    wording = words | {"lar": "LAR"} | declared_words(source, "service")
    keys = [
        k
        for k in ("tenant", "name", "service", "agency", "decided", "start", "end", "at_home")
        if k in column
    ]
    rows = [[column[key] for key in keys]]
    for row in np.lexsort((decisions.person, decisions.decided)):
        person = int(decisions.person[row])
        service, agency, at_home = SERVICES[int(decisions.service[row])]
        ended = decisions.end[row] < FOREVER
        cell = {
            "tenant": str(numbers[person]),
            "name": surname_first(str(names[person])),
            "service": wording[service],
            "agency": agency,
            "decided": dotted(as_date(decisions.decided[row])),
            "start": dotted(as_date(decisions.start[row])),
            "end": dotted(as_date(decisions.end[row])) if ended else "",
            "at_home": "Ja" if at_home else "Nei",
        }
        rows.append([cell[key] for key in keys])
    return write_csv(path, rows, encoding=source.reader.encoding or "utf-8")


def write_cases(world: World, source: Source, path: Path, *, mess: bool) -> Path:
    """Write the office's cases per month."""
    column = source.columns
    keys = [k for k in ("month", "received", "closed", "open") if k in column]
    rows = [[column[key] for key in keys]]
    for first, received, closed, left in zip(world.calendar.first, *world.cases, strict=True):
        day = as_date(first)
        cell = {
            "month": month_in_words(day) if mess else day.isoformat()[:7],
            "received": str(received), "closed": str(closed), "open": str(left),
        }  # fmt: skip
        rows.append([cell[key] for key in keys])
    return write_csv(path, rows, encoding=source.reader.encoding or "utf-8")
