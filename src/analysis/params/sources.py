"""Where the raw exports lie, how each is read, and what its columns and values mean."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from analysis.comparing import cell_key, code_key, told_apart
from analysis.model import Identifier, Params, Text, Window
from analysis.source_kinds import KINDS, Kind, KindError, kind_of

LONG_TARGETS = ("question", "answer")
"""Columns of a survey with one row for each answer: which question it is of, and what was answered."""
SURVEY_TARGETS = frozenset({*kind_of("survey").by_target, "wave", *LONG_TARGETS})
"""Columns of a survey that are no answers: no item of a questionnaire may be called any of these."""


def _is_declared(kind: str) -> str:
    try:
        return kind_of(kind).id
    except KindError as error:
        raise ValueError(str(error)) from None


SourceKind = Annotated[str, AfterValidator(_is_declared)]
"""Id of a kind of export that `analysis.source_kinds` declares."""


class Reader(Params):
    """How a file is read; what is left out is found in the file and stated."""

    format: Literal[
        "nettskjema", "forms", "surveyxact", "qualtrics", "redcap", "limesurvey", "googleforms", "questback",
        "table", "template",
    ] = "table"  # fmt: skip
    """``template``: a workbook made by ``leie templates``, which needs neither columns nor values."""
    encoding: Text | None = None
    delimiter: Literal[";", ",", "\t", "|"] | None = None
    decimal: Literal[",", "."] | None = None
    day_first: bool | None = None
    """Whether «05/03/2024» is of March; asked for where the column does not show it."""
    swapped_cells: bool | None = None
    """Whether a spreadsheet swapped day and month of its date cells; asked for where it looks so."""
    sheet: Text | None = None
    """Name of the sheet; ``*`` reads every sheet that has the table's headers."""
    header_row: int | None = Field(default=None, ge=1)
    """Row of the header, counted from 1 as in Excel."""


