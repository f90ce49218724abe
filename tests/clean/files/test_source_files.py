import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis import clean
from analysis.clean.files.source_files import MAX_FILES

from ..conftest import INCIDENT_HEADER, INCIDENTS, csv_bytes, only, rules

LOG = csv_bytes([INCIDENT_HEADER, ["08.01.2024", "Runarveien 1", "", "Naboklage", "Nabo", ""]])


def test_a_pattern_that_cannot_be_used_is_an_error(project_of: Callable[..., Any]) -> None:
    study = project_of([{**INCIDENTS, "file": "."}], {"logg.csv": LOG})
    assert "logg-*.csv" in only(clean.check(study), "bad_pattern")["action"]


def test_a_name_too_long_for_a_file_is_an_error_that_can_be_written(
    project_of: Callable[..., Any], tmp_path: Path
) -> None:
    study = project_of([{**INCIDENTS, "file": "å" * 200}], {"logg.csv": LOG})
    found = clean.check(study)
    assert only(found, "unreadable_folder")["severity"] == "error"
    assert clean.write_findings(found, tmp_path / "funn.xlsx", study.raw_dir).is_file()


def test_more_files_than_any_source_has_is_one_error(project_of: Callable[..., Any]) -> None:
    files = {f"logg-{n}.csv": LOG for n in range(MAX_FILES + 1)}
    found = clean.check(project_of([{**INCIDENTS, "file": "logg-*.csv"}], files))
    assert rules(found, "error") == ["too_many_files"]
    assert f"{MAX_FILES + 1} filer" in only(found, "too_many_files")["message"]


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such names")
def test_a_name_that_is_no_text_is_an_error_that_can_be_written(project_of: Callable[..., Any]) -> None:
    study = project_of([{**INCIDENTS, "file": "logg-*.csv"}], {"logg-1.csv": LOG})
    try:
        Path(os.fsdecode(os.fsencode(study.raw_dir) + b"/logg-\xe5.csv")).write_bytes(LOG)
    except OSError:
        pytest.skip("this file system takes no such name")
    found = clean.check(study)
    assert only(found, "file_name")["file"] == "logg-?.csv"
    assert "".join(found.to_numpy().ravel()).encode()  # a lone surrogate cannot be encoded


def test_a_folder_of_very_many_files_is_listed_only_so_far(project_of: Callable[..., Any]) -> None:
    files = {f"x{n}.csv": b"x" for n in range(500)}
    message = only(clean.check(project_of([INCIDENTS], files)), "missing_file")["message"]
    assert "og 470 til" in message
    assert len(message) < 600


@pytest.mark.parametrize(
    "copy",
    [
        "logg - Kopi.csv",
        "logg (1).csv",
        "Kopi av logg.csv",
        "logg-LAPTOP-7QX.csv",
        "Logg - copy 2.csv",
        "logg (Kari sin konflikt 2024).csv",
    ],
)
def test_a_copy_beside_its_original_is_named_as_one(project_of: Callable[..., Any], copy: str) -> None:
    changed = LOG.replace(b"08.01", b"09.01")
    found = clean.check(project_of([{**INCIDENTS, "file": "*.csv"}], {"logg.csv": LOG, copy: changed}))
    told = only(found, "copy")
    assert (told["severity"], told["file"]) == ("error", copy)
    assert "«logg.csv»" in told["message"]


def test_two_files_of_the_same_content_are_named_and_two_months_are_not(
    project_of: Callable[..., Any],
) -> None:
    files = {"januar.csv": LOG, "logg 2024-02.csv": LOG, "logg 2024-03.csv": LOG.replace(b"08.01", b"08.03")}
    told = only(clean.check(project_of([{**INCIDENTS, "file": "*.csv"}], files)), "copy")
    assert (told["file"], "«januar.csv»" in told["message"]) == ("logg 2024-02.csv", True)
