"""The notices up front and the summary: one page with the verdict of each goal first."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.params import Goal, numbers
from analysis.present import labels
from analysis.present.evidence import TESTED, Evidence, confirmatory
from analysis.present.markup import bold, bullets, callout, escape_markdown, joined
from analysis.present.material import Material, in_words
from analysis.present.tables import Cell, Table

FOUND = {
    "bedring": "Bedre",
    "forverring": "Verre",
    "uendret": "Uendret",
    "usikkert_grunnlag": "Usikkert grunnlag",
    "for_lite_data": "Vet vi ikke (for lite data)",
}
"""Headings of the lists, in order. The first three are always shown, also when nothing belongs there."""
ALWAYS = ("bedring", "forverring", "uendret")


def front(material: Material) -> str:
    """Say what a reader must know before the first figure: synthetic data, edition, an unusual period."""
    return joined(_synthetic(material), _edition(material), timing_notice(material))


def summary(material: Material) -> str:
    """Return the summary: what is compared, a verdict per goal, what was found, what to keep in mind."""
    return joined(_lead(material), _verdicts(material), found_lists(material), _caution(material))


def count_sentence(rows: Iterable[Evidence]) -> str:
    """Count the verdicts of the tested indicators, in one sentence.

    Bedring and forverring are both named, whatever their number.
    """
    tested = [row.verdict for row in rows if row.verdict in TESTED]
    if not tested:
        return "Ingen av målene kunne testes i denne perioden."
    counts = {verdict: tested.count(verdict) for verdict in TESTED}
    parts = [f"{in_words(counts['bedring'])} bedring", f"{in_words(counts['forverring'])} forverring"]
    parts += [f"{in_words(counts['uendret'])} uendret"] if counts["uendret"] else []
    for verdict in ("for_lite_data", "usikkert_grunnlag"):
        if counts[verdict]:
            parts.append(f"{in_words(counts[verdict])} {labels.verdict(verdict).lower()}")
    noun = "mål" if len(tested) > 1 else "målet"
    start = (
        f"Av {in_words(len(tested))} testede {noun} viser"
        if len(tested) > 1
        else "Det ene testede målet viser"
    )
    return f"{start} {numbers.listed(parts)}."


def key_figure(rows: list[Evidence], verdict: str) -> Evidence | None:
    """Choose the figure shown beside a goal's verdict, by a rule that looks at no figure.

    The first indicator of the goal, in the order of the plan, that has the goal's own verdict; else the first that
    was measured. None when nothing was.
    """
    measured = [row for row in confirmatory(rows) if row.measured]
    same = [row for row in measured if row.verdict == verdict]
    return next(iter(same or measured), None)


def found_lists(material: Material) -> str:
    """List what was better, worse, unchanged and not known, with the same weight."""
    rows = confirmatory(material.evidence)
    lines = []
    for verdict, heading in FOUND.items():
        names = [escape_markdown(row.name) for row in rows if row.verdict == verdict]
        if names or verdict in ALWAYS:
            lines.append(
                f"{bold(heading + ':')} {numbers.listed(_lowered(names)) if names else 'ingen mål'}."
            )
    missing = [escape_markdown(row.name) for row in rows if not row.measured]
    if missing:
        lines.append(f"{bold('Ikke målt i perioden:')} {numbers.listed(_lowered(missing))}.")
    return bullets(lines)


def timing_notice(material: Material) -> str:
    """Explain a period whose windows do not lie on each side of the project's start."""
    start = escape_markdown(numbers.date_prose(material.study.project.start))
    if material.timing == "before_start":
        return callout(
            "important",
            "Perioden ligger før prosjektet startet",
            f"Begge tidsrommene ligger før {start}. Ordene «før» og «etter» betyr her bare det første og det andre "
            "tidsrommet. Rapporten viser hvor mye tallene svinger når det ikke er noe prosjekt.",
        )
    if material.timing == "within":
        return callout(
            "important",
            "Begge tidsrommene ligger i prosjektperioden",
            f"Prosjektet var i gang fra {start}. Sammenligningen viser utviklingen underveis, ikke fra før prosjektet.",
        )
    if material.timing == "mixed":
        return callout(
            "important",
            "Et tidsrom går over prosjektstarten",
            f"Prosjektet startet {start}, inne i et av tidsrommene. Skillet mellom «før» og «etter» er derfor uskarpt.",
        )
    return ""