class Round(Params):
    """One round of a form used for several: which of its answers belong to it."""

    model_config = ConfigDict(populate_by_name=True)

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")
    """First and last day of the round, Norwegian time; both or neither."""
    called: tuple[Text, ...] = ()
    """What the column mapped as ``wave`` says of this round, beside its number; one wording or several."""
    not_asked: tuple[Identifier, ...] = ()
    """Items the form did not have yet, or no longer, in this round."""

    @field_validator("called", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> tuple[Any, ...]:
        several = value if isinstance(value, list | tuple) else [value]
        return tuple(str(one) if type(one) is int else one for one in several)

    @model_validator(mode="after")
    def _both_days(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("a round has both 'from' and 'to', or neither")
        _ = self.window
        return self

    @property
    def window(self) -> Window | None:
        """The days of the round, if it is known by days."""
        if self.start is None or self.end is None:
            return None
        return Window.model_validate({"from": self.start, "to": self.end})

    def names(self, number: int) -> tuple[str, ...]:
        """Return what the round is called in its column, its own number first."""
        return (str(number), *self.called)


def _of_the_folder(name: str) -> str:
    """Hold the name of a raw file to the project's own raw folder, one pattern for each part of the path."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "~")) or ":" in parts[0] or ".." in parts or "**" in name:
        raise ValueError("a raw file lies in data/raw/<project>: write its name there, without '..' and '**'")
    return name


class Source(Params):
    """One raw export (or several of the same shape, by a pattern)."""

    id: Identifier
    kind: SourceKind
    file: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_of_the_folder)]
    """File name or glob pattern below ``data/raw/<project>/``."""
    wave: int | None = Field(default=None, ge=1)
    """The one round a survey export holds; or `waves`."""
    waves: dict[Annotated[int, Field(ge=1)], Round] = {}
    """The rounds of a form used for several, and which answers belong to each."""
    reader: Reader = Reader()
    columns: dict[Text, Text] = {}
    """Table column (target) → header in the export."""
    values: dict[Text, dict[Text, Text]] = {}
    """Target column → {wording in the export: value meant}; in a survey also item id, or ``answer``."""
    not_asked: tuple[Identifier, ...] = ()
    """Items of the questionnaire that no wave in the export was asked."""
    ignore: tuple[Text, ...] = ()
    """Headers that are known and deliberately not used (free text, internal columns)."""
    covers: Window | None = None
    """First and last day of which every event would stand in the export; not known where it is not said."""
    credits: Literal["negative"] | None = None
    """``negative``: who has paid too much owes less than nothing; left out: nothing."""
    debt: Literal["positive", "negative"] | None = None
    """The sign of a balance that is owed; asked for where there are both and the ledger does not show it."""
    optional: bool = False
    """The project may lack this export; indicators built on it are then «ikke målt»."""
    origin: Literal["real", "synthetic", "mixed"] = "real"
    """``mixed``: some of the content is real and some invented; `origin_note` says which is which."""
    origin_note: Text | None = None

    @property
    def declared(self) -> Kind:
        """What a source of this kind is."""
        return kind_of(self.kind)

    @model_validator(mode="after")
    def _wave_belongs_to_surveys(self) -> Self:
        if not self.declared.rounds and (self.wave is not None or self.waves):
            raise ValueError(f"source '{self.id}': 'wave' and 'waves' belong to surveys only")
        if self.declared.rounds and (self.wave is not None) == bool(self.waves):
            raise ValueError(
                f"source '{self.id}': a survey has either 'wave' (the one round in the file), or 'waves' "
                "(the rounds of a form used for several, and which answers belong to each)"
            )
        if self.not_asked and not self.declared.rounds:
            raise ValueError(f"source '{self.id}': 'not_asked' belongs to surveys only")
        return self

    @model_validator(mode="after")
    def _covers_events(self) -> Self:
        if self.covers is not None and self.declared.events is None:
            having = ", ".join(kind.id for kind in KINDS.values() if kind.events is not None)
            raise ValueError(
                f"source '{self.id}': 'covers' belongs to sources that record events ({having}), found kind "
                f"'{self.kind}': remove it"
            )
        return self

    @model_validator(mode="after")
    def _credits_of_ledgers(self) -> Self:
        said = [name for name in ("credits", "debt") if getattr(self, name) is not None]
        if said and not self.declared.credits:
            having = ", ".join(kind.id for kind in KINDS.values() if kind.credits)
            raise ValueError(
                f"source '{self.id}': '{said[0]}' belongs to sources of what is owed ({having}), found kind "
                f"'{self.kind}': remove it"
            )
        return self

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        where = f"source '{self.id}'"
        headers = [(header, target) for target, header in self.columns.items()]
        told_apart(f"{where}: columns", headers, cell_key)
        for target, wordings in self.values.items():
            told_apart(
                f"{where}: values.{target}", wordings.items(), code_key if self.declared.rounds else cell_key
            )
        return self

    @model_validator(mode="after")
    def _waves_apart(self) -> Self:
        by_column = self.declared.rounds and "wave" in self.columns
        if by_column and not self.waves:
            raise ValueError(f"source '{self.id}': 'columns.wave' goes with 'waves', not with one 'wave'")
        if self.waves and self.reader.format == "template":
            raise ValueError(f"source '{self.id}': a template holds one round: give it 'wave'")
        names: list[tuple[str, str]] = []
        for number, part in self.waves.items():
            if part.window is None and not by_column:
                raise ValueError(
                    f"source '{self.id}': wave {number} has no 'from' and 'to', and no column says which "
                    "answers belong to it: add the days, or map the column as 'wave' under 'columns'"
                )
            if part.called and not by_column:
                raise ValueError(
                    f"source '{self.id}': wave {number} says what it is called, but no column is mapped as "
                    "'wave' under 'columns'"
                )
            names += [(name, f"wave {number}") for name in part.names(number)]
        told_apart(f"source '{self.id}': waves", names, cell_key)
        dated = [(n, part.window) for n, part in sorted(self.waves.items()) if part.window is not None]
        for (first, one), (second, other) in itertools.pairwise(dated):
            if one.end >= other.start:
                raise ValueError(
                    f"source '{self.id}': wave {second} starts {other.start}, but wave {first} lasts to "
                    f"{one.end}; a day can belong to only one of them, and wave {first} comes first"
                )
        return self

    @property
    def rounds(self) -> tuple[int, ...]:
        """The waves a survey export holds, in order; none for other kinds."""
        return tuple(sorted(self.waves)) if self.wave is None else (self.wave,)

    def left_out(self, wave: int) -> tuple[str, ...]:
        """Return the items that one wave was not asked."""
        return (*self.not_asked, *(self.waves[wave].not_asked if wave in self.waves else ()))

    @model_validator(mode="after")
    def _mixed_origin_is_explained(self) -> Self:
        if self.origin == "mixed" and self.origin_note is None:
            raise ValueError(
                f"source '{self.id}': origin is mixed: say in 'origin_note' what is real and what is invented"
            )
        return self
