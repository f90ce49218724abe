import hashlib
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from analysis.clean import CleanError, clean_records, load_tables, save, store
from analysis.clean.store import Cleaned
from analysis.params import Study


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_what_is_saved_is_what_is_loaded(copied: Study, halves: tuple[Cleaned, Cleaned]) -> None:
    survey, records = halves
    for half in (survey, records):
        save(half, copied.processed_dir)
    tables = load_tables(copied)
    made = {**survey.tables, **records.tables}
    for name in {field.name for field in fields(tables)} - {"findings", "corrections"}:
        pd.testing.assert_frame_equal(getattr(tables, name), made[name])
    assert len(tables.findings) == len(survey.findings) + len(records.findings)
    assert len(tables.corrections) == 2


def test_the_same_content_gives_the_same_bytes(
    copied: Study, halves: tuple[Cleaned, Cleaned], tmp_path: Path
) -> None:
    save(halves[1], tmp_path / "a")
    save(clean_records(copied), tmp_path / "b")
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_no_file_holds_a_path_or_a_name_of_the_roster(
    sample: Study, halves: tuple[Cleaned, Cleaned], tmp_path: Path
) -> None:
    for half in halves:
        save(half, tmp_path)
    names = [
        line.split(";")[1]
        for line in (sample.raw_dir / "leieforhold.csv").read_text("cp1252").splitlines()[1:]
    ]
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert str(sample.root).encode() not in data
        text = pd.read_parquet(path).to_csv().casefold()
        assert not [name for name in names if name.casefold() in text], path.name


def test_a_save_that_fails_midway_leaves_the_old_tables(
    copied: Study, halves: tuple[Cleaned, Cleaned], monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned = halves[1]
    save(cleaned, copied.processed_dir)
    before = digests(copied.processed_dir)
    written: list[str] = []
    real = store._write

    def failing(name: str, frame: pd.DataFrame, path: Path) -> None:
        if len(written) == 3:
            raise OSError("disk full")
        written.append(name)
        real(name, frame.iloc[:0], path)

    monkeypatch.setattr(store, "_write", failing)
    with pytest.raises(OSError, match="disk full"):
        save(cleaned, copied.processed_dir)
    assert digests(copied.processed_dir) == before


def test_missing_and_damaged_tables_are_clear_errors(copied: Study, halves: tuple[Cleaned, Cleaned]) -> None:
    with pytest.raises(CleanError, match="does not exist"):
        load_tables(copied)
    for half in halves:
        save(half, copied.processed_dir)
    (copied.processed_dir / "incidents.parquet").write_bytes(b"PAR1 broken PAR1")
    with pytest.raises(CleanError, match=r"incidents\.parquet is damaged"):
        load_tables(copied)
