"""The mappings shown to researchers are read from the page itself, and each is used on an export."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.clean import clean_survey
from analysis.clean.columns.system_columns import SYSTEM_COLUMNS
from analysis.params import Source, Study, find_root

from ..conftest import csv_bytes

PAGE = (find_root(Path(__file__)) / "docs/survey-exports.md").read_text(encoding="utf-8")
BLOCKS = [
    entry for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) for entry in yaml.safe_load(text)
]
TOOLS = set(SYSTEM_COLUMNS) - {"template"}


def headers(sample: Study, source: Source) -> list[str]:
    """The headers of an export that a mapping fits."""
    asked = [item for item in sample.questionnaire.items if item.id not in source.not_asked]
    people = [header for target, header in source.columns.items() if not target.startswith("q")]
    if "kolonne D" in source.columns.values():
        twice = next(item.text for item in asked if source.columns.get(item.id) == "kolonne D")
        return [*people, twice, twice, *(item.text for item in asked if item.text != twice)]
    return [*people, *(source.columns.get(item.id, item.text) for item in asked), *source.ignore]


def test_the_page_has_a_mapping_for_every_tool() -> None:
    assert {entry.get("reader", {}).get("format", "table") for entry in BLOCKS} == TOOLS


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: str(block["file"]))
def test_every_mapping_of_the_page_cleans_an_export_with_its_headers(
    sample: Study, project_of: Callable[..., Study], block: dict[str, Any]
) -> None:
    if block.get("reader", {}).get("format") == "surveyxact":
        codes = {item.id: f"s_{item.number + 1}" for item in sample.questionnaire.items}
        codes["q14"] = "s_15"
        block = {**block, "columns": {**block["columns"], **codes}}
    source = Source.model_validate(block, strict=False)
    head = headers(sample, source)
    spare = {"ignore": [head[2]]} if "kolonne D" in source.columns.values() else {}
    declared = {**block, **spare, "file": "svar.csv", "reader": {"format": source.reader.format}}
    rows = [["1"] * len(head), ["2"] * len(head)]
    if source.waves and "wave" not in source.columns:
        head.append("$created")
        for row, part in zip(rows, source.waves.values(), strict=True):
            row.append(str(part.end))
    table = clean_survey(project_of([declared], {"svar.csv": csv_bytes([head, *rows])})).tables["survey"]
    positions = source.values.get("answer", {}).get("1") == "7"
    assert table["person"].nunique() == 2
    assert set(table["value"]) == ({7, 6} if positions else {1, 2})
    assert table["item"].nunique() == 14 - len(source.not_asked)
    assert sorted(table["wave"].unique()) == list(source.rounds)
