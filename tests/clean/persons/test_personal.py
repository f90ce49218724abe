import pandas as pd
import pytest

from analysis.clean.findings import Findings, Place
from analysis.clean.persons.name_search import Names
from analysis.clean.persons.personal import (
    refuse_personal,
    refuse_personal_labels,
    what_personal,
    without_personal_words,
)
from analysis.params import Study

from ..conftest import only, rules

NAMES = Names.of(["Testine Prøvestad", "Simulf Demo-Dal", "Bo Li"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("skriv til kari.n@example.no", "e-postadresse"),
        ("ring 99 88 77 66", "telefonnummer"),
        ("+47 22334455", "telefonnummer"),
        ("tlf.22334455", "telefonnummer"),
        ("i H0203", "bolignummer"),
        ("leilighet h-0203", "bolignummer"),
        ("Testine sa det", "navn på en leietaker"),
        ("hos Prøvestads", "navn på en leietaker"),
        ("Demo var her", "navn på en leietaker"),
        ("prøvestad", "navn på en leietaker"),
        ("x" * 301, "lang fritekst"),
        ("ring TP", "initialene til en leietaker"),
    ],
)
def test_personal_data_are_recognised(text: str, kind: str) -> None:
    assert what_personal(text, NAMES) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Psykisk helse og rusomsorg",
        "Låse og stenge loftet",
        "merke boder med H-nr.",
        "Befaring 21.11.2023",
        "Boliger i prosjektet",
        "beløp 1 234 567",
        "2023-10-08 2023-11-09",
        "Runarveien 1",
    ],
)
def test_ordinary_text_is_not_taken_for_personal_data(text: str) -> None:
    assert what_personal(text, NAMES) is None


def test_every_text_column_is_scanned_and_the_value_is_not_repeated(sample: Study) -> None:
    found = Findings()
    tables = {
        "activities": pd.DataFrame(
            {"title": ["Dugnad", "Samtale med Testine"], "kind": ["cleanup", "other"]}, dtype="str"
        )
    }
    refuse_personal(tables, NAMES, found, project=sample.project)
    assert only(found, "personal_data")["column"] == "title"
    assert "Testine" not in found.frame().to_csv()


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("rammer; veien videre", True),
        ("Runarveien 1 og 3; Midtåsveien 22; Lahelleveien", True),
        ("rammer; samtale med Testine", False),
        ("ring 99887766", False),
        ("skriv til kari.n@example.no", False),
        ("lås til 010190 12345", False),
        ("ring TP", False),  # may be somebody's initials: in doubt it is left out
        ("x " * 499 + "xx", True),
        ("x " * 499 + "xxx", False),
    ],
)
def test_a_records_own_words_are_kept_unless_they_may_be_personal(
    sample: Study, words: str, kept: bool
) -> None:
    found = Findings()
    before = {"activities": pd.DataFrame({"title": ["Møte"], "points": [words]}, dtype="str")}
    after = without_personal_words(before, NAMES, found, project=sample.project)
    assert after["activities"]["points"].tolist() == [words if kept else ""]
    assert before["activities"]["points"].tolist() == [words]
    assert rules(found, "warning") == ([] if kept else ["words_left_out"])
    refuse_personal(after, NAMES, found, project=sample.project)
    assert not rules(found, "error")


def test_a_heading_that_names_a_tenant_is_no_word_to_leave_out(sample: Study) -> None:
    found = Findings()
    tables = {"activities": pd.DataFrame({"title": ["Samtale med Testine"]}, dtype="str")}
    after = without_personal_words(tables, NAMES, found, project=sample.project)
    refuse_personal(after, NAMES, found, project=sample.project)
    assert rules(found) == ["personal_data"]


def test_pseudonyms_and_running_keys_pass(sample: Study) -> None:
    found = Findings()
    refuse_personal(
        {
            "incidents": pd.DataFrame(
                {"flat": ["0275d0bae48183fb", "1234567890123456"], "incident": ["h0000001", "h22334455"]},
                dtype="str",
            )
        },
        NAMES,
        found,
        project=sample.project,
    )
    assert rules(found) == []


def test_possible_initials_are_a_warning_only(sample: Study) -> None:
    found = Findings()
    refuse_personal(
        {"activities": pd.DataFrame({"title": ["Samtale med TP"]}, dtype="str")},
        NAMES,
        found,
        project=sample.project,
    )
    assert only(found, "initials")["severity"] == "warning"
    assert "TP" not in found.frame().to_csv()


