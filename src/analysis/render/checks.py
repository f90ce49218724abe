"""Checks on a finished report: what would a reader, a screen reader or an archive find wrong."""

from pathlib import Path

from analysis.render.check_html import html_findings, stamp_of
from analysis.render.check_pdf import pdf_findings
from analysis.render.errors import RenderError

_BOTH = ("language", "title", "text", "alternative text", "headings", "table headers")
_HTML = (*_BOTH, "links", "no outside requests")
_PDF = (*_BOTH, "tags", "fonts", "stamp")


def check_output(html: Path | None, pdf: Path | None, *, stamp: str | None = None) -> list[str]:
    """Check a rendered report and return what was checked.

    Parameters
    ----------
    html, pdf : Path or None
        The files; None leaves one out.
    stamp : str or None
        Words that must be on every PDF page and at the top of the HTML. None takes the HTML's own stamp.

    Returns
    -------
    list of str
        The names of the checks passed, such as «pdf: fonts», for the manifest.

    Raises
    ------
    RenderError
        Lists every finding, each with its file: marks of something unresolved (`?meta:`, `{{<`), values that
        never became text (`nan`, `None`, `NaT`), pictures without alternative text, headings that skip a
        level, tables without headers, links that lead nowhere, requests to other servers, an untagged or
        untitled PDF, fonts that are not embedded, pages without the stamp.
    """
    findings: list[str] = []
    passed: list[str] = []
    if html is not None:
        markup = html.read_text(encoding="utf-8")
        stamp = stamp or stamp_of(markup)
        findings += [f"{html.name}: {finding}" for finding in html_findings(markup, stamp)]
        passed += [f"html: {name}" for name in _HTML]
    if pdf is not None:
        findings += [f"{pdf.name}: {finding}" for finding in pdf_findings(pdf, stamp)]
        passed += [f"pdf: {name}" for name in _PDF]
    if findings:
        raise RenderError("The report has faults:\n" + "\n".join(findings))
    return passed
