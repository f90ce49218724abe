"""The generated parts of a report: which file holds what, each checked before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.present import (
    fragment_appendix,
    fragment_conclusion,
    fragment_method,
    fragment_provenance,
    fragment_quality,
    fragment_results,
    fragment_summary,
    fragment_survey,
)
from analysis.present.language import checked
from analysis.present.material import Material

CHAPTERS: Mapping[str, Callable[[Material], str]] = {
    "forside": fragment_summary.front,
    "utgave": fragment_summary.edition,
    "sammendrag": fragment_summary.summary,
    "mal": fragment_method.goals,
    "kartlegging": fragment_survey.survey,
    "vinduer": fragment_method.windows,
    "maletidspunkt": fragment_method.survey_timing,
    "tiltak": fragment_appendix.status_summary,
    "resultater": fragment_results.results,
    "konklusjon": fragment_conclusion.conclusion,
    "datakvalitet": fragment_quality.quality,
    "reproduserbarhet": fragment_provenance.reproducibility,
    "handlingsplan": fragment_appendix.action_plan,
    "skjema": fragment_survey.form,
    "fremdriftsplan": fragment_appendix.progress_plan,
    "alle-resultater": fragment_appendix.all_results,
}
"""File name below ``_generert/`` (without ``.qmd``) → what makes it."""

QUOTED = ("datakvalitet", "handlingsplan", "skjema", "fremdriftsplan")
"""Parts that repeat wording from the records: those words are the source's own, and are not checked."""


def chapters(material: Material) -> dict[str, str]:
    """Make every generated part.

    Returns
    -------
    dict
        File name without ``.qmd`` → report source. A part with nothing to say is an HTML comment, because an
        include needs a file.

    Raises
    ------
    LanguageError
        If a sentence made from results claims cause or proof.
    """
    made = {name: make(material) for name, make in CHAPTERS.items()}
    for name, source in made.items():
        if name not in QUOTED:
            checked(_generated(source, material), f"_generert/{name}.qmd")
    return {name: source or "<!-- ingenting her -->\n" for name, source in made.items()}


def _generated(source: str, material: Material) -> str:
    """Leave out what the researcher wrote: the check is on generated text."""
    for written in material.recommendations.values():
        source = source.replace(written.strip("\n"), "")
    return source
