"""Telling a user's mistake from a fault in the software by the name of the error a notebook stopped on."""

from __future__ import annotations

import analysis.clean.errors
import analysis.clean.files.unpacked
import analysis.disclose.forms
import analysis.evaluate
import analysis.exit.search
import analysis.params
import analysis.present.write
import analysis.render.errors  # noqa: F401  (each import makes its errors known)
from analysis.params import AnalysisError


def is_rejection(error_name: str) -> bool:
    """Whether `error_name` is an error whose message tells the user what to do."""
    return error_name in _names(AnalysisError)


def _names(error: type[Exception]) -> set[str]:
    return {error.__name__}.union(*(_names(sub) for sub in error.__subclasses__()))
