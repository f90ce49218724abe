import pytest

from analysis.clean import check, clean_records
from analysis.clean.findings import Findings
from analysis.clean.reconcile import data_counts, reconcile
from analysis.params import Fact, Study

from .conftest import rules


def test_the_inconsistencies_of_the_final_report_are_said_with_both_numbers(copied: Study) -> None:
    messages = " ".join(clean_records(copied).findings["message"])
    assert (
        "13 (utleide boliger ved prosjektstart) + 8 (boliger uten husleiekontrakt ved prosjektstart) er 21, "
        "ikke 23" in messages
    )
    assert "arbeidsgruppemøter som er holdt: 7 ifølge" in messages
    assert "men 5 i dataene" in messages
    assert "8 ifølge sluttrapporten 2024, kapittel om avgrensning, men 10 i dataene" in messages


def test_figures_that_agree_are_not_mentioned(copied: Study) -> None:
    found = rules(check(copied))
    assert not {"fact_flats", "fact_let_at_start", "fact_tenants", "fact_moved"} & set(found)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("flats", 23, []), ("flats", 24, ["fact_x"]), ("tenants", 5, []), ("nonsense", 1, ["fact_x"])],
)
def test_each_fact_is_held_against_the_count_it_names(
    sample: Study, name: str, value: int, expected: list[str]
) -> None:
    fact = Fact(id="x", text="noe", value=value, source="et sted", should_equal_data=name)
    project = sample.project.model_copy(update={"facts": (fact,)})
    found = Findings()
    reconcile(
        type(sample)(
            sample.root, project, sample.questionnaire, sample.plan, sample.vocabulary, sample.period
        ),
        {"flats": 23, "tenants": 5},
        found,
    )
    assert rules(found) == expected


def test_a_count_without_its_source_is_left_out(sample: Study) -> None:
    import pandas as pd

    assert data_counts(sample, None, None, pd.DataFrame()) == {}
