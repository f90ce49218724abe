"""Free text enters the tables in one way only: as themes the researcher has coded."""

from __future__ import annotations

import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import as_text, counts, require
from analysis.clean.files.cells import by_value
from analysis.clean.persons.desk import Desk
from analysis.clean.survey.linking import link_persons

LONGEST = 60
"""Characters of a theme; what is longer is a quotation, not a theme."""


def clean(tables: list[Records], desk: Desk) -> pd.DataFrame:
    """Return the table ``themes``: person, wave and theme, each once."""
    table = pd.concat([_themes(records, desk) for records in tables], ignore_index=True).drop_duplicates()
    return table.sort_values(["wave", "person", "theme"], kind="stable", ignore_index=True)


def _themes(records: Records, desk: Desk) -> pd.DataFrame:
    found = desk.found
    theme = by_value(records.column("theme"), lambda text: " ".join(text.split()), None)
    for target in ("theme", "wave"):
        require(records, target, records.column(target).isna().to_numpy(), found)
    long = by_value(records.column("theme"), lambda text: len(text) > LONGEST, False).astype(bool)
    if long.any():
        found.add(
            "error",
            records.place,
            "long_theme",
            f"tema har mer enn {LONGEST} tegn: fritekst tas ikke med",
            column=records.header("theme"),
            rows=records.rows[long],
            action="Skriv et kort stikkord i stedet.",
        )
    person = desk.pseudonyms.column("person", link_persons(records, desk.roster, found))
    return pd.DataFrame({"person": person, "wave": counts(records, "wave", found), "theme": as_text(theme)})
