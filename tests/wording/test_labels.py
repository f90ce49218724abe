from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pandas as pd
import pytest

from analysis.evaluate.judging.judged import Judgement, with_verdicts
from analysis.evaluate.judging.verdict import Verdict
from analysis.evaluate.results import role
from analysis.params import AnalysisError
from analysis.wording import labels, language


def test_every_verdict_has_a_name_and_a_meaning():
    given = set(get_args(Verdict))
    assert set(labels.VERDICT_MEANINGS) == set(labels.VERDICTS) == given | {"blandet", "skjult"}


def test_every_table_a_measure_is_made_from_has_a_name(study):
    assert {i.declared.table for i in study.plan.indicators} <= set(labels.DATA)


def test_every_warning_that_judging_gives_has_a_sentence(study):
    judged = Judgement(
        0.01, 0.01, 0.01, 0.01, low=0.2, high=0.6, level_attained=0.95, verdict="bedring", verdict_rule="3",
        uncertain=True, n_great=0,
    )  # fmt: skip
    tests = dict.fromkeys(("p", "p_mid", "smallest_p", "p_dispersion"), 0.01)
    known = dict.fromkeys(("largest_flat_share", "n_exposure_lost", "lost_share"), 1.0)
    said = {"indicator": ["q14"], "place": "all", "role": "decides", "unmeasured": "", "known_flats": 0.5}
    rows = pd.DataFrame({**said, "median_missing": True, "months_matched": True, **tests, **known})
    given = with_verdicts(rows, {"q14": judged}, study)["warnings"].iloc[0]
    assert set(given.split(";")) == set(labels.WARNINGS) - {"ufullstendig_indeks"}
    assert len(labels.warnings(given)) == 9


def test_every_role_of_an_indicator_has_a_name(study):
    assert {role(i, study.plan) for i in study.plan.indicators} == set(labels.ROLES)


def test_every_status_has_a_meaning():
    assert set(labels.STATUS_MEANINGS) == set(labels.STATUSES)


def test_no_label_claims_cause_or_proof():
    tables = [table for table in vars(labels).values() if isinstance(table, dict)]
    texts = [text for table in tables for text in table.values() if isinstance(text, str)]
    assert len(texts) > 50
    assert [text for text in texts if language.refused(text)] == []


def test_unknown_id_says_what_it_is_and_what_is_known():
    with pytest.raises(labels.LabelError, match=r"verdict 'better' has no Norwegian name\. Known: bedring"):
        labels.verdict("better")
    assert issubclass(labels.LabelError, AnalysisError)


def test_a_place_the_edition_does_not_name_is_refused():
    with pytest.raises(labels.LabelError, match="place 'runarveien-1'"):
        labels.place("runarveien-1", {"midtaasveien-22": "Adresse C"})


def test_goals_and_items_carry_what_a_reader_must_know(study):
    assert labels.goal("1", study) == "Delmål 1: Bo godt og trygt"
    other = study.plan.goals[0].model_copy(update={"id": "ro", "short": "Ro i husene"})
    named = replace(study, plan=study.plan.model_copy(update={"goals": (other,)}))
    assert labels.goal("ro", named) == "Ro i husene"
    assert labels.item("q09", study) == "Uønsket besøk (snudd)"
    assert labels.item("q14", study) == "Kan påvirke hvordan … (avkuttet i kilden)"


def test_warnings_are_split_trimmed_and_named():
    assert len(labels.warnings("overspredning; storrelse_usikker")) == 2
    assert labels.warnings("") == ()
    with pytest.raises(labels.LabelError, match="warning 'ny'"):
        labels.warnings("overspredning;ny")
