"""The researcher's page on disclosure: what is hidden, by which rule, what to sign, and facts for a DPIA."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from analysis.params import Edition, Study, numbers
from analysis.wording import disclosure as say
from analysis.wording.labels import place as place_name
from analysis.workbooks import put_text, save_workbook, widen

if TYPE_CHECKING:
    from analysis.disclose import Disclosed

Rows = list[tuple[str, ...]]
INDICATORS = "Indikatorer"
WIDTH = 46
"""Widest column of the workbook, in characters."""


def disclosure_page(editions: Mapping[Edition, Disclosed], study: Study) -> dict[str, Rows]:
    """Return the sheets of the page, each with its headings first.

    Parameters
    ----------
    editions
        What each edition of the period shows.
    """
    return {
        INDICATORS: [
            ("Utgave", "Indikator", "Sted", "Vises", "Regel"),
            *(row for edition, shown in editions.items() for row in _indicators(shown, edition, study)),
        ],
        "Skjult": [("Utgave", "Tabell", "Regel", "Rader skjult"), *_hidden(editions)],
        "Avgjøres": [("Hva", "Navn", "Dato"), *((text, "", "") for text in _to_sign(editions, study))],
        "Titler": [("Tittel", "Godkjent ordrett"), *_titles(editions, study)],
        "DPIA": [("Opplysning",), *((text,) for text in _facts(editions, study))],
    }


def _indicators(shown: Disclosed, edition: Edition, study: Study) -> Iterable[tuple[str, ...]]:
    for row in shown.results.to_dict("records"):
        indicator = study.plan.indicator(str(row["indicator"]))
        place = place_name(str(row["place"]), shown.place_names)
        yield edition, indicator.name, place, *_shown(row, edition, say.FORMS[indicator.declared.publication])


def _shown(row: Mapping[Hashable, object], edition: Edition, form: str) -> tuple[str, str]:
    if row["verdict"] == "ikke_maalt":
        return say.NOT_MEASURED, ""
    if row["hidden"]:
        return numbers.HIDDEN, say.RULES[str(row["hidden_reason"])]
    return (form if edition == "offentlig" else say.AS_IS), ""


def _hidden(editions: Mapping[Edition, Disclosed]) -> Rows:
    rows: Rows = []
    for edition, shown in editions.items():
        for name, what in say.TABLES.items():
            frame: pd.DataFrame = getattr(shown, name)
            reasons = frame.loc[frame["hidden"], "hidden_reason"].value_counts().sort_index()
            rows += [(edition, what, say.RULES[str(rule)], str(n)) for rule, n in reasons.items()]
    return rows


def _to_sign(editions: Mapping[Edition, Disclosed], study: Study) -> list[str]:
    rule, titles = study.project.disclosure, _own_titles(editions)
    values = rule.model_dump() | {
        "max_share": f"{numbers.number(100 * rule.max_share, 0)} %",
        "max_amount_share": f"{numbers.number(100 * rule.max_amount_share, 0)} %",
        "editions": numbers.listed(list(editions)),
        "approved": len(set(titles) & set(rule.approved_titles)),
        "titles": len(titles),
        "forms": numbers.listed(list(rule.restricted_forms)) if rule.restricted_forms else say.NONE,
        "named": numbers.listed(list(rule.may_be_named)) if rule.may_be_named else say.NONE,
    }
    return [text.format(**values) for text in say.TO_SIGN.values()]


def _own_titles(editions: Mapping[Edition, Disclosed]) -> list[str]:
    """Return the titles as the plans have them, which only the restricted edition shows."""
    shown = editions.get("begrenset")
    texts = [] if shown is None else [*shown.activities["title"], *shown.measures["measure"]]
    return list(dict.fromkeys(map(str, texts)))


def _titles(editions: Mapping[Edition, Disclosed], study: Study) -> Rows:
    approved = study.project.disclosure.approved_titles
    return [(title, "ja" if title in approved else "nei") for title in _own_titles(editions)]


def _facts(editions: Mapping[Edition, Disclosed], study: Study) -> list[str]:
    addresses = [a for a in study.project.addresses if not a.comparison]
    invited = [shown.flow.loc[shown.flow["stage"].eq("invited"), "n"].max() for shown in editions.values()]
    known = [n for n in invited if not numbers.is_missing(n)]
    sources = numbers.listed([f"{source.id} ({source.kind})" for source in study.project.sources])
    values = {
        "tenants": numbers.number(known[0], 0) if known else "et ukjent antall",
        "addresses": len(addresses),
        "sources": sources,
    }
    return [text.format(**values) for text in say.FACTS.values()]


def page_text(page: Mapping[str, Rows]) -> str:
    """Lay the page out as text, a line for each row; of the indicators those that are hidden."""
    parts = []
    for sheet, (_, *rows) in page.items():
        told = [row for row in rows if row[-1]] if sheet == INDICATORS else rows
        lines = ["  ".join(cell for cell in row if cell) for row in told]
        parts.append("\n".join([sheet, "-" * len(sheet), *lines]))
    return "\n\n".join(parts)


def write_page(page: Mapping[str, Rows], path: Path) -> Path:
    """Write the page as a workbook with a sheet for each part."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in page.items():
        sheet = book.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                cell = sheet.cell(line, column)
                put_text(cell, text)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=line == 1)
        widen(sheet, [min(WIDTH, max(map(len, column)) + 2) for column in zip(*rows, strict=True)])
        sheet.freeze_panes = "A2"
    path.parent.mkdir(parents=True, exist_ok=True)
    return save_workbook(book, path)
