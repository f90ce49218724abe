"""The generated parts of a report: which file holds what, each checked before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.present.fragments import (
    addresses,
    appendix,
    conclusion,
    method,
    provenance,
    quality,
    results,
    summary,
    survey,
)
from analysis.present.material import Material
from analysis.wording.language import checked

CHAPTERS: Mapping[str, Callable[[Material], str]] = {
    "forside": summary.front,
    "utgave": summary.edition,
    "sammendrag": summary.summary,
    "mal": method.goals,
    "kartlegging": survey.survey,
    "vinduer": method.windows,
    "maletidspunkt": method.survey_timing,
    "tiltak": appendix.status_summary,
    "resultater": results.results,
    "adressene": addresses.addresses,
    "konklusjon": conclusion.conclusion,
    "datakvalitet": quality.quality,
    "reproduserbarhet": provenance.reproducibility,
    "handlingsplan": appendix.action_plan,
    "skjema": survey.form,
    "fremdriftsplan": appendix.progress_plan,
    "alle-resultater": appendix.all_results,
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
