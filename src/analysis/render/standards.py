"""Which PDF standards a report is held to, by the Typst at hand."""

from collections.abc import Mapping
from typing import Any

# The first Typst that knows PDF/UA-1, and the first that holds one file to two standards.
_TAGGED = (0, 14)
_TWO_AT_ONCE = (0, 15)


def as_names(value: object) -> list[str]:
    """Return a setting that may be missing, one name or a list of names as a list."""
    return [str(name) for name in value] if isinstance(value, list) else [] if value is None else [str(value)]


def pdf_standards(settings: Mapping[str, Any], typst: str) -> list[str]:
    """Return the standards to ask for.

    Parameters
    ----------
    settings : mapping
        The report's settings for the PDF: `pdf-standard`, which every Typst that tags its files can hold to,
        and `arkivstandard`, wanted besides it.
    typst : str
        Version of the Typst that will write the file.

    Examples
    --------
    >>> pdf_standards({"pdf-standard": "ua-1", "arkivstandard": "a-2a"}, "0.15.1")
    ['ua-1', 'a-2a']
    >>> pdf_standards({"pdf-standard": "ua-1", "arkivstandard": "a-2a"}, "0.14.2")
    ['ua-1']
    """
    asked = as_names(settings.get("pdf-standard"))
    return [*asked, *as_names(settings.get("arkivstandard"))] if _release(typst) >= _TWO_AT_ONCE else asked


def makes_tagged_pdf(typst: str) -> bool:
    """Return whether a version of Typst can hold a file to PDF/UA-1.

    Examples
    --------
    >>> makes_tagged_pdf("0.13.0"), makes_tagged_pdf("0.14.2")
    (False, True)
    """
    return _release(typst) >= _TAGGED


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])
