"""A small file that declares more than the machine holds is refused before it is unpacked."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.clean.files.budget import MEGABYTE, fits
from analysis.clean.findings import Findings

from .conftest import HERE, INCIDENT_HEADER, INCIDENTS, csv_bytes, only, record_findings, rules, xlsx_bytes

ROW = ["08.01.2024", "Runarveien 1", "", "Naboklage", "Nabo", ""]
HEADER = csv_bytes([INCIDENT_HEADER])
READ = """
import resource, sys, pickle
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from analysis.clean import CleanError, clean_records
study = pickle.load(open(sys.argv[1], "rb"))
try:
    clean_records(study)
except CleanError as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def one_long_text() -> bytes:
    """A workbook of 10 kB: 1,400 cells that share one text of a million signs and an emoji."""
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, 1403))
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes({"Ark": [INCIDENT_HEADER, ROW]}))) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in book.namelist():
            if name != "xl/sharedStrings.xml":
                made.writestr(name, book.read(name).replace(b"</sheetData>", cells + b"</sheetData>"))
        text = "<sst><si><t>" + "x" * 1_000_000 + "\N{GRINNING FACE}</t></si></sst>"
        made.writestr("xl/sharedStrings.xml", text)
    return out.getvalue()


def equal_rows() -> bytes:
    out = io.BytesIO()
    one = pa.array([0] * 5_000_000, pa.int8())
    table = pa.table(
        {h: pa.DictionaryArray.from_arrays(one, [c]) for h, c in zip(INCIDENT_HEADER, ROW, strict=True)}
    )
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a process's memory can be set there")
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("logg.xlsx", one_long_text, "tillatt er 1000 MB"),
        ("logg.parquet", equal_rows, "5000000 rader og 6 kolonner"),
        ("logg.csv", lambda: b";" * 40_000_000, "FEIL: logg.csv"),
        ("logg.csv", lambda: HEADER + b";" * 40_000_000, "40000005 skilletegn"),
        ("logg.csv", lambda: HEADER + (b";" * 999 + b"\n") * 40_000, "skilletegn"),
    ],
    ids=["workbook", "parquet", "delimiters alone", "one line of delimiters", "lines of delimiters"],
)
def test_a_small_file_that_would_fill_the_machine_is_refused_in_3_gb(
    project_of: Callable[..., Any], tmp_path: Path, name: str, data: Callable[[], bytes], said: str
) -> None:
    study = project_of([{**INCIDENTS, "file": name}], {name: data()})
    Path(tmp_path, "study").write_bytes(pickle.dumps(study))
    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "study"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    *told, peak = done.stdout.splitlines()
    assert said in "".join(told)
    assert int(peak) < 1_000_000, peak


def test_the_budget_is_held_at_its_edge() -> None:
    found = Findings()
    assert fits(100 * MEGABYTE, 100, HERE, found, "noe")
    assert rules(found.frame()) == []
    assert not fits(100 * MEGABYTE + 1, 100, HERE, found, "noe")
    message = only(found, "memory")["message"]
    assert "101 MB" in message
    assert "tillatt er 100 MB" in message


def test_the_project_says_how_much_one_file_may_take(project_of: Callable[..., Any]) -> None:
    data = csv_bytes([INCIDENT_HEADER, *[ROW] * 250_000])
    assert len(data) < 24 * MEGABYTE
    sources = [INCIDENTS]
    assert only(record_findings(project_of(sources, {"logg.csv": data}, memory_mb=100)), "memory")
    assert "memory" not in rules(
        record_findings(project_of(sources, {"logg.csv": data[:5000]}, memory_mb=100))
    )
