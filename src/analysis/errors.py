"""The error a user of the package can cause and mend, and the base of all others."""

from __future__ import annotations


class AnalysisError(Exception):
    """What went wrong, where, what was expected and what to do; shown without a traceback."""


class ParamsError(AnalysisError):
    """A parameter file is missing, malformed, or contradicts itself."""
