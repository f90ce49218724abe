"""Page one: the answer, findings chosen by a rule that looks at no figure, advice, and how sure it is."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analysis.evaluate.results import role
from analysis.params import Study, Window
from analysis.params.report import Evaluator
from analysis.present.fragments.chapters import chapters
from analysis.present.fragments.page_one import chosen, page_one
from analysis.wording import sentences as say

Judged = Callable[..., Any]


def flat(source: str) -> str:
    return " ".join(html.unescape(source).split())


def part(source: str, anchor: str) -> str:
    """Return what stands under a heading of page one."""
    return flat(source.split(f"{{#sec-{anchor} .unnumbered}}")[1].split("\n## ")[0])


def with_report(study: Study, **changes: Any) -> Study:
    return replace(study, report=study.report.model_copy(update=changes))


def with_windows(study: Study, before: tuple[str, str], after: tuple[str, str]) -> Study:
    spans = {side: Window(start=date.fromisoformat(a), end=date.fromisoformat(b))
             for side, (a, b) in {"before": before, "after": after}.items()}  # fmt: skip
    return replace(study, period=study.period.model_copy(update=spans))


@pytest.fixture(scope="session")
def judged(make_disclosed: Any, make_material: Any) -> Judged:
    """Return the maker of material in which the plan's own outcomes decide, with the words given."""

    def make(study: Study, hidden: tuple[str, ...] = (), figures: float = 1.0, **verdicts: str) -> Any:
        results = make_disclosed(study).results
        indicators = results["indicator"]
        roles = indicators.map({i.id: role(i, study.plan) for i in study.plan.indicators})
        whole = roles.eq("decides") & results["place"].eq("all")
        said = indicators.map(verdicts).astype(object).where(whole)
        silent = roles.map(lambda of: "for_lite_data" if of == "decides" else "beskrivelse")
        said = said.where(said.notna(), silent)
        said = said.mask(indicators.map(verdicts).eq("ikke_maalt"), "ikke_maalt")
        changed = {name: results[name] * figures for name in ("before", "after", "estimate")}
        changed["p"] = 1 / (1 + abs(figures))
        results = results.assign(role=roles, verdict=said, hidden=indicators.isin(hidden), **changed)
        return make_material(study, disclosed=make_disclosed(study, results=results))

    return make


@pytest.mark.parametrize(
    ("verdicts", "hidden", "expected"),
    [
        ({}, (), ["trygghet", "naboklager", "medvirkning"]),
        ({"medvirkning": "uendret"}, (), ["medvirkning", "trygghet", "naboklager"]),
        ({"naboklager": "forverring", "trygghet": "bedring"}, (), ["trygghet", "naboklager", "medvirkning"]),
        ({"medvirkning": "usikkert_grunnlag"}, (), ["trygghet", "naboklager", "medvirkning"]),
        ({"trygghet": "ikke_maalt"}, (), ["naboklager", "medvirkning", "oppsigelser"]),
        ({"trygghet": "ikke_maalt"}, ("oppsigelser",), ["naboklager", "medvirkning", "i-restanse"]),
        ({}, ("naboklager",), ["trygghet", "naboklager", "medvirkning"]),
    ],
)
def test_findings_are_what_decides_concluded_first_then_the_primary_then_the_plan_and_never_by_size(
    judged: Judged, study: Study, verdicts: dict[str, str], hidden: tuple[str, ...], expected: list[str]
) -> None:
    for figures in (1.0, -3.0, 100.0):
        rows = chosen(judged(study, hidden, figures, **verdicts))
        assert [row.indicator for row in rows] == expected


def test_a_finding_says_its_word_and_is_numbered_and_what_supports_gets_none(
    judged: Judged, study: Study
) -> None:
    material = judged(study, ("naboklager",), medvirkning="forverring", trygghet="ikke_maalt")
    said = part(page_one(material), "funnene")
    assert said.startswith("1. **Opplevd medvirkning: forverring.** 8 av 12 svarer mer positivt enn før")
    assert f"2. **Naboklager: for lite data.** {say.ALL_HIDDEN}" in said
    assert "3. **Oppsigelser.** 41 avsluttede leieforhold før" in said


