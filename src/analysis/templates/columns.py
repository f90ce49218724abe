"""The columns of each kind of workbook: header, what is typed, what must be there and what may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from analysis.params import ParamsError, Study
from analysis.params.sources import SourceKind
from analysis.templates import choices
from analysis.templates.explanations import explanation

Holds = Literal[
    "text",
    "keyword",
    "key",
    "date",
    "dates",
    "month",
    "amount",
    "count",
    "number",
    "flat",
    "choice",
    "answer",
]
STATUS_OF = "status-"
"""Target of an address's own status in the action plan: this and the address id."""


@dataclass(frozen=True)
class Column:
    """One column of a workbook for data entry.

    Attributes
    ----------
    target
        Name the clean room knows the column by; None for a column that is typed but not read.
    header
        Header in the workbook, as the clean room matches it.
    holds
        What is typed: decides format, validation and width.
    required
        Every row must have a value.
    offered
        Values of the drop-down list.
    free
        The list only suggests; other text may be typed.
    not_before
        Target of a date that this date may not precede.
    together_with
        Target of a column that, when filled, asks for a value here too.
    explanation
        What the person who types is told about the column.
    """

    target: str | None
    header: str
    holds: Holds
    required: bool = False
    offered: tuple[str, ...] = ()
    free: bool = False
    not_before: str | None = None
    together_with: str | None = None
    explanation: str = ""


Columns = tuple[Column, ...]


def columns(kind: SourceKind, study: Study, not_asked: tuple[str, ...] = ()) -> Columns:
    """Return the columns of a kind of workbook for a project.

    Parameters
    ----------
    not_asked
        Items that a survey wave left out.

    Raises
    ------
    ParamsError
        If the params declare nothing to choose from where a choice is needed, or two columns would have
        the same header.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> study = load_period("params/leie/periods/sluttrapport.yml")
    >>> [column.header for column in columns("measures", study)][:3]
    ['Tiltak', 'Plan', 'Status Runarveien 1']
    """
    made = _survey(study, not_asked) if kind == "survey" else _KINDS[kind](study)
    seen: dict[str, Column] = {}
    for column in made:
        twin = seen.setdefault(column.header.casefold(), column)
        if twin is not column:
            raise ParamsError(
                f"the workbook for {kind} would have two columns called «{column.header}» "
                f"({twin.target} and {column.target}). Give them different names in the params."
            )
    return tuple(replace(c, explanation=explanation(kind, c.target, study)) for c in made)


def persons_known_by(study: Study) -> tuple[str, ...]:
    """Return the targets that name a person in the tenancy register: tenant number, or name and address."""
    registers = [source for source in study.project.sources if source.kind == "tenancies"]
    named = [s for s in registers if "name" in s.columns and "tenant" not in s.columns]
    own = [s for s in registers if s.reader.format == "template"]
    return ("name", "address") if named and not own else ("tenant",)


def _person(study: Study, *, required: bool = True) -> Column:
    if "tenant" in persons_known_by(study):
        return Column("tenant", "Leietakernr", "key", required)
    return Column("name", "Navn", "key", required)


def _respondent(study: Study) -> Columns:
    """Return what says who answered: none of it is required, since a self-made code will do."""
    who = _person(study, required=False)
    where = () if who.target == "tenant" else (_address(study, required=False),)
    return (who, *where, Column("code", "Egen kode", "key"))


def _address(study: Study, *, required: bool = True, other: bool = False) -> Column:
    outside = (choices.OTHER_ADDRESS,) if other else ()
    return Column("address", "Adresse", "choice", required, (*choices.addresses(study), *outside))


def _survey(study: Study, not_asked: tuple[str, ...]) -> Columns:
    scale = study.questionnaire.scale
    points = tuple(str(point) for point in range(scale.low, scale.high + 1))
    offered = (*points, *choices.no_answers(study))
    asked = [item for item in study.questionnaire.items if item.id not in not_asked]
    statements = (Column(item.id, item.text, "answer", offered=offered) for item in asked)
    return (*_respondent(study), Column("submitted", "Dato", "date"), *statements)


