from __future__ import annotations

import pandas as pd

from analysis.present.figures import plan as figure_plan
from analysis.present.figures import style


def plan(study, make_disclosed, statuses):
    rows = [
        {"measure": f"Tiltak {number}", "address": address, "status": status, "wording": "", "hidden": False}
        for number, per_address in enumerate(statuses)
        for address, status in zip(study.project.address_ids, per_address, strict=False)
    ]
    return figure_plan.prepare(make_disclosed(study, measures=pd.DataFrame(rows)), study)


def test_every_tile_says_its_status_in_words(study, make_disclosed):
    content = plan(study, make_disclosed, [["done", "waiting", "undecided"], ["ongoing", "ordered", "done"]])
    with style.apply():
        texts = [t.get_text() for t in figure_plan.draw(content).axes[0].texts]
    for status, times in {"Utført": 2, "Venter": 1, "Ikke avklart": 1, "Pågår": 1, "Bestilt": 1}.items():
        assert texts.count(status) == times


def test_message_counts_measure_by_address(study, make_disclosed):
    words = figure_plan.words(
        plan(study, make_disclosed, [["done", "waiting", "undecided"], ["done", "done", "done"]])
    )
    assert words.message == (
        "4 av 6 tiltak er utført, når hvert tiltak telles én gang per adresse. "
        "Resten: 1 venter og 1 ikke avklart."
    )
    assert "Tiltak 1: utført på alle" in words.alt


def test_a_measure_not_planned_at_an_address_is_a_dash(study, make_disclosed):
    content = plan(study, make_disclosed, [["done", "done", "done"], ["done"]])
    assert "Tiltak 1: utført, –, –" in figure_plan.words(content).alt
    with style.apply():
        assert [t.get_text() for t in figure_plan.draw(content).axes[0].texts].count("–") == 2


def test_only_meanings_of_statuses_in_use_are_explained(study, make_disclosed):
    caption = figure_plan.words(plan(study, make_disclosed, [["done", "done", "done"]])).caption
    assert "«Utført»" in caption and "«Venter»" not in caption
