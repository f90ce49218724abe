"""A slice of the campaign of broken exports (benchmarks/broken_exports.py), always the same files."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.clean import cleaning
from analysis.params import find_root

sys.path.append(str(find_root(Path(__file__)) / "benchmarks"))

from broken_command import say
from broken_files import KINDS
from broken_formats import Base, Broken, delimited
from broken_outcomes import GOOD, Campaign, outcome

KINDS_HERE = sorted(set(KINDS) - {"10 MB in one cell", "many columns", "zip bombs"})
"""The others have files too large for a test; their guards are in test_limits."""


@pytest.fixture(scope="module")
def campaign() -> Iterator[Campaign]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # open also to the nobody that the superuser becomes for a locked file
        yield Campaign.prepared(Path(folder))


def sound(campaign: Campaign, source: str) -> tuple[Base, Broken]:
    base = next(b for b in campaign.bases if b.source == source and b.tidy)
    return base, Broken(base.suffix, base.data)


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_a_broken_export_gives_sound_tables_or_clear_errors(campaign: Campaign, kind: str) -> None:
    result = outcome(campaign, *campaign.case(kind, KINDS_HERE.index(kind)))
    assert result.what in GOOD, result.detail


def test_the_same_number_gives_the_same_file(campaign: Campaign) -> None:
    assert campaign.case("mixed types", 7) == campaign.case("mixed types", 7)
    assert campaign.case("mixed types", 7) != campaign.case("mixed types", 27)


@pytest.mark.parametrize("source", ["leieforhold", "saker", "hendelser", "handlingsplan"])
def test_an_unbroken_export_has_every_row_counted(campaign: Campaign, source: str) -> None:
    result = outcome(campaign, *sound(campaign, source))
    assert (result.what, result.counted) == ("tables", True), result.detail


def test_a_row_dropped_in_silence_is_noticed(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cleaning.CLEANERS["incidents"]
    monkeypatch.setitem(cleaning.CLEANERS, "incidents", lambda *given: whole(*given).iloc[1:])
    assert outcome(campaign, *sound(campaign, "hendelser")).what == "rows unaccounted for"


def test_a_changed_raw_file_is_noticed(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cleaning.read_stock

    def careless(tables: Any, study: Any, *more: Any) -> Any:
        (study.raw_dir / "boliger.csv").write_bytes(b"")
        return whole(tables, study, *more)

    monkeypatch.setattr(cleaning, "read_stock", careless)
    assert outcome(campaign, *sound(campaign, "boliger")).what == "changed raw file"


def test_an_exception_is_noticed(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cleaning.CLEANERS, "cases", lambda *_: 1 / 0)
    result = outcome(campaign, *sound(campaign, "saker"))
    assert (result.what, "ZeroDivisionError" in result.detail) == ("traceback", True)


def test_the_command_ends_with_one_on_errors_and_with_zero_on_none(campaign: Campaign) -> None:
    base, whole = sound(campaign, "saker")
    rows = [*base.rows[:3], ["oktober 2022", "=1+1", "x", "-"]]
    broken = Broken(".csv", delimited(rows).encode())
    fine, wrong = say(campaign, base, whole), say(campaign, base, broken)
    assert (fine.code, wrong.code, fine.right, wrong.right) == (0, 1, True, True)
