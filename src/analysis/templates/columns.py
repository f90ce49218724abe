"""The columns of each kind of workbook: header, what is typed, what must be there and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis.params import ParamsError, Study
from analysis.source_kinds import Entry, Kind, kind_of
from analysis.source_kinds.declaration import Holds, KnownBy
from analysis.templates import choices


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
    meanings
        What is offered → the value it stands for, where that is another.
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
    meanings: Mapping[str, str] = field(default_factory=dict)


Columns = tuple[Column, ...]


def columns(kind: str, study: Study, not_asked: tuple[str, ...] = ()) -> tuple[Column, ...]:
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
    ['Tiltak', 'Plan', 'Forberedelser']
    """
    made = tuple(_columns(kind_of(kind), study, not_asked))
    seen: dict[str, Column] = {}
    for column in made:
        twin = seen.setdefault(column.header.casefold(), column)
        if twin is not column:
            raise ParamsError(
                f"the workbook for {kind} would have two columns called «{column.header}» "
                f"({twin.target} and {column.target}). Give them different names in the params."
            )
    return made


def known_by(study: Study) -> KnownBy:
    """Return by what the tenancy register knows a person: tenant number, or name (and address)."""
    registers = [source for source in study.project.sources if source.declared.roster]
    named = [s for s in registers if "name" in s.columns and "tenant" not in s.columns]
    own = [s for s in registers if s.reader.format == "template"]
    return "name" if named and not own else "tenant"


def _columns(kind: Kind, study: Study, not_asked: tuple[str, ...]) -> Iterator[Column]:
    """Make the columns of a kind's entries: those of this project, with its words."""
    known, words = known_by(study), _said_of_answers(study)
    for entry in kind.workbook.entries:
        meanings = choices.offered(entry.offered, study) if entry.offered else {}
        if entry.offered and not meanings and not entry.free:
            if entry.required:
                raise _nothing_to_choose(kind, entry.offered)
            continue
        if entry.when not in (None, known):
            continue
        for target, header in _each(kind, entry, study, not_asked):
            yield Column(
                target or None,
                header,
                entry.holds,
                entry.required,
                tuple(meanings),
                entry.free,
                entry.not_before,
                entry.together_with,
                entry.explanation.format(**words) if entry.holds == "answer" else entry.explanation,
                {label: value for label, value in meanings.items() if label != value},
            )


def _each(kind: Kind, entry: Entry, study: Study, not_asked: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Return target and header of an entry: one, or one for each address or statement."""
    header = entry.header or (kind.by_target[entry.target].header if entry.target in kind.by_target else "")
    if "{item}" in entry.target:
        yield from ((i.id, i.text) for i in study.questionnaire.items if i.id not in not_asked)
    elif "{address}" in entry.target:
        for address in study.project.addresses:
            yield entry.target.format(address=address.id), header.format(address=address.name)
    else:
        yield entry.target, header


def _said_of_answers(study: Study) -> dict[str, str]:
    scale, none = study.questionnaire.scale, choices.no_answers(study)
    return {
        "lowest": f"{scale.low} ({scale.labels[0]})",
        "highest": f"{scale.high} ({scale.labels[-1]})",
        "no_answers": f" Velg «{'» eller «'.join(none)}» når det er svaret." if none else "",
    }


def _nothing_to_choose(kind: Kind, offered: str) -> ParamsError:
    return ParamsError(
        f"project.yml or vocabulary.yml declares no {offered}, so the workbook «{kind.workbook.title}» "
        f"has nothing to choose from. Add them under {offered}, for example hjemmetjeneste: [hjemmetjeneste]."
    )
