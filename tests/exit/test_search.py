"""Whoever may not be named is found in what was made and in what the project wrote; nobody else is."""

from __future__ import annotations

import base64
import dataclasses
import shutil
from pathlib import Path

import pytest

from analysis.clean.persons.pseudonyms import KEY_VARIABLE
from analysis.exit import (
    ExitError,
    Wanted,
    search_outputs,
    search_sources,
    source_findings,
    stop,
    wanted,
)
from analysis.params import Study, find_root, load_period

KEY = "q7Lr2ZtVn4XcB9mKd3Ws8YfH"
ROOT = find_root(Path(__file__))
NAMES = {"Demonius Simulstad": "Gudrødur Holm", "Utkasta Maltjern": "Ask Kvitaåsen"}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)


def copy_to(tmp_path: Path) -> Study:
    """Lay the sample elsewhere, with two tenants renamed: one is called what a method is called."""
    for part in ("data/raw/leie", "params/leie", "report", "notebooks"):
        shutil.copytree(ROOT / part, tmp_path / part)
    raw = tmp_path / "data/raw/leie/leieforhold.csv"
    text = raw.read_bytes().decode("iso-8859-1")
    for was, name in NAMES.items():
        assert was in text
        text = text.replace(was, name)
    raw.write_bytes(text.encode("iso-8859-1"))
    return load_period(tmp_path / "params/leie/periods/sluttrapport.yml")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A project to be changed."""
    return copy_to(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The project as it is."""
    return copy_to(tmp_path_factory.mktemp("felles"))


@pytest.fixture(scope="module")
def seek(shared: Study) -> Wanted:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(KEY_VARIABLE, KEY)
        return wanted(shared)


def kinds(seek: Wanted, text: str, *, public: bool = False, loose: bool = False) -> list[str]:
    return seek.kinds_in(text, public=public, loose=loose)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Samtale med Gudrødur", "navn på en leietaker"),
        ("GUDRØDURS leilighet", "navn på en leietaker"),
        ("Holm, Gudrødur", "navn på en leietaker"),
        ("notat-gudrodur.docx", "navn på en leietaker"),
        ("Kvitaaasens dør", "navn på en leietaker"),
        ("Født 309197 05317", "fødselsnummer"),
        ("ring 99 88 77 66", "telefonnummer"),
        ("skriv til gk@example.no", "e-postadresse"),
        ("i H0204", "bolignummer"),
        ("Runarveien 3-203", "bolignummer"),
        (f"nøkkel {KEY}", "pseudonymnøkkelen"),
        (KEY.encode().hex(), "pseudonymnøkkelen"),
        (base64.b64encode(KEY.encode()).decode(), "pseudonymnøkkelen"),
    ],
)
def test_what_may_not_leave_is_found_in_any_edition(seek: Wanted, text: str, kind: str) -> None:
    assert kinds(seek, text) == [kind]


@pytest.mark.parametrize("text", ["Runarveien 3", "midtåsv. 22s port", "runarveien-1", "Bråk i Runarveien"])
def test_an_address_is_found_in_the_public_edition_alone(seek: Wanted, text: str) -> None:
    assert kinds(seek, text) == []
    assert kinds(seek, text, public=True) == ["en adresse i prosjektet"]


@pytest.mark.parametrize(
    "text",
    [
        "Justert etter Holm",
        "12 345 678",
        "2023–24",
        "0.23456789",
        "hash 2a23456789b4c5d6e7f8",
        "Alle adresser",
        "n = 13",
        "2 345 678 kr",
    ],
)
def test_nobody_is_seen_in_words_of_the_software_and_in_figures(seek: Wanted, text: str) -> None:
    assert kinds(seek, text, public=True) == []


def test_rows_of_a_page_of_numbers_are_no_identity_number_unless_unbroken(seek: Wanted) -> None:
    assert kinds(seek, "22 33 44 55 66 77 88", loose=True) == []
    assert kinds(seek, "saken 30919705317", loose=True) == ["fødselsnummer"]


def test_this_machines_folders_are_found(seek: Wanted, shared: Study) -> None:
    assert kinds(seek, f"les {shared.root}/data") == ["en sti på denne maskinen"]


def test_who_may_be_named_is_said_in_the_settings(shared: Study) -> None:
    rule = shared.project.disclosure.model_copy(update={"may_be_named": ("Gudrødur Bok", "99 88 77 66")})
    project = shared.project.model_copy(update={"disclosure": rule})
    seek = wanted(dataclasses.replace(shared, project=project))
    assert kinds(seek, "Forfatter: Gudrødur Bok, tlf. 99 88 77 66") == []
    assert kinds(seek, "Gudrødur sa det") == ["navn på en leietaker"]


def _append(study: Study, file: str, text: str) -> int:
    path = study.root / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").count("\n")


def _sources(study: Study) -> list[tuple[str, str]]:
    return [(hit.file, hit.where) for hit in search_sources(study, wanted(study))]


@pytest.mark.parametrize(
    "file",
    [
        "report/leie/rolle.qmd",
        "report/leie/vurdering-1.qmd",
        "params/leie/claims.yml",
        "params/leie/report.yml",
        "params/leie/project.yml",
        "params/leie/periods/sluttrapport.yml",
    ],
)
def test_a_name_in_the_projects_own_texts_is_told_with_file_and_line(study: Study, file: str) -> None:
    assert _sources(study) == []
    line = _append(study, file, "# Takk til Ask Kvitaåsen")
    assert _sources(study) == [(file, f"linje {line}")]
    told = source_findings(study)
    assert told[["severity", "file"]].values.tolist() == [["error", file]]
    assert "Kvitaåsen" not in told.to_csv()


def test_an_address_may_stand_in_text_for_the_steering_group(study: Study) -> None:
    inside = "::: {.bare-begrenset}\nSlik er det i Runarveien 3.\n:::"
    _append(study, "report/leie/rolle.qmd", inside)
    assert _sources(study) == []
    line = _append(study, "report/leie/tiltak.qmd", "Slik er det i Runarveien 3.")
    assert _sources(study) == [("report/leie/tiltak.qmd", f"linje {line}")]


def test_public_files_are_searched_for_addresses_and_others_are_not(tmp_path: Path, seek: Wanted) -> None:
    files = [tmp_path / edition / "rapport.html" for edition in ("begrenset", "offentlig")]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text("<p>Runarveien 3</p>", encoding="utf-8")
    hits = search_outputs(files, [tmp_path / "offentlig"], seek, tmp_path)
    assert [hit.file for hit in hits] == ["offentlig/rapport.html"]


def test_a_file_that_cannot_be_read_does_not_pass(tmp_path: Path, seek: Wanted) -> None:
    file = tmp_path / "rapport.pdf"
    file.write_bytes(b"no pdf")
    (hit,) = search_outputs([file], [], seek, tmp_path)
    assert "ikke kan leses" in hit.text


def test_the_message_tells_where_and_where_it_was_written_and_repeats_nothing(study: Study) -> None:
    _append(study, "report/leie/rolle.qmd", "Takk til Gudrødur.")
    seek = wanted(study)
    page = study.root / "rapport.html"
    page.write_text("<p>Takk til Gudrødur.</p>", encoding="utf-8")
    with pytest.raises(ExitError) as caught:
        stop(search_outputs([page], [], seek, study.root), search_sources(study, seek))
    told = str(caught.value)
    assert "rapport.html, teksten" in told
    assert "report/leie/rolle.qmd, linje" in told
    assert "may_be_named" in told
    assert "Gudrødur" not in told
    stop([], [])
