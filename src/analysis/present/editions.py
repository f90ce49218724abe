"""Writing the inputs of every edition's report where the report engines look for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.params import Edition, Study
from analysis.present.write import write_inputs

if TYPE_CHECKING:
    from analysis.disclose import Disclosed


def write_editions(editions: Mapping[Edition, Disclosed], study: Study) -> list[Path]:
    """Fill ``build/<project>/<period>/<edition>/report/`` for each edition; the folders, in order.

    Raises
    ------
    ReportSourceError, LanguageError
        As `write_inputs`.
    """
    return [
        write_inputs(disclosed, study, edition, study.build_dir / edition / "report")
        for edition, disclosed in editions.items()
    ]
