"""Which numbers of a finished public report are none of the edition's values, and of no other closed kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.disclose import Disclosed
from analysis.exit import pieces
from analysis.params import Study, numbers

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[\u00a0 ]\d{3})+(?:,\d+)?|(?<!\w)\d+(?:,\d+)?")
_OTHER_KINDS = re.compile(
    r"\d{1,2}\.\d{1,2}\.\d{4}"  # days of the windows
    r"|\d{1,2}\. (?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)\w* \d{4}"
    r"|(?:19|20)\d\d(?:[–-](?:19|20)?\d\d)?"  # years
    r"|LOV-[\d-]+|§+ ?\d[\d-]*|https?://\S+|doi\S+"  # laws and addresses of works
    r"|(?:[Kk]apittel|[Ff]igur|[Tt]abell|[Vv]edlegg|[Dd]elmål|[Ss]ide|artikkel) [\d.]+"
)
_WORKS = re.compile(r"«.+»|\bs\. \d|\bmfl\.|\d+ \(\d+\): \d+")
"""A line of the list of works."""


def foreign_numbers(page: Path, edition: Disclosed, study: Study) -> list[str]:
    """List the numbers in texts, tables and alternative texts that the edition's tables do not print."""
    known = set(_printed(edition)) | set(_settings(study))
    return [
        number
        for piece in pieces(page)
        if not piece.loose and not piece.where.endswith("href") and not _WORKS.search(piece.text)
        for number in _NUMBER.findall(_OTHER_KINDS.sub(" ", piece.text))
        if number.replace(" ", numbers.SPACE) not in known
    ]


def _printed(edition: Disclosed) -> Iterator[str]:
    for frame in vars(edition).values():
        if not isinstance(frame, pd.DataFrame):
            continue
        for column in frame:
            values = frame[column].dropna().unique()
            if pd.api.types.is_numeric_dtype(frame[column]) and frame[column].dtype != bool:
                yield from (text for value in values for text in _forms(float(value)))
            else:
                yield from (text for value in values for text in _NUMBER.findall(str(value)))
    bars = edition.monthly[~edition.monthly["hidden"]]
    for _, drawn in bars.groupby(["indicator", "place", "side"]):
        yield from _forms(float(drawn["events"].median()))  # the middle line, of bars that are drawn


def _forms(value: float) -> Iterator[str]:
    for scaled in (abs(value), abs(100 * value)):
        yield from (numbers.number(scaled, decimals) for decimals in range(4))


def _settings(study: Study) -> Iterator[str]:
    """Return the numbers that the plan, the questionnaire and the project's own text give."""
    parts = (study.project, study.plan, study.period, study.questionnaire, study.vocabulary, study.report)
    for part in parts:
        for text in re.findall(r"\d+(?:\.\d+)?", part.model_dump_json()):
            yield from _forms(float(text))
    own = study.root / "report" / study.project.id
    yield from (n for f in own.glob("*.qmd") for n in _NUMBER.findall(f.read_text(encoding="utf-8")))
    yield from map(str, range(31))  # rows, pages, items of a list
    yield from ("80", "33")  # the power that is asked for, and the share that may have changed greatly
