"""What the person who types is told about each column; the only place for these words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analysis.params import Study
from analysis.params.sources import SourceKind
from analysis.templates import choices

NUMBER_OR_CODE = (
    "Leietakernummeret fra boligsystemet, det samme i alle skjemaene. Må fylles ut når «Egen kode» "
    "ikke er det. Skriv ikke navn."
)
_SHARED: Mapping[str, str] = MappingProxyType({
    "tenant": "Leietakernummeret fra boligsystemet. Bruk samme nummer i alle skjemaene. Skriv ikke navn.",
    "name": (
        "Navnet slik det står i leieforholdene. Det brukes bare til å koble radene, og det lagres ikke "
        "videre."
    ),
    "address": "Velg adressen fra listen.",
    "code": (
        "Bare når leietakeren har laget en egen kode for å svare anonymt. Da skal ingen andre felt si "
        "hvem det er."
    ),
})  # fmt: skip
_OF_KIND: Mapping[SourceKind, Mapping[str, str]] = MappingProxyType({
    "survey": {
        "tenant": NUMBER_OR_CODE,
        "submitted": "Dagen skjemaet ble besvart, dd.mm.åååå.",
    },
    "flats": {
        "flat": "Bolignummeret på døren, for eksempel H0101.",
        "unavailable_from": (
            "Første dag boligen ikke kunne leies ut. La stå tom når boligen har vært i bruk. Én rad for "
            "hver gang."
        ),
        "unavailable_to": (
            "Siste dag boligen ikke kunne leies ut. La stå tom når den fortsatt er ute av drift."
        ),
        "reason": "Velg hvorfor. Fylles ut sammen med «Ute av drift fra».",
    },
    "tenancies": {
        "name": (
            "Leietakerens navn, når et spørreskjema bare har navn. Det brukes til å kjenne igjen personen "
            "og til å sikre at navnet ikke havner i rapporten. Det lagres ikke videre."
        ),
        "address": (
            "Velg adressen fra listen. Flytter en leietaker til en bolig utenfor prosjektet, velger du "
            f"«{choices.OTHER_ADDRESS}»."
        ),
        "flat": "Bolignummeret, for eksempel H0101. La stå tom for andre adresser.",
        "start": "Første dag kontrakten gjelder, dd.mm.åååå.",
        "end": "Siste dag kontrakten gjaldt. La stå tom når leietakeren fortsatt bor der.",
        "end_reason": "Velg hvorfor leieforholdet tok slutt. Fylles ut sammen med «Utflyttet».",
    },
    "incidents": {
        "": "Et eget nummer for hver hendelse: 1, 2, 3 … Det skiller to like hendelser på samme dag.",
        "date": "Dagen det skjedde eller ble meldt, dd.mm.åååå.",
        "flat": "Bolignummeret, for eksempel H0101. La stå tom når det gjelder fellesareal eller er ukjent.",
        "kind": "Velg fra listen. Skjedde flere ting, skriver du én rad for hver.",
        "closed": "Bare for feil og mangler: dagen det var reparert. La stå tom til da.",
        "reported_by": "Velg rolle. Skriv aldri navnet på den som meldte.",
    },
    "arrears": {
        "month": "Velg måneden fra listen. Én rad for hver leietaker og måned.",
        "due": "Husleie som forfalt i måneden, i kroner, for eksempel 7250,00.",
        "paid": "Det som ble betalt i måneden, i kroner.",
        "balance": "Det leietakeren skyldte ved slutten av måneden. Skriv 0 når ingenting er skyldig.",
    },
    "services": {
        "service": "Velg tjenesten vedtaket gjelder.",
        "agency": "Enheten som har fattet vedtaket. Skriv navnet på enheten likt hver gang.",
        "decided": "Dagen vedtaket ble fattet, dd.mm.åååå.",
        "start": "Første dag tjenesten gis.",
        "end": "Siste dag tjenesten ble gitt. La stå tom når vedtaket fortsatt gjelder.",
        "at_home": "Ja når tjenesten gis hjemme hos leietakeren, ellers Nei.",
    },
    "activities": {
        "activity": (
            "Hva som ble gjort. Begynn med et av ordene i listen, så telles aktiviteten riktig, og skriv "
            "gjerne mer etter, for eksempel et nummer."
        ),
        "responsible": "Rolle, for eksempel prosjektleder. Skriv ikke navn.",
        "date": (
            "Dagen det ble gjort, dd.mm.åååå. «Løpende» og «fra 08.01.2024» kan også skrives. Uten dato "
            "regnes det ikke som gjort."
        ),
        "invited": "Antall beboere som ble invitert, når det er aktuelt.",
        "attended": "Antall beboere som møtte.",
    },
    "measures": {
        "measure": "En kort tittel på tiltaket. Én rad for hvert tiltak.",
        "status": "Hva planen sier. Kan stå tom. Statusen for hver adresse kommer i kolonnene etter.",
    },
    "cases": {
        "month": "Velg måneden fra listen. Én rad for hver måned.",
        "received": "Saker som kom inn i måneden.",
        "closed": "Saker som ble avsluttet i måneden.",
        "open": "Saker som ikke var behandlet ved slutten av måneden.",
    },
    "themes": {
        "tenant": NUMBER_OR_CODE,
        "code": "Bare når leietakeren svarte med en egen kode.",
        "wave": "Nummeret på kartleggingen, 1 for den første.",
        "theme": (
            "Et kort stikkord som forskeren har valgt for det leietakeren svarte, for eksempel «støy». "
            "Skriv aldri av svaret. Én rad for hvert tema."
        ),
    },
})  # fmt: skip
_STATUS = "Velg hvor langt tiltaket er kommet på adressen. La stå tom når tiltaket ikke gjelder der."


def explanation(kind: SourceKind, target: str | None, study: Study) -> str:
    """Return what is said about a column; all statements have one text, and so have all statuses."""
    text = _OF_KIND[kind].get(target or "") or _SHARED.get(target or "")
    if text is None:
        text = _answer(study) if kind == "survey" else _STATUS
    return text


def _answer(study: Study) -> str:
    scale, none = study.questionnaire.scale, choices.no_answers(study)
    tail = f" Velg «{'» eller «'.join(none)}» når det er svaret." if none else ""
    ends = f"fra {scale.low} ({scale.labels[0]}) til {scale.high} ({scale.labels[-1]})"
    return f"Skriv tallet som ble svart, {ends}.{tail} La cellen stå tom når det ikke er svart."
