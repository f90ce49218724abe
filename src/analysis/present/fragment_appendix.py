"""The appendices made from data: action plan, progress plan, and every result."""

from __future__ import annotations

import pandas as pd

from analysis.params import numbers
from analysis.present import labels
from analysis.present.evidence import Evidence, evidence
from analysis.present.fragment_results import evidence_table
from analysis.present.fragment_survey import drawn
from analysis.present.markup import bullets, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import table_or_sentence


def status_summary(material: Material) -> str:
    """Count the measures of the action plan by status, in a sentence for the chapter on what was done."""
    measures = material.disclosed.measures
    if measures.empty:
        return ""
    counts = [(name, int((measures["status"] == status).sum())) for status, name in labels.STATUSES.items()]
    parts = [f"{numbers.number(n, 0)} er «{name.lower()}»" for name, n in counts if n]
    n_measures = measures["measure"].nunique()
    sentence = (
        f"Handlingsplanen har {numbers.count(n_measures, 'tiltak')} på {numbers.count(measures['address'].nunique(), 'adresse', 'adresser')}, "
        f"til sammen {numbers.count(len(measures), 'punkt', 'punkter')}. Av dem: {numbers.listed(parts)}."
    )
    return f"{escape_markdown(sentence)} Hele planen står i [vedlegget](#sec-vedlegg-handlingsplan).\n"


def action_plan(material: Material) -> str:
    """Return the action plan: measure by address."""
    measures, names = material.disclosed.measures, material.disclosed.place_names
    addresses = [a for a in material.study.project.address_ids if a in set(measures["address"])]
    status = measures.drop_duplicates(["measure", "address"]).set_index(["measure", "address"])["status"]
    rows = [
        (measure, *(_status(status.get((measure, address))) for address in addresses))
        for measure in measures["measure"].drop_duplicates()
    ]
    widths = (40, *(60 // max(len(addresses), 1) for _ in addresses))
    table = table_or_sentence(
        "handlingsplan",
        rows,
        "Prosjektet har ingen handlingsplan i dataene for denne perioden.",
        caption=f"Status for hvert tiltak i handlingsplanen, per adresse (n = {len(measures)} punkter)",
        head=("Tiltak", *(labels.place(a, names) for a in addresses)),
        widths=widths,
        align="l" * (len(addresses) + 1),
        wide=len(addresses) > 4,
    )
    used = [s for s in labels.STATUSES if s in set(measures["status"])]
    meanings = bullets(escape_markdown(f"{labels.STATUSES[s]}: {labels.STATUS_MEANINGS[s]}") for s in used)
    return joined(table, "Ordene betyr:" if used else "", meanings)


def progress_plan(material: Material) -> str:
    """Return the progress plan: what was done and when; months instead of days in the public edition."""
    activities = material.disclosed.activities
    ordered = activities.sort_values("date", kind="stable", na_position="last")
    rows = [_activity(row, public=material.public) for row in ordered.to_dict("records")]
    if material.public:
        rows = list(dict.fromkeys(rows))
    return table_or_sentence(
        "fremdriftsplan",
        rows,
        "Prosjektet har ingen fremdriftsplan i dataene for denne perioden.",
        caption=f"Aktiviteter i prosjektet (n = {len(rows)} linjer). Enhet: dato, og antall personer der det er oppgitt.",
        head=("Aktivitet", "Måned" if material.public else "Dato", "Inviterte", "Møtte"),
        widths=(56, 20, 12, 12),
        align="llrr",
    )


def all_results(material: Material) -> str:
    """Return every result: all addresses together, then each address as far as it may be shown."""
    rows = material.evidence
    table = evidence_table(
        "alle-resultater",
        f"Alle mål, alle adressene samlet (n = {len(rows)} mål). Enheten står under hvert mål.",
        rows,
    )
    per_address = [
        e for e in evidence(material.disclosed.results, material.study, place=None) if e.place != "all"
    ]
    return joined("## Alle adressene samlet {#sec-alle-samlet .unnumbered}", table.source(),
                  "## Per adresse {#sec-per-adresse .unnumbered}", _per_address(material, per_address))  # fmt: skip


def _per_address(material: Material, rows: list[Evidence]) -> str:
    shown = [
        r
        for r in rows
        if r.measured and not r.hidden and (r.before, r.after) != (numbers.MISSING, numbers.MISSING)
    ]
    names = material.disclosed.place_names
    table = table_or_sentence(
        "per-adresse",
        [(f"{r.label}, {r.unit}", labels.place(r.place, names), r.before, r.after, r.basis) for r in shown],
        "Ingen tall kan vises per adresse i denne utgaven.",
        caption="Tall per adresse. De er beskrivelser og er ikke testet. n er det tallene bygger på.",
        head=("Mål", "Adresse", "Før", "Etter", "n"),
        widths=(40, 20, 12, 12, 16),
        align="llrrl",
        wide=True,
    )
    hidden = list(dict.fromkeys(r.label for r in rows if r.hidden))
    note = (
        f"Tallene per adresse er skjult helt eller delvis for disse målene: {numbers.listed(hidden)}."
        if hidden
        else ""
    )
    return joined(table, escape_markdown(note))


def _status(status: object) -> str:
    return (
        numbers.MISSING
        if numbers.is_missing(status)
        else labels.label(labels.STATUSES, str(status), "status")
    )


def _activity(row: dict[str, object], *, public: bool) -> tuple[str, str, str, str]:
    date = row["date"]
    if numbers.is_missing(date):
        when = "Uten dato"
    elif public:
        when = numbers.month_prose(pd.Timestamp(str(date)))
    else:
        when = numbers.date_table(pd.Timestamp(str(date)))
        when = f"Fra {when}" if bool(row["approximate"]) else when
    counts = [
        numbers.shown(numbers.number(row[c], 0), hidden=bool(row["hidden"])) for c in ("invited", "attended")
    ]  # type: ignore[arg-type]
    return str(row["title"]), when, counts[0], counts[1]
