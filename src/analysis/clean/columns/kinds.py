"""What each kind of source consists of: its columns, what they hold, and their Norwegian headers.

The headers are those of the project's own data-entry workbooks; an export with other headers is mapped
in ``project.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Holds = Literal["text", "date", "dates", "month", "amount", "count", "yes_no", "kind", "mark"]


@dataclass(frozen=True)
class Column:
    """One column of a kind of source.

    Attributes
    ----------
    target
        Name in ``columns`` of a source in ``project.yml``.
    header
        Header used when the project maps none.
    holds
        What a cell holds.
    required
        The export must have the column, and every record a value (see `may_be_empty`).
    may_be_empty
        A required column whose cells may be empty.
    """

    target: str
    header: str
    holds: Holds = "text"
    required: bool = False
    may_be_empty: bool = False


def _by_target(*columns: Column) -> Mapping[str, Column]:
    return MappingProxyType({column.target: column for column in columns})


KINDS: Mapping[str, Mapping[str, Column]] = MappingProxyType(
    {
        "survey": _by_target(
            Column("tenant", "Leietakernr"),
            Column("code", "Egen kode"),
            Column("name", "Navn"),
            Column("address", "Adresse"),
            Column("submitted", "Dato", "date"),
        ),
        "flats": _by_target(
            Column("address", "Adresse", required=True),
            Column("flat", "Bolignummer", required=True),
            Column("unavailable_from", "Ute av drift fra", "date"),
            Column("unavailable_to", "Ute av drift til", "date"),
            Column("reason", "Årsak", "kind"),
        ),
        "tenancies": _by_target(
            Column("tenant", "Leietakernr"),
            Column("name", "Navn"),
            Column("national_id", "Fødselsnummer"),
            Column("code", "Egen kode"),
            Column("address", "Adresse", required=True),
            Column("flat", "Bolignummer", required=True, may_be_empty=True),
            Column("start", "Innflyttet", "date", required=True),
            Column("end", "Utflyttet", "date", required=True, may_be_empty=True),
            Column("end_reason", "Årsak til utflytting", "kind"),
        ),
        "incidents": _by_target(
            Column("date", "Dato", "dates", required=True),
            Column("address", "Adresse", required=True),
            Column("flat", "Leilighet"),
            Column("kind", "Hva skjedde", "kind", required=True),
            Column("closed", "Utbedret dato", "date"),
            Column("reported_by", "Meldt av", "kind"),
        ),
        "arrears": _by_target(
            Column("tenant", "Leietakernr"),
            Column("name", "Navn"),
            Column("month", "Måned", "month", required=True),
            Column("opening", "Inngående saldo", "amount"),
            Column("due", "Forfalt", "amount"),
            Column("paid", "Betalt", "amount"),
            Column("balance", "Restanse", "amount", required=True, may_be_empty=True),
        ),
        "services": _by_target(
            Column("tenant", "Leietakernr"),
            Column("name", "Navn"),
            Column("service", "Tjeneste", "kind", required=True),
            Column("agency", "Etat"),
            Column("decided", "Vedtaksdato", "date"),
            Column("start", "Fra", "date", required=True),
            Column("end", "Til", "date", required=True, may_be_empty=True),
            Column("at_home", "I boligen", "yes_no", required=True),
        ),
        "activities": _by_target(
            Column("activity", "Aktivitet", required=True),
            Column("responsible", "Ansvarlig"),
            Column("date", "Dato gjennomført", "dates", required=True, may_be_empty=True),
            Column("invited", "Inviterte", "count"),
            Column("attended", "Møtte", "count"),
        ),
        "measures": _by_target(
            Column("measure", "Tiltak", required=True),
            Column("status", "Plan Byggdrift", "kind"),
            Column("preparation", "Forberedelser"),
        ),
        "cases": _by_target(
            Column("month", "Måned", "month", required=True),
            Column("received", "Innkommet", "count", required=True, may_be_empty=True),
            Column("closed", "Ferdigbehandlet", "count", required=True, may_be_empty=True),
            Column("open", "Ubehandlet", "count", required=True, may_be_empty=True),
        ),
        "themes": _by_target(
            Column("tenant", "Leietakernr"),
            Column("code", "Egen kode"),
            Column("name", "Navn"),
            Column("address", "Adresse"),
            Column("wave", "Runde", "count", required=True),
            Column("theme", "Tema", required=True),
        ),
    }
)
"""Kind of source → its columns by target."""

IDENTIFIES_PERSON = ("tenant", "national_id", "name")
"""Targets by which a record names a person, best first; a kind that has any of them needs one mapped."""

_SURVEYXACT_STATUS = (
    ("statinternal", 20),
    ("statcompletion", 3),
    ("statcreation", 7),
    ("statdistribution", 5),
    ("statsource", 6),
    ("statcollect", 4),
    ("statoverall", 5),
)
"""Status variables of SurveyXact, and into how many columns each is parted (``statoverall_1`` …)."""

SYSTEM_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "nettskjema": (
            "$submission_id",
            "$created",
            "$answer_time_ms",
            "$forwarded_to_form",
            "$modified",
            "$status",
            "$form_id",
            "submission_reference",
            "reference id",
            "referanse-id",
            "submission_id",
            "created",
            "answer_time_ms",
            "innsendt",
            "opprettet",
            "besvart",
            "levert",
            "endret",
            "svartid",
        ),
        "forms": (
            "id",
            "starttidspunkt",
            "fullføringstidspunkt",
            "e-post",
            "e-postadresse",
            "navn",
            "tidspunkt for siste endring",
            "språk",
            "totalt antall poeng",
            "tilbakemelding på test",
            "start time",
            "completion time",
            "email",
            "name",
            "last modified time",
            "language",
            "total points",
            "quiz feedback",
        ),
        "surveyxact": (
            "respondent",
            "respondentid",
            "respondent id",
            "respondentkey",
            "status",
            "statcreation",
            "statcompletion",
            "statdistribution",
            "distributiontime",
            "responsetime",
            "created",
            "modified",
            "closed",
            "starttime",
            "endtime",
            "email",
            "collectstatus",
            "organization",
            "language",
            "opprettet",
            "endret",
            "avsluttet",
            "samlet status",
            "statdist",
            "survey",
            "lang",
            "closetime",
            "difftime",
            "responsecollectsessions",
            "numberofreturnedmail",
            "importgroup",
            "distributionschedule",
            "digitaldistributionstatus",
            "digitaldistributionerrormessage",
            *(f"{name}_{n}" for name, parts in _SURVEYXACT_STATUS for n in range(1, parts + 1)),
        ),
        "table": (),
        "template": (),
    }
)
"""Columns an export tool adds itself; known, and used only where `TIMESTAMPS` names them."""

TIMESTAMPS = (
    "fullføringstidspunkt",
    "completion time",
    "$created",
    "innsendt",
    "levert",
    "closed",
    "closetime",
    "avsluttet",
    "responsetime",
    "endtime",
    "modified",
    "endret",
    "tidspunkt for siste endring",
    "last modified time",
    "created",
    "opprettet",
)
"""System columns that say when an answer was given, best first; «created» may be when it was sent out."""
