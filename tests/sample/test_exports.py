import csv
import itertools
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from analysis.params import ParamsError, Project, Study, read_params
from analysis.sample import World, generate, write_exports, write_sample

WRITE = """
import sys
from pathlib import Path
from analysis.sample import write_sample
write_sample(Path(sys.argv[1]), "leie", seed=int(sys.argv[2]), out=Path(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def raw(root: Path) -> Path:
    return root / "data/raw/leie"


def copy_of_params(root: Path, to: Path) -> Path:
    shutil.copytree(root / "params/leie", to / "params/leie")
    (to / "notebooks").mkdir()
    return to


def lines(path: Path, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def sheet(path: Path, number: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(number).to_python(skip_empty_area=False)


def test_committed_files_are_what_the_stated_seed_gives(root: Path, raw: Path, tmp_path: Path) -> None:
    written = write_sample(root, "leie", out=tmp_path)
    assert sorted(p.name for p in raw.iterdir()) == sorted(p.name for p in written)
    for path in written:
        assert path.read_bytes() == (raw / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77", "PYTHONUTF8": "0"},
    ],
)
def test_bytes_depend_on_neither_clock_locale_hash_seed_nor_folder(
    root: Path, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_sample(root, "leie", seed=5, out=here)
    subprocess.run(
        [sys.executable, "-c", WRITE, str(root), "5", str(there)],
        cwd=elsewhere, env={**os.environ, **surroundings}, check=True,
    )  # fmt: skip
    for path in here.iterdir():
        assert path.read_bytes() == (there / path.name).read_bytes(), path.name


def test_workbooks_carry_no_clock(raw: Path) -> None:
    for path in raw.glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert {entry.date_time for entry in book.infolist()} == {(2024, 10, 1, 12, 0, 0)}
            times = re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", book.read("docProps/core.xml"))
        assert times == [b"2024-10-01T12:00:00Z"] * 2


def test_every_source_of_the_project_gets_its_file(study: Study, raw: Path) -> None:
    assert {p.name for p in raw.iterdir()} == {source.file for source in study.project.sources}


def test_first_wave_is_a_nettskjema_export(raw: Path) -> None:
    content = (raw / "kartlegging-1.csv").read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"$submission_id";"$created";')
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = lines(raw / "kartlegging-1.csv", "utf-8-sig")
    assert rows[0][-1] == "$answer_time_ms"
    assert "Jeg opplever å kunne påvirke hvordan &hellip;" in rows[0]
    assert any(header != header.strip() for header in rows[0])
    assert len(rows) == 1 + 13


def test_one_free_text_holds_an_identity_number(raw: Path) -> None:
    text = (raw / "kartlegging-1.csv").read_text(encoding="utf-8-sig")
    assert len(re.findall(r"\d{6} \d{5}", text)) == 1


def test_second_wave_is_a_forms_workbook_with_one_person_twice(raw: Path) -> None:
    header, *rows = sheet(raw / "kartlegging-2.xlsx")
    assert header[:6] == [
        "ID", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn",
        "Tidspunkt for siste endring",
    ]  # fmt: skip
    assert any("\u00a0" in str(h) for h in header)
    answers = {str(cell) for row in rows for cell in row[8:22]}
    assert any(re.fullmatch(r"[1-7] - .+", a) for a in answers)
    assert any(a.endswith(" ") and a == a.lower() for a in answers)
    assert "Vet ikke" in answers
    assert "" in answers
    people = [" ".join(str(row[6]).casefold().split()) for row in rows]
    assert len(people) == len(set(people)) + 1


def test_the_log_is_typed_by_hand(raw: Path) -> None:
    rows = sheet(raw / "hendelseslogg.xlsx")
    assert rows[3][:4] == ["Dato", "Adresse", "Leilighet", "Hva skjedde"]
    body = rows[4:]
    dates = [row[0] for row in body]
    assert any(isinstance(d, str) and re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d\d", d) for d in dates)
    assert any(isinstance(d, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", d) for d in dates)
    assert any(not isinstance(d, str) for d in dates)
    addresses = [str(row[1]) for row in body]
    assert {"Runarv. 1", "runarveien 1 ", "Midtåsvn 22"} <= set(addresses)
    assert addresses.count("samme som over") == 1
    assert [row for row in body if not any(row)]
    assert sum(one == other for one, other in itertools.pairwise(body) if any(one)) == 1
    assert "gjennomgått" in str(dates[-2])


def test_housing_systems_write_windows_1252(raw: Path) -> None:
    for name in ("boliger.csv", "leieforhold.csv", "husleie.csv"):
        content = (raw / name).read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n")
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
    assert "–" in (raw / "boliger.csv").read_text(encoding="cp1252")


def test_the_ledger_has_signs_behind_dashes_for_nothing_and_a_sum(raw: Path) -> None:
    rows = lines(raw / "husleie.csv", "cp1252")
    cells = {cell for row in rows[1:] for cell in row[2:]}
    assert any(re.fullmatch(r"\d{1,3},\d\d-", c) for c in cells)
    assert any(re.fullmatch(r"\d{1,3} \d{3},\d\d", c) for c in cells)
    assert "-" in cells
    assert rows[-1][0] == "Sum"


def test_the_progress_plan_has_dates_as_people_write_them(raw: Path) -> None:
    written = {str(row[2]) for row in sheet(raw / "fremdriftsplan.xlsx")[1:]}
    assert {
        "24.11.23", "15.11.2023", "21.11.23 og 24.11.23", "Fom 08.01.24", "Løpende", "",
        "19.03.2024 Referat sendt : 26.03.2024",
    } <= written  # fmt: skip


def test_plans_name_roles_and_no_person(raw: Path) -> None:
    rows = sheet(raw / "fremdriftsplan.xlsx")[1:]
    responsible = {word for row in rows for word in re.findall(r"\w+", str(row[1]).casefold())}
    assert responsible == {
        "prosjektleder", "prosjektmedarbeider", "byggdrift", "beboere", "sandefjord", "kommune", "og",
    }  # fmt: skip


def test_without_mess_the_files_are_plain(world: World, tmp_path: Path) -> None:
    write_exports(world, tmp_path, mess=False)
    rows = sheet(tmp_path / "hendelseslogg.xlsx")
    assert rows[0][0] == "Dato"
    assert len(rows) == 1 + len(world.events.day)
    assert {row[1] for row in rows[1:]} == {"Runarveien 1", "Runarveien 3", "Midtåsveien 22"}
    assert all(not isinstance(row[0], str) for row in rows[1:])
    assert not re.search(r"\d{6} \d{5}", (tmp_path / "kartlegging-1.csv").read_text(encoding="utf-8-sig"))
    assert len(lines(tmp_path / "husleie.csv", "utf-8-sig")) == 1 + world.ledger.rents.sum()


def test_mess_and_plain_files_tell_of_the_same_world(study: Study, tmp_path: Path) -> None:
    world = generate(study, seed=21)
    write_exports(world, tmp_path / "mess")
    write_exports(world, tmp_path / "plain", mess=False)
    messy, plain = (sheet(tmp_path / kind / "hendelseslogg.xlsx") for kind in ("mess", "plain"))
    # Title, guidance, empty row; one row twice, one row empty; an empty row and two notes.
    assert len(messy) == len(plain) + 3 + 2 + 3


def test_real_projects_are_refused(root: Path, tmp_path: Path) -> None:
    other = copy_of_params(root, tmp_path)
    project = other / "params/leie/project.yml"
    project.write_text(
        project.read_text(encoding="utf-8").replace("synthetic: true\n", "synthetic: false\n"),
        encoding="utf-8",
    )
    with pytest.raises(ParamsError, match=r"data/raw/leie: project\.yml does not say 'synthetic: true'"):
        write_sample(other, "leie")
    assert not (other / "data").exists()


def test_a_scaled_sample_needs_another_folder(root: Path) -> None:
    with pytest.raises(ParamsError, match=r"scale 3 has addresses that project\.yml does not declare"):
        write_sample(root, "leie", scale=3)


def test_a_scaled_sample_brings_the_project_file_that_knows_its_addresses(root: Path, tmp_path: Path) -> None:
    written = write_sample(root, "leie", scale=3, out=tmp_path)
    project = read_params(written[-1], Project, tmp_path)
    named = {row[3] for row in lines(tmp_path / "leieforhold.csv", "cp1252")[1:]}
    assert len(project.addresses) == 9
    assert {a.name for a in project.addresses} <= named


def test_an_unknown_project_is_named(root: Path) -> None:
    with pytest.raises(ParamsError, match="Projects here: husvert, leie"):
        write_sample(root, "annet")


def test_a_missing_sample_file_says_where_it_should_be(root: Path, tmp_path: Path) -> None:
    other = copy_of_params(root, tmp_path)
    (other / "params/leie/sample.yml").unlink()
    with pytest.raises(ParamsError, match=r"params/leie/sample\.yml: no such file"):
        write_sample(other, "leie")
