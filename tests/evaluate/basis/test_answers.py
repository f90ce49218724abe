from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.evaluate.basis.answers import answer_counts, answer_cube, response_flow, turned
from analysis.evaluate.basis.people import People
from analysis.params import Study

from ..conftest import crowd, with_period

PLACES = pd.Index(["a", "b"], dtype="str")


def people(n: int, moved: tuple[int, ...] = (), outside: tuple[int, ...] = ()) -> People:
    each = np.arange(n)
    return crowd(n, in_project=~np.isin(each, outside), place=each % 2, moved=np.isin(each, moved))


def survey(*rows: tuple[str, int, str, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person", "wave", "item", "value"])
    return frame.assign(value=frame["value"].astype("Int64"), status="answered")


def test_a_reversed_item_is_turned_and_others_are_not(study: Study) -> None:
    answers = survey(("p0", 1, "q09", 7), ("p0", 1, "q08", 7), ("p0", 2, "q09", 4))
    assert turned(answers, study.questionnaire)["value"].tolist() == [1, 7, 4]
    assert answers["value"].tolist() == [7, 7, 4], "the table given is not changed"


def test_a_wave_the_period_does_not_have_is_missing(study: Study) -> None:
    answers = survey(("p0", 1, "q01", 2), ("p0", 2, "q01", 5))
    waves = study.period.waves.model_copy(update={"after": None})
    cube = answer_cube(with_period(study, waves=waves), answers, people(1))
    assert cube[0, 0, 0] == 2
    assert np.isnan(cube[1]).all()


def test_answer_counts_tell_pairs_from_all_and_leave_strangers_out(study: Study) -> None:
    answers = survey(("p0", 1, "q01", 2), ("p0", 2, "q01", 5), ("p1", 1, "q01", 2), ("p2", 1, "q01", 2))
    crowd = people(3, outside=(2,))
    counts = answer_counts(study, answer_cube(study, answers, crowd), crowd, PLACES)
    whole = counts[counts["place"] == "all"].set_index(["basis", "wave", "value"])["n"].to_dict()
    assert whole == {("all", 1, 2): 2, ("all", 2, 5): 1, ("pairs", 1, 2): 1, ("pairs", 2, 5): 1}


def test_flow_counts_add_up_and_give_a_reason_for_every_loss(study: Study) -> None:
    answers = survey(
        ("p0", 1, "q01", 2),
        ("p0", 2, "q01", 5),
        ("p1", 1, "q01", 2),
        ("p2", 1, "q01", 2),
        ("p3", 2, "q01", 1),
    )
    crowd = people(4, moved=(1,))
    flow = response_flow(answer_cube(study, answers, crowd), crowd, PLACES)
    stages = flow.drop_duplicates(["stage", "place"]).set_index(["stage", "place"])["n"]
    assert stages.xs("all", level="place").to_dict() == {
        "invited": 4,
        "wave_before": 3,
        "wave_after": 2,
        "pairs": 1,
    }
    lost = flow.groupby(["stage", "place"])["n_lost"].sum()
    invited = stages.xs("invited").reindex(["all", "a", "b"])
    for stage in ("wave_before", "wave_after", "pairs"):
        assert (stages.xs(stage) + lost.xs(stage)).to_dict() == invited.to_dict()
    after = flow[(flow["stage"] == "wave_after") & (flow["place"] == "all")]
    assert dict(zip(after["lost_reason"], after["n_lost"], strict=True)) == {"moved": 1, "missing": 1}
