"""The appendices made from data: action plan, progress plan, and every result."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

from analysis.params import numbers
from analysis.present.evidence import confirmatory
from analysis.present.fragments.results import findings_table
from analysis.present.fragments.survey import reliability
from analysis.present.markup import bullets, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import table_or_sentence
from analysis.wording import labels
from analysis.wording import sentences as say

_WRITTEN_DATE = re.compile(r"\s*\b\d{1,2}\.\s?\d{1,2}\.(?:\d{2,4})?")
COUNTS = ("invited", "attended")
RESPONSIBLE = {True: ("Ansvarlig",), False: ()}
ACTIVITIES = {
    "working_group_meeting": "Arbeidsgruppemøte",
    "meeting_call": "Innkalling til møte",
    "cleanup": "Dugnad eller rydding",
    "inspection": "Befaring",
    "survey": "Kartlegging",
    "plan": "Handlingsplan",
    "evaluation": "Evaluering",
    "report": "Rapport",
    "other": "Annet arbeid",
}
"""Kind of activity → what the public edition says where nobody has approved the plan's own words."""


def status_summary(material: Material) -> str:
    """Count the measures of the action plan by status, in a sentence for the chapter on what was done."""
    measures = material.disclosed.measures
    if measures.empty or "handlingsplan" not in material.appendices or material.timing == "before_start":
        return ""
    counts = [(name, int((measures["status"] == status).sum())) for status, name in labels.STATUSES.items()]
    parts = [f"{numbers.number(n, 0)} er «{name.lower()}»" for name, n in counts if n]
    planned = numbers.count(measures["measure"].nunique(), "tiltak")
    addresses = numbers.count(measures["address"].nunique(), "adresse", "adresser")
    points = numbers.count(len(measures), "punkt", "punkter")
    sentence = f"Handlingsplanen har {planned} på {addresses}, til sammen {points}: {numbers.listed(parts)}."
    number = list(material.appendices).index("handlingsplan") + 1
    return f"{escape_markdown(sentence)} Hele planen står i [vedlegg {number}](#sec-vedlegg-handlingsplan).\n"


def action_plan(material: Material) -> str:
    """Return the action plan: measure by address; nothing where the project has none."""
    if "handlingsplan" not in material.appendices:
        return ""
    measures, names = material.disclosed.measures, material.disclosed.place_names
    addresses = [a for a in material.study.project.address_ids if a in set(measures["address"])]
    status = measures.drop_duplicates(["measure", "address"]).set_index(["measure", "address"])["status"]
    table = table_or_sentence(
        "handlingsplan",
        [
            (str(measure), *(_status(status.get((measure, address))) for address in addresses))
            for measure in measures["measure"].drop_duplicates()
        ],
        say.NO_ACTION_PLAN,
        caption="Status for hvert tiltak i handlingsplanen, per adresse "
        f"(n = {numbers.count(len(measures), 'punkt', 'punkter')})",
        head=("Tiltak", *(labels.place(a, names) for a in addresses)),
        align="l" * (len(addresses) + 1),
        wide=len(addresses) > 4,
    )
    used = [s for s in labels.STATUSES if s in set(measures["status"])]
    meanings = [escape_markdown(f"{labels.STATUSES[s]}: {labels.STATUS_MEANINGS[s]}") for s in used]
    return joined(table, bullets(meanings), _details(material))


def _details(material: Material) -> str:
    """Return what the plan's owner wrote and the preparations, each measure once, where they are kept."""
    measures = material.disclosed.measures.drop_duplicates("measure")
    rows = [
        (
            str(row["measure"]),
            str(row["wording"]) or numbers.MISSING,
            str(row["preparation"]) or numbers.MISSING,
        )
        for row in measures.to_dict("records")
        if row["wording"] or row["preparation"]
    ]
    return table_or_sentence(
        "forberedelser",
        rows,
        "",
        caption=say.PLAN_DETAILS.format(n=numbers.count(len(rows), "tiltak")),
        head=("Tiltak", say.PLAN_WORDING, "Forberedelser"),
        align="lll",
        wide=True,
    )


def progress_plan(material: Material) -> str:
    """Return the progress plan: what was done and when; months instead of days in the public edition."""
    if "fremdriftsplan" not in material.appendices:
        return ""
    activities = material.disclosed.activities
    ordered = activities.sort_values("date", kind="stable", na_position="last")
    rows = [_activity(row, public=material.public) for row in ordered.to_dict("records")]
    table = table_or_sentence(
        "fremdriftsplan",
        rows,
        say.NO_PROGRESS_PLAN,
        caption="Aktiviteter i prosjektet "
        f"(n = {numbers.count(len(rows), 'linje', 'linjer')}), med antall personer der det er oppgitt",
        head=(
            "Aktivitet",
            *RESPONSIBLE[not material.public],
            "Måned" if material.public else "Dato",
            "Inviterte",
            "Møtte",
        ),
        align="llrr" if material.public else "lllrr",
        wide=not material.public,
    )
    return joined(table)


def all_results(material: Material) -> str:
    """Return every result of all addresses: those of the goals, the exploratory, the indices."""
    goals = confirmatory(material.evidence)
    explored = [row for row in material.evidence if row.exploratory and row.measured]
    n = numbers.count(len(goals), "indikator", "indikatorer")
    table = findings_table("alle-resultater", say.ALL_ROWS.format(n=n), goals).source()
    if not explored:
        return joined(table, reliability(material))
    many = labels.explored(material.study.plan)[1]
    what = f"{many.capitalize()} (n = {len(explored)})"
    more = findings_table("utforskende", what, explored).source()
    return joined(table, say.EXPLORATORY.format(what=many), more, reliability(material))


def _status(status: Any) -> str:
    missing = numbers.is_missing(status)
    return numbers.MISSING if missing else labels.label(labels.STATUSES, str(status), "status")


def _activity(row: Mapping[Hashable, Any], *, public: bool) -> tuple[str, ...]:
    title, day = str(row["title"]).rstrip(":"), row["date"]
    title = _WRITTEN_DATE.sub("", title) if public else title
    title = title or labels.label(ACTIVITIES, str(row["kind"]), "activity")
    if numbers.is_missing(day):
        when = "Løpende" if row["approximate"] else "Uten dato"
    else:
        when = numbers.month_prose(day) if public else numbers.date_table(day)
        when = f"fra {when}" if row["approximate"] else when
    counts = (_count(row, column) for column in COUNTS)
    if public:
        return title, when, *counts
    points = f": {row['points']}" if row["points"] else ""
    return f"{title}{points}", str(row["responsible"]) or numbers.MISSING, when, *counts


def _count(row: Mapping[Hashable, Any], column: str) -> str:
    hidden = bool(row["hidden"]) and numbers.is_missing(row[column])
    return numbers.shown(numbers.number(row[column], 0), hidden=hidden)
