"""The values that prose refers to, all text: ``{{< meta verdier.indikator.naboklager.endring >}}``."""

from __future__ import annotations

from typing import Any

from analysis.evaluate.judging.verdict import MOST_CHANGED
from analysis.evaluate.measures import KNOWN_FLATS
from analysis.params import Disclosure, Fact, numbers
from analysis.params.indicators import MOST_DECIDING
from analysis.present.markup import escape_markdown
from analysis.present.material import Material, goal_title
from analysis.present.provenance import Provenance
from analysis.wording import labels
from analysis.wording.quantities import FEWEST_FOR_PERCENT

Values = dict[str, Any]
"""A tree of texts."""


def report_metadata(material: Material) -> Values:
    """Return what ``_verdier.yml`` holds: the title block, the stamp, and the values under ``verdier``.

    Every leaf is text that reads back as itself in a report source.
    """
    study, edition = material.study, material.disclosed.edition
    project, period = study.project, study.period
    title_block = {
        "title": project.name,
        "subtitle": f"{period.title}: {period.description.rstrip('.')}",
        "author": project.organisation,
        "description": f"{period.title} for prosjektet {project.name} i {project.municipality}.",
        "utgave": labels.label(labels.EDITIONS, edition, "edition"),
        "verdier": values(material),
    }
    if project.synthetic:
        title_block["stempel"] = labels.SYNTHETIC
    return {**_escaped(title_block), "date": period.report_date.isoformat()}


def values(material: Material) -> Values:
    """Return the values, as plain text, by subject.

    ``prosjekt``, ``periode``, ``plan``, ``skjema``, ``svar``, ``fakta``, ``indikator``, ``delmal``,
    ``utgave``, ``vedlegg``; docs/report.md lists them all.
    """
    return {
        "prosjekt": _project(material),
        "periode": _period(material),
        "plan": _plan(material),
        "skjema": _questionnaire(material),
        "svar": _responses(material),
        "fakta": {fact.id: _fact(fact, material) for fact in material.study.project.facts},
        "fakta_ord": {fact.id: _fact(fact, material, words=True) for fact in material.study.project.facts},
        "indikator": {e.indicator: _indicator(e) for e in material.evidence},
        "delmal": _goals(material),
        "utgave": {"navn": labels.label(labels.EDITIONS, material.disclosed.edition, "edition")},
        "vedlegg": {name: str(i) for i, name in enumerate(material.appendices, start=1)},
    }


def _project(material: Material) -> Values:
    project = material.study.project
    names = [labels.place(a, material.disclosed.place_names) for a in project.address_ids]
    flats = sum(a.flats for a in project.addresses if not a.comparison)
    return {
        "navn": project.name,
        "kommune": project.municipality,
        "organisasjon": project.organisation,
        "start": numbers.date_prose(project.start),
        "slutt": numbers.date_prose(project.end),
        "startmerknad": project.start_note,
        "ant_adresser": numbers.in_words(len(names)),
        "adresser": numbers.listed(names),
        "ant_boliger": numbers.number(flats, 0),
    }


def _fact(fact: Fact, material: Material, *, words: bool = False) -> str:
    """Return a figure of the project's own documents with its unit; «noen» for few people in public."""
    if material.public and few_people(fact, material.study.project.disclosure):
        return "noen"
    if words and fact.unit is None and not fact.approximate:
        return numbers.in_words(fact.value)
    figure = numbers.number(fact.value, 0) + (f"{numbers.SPACE}{fact.unit}" if fact.unit else "")
    return f"om lag {figure}" if fact.approximate else figure


def few_people(fact: Fact, rule: Disclosure) -> bool:
    """Whether a figure counts fewer people than the public edition may show."""
    return fact.people and fact.value < rule.min_group


def _period(material: Material) -> Values:
    period = material.study.period
    return {
        "tittel": period.title,
        "beskrivelse": period.description,
        "for_vindu": numbers.span_prose(period.before.start, period.before.end),
        "etter_vindu": numbers.span_prose(period.after.start, period.after.end),
        "for_maneder": numbers.in_words(period.before.months),
        "etter_maneder": numbers.in_words(period.after.months),
        "rapportdato": numbers.date_prose(period.report_date),
    }


