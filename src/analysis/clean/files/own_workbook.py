"""A workbook for data entry that was made for another scale than the questionnaire has now."""

from __future__ import annotations

import io
from pathlib import Path

from python_calamine import CalamineWorkbook

from analysis.clean.findings import Findings, Place
from analysis.params import Source
from analysis.params.questionnaire import Scale
from analysis.templates.sheet import ANSWERS, LISTS

_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def report_other_scale(path: Path, place: Place, source: Source, scale: Scale, found: Findings) -> None:
    """Report a survey form of ours made for another scale: its answers would be taken for points of this one.

    A form saved as text, or without its hidden lists, cannot tell. Nothing is reported where the source says
    under ``values.answer`` what its answers mean.

    Parameters
    ----------
    path
        A file of a survey source of format ``template`` that could be read.
    """
    data = path.read_bytes()
    if "answer" in source.values or not data.startswith(_BOOKS):
        return
    points = _points(data)
    if points and points != list(range(scale.low, scale.high + 1)):
        found.add(
            "error",
            place,
            "other_scale",
            f"malen ble laget for svar fra {points[0]} til {points[-1]}, "
            f"og skalaen er nå {scale.low}–{scale.high}",
            action="Rett skalaen i questionnaire.yml, eller skriv hva hvert svar betyr, under "
            f"values.answer for kilden «{source.id}» i project.yml.",
        )


def _points(data: bytes) -> list[int]:
    """Return the points that the hidden list offers; none where there is no such list."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        lists = book.get_sheet_by_name(LISTS).to_python() if LISTS in book.sheet_names else []
    if not lists or ANSWERS not in lists[0]:
        return []
    at = lists[0].index(ANSWERS)
    return [int(cell) for row in lists[1:] if isinstance(cell := row[at], int | float)]
