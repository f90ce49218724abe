"""Results: for each goal one table of findings, the word as sure as it is, an assessment and advice."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import pytest

from analysis.params import Goal, Study
from analysis.present.evidence import TESTED
from analysis.present.fragments.chapters import chapters
from analysis.present.fragments.results import results
from analysis.wording import labels
from analysis.wording import sentences as say
from analysis.wording.language import LanguageError

MARK = "Følsom for valg: holder i 12 av 14."


def flat(source: str) -> str:
    return " ".join(html.unescape(source).split())


def section(source: str, goal: str) -> str:
    """Return what stands under a goal's heading; a box has a heading of its own."""
    return re.split(r"\n## [^\n]*\{#sec-", source.split(f"{{#sec-delmal-{goal}}}")[1])[0]


def row_of(source: str, name: str) -> list[str]:
    """Return the cells of the first row of a table that begins with a name."""
    line = next(one for one in html.unescape(source).splitlines() if one.startswith(f"| {name}"))
    return [cell.strip() for cell in line.strip("| ").split("|")]


def with_results(make_disclosed: Any, study: Study, **columns: Any) -> Any:
    disclosed = make_disclosed(study)
    return replace(disclosed, results=disclosed.results.assign(**columns))


def with_caveat(study: Study, caveat: str) -> Study:
    """Return the study with another caveat of the complaints."""
    own = tuple(
        i.model_copy(update={"caveat": caveat}) if i.id == "naboklager" else i for i in study.plan.indicators
    )
    return replace(study, plan=study.plan.model_copy(update={"indicators": own}))


def test_there_is_one_section_and_one_table_per_goal_in_the_order_of_the_plan(
    make_material: Any, study: Study
) -> None:
    source = results(make_material(study))
    goals = [goal.id for goal in study.plan.goals]
    assert re.findall(r"\{#sec-delmal-(\w+)\}", source) == goals
    assert re.findall(r"\{#tbl-([\w-]+)\}", source) == [f"delmal-{goal}" for goal in goals]


