"""The declared shape of every processed table, checked before saving and after loading."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.compute as pc
from pandera.errors import SchemaErrors

from analysis.clean.findings import COLUMNS, Findings, Place
from analysis.params import Study
from analysis.source_kinds import KINDS, Field, Table
from analysis.source_kinds.activities import OTHER_ROLE

DATE = "datetime64[us]"
DTYPES: Mapping[str, str] = {
    "text": "str", "words": "str", "day": DATE, "month": DATE, "count": "Int64", "whole": "int64",
    "amount": "float64", "flag": "bool",
}  # fmt: skip
"""What a field holds → its type; dates are at midnight."""
TABLES: Mapping[str, Table] = MappingProxyType({kind.table.name: kind.table for kind in KINDS.values()})
"""The processed tables that are made of exports, by name."""
TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType({
    **{
        name: {column: DTYPES[field.holds] for column, field in table.fields.items()}
        for name, table in TABLES.items()
    },
    "findings": dict.fromkeys(COLUMNS, "str"),
    "corrections": dict.fromkeys(("source", "key", "column", "reason", "who", "date"), "str"),
})  # fmt: skip
"""Table → column → type, of every processed table."""


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the declared columns, in order and type."""
    return frame[list(TYPES[name])].astype(dict(TYPES[name])).reset_index(drop=True)


def empty(name: str) -> pd.DataFrame:
    """Return the table without rows: what is not exported has none."""
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in TYPES[name].items()})


def schema(name: str, study: Study) -> pa.DataFrameSchema:
    """Return the schema of a table of a project, as `analysis.source_kinds` declares it."""
    table = TABLES[name]
    kinds = _column_checks(study)
    columns = {
        column: pa.Column(
            DTYPES[field.holds], checks=_checks(field, kinds), nullable=field.filled != "filled"
        )
        for column, field in table.fields.items()
    }
    rows = [ROW_CHECKS[rule] for rule in table.rules]
    unique: list[str] | None = list(table.unique)
    if len(table.unique) == 1 and table.fields[table.unique[0]].holds == "text":
        rows, unique = [_once(table.unique[0]), *rows], None
    return pa.DataFrameSchema(columns, checks=rows or None, strict=True, ordered=True, unique=unique or None)


def validate(name: str, frame: pd.DataFrame, study: Study, found: Findings) -> None:
    """Add an error for every rule of the schema that the table breaks."""
    try:
        schema(name, study).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for (column, check), group in cases.groupby(["column", "check"], dropna=False):
            where = "" if pd.isna(column) or column == name else str(column)
            found.add(
                "error",
                Place(name, f"tabellen {name}"),
                "schema",
                f"{len(group)} rader bryter regelen «{check}»",
                column=where,
                action="Kontroller kildene tabellen lages av; andre funn i listen sier trolig hvor.",
            )


def _checks(field: Field, kinds: Mapping[str, pa.Check]) -> list[pa.Check]:
    checks = [OF_DATES[field.holds]] if field.holds in OF_DATES else []
    if isinstance(field.check, tuple):
        return [*checks, pa.Check.isin(field.check, error="kjent status")]
    return checks if field.check is None else [*checks, kinds[field.check]]


OF_DATES: Mapping[str, pa.Check] = {
    "day": pa.Check(lambda s: s.dropna() == s.dropna().dt.normalize(), error="dato uten klokkeslett"),
    "month": pa.Check(lambda s: s.dt.day == 1, error="første dag i måneden"),
}


def _column_checks(study: Study) -> dict[str, pa.Check]:
    """Return what the declarations call each check of a value → the check, by what the project declares."""
    project, vocabulary, scale = study.project, study.vocabulary, study.questionnaire.scale
    addresses = [a.id for a in project.addresses]
    items = [i.id for i in study.questionnaire.items]
    no_credit = 0 if all(source.credits is None for source in project.sources) else -math.inf
    return {
        "person": pa.Check.str_matches(r"^[0-9a-f]{16}$", error="pseudonym"),
        "item": pa.Check.isin(items, error="spørsmålet er i skjemaet"),
        "on the scale": pa.Check.in_range(scale.low, scale.high, error="svar på skalaen"),
        "address": pa.Check.isin(addresses, error="adressen er en av prosjektets"),
        "address or other": pa.Check.isin([*addresses, "other"], error="adressen er en av prosjektets"),
        "end reason": pa.Check.isin(
            list(vocabulary.tenancy_end_reasons), error="årsaken er i vocabulary.yml"
        ),
        "incident kind": pa.Check.isin(list(project.incident_kinds), error="slaget er i project.yml"),
        "service": pa.Check.isin(list(vocabulary.services), error="tjenesten er i vocabulary.yml"),
        "roles": pa.Check(
            lambda s: s.map(lambda text: {*text.split("; ")} <= {"", OTHER_ROLE, *vocabulary.roles}),
            error="rollene er i vocabulary.yml",
        ),
        "days of a month": pa.Check.in_range(28, 31, error="dager i en måned"),
        "not negative": pa.Check.ge(0, error="ikke under null"),
        "not below a credit": pa.Check.ge(no_credit, error="ikke under null uten credits"),
    }


ROW_CHECKS: Mapping[str, pa.Check] = {
    "end after start": pa.Check(lambda f: ~(f["end"] < f["start"]), error="slutt etter start"),
    "value when answered": pa.Check(
        lambda f: (f["status"] == "answered") == f["value"].notna(),
        error="verdi når det er svart, ellers ingen",
    ),
    "closed after reported": pa.Check(lambda f: ~(f["closed"] < f["date"]), error="utbedret etter meldt"),
    "flats times days": pa.Check(
        lambda f: f["flat_days"] == f["flats"] * f["days"], error="boligdøgn er boliger ganger dager"
    ),
}
"""What the declarations call each rule of a row → the rule."""


def _once(column: str) -> pa.Check:
    return pa.Check(lambda f: _not_repeated(f[column]), error="hver nøkkel én gang")


def _not_repeated(keys: pd.Series) -> bool | pd.Series:
    """Whether no key is there twice; running keys in ascending order, as they are made, need no lookup."""
    text = arrow.array(keys, arrow.large_string())
    size = pc.binary_length(text)
    longer, alike = pc.greater(size[1:], size[:-1]), pc.equal(size[1:], size[:-1])
    if pc.all(pc.or_(longer, pc.and_(alike, pc.less(text[:-1], text[1:])))).as_py() is not False:
        return True
    return ~keys.duplicated(keep=False)
