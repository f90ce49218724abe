"""Bad input gets one clear message with file, row or key and remedy, and leaves nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.cli import main
from analysis.pipeline.files import hashes

pytestmark = pytest.mark.slow

Break = Callable[[Path], None]


def _edit(file: str, old: str, new: str, encoding: str = "cp1252") -> Break:
    def apply(project: Path) -> None:
        path = project / file
        text = path.read_bytes().decode(encoding)
        assert old in text, f"the sample no longer has {old!r} in {file}"
        path.write_bytes(text.replace(old, new, 1).encode(encoding))

    return apply


def _all(*breaks: Break) -> Break:
    def apply(project: Path) -> None:
        for one in breaks:
            one(project)

    return apply


def _remove(file: str) -> Break:
    return lambda project: (project / file).unlink()


RAW = "data/raw/leie"
PERIOD = "params/leie/periods/sluttrapport.yml"
CASES: dict[str, tuple[Break, tuple[str, ...]]] = {
    "a missing file, and columns, a date and an address in three others": (
        _all(
            _remove(f"{RAW}/ubehandlede-saker.csv"),
            _edit(f"{RAW}/husleie.csv", "Restanse", "Saldo;Saksbehandler"),
            _edit(f"{RAW}/leieforhold.csv", "02.07.2015", "i fjor vår"),
            _edit(f"{RAW}/boliger.csv", "Runarveien 1;H0102", "Storgata 9;H0102"),
        ),
        (
            *("husleie.csv, kolonne «Saksbehandler»", "kolonne «Saldo»", "kolonne «Restanse»"),
            *("leieforhold.csv, kolonne «Innflyttet»", "datoer kan ikke leses (rad 3)"),
            *("boliger.csv, kolonne «Adresse»", "adresser som ikke er blant prosjektets"),
            *("ubehandlede-saker.csv", "filen finnes ikke"),
        ),
    ),
    "unknown parameter": (_edit(PERIOD, "title:", "tittel: x\ntitle:", "utf-8"), (PERIOD, "tittel")),
    "answer outside the scale": (
        _edit(f"{RAW}/kartlegging-1.csv", '"5";"3";"2"', '"5";"9";"2"', "utf-8"),
        ("kartlegging-1.csv", "Jeg ser på boligen min som et hjem", "1–7", "rad 2"),
    ),
    "overlapping windows": (
        _edit(PERIOD, "after: {from: 2023-10-01", "after: {from: 2023-09-01", "utf-8"),
        (PERIOD, "overlap"),
    ),
    "malformed YAML": (_edit(PERIOD, "title:", "title: [", "utf-8"), (PERIOD, "line")),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_gets_one_clear_message_and_nothing_is_written(project: Path, case: str) -> None:
    break_it, told = CASES[case]
    break_it(project)
    raw = [f for f in (project / "data" / "raw").rglob("*") if f.is_file()]
    before = hashes(raw, project)
    result = CliRunner().invoke(
        main, ["--root", str(project), "run", "leie/sluttrapport", "--engine", "embedded"]
    )
    assert result.exit_code == 1
    for part in told:
        assert part in result.output
    assert "Traceback" not in result.output
    assert "fault in the software" not in result.output
    assert hashes(raw, project) == before
    survivors = [
        f.relative_to(project).as_posix()
        for f in project.rglob("*")
        if f.is_file() and f.name.startswith(".") and f.name != ".lock"
    ]
    assert survivors == []
    assert not (project / "build" / "leie" / "sluttrapport" / "manifest.json").exists()
    assert not list((project / "build").rglob("rapport.*"))
