"""The researcher's page says of everything hidden which rule hides it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.clean import Findings
from analysis.disclose import Disclosed, restrict_all
from analysis.measure_types import PublicForm
from analysis.params import Edition
from analysis.present.disclosure_page import Rows, disclosure_page, page_text, write_page
from analysis.wording.disclosure import FORMS, RULES

from ..evaluate.conftest import evaluated, loaded, world

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def editions() -> dict[Edition, Disclosed]:
    nothing = pd.DataFrame({"source": [], "key": []})
    tables = SimpleNamespace(**{**vars(world()), "findings": Findings().frame(), "corrections": nothing})
    return restrict_all(evaluated(), tables, loaded())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def page(editions: dict[Edition, Disclosed]) -> dict[str, Rows]:
    return disclosure_page(editions, loaded())


def test_every_form_has_words() -> None:
    assert FORMS.keys() == set(get_args(PublicForm))


def test_every_row_of_the_results_is_on_the_page_and_what_is_hidden_has_its_rule(
    page: dict[str, Rows], editions: dict[Edition, Disclosed]
) -> None:
    rows = page["Indikatorer"][1:]
    assert len(rows) == sum(len(shown.results) for shown in editions.values())
    hidden = [row for row in rows if row[3] == ":"]
    assert len(hidden) == sum(int(shown.results["hidden"].sum()) for shown in editions.values())
    assert {row[4] for row in hidden} <= set(RULES.values())
    assert {row[4] for row in rows if row[3] != ":"} == {""}


def test_titles_are_listed_with_whether_somebody_approved_them(page: dict[str, Rows]) -> None:
    told = dict(page["Titler"][1:])
    assert told["Befaring av adresser"] == "ja"
    assert told["Dugnad inne i Runarveien"] == "nei"


def test_in_public_a_title_that_nobody_approved_is_its_kind_or_its_number() -> None:
    study = loaded()
    none = study.project.model_copy(
        update={"disclosure": study.project.disclosure.model_copy(update={"approved_titles": ()})}
    )
    nothing = pd.DataFrame({"source": [], "key": []})
    tables = SimpleNamespace(**{**vars(world()), "findings": Findings().frame(), "corrections": nothing})
    shown = restrict_all(evaluated(), tables, replace(study, project=none))  # type: ignore[arg-type]
    assert set(shown["offentlig"].activities["title"]) == {""}
    assert shown["offentlig"].measures["measure"].str.fullmatch(r"Tiltak \d+").all()
    assert shown["begrenset"].measures["measure"].equals(evaluated().measures["measure"])


def test_the_page_is_written_as_text_and_as_a_workbook(page: dict[str, Rows], tmp_path: Path) -> None:
    book = load_workbook(write_page(page, tmp_path / "personvern.xlsx"))
    assert book.sheetnames == ["Indikatorer", "Skjult", "Avgjøres", "Titler", "DPIA"]
    assert book["Avgjøres"]["B1"].value == "Navn"
    text = page_text(page)
    assert "13 leietakere på 3 adresser" in text
    assert "tall om personer vises aldri per adresse" in text
