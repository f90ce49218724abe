"""A run knows which other public reports its own could be subtracted from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.disclose import overlapping_public
from analysis.params import load_period, period_files

ROOT = Path(__file__).parents[2]


@pytest.fixture
def periods(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "params" / "leie" / "periods"


def _publish(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "editions: [begrenset]" in text
    file.write_text(
        text.replace("editions: [begrenset]", "editions: [begrenset, offentlig]"), encoding="utf-8"
    )


def test_no_two_periods_of_the_sample_can_be_subtracted() -> None:
    for file in period_files(ROOT, "leie"):
        assert overlapping_public(load_period(file)) == []


def test_an_overlapping_public_edition_is_named(periods: Path) -> None:
    _publish(periods / "2024-sommer.yml")
    assert overlapping_public(load_period(periods / "sluttrapport.yml")) == ["2024-sommer"]
    assert overlapping_public(load_period(periods / "2024-sommer.yml")) == ["sluttrapport"]


def test_a_period_without_a_public_edition_overlaps_nothing(periods: Path) -> None:
    assert overlapping_public(load_period(periods / "2024-sommer.yml")) == []


def test_a_broken_period_file_is_passed_over(periods: Path) -> None:
    (periods / "2022-23-kontroll.yml").write_text("id: [", encoding="utf-8")
    assert overlapping_public(load_period(periods / "sluttrapport.yml")) == []
