"""The error that stops a cleaning run, with every finding that was made until then."""

from __future__ import annotations

import pandas as pd

from analysis.clean.telling import told
from analysis.params import AnalysisError

SEVERITIES = ("error", "warning", "info")
LABELS = {"error": "FEIL", "warning": "ADVARSEL", "info": "OPPLYSNING"}


class CleanError(AnalysisError):
    """Raw data, corrections or the pseudonym key are such that no table may be written.

    Attributes
    ----------
    findings
        Every finding made, errors first, in the columns of the table ``findings``; empty when the
        fault is not about data (for example a missing key).
    """

    def __init__(self, message: str, findings: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.findings = pd.DataFrame() if findings is None else findings

    @classmethod
    def from_findings(cls, findings: pd.DataFrame) -> CleanError:
        """Make the error whose message lists every error and warning, one line each."""
        n_errors = int((findings["severity"] == "error").sum())
        n_warnings = int((findings["severity"] == "warning").sum())
        warned = _counted(n_warnings, "advarsel", "advarsler")
        head = f"{n_errors} feil og {warned} i rådata:"
        shown = told(findings[findings["severity"] != "info"])
        lines = [
            f"  {LABELS[severity]}: {message} {action}".rstrip()
            for severity, message, action in zip(
                shown["severity"], shown["message"], shown["action"], strict=True
            )
        ]
        return cls("\n".join([head, *lines]), findings)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
