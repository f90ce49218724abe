"""Service decisions → who was granted what, by which agency, from when to when, at home or not."""

from __future__ import annotations

import pandas as pd

from analysis.clean.columns.date_columns import days, report_far_dates
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import FIX, as_text, flags, kinds
from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings
from analysis.clean.persons.desk import Desk
from analysis.clean.persons.people import Roster
from analysis.clean.persons.record_persons import persons, report_strangers
from analysis.clean.wording import Lexicon
from analysis.comparing import letters
from analysis.params import Study


def clean(tables: list[Records], desk: Desk) -> pd.DataFrame:
    """Return the table ``services``; a decision written twice counts once."""
    study, found = desk.study, desk.found
    lexicon = Lexicon(study.vocabulary.services)
    parts = [_decisions(records, lexicon, study, desk.roster, found) for records in tables]
    columns = ["identity", "service", "agency", "decided", "start", "end", "at_home"]
    parts = [part.assign(table=number) for number, part in enumerate(parts)]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.assign(agency=_one_spelling(frame["agency"]))
    again = frame.duplicated(columns)
    for number, group in frame[again].groupby("table"):
        records = tables[int(str(number))]
        found.add(
            "warning",
            records.place,
            "duplicate_row",
            "samme vedtak står flere ganger og er tatt med én gang",
            column=records.header("service"),
            rows=group["row"].to_numpy(),
        )
    frame = frame[~again].reset_index(drop=True)
    table = frame[columns[1:]].assign(person=desk.pseudonyms.column("person", frame["identity"]))
    table = table.astype({"service": "str", "agency": "str"})[["person", *columns[1:]]]
    return table.sort_values(["start", "person", "service"], kind="stable", ignore_index=True)


def _decisions(
    records: Records, lexicon: Lexicon, study: Study, roster: Roster, found: Findings
) -> pd.DataFrame:
    start, end = days(records, "start", found, required=True), days(records, "end", found)
    decided = days(records, "decided", found)
    for target, values in (("start", start), ("decided", decided)):
        report_far_dates(records, target, values, study.project, found, also_long_before=False)
    frame = pd.DataFrame(
        {
            "identity": persons(records, roster, found),
            "service": as_text(kinds(records, "service", lexicon, "services", found)),
            "agency": as_text(by_value(records.column("agency"), str, None)),
            "decided": decided,
            "start": start,
            "end": end,
            "at_home": flags(records, "at_home", found),
            "row": records.rows,
        }
    )
    unmapped = frame["service"].isna().to_numpy() & records.column("service").isna().to_numpy()
    for mask, severity, rule, text, target in (
        (end < start, "error", "end_before_start", "vedtak slutter før de begynner", "end"),
        (unmapped, "error", "empty_cell", "celler er tomme, men må ha en verdi", "service"),
        (start < decided, "info", "before_decision", "tjenesten begynte før vedtaksdatoen", "start"),
    ):
        if mask.any():
            found.add(
                severity,
                records.place,
                rule,
                text,
                column=records.header(target),
                rows=records.rows[mask],
                action=FIX if severity == "error" else "",
            )
    report_strangers(frame, records, roster, found)
    return frame


def _one_spelling(agencies: pd.Series) -> pd.Series:
    """Return each agency in its commonest spelling: case, spaces and punctuation do not make two of one."""
    counted = agencies.value_counts().rename_axis("text").reset_index(name="n")
    counted["key"] = counted["text"].map(letters)
    ranked = counted.sort_values(["n", "text"], ascending=[False, True])
    common = ranked.drop_duplicates("key").set_index("key")["text"]
    return agencies.map(dict(zip(counted["text"], counted["key"].map(common), strict=True)))
