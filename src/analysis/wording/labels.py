"""What a Norwegian reader sees instead of an id: the only place where ids become words.

Every table below maps an id of the evaluation (or of the clean tables) to bokmål. Looking up an id
that is not there is an error that lists what is, so that a new id cannot reach a report unnamed.
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.params import AnalysisError, Plan, Study
from analysis.source_kinds import KINDS

VERDICTS: Mapping[str, str] = {
    "bedring": "Bedring",
    "forverring": "Forverring",
    "uendret": "Uendret",
    "for_lite_data": "For lite data",
    "usikkert_grunnlag": "Usikkert grunnlag",
    "beskrivelse": "Beskrivelse",
    "ikke_maalt": "Ikke målt",
    "blandet": "Blandet",
    "skjult": "Vises ikke",
}
"""In the order in which verdicts are listed; «blandet» is a goal's only, «skjult» the public edition's."""

ROLES: Mapping[str, str] = {
    "decides": "Avgjør",
    "supports": "Støtter",
    "explores": "Utforsker",
    "activity": "Aktivitet",
    "context": "Bakgrunn",
}
"""What an indicator is for, as printed where there is no word."""
ROLE_ORDER = tuple(ROLES)
"""Roles in the order a table of findings has them."""

VERDICT_MEANINGS: Mapping[str, str] = {
    "bedring": "En endring i ønsket retning, større enn det som lett oppstår tilfeldig.",
    "forverring": "En endring i uønsket retning, større enn det som lett oppstår tilfeldig.",
    "uendret": "Tallene utelukker en endring så stor at den regnes som viktig.",
    "for_lite_data": "Tallene er for få eller for usikre til å konkludere.",
    "usikkert_grunnlag": "For mange leietakere mangler før eller etter til at tallene kan stå alene.",
    "beskrivelse": "Tallet avgjør ikke delmålet og får derfor ingen konklusjon.",
    "ikke_maalt": "Det finnes ikke data for denne indikatoren i perioden.",
    "blandet": "Ett utfall viser bedring, et annet forverring.",
    "skjult": "Konklusjonen bygger på hva få personer har svart. Den står bare i den begrensede utgaven.",
}

WARNINGS: Mapping[str, str] = {
    "ufullstendig_sporsmal": "Spørsmålet er avkuttet i kilden. Vi vet ikke hva leietakerne ble spurt om.",
    "ufullstendig_indeks": "Ett av spørsmålene er avkuttet i kilden. Vi vet ikke hva det gjaldt.",
    "overspredning": "Hendelsene kommer i klynger. Usikkerheten er større enn for spredte hendelser.",
    "storrelse_usikker": "Størrelsen er usikker: intervallet rommer også endringer for små til å telle.",
    "en_bolig_dominerer": "Én bolig står for en stor del av hendelsene.",
    "mange_uten_par": "Mange leietakere mangler tall før eller etter.",
    "hendelser_uten_utleie": "Noen hendelser er ikke med: Vi vet ikke hvor mye som var leid ut da.",
    "boliger_ukjent": "Loggen sier for sjelden hvilken bolig hendelsen gjelder. Tallet avgjør derfor ikke.",
    "like_kalendermaaneder": "Bare kalendermåneder som er i begge tidsrommene, er sammenlignet.",
    "median_ikke_naadd": "Færre enn halvparten av sakene var avsluttet. Medianen finnes derfor ikke.",
}

ORIGINS: Mapping[str, str] = {"real": "Ekte", "synthetic": "Syntetisk", "mixed": "Delvis syntetisk"}

SIDES: Mapping[str, str] = {"before": "Før", "after": "Etter", "outside": "Utenfor vinduene"}

STAGES: Mapping[str, str] = {
    "invited": "Inviterte",
    "wave_before": "Svarte før",
    "wave_after": "Svarte etter",
    "pairs": "Svarte begge ganger",
}

LOST_REASONS: Mapping[str, str] = {
    "moved": "leier ikke der",
    "missing": "svarte ikke",
    "not_invited": "ikke invitert",
}

STATUSES: Mapping[str, str] = {
    "done": "Utført",
    "ongoing": "Pågår",
    "ordered": "Bestilt",
    "waiting": "Venter",
    "undecided": "Ikke avklart",
}
"""Status of a measure in the action plan, from furthest to least far."""

STATUS_MEANINGS: Mapping[str, str] = {
    "done": "Tiltaket er gjennomført.",
    "ongoing": "Arbeidet er i gang.",
    "ordered": "Arbeidet er bestilt og venter på utførelse.",
    "waiting": "Arbeidet venter på at rommet eller boligen blir tom.",
    "undecided": "Omfanget eller kostnaden er ikke avklart.",
}

EDITIONS: Mapping[str, str] = {
    "begrenset": "Begrenset utgave – bare for styringsgruppen",
    "offentlig": "Offentlig utgave",
}

DATA: Mapping[str, str] = {kind.table.name: kind.called for kind in KINDS.values()}
"""Processed table → what its data are called."""

SEVERITIES: Mapping[str, str] = {"error": "Feil", "warning": "Advarsel", "info": "Opplysning"}

CLAIMS: Mapping[str, str] = {
    "holds": "Stemmer med tallene",
    "not_shown": "Ikke vist av tallene",
    "contradicted": "Stemmer ikke med tallene",
    "no_data": "Ingen data",
    "withheld": "Vises ikke i denne utgaven",
}

ALL_PLACES = "Alle adressene"
OTHER_PLACE = "Annen adresse"
REVERSED = "snudd"
INCOMPLETE = "avkuttet i kilden"
SYNTHETIC = "SYNTETISKE DATA"
HIDDEN_NOTE = "Kolon (:) betyr at tallet er skjult fordi det bygger på få personer eller boliger."
MISSING_NOTE = "Strek (–) betyr at tallet ikke finnes."


class LabelError(AnalysisError):
    """An id has no Norwegian name."""


def label(table: Mapping[str, str], key: str, what: str = "id") -> str:
    """Look up the Norwegian name of an id.

    Parameters
    ----------
    table
        One of this module's tables.
    key
        The id.
    what
        What the id names, for the message.

    Raises
    ------
    LabelError
        If the table lacks the id; lists the ids it has.

    Examples
    --------
    >>> label(VERDICTS, "for_lite_data")
    'For lite data'
    """
    if key not in table:
        known = ", ".join(table)
        raise LabelError(
            f"{what} '{key}' has no Norwegian name. Known: {known}. Add it to wording/labels.py."
        )
    return table[key]


def verdict(key: str) -> str:
    """Name of a verdict, as printed alone (capital first)."""
    return label(VERDICTS, key, "verdict")


def warnings(keys: str) -> tuple[str, ...]:
    """Sentences of the ``;``-separated warning ids of a results row.

    Examples
    --------
    >>> warnings("overspredning; storrelse_usikker")[0]
    'Hendelsene kommer i klynger. Usikkerheten er større enn for spredte hendelser.'
    >>> warnings("")
    ()
    """
    return tuple(label(WARNINGS, key.strip(), "warning") for key in keys.split(";") if key.strip())


def place(key: str, place_names: Mapping[str, str]) -> str:
    """Name of a place as the edition names it; ``all`` and ``other`` have names of their own.

    Raises
    ------
    LabelError
        If the edition does not name the place: it may not be shown there.

    Examples
    --------
    >>> place("all", {}), place("runarveien-1", {"runarveien-1": "Adresse A"})
    ('Alle adressene', 'Adresse A')
    """
    return label({"all": ALL_PLACES, "other": OTHER_PLACE, **place_names}, key, "place")


def goal(key: str, study: Study) -> str:
    """Short name of a goal with its number, such as «Delmål 1: Bo godt og trygt»."""
    short = {g.id: g.short for g in study.plan.goals}
    name = label(short, key, "goal")
    return f"Delmål {key}: {name}" if key.isdigit() else name


def item(key: str, study: Study) -> str:
    """Short name of a questionnaire item, with «snudd» or «avkuttet i kilden» where that holds."""
    names = {i.id: i for i in study.questionnaire.items}
    label({k: i.short for k, i in names.items()}, key, "item")
    notes = [REVERSED] * names[key].reversed + [INCOMPLETE] * names[key].incomplete
    return f"{names[key].short} ({', '.join(notes)})" if notes else names[key].short


def explored(plan: Plan) -> tuple[str, str]:
    """Return what the exploratory indicators of a plan are called, one and several."""
    if all(indicator.is_question for indicator in plan.explored):
        return "enkeltspørsmål", "enkeltspørsmål"
    return "utforskende indikator", "utforskende indikatorer"