def test_a_table_begins_with_what_decides_and_ends_with_the_background(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    roles = make_disclosed(study).results["role"]
    own = make_disclosed(study).results["indicator"].isin(("trygghet", "naboklager"))
    made = with_results(make_disclosed, study, role=roles.mask(roles.eq("decides") & ~own, "supports"))
    said = made.results["verdict"].mask(made.results["role"].eq("supports"), "beskrivelse")
    made = replace(made, results=made.results.assign(verdict=said))
    source = section(results(make_material(study, disclosed=made)), "1")
    means = [cells.rsplit("|", 2)[1].strip() for cells in source.splitlines() if cells.startswith("| ")][1:]
    expected = ["decides"] * 2 + ["Støtter"] * 9 + ["Bakgrunn"] * 3
    assert [m if m in labels.ROLES.values() else "decides" for m in means] == expected


@pytest.mark.parametrize(
    ("verdict", "warnings", "said"),
    [
        ("bedring", "", "**Bedring.** Det kan ha blitt bedre."),
        ("forverring", "", "**Forverring.** Det kan ha blitt verre."),
        ("uendret", "", "**Uendret.** Det kan være omtrent som før."),
        ("bedring", "overspredning", "**Bedring.** Det kan ha blitt bedre, men det er svært usikkert."),
        ("forverring", "overspredning", "**Forverring.** Det kan ha blitt verre, men det er svært usikkert."),
        (
            "bedring",
            "storrelse_usikker",
            "**Bedring.** Det kan ha blitt bedre, men hvor mye er svært usikkert.",
        ),
        ("for_lite_data", "", "**For lite data.** Det er svært usikkert."),
        ("usikkert_grunnlag", "", "**Usikkert grunnlag.** Det er svært usikkert."),
    ],
)
def test_each_word_says_what_it_means_as_sure_as_it_is(
    make_disclosed: Any, make_material: Any, study: Study, verdict: str, warnings: str, said: str
) -> None:
    made = with_results(make_disclosed, study, verdict=verdict, warnings=warnings, sensitive=False)
    source = results(make_material(study, disclosed=made))
    assert row_of(source, "Naboklager")[-1] == said


def test_a_conclusion_that_is_sensitive_says_so_in_every_table_it_stands_in_and_no_other(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    made = chapters(make_material(study))
    for name in ("resultater", "alle-resultater"):
        assert row_of(made[name], "Naboklager")[-1].endswith(MARK)
        assert html.unescape(made[name]).count(MARK) == 1
    unknown = with_results(make_disclosed, study, verdict="for_lite_data")
    assert MARK not in html.unescape(results(make_material(study, disclosed=unknown)))


def test_worse_is_said_exactly_as_prominently_as_better(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    made = {}
    for verdict in ("bedring", "forverring"):
        known = make_disclosed(study).results
        said = known["verdict"].mask(known["verdict"].isin(TESTED), verdict)
        disclosed = with_results(make_disclosed, study, verdict=said, verdict_rule="3")
        goals = disclosed.goals.assign(verdict=verdict)
        made[verdict] = chapters(make_material(study, disclosed=replace(disclosed, goals=goals)))
    for name in ("side-en", "resultater", "konklusjon"):
        better, worse = (made[verdict][name].lower() for verdict in ("bedring", "forverring"))
        assert len(better.splitlines()) == len(worse.splitlines()), name
        assert better.count("bedring") == worse.count("forverring"), name


def test_what_decides_says_why_below_its_table_and_what_supports_does_not(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    roles = make_disclosed(study).results["role"]
    own = make_disclosed(study).results["indicator"].eq("oppsigelser")
    made = with_results(make_disclosed, study, role=roles.mask(own, "supports"))
    source = flat(section(results(make_material(study, disclosed=made)), "1"))
    assert "- **Naboklager.** Klager fra naboer i hendelsesloggen" in source
    assert "justert p = 0,03" in source.split("- **Naboklager.**")[1].split("- **")[0]
    assert "- **Oppsigelser.**" not in source


def test_what_is_not_measured_is_named_and_has_no_row(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    known = make_disclosed(study).results
    gone = known["verdict"].mask(known["indicator"].isin(("hjem", "oppsigelser")), "ikke_maalt")
    gone = gone.mask(known["goal"].eq("4"), "ikke_maalt")
    source = results(make_material(study, disclosed=with_results(make_disclosed, study, verdict=gone)))
    assert "**Ikke målt i perioden:** oppsigelser (1b) og bolig som hjem (1d)." in flat(section(source, "1"))
    assert "| Oppsigelser" not in source
    assert say.NONE_MEASURED in flat(section(source, "4")) and "| Hva" not in section(source, "4")


def test_hidden_figures_are_colons_counted_in_the_caption_and_explained_once(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    known = make_disclosed(study, "offentlig").results
    own = known["indicator"].isin(("naboklager", "hjem"))
    figures = ["before", "after", "estimate", "low", "high", "n_pairs", "n_baseline"]
    hidden = known.assign(hidden=own, **{name: known[name].mask(own) for name in figures})
    source = results(
        make_material(study, "offentlig", disclosed=make_disclosed(study, "offentlig", results=hidden))
    )
    assert row_of(source, "Naboklager")[1:5] == [":"] * 4
    assert f"{say.SO_MANY_HIDDEN.format(hidden=2, n=14)} {{#tbl-delmal-1}}" in html.unescape(source)
    assert "er skjult {#tbl-delmal-2}" not in html.unescape(source)
    assert flat(source).count(labels.HIDDEN_NOTE) == 1
    assert say.HIDDEN_REASON in flat(source).split("- **Naboklager.**")[1].split("- **")[0]
    assert labels.HIDDEN_NOTE not in flat(results(make_material(study)))


def test_a_section_holds_its_parts_in_the_readers_order(make_material: Any, study: Study) -> None:
    source = flat(section(results(make_material(study, assessments={"1": "Vi tror det."})), "1"))
    parts = ["**Målet:**", "**Spørsmålet:**", "**Svaret:** Det ble bedre.", "{#tbl-delmal-1}"]
    parts += [
        "- **Naboklager.**",
        "**Metode.**",
        "**Virkemidler.**",
        "**Tiltak.**",
        "### Prosjektets vurdering",
    ]
    parts += ["### Anbefaling"]
    places = [source.index(part) for part in parts]
    assert places == sorted(places)
    unasked = tuple(goal.model_copy(update={"question": None}) for goal in study.plan.goals)
    bare = replace(study, plan=study.plan.model_copy(update={"goals": unasked}))
    assert "**Spørsmålet:**" not in flat(results(make_material(bare)))


@pytest.mark.parametrize("verdict", [*TESTED, "blandet", "beskrivelse", "ikke_maalt"])
def test_the_answer_of_a_goal_is_the_same_in_results_and_conclusion(
    make_disclosed: Any, make_material: Any, study: Study, verdict: str
) -> None:
    disclosed = make_disclosed(study)
    goals = disclosed.goals.assign(verdict=verdict)
    made = chapters(make_material(study, disclosed=replace(disclosed, goals=goals)))
    answer = say.GOAL_ANSWERS[verdict]
    assert flat(made["resultater"]).count(f"**Svaret:** {answer}") == len(study.plan.goals)
    lists = flat(made["konklusjon"])
    assert lists.count(answer) == 1 and all(goal.short in lists for goal in study.plan.goals)


def test_an_assessment_is_the_researchers_own_words_or_is_marked_as_missing(
    make_material: Any, study: Study
) -> None:
    written = "Vi tror *dette* førte til mye.\n"
    source = chapters(make_material(study, assessments={"1": written}))["resultater"]
    assert written.strip() in section(source, "1")
    assert "{.callout-note}" not in section(source, "1")
    for goal in ("2", "3", "4"):
        assert say.ASSESSMENT_MISSING in flat(section(source, goal))


def test_a_recommendation_says_what_it_rests_on_and_takes_and_when_to_stop(
    make_material: Any, study: Study
) -> None:
    source = flat(section(results(make_material(study)), "1"))
    assert (
        "Bygger på: opplevd trygghet. Det krever: en medarbeider som har tid til å være ute. "
        "Stopp hvis: tryggheten går ned" in source
    )
    bare = flat(section(results(make_material(study)), "4")).split("### Anbefaling")[1]
    assert "Bygger på: ubehandlede saker." in bare and "Det krever" not in bare and "Stopp" not in bare
    none = replace(study, report=study.report.model_copy(update={"recommendations": ()}))
    assert results(make_material(none)).count("Anbefalingen for delmålet er ikke skrevet") == 4


@pytest.mark.parametrize(
    ("verdict", "little"),
    [
        ("for_lite_data", True),
        ("usikkert_grunnlag", True),
        ("ikke_maalt", True),
        *((verdict, False) for verdict in ("bedring", "forverring", "uendret", "blandet", "beskrivelse")),
    ],
)
def test_a_recommendation_after_a_goal_with_too_little_data_says_so(
    make_disclosed: Any, make_material: Any, study: Study, verdict: str, little: bool
) -> None:
    disclosed = make_disclosed(study)
    goals = disclosed.goals.assign(
        verdict=disclosed.goals["verdict"].mask([True, False, False, False], verdict)
    )
    source = results(make_material(study, disclosed=replace(disclosed, goals=goals)))
    assert (say.RESTS_ON_LITTLE.format(goal="Bo godt og trygt") in flat(section(source, "1"))) is little


@pytest.mark.parametrize("period", ["placebo", "one_wave"])
def test_a_period_without_the_end_of_the_project_has_neither_assessment_nor_advice(
    make_material: Any, period: str, request: pytest.FixtureRequest
) -> None:
    own = request.getfixturevalue(period)
    source = results(make_material(own, assessments={"1": "Vi tror det."}))
    assert "###" not in source and "Vi tror det" not in source and "Bygger på" not in source


def test_what_can_move_figures_is_said_once_with_those_it_holds_for(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    source = flat(results(make_material(study)).split("{#sec-forbehold-tall}")[1])
    assert source.count("Prosjektmedarbeideren både hjalp leietakerne og stilte spørsmålene.") == 1
    assert (
        "- **Bolig som hjem; opplevd trygghet; opplevd medvirkning; nabolag, hjelp og fellesareal.**"
        in source
    )
    own = make_disclosed(study).results["indicator"].eq("naboklager")
    hidden = results(make_material(study, disclosed=with_results(make_disclosed, study, hidden=own)))
    assert "**Naboklager.**" in source and "Naboer som tar kontakt" not in flat(hidden)


def test_a_goal_the_plan_measures_by_nothing_is_not_said_to_lack_data(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    new = Goal(id="9", title="Kommunen samarbeider", short="Samarbeid")
    more = replace(study, plan=study.plan.model_copy(update={"goals": (*study.plan.goals, new)}))
    source = flat(section(results(make_material(more, disclosed=make_disclosed(study))), "9"))
    assert say.NO_INDICATORS in source and "Svaret" not in source and "|" not in source


def test_another_municipalitys_goals_get_their_own_sections(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    goals = (Goal(id="ro", title="Kortere ventetid", short="Ventetid"),)
    ours = tuple(i.model_copy(update={"goal": "ro"}) for i in study.plan.indicators if i.primary)
    other = replace(study, plan=study.plan.model_copy(update={"goals": goals, "indicators": ours}))
    source = results(make_material(other, disclosed=make_disclosed(other)))
    assert "## Ventetid {#sec-delmal-ro}" in source
    assert re.findall(r"\{#sec-delmal-([\w-]+)\}", source) == ["ro"]


def test_the_researchers_own_words_in_the_settings_may_speak_of_effect(
    make_material: Any, study: Study
) -> None:
    own = {"what": "måle effekten av lyset", "stop": "lyset ikke har effekt", "feasibility": "bevis på behov"}
    advice = study.report.recommendations[0].model_copy(update=own)
    said = study.report.model_copy(update={"recommendations": (advice,)})
    source = flat(chapters(make_material(replace(study, report=said)))["resultater"])
    assert "**Måle effekten av lyset.**" in source and "Stopp hvis: lyset ikke har effekt." in source


def test_a_generated_sentence_that_claims_cause_stops_the_report(make_material: Any, study: Study) -> None:
    with pytest.raises(LanguageError, match=r"_generert/resultater\.qmd"):
        chapters(make_material(with_caveat(study, "Prosjektet førte til ro.")))
