"""Warnings beside a verdict: what the months say once every indicator tested is counted in."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.evaluate.judging.judged import WEAK_MONTHS, Judgement, with_verdicts
from analysis.params import Study


def warned(study: Study, indicator: str, verdict: str, p_months_adjusted: float) -> list[str]:
    planned = next(i for i in study.plan.indicators if i.id == indicator)
    rows = pd.DataFrame(
        {
            "indicator": [indicator, indicator],
            "family": planned.family,
            "measure": planned.measure.type,
            "place": ["all", "runarveien-1"],
            "unmeasured": "",
            "before": 1.0,
            "after": 2.0,
            "p": 0.001,
            "p_mid": 0.001,
            "smallest_p": 0.001,
        }
    )
    found = Judgement(0.01, 0.001, 0.001, p_months_adjusted, verdict, "2", uncertain=False, n_important=0)
    return str(with_verdicts(rows, {indicator: found}, study)["warnings"].iloc[0]).split(";")


@pytest.mark.parametrize("verdict", ["bedring", "forverring"])
def test_a_rate_the_adjusted_months_do_not_carry_is_warned_about_better_and_worse_alike(
    study: Study, verdict: str
) -> None:
    assert WEAK_MONTHS in warned(study, "naboklager", verdict, 0.0501)
    assert WEAK_MONTHS not in warned(study, "naboklager", verdict, 0.05)


def test_only_a_conclusion_on_a_rate_is_warned_about(study: Study) -> None:
    assert WEAK_MONTHS not in warned(study, "naboklager", "for_lite_data", 0.5)
    assert WEAK_MONTHS not in warned(study, "trygghet", "bedring", float("nan"))
