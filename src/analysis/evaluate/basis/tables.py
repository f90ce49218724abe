"""What the evaluation reads: the processed tables of one period, by the names they have on disk."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from analysis.params import Study
from analysis.source_kinds import kind_of


class Tables(Protocol):
    """Processed tables as docs/architecture.md describes them; an export that is absent is an empty frame."""

    @property
    def survey(self) -> pd.DataFrame:
        """Person × wave × item."""

    @property
    def residents(self) -> pd.DataFrame:
        """Tenancy spells."""

    @property
    def incidents(self) -> pd.DataFrame:
        """Events."""

    @property
    def exposure(self) -> pd.DataFrame:
        """Address × month."""

    @property
    def arrears(self) -> pd.DataFrame:
        """Person × month."""

    @property
    def services(self) -> pd.DataFrame:
        """Service decisions."""

    @property
    def activities(self) -> pd.DataFrame:
        """Activity × date."""

    @property
    def measures(self) -> pd.DataFrame:
        """Measure × address."""

    @property
    def themes(self) -> pd.DataFrame:
        """Person × wave × theme."""

    @property
    def cases(self) -> pd.DataFrame:
        """Case backlog by month."""


def absent(study: Study, tables: Tables, table: str) -> bool:
    """Whether the data of a table were never delivered: no source of its kind, or only optional and no row.

    An empty table of a source that the project has is data: no event was recorded.
    """
    sources = [s for s in study.project.sources if kind_of(s.kind).table.name == table]
    return not sources or (all(s.optional for s in sources) and getattr(tables, table).empty)
