"""Where the raw exports lie, how each is read, and what its columns and values mean."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from analysis.params.model import Identifier, Params, Text

SURVEY_TARGETS = frozenset({"tenant", "code", "name", "address", "submitted"})
"""Columns of a survey that are no answers: no item of a questionnaire may be called any of these."""

SourceKind = Literal[
    "survey",
    "incidents",
    "tenancies",
    "arrears",
    "services",
    "activities",
    "measures",
    "cases",
    "flats",
    "themes",
]


class Reader(Params):
    """How a file is read; what is left out is found in the file and stated."""

    format: Literal["nettskjema", "forms", "surveyxact", "table", "template"] = "table"
    """``template``: a workbook made by ``leie templates``, which needs neither columns nor values."""
    encoding: Text | None = None
    delimiter: Literal[";", ",", "\t", "|"] | None = None
    decimal: Literal[",", "."] | None = None
    sheet: Text | None = None
    """Name of the sheet; ``*`` reads every sheet that has the table's headers."""
    header_row: int | None = Field(default=None, ge=1)
    """Row of the header, counted from 1 as in Excel."""


class Source(Params):
    """One raw export (or several of the same shape, by a pattern)."""

    id: Identifier
    kind: SourceKind
    file: Text
    """File name or glob pattern below ``data/raw/<project>/``."""
    wave: int | None = Field(default=None, ge=1)
    reader: Reader = Reader()
    columns: dict[Text, Text] = {}
    """Table column (target) → header in the export."""
    values: dict[Text, dict[Text, Text]] = {}
    """Target column → {wording in the export: value meant}; in a survey also item id, or ``answer``."""
    not_asked: tuple[Identifier, ...] = ()
    """Items of the questionnaire that this wave left out."""
    ignore: tuple[Text, ...] = ()
    """Headers that are known and deliberately not used (free text, internal columns)."""
    optional: bool = False
    """The project may lack this export; indicators built on it are then «ikke målt»."""
    origin: Literal["real", "synthetic", "mixed"] = "real"
    """``mixed``: some of the content is real and some invented; `origin_note` says which is which."""
    origin_note: Text | None = None

    @model_validator(mode="after")
    def _wave_belongs_to_surveys(self) -> Self:
        if (self.kind == "survey") != (self.wave is not None):
            raise ValueError(f"source '{self.id}': 'wave' is required for a survey and only for a survey")
        if self.not_asked and self.kind != "survey":
            raise ValueError(f"source '{self.id}': 'not_asked' belongs to surveys only")
        return self

    @model_validator(mode="after")
    def _mixed_origin_is_explained(self) -> Self:
        if self.origin == "mixed" and self.origin_note is None:
            raise ValueError(
                f"source '{self.id}': origin is mixed: say in 'origin_note' what is real and what is invented"
            )
        return self
