"""The declared shape of every processed table, checked before saving and after loading."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.compute as pc
from pandera.errors import SchemaErrors

from analysis.clean.findings import COLUMNS, Findings, Place
from analysis.params import Study

Types = Mapping[str, str]
DATE = "datetime64[us]"

TYPES: Mapping[str, Types] = MappingProxyType(
    {
        "survey": {"person": "str", "wave": "Int64", "item": "str", "value": "Int64", "status": "str"},
        "residents": {
            "person": "str",
            "address": "str",
            "flat": "str",
            "start": DATE,
            "end": DATE,
            "end_reason": "str",
            "in_project": "bool",
        },
        "incidents": {
            "incident": "str",
            "date": DATE,
            "address": "str",
            "flat": "str",
            "kind": "str",
            "closed": DATE,
            "reported_by": "str",
        },
        "exposure": {
            "address": "str",
            "month": DATE,
            "days": "int64",
            "flats": "int64",
            "flat_days": "int64",
            "let_flat_days": "int64",
            "unavailable_flat_days": "int64",
            "occupied_flat_days": "int64",
        },
        "arrears": {"person": "str", "month": DATE, "balance": "float64"},
        "services": {
            "person": "str",
            "service": "str",
            "agency": "str",
            "decided": DATE,
            "start": DATE,
            "end": DATE,
            "at_home": "bool",
        },
        "activities": {
            "activity": "str",
            "kind": "str",
            "date": DATE,
            "approximate": "bool",
            "invited": "Int64",
            "attended": "Int64",
            "title": "str",
        },
        "measures": {"measure": "str", "address": "str", "status": "str", "wording": "str"},
        "cases": {"month": DATE, "received": "Int64", "closed": "Int64", "open": "Int64"},
        "themes": {"person": "str", "wave": "Int64", "theme": "str"},
        "findings": dict.fromkeys(COLUMNS, "str"),
        "corrections": dict.fromkeys(("source", "key", "column", "reason", "who", "date"), "str"),
    }
)
"""Table → column → type. Dates are at midnight; a value may be missing where `MAY_BE_MISSING` says."""

MAY_BE_MISSING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "survey": frozenset({"value"}),
        "residents": frozenset({"flat", "end", "end_reason"}),
        "incidents": frozenset({"flat", "closed", "reported_by"}),
        "arrears": frozenset({"balance"}),
        "services": frozenset({"agency", "decided", "end"}),
        "activities": frozenset({"date", "invited", "attended"}),
        "cases": frozenset({"received", "closed", "open"}),
    }
)
UNIQUE: Mapping[str, list[str]] = MappingProxyType(
    {
        "survey": ["person", "wave", "item"],
        "exposure": ["address", "month"],
        "arrears": ["person", "month"],
        "measures": ["measure", "address"],
        "cases": ["month"],
    }
)
STATUSES = ("answered", "missing", "dont_know", "declined")
MEASURE_STATUSES = ("done", "ongoing", "ordered", "waiting", "undecided")


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the declared columns, in order and type."""
    return frame[list(TYPES[name])].astype(dict(TYPES[name])).reset_index(drop=True)


def schema(name: str, study: Study) -> pa.DataFrameSchema:
    """Return the schema of a processed table of a project."""
    checks = _column_checks(study).get(name, {})
    nullable = MAY_BE_MISSING.get(name, frozenset())
    columns = {
        column: pa.Column(dtype, checks=checks.get(column), nullable=column in nullable)
        for column, dtype in TYPES[name].items()
    }
    return pa.DataFrameSchema(
        columns, checks=_row_checks().get(name), strict=True, ordered=True, unique=UNIQUE.get(name)
    )


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


def _column_checks(study: Study) -> dict[str, dict[str, Any]]:
    project, vocabulary = study.project, study.vocabulary
    addresses = [a.id for a in project.addresses]
    known_address = pa.Check.isin(addresses, error="adressen er en av prosjektets")
    not_negative = pa.Check.ge(0, error="ikke under null")
    midnight = pa.Check(lambda s: s.dropna() == s.dropna().dt.normalize(), error="dato uten klokkeslett")
    first = pa.Check(lambda s: s.dt.day == 1, error="første dag i måneden")
    person = pa.Check.str_matches(r"^[0-9a-f]{16}$", error="pseudonym")
    return {
        "survey": {
            "person": person,
            "item": pa.Check.isin(
                [i.id for i in study.questionnaire.items], error="spørsmålet er i skjemaet"
            ),
            "status": pa.Check.isin(STATUSES, error="kjent status"),
            "value": pa.Check.in_range(
                study.questionnaire.scale.low, study.questionnaire.scale.high, error="svar på skalaen"
            ),
        },
        "residents": {
            "person": person,
            "address": pa.Check.isin([*addresses, "other"], error="adressen er en av prosjektets"),
            "start": midnight,
            "end": midnight,
            "end_reason": pa.Check.isin(
                list(vocabulary.tenancy_end_reasons), error="årsaken er i vocabulary.yml"
            ),
        },
        "incidents": {
            "address": known_address,
            "date": midnight,
            "closed": midnight,
            "kind": pa.Check.isin(list(project.incident_kinds), error="slaget er i project.yml"),
        },
        "exposure": {
            "address": known_address,
            "month": first,
            "days": pa.Check.in_range(28, 31, error="dager i en måned"),
            **dict.fromkeys(
                ("flats", "flat_days", "let_flat_days", "unavailable_flat_days", "occupied_flat_days"),
                not_negative,
            ),
        },
        "arrears": {"person": person, "month": first, "balance": not_negative},
        "services": {
            "person": person,
            "service": pa.Check.isin(list(vocabulary.services), error="tjenesten er i vocabulary.yml"),
            "start": midnight,
            "end": midnight,
            "decided": midnight,
        },
        "activities": {"date": midnight, "invited": not_negative, "attended": not_negative},
        "measures": {
            "address": known_address,
            "status": pa.Check.isin(MEASURE_STATUSES, error="kjent status"),
        },
        "cases": {"month": first, **dict.fromkeys(("received", "closed", "open"), not_negative)},
        "themes": {"person": person},
        "findings": {"severity": pa.Check.isin(["error", "warning", "info"], error="kjent alvorlighet")},
    }


def _row_checks() -> dict[str, list[pa.Check]]:
    ordered = pa.Check(lambda f: ~(f["end"] < f["start"]), error="slutt etter start")
    answered = pa.Check(
        lambda f: (f["status"] == "answered") == f["value"].notna(),
        error="verdi når det er svart, ellers ingen",
    )
    repaired = pa.Check(lambda f: ~(f["closed"] < f["date"]), error="utbedret etter meldt")
    once = pa.Check(lambda f: _not_repeated(f["incident"]), error="hver nøkkel én gang")
    full = pa.Check(
        lambda f: f["flat_days"] == f["flats"] * f["days"], error="boligdøgn er boliger ganger dager"
    )
    return {
        "residents": [ordered],
        "services": [ordered],
        "survey": [answered],
        "incidents": [once, repaired],
        "exposure": [full],
    }


def _not_repeated(keys: pd.Series) -> bool | pd.Series:
    """Whether no key is there twice; running keys in ascending order, as they are made, need no lookup."""
    text = arrow.array(keys, arrow.large_string())
    size = pc.binary_length(text)
    longer, alike = pc.greater(size[1:], size[:-1]), pc.equal(size[1:], size[:-1])
    if pc.all(pc.or_(longer, pc.and_(alike, pc.less(text[:-1], text[1:])))).as_py() is not False:
        return True
    return ~keys.duplicated(keep=False)
