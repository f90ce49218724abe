from __future__ import annotations

import pandas as pd

from analysis.present.figures import flow as figure_flow
from analysis.present.figures import style

ROWS = [
    ("invited", "all", 13, "", 0),
    ("wave_before", "all", 11, "moved", 1),
    ("wave_before", "all", 11, "missing", 1),
    ("wave_after", "all", 9, "moved", 4),
    ("pairs", "all", 8, "moved", 4),
    ("pairs", "all", 8, "missing", 1),
    ("pairs", "runarveien-1", 3, "", 0),
]


def flow(rows=ROWS):
    return pd.DataFrame(rows, columns=["stage", "place", "n", "lost_reason", "n_lost"]).assign(hidden=False)


def test_stages_keep_their_order_and_each_reason_of_loss(study, make_disclosed):
    content = figure_flow.prepare(make_disclosed(study, flow=flow()), study)
    assert [(s.id, s.n) for s in content.stages] == [
        ("invited", 13),
        ("wave_before", 11),
        ("wave_after", 9),
        ("pairs", 8),
    ]
    assert content.stages[-1].losses == "4 leier ikke der, 1 svarte ikke"


def test_message_sets_pairs_against_invited(study, make_disclosed):
    words = figure_flow.words(figure_flow.prepare(make_disclosed(study, flow=flow()), study))
    assert words.message == "8 av 13 inviterte leietakere svarte begge ganger."
    assert "Svarte begge ganger 8 (4 leier ikke der, 1 svarte ikke)" in words.alt


def test_every_stage_shows_its_number(study, make_disclosed):
    with style.apply():
        figure = figure_flow.draw(figure_flow.prepare(make_disclosed(study, flow=flow()), study))
    texts = [t.get_text() for t in figure.axes[0].texts]
    assert {"13", "11", "9", "8"} <= set(texts)


def test_nobody_left_is_drawn_as_zero(study, make_disclosed):
    nobody = [
        (stage, place, 0 if stage == "pairs" else n, reason, lost) for stage, place, n, reason, lost in ROWS
    ]
    content = figure_flow.prepare(make_disclosed(study, flow=flow(nobody)), study)
    assert figure_flow.words(content).message.startswith("0 av 13")
    with style.apply():
        figure_flow.draw(content)


def test_a_period_with_one_wave_ends_at_that_wave(one_wave, make_disclosed):
    content = figure_flow.prepare(make_disclosed(one_wave, flow=flow()), one_wave)
    assert [s.id for s in content.stages] == ["invited", "wave_before"]
    assert figure_flow.words(content).message == "11 av 13 inviterte leietakere svarte før."


def test_a_period_without_waves_has_no_flow(placebo, make_disclosed):
    assert figure_flow.prepare(make_disclosed(placebo, flow=flow()), placebo) is None


def test_reasons_that_are_hidden_leave_the_number_alone(study, make_disclosed):
    masked = flow().assign(lost_reason=None)
    content = figure_flow.prepare(make_disclosed(study, flow=masked), study)
    assert [s.losses for s in content.stages] == [""] * 4
