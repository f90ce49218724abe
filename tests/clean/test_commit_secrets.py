"""A tenant's name is found in whatever it is packed in; the repository's own files raise no alarm."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from analysis.clean.commit_secrets import Secrets

ROOT = Path(__file__).parents[2]
TEXT = "Liste\nNavn;Adresse\nÅse-Marie Bjørnefjell;Runarveien 1\n"
SECRETS = Secrets(names=frozenset({frozenset({"ase", "marie", "bjornefjell"})}), addresses=("midtsveien 22",))


def zipped(data: bytes, name: str = "a.txt", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def tarred(data: bytes, mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo("a.txt")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def workbook(_: bytes) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in TEXT.splitlines():
        book.active.append(line.split(";"))
    book.save(out)
    return out.getvalue()


def parquet(_: bytes) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"Navn": ["Åse-Marie Bjørnefjell"]}), out)
    return out.getvalue()


def docx(_: bytes) -> bytes:
    runs = "<w:t>Åse-Marie Bjørne</w:t></w:r><w:r><w:t>fjell</w:t>"
    return zipped(f"<w:document><w:p><w:r>{runs}</w:r></w:p></w:document>".encode(), "word/document.xml")


def sealed(data: bytes) -> bytes:
    plain = bytearray(zipped(data))
    for start in (plain.find(b"PK\x03\x04") + 6, plain.find(b"PK\x01\x02") + 8):
        plain[start] |= 1
    return bytes(plain)


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda d: d,
    "one byte missing": lambda d: d[1:],
    "in Markdown": lambda d: b"| " + d.replace(b";", b" | "),
    "latin-1": lambda d: d.decode().encode("latin-1"),
    "utf-16": lambda d: d.decode().encode("utf-16"),
    "utf-16-le without mark": lambda d: d.decode().encode("utf-16-le"),
    "utf-16-be without mark": lambda d: d.decode().encode("utf-16-be"),
    "base64": base64.b64encode,
    "base64 lines": base64.encodebytes,
    "base64 url": base64.urlsafe_b64encode,
    "zip": zipped,
    "zip stored": lambda d: zipped(d, method=zipfile.ZIP_STORED),
    "zip in zip": lambda d: zipped(zipped(d)),
    "zip after other bytes": lambda d: b"#!/bin/sh\n" + zipped(d),
    "tar": tarred,
    "tar.gz": lambda d: tarred(d, "w:gz"),
    "tar.xz": lambda d: tarred(d, "w:xz"),
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda d: lzma.compress(d, lzma.FORMAT_ALONE),
    "base64 of gzip": lambda d: base64.encodebytes(gzip.compress(d)),
    "xlsx": workbook,
    "docx": docx,
    "parquet": parquet,
    "encrypted zip": sealed,
    "7-Zip": lambda _: b"7z\xbc\xaf\x27\x1c" + b"x" * 50,
    "html codes": lambda _: b"<b>&Aring;se-Marie</b> Bj&oslash;rnefjell",
    "name over two lines": lambda _: "Åse-Marie\nBjørnefjell".encode(),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_planted_tenant_is_stopped_in_every_packing(packing: str) -> None:
    data = PACKINGS[packing](TEXT.encode())
    told = SECRETS.told_by("docs/notat.DAT", data, numbers=True)
    assert told
    assert "Bjørnefjell" not in told


def test_a_name_that_is_the_files_own_is_stopped() -> None:
    assert SECRETS.told_by("docs/åse-marie-bjørnefjell.png", b"x", numbers=True)


def test_an_address_alone_is_no_home_and_with_its_flat_it_is() -> None:
    assert not SECRETS.told_by("a.md", b"Midtsveien 22 er pusset opp", numbers=True)
    assert SECRETS.told_by("a.md", b"Midtsveien 22, H0101", numbers=True)


def test_three_lines_of_an_export_are_a_copy_and_two_are_not() -> None:
    lines = [f"{n};01.01.2024;1 000,00;Restanse" for n in range(3)]
    secrets = Secrets(lines=frozenset(map(hash, lines)))
    assert not secrets.told_by("a.txt", "\n".join(lines[:2]).encode(), numbers=True)
    assert secrets.told_by("a.txt", "\n".join(lines).encode(), numbers=True)


def test_the_repositorys_own_files_raise_no_alarm() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    own = [n for n in listed.stdout.split("\0")[:-1] if n != "tests/clean/test_commit_secrets.py"]
    data = {n: ROOT / n for n in own if not n.startswith(("data/raw/", "src/", "tests/", "benchmarks/"))}
    told = {n: SECRETS.told_by(n, path.read_bytes(), numbers=True) for n, path in data.items()}
    told |= {
        n: SECRETS.told_by(n, (ROOT / n).read_bytes(), numbers=False)
        for n in own
        if n.startswith(("src/", "tests/", "benchmarks/"))
    }
    assert {n: what for n, what in told.items() if what} == {}
