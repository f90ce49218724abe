"""What can go wrong while a report is rendered."""

from analysis.params import AnalysisError


class RenderError(AnalysisError):
    """A report could not be rendered, or what came out did not pass the checks.

    The message names the file (and the line where it is known), what is wrong and what to do.
    """
