from collections.abc import Callable

import pytest

from analysis.clean import clean_records
from analysis.clean.registers.plan_cells import points_of, roles_in
from analysis.clean.store import Cleaned
from analysis.params import Study

from ..conftest import only, rules, xlsx_bytes

Make = Callable[..., Study]
PLAN = {"id": "fremdrift", "kind": "activities", "file": "p.xlsx"}
ROLES = ("Prosjektleder", "Prosjektmedarbeider", "Byggdrift", "Beboere", "Sandefjord kommune")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Befaring:\n- Runarveien 1 og 3\n-Lahelleveien", "Runarveien 1 og 3; Lahelleveien"),
        ("Møte 2\nReferat sendes\nAgenda:\n• så langt\n• veien videre;", "så langt; veien videre"),
        ("Innkalle\nAgenda:\n- rammer\nReferat fra møtet", "rammer"),
        ("Innkalle\nReferat sendes\nagenda\nrammer\nveien videre", "rammer; veien videre"),
        ("Innkalle\nAgenda: rammer\nveien videre\nTil stede:\nHeidi", "rammer; veien videre"),
        ("Innkalle\n1. rammer\n2) veien videre\n1. mars 2024 sendt", "rammer; veien videre"),
        ("Innkalle\no rammer\nog mer", "rammer"),
        ("Iverksette tiltak:\nSikre dører\nAvtalt med Heidi", ""),
        ("- Dugnad", ""),
        ("Agenda: møte 2", ""),
        ("Møte\n-\n- ", ""),
        ("", ""),
    ],
)
def test_points_are_the_lines_below_the_heading_that_are_any(text: str, points: str) -> None:
    assert points_of(text) == points


@pytest.mark.parametrize(
    ("text", "roles", "more"),
    [
        ("Prosjektmedarbeider og byggdrift", ("Prosjektmedarbeider", "Byggdrift"), False),
        ("byggdrift, Prosjektleder / BYGGDRIFT", ("Byggdrift", "Prosjektleder"), False),
        ("Prosjektmedarbeider Heidi R", ("Prosjektmedarbeider",), True),
        ("Sandefjord Kommune", ("Sandefjord kommune",), False),
        ("Prosjektlederen", (), True),
        ("Heidi R", (), True),
        ("", (), False),
    ],
)
def test_roles_are_found_as_whole_words_in_the_order_of_the_cell(
    text: str, roles: tuple[str, ...], more: bool
) -> None:
    assert roles_in(text, ROLES) == (roles, more)


def test_a_longer_role_is_not_taken_for_the_shorter_one_it_begins_with() -> None:
    assert roles_in("Byggdrift nord", ("Byggdrift", "Byggdrift nord")) == (("Byggdrift nord",), False)


def test_without_declared_roles_none_is_found() -> None:
    assert roles_in("Prosjektleder", ()) == ((), True)


def cleaned(make: Make, *responsible: str | None) -> Cleaned:
    rows = [[f"Dugnad {n}", who, "12.03.2024"] for n, who in enumerate(responsible)]
    header = ["Aktivitet", "Ansvarlig", "Dato gjennomført"]
    return clean_records(make([PLAN], {"p.xlsx": xlsx_bytes({"Plan": [header, *rows]})}))


def test_whoever_is_no_declared_role_is_told_by_row_and_never_kept(project_of: Make) -> None:
    made = cleaned(
        project_of, "Heidi R", "Prosjektmedarbeider Heidi R og beboere", None, "Byggdrift", "rørlegger"
    )
    who = made.tables["activities"]["responsible"].tolist()
    assert who == ["annen", "Prosjektmedarbeider; Beboere", "", "Byggdrift", "annen"]
    unknown, more = only(made.findings, "unknown_role"), only(made.findings, "more_than_roles")
    assert (unknown["severity"], unknown["rows"], unknown["column"]) == ("warning", "2, 6", "Ansvarlig")
    assert "roles i vocabulary.yml" in unknown["action"]
    assert (more["severity"], more["rows"]) == ("info", "3")
    assert "Heidi" not in made.findings.to_csv()


def test_declared_roles_are_no_finding(project_of: Make) -> None:
    made = cleaned(project_of, "Prosjektleder og prosjektmedarbeider", None)
    assert not {"unknown_role", "more_than_roles"} & set(rules(made.findings))


def test_each_date_of_an_activity_has_its_role_and_points(project_of: Make) -> None:
    row = ["Befaring:\n- Runarveien 1\n- Lahelleveien", "Byggdrift", "21.11.23 og 24.11.23"]
    header = ["Aktivitet", "Ansvarlig", "Dato gjennomført"]
    study = project_of([PLAN], {"p.xlsx": xlsx_bytes({"Plan": [header, row, ["Dugnad", None, "12.03.24"]]})})
    table = clean_records(study).tables["activities"]
    assert table[["title", "responsible", "points"]].to_numpy().tolist() == [
        ["Befaring", "Byggdrift", "Runarveien 1; Lahelleveien"],
        ["Befaring", "Byggdrift", "Runarveien 1; Lahelleveien"],
        ["Dugnad", "", ""],
    ]


def test_a_plan_without_a_column_for_who_is_responsible_says_nothing_of_it(project_of: Make) -> None:
    rows = [["Aktivitet", "Dato gjennomført"], ["Dugnad", "12.03.2024"]]
    made = clean_records(project_of([PLAN], {"p.xlsx": xlsx_bytes({"Plan": rows})}))
    assert made.tables["activities"]["responsible"].tolist() == [""]
    assert "unknown_role" not in rules(made.findings)
