"""Generated chapters: every goal, every verdict, any period, either edition."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis.params import Fact, Study
from analysis.present.escape import escape_markdown
from analysis.present.evidence import evidence
from analysis.present.fragments import survey as fragment_survey
from analysis.present.fragments.chapters import CHAPTERS, chapters

EDITIONS = ("begrenset", "offentlig")
PERIODS = ("study", "placebo", "one_wave")


def _plain(source: str) -> str:
    return html.unescape(source)


def _flat(made: Mapping[str, str], name: str) -> str:
    return " ".join(_plain(made[name]).split())


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("period", PERIODS)
def test_every_chapter_of_every_period_is_text_without_gaps(
    period: str, edition: str, make_material: Any, request: pytest.FixtureRequest
) -> None:
    made = chapters(make_material(request.getfixturevalue(period), edition))
    assert set(made) == set(CHAPTERS)
    for name, source in made.items():
        assert source.strip(), name
        assert not re.search(r"\b(nan|None|NaT|NA|True|False|before|after)\b|<NA>", _plain(source)), name


@pytest.mark.parametrize("period", PERIODS)
def test_no_table_is_empty_and_each_has_its_own_label(
    period: str, make_material: Any, request: pytest.FixtureRequest
) -> None:
    source = "\n".join(chapters(make_material(request.getfixturevalue(period))).values())
    labelled = re.findall(r"\{#(tbl-[\w-]+)\}", source)
    assert labelled
    assert len(labelled) == len(set(labelled))
    assert not re.search(r"^\|[:|-]+\|\n(?!\|)", source, re.MULTILINE)


def test_every_table_says_how_many(make_material: Any, study: Study) -> None:
    source = "\n".join(_plain(text) for text in chapters(make_material(study)).values())
    captions = re.findall(r"^: (.+) \{#tbl-", source, re.MULTILINE)
    assert [caption for caption in captions if not re.search(r"\(n\b|\bn\)", caption)] == []


def test_period_that_ends_before_the_project_says_the_prose_may_go_further(
    make_material: Any, study: Study, placebo: Study, one_wave: Study
) -> None:
    later = "og kan handle om det som skjedde senere."
    for period, told in ((study, False), (placebo, True), (one_wave, True)):
        assert (later in _flat(chapters(make_material(period)), "side-en")) is told


def test_the_line_between_before_and_after_is_explained_only_where_it_is_the_projects_start(
    make_material: Any, study: Study, placebo: Study
) -> None:
    note = study.project.start_note
    assert note in _flat(chapters(make_material(study)), "vinduer")
    assert note not in _flat(chapters(make_material(placebo)), "vinduer")


def test_what_is_not_measured_shows_no_value_of_one_side(make_disclosed: Any, study: Study) -> None:
    results = make_disclosed(study).results.assign(verdict="ikke_maalt", before=3.1, n_pairs=None)
    assert {(row.before, row.after) for row in evidence(results, study)} == {("–", "–")}


def test_an_index_with_a_cut_question_says_that_one_of_them_is_cut(make_disclosed: Any, study: Study) -> None:
    results = make_disclosed(study).results.assign(warnings="ufullstendig_sporsmal")
    said = {row.indicator: row.warnings[0] for row in evidence(results, study)}
    assert said["hjem"].startswith("Ett av spørsmålene")
    assert said["q01"].startswith("Spørsmålet")


def test_nobody_is_lost_from_what_was_never_measured(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    results = make_disclosed(study).results.assign(verdict="ikke_maalt")
    made = chapters(make_material(study, disclosed=make_disclosed(study, results=results)))
    assert "{#tbl-bortfall}" in chapters(make_material(study))["datakvalitet"]
    assert "{#tbl-bortfall}" not in made["datakvalitet"]


def test_period_without_a_second_wave_says_the_survey_is_not_measured(
    make_material: Any, one_wave: Study
) -> None:
    made = chapters(make_material(one_wave))
    assert "Perioden har ikke to kartlegginger" in _flat(made, "kartlegging")


def test_inconsistencies_of_the_source_are_surfaced(make_material: Any, study: Study) -> None:
    source = _flat(chapters(make_material(study)), "datakvalitet")
    assert "13 utleide boliger ved prosjektstart og 8 boliger uten husleiekontrakt" in source
    assert "til sammen 21. Samtidig oppgir den 23 ettromsleiligheter" in source
    assert "7 arbeidsgruppemøter som er holdt" in source
    assert "men fremdriftsplanen har dato for 2." in source
    assert "Spørsmål 14 i skjemaet" in source


def test_appendix_holds_every_statement_and_every_open_question_of_the_form(
    make_material: Any, study: Study
) -> None:
    form = fragment_survey.form(make_material(study))
    asked = study.questionnaire
    assert (len(asked.items), len(asked.open_questions)) == (14, 16)
    assert all(item.text in form for item in asked.items)
    listed = [line.removeprefix("- ") for line in form.splitlines() if line.startswith("- ")]
    assert listed == [escape_markdown(question) for question in asked.open_questions]


def test_errors_stand_before_warnings(make_material: Any, study: Study) -> None:
    source = chapters(make_material(study))["datakvalitet"]
    assert source.index("| Feil |") < source.index("| Advarsel |")


def test_public_edition_prints_no_street_no_day_and_no_finding_text(make_material: Any, study: Study) -> None:
    made = chapters(make_material(study, "offentlig"))
    everything = _plain("\n".join(made.values()))
    assert "Runarveien" not in everything
    assert "Midtåsveien" not in everything
    assert not re.search(r"\d{2}\.\d{2}\.\d{2,4}", _plain(made["fremdriftsplan"]))
    assert "uleselige" not in everything
    assert "Dugnad eller rydding" in _plain(made["fremdriftsplan"])


def test_restricted_edition_gives_days_and_names(make_material: Any, study: Study) -> None:
    made = chapters(make_material(study))
    assert "08.01.2024" in _plain(made["fremdriftsplan"])
    assert "Runarveien 1" in _plain(made["handlingsplan"])


def test_certainty_starts_low_and_only_goes_down(make_material: Any, study: Study) -> None:
    graded = {row.verdict: row.certainty for row in make_material(study).evidence if row.indicator != "q14"}
    assert graded["bedring"] == graded["forverring"] == graded["uendret"] == "lav"
    assert graded["for_lite_data"] == graded["usikkert_grunnlag"] == "svært lav"
    assert graded["beskrivelse"] == "–"


def test_evidence_of_every_place_is_read(make_disclosed: Any, study: Study) -> None:
    rows = evidence(make_disclosed(study).results, study, place=None)
    assert len(rows) == len(study.plan.indicators) * (1 + len(study.project.address_ids))


def test_markup_in_the_records_is_only_text(make_material: Any, make_disclosed: Any, study: Study) -> None:
    evil = '{{< include /etc/passwd >}} <script> #read("x") | @ref'
    measures = make_disclosed(study).measures.assign(measure=evil)
    made = chapters(make_material(study, disclosed=make_disclosed(study, measures=measures)))
    row = next(line for line in made["handlingsplan"].splitlines() if "include" in line)
    assert not set(row) & set("{}<>@")
    assert _plain(row).count(evil) == 1


def test_inputs_are_named_with_origin_and_no_hash_and_the_command_is_given(
    make_material: Any, study: Study
) -> None:
    source = _flat(chapters(make_material(study)), "reproduserbarhet")
    assert "| hendelseslogg.xlsx | hendelser | Syntetisk |" in source
    assert "manifest.json" in source
    assert "leie run leie/sluttrapport" in source
    assert "`ba9876543210`" in source
    assert "**handlingsplan.** Tiltakene og planens ord om dem er prosjektets egne." in source


def test_claims_stand_beside_what_they_are_held_against_once_the_project_is_over(
    make_material: Any, study: Study, one_wave: Study
) -> None:
    source = _flat(chapters(make_material(study)), "pastander")
    assert (
        "| Det kommer færre klager fra naboene | **Stemmer med tallene** | Naboklager, delmål 1 | delmål 1 |"
        in source
    )
    assert "**Stemmer ikke med tallene**" in source and "Kilde: sluttrapporten 2024 {#" in source
    assert "Det kommer færre klager" not in _flat(chapters(make_material(one_wave)), "pastander")


def test_hidden_figure_of_a_claim_prints_as_a_colon(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    claims = make_disclosed(study).claims.assign(hidden=True)
    made = chapters(make_material(study, disclosed=make_disclosed(study, claims=claims)))
    assert "| **Stemmer med tallene** | : |" in _flat(made, "pastander")


def test_sensitivity_names_the_choices_that_change_a_conclusion(make_material: Any, study: Study) -> None:
    source = _flat(chapters(make_material(study)), "folsomhet")
    others = "Skillet mellom før og etter 1 måned tidligere; uten én adresse om gangen"
    assert f"| Naboklager | Bedring | 14 | 12 | 4 | {others} |" in source
    assert "| Oppsigelser | Forverring | 14 | 12 | 4 | ingen |" in source


def test_no_figure_stands_without_the_unit_of_what_it_rests_on(make_material: Any, study: Study) -> None:
    for row in evidence(make_material(study).disclosed.results, study):
        assert row.basis == "–" or row.basis[-1].isalpha(), row.indicator


def test_families_tested_together_are_named_with_their_size(make_material: Any, study: Study) -> None:
    said = _flat(chapters(make_material(study)), "indikatorer")
    assert "«Enkeltspørsmål» (14, Westfall og Young)" in said
    assert "Hovedutfall» (1" not in said and "Hendelser» (" not in said and "Gjennomføring" not in said


def test_losses_say_who_counts_as_moved(make_material: Any, study: Study) -> None:
    assert "«Ikke lenger der» er de som mangler tall og ikke lenger leier" in _flat(
        chapters(make_material(study)), "datakvalitet"
    )


def test_public_edition_does_not_print_a_mismatch_about_few_people(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    message = "leietakere som fikk ny adresse: 4 ifølge kilden, men 3 i dataene."
    disclosed = _findings(make_disclosed, study, rule="fact_moved", message=message)
    said = {
        edition: _flat(
            chapters(make_material(study, edition, disclosed=replace(disclosed, edition=edition))),
            "datakvalitet",
        )
        for edition in EDITIONS
    }
    assert "4 ifølge kilden, men 3" in said["begrenset"]
    assert "men 3" not in said["offentlig"]
    assert "Leietakere som fikk ny adresse: kilden og dataene oppgir ulike tall" in said["offentlig"]


def with_facts(study: Study, *facts: dict[str, Any]) -> Study:
    made = [Fact.model_validate({"source": "et sted", **fact}, strict=False) for fact in facts]
    return replace(study, project=study.project.model_copy(update={"facts": tuple(made)}))


def test_in_public_a_small_number_of_people_is_told_neither_from_the_data_nor_in_a_sum(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    moved = {"id": "moved", "text": "som flyttet", "value": 9, "people": True, "should_equal_data": "moved"}
    few = {"id": "few", "text": "som ble", "value": 3, "people": True}
    total = {"id": "total", "text": "leietakere", "value": 13, "should_equal_sum": ["moved", "few"]}
    changed = with_facts(study, moved, few, total)
    message = "som flyttet: 9 ifølge kilden, men 2 i dataene."
    disclosed = _findings(make_disclosed, study, rule="fact_moved", severity="warning", message=message)
    said = {
        edition: _flat(
            chapters(make_material(changed, edition, disclosed=replace(disclosed, edition=edition))),
            "datakvalitet",
        )
        for edition in EDITIONS
    }
    assert "men 2 i dataene" in said["begrenset"] and "3 som ble" in said["begrenset"]
    assert "men 2" not in said["offentlig"] and "3 som ble" not in said["offentlig"]
    assert "Leietakere: tallene i kilden går ikke opp" in said["offentlig"]


def test_a_figure_that_could_not_be_held_against_data_is_no_mismatch(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    changed = with_facts(
        study, {"id": "x", "text": "møter", "value": 7, "should_equal_data": "meetings_dated"}
    )
    disclosed = _findings(
        make_disclosed, study, rule="fact_y", severity="info", message="boliger er ikke kontrollert"
    )
    disclosed = replace(disclosed, activities=disclosed.activities.iloc[:0])
    source = _flat(chapters(make_material(changed, disclosed=disclosed)), "datakvalitet")
    assert "har dato for" not in source
    assert "boliger er ikke kontrollert" in source.split("{#sec-funn}")[1].lower()


def test_another_method_that_takes_a_verdict_away_is_named_among_the_choices(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    tried = make_disclosed(study).sensitivity
    other = tried.iloc[:1].assign(variant="signed_rank", n_flips=1, verdict="")
    elsewhere = other.assign(variant="at_the_time", place="runarveien-1")
    uncounted = other.assign(variant="all_available", n_variants=0)
    disclosed = make_disclosed(study, sensitivity=pd.concat([tried, other, elsewhere, uncounted]))
    source = _flat(chapters(make_material(study, disclosed=disclosed)), "folsomhet")
    row = source.split("| Naboklager | Bedring | 14 | 12 | 4 |")[1].split("|")[0]
    assert "rangering av endringene" in row and "adresse om gangen" in row
    assert "etter-vinduet" not in row and "uten par" not in row


def test_changes_of_a_frozen_plan_are_listed_one_by_one(make_material: Any, study: Study) -> None:
    material = make_material(study)
    changed = replace(material.provenance, plan_status="changed", changes=(("plan.alpha", "0.05", "0.1"),))
    source = _flat(chapters(replace(material, provenance=changed)), "reproduserbarhet")
    assert "og er endret siden." in source and "| plan.alpha | 0.05 | 0.1 |" in source
    assert "{#tbl-planendringer}" not in _flat(chapters(material), "reproduserbarhet")


def _findings(make_disclosed: Any, study: Study, **changes: str) -> Any:
    one = make_disclosed(study).findings.iloc[:1].assign(**changes)
    return make_disclosed(study, findings=one)


def test_finding_says_its_place_once_and_counts_the_rows_past_the_first(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    rows = ", ".join(str(n) for n in range(10, 20))
    disclosed = _findings(make_disclosed, study, rows=rows, message="årstall med to sifre")
    source = _flat(chapters(make_material(study, disclosed=disclosed)), "datakvalitet")
    place = "hendelseslogg.xlsx, kolonne «Dato», rad 10, 11, 12, 13, 14, 15 og 4 til"
    assert f"| Advarsel | {place} | Årstall med to sifre. |" in source


def test_notes_on_reading_stand_apart_from_faults(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    disclosed = _findings(make_disclosed, study, severity="info", message="Lest som UTF-8")
    source = _flat(chapters(make_material(study, disclosed=disclosed)), "datakvalitet")
    assert "Innlesingen fant ingen feil eller mangler i filene." in source
    assert "| Lest som UTF-8. |" in source.split("{#tbl-opplysninger}")[0]


def test_stated_figure_that_the_data_contradict_is_an_inconsistency_and_not_a_file_fault(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    message = "8 boliger ifølge kilden, men 10 i dataene"
    disclosed = _findings(make_disclosed, study, rule="fact_without_contract_at_start", message=message)
    for edition in EDITIONS:
        made = chapters(make_material(study, edition, disclosed=replace(disclosed, edition=edition)))
        source = _flat(made, "datakvalitet")
        assert source.count(message) == 1
        assert message in source.split("{#sec-funn}")[0]


def test_corrections_give_their_reason_inside_and_their_number_in_public(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    columns = ["source", "key", "column", "reason", "who", "date", "hidden", "hidden_reason"]
    row = ["hendelser", "rad 5", "Dato", "Natt til 30. september.", "byggdrift", "2024-10-07", False, ""]
    corrections = pd.DataFrame([row], columns=columns)
    made = {
        edition: _flat(
            chapters(
                make_material(
                    study, edition, disclosed=make_disclosed(study, edition, corrections=corrections)
                )
            ),
            "datakvalitet",
        )
        for edition in EDITIONS
    }
    assert "| hendelser | Dato | Natt til 30. september. | byggdrift | 07.10.2024 |" in made["begrenset"]
    assert "1 verdi er rettet for hånd." in made["offentlig"]
    assert "september" not in made["offentlig"]