def test_a_reservation_stands_with_its_finding(make_material: Any, study: Study) -> None:
    said = part(page_one(make_material(study)), "funnene")
    assert (
        "Følsom for valg: holder i 12 av 14." in said.split("2. **Naboklager: bedring.**")[1].split("3.")[0]
    )
    assert said.count("Følsom for valg") == 1


def test_a_period_in_which_nothing_is_measured_says_so(
    make_disclosed: Any, make_material: Any, study: Study
) -> None:
    results = make_disclosed(study).results.assign(verdict="ikke_maalt")
    source = page_one(make_material(study, disclosed=make_disclosed(study, results=results)))
    assert part(source, "funnene") == say.NOTHING_MEASURED


def test_recommendations_say_who_when_and_cost_or_that_it_is_open(make_material: Any, study: Study) -> None:
    first, *_ = study.report.recommendations
    one = first.model_copy(update={"what": "flytte lyset", "when": "i vår", "cost": "under 10 000 kr"})
    said = part(page_one(make_material(with_report(study, recommendations=(first, one)))), "anbefalinger")
    assert "(n = 2 anbefalinger)" in said
    assert f"| Flytte lyset | {first.who} | i vår | under 10 000 kr |" in said
    assert f"| {first.what[0].upper()}{first.what[1:]} | {first.who} | {first.when} | ikke avklart |" in said
    none = page_one(make_material(with_report(study, recommendations=())))
    assert part(none, "anbefalinger") == say.NO_ADVICE


def test_each_reservation_stands_once_in_the_report(make_material: Any, study: Study) -> None:
    made = {n: html.unescape(s) for n, s in chapters(make_material(study)).items() if n != "reproduserbarhet"}
    points = re.findall(r"^- (.+)$", made["side-en"].split("{#sec-sikkerhet")[1], re.MULTILINE)
    assert len(points) == 6
    for point in points:
        assert sum(source.count(point) for source in made.values()) == 1, point


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"plan_status": "not_frozen"}, say.NOT_FROZEN),
        ({"plan_status": "followed"}, "Planen ble fryst 8. januar 2024, og analysen har fulgt den."),
        ({"plan_status": "followed", "frozen_late": True}, "etter at tidsrommene var over."),
        ({"plan_status": "changed"}, "Planen ble fryst 8. januar 2024, og er endret siden."),
    ],
)
def test_page_one_says_whether_the_plan_was_frozen_and_followed(
    make_material: Any, study: Study, changes: dict[str, Any], said: str
) -> None:
    material = make_material(study)
    made = replace(material.provenance, frozen_on="8. januar 2024", **changes)
    assert said in part(page_one(replace(material, provenance=made)), "sikkerhet")


@pytest.mark.parametrize(
    ("independence", "said"),
    [
        ("own_office", "av Etaten, prosjektets eget kontor. Se forordet."),
        ("own_municipality", "av Etaten, et annet kontor i kommunen. Se forordet."),
        ("external", "av Etaten, som er uavhengig av prosjektet. Se forordet."),
        (None, say.EVALUATOR_MISSING),
    ],
)
def test_page_one_says_who_evaluated_and_how_near_the_project_they_stand(
    make_material: Any, study: Study, independence: Any, said: str
) -> None:
    evaluator = independence and Evaluator(by="Etaten", independence=independence, note="Se forordet")
    assert said in part(page_one(make_material(with_report(study, evaluator=evaluator))), "sikkerhet")


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ({}, "Tilliten er svært lav for alle utfallene som avgjør."),
        (
            {"trygghet": "bedring", "naboklager": "uendret"},
            "Tilliten er lav for to og svært lav for ett av utfallene som avgjør.",
        ),
        (dict.fromkeys(("trygghet", "naboklager", "medvirkning"), "bedring"), "er lav for alle utfallene"),
        (
            {"trygghet": "bedring", "naboklager": "ikke_maalt", "medvirkning": "ikke_maalt"},
            "Tilliten er lav for det ene utfallet som avgjør.",
        ),
    ],
)
def test_the_certainty_of_what_decides_is_counted(
    judged: Judged, study: Study, verdicts: dict[str, str], said: str
) -> None:
    assert said in part(page_one(judged(study, **verdicts)), "sikkerhet")


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("2023-09-30", None),
        ("2023-10-01", "begynte i oktober 2023, under en måned etter prosjektstart."),
        ("2023-11-01", "begynte i november 2023, én måned etter prosjektstart."),
        ("2024-01-08", "begynte i januar 2024, tre måneder etter prosjektstart."),
    ],
)
def test_a_first_survey_after_the_start_is_pointed_out(
    make_disclosed: Any, make_material: Any, study: Study, held: str, said: str | None
) -> None:
    acts = make_disclosed(study).activities
    acts = acts.assign(date=acts["date"].mask(acts["kind"].eq("survey"), pd.Timestamp(held)))
    source = part(
        page_one(make_material(study, disclosed=make_disclosed(study, activities=acts))), "sikkerhet"
    )
    assert (said in source) if said else ("Den første kartleggingen" not in source)


