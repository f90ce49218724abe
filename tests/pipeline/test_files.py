"""Files are whole or absent, and named without this machine's paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.pipeline.files import hashes, read_json, write_bytes, write_json


def test_equal_values_give_equal_bytes(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": 1, "a": "æ"})
    write_json(tmp_path / "b.json", {"a": "æ", "b": 1})
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.json"
    write_bytes(target, b"old")

    def refuse(self: Path, _: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert [f.name for f in tmp_path.iterdir()] == ["a.json"]


def test_a_half_written_file_reads_as_none(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": ', encoding="utf-8")
    assert read_json(tmp_path / "a.json") is None
    assert read_json(tmp_path / "missing.json") is None


def test_hashes_are_named_below_the_root_with_forward_slashes(tmp_path: Path) -> None:
    write_bytes(tmp_path / "x" / "y.txt", b"")
    assert list(hashes([tmp_path / "x" / "y.txt"], tmp_path)) == ["x/y.txt"]