def test_an_address_id_the_project_declared_is_no_dwelling_number(sample: Study) -> None:
    address = sample.project.addresses[0].model_copy(update={"id": "runarveien-1-k2024"})
    project = sample.project.model_copy(update={"addresses": (address,)})
    tables = {
        "incidents": pd.DataFrame({"address": ["runarveien-1-k2024", "runarveien-1-k0205"]}, dtype="str")
    }
    found = Findings()
    refuse_personal(tables, NAMES, found, project=project)
    assert only(found, "personal_data")["message"].count("1 verdi ser ut som bolignummer") == 1


def test_the_name_of_the_projects_own_address_is_no_persons(sample: Study) -> None:
    address = sample.project.addresses[0].model_copy(update={"name": "Prøvestads vei 3"})
    project = sample.project.model_copy(update={"addresses": (address,)})
    found = Findings()
    titles = pd.DataFrame({"title": ["Befaring Prøvestads vei 3", "Befaring hos Prøvestads"]}, dtype="str")
    refuse_personal({"activities": titles}, NAMES, found, project=project)
    assert "1 verdi ser ut" in only(found, "personal_data")["message"]


@pytest.mark.parametrize(
    "text", ["Samtale med leietaker 10017", "leietaker nr.10017:", "A-20018", "kode mor62"]
)
def test_a_tenant_number_or_own_code_is_recognised(text: str) -> None:
    names = Names.of([], ["10017", "a20018", "Mor 62", "101", "hagen"])
    assert what_personal(text, names) == "leietakernummer eller egen kode"


@pytest.mark.parametrize(
    "text", ["101 svar", "hagen", "100170 kr", "mor 62", "10017 kr", "kr 10017", "10017,-", "sak 2024/10017"]
)
def test_short_numbers_words_and_other_numbers_are_no_codes(text: str) -> None:
    assert what_personal(text, Names.of([], ["10017", "Mor 62", "101", "hagen"])) is None


@pytest.mark.parametrize(
    "title", ["Runarveien 3-203", "Runarv. 3 / 203", "Lås i Runarveien 3, 0203", "RUNARVEIEN 3 – 203"]
)
def test_a_flat_right_after_the_projects_own_address_is_one(sample: Study, title: str) -> None:
    found = Findings()
    refuse_personal(
        {"measures": pd.DataFrame({"measure": [title]}, dtype="str")}, NAMES, found, project=sample.project
    )
    assert "bolignummer" in only(found, "personal_data")["message"]


@pytest.mark.parametrize(
    "title", ["Runarveien 1 og 3", "Runarveien 3, 2024", "Runarveien 1, 500 kr", "Runarveien 1-3"]
)
def test_what_else_stands_after_an_address_is_no_flat(sample: Study, title: str) -> None:
    found = Findings()
    refuse_personal(
        {"measures": pd.DataFrame({"measure": [title]}, dtype="str")}, NAMES, found, project=sample.project
    )
    assert rules(found) == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("activities", "attended", 91234567),
        ("activities", "invited", 1010750160),
        ("cases", "received", 12345678903),
        ("arrears", "balance", 99887766.0),
    ],
)
def test_a_count_or_balance_with_the_digits_of_a_telephone_or_identity_number_is_refused(
    sample: Study, table: str, column: str, value: float
) -> None:
    found = Findings()
    frame = pd.DataFrame({column: [3, value, None]})
    refuse_personal({table: frame}, NAMES, found, project=sample.project)
    finding = only(found, "personal_data")
    assert (finding["severity"], finding["column"]) == ("error", column)
    assert str(int(value)) not in "".join(finding.values())


def test_counts_and_balances_of_fewer_digits_pass(sample: Study) -> None:
    found = Findings()
    tables = {
        "cases": pd.DataFrame({"open": [119, 9_999_999]}, dtype="Int64"),
        "arrears": pd.DataFrame({"balance": [1_234_567.89]}),
    }
    refuse_personal(tables, NAMES, found, project=sample.project)
    assert rules(found) == []


def test_a_remark_in_a_column_of_categories_is_free_text(sample: Study) -> None:
    remark = "Trenger tett oppfølging etter innleggelsen i fjor, og har sagt ja til hjelp"
    found = Findings()
    tables = {
        "services": pd.DataFrame({"agency": ["Psykisk helse og rusomsorg", remark]}, dtype="str"),
        "measures": pd.DataFrame({"wording": [remark]}, dtype="str"),
    }
    refuse_personal(tables, NAMES, found, project=sample.project)
    finding = only(found, "personal_data")
    assert (finding["column"], "1 verdi ser ut som lang fritekst" in finding["message"]) == ("agency", True)