BEFORE = ("2022-10-01", "2023-09-30")
AFTER = ("2023-10-01", "2024-09-30")


@pytest.mark.parametrize(
    ("before", "after", "title", "advice"),
    [
        (BEFORE, AFTER, None, None),
        (("2021-10-01", "2022-09-30"), BEFORE, say.BEFORE_START, say.ADVICE_BEFORE),
        (("2023-10-01", "2024-03-31"), ("2024-04-01", "2024-09-30"), say.WITHIN, None),
        (("2022-11-01", "2023-10-31"), ("2023-11-01", "2024-09-30"), say.MIXED, None),
        (BEFORE, ("2023-10-01", "2024-09-29"), say.NOT_OVER, say.ADVICE_LATER),
    ],
)
def test_each_timing_of_the_windows_is_explained_and_advice_waits_for_the_end(
    make_material: Any, study: Study, before: Any, after: Any, title: str | None, advice: str | None
) -> None:
    source = page_one(make_material(with_windows(study, before, after)))
    titles = (say.BEFORE_START, say.WITHIN, say.MIXED, say.NOT_OVER)
    assert [t for t in titles if f"## {t}" in flat(source)] == ([title] if title else [])
    assert ("{#tbl-anbefalinger}" in source) is (advice is None)
    assert advice is None or part(source, "anbefalinger") == advice


@pytest.mark.parametrize(("day", "said"), [(30, "varer til 30."), (1, "varte til 30.")])
def test_a_project_that_runs_is_not_said_to_have_ended(
    make_material: Any, one_wave: Study, day: int, said: str
) -> None:
    told = date(2024, 9, 30) if day == 30 else date(2024, 10, 1)
    period = one_wave.period.model_copy(update={"report_date": told})
    assert f"Prosjektet {said} september 2024." in flat(
        page_one(make_material(replace(one_wave, period=period)))
    )


def test_only_a_report_with_something_missing_is_marked_a_draft(make_material: Any, study: Study) -> None:
    assert "Utkast" not in page_one(make_material(study))
    bare = with_report(study, recommendations=(), evaluator=None)
    source = flat(page_one(make_material(bare)))
    assert source.startswith("::: {.callout-caution} ## Utkast: 5 deler mangler")
    assert source.count("- Anbefalingen etter «") == 4


def test_the_parts_of_page_one_stand_in_the_readers_order(make_material: Any, study: Study) -> None:
    source = flat(page_one(make_material(study)))
    said = ("# Ble det bedre?", "**Hovedmål:**", "**Svaret:**", "Vi sammenligner tiden", "{#sec-funnene",
            "{#sec-anbefalinger", "{#sec-sikkerhet")  # fmt: skip
    places = [source.index(one) for one in said]
    assert all(a < b for a, b in itertools.pairwise(places))
    assert "på tre adresser." in source and say.SYNTHETIC in source
    real = replace(study, project=study.project.model_copy(update={"synthetic": False}))
    assert say.SYNTHETIC not in flat(page_one(make_material(real)))
