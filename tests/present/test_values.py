"""Values for the prose: all text, formatted once, and never more than the edition shows."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from analysis.params import Study
from analysis.present.values import report_metadata, values


def _leaves(tree: Any) -> list[Any]:
    return (
        [leaf for branch in tree.values() for leaf in _leaves(branch)] if isinstance(tree, dict) else [tree]
    )


def test_every_value_is_text_without_a_missing_number(make_material: Any, study: Study) -> None:
    leaves = _leaves(values(make_material(study)))
    assert all(isinstance(leaf, str) and leaf for leaf in leaves)
    assert not [leaf for leaf in leaves if leaf in ("nan", "None", "NaT", "<NA>")]


def test_values_survive_the_file_they_are_written_to(make_material: Any, study: Study) -> None:
    metadata = report_metadata(make_material(study))
    assert yaml.safe_load(yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)) == metadata


def test_indicator_has_figures_in_its_own_unit(make_material: Any, study: Study) -> None:
    made = values(make_material(study))["indikator"]
    assert made["naboklager"]["for"] == "4,3"
    assert made["naboklager"]["endring"] == "0,59 ganger"
    assert made["i-restanse"]["endring"] == "−25 prosentpoeng"
    assert made["restanse"]["for"] == "5\u00a0234\u00a0kr"
    assert made["trygghet"]["intervall"] == "0,2 til 1,4 poeng"


def test_verdict_is_the_printed_word_also_inside_a_sentence(make_material: Any, study: Study) -> None:
    made = values(make_material(study))
    assert made["indikator"]["naboklager"]["vurdering"] == "Bedring"
    assert made["delmal"]["3"]["vurdering_liten"] == "beskrivelse"


def test_facts_have_their_unit_and_few_people_are_not_counted_in_public(
    make_material: Any, study: Study
) -> None:
    inside, public = (values(make_material(study, e))["fakta"] for e in ("begrenset", "offentlig"))
    assert (inside["leader_position"], inside["municipal_dwellings"]) == ("20\u00a0%", "om lag 1\u00a0600")
    assert (inside["moved"], public["moved"]) == ("4", "noen")
    assert {**inside, "moved": "noen"} == public


def test_small_facts_can_stand_in_words_and_never_say_more_than_in_figures(
    make_material: Any, study: Study
) -> None:
    inside, public = (values(make_material(study, e))["fakta_ord"] for e in ("begrenset", "offentlig"))
    assert (inside["housing_advisers"], inside["moved"], inside["flats"]) == ("to", "fire", "23")
    assert (inside["leader_position"], inside["municipal_dwellings"]) == ("20\u00a0%", "om lag 1\u00a0600")
    assert public["moved"] == "noen"


def test_dates_and_windows_are_written_as_in_prose(make_material: Any, study: Study) -> None:
    made = values(make_material(study))
    assert made["prosjekt"]["start"] == "1. oktober 2023"
    assert made["periode"]["for_vindu"] == "1. oktober 2022 til 30. september 2023"
    assert made["periode"]["for_maneder"] == "tolv"


def test_public_edition_names_addresses_by_their_public_names(make_material: Any, study: Study) -> None:
    public = values(make_material(study, "offentlig"))["prosjekt"]["adresser"]
    assert public == "Adresse A, Adresse B og Adresse C"
    assert "Runarveien 1" in values(make_material(study, "begrenset"))["prosjekt"]["adresser"]


def test_hidden_figures_print_as_a_colon(make_material: Any, make_disclosed: Any, study: Study) -> None:
    results = make_disclosed(study, "offentlig").results
    hidden = results.assign(hidden=True, before=None, after=None, estimate=None, low=None, high=None)
    disclosed = make_disclosed(study, "offentlig", results=hidden)
    made = values(make_material(study, "offentlig", disclosed=disclosed))["indikator"]["naboklager"]
    assert {made[key] for key in ("for", "etter", "endring", "intervall", "grunnlag")} == {":"}


def test_few_people_are_counted_and_not_given_as_a_share(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    results = make_disclosed(study).results
    few = results.assign(n_pairs=results["n_pairs"].mask(results["n_pairs"].notna(), 8))
    made = values(make_material(study, disclosed=make_disclosed(study, results=few)))["indikator"][
        "i-restanse"
    ]
    assert (made["for"], made["etter"]) == ("4 av 8", "2 av 8")
    assert "%" not in "".join(made.values())


def test_markup_in_a_name_is_only_text(make_material: Any, study: Study) -> None:
    project = study.project.model_copy(update={"name": "*Leie* {{< meta x >}} 1. <b>"})
    title = report_metadata(make_material(replace(study, project=project)))["title"]
    assert not set(title) & set("*{<>")


@pytest.mark.parametrize(("synthetic", "stamp"), [(True, "SYNTETISKE DATA"), (False, None)])
def test_stamp_follows_the_data(make_material: Any, study: Study, synthetic: bool, stamp: str | None) -> None:
    project = study.project.model_copy(update={"synthetic": synthetic})
    assert report_metadata(make_material(replace(study, project=project))).get("stempel") == stamp


def test_date_of_the_report_is_the_plans_and_machine_readable(make_material: Any, study: Study) -> None:
    assert report_metadata(make_material(study))["date"] == "2024-10-31"


@pytest.mark.parametrize(
    ("status", "late", "beforehand"),
    [
        ("followed", False, True),
        ("followed", True, False),
        ("changed", False, False),
        ("not_frozen", False, False),
    ],
)
def test_primary_outcome_is_called_chosen_beforehand_only_where_a_frozen_plan_shows_it(
    make_material: Any, study: Study, status: str, late: bool, beforehand: bool
) -> None:
    material = make_material(study)
    provenance = replace(material.provenance, plan_status=status, frozen_late=late)
    sentence = values(replace(material, provenance=provenance))["plan"]["hovedutfall_setning"]
    assert ("valgt på forhånd" in sentence) == beforehand
