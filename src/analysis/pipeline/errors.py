"""What can go wrong while running, apart from the data."""

from __future__ import annotations

from analysis.params import AnalysisError


class PipelineError(AnalysisError):
    """A run cannot start or go on; says which step, what was found and what to do."""


class DataRejectedError(PipelineError):
    """A notebook stopped on input that cannot be used; the message is the room's own."""
