"""The conclusion: what the goals amount to, and what it would take to know more."""

from __future__ import annotations

from analysis.params import numbers
from analysis.present.markup import bold, bullets, escape_markdown, joined
from analysis.present.material import Material, goal_title
from analysis.wording import labels
from analysis.wording import sentences as say
from analysis.wording.lists import separated


def conclusion(material: Material) -> str:
    """Return the goals by their verdict, and what it would take to know more."""
    by_verdict: dict[str, list[str]] = {}
    for goal in material.study.plan.goals:
        by_verdict.setdefault(material.goal_verdict(goal.id), []).append(goal_title(goal))
    listed = [
        f"{bold(separated(by_verdict[verdict]) + '.')} {escape_markdown(say.GOAL_ANSWERS[verdict])}"
        for verdict in labels.VERDICTS
        if verdict in by_verdict
    ]
    unknown = sum(row.verdict == "for_lite_data" for row in material.evidence)
    said = [say.UNKNOWN.format(n=numbers.in_words(unknown, neuter=True))] * bool(unknown)
    said += [say.PLACEBO] * (material.timing == "before_start")
    return joined(bullets(listed), escape_markdown(" ".join(said)))
