import gzip
import io
import zipfile
from pathlib import Path

import pytest

from analysis.clean.files.formats import refused
from analysis.clean.files.workbook_guards import is_safe
from analysis.clean.findings import Findings

from ..conftest import HERE, only

TABLE = "<table><tr><td>Dato</td><td>Adresse</td></tr></table>"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "<html xmlns:o='urn:x'>",
        "<!-- laget 2024 -->\n<html>",
        "<meta charset=utf-8>",
        "<style>td{}</style>",
        "\ufeff\r\n<HEAD></HEAD>",
        "\u00a0<div>",
        '<?xml version="1.0"?>\n<!DOCTYPE html>',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le"])
def test_a_web_page_named_xls_is_called_one_and_the_way_out_is_told(before: str, codec: str) -> None:
    what, advice = refused((before + TABLE).encode(codec), Path("logg.xls")) or ("", "")
    assert what == "filen heter .xls, men er en nettside (HTML)"
    assert "Lagre som" in advice
    assert ".xlsx" in advice


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "nettside i én fil"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b'[{"Dato": "01.01.2024"}]', "JSON"),
        (b"ID;PWXL;N;E\r\n", "SYLK"),
        (b'ID;PSCALC3\r\nP;PGeneral\r\nC;X1;Y1;K"Dato"\r\n', "SYLK"),
        (gzip.compress(b"Dato;Adresse", mtime=0), "gzip"),
        (b"\xff\xd8\xff\xe0", "bilde"),
        (b"a\x01\x02b\x1f" * 90, "ikke en tekstfil"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(data: bytes, what: str) -> None:
    assert what in (refused(data, Path("logg.csv")) or ("",))[0]


@pytest.mark.parametrize(
    "text",
    [
        "Dato;Adresse\n",
        "<b>Dato</b>;Adresse\n",
        "<div>Jeg trives</div>;Adresse\n5;x\n",
        "[Dato];[Adresse]\n",
        "ID;Dato\n1;x\n",
        "ID;Person;Svar\n1;x;5\n",
        "ID;P\n1;x\n",
        "<!-- a -->" * 300 + "Dato;Adresse",
        "ID;PLASS;Nabo\nA;Ja;B\n",
        "PK;Dato\n1;x\n",
        "Dato\x07;Adresse",
    ],
)
def test_text_is_not_refused(text: str) -> None:
    assert refused(text.encode(), Path("logg.csv")) is None


def zipped(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "rule", "what"),
    [
        (zipped("logg.csv"), "unknown_format", "pakket (zip)"),
        (zipped("[Content_Types].xml", "word/document.xml"), "unknown_format", "Word"),
        (zipped("META-INF/manifest.xml", "mimetype", content=b"<encryption-data/>"), "password", "passord"),
    ],
)
def test_what_is_zipped_and_no_workbook_is_called_what_it_is(data: bytes, rule: str, what: str) -> None:
    found = Findings()
    assert not is_safe(data, HERE, found, 10_000)
    assert what in only(found, rule)["message"]
