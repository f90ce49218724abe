"""Exports as they are in the world: what becomes of each situation, as a table made by running it.

``right``: the tables are what a person who knows the file would write. ``asked``: an error that names a
setting, and with that setting the tables are right. ``refused``: an error that says what to do with the file.
``wrong``: anything else.

    python benchmarks/situations.py
"""

from __future__ import annotations

import csv
import dataclasses
import io
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from analysis.clean import CleanError, clean_records, clean_survey
from analysis.params import Source, Study, find_root, load_period

Rows = Sequence[Sequence[Any]]
Expected = Callable[[dict[str, pd.DataFrame]], bool]
ADDRESS, OTHER = "Runarveien 1", "Midtåsveien 22"
LABELS = ("Veldig uenig", "Uenig", "Litt uenig", "Både enig og uenig", "Litt enig", "Enig", "Veldig enig")


@dataclasses.dataclass(frozen=True)
class Situation:
    """One export, what it should become, and how the message that asks is followed."""

    name: str
    kind: str
    columns: dict[str, str]
    files: dict[str, bytes]
    expected: Expected | None = None
    more: dict[str, Any] = dataclasses.field(default_factory=dict)
    asks: str = ""
    then: dict[str, Any] | None = None


def text(rows: Rows, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def book(sheets: dict[str, Rows]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def events(*days: str, kind: str = "haerverk") -> Expected:
    """Return whether the incidents are these days, of one kind."""
    return lambda t: (
        sorted(f"{d:%Y-%m-%d}" for d in t["incidents"]["date"]) == sorted(days)
        and set(t["incidents"]["kind"]) == {kind}
    )


def balances(*amounts: float) -> Expected:
    return lambda t: sorted(t["arrears"]["balance"]) == sorted(amounts)


def answers(*values: int) -> Expected:
    return lambda t: t["survey"].sort_values(["wave", "person", "item"])["value"].tolist() == list(values)


LOG = {"date": "Dato", "address": "Adresse", "kind": "Hva"}
HEAD = [*LOG.values()]
LEDGER = {"tenant": "Nr", "month": "Mnd", "due": "Forfalt", "paid": "Betalt", "balance": "Restanse"}
LEDGER_HEAD = [*LEDGER.values()]
GIVEN = [7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1]


def log(name: str, rows: Rows, expected: Expected | None = None, **more: Any) -> Situation:
    """Make a log of vandalism as text."""
    return Situation(name, "incidents", LOG, {"fil.csv": text([HEAD, *rows])}, expected, **more)


def day(date: str, what: str = "Tagging", where: str = ADDRESS) -> list[str]:
    return [date, where, what]


def situations(study: Study) -> list[Situation]:
    asked = [item.text for item in study.questionnaire.items]
    ids = [item.id for item in study.questionnaire.items]
    one_hot = [f"{q} - {label}" for q in asked for label in LABELS]
    crosses = ["x" if point == given else "" for given in GIVEN for point in range(1, 8)]
    survey = {"tenant": "Nr"}

    def form(name: str, lines: Rows, expected: Expected | None = None, **more: Any) -> Situation:
        own = {"wave": 1, **more.pop("more", {})}
        columns = more.pop("columns", survey)
        return Situation(name, "survey", columns, {"fil.csv": text(lines)}, expected, own, **more)

    wide = [["Nr", *asked], ["1", *map(str, GIVEN)]]
    american = [f"{m}/{d}/2024 10:00:00" for m, d in ((1, 9), (1, 10), (2, 2), (2, 9), (9, 3))]
    half = ["2024-09-03", "2024-05-02", "18/10/2023", "29/08/2023"]
    utc = ["2023-12-31T23:00:00Z", "2024-06-30T22:00:00.000Z"]
    dated = {"reader": {"day_first": True}}
    return [
        log("UTC stamps of Norwegian midnights", [day(d) for d in utc], events("2024-01-01", "2024-07-01")),
        log("PostgreSQL stamps (+00)", [day("2023-12-31 23:30:00+00")], events("2024-01-01")),
        log("Stamps in India's time", [day("2024-01-01T02:00:00+05:30")], events("2023-12-31")),
        log("A span of hours is no zone", [day("31.12.2023 22:00-01:00")], events("2023-12-31")),
        log(
            "All days up to 12, slashes",
            [day("01/02/2024")],
            events("2024-02-01"),
            asks="date_order",
            then=dated,
        ),
        log(
            "The same, month first",
            [day("01/02/2024")],
            events("2024-01-02"),
            asks="date_order",
            then={"reader": {"day_first": False}},
        ),
        log(
            "Month first, shown by a day above 12",
            [day("01/02/2024"), day("01/31/2024")],
            events("2024-01-02", "2024-01-31"),
        ),
        log(
            "Month first, shown by the order of the rows",
            [day(d) for d in american],
            events("2024-01-09", "2024-01-10", "2024-02-02", "2024-02-09", "2024-09-03"),
        ),
        log("Both orders in one column", [day("13/02/2024"), day("02/13/2024")], asks="date_order_mixed"),
        log(
            "Half converted by an American Excel",
            [day(d) for d in half],
            events("2024-03-09", "2024-02-05", "2023-10-18", "2023-08-29"),
            asks="date_half_converted",
            then={"reader": {"swapped_cells": True}},
        ),
        log(
            "Half converted, saved as text",
            [day(d) for d in ("9/3/2024", "13/01/2024")],
            asks="date_half_converted",
        ),
        log("Two digits and a space in a year", [day("05.03.20 24")], asks="date_digits"),
        log("Points with the day first, all up to 12", [day("01.02.2024")], events("2024-02-01")),
        log("Handwritten 24/11-23", [day("24/11-23")], events("2023-11-24")),
        log("A last row of one known wording", [day("01.02.2024"), ["", "", "Tagging"]], asks="empty_cell"),
        log(
            "A last row of one unknown wording",
            [day("01.02.2024"), ["", "", "Slagsmål"]],
            asks="unknown_kind",
        ),
        log(
            "Months with titles, headers and sums",
            [
                ["Januar 2024", "", ""],
                HEAD,
                day("03.01.2024"),
                ["Sum januar", "1", ""],
                ["Februar 2024", "", ""],
                HEAD,
                day("03.02.2024"),
                ["Delsum", "", "1"],
                ["Totalt hittil i år", "", "2"],
            ],
            events("2024-01-03", "2024-02-03"),
        ),
        log(
            "Notes inside and below",
            [
                day("03.01.2024"),
                ["* Tall kan endres", "", ""],
                day("04.01.2024"),
                ["Kilde: driften", "", ""],
                ["Ring ved spørsmål", "", ""],
            ],
            events("2024-01-03", "2024-01-04"),
        ),
        log("«Sum» that is no sum", [["03.01.2024", ADDRESS, "Sum tagging"]], asks="unknown_kind"),
        Situation(
            "A number column beside each row",
            "incidents",
            LOG,
            {"fil.csv": text([[*HEAD, "Antall"], [*day("03.01.2024"), "3"]])},
            events(*["2024-01-03"] * 3),
        ),
        Situation(
            "The same, called otherwise",
            "incidents",
            LOG,
            {"fil.csv": text([[*HEAD, "Ganger"], [*day("03.01.2024"), "3"]])},
            events(*["2024-01-03"] * 3),
            asks="unmapped_column",
            then={"columns": {**LOG, "count": "Ganger"}},
        ),
        Situation(
            "A sheet per address",
            "incidents",
            LOG,
            {
                "fil.xlsx": book(
                    {
                        ADDRESS: [["Dato", "Hva"], ["03.01.2024", "Tagging"]],
                        OTHER: [["Dato", "Hva"], ["04.01.2024", "Tagging"]],
                    }
                )
            },
            events("2024-01-03", "2024-01-04"),
            {"reader": {"sheet": "*"}},
            "missing_column",
            {"columns": {**LOG, "address": "arknavn"}, "reader": {"sheet": "*"}},
        ),
        Situation(
            "The address in the file's name",
            "incidents",
            LOG,
            {"logg_runarveien-1.csv": text([["Dato", "Hva"], ["03.01.2024", "Tagging"]])},
            events("2024-01-03"),
            {},
            "missing_column",
            {"columns": {**LOG, "address": "filnavn"}},
        ),
        Situation(
            "The address in a title",
            "incidents",
            LOG,
            {
                "fil.csv": text(
                    [["Logg for Runarveien 1", ""], ["", ""], ["Dato", "Hva"], ["03.01.2024", "Tagging"]]
                )
            },
            events("2024-01-03"),
            {},
            "missing_column",
            {"columns": {**LOG, "address": "tittel"}},
        ),
        Situation(
            "Kinds as columns with numbers",
            "incidents",
            LOG,
            {"fil.csv": text([["Dato", "Adresse", "Tagging"], ["03.01.2024", ADDRESS, "2"]])},
            events("2024-01-03", "2024-01-03"),
            {},
            "unmapped_column",
            {"columns": {**LOG, "kind": "overskrift", "count": "celle"}},
        ),
        Situation(
            "A copy beside its original",
            "incidents",
            LOG,
            {"logg.csv": text([HEAD, day("03.01.2024")]), "logg - Kopi.csv": text([HEAD, day("04.01.2024")])},
            asks="copy",
        ),
        Situation(
            "One file under two names",
            "incidents",
            LOG,
            {"januar.csv": text([HEAD, day("03.01.2024")]), "logg.csv": text([HEAD, day("03.01.2024")])},
            asks="copy",
        ),
        Situation(
            "A blank cell too many",
            "incidents",
            LOG,
            {"fil.csv": (b"Dato;Adresse;Hva\n03.01.2024;Runarveien 1;Tagging\n04.01.2024;;Runarveien 1;\n")},
            asks="too_many_blank_cells",
        ),
        Situation(
            "A cell too few",
            "incidents",
            LOG,
            {"fil.csv": (b"Dato;Adresse;Hva\n03.01.2024;Runarveien 1;Tagging\n04.01.2024;Tagging\n")},
            asks="too_few_cells",
        ),
        Situation(
            "A delimiter after every row",
            "incidents",
            LOG,
            {
                "fil.csv": (
                    b"Dato;Adresse;Hva\n03.01.2024;Runarveien 1;Tagging;\n04.01.2024;Runarveien 1;Tagging;\n"
                )
            },
            events("2024-01-03", "2024-01-04"),
        ),
        Situation(
            "UTF-8 that goes on as Windows-1252",
            "incidents",
            LOG,
            {
                "fil.csv": (
                    text([HEAD, day("03.01.2024", where="Midtåsveien 22")])
                    + text([day("04.01.2024", where="Midtåsveien 22")], encoding="cp1252")
                )
            },
            asks="encoding_changes",
        ),
        log(
            "An unknown wording that recurs",
            [day("03.01.2024", "Slagsmål"), day("04.01.2024", "Slagsmål")],
            asks="unknown_wordings",
        ),
        Situation(
            "American thousands, shown by the sums",
            "arrears",
            LEDGER,
            {
                "fil.csv": text(
                    [
                        LEDGER_HEAD,
                        ["1", "01.2024", "8,000", "6,766", "1,234"],
                        ["1", "02.2024", "8,000", "8,000", "1,234"],
                        ["2", "01.2024", "8,000", "8,000", "0"],
                        ["2", "02.2024", "8,000", "7,500", "500"],
                    ],
                    ",",
                )
            },
            balances(0, 500, 1234, 1234),
        ),
        Situation(
            "American thousands, shown by nothing",
            "arrears",
            LEDGER,
            {"fil.csv": text([LEDGER_HEAD, ["1", "01.2024", "", "", "1,234"]])},
            balances(1234),
            {},
            "thousands_or_decimals",
            {"reader": {"decimal": "."}},
        ),
        Situation(
            "Norwegian thousands, shown by cents",
            "arrears",
            LEDGER,
            {
                "fil.csv": text(
                    [LEDGER_HEAD, ["1", "01.2024", "", "", "1.234"], ["2", "01.2024", "", "", "99,50"]]
                )
            },
            balances(99.5, 1234),
        ),
        Situation(
            "Debt written with a minus",
            "arrears",
            LEDGER,
            {
                "fil.csv": text(
                    [LEDGER_HEAD, ["1", "01.2024", "100", "0", "-100"], ["1", "02.2024", "100", "50", "-150"]]
                )
            },
            balances(100, 150),
        ),
        Situation(
            "A minus that nothing explains",
            "arrears",
            LEDGER,
            {"fil.csv": text([LEDGER_HEAD, ["1", "01.2024", "", "", "-100"]])},
            balances(100),
            {},
            "debt_sign",
            {"debt": "negative"},
        ),
        Situation(
            "Months in UTC",
            "arrears",
            LEDGER,
            {"fil.csv": text([LEDGER_HEAD, ["1", "2023-12-31T23:00:00Z", "", "", "100"]])},
            lambda t: [f"{m:%Y-%m}" for m in t["arrears"]["month"]] == ["2024-01"],
        ),
        Situation(
            "Months as columns",
            "arrears",
            LEDGER,
            {"fil.csv": text([["Nr", "01.2024", "02.2024"], ["1", "100", "50"]])},
            balances(50, 100),
            {},
            "missing_column",
            {"columns": {"tenant": "Nr", "month": "overskrift", "balance": "celle"}},
        ),
        form("One column per answer, crosses", [["Nr", *one_hot], ["1", *crosses]], answers(*GIVEN)),
        form(
            "REDCap's checkboxes",
            [
                ["Nr", *(f"{i}___{p}" for i in ids for p in range(1, 8))],
                ["1", *("1" if c else "0" for c in crosses)],
            ],
            answers(*GIVEN),
        ),
        form(
            "Checkboxes of other codes",
            [
                ["Nr", *(f"{i}___{p}" for i in ids for p in range(7))],
                ["1", *("1" if c else "0" for c in crosses)],
            ],
            answers(*GIVEN),
            asks="option_code",
            then={"values": {"answer": {str(p): str(p + 1) for p in range(7)}}},
        ),
        form(
            "Options in a row below",
            [
                ["Nr", *(c for q in asked for c in (q, *[""] * 6))],
                ["", *(label for _ in asked for label in LABELS)],
                ["1", *crosses],
            ],
            answers(*GIVEN),
        ),
        form(
            "Only the top option's columns",
            [["Nr", *(f"{q} - {LABELS[6]}" for q in asked)], ["1", *("1" if g == 7 else "" for g in GIVEN)]],
            asks="option_lacking",
        ),
        form("Two crosses", [["Nr", *one_hot], ["1", "x", *crosses[1:]]], asks="several_options"),
        form(
            "A row for each answer",
            [["Nr", "Q", "A"], *(["1", q, str(g)] for q, g in zip(asked, GIVEN, strict=True))],
            answers(*GIVEN),
            asks="long_format",
            then={"columns": {"tenant": "Nr", "question": "Q", "answer": "A"}},
        ),
        form(
            "Qualtrics without its name",
            [
                ["StartDate", "EndDate", "Progress", "Finished", *wide[0]],
                ["2024-01-10 10:00", "2024-01-10 10:05", "100", "True", *wide[1]],
            ],
            answers(*GIVEN),
            asks="other_tool",
            then={"reader": {"format": "qualtrics"}},
        ),
        form(
            "A preview in Qualtrics",
            [
                ["StartDate", "EndDate", "Status", *wide[0]],
                ["2024-01-10 10:00", "2024-01-10 10:05", "Survey Preview", *wide[1]],
            ],
            more={"reader": {"format": "qualtrics"}},
            asks="tried_answers",
        ),
        form(
            "Answers with the label",
            [wide[0], ["1", *(f"{g} - {LABELS[g - 1]}" for g in GIVEN)]],
            answers(*GIVEN),
        ),
        form(
            "A last row of one label",
            [*wide, ["", LABELS[6], *[""] * 13]],
            lambda t: t["survey"]["value"].notna().sum() == 15,
        ),
        form("A tool's own count below", [*wide, ["Antall svar: 1", *[""] * 14]], answers(*GIVEN)),
        form(
            "Codes that collapse", wide, more={"values": {"answer": {"Ja": "5", "ja.": "1"}}}, asks="params"
        ),
        Situation(
            "Rounds by day, month first, in order",
            "survey",
            {"tenant": "Nr", "submitted": "Når"},
            {
                "fil.csv": text(
                    [["Når", *wide[0]], *([when, str(n), *wide[1][1:]] for n, when in enumerate(american))]
                )
            },
            lambda t: t["survey"].groupby("wave")["person"].nunique().to_dict() == {1: 4, 2: 1},
            {
                "waves": {
                    1: {"from": "2024-01-08", "to": "2024-02-29"},
                    2: {"from": "2024-09-02", "to": "2024-09-30"},
                }
            },
        ),
        Situation(
            "Tenancies from midnights in UTC",
            "tenancies",
            {"tenant": "Nr", "address": "Adresse", "flat": "Bolig", "start": "Inn", "end": "Ut"},
            {"fil.csv": text([["Nr", "Adresse", "Bolig", "Inn", "Ut"], ["1", ADDRESS, "H0101", utc[0], ""]])},
            lambda t: [f"{d:%Y-%m-%d}" for d in t["residents"]["start"]] == ["2024-01-01"],
        ),
        Situation(
            "A plan with sums and titles",
            "activities",
            {"activity": "Hva", "date": "Når", "invited": "Bedt"},
            {
                "fil.csv": text(
                    [
                        ["Hva", "Når", "Bedt"],
                        ["Mars 2024", "", ""],
                        ["Dugnad", "05.03.2024", "9"],
                        ["Sum mars", "", "9"],
                        ["* utkast", "", ""],
                    ]
                )
            },
            lambda t: len(t["activities"]) == 1,
        ),
        Situation(
            "A plan's last activity without a date",
            "activities",
            {"activity": "Hva", "date": "Når", "invited": "Bedt"},
            {
                "fil.csv": text(
                    [["Hva", "Når", "Bedt"], ["Dugnad", "05.03.2024", "9"], ["Handlingsplan", "", ""]]
                )
            },
            lambda t: len(t["activities"]) == 2,
        ),
    ]


def outcome(study: Study, situation: Situation) -> tuple[str, str]:
    """Return what became of a situation, and the rules of its errors."""
    said = _run(study, situation, situation.more)
    if isinstance(said, dict):
        right = situation.expected is not None and not situation.asks and situation.expected(said)
        return ("right" if right else "wrong"), ""
    if situation.asks not in said:
        return "wrong", ", ".join(said)
    if situation.then is None:
        return "refused", situation.asks
    followed = _run(study, situation, {**situation.more, **situation.then})
    right = isinstance(followed, dict) and situation.expected is not None and situation.expected(followed)
    return ("asked" if right else "wrong"), situation.asks


def _run(study: Study, situation: Situation, more: dict[str, Any]) -> dict[str, pd.DataFrame] | list[str]:
    """Return the tables made, or the rules of the errors; all of these name what to do."""
    declared = {
        "id": "k",
        "kind": situation.kind,
        "file": "*",
        "columns": situation.columns,
        "reader": {},
        **more,
    }
    try:
        source = Source.model_validate(declared, strict=False)
    except ValueError:
        return ["params"]
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "data" / "raw" / study.project.id
        raw.mkdir(parents=True)
        for name, data in situation.files.items():
            (raw / name).write_bytes(data)
        project = study.project.model_copy(update={"sources": (source,), "facts": ()})
        own = dataclasses.replace(study, root=Path(folder), project=project)
        try:
            return (clean_survey if situation.kind == "survey" else clean_records)(own).tables
        except CleanError as error:
            errors = error.findings[error.findings["severity"] == "error"]
            return list(dict.fromkeys(errors.loc[errors["action"] != "", "rule"]))


def main() -> None:
    study = load_period(find_root() / "params/leie/periods/sluttrapport.yml")
    made = [(situation, *outcome(study, situation)) for situation in situations(study)]
    print("| situation | export | outcome | asked by |\n|---|---|---|---|")
    for situation, became, by in made:
        print(f"| {situation.name} | {situation.kind} | {became} | {by} |")
    counted = Counter(became for _, became, _ in made)
    print(f"\n{len(made)} tried: " + ", ".join(f"{n} {became}" for became, n in counted.most_common()))


if __name__ == "__main__":
    main()