def _flats(study: Study) -> Columns:
    reasons = tuple(choices.flat_reasons(study))
    return (
        _address(study),
        Column("flat", "Bolignummer", "flat", required=True),
        Column("unavailable_from", "Ute av drift fra", "date"),
        Column("unavailable_to", "Ute av drift til", "date", not_before="unavailable_from"),
        Column("reason", "Årsak", "choice", offered=reasons, together_with="unavailable_from"),
    )


def _tenancies(study: Study) -> Columns:
    who = _person(study)
    reasons = tuple(choices.end_reasons(study))
    return (
        who,
        *(() if who.target == "name" else (Column("name", "Navn", "key"),)),
        _address(study, other=True),
        Column("flat", "Bolignummer", "flat"),
        Column("start", "Innflyttet", "date", required=True),
        Column("end", "Utflyttet", "date", not_before="start"),
        *_choice(
            Column("end_reason", "Årsak til utflytting", "choice", offered=reasons, together_with="end")
        ),
    )


def _incidents(study: Study) -> Columns:
    return (
        Column(None, "Løpenr.", "number"),
        Column("date", "Dato", "date", required=True),
        _address(study),
        Column("flat", "Leilighet", "flat"),
        Column("kind", "Hva skjedde", "choice", True, tuple(choices.incident_kinds(study))),
        Column("closed", "Utbedret dato", "date", not_before="date"),
        *_choice(Column("reported_by", "Meldt av", "choice", offered=tuple(choices.reporters(study)))),
    )


def _arrears(study: Study) -> Columns:
    return (
        _person(study),
        Column("month", "Måned", "month", required=True),
        Column("due", "Forfalt", "amount"),
        Column("paid", "Betalt", "amount"),
        Column("balance", "Restanse", "amount", required=True),
    )


def _services(study: Study) -> Columns:
    offered = tuple(choices.services(study))
    if not offered:
        raise ParamsError(
            "vocabulary.yml declares no services, so the workbook for decisions has nothing to choose from. "
            "Add them under services, for example: {hjemmetjeneste: [hjemmetjeneste]}."
        )
    return (
        _person(study),
        Column("service", "Tjeneste", "choice", True, offered),
        Column("agency", "Etat", "text"),
        Column("decided", "Vedtaksdato", "date"),
        Column("start", "Fra", "date", required=True),
        Column("end", "Til", "date", not_before="start"),
        Column("at_home", "I boligen", "choice", True, choices.YES_NO),
    )


def _activities(study: Study) -> Columns:
    return (
        Column("activity", "Aktivitet", "text", True, choices.activities(study), free=True),
        Column("responsible", "Ansvarlig", "text"),
        Column("date", "Dato gjennomført", "dates"),
        Column("invited", "Inviterte", "count"),
        Column("attended", "Møtte", "count"),
    )


def _measures(study: Study) -> Columns:
    statuses = tuple(choices.measure_statuses(study))
    return (
        Column("measure", "Tiltak", "text", required=True),
        *_choice(Column("status", "Plan", "choice", offered=choices.measure_wordings(study))),
        *(
            Column(STATUS_OF + address.id, f"Status {address.name}", "choice", offered=statuses)
            for address in study.project.addresses
        ),
    )


def _cases(_: Study) -> Columns:
    return (
        Column("month", "Måned", "month", required=True),
        Column("received", "Innkommet", "count"),
        Column("closed", "Ferdigbehandlet", "count"),
        Column("open", "Ubehandlet", "count"),
    )


def _themes(study: Study) -> Columns:
    return (
        *_respondent(study),
        Column("wave", "Runde", "count", required=True),
        Column("theme", "Tema", "keyword", required=True),
    )


def _choice(column: Column) -> Columns:
    """Return the column, or none where the project declares nothing to choose."""
    return (column,) if column.offered else ()


_KINDS: Mapping[SourceKind, Callable[[Study], Columns]] = MappingProxyType({
    "flats": _flats, "tenancies": _tenancies, "incidents": _incidents, "arrears": _arrears,
    "services": _services, "activities": _activities, "measures": _measures, "cases": _cases,
    "themes": _themes,
})  # fmt: skip