def _synthetic(material: Material) -> str:
    if not material.study.project.synthetic:
        return ""
    real = [s for s in material.study.project.sources if s.origin == "real"]
    also = " Handlingsplanen, fremdriftsplanen og opplysningene om prosjektet er ekte." if real else ""
    return callout(
        "warning",
        f"{labels.SYNTHETIC.capitalize()}: tallene er laget av et program",
        "De virkelige opplysningene om leietakerne er fortrolige. Svar, hendelser, leieforhold, husleie og vedtak i denne "
        f"rapporten er derfor oppdiktet. Tallene sier ingenting om virkelige personer.{also}",
    )


def _edition(material: Material) -> str:
    rule = material.study.project.disclosure
    if not material.public:
        return callout(
            "note",
            labels.label(labels.EDITIONS, material.disclosed.edition, "edition"),
            "Rapporten bygger på opplysninger om få personer. De som kjenner adressene, kan kjenne igjen enkeltpersoner. "
            "Den skal ikke deles videre. Det finnes en egen utgave for offentligheten.",
        )
    return callout(
        "note",
        labels.label(labels.EDITIONS, material.disclosed.edition, "edition"),
        f"For å verne dem det gjelder, vises ingen tall som bygger på færre enn {in_words(rule.min_group)} personer eller "
        f"boliger. {escape_markdown(labels.HIDDEN_NOTE)} Adressene har fått andre navn.",
    )


def _lead(material: Material) -> str:
    study = material.study
    before, after = study.period.before, study.period.after
    windows = (
        f"Vi sammenligner tiden {numbers.span_prose(before.start, before.end)} («før») med tiden "
        f"{numbers.span_prose(after.start, after.end)} («etter») på {in_words(len(study.project.address_ids))} adresser."
    )
    placebo = " Begge tidsrommene ligger før prosjektet startet." if material.timing == "before_start" else ""
    return escape_markdown(f"{windows}{placebo} {count_sentence(confirmatory(material.evidence))}")


def _verdicts(material: Material) -> str:
    rows = [_verdict_row(material, goal) for goal in material.study.plan.goals]
    return Table(
        id="sammendrag",
        caption="Konklusjon for hvert delmål, med det viktigste tallet og hva det bygger på (n)",
        head=("Delmål", "Konklusjon", "Viktigste tall", "Grunnlag (n)"),
        rows=rows,
        widths=(25, 19, 36, 20),
        align="llll",
    ).source()


def _verdict_row(material: Material, goal: Goal) -> list[str | Cell]:
    verdict, _ = material.goal_verdicts.get(goal.id, ("ikke_maalt", ""))
    key = key_figure(material.by_goal[goal.id], verdict)
    name = f"{goal.id}. {goal.short}" if goal.id.isdigit() else goal.short
    if key is None:
        return [name, Cell(bold(labels.verdict(verdict))), "Ingen tall i perioden", numbers.MISSING]
    return [name, Cell(bold(labels.verdict(verdict))), figure_text(key), key.basis]


def figure_text(row: Evidence) -> str:
    """Say an indicator's figures in a few words: «Naboklager: fra 3,1 til 1,9; 0,62 ganger (0,41 til 0,95)»."""
    if row.hidden:
        return f"{row.name}: {numbers.HIDDEN}"
    if row.before == numbers.MISSING:
        values = row.after
    elif row.after == numbers.MISSING:
        values = f"{row.before} før"
    else:
        values = f"fra {row.before} til {row.after}"
    if row.change != numbers.MISSING:
        values += f"; endring {row.change}"
    return f"{row.name}: {values}" + (f" ({row.interval})" if row.interval != numbers.MISSING else "")


def _caution(material: Material) -> str:
    when = (
        "" if material.timing != "before_start" else " Det gjelder også her, der det ikke var noe prosjekt."
    )
    return callout(
        "caution",
        "Les dette med forbehold",
        "Tallene viser hva som var annerledes etter, ikke hvorfor. Det finnes ingen sammenligningsgruppe, få personer er "
        "med, og noen har flyttet. Adressene ble valgt etter en vanskelig tid, og når flere er til stede, kan flere "
        f"hendelser bli meldt. «For lite data» betyr at vi ikke vet.{when} Se @sec-forbehold.",
    )


def _lowered(names: list[str]) -> list[str]:
    """Start every name but the first with a small letter."""
    return [
        name if i == 0 or name[1:2].isupper() else name[0].lower() + name[1:] for i, name in enumerate(names)
    ]
