from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.clean import check
from analysis.params import Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, rules

Make = Callable[..., Study]


def answered(sample: Study, make: Make, who: dict[str, str], **more: object) -> Study:
    """One answer from somebody, and a register of two."""
    headers = {"name": "Navn", "address": "Adresse", "code": "Kode"}
    form = {"id": "k", "kind": "survey", "wave": 1, "file": "k.csv", "columns": {t: headers[t] for t in who}}
    rows = [
        [*(headers[t] for t in who), *(item.text for item in sample.questionnaire.items)],
        [*who.values(), *["3"] * 14],
    ]
    roster = [
        TENANCY_HEADER,
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2020", "", ""],
        ["2", "Simulf Demodal", "Runarveien 1", "H0102", "01.01.2020", "", ""],
    ]
    tenancies = {**TENANCIES, **more}
    return make([form, tenancies], {"k.csv": csv_bytes(rows), "leieforhold.csv": csv_bytes(roster)})


@pytest.mark.parametrize("name", ["Testine Liksomvik", "Liksomvik, Testine", "TESTINE ANNE LIKSOMVIK"])
def test_a_new_surname_at_the_same_address_is_listed_with_the_row_it_may_be(
    sample: Study, project_of: Make, name: str
) -> None:
    unlinked = only(
        check(answered(sample, project_of, {"name": name, "address": "Runarveien 1"})), "unlinked"
    )
    assert "leieforhold.csv, rad 2." in unlinked["action"]


@pytest.mark.parametrize(
    ("name", "address"),
    [("Testine Liksomvik", "Runarveien 3"), ("Testine Liksomvik", ""), ("Kladdar Prøvestad", "Runarveien 1")],
)
def test_a_first_name_elsewhere_and_a_surname_at_the_address_are_no_likeness(
    sample: Study, project_of: Make, name: str, address: str
) -> None:
    unlinked = only(check(answered(sample, project_of, {"name": name, "address": address})), "unlinked")
    assert "Ligner" not in unlinked["action"]
    assert "teller ikke" in unlinked["message"]


def test_codes_the_register_lacks_altogether_are_not_called_linked_to_it(
    sample: Study, project_of: Make
) -> None:
    frame = check(answered(sample, project_of, {"code": "AB12"}))
    assert "0 av 1" in only(frame, "linked")["message"]
    found = only(frame, "codes_of_nobody")
    assert (found["severity"], found["rows"]) == ("warning", "2")
    assert "unlinked" not in rules(frame)
