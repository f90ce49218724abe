"""What the drop-down lists offer, as label → canonical value: the words come from the project's params."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from analysis.params import ParamsError, Study
from analysis.source_kinds.declaration import Offered
from analysis.source_kinds.tenancies import OTHER_ADDRESS

OTHER = "other"
"""Address of a tenancy outside the project, as in the table ``residents``."""
YES_NO = ("Ja", "Nei")
STATUS_LABELS: Mapping[str, str] = {
    "done": "Utført",
    "ongoing": "Pågår",
    "ordered": "Bestilt",
    "waiting": "Venter",
    "undecided": "Ikke avklart",
}
"""Statuses of a measure, and what each is called where ``vocabulary.yml`` has no wording for it."""
FLAT_REASON_LABELS: Mapping[str, str] = {"repair": "Under istandsetting", "occupied": "Bebodd uten kontrakt"}


def incident_kinds(study: Study) -> dict[str, str]:
    """Return the name of each kind of incident → its id.

    Raises
    ------
    ParamsError
        If two kinds have the same name, or one is called what another's id is: a drop-down could not tell
        them apart.
    """
    named = study.project.incident_kinds
    wordings = {kind: (name, *study.vocabulary.incidents.get(kind, ())) for kind, name in named.items()}
    return _by_label(named.items(), wordings, "project.yml, incident_kinds")


def reporters(study: Study) -> dict[str, str]:
    """Return who may have reported an incident → role id; empty where the project declares no roles."""
    return _from_wordings(study.vocabulary.reported_by, "reported_by")


def end_reasons(study: Study) -> dict[str, str]:
    """Return the reasons for which a tenancy ends → id."""
    return _from_wordings(study.vocabulary.tenancy_end_reasons, "tenancy_end_reasons")


def services(study: Study) -> dict[str, str]:
    """Return the services → id."""
    return _from_wordings(study.vocabulary.services, "services")


def flat_reasons(study: Study) -> dict[str, str]:
    """Return why a flat cannot be let → ``repair`` or ``occupied``."""
    declared = {str(kind): wordings for kind, wordings in study.vocabulary.flat_reasons.items()}
    return _with_usual(declared, FLAT_REASON_LABELS, "flat_reasons")


def measure_statuses(study: Study) -> dict[str, str]:
    """Return how far a measure has come → status id, from furthest to least far."""
    return _with_usual(study.vocabulary.measure_statuses, STATUS_LABELS, "measure_statuses")


def measure_wordings(study: Study) -> tuple[str, ...]:
    """Return every wording of a plan that ``vocabulary.yml`` knows: first of each status, then the others."""
    declared = [
        wordings for kind in STATUS_LABELS for wordings in [study.vocabulary.measure_statuses.get(kind, ())]
    ]
    first = [sentence_case(wording) for wordings in declared for wording in wordings[:1]]
    rest = [sentence_case(wording) for wordings in declared for wording in wordings[1:]]
    return tuple(dict.fromkeys([*first, *rest]))


def offered(what: Offered, study: Study) -> dict[str, str]:
    """Return what a drop-down list offers, as label → what it means; a label that means itself included."""
    found = _OFFERED[what](study)
    return dict(found) if isinstance(found, Mapping) else {label: label for label in found}


def activities(study: Study) -> tuple[str, ...]:
    """Return how the title of each kind of activity may begin: the first wording of each."""
    declared = study.vocabulary.activities.values()
    return tuple(sentence_case(wordings[0]) for wordings in declared if wordings)


def roles(study: Study) -> tuple[str, ...]:
    """Return the roles that may be responsible for an activity."""
    return study.vocabulary.roles


def addresses(study: Study) -> tuple[str, ...]:
    """Return the names of the project's addresses, comparison addresses last as declared."""
    return tuple(address.name for address in study.project.addresses)


def no_answers(study: Study) -> tuple[str, ...]:
    """Return what to choose instead of a point: the first wording of «vet ikke» and the first of refusal."""
    questionnaire = study.questionnaire
    return (*questionnaire.dont_know[:1], *questionnaire.declined[:1])


def sentence_case(text: str) -> str:
    """Return the text with its first letter large and the others as they are.

    Examples
    --------
    >>> sentence_case("støyklage"), sentence_case("LAR")
    ('Støyklage', 'LAR')
    """
    return text[:1].upper() + text[1:]


def _from_wordings(table: Mapping[str, tuple[str, ...]], where: str) -> dict[str, str]:
    """Label each kind by the first of its wordings; a kind without any by its id."""
    pairs = ((kind, sentence_case(wordings[0] if wordings else kind)) for kind, wordings in table.items())
    return _by_label(pairs, table, f"vocabulary.yml, {where}")


def _with_usual(
    declared: Mapping[str, tuple[str, ...]], usual: Mapping[str, str], where: str
) -> dict[str, str]:
    return _from_wordings({kind: declared.get(kind) or (label,) for kind, label in usual.items()}, where)


def _by_label(
    pairs: Iterable[tuple[str, str]], wordings: Mapping[str, tuple[str, ...]], where: str
) -> dict[str, str]:
    """Return label → kind; what is read back must be the kind that was chosen."""
    labels: dict[str, str] = {}
    for kind, label in pairs:
        twin = next((other for other in labels if _key(other) == _key(label)), None)
        if twin is not None:
            raise ParamsError(
                f"{where}: '{labels[twin]}' and '{kind}' are both called «{label}», so a drop-down list "
                "cannot tell them apart. Give them different names."
            )
        labels[label] = kind
    for kind, said in wordings.items():
        taken = next(
            (w for w in said for other in wordings if other != kind and _key(w) == _key(other)), None
        )
        if taken is not None:
            raise ParamsError(
                f"{where}: '{kind}' is called «{taken}», which is the id of another kind, so what is "
                "chosen from a drop-down list cannot be told apart. Change the id or the wording."
            )
    return labels


def _key(text: str) -> str:
    """Return only the letters and digits of a text, without case: what is compared when it is read back."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _answers(study: Study) -> tuple[str, ...]:
    scale = study.questionnaire.scale
    return (*map(str, range(scale.low, scale.high + 1)), *no_answers(study))


_OFFERED: Mapping[Offered, Callable[[Study], Mapping[str, str] | tuple[str, ...]]] = {
    "addresses": addresses,
    "addresses_and_other": lambda study: {**{a: a for a in addresses(study)}, OTHER_ADDRESS: OTHER},
    "incident_kinds": incident_kinds,
    "reporters": reporters,
    "end_reasons": end_reasons,
    "services": services,
    "flat_reasons": flat_reasons,
    "measure_statuses": measure_statuses,
    "measure_wordings": measure_wordings,
    "activities": activities,
    "roles": roles,
    "yes_no": lambda _: YES_NO,
    "answers": _answers,
}