def test_the_name_of_a_sheet_left_out_is_searched_as_one_that_is_read(sample: Study) -> None:
    found, noticed = Findings(), Findings()
    noticed.add("info", Place("k", "f.xlsx"), "sheets_left_out", "arkene «leil. 203» er ikke lest")
    no_corrections = pd.DataFrame(columns=["key", "column", "reason", "who"], dtype="str")
    refuse_personal_labels(noticed.frame(), no_corrections, {}, NAMES, found, project=sample.project)
    assert "navnet på et ark" in only(found, "personal_data")["message"]


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Befaring i Olavs gate", []),
        ("Befaring i Hans Nielsen Hauges gate", []),
        ("Møte i Hauge kommune", []),
        ("Fellesmøte på Haugen", ["warning"]),
        ("Samtale med Haugen", ["error"]),
        ("Samtale med Hans Nielsen", ["error"]),
        ("Møte med Hauge", ["error"]),
    ],
)
def test_the_projects_streets_and_municipality_are_nobodys_though_tenants_share_their_words(
    sample: Study, title: str, severity: list[str]
) -> None:
    one, two = sample.project.addresses[:2]
    project = sample.project.model_copy(
        update={
            "municipality": "Hauge kommune",
            "organisation": "Hauge",
            "addresses": (
                one.model_copy(update={"name": "Hans Nielsen Hauges gate 3"}),
                two.model_copy(update={"name": "Haugen 5 B"}),
            ),
        }
    )
    found = Findings()
    names = Names.of(["Hans Nielsen", "Olav Hauge", "Kari Haugen"])
    titles = pd.DataFrame({"title": [title]}, dtype="str")
    refuse_personal({"activities": titles}, names, found, project=project)
    assert list(found.frame()["severity"]) == severity


def test_a_name_that_may_be_a_place_is_a_warning_and_a_name_tells_what_to_do_with_a_word(
    sample: Study,
) -> None:
    found = Findings()
    titles = pd.DataFrame({"title": ["Hagen ryddes", "Møte med Hagen"]}, dtype="str")
    refuse_personal({"activities": titles}, Names.of(["Kari Hagen"]), found, project=sample.project)
    assert only(found, "perhaps_name")["severity"] == "warning"
    assert "liten bokstav" in only(found, "personal_data")["action"]
    assert "Hagen" not in found.frame().to_csv()


def labels(sample: Study, **given: object) -> Findings:
    found, noticed = Findings(), Findings()
    if "sheet" in given or "column" in given:
        noticed.add(
            "info",
            Place("k", "f.xlsx", str(given.get("sheet", ""))),
            "r",
            "noe",
            column=str(given.get("column", "")),
        )
    correction = {**dict.fromkeys(("key", "column", "reason", "who"), ""), **given.get("correction", {})}  # type: ignore[dict-item]
    corrections = pd.DataFrame([correction], dtype="str")
    files = {"k": [str(given.get("path", "f.csv"))]}
    refuse_personal_labels(noticed.frame(), corrections, files, NAMES, found, project=sample.project)
    return found


@pytest.mark.parametrize(
    "given",
    [
        {"path": "svar_testine_prøvestad.xlsx"},
        {"path": "01010750160.csv"},
        {"path": "t@example.no.csv"},
        {"sheet": "Testine"},
        {"sheet": "leil. 203"},
        {"column": "Hva synes Testine?"},
        {"column": "ring 99 88 77 66"},
        {"correction": {"reason": "Simulf ringte", "who": "rådgiver"}},
        {"correction": {"reason": "skrivefeil", "who": "Testine Prøvestad"}},
        {"correction": {"column": "Testines husleie", "reason": "skrivefeil", "who": "rådgiver"}},
        {
            "correction": {
                "key": "logg.xlsx (ark «Testine»), rad 5",
                "reason": "skrivefeil",
                "who": "rådgiver",
            }
        },
    ],
)
def test_names_of_files_sheets_and_headers_and_reasons_are_searched_and_not_repeated(
    sample: Study, given: dict[str, object]
) -> None:
    finding = only(labels(sample, **given), "personal_data")
    assert finding["severity"] == "error"
    assert "estine" not in "".join(finding.values())
    assert finding["action"]


@pytest.mark.parametrize(
    "given",
    [
        {"path": "data-31204500-2024-01-09-1202.csv"},
        {"path": "2023/husleie 20231124.csv", "column": "Jeg er fornøyd med boligen min"},
        {"sheet": "Logg 2023–2024"},
        {"correction": {"reason": "September har 30 dager.", "who": "prosjektmedarbeider"}},
    ],
)
def test_ordinary_names_of_files_sheets_and_headers_pass(sample: Study, given: dict[str, object]) -> None:
    assert rules(labels(sample, **given)) == []
