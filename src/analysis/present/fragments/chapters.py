"""The generated parts of a report: which file holds what, each checked before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.present.fragments import (
    addresses,
    appendix,
    claims,
    conclusion,
    edition,
    method,
    page_one,
    power,
    provenance,
    quality,
    results,
    sensitivity,
    survey,
)
from analysis.present.markup import escape_markdown
from analysis.present.material import Material
from analysis.present.text import in_own_words
from analysis.wording.language import checked

CHAPTERS: Mapping[str, Callable[[Material], str]] = {
    "side-en": page_one.page_one,
    "vinduer": method.windows,
    "utgave": edition.edition,
    "resultater": results.results,
    "adressene": addresses.addresses,
    "pastander": claims.claims,
    "temaer": survey.themes,
    "kjede": method.chain,
    "kartlegging": survey.survey,
    "tiltak": appendix.status_summary,
    "konklusjon": conclusion.conclusion,
    "handlingsplan": appendix.action_plan,
    "skjema": survey.form,
    "fremdriftsplan": appendix.progress_plan,
    "indikatorer": method.indicators,
    "folsomhet": sensitivity.sensitivity,
    "styrke": power.power,
    "datakvalitet": quality.quality,
    "alle-resultater": appendix.all_results,
    "reproduserbarhet": provenance.reproducibility,
}
"""File name below ``_generert/`` (without ``.qmd``) → what makes it."""

ADVICE_TEXTS = {"what", "who", "when", "cost", "feasibility", "stop"}
"""What a recommendation says in the researcher's own words."""
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
    words = material.study.report.words
    return {
        name: (source if name in QUOTED else in_own_words(source, words)) or "<!-- ingenting her -->\n"
        for name, source in made.items()
    }


def _generated(source: str, material: Material) -> str:
    """Leave out what the researcher wrote, here and in the settings: the check is on generated text."""
    report = material.study.report
    notes = [one.note for one in (report.evaluator, report.instrument) if one is not None and one.note]
    advice = [one.model_dump(include=ADVICE_TEXTS).values() for one in report.recommendations]
    own = [text for texts in (notes, *advice) for text in texts if text]
    for written in [*material.assessments.values(), *map(escape_markdown, own)]:
        for form in (written.strip(), written[:1].upper() + written[1:].strip()):
            source = source.replace(form, "")
    return source