def _plan(material: Material) -> Values:
    plan, rule = material.study.plan, material.study.project.disclosure
    primary = next(i for i in plan.indicators if i.primary)
    return {
        "alfa": numbers.number(plan.alpha, 2),
        "niva": numbers.percent(plan.level),
        "maks_bortfall": numbers.percent(plan.max_lost_share),
        "mest_avgjor": numbers.in_words(MOST_DECIDING),
        "kjente_boliger": numbers.percent(KNOWN_FLATS),
        "mest_endret": numbers.percent(MOST_CHANGED),
        "min_maneder": numbers.in_words(plan.min_months),
        "minste_gruppe": numbers.in_words(rule.min_group),
        "storste_andel": numbers.percent(rule.max_share),
        "minste_nevner": numbers.in_words(FEWEST_FOR_PERCENT),
        "hovedutfall": primary.name,
        "hovedutfall_setning": _primary(primary.name, material.provenance),
        **_reservation(material),
        "ant_mal": numbers.number(len(plan.indicators), 0),
        "ant_delmal": numbers.in_words(len(plan.goals)),
    }


def _reservation(material: Material) -> Values:
    """Return the reservation on what there is to compare with: its name, and what it means."""
    if material.compared_with:
        return {
            "forbehold": "En sammenligningsadresse, ikke en sammenligningsgruppe.",
            "forbehold_betyr": "Den ble ikke trukket ut tilfeldig, og kan skille seg fra de andre.",
        }
    return {
        "forbehold": "Ingen sammenligningsgruppe.",
        "forbehold_betyr": "Vi vet ikke hvordan det ville gått uten prosjektet.",
    }


def _primary(name: str, made: Provenance) -> str:
    """Say that the primary outcome was chosen beforehand only where a frozen plan shows it."""
    beforehand = made.plan_status == "followed" and not made.frozen_late
    chosen = "ble valgt på forhånd, og den" if beforehand else "er hovedutfallet, og den"
    return f"Indikatoren «{name}» {chosen} testes for seg."


def _questionnaire(material: Material) -> Values:
    form = material.study.questionnaire
    return {
        "tittel": form.title,
        "ant_sporsmal": numbers.number(len(form.items), 0),
        "ant_trinn": numbers.in_words(len(form.scale.labels)),
        "lav": form.scale.labels[0],
        "hoy": form.scale.labels[-1],
        "lav_verdi": str(form.scale.low),
        "hoy_verdi": str(form.scale.high),
    }


def _responses(material: Material) -> Values:
    """Return the response flow of all addresses; a stage the period lacks prints as «–»."""
    flow = material.disclosed.flow
    everywhere = flow[flow["place"] == "all"].drop_duplicates("stage").set_index("stage")
    ranges = everywhere["n_public"].to_dict() if "n_public" in everywhere else {}
    keys = {"invited": "inviterte", "wave_before": "svarte_for", "wave_after": "svarte_etter", "pairs": "par"}
    return {
        key: ranges.get(stage)
        or numbers.shown(
            numbers.number(everywhere["n"].get(stage), 0), hidden=bool(everywhere["hidden"].get(stage, False))
        )
        for stage, key in keys.items()
    }


def _indicator(row: Any) -> Values:
    return {
        "navn": row.name,
        "enhet": row.unit,
        "for": row.before,
        "etter": row.after,
        "endring": row.change,
        "intervall": row.interval,
        "grunnlag": row.basis,
        "vurdering": row.verdict_name,
        "vurdering_liten": row.verdict_name[0].lower() + row.verdict_name[1:],
        "tillit": row.certainty,
    }


def _goals(material: Material) -> Values:
    out: Values = {}
    for goal in material.study.plan.goals:
        verdict, reason = material.goal_verdicts.get(goal.id, ("ikke_maalt", ""))
        name = labels.verdict(verdict)
        out[goal.id] = {
            "tittel": goal_title(goal),
            "kort": goal.short,
            "vurdering": name,
            "vurdering_liten": name[0].lower() + name[1:],
            "grunn": reason or numbers.MISSING,
        }
    return out


def _escaped(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _escaped(value) for key, value in tree.items()}
    return escape_markdown(str(tree))
