"""Every kind of measure says what its values rest on, with the unit."""

from __future__ import annotations

import pytest

from analysis.evaluate import Evaluation
from analysis.params import Study
from analysis.wording.grounds import grounds

EMPTY = dict.fromkeys(
    ("events_before", "events_after", "months_before", "months_after", "n_before", "n_after", "n_pairs",
     "n_baseline", "done", "planned"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "row", "expected"),
    [
        ("naboklager", {"events_before": 1051, "events_after": 0}, "1\xa0051 + 0 hendelser"),
        ("oppsigelser", {"events_before": 3, "events_after": 0}, "3 + 0 leieforhold"),
        ("trygghet", {"n_pairs": 10, "n_baseline": 13}, "10 av 13 leietakere"),
        ("trygghet", {"n_pairs": 1}, "1 leietaker"),
        ("restanse", {"n_pairs": 1, "n_baseline": 1}, "1 av 1 leietaker"),
        ("reparasjonstid", {"events_before": 66, "events_after": 61}, "66 + 61 saker"),
        ("botid", {"n_before": 13, "n_after": 14}, "13 + 14 leieforhold"),
        ("saksmengde", {"months_before": 12, "months_after": 12}, "12 + 12 måneder"),
        ("handlingsplan", {"done": 11, "planned": 24}, "11 av 24 punkter"),
        ("moter", {"done": 5, "planned": 7}, "5 av 7 møter"),
        ("moter", {"done": 5}, "12 måneder"),
        ("dugnader", {"done": 3}, "12 måneder"),
        ("dugnad-oppmote", {"done": 9, "planned": 26}, "9 av 26 invitasjoner"),
        ("etater", {"done": 4, "n_baseline": 13}, "13 leietakere"),
        ("trygghet", {}, "–"),
        ("botid", {}, "–"),
    ],
)
def test_what_a_row_rests_on_has_a_unit(
    study: Study, indicator: str, row: dict[str, int], expected: str
) -> None:
    declared = study.plan.indicator(indicator).declared
    assert grounds({**EMPTY, **row, "verdict": "beskrivelse"}, declared, study.period) == expected
    unmeasured = grounds({**EMPTY, **row, "verdict": "ikke_maalt"}, declared, study.period)
    assert unmeasured == "–"


@pytest.mark.slow
def test_every_measured_indicator_of_the_sample_says_what_it_rests_on(
    study: Study, found: Evaluation
) -> None:
    whole = found.results[(found.results["place"] == "all") & (found.results["verdict"] != "ikke_maalt")]
    for row in whole.to_dict("records"):
        text = grounds(row, study.plan.indicator(row["indicator"]).declared, study.period)
        assert text[0].isdigit() and text[-1].isalpha(), row["indicator"]
