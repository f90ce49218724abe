"""A received archive gives settings, chapters and raw files of one project, and nothing else."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.cli import main
from analysis.pipeline import receive as module
from analysis.pipeline.receive import ReceiveError, receive

OWN = {
    "params/nytt/project.yml": "id: nytt\n",
    "params/nytt/periods/a.yml": "id: a\n",
    "report/nytt/mandat.qmd": "Tekst.\n",
    "report/nytt/bilder/hus.png": "x",
    "data/raw/nytt/logg.csv": "a;b\n",
}
FOREIGN = {
    "notebooks/04_present.ipynb": "no part of",
    "report/_stil/rapport.lua": "no part of",
    "report/leie/mandat.qmd": "no part of",
    "params/nytt/kjor.py": "no settings file",
    "report/nytt/skjult.lua": "neither chapter nor picture",
    "../utenfor.yml": "leads elsewhere",
    "params/nytt/../../utenfor.yml": "leads elsewhere",
    "C:/utenfor.yml": "leads elsewhere",
    "data/raw/nytt/a\\..\\..\\b.csv": "leads elsewhere",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("params/leie", "notebooks", "report/_stil"):
        (tmp_path / "rot" / folder).mkdir(parents=True)
    (tmp_path / "rot/report/_stil/rapport.lua").write_text("vår", encoding="utf-8")
    return tmp_path / "rot"


def packed(folder: Path, files: dict[str, str], top: str = "") -> Path:
    path = folder / "mottatt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{top}{name}", text)
    return path


def names(root: Path) -> set[str]:
    return {f.relative_to(root).as_posix() for f in root.rglob("*") if f.is_file()}


@pytest.mark.parametrize("top", ["", "repo-main/"])
def test_a_project_is_taken_and_the_rest_is_left_with_the_reason(
    root: Path, tmp_path: Path, top: str
) -> None:
    before = names(root)
    got = receive(root, packed(tmp_path, OWN | FOREIGN, top))
    assert set(got.taken) == set(OWN)
    assert names(root) == before | set(OWN)
    assert {name: why for name, why in got.left if FOREIGN[name] not in why} == {}
    assert {name for name, _ in got.left} == set(FOREIGN)
    assert (root / "report/_stil/rapport.lua").read_text(encoding="utf-8") == "vår"
    assert not (tmp_path / "utenfor.yml").exists()


def test_a_link_in_the_archive_is_left(root: Path, tmp_path: Path) -> None:
    path = packed(tmp_path, OWN)
    link = zipfile.ZipInfo("data/raw/nytt/lenke.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert receive(root, path).left == (("data/raw/nytt/lenke.csv", "a link or no ordinary file"),)


@pytest.mark.parametrize("there", ["params/nytt", "report/nytt", "data/raw/nytt"])
def test_what_is_there_is_never_written_over(root: Path, tmp_path: Path, there: str) -> None:
    (root / there).mkdir(parents=True)
    before = names(root)
    with pytest.raises(ReceiveError, match=f"{there} is there already"):
        receive(root, packed(tmp_path, OWN))
    assert names(root) == before


def test_no_project_and_several_are_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(ReceiveError, match="holds none as projects"):
        receive(root, packed(tmp_path, {"les.txt": "x"}))
    with pytest.raises(ReceiveError, match="holds annet, nytt as projects"):
        receive(root, packed(tmp_path, OWN | {"params/annet/project.yml": "id: annet\n"}))


@pytest.mark.parametrize(("most", "taken"), [(len(OWN), True), (len(OWN) - 1, False)])
def test_an_archive_has_a_largest_number_of_files(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, *, taken: bool
) -> None:
    monkeypatch.setattr(module, "MOST_FILES", most)
    path = packed(tmp_path, OWN)
    if taken:
        assert len(receive(root, path).taken) == len(OWN)
    else:
        with pytest.raises(ReceiveError, match="at most"):
            receive(root, path)


def test_a_file_that_packs_more_than_fits_is_refused_before_unpacking(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "bombe.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in OWN.items():
            archive.writestr(name, text)
        with archive.open("data/raw/nytt/stor.csv", "w", force_zip64=True) as file:
            for _ in range(module.MOST_BYTES // 10_000_000 + 1):
                file.write(b"0" * 10_000_000)
    assert path.stat().st_size < 2_000_000
    with pytest.raises(ReceiveError, match="at most"):
        receive(root, path)
    assert "params/nytt/project.yml" not in names(root)


def test_a_file_that_is_no_archive_is_told_by_the_command(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"ikke zip")
    result = CliRunner().invoke(main, ["--root", str(root), "receive", str(path)])
    assert result.exit_code == 1
    assert "x.zip: cannot be read as a zip archive" in result.output
