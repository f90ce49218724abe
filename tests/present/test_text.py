"""What is done to prose on its way: text for one edition, and the project's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.params.report import Noun, Words
from analysis.present.text import ProseError, for_edition, in_own_words

FILE = Path("report/leie/rolle.qmd")
SPLIT = (
    "En.\n\n::: {.bare-begrenset}\nTo.\n:::\n\n:::: {.bare-offentlig}\n::: {.boks}\nTre.\n:::\n::::\nFire."
)
OWN = Words(
    tenant=Noun(forms=("beboer", "beboeren", "beboere", "beboerne")),
    survey=Noun(forms=("husprat", "praten", "husprater", "pratene")),
)


def test_text_for_one_edition_stands_in_that_one_alone_without_its_fences() -> None:
    assert for_edition(SPLIT, "begrenset", FILE).split() == ["En.", "To.", "Fire."]
    assert for_edition(SPLIT, "offentlig", FILE) == "En.\n\n\n::: {.boks}\nTre.\n:::\nFire."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("En.\n::: {.bare-begrenset}\nTo.\n", r"rolle\.qmd, linje 2: .* ikke avsluttet\. Skriv ::: etter"),
        (":::: {.bare-offentlig}\nTo.\n:::\n", r"rolle\.qmd, linje 1: .* Skriv :::: etter"),
        ("En.\n\n::: {.bare-intern}\nTo.\n:::\n", r"rolle\.qmd, linje 3: \.bare-intern er ingen utgave"),
    ],
)
@pytest.mark.parametrize("edition", ["begrenset", "offentlig"])
def test_a_part_that_is_not_closed_or_names_no_edition_is_refused_with_its_line(
    text: str, said: str, edition: str
) -> None:
    with pytest.raises(ProseError, match=said):
        for_edition(text, edition, FILE)  # type: ignore[arg-type]


def test_each_form_of_a_noun_becomes_the_projects_own_with_its_capital() -> None:
    text = "Leietakerne og leietakere: én leietaker, Leietakeren. Kartlegginger etter kartleggingen."
    assert in_own_words(text, OWN) == "Beboerne og beboere: én beboer, Beboeren. Husprater etter praten."


@pytest.mark.parametrize("word", ["leietakernes", "Kartleggingsskjema", "framleietaker", "leietaker_id"])
def test_only_whole_words_are_replaced(word: str) -> None:
    assert in_own_words(word, OWN) == word


def test_without_words_of_its_own_a_project_keeps_the_usual_ones() -> None:
    assert in_own_words("Leietakerne svarte.", Words(survey=OWN.survey)) == "Leietakerne svarte."
