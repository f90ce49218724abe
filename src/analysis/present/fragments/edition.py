"""What an edition leaves out, and what is real in a synthetic project."""

from __future__ import annotations

from analysis.params import numbers
from analysis.present.markup import escape_markdown, joined
from analysis.present.material import Material
from analysis.wording import labels
from analysis.wording import sentences as say


def edition(material: Material) -> str:
    """Say what the edition leaves out, and where the data come from when they are made up."""
    least = numbers.in_words(material.study.project.disclosure.min_group)
    public = say.PUBLIC.format(least=least, hidden=escape_markdown(labels.HIDDEN_NOTE))
    return joined(public if material.public else say.RESTRICTED, _synthetic(material))


def _synthetic(material: Material) -> str:
    if not material.study.project.synthetic:
        return ""
    real = material.real_parts.strip()
    return joined(f"{say.PARTLY_INVENTED} {real}") if real else say.ALL_INVENTED
