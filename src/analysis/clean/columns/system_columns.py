"""Columns that the tools surveys are made in add themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from analysis.comparing import fold

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
        "qualtrics": (
            "startdate",
            "enddate",
            "status",
            "ipaddress",
            "progress",
            "duration (in seconds)",
            "finished",
            "recordeddate",
            "responseid",
            "recipientlastname",
            "recipientfirstname",
            "recipientemail",
            "externalreference",
            "externaldatareference",
            "locationlatitude",
            "locationlongitude",
            "distributionchannel",
            "userlanguage",
            "start date",
            "end date",
            "response type",
            "ip address",
            "recorded date",
            "response id",
            "recipient last name",
            "recipient first name",
            "recipient email",
            "external data reference",
            "location latitude",
            "location longitude",
            "distribution channel",
            "user language",
        ),
        "redcap": ("record_id", "record id", "survey identifier", "survey timestamp", "complete?"),
        "limesurvey": (
            "id",
            "submitdate",
            "lastpage",
            "startlanguage",
            "seed",
            "token",
            "startdate",
            "datestamp",
            "ipaddr",
            "refurl",
            "interviewtime",
            "response id",
            "date submitted",
            "last page",
            "start language",
            "date started",
            "date last action",
            "ip address",
            "referrer url",
            "total time",
        ),
        "googleforms": (
            "timestamp",
            "tidsmerke",
            "tidsstempel",
            "email address",
            "e-postadresse",
            "username",
            "brukernavn",
            "score",
            "poengsum",
        ),
        "questback": (
            "respondent id",
            "respondentid",
            "respondentnr",
            "respondent",
            "e-post",
            "email",
            "status",
            "started",
            "startet",
            "completed",
            "fullført",
            "ended",
            "avsluttet",
            "last activity",
            "sist aktiv",
            "time used",
            "tidsbruk",
            "language",
            "språk",
        ),
        "table": (),
        "template": (),
    }
)
"""Columns an export tool adds itself; known, and used only where `TIMESTAMPS` names them."""
_FOLDED = {tool: frozenset(map(fold, names)) for tool, names in SYSTEM_COLUMNS.items()}
_FEWEST = 3
"""Columns of a tool that tell that an export is made in it."""
_PATTERNS = {
    "redcap": re.compile(r"redcap_\w+|\w+_timestamp|\w+_complete"),
    "limesurvey": re.compile(r"grouptime ?\d+"),
}
"""Columns of a tool that are called after the project's own forms."""


def is_system_column(tool: str, header: str) -> bool:
    """Whether a tool adds a column of this header itself.

    Examples
    --------
    >>> is_system_column("redcap", "kartlegging_complete"), is_system_column("table", "Status")
    (True, False)
    """
    folded = fold(header)
    pattern = _PATTERNS.get(tool)
    return folded in _FOLDED[tool] or (pattern is not None and pattern.fullmatch(folded) is not None)


def tool_of(headers: Iterable[str]) -> str | None:
    """Return the tool most of whose own columns are among these headers; None for fewer than three.

    Examples
    --------
    >>> tool_of(["StartDate", "EndDate", "Progress", "Q1"]), tool_of(["Status", "Dato"]) is None
    ('qualtrics', True)
    """
    found = Counter(tool for header in headers for tool in SYSTEM_COLUMNS if is_system_column(tool, header))
    ranked = found.most_common(2)
    if not ranked or ranked[0][1] < _FEWEST or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


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
    "recordeddate",
    "recorded date",
    "enddate",
    "end date",
    "submitdate",
    "date submitted",
    "survey timestamp",
    "timestamp",
    "tidsmerke",
    "tidsstempel",
    "completed",
    "fullført",
    "created",
    "opprettet",
)
"""System columns that say when an answer was given, best first; «created» may be when it was sent out."""
