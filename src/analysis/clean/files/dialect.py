"""How a delimited file parts its cells: found from the headers expected and the evenness of the lines."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from analysis.clean.files.encoding import Encoding
from analysis.clean.files.grid import MAX_COLUMNS, find_header
from analysis.clean.files.layout import Recognises
from analysis.clean.wording import tidy_cell

DELIMITERS = (";", ",", "\t", "|")
NAMES = {";": "semikolon", ",": "komma", "\t": "tabulator", "|": "loddrett strek"}
SAMPLE = 100_000
"""Bytes from the beginning of a file that its dialect is found from."""

csv.field_size_limit(2**31 - 1)  # a long cell is a finding with its row, not an exception


@dataclass(frozen=True)
class Dialect:
    """How one text file is written."""

    encoding: Encoding
    delimiter: str


def find_delimiter(sample: str, recognises: Recognises) -> str:
    """Return the delimiter that yields most recognised headers, then the most even lines."""

    def score(delimiter: str) -> tuple[int, float, int]:
        try:
            lines = parse_lines(sample, delimiter, strict=False)[:50]
        except csv.Error:
            return (-1, 0.0, 0)
        header = find_header(lines, recognises)
        known = 0 if header is None else sum(1 for cell in lines[header] if cell and recognises(cell))
        widths = [len(line) for line in lines if any(line)]
        typical = max(set(widths), key=widths.count) if widths else 0
        even = widths.count(typical) / len(widths) if typical > 1 else 0.0
        return (known, even, typical)

    return max(DELIMITERS, key=score)


def parse_lines(text: str, delimiter: str, *, strict: bool) -> list[list[str]]:
    """Return the lines of a text, each as its tidied cells; ``csv.Error`` if strict and quotes break."""
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=strict
    )
    tidied: dict[str, str] = {}  # most cells of a column repeat
    blank: list[str] = []  # one for all blank lines, since a file may have millions
    return [_tidied(line, tidied) if line else blank for line in reader]


def _tidied(line: list[str], tidied: dict[str, str]) -> list[str]:
    """Return a line's cells tidied; a line too wide for any table as it stands, since it will be refused."""
    if len(line) > MAX_COLUMNS:
        last = next((n for n in range(len(line), 0, -1) if line[n - 1]), 0)
        if last > MAX_COLUMNS:
            return line[:last]
        line = line[:last]
    return [tidied[cell] if cell in tidied else tidied.setdefault(cell, tidy_cell(cell)) for cell in line]
