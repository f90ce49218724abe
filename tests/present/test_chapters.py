"""Generated chapters: every goal, every verdict, any period, either edition."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis.params import Fact, Goal, Study
from analysis.present.escape import escape_markdown
from analysis.present.evidence import TESTED, confirmatory, evidence
from analysis.present.fragments import survey as fragment_survey
from analysis.present.fragments.chapters import CHAPTERS, chapters
from analysis.present.fragments.summary import count_sentence, key_figure
from analysis.wording import labels
from analysis.wording.language import LanguageError

EDITIONS = ("begrenset", "offentlig")
PERIODS = ("study", "placebo", "one_wave")


def _plain(source: str) -> str:
    return html.unescape(source)


def _flat(made: Mapping[str, str], name: str) -> str:
    return " ".join(_plain(made[name]).split())


def _with_verdicts(study: Study, make_disclosed: Any, make_material: Any, verdict: str) -> Any:
    results = make_disclosed(study).results
    tested = results["verdict"].isin(TESTED)
    results = results.assign(verdict=results["verdict"].mask(tested, verdict))
    goals = make_disclosed(study).goals.assign(verdict=verdict)
    return make_material(study, disclosed=make_disclosed(study, results=results, goals=goals))


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


def test_results_have_one_section_per_goal_of_the_plan_in_its_order(make_material: Any, study: Study) -> None:
    source = chapters(make_material(study))["resultater"]
    assert re.findall(r"\{#sec-delmal-(\w+)\}", source) == [goal.id for goal in study.plan.goals]


def test_another_municipalitys_goals_get_their_own_sections(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    goals = (Goal(id="1", title="Kortere ventetid", short="Ventetid"),)
    ours = tuple(i.model_copy(update={"goal": "1"}) for i in study.plan.indicators[:3])
    other = replace(study, plan=study.plan.model_copy(update={"goals": goals, "indicators": ours}))
    made = chapters(make_material(other, disclosed=make_disclosed(other)))
    assert "Delmål 1: Kortere ventetid" in _flat(made, "resultater")
    assert "Bomiljø" not in _flat(made, "resultater")
    assert "Kortere ventetid" in _flat(made, "konklusjon")


def test_section_of_a_goal_holds_its_parts_in_the_readers_order(make_material: Any, study: Study) -> None:
    section = _flat(chapters(make_material(study)), "resultater").split("Delmål 2:")[0]
    parts = [
        "Konklusjon: Bedring",
        "Metode.",
        "Virkemidler.",
        "Tiltak.",
        "Evaluering av resultat",
        "Anbefaling",
    ]
    places = [section.index(part) for part in parts]
    assert places == sorted(places)


def test_recommendation_is_the_researchers_own_words(make_material: Any, study: Study) -> None:
    written = "Vi anbefaler *dette*, og at det ikke førte til noe.\n"
    made = chapters(make_material(study, recommendations={"1": written}))
    assert written in made["resultater"]
    assert "Anbefalingen er ikke skrevet" in made["resultater"]


def test_summary_begins_with_a_verdict_for_each_goal(make_material: Any, study: Study) -> None:
    source = _flat(chapters(make_material(study)), "sammendrag")
    table = source.split("{#tbl-sammendrag}")[0]
    for goal in study.plan.goals:
        assert goal.short in table
    for verdict in ("Bedring", "Forverring", "Beskrivelse", "Blandet"):
        assert f"**{verdict}**" in table


@pytest.mark.parametrize("verdict", [*TESTED, "ikke_maalt"])
def test_conclusion_and_summary_adapt_to_any_verdict(
    verdict: str, make_disclosed: Any, make_material: Any, study: Study
) -> None:
    made = chapters(_with_verdicts(study, make_disclosed, make_material, verdict))
    word = labels.verdict(verdict).lower()
    assert f"Konklusjonen for alle delmålene er «{word}»." in _flat(made, "konklusjon")
    assert f"**{labels.verdict(verdict)}**" in _flat(made, "sammendrag")


def test_worse_is_said_exactly_as_prominently_as_better(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    better = chapters(_with_verdicts(study, make_disclosed, make_material, "bedring"))
    worse = chapters(_with_verdicts(study, make_disclosed, make_material, "forverring"))
    for name in ("sammendrag", "konklusjon"):
        better_lines, worse_lines = _plain(better[name]).splitlines(), _plain(worse[name]).splitlines()
        assert len(better_lines) == len(worse_lines), name
        assert better[name].lower().count("bedring") == worse[name].lower().count("forverring"), name


def test_lists_name_better_and_worse_also_when_there_is_none(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    source = _flat(
        chapters(_with_verdicts(study, make_disclosed, make_material, "for_lite_data")), "sammendrag"
    )
    assert "**Bedre:** ingen." in source
    assert "**Verre:** ingen." in source


def test_single_items_never_count_towards_a_conclusion(make_material: Any, study: Study) -> None:
    material = make_material(study)
    exploratory = [row.name for row in material.evidence if row.exploratory]
    assert exploratory
    assert not set(exploratory) & {row.name for row in confirmatory(material.evidence)}
    found = _flat(chapters(material), "sammendrag").split("{#tbl-sammendrag}")[1]
    assert not [name for name in exploratory if name in found]


def test_key_figure_follows_the_verdict_and_then_the_plan_never_the_size(
    make_material: Any, study: Study
) -> None:
    rows = make_material(study).by_goal["1"]
    assert key_figure(rows, "forverring").indicator == "oppsigelser"
    assert key_figure(rows, "ikke_maalt").indicator == "naboklager"
    assert key_figure([], "bedring") is None


def test_count_sentence_says_so_when_nothing_was_tested() -> None:
    assert count_sentence([]) == ("Ingen av utfallene som avgjør målene, kunne vurderes i denne perioden.")


def test_period_before_the_project_says_so_and_gives_no_advice(make_material: Any, placebo: Study) -> None:
    made = chapters(make_material(placebo, recommendations={"1": "Vi anbefaler mer."}))
    assert "Perioden ligger før prosjektet startet" in _flat(made, "forside")
    assert "Begge tidsrommene ligger før prosjektet startet" in _flat(made, "sammendrag")
    assert "Vi anbefaler mer" not in made["resultater"]
    assert "kan oppstå uten noe prosjekt" in _flat(made, "konklusjon")


def test_period_that_ends_before_the_project_waits_with_advice(make_material: Any, one_wave: Study) -> None:
    made = chapters(make_material(one_wave, recommendations={"1": "Vi anbefaler mer."}))
    assert _flat(made, "resultater").count("Anbefalinger gis når prosjektet er ferdig") == 1
    assert "Vi anbefaler mer" not in made["resultater"]
    assert "### Anbefaling" not in made["resultater"]


def test_period_that_ends_before_the_project_says_the_prose_may_go_further(
    make_material: Any, study: Study, placebo: Study, one_wave: Study
) -> None:
    later = "De kan også handle om det som skjedde etter tidsrommene her."
    assert later in _flat(chapters(make_material(placebo)), "forside")
    assert later in _flat(chapters(make_material(one_wave)), "forside")
    assert later not in _flat(chapters(make_material(study)), "forside")


def test_the_line_between_before_and_after_is_explained_only_where_it_is_the_projects_start(
    make_material: Any, study: Study, placebo: Study
) -> None:
    note = study.project.start_note
    assert note in _flat(chapters(make_material(study)), "vinduer")
    assert note not in _flat(chapters(make_material(placebo)), "vinduer")


def test_every_figure_is_pointed_to_before_it_stands(make_material: Any, study: Study) -> None:
    for source in chapters(make_material(study)).values():
        for found in re.findall(r"\{#fig-([\w-]+)", source):
            assert source.index(f"@Fig-{found} viser") < source.index(f"{{#fig-{found}")


def test_summary_says_the_unit_of_a_rate(make_material: Any, study: Study) -> None:
    assert "per 100 utleide boligmåneder; endring" in _flat(chapters(make_material(study)), "sammendrag")


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


def test_count_sentence_that_knows_nothing_names_better_and_worse_alike(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    unknown = _with_verdicts(study, make_disclosed, make_material, "for_lite_data")
    said = count_sentence(confirmatory(unknown.evidence))
    assert "Ingen viser bedring, og ingen viser forverring." in said


def test_period_without_a_second_wave_says_the_survey_is_not_measured(
    make_material: Any, one_wave: Study
) -> None:
    made = chapters(make_material(one_wave))
    assert "Perioden har ikke to kartlegginger" in _flat(made, "kartlegging")
    assert "Ikke målt i perioden" in _flat(made, "sammendrag")


def test_first_survey_after_the_start_is_pointed_out(
    make_material: Any, study: Study, placebo: Study
) -> None:
    assert "januar 2024, tre måneder etter prosjektstart" in _flat(
        chapters(make_material(study)), "maletidspunkt"
    )
    assert "januar" not in chapters(make_material(placebo))["maletidspunkt"]


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
    assert "Dugnad eller rydding (omtalen er utelatt)" in _plain(made["fremdriftsplan"])


def test_restricted_edition_gives_days_and_names(make_material: Any, study: Study) -> None:
    made = chapters(make_material(study))
    assert "08.01.2024" in _plain(made["fremdriftsplan"])
    assert "Runarveien 1" in _plain(made["handlingsplan"])


def test_hidden_rows_print_as_colons_with_the_note_that_explains_them(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    figures = ["before", "after", "estimate", "low", "high", "n_pairs", "n_baseline"]
    results = make_disclosed(study, "offentlig").results.assign(hidden=True)
    results[figures] = None
    disclosed = make_disclosed(study, "offentlig", results=results)
    made = chapters(make_material(study, "offentlig", disclosed=disclosed))
    assert "| : | : | : | : |" in _plain(made["resultater"])
    assert labels.HIDDEN_NOTE in _plain(made["resultater"])
    assert "4,3" not in _plain(made["resultater"])
    assert "Ingen tall kan vises for hver adresse i denne utgaven" in _plain(made["adressene"])


def test_certainty_starts_low_and_only_goes_down(make_material: Any, study: Study) -> None:
    graded = {row.verdict: row.certainty for row in make_material(study).evidence if row.indicator != "q14"}
    assert graded["bedring"] == graded["forverring"] == graded["uendret"] == "lav"
    assert graded["for_lite_data"] == graded["usikkert_grunnlag"] == "svært lav"
    assert graded["beskrivelse"] == "–"


def test_evidence_of_every_place_is_read(make_disclosed: Any, study: Study) -> None:
    rows = evidence(make_disclosed(study).results, study, place=None)
    assert len(rows) == len(study.plan.indicators) * (1 + len(study.project.address_ids))


def with_caveat(study: Study, indicator: str, caveat: str) -> Study:
    """Return the study with another caveat of one indicator."""
    own = [i.model_copy(update={"caveat": caveat}) if i.id == indicator else i for i in study.plan.indicators]
    return replace(study, plan=study.plan.model_copy(update={"indicators": tuple(own)}))


def test_generated_sentence_that_claims_cause_stops_the_report(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    with pytest.raises(LanguageError, match=r"_generert/sammendrag\.qmd"):
        chapters(make_material(with_caveat(study, "naboklager", "Prosjektet førte til ro.")))


def test_markup_in_the_records_is_only_text(make_material: Any, make_disclosed: Any, study: Study) -> None:
    evil = '{{< include /etc/passwd >}} <script> #read("x") | @ref'
    measures = make_disclosed(study).measures.assign(measure=evil)
    made = chapters(make_material(study, disclosed=make_disclosed(study, measures=measures)))
    row = next(line for line in made["handlingsplan"].splitlines() if "include" in line)
    assert not set(row) & set("{}<>@")
    assert _plain(row).count(evil) == 1


def test_inputs_are_named_with_hash_and_origin_and_the_command_is_given(
    make_material: Any, study: Study
) -> None:
    source = _flat(chapters(make_material(study)), "reproduserbarhet")
    assert "| hendelseslogg.xlsx | hendelser | Syntetisk | 0123456789ab |" in source
    assert "leie run leie/sluttrapport" in source
    assert "`ba9876543210`" in source
    assert "**handlingsplan.** Tiltakene og planens ord om dem er prosjektets egne." in source


def test_a_goal_says_what_its_conclusion_rests_on_and_that_it_is_sensitive(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    disclosed = make_disclosed(study)
    alone = disclosed.results["goal"].ne("1") | disclosed.results["indicator"].eq("naboklager")
    verdict = disclosed.results["verdict"].where(alone, "for_lite_data")
    results = disclosed.results.assign(
        verdict=verdict, verdict_rule=disclosed.results["verdict_rule"].where(alone, "4.wide")
    )
    goals = disclosed.goals.assign(sensitive=[True] + [False] * (len(disclosed.goals) - 1))
    made = chapters(make_material(study, disclosed=replace(disclosed, goals=goals, results=results)))
    said = (
        "Konklusjonen bygger på naboklager alene. Konklusjonen er følsom for valg: den holder i 12 av 14 "
        "valg som kunne vist noe; 4 hadde for få igjen. Naboer som tar kontakt"
    )
    assert said in _flat(made, "konklusjon")
    assert _flat(made, "sammendrag").count("(følsom for valg) |") == 1
    assert "«Følsom for valg» betyr" in _flat(made, "sammendrag")


def test_what_else_can_move_a_figure_stands_with_its_conclusion(make_material: Any, study: Study) -> None:
    made = _flat(chapters(make_material(study)), "resultater")
    caveat = "Naboer som tar kontakt med prosjektet i stedet for å klage"
    assert made.count(caveat) == 2  # with the goal, and with the indicator
    assert "Når noen er mer til stede, kan flere besøk bli sett" not in made  # no conclusion


def test_claims_stand_beside_their_figures_once_the_project_is_over(
    make_material: Any, study: Study, one_wave: Study
) -> None:
    source = _flat(chapters(make_material(study)), "konklusjon")
    assert (
        "| Det kommer færre klager fra naboene | sluttrapporten 2024, delmål 1 | **Stemmer med tallene** "
        "(konklusjon: følsom for valg: holder i 12 av 14) | 4,3 før og 2,5 etter "
        "(per 100 utleide boligmåneder; "
        "41 + 27 hendelser). "
        "Raten etter er 0,59 ganger raten før (intervall 0,31 til 1,12). |" in source
    )
    assert "**Stemmer ikke med tallene**" in source
    assert "Det kommer færre klager" not in _flat(chapters(make_material(one_wave)), "konklusjon")


def test_hidden_figure_of_a_claim_prints_as_a_colon(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    claims = make_disclosed(study).claims.assign(hidden=True)
    made = chapters(make_material(study, disclosed=make_disclosed(study, claims=claims)))
    assert "| **Stemmer med tallene** (konklusjon: følsom for valg: holder i 12 av 14) | : |" in _flat(
        made, "konklusjon"
    )


def test_sensitive_verdicts_are_marked_wherever_they_are_concluded(make_material: Any, study: Study) -> None:
    made = chapters(make_material(study))
    assert "Naboklager (følsom for valg: holder i 12 av 14)" in _flat(made, "sammendrag")
    assert "Konklusjonen er følsom for valg: holder i 12 av 14." in _flat(made, "resultater")
    others = "Skillet mellom før og etter 1 måned tidligere; uten én adresse om gangen"
    assert f"| Naboklager | Bedring | 14 | 12 | 4 | {others} |" in _flat(made, "konklusjon")
    assert "| Oppsigelser | Forverring | 14 | 12 | 4 | ingen |" in _flat(made, "konklusjon")


def test_reservations_stand_beside_the_verdict_itself(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    results, mark = make_disclosed(study).results, "følsom for valg: holder i 12 av 14"
    made = chapters(make_material(study))
    assert f"| **Bedring** ({mark}) |" in _flat(made, "resultater")
    assert f"| **Bedring** ({mark}) |" in _flat(made, "alle-resultater")
    assert f"Naboklager ({mark})" in _flat(made, "sammendrag")
    own = results["indicator"].eq("naboklager")
    unsure = results.assign(warnings=results["warnings"].mask(own, "storrelse_usikker"))
    made = chapters(make_material(study, disclosed=make_disclosed(study, results=unsure)))
    assert f"Forbehold: {mark}, størrelsen er usikker." in _flat(made, "konklusjon")


def test_no_figure_stands_without_the_unit_of_what_it_rests_on(make_material: Any, study: Study) -> None:
    for row in evidence(make_material(study).disclosed.results, study):
        assert row.basis == "–" or row.basis[-1].isalpha(), row.indicator


def test_families_tested_together_are_named_with_their_size(make_material: Any, study: Study) -> None:
    said = _flat(chapters(make_material(study)), "mal")
    assert "«Enkeltspørsmål» (14, Westfall og Young)" in said
    assert "Hovedutfall» (1" not in said and "Hendelser» (" not in said and "Gjennomføring" not in said


def test_losses_say_who_counts_as_moved(make_material: Any, study: Study) -> None:
    assert "«Ikke lenger der» er de som mangler tall og ikke lenger leier" in _flat(
        chapters(make_material(study)), "datakvalitet"
    )


def test_what_can_move_a_figure_stands_with_it_in_the_summary(make_material: Any, study: Study) -> None:
    caveat = next(i.caveat for i in study.plan.indicators if i.id == "naboklager")
    assert caveat is not None
    row = _flat(chapters(make_material(study)), "sammendrag").split("| 1. Bo godt og trygt |")[1]
    assert caveat.rstrip(".") in row.split("|")[1]


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
    source = _flat(chapters(make_material(study, disclosed=disclosed)), "konklusjon")
    row = source.split("| Naboklager | Bedring | 14 | 12 | 4 |")[1].split("|")[0]
    assert "rangering av endringene" in row and "adresse om gangen" in row
    assert "etter-vinduet" not in row and "uten par" not in row


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("not_frozen", "Planen er ikke fryst."),
        ("followed", "Planen ble fryst 8. januar 2024, og analysen har fulgt den."),
        ("changed", "Den er endret siden, slik tabellen viser."),
    ],
)
def test_report_says_whether_a_frozen_plan_was_followed(
    status: str, sentence: str, make_material: Any, study: Study
) -> None:
    material = make_material(study)
    changes = (("plan.alpha", "0.05", "0.1"),) if status == "changed" else ()
    provenance = replace(material.provenance, plan_status=status, frozen_on="8. januar 2024", changes=changes)
    source = _flat(chapters(replace(material, provenance=provenance)), "reproduserbarhet")
    assert sentence in source
    assert ("| plan.alpha | 0.05 | 0.1 |" in source) == (status == "changed")


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
    assert f"| Advarsel | {place} | Årstall med to sifre. | Rett dem. |" in source


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
