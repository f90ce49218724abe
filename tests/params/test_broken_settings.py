"""Settings never crash: every fault is one message with the file, whatever it holds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.params import ParamsError, load_period
from analysis.params.load import DEEPEST, LARGEST, MOST_FAULTS

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "params/leie/periods/sluttrapport.yml"
PROJECT, PLAN = "params/leie/project.yml", "params/leie/indicators.yml"
Change = Callable[[str], str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def instead(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def more(line: str) -> Change:
    return lambda text: f"{text}{line}\n"


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        (PERIOD, instead("2023-09-30", "2023-09-31"), "line 4, column 32: '2023-09-31': day is out of range"),
        (PERIOD, instead("2022-10-01", "1022-10-01"), "1022-10-01: years from 1900 to 2100 are plausible"),
        (PERIOD, instead("2022-10-01", '"1022-10-01"'), "1022-10-01: years from 1900 to 2100 are plausible"),
        (PERIOD, instead("2024-10-31", "2101-01-01"), "years from 1900 to 2100"),
        (PERIOD, more("x: &x [*x]"), "anchors (&) and aliases (*) are not allowed"),
        (PERIOD, more("x: " + "[" * 5000 + "]" * 5000), f"more than {DEEPEST} levels"),
        (PERIOD, more("[1, 2]: 3"), "a key must be text"),
        (PERIOD, more("title: En gang til"), "key 'title' is written twice"),
        (PERIOD, instead("Sluttrapport", "!!python/object/apply:os.system [ls]"), "could not determine"),
        (PERIOD, more("x: \x07"), "not readable as YAML"),
        (PERIOD, more("# " + "x" * LARGEST), f"settings have at most {LARGEST}"),
        (PERIOD, more("\n".join(f"x{i}: 1" for i in range(5000))), f"and {5000 - MOST_FAULTS} more"),
        (PLAN, instead("alpha: 0.05", "alpha: .nan"), "line 2: alpha"),
        (PLAN, instead("important_change: 0.3", "important_change: .inf"), "important_change"),
        (PLAN, instead("minimum: 6", "minimum: " + "9" * 5000), "'9999"),
        (PROJECT, instead("flats: 8", "flats: 0xFFFFFFFFFFFFFFFF"), "addresses.0.flats"),
        (PROJECT, instead("kartlegging-1.csv", '"**/**/**/*.csv"'), "without '..' and '**'"),
        (PROJECT, instead("kartlegging-1.csv", "../../hemmelig.csv"), "without '..' and '**'"),
        (PROJECT, instead("kartlegging-1.csv", "/etc/passwd"), "a raw file lies in data/raw/<project>"),
        (PROJECT, instead("kartlegging-1.csv", "C:/skjult.csv"), "a raw file lies in data/raw/<project>"),
        (PROJECT, instead("kartlegging-1.csv", "x" * 201 + ".csv"), "at most 200 characters"),
    ],
)
def test_a_fault_of_any_kind_is_told_with_its_file(
    project: Path, file: str, change: Change, said: str
) -> None:
    path = project / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ParamsError) as caught:
        load_period(project / PERIOD)
    assert file in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_settings_file(project: Path) -> None:
    (project / PERIOD).unlink()
    os.mkfifo(project / PERIOD)
    with pytest.raises(ParamsError, match="not an ordinary file"):
        load_period(project / PERIOD)


@pytest.mark.parametrize("year", [1900, 2100])
def test_the_first_and_the_last_plausible_year_are_read(project: Path, year: int) -> None:
    path = project / PERIOD
    path.write_text(path.read_text(encoding="utf-8").replace("2024-10-31", f"{year}-10-31"), encoding="utf-8")
    assert load_period(project / PERIOD).period.report_date.year == year


def test_a_file_of_the_largest_size_is_read(project: Path) -> None:
    path = project / PERIOD
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}#{'x' * (LARGEST - len(text.encode()) - 1)}", encoding="utf-8")
    assert path.stat().st_size == LARGEST
    assert load_period(project / PERIOD).period.id == "sluttrapport"
