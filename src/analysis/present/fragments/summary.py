"""The notices up front and the summary: one page with the verdict of each goal first."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.params import Goal, numbers
from analysis.present.evidence import CONCLUDED, TESTED, Evidence, confirmatory
from analysis.present.markup import bold, bullets, callout, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import Cell, Table
from analysis.wording import labels
from analysis.wording.goals import main_goal

FOUND = {
    "bedring": "Bedre",
    "forverring": "Verre",
    "uendret": "Uendret",
    "usikkert_grunnlag": "Usikkert grunnlag",
    "for_lite_data": "Vet vi ikke (for lite data)",
    "ikke_maalt": "Ikke målt i perioden",
}
"""Headings of the lists, in order."""
SYNTHETIC_TITLE = "Syntetiske data: tallene er oppdiktet"
SYNTHETIC_SHORT = "Tallene er laget av et program og sier ingenting om virkelige personer. "
REAL_PARTS = "Hva som er ekte, står i @sec-lesehjelp."
NOTHING_REAL = "Også prosjektet er oppdiktet."


def front(material: Material) -> str:
    """Say in few lines what a reader must know first, so that the summary keeps to one page."""
    synthetic = (
        callout(
            "warning",
            SYNTHETIC_TITLE,
            SYNTHETIC_SHORT + (REAL_PARTS if material.real_parts.strip() else NOTHING_REAL),
        )
        if material.study.project.synthetic
        else ""
    )
    return joined(synthetic, timing_notice(material))


def edition(material: Material) -> str:
    """Say what this edition leaves out, and what is real in a synthetic project."""
    return joined(_edition(material), _synthetic(material))


def summary(material: Material) -> str:
    """Return the summary: what is compared, a verdict per goal, what was found, what to keep in mind."""
    return joined(
        _lead(material),
        _verdicts(material),
        _how_to_read(material),
        found_lists(material),
        _caution(material),
    )


def count_sentence(rows: Iterable[Evidence]) -> str:
    """Count the words of the outcomes that decide, in one sentence.

    Bedring and forverring are both named, whatever their number.
    """
    said = [row.verdict for row in rows if row.verdict in TESTED]
    if not said:
        return "Ingen av utfallene som avgjør målene, kunne vurderes i denne perioden."
    named = [v for v in TESTED if v in said or v in ("bedring", "forverring")]
    if len(said) == 1:
        return _only_one(said[0])
    total, *each = numbers.all_in_words(len(said), *(said.count(verdict) for verdict in named))
    if all(verdict == "for_lite_data" for verdict in said):
        return (
            f"{total.capitalize()} utfall avgjør målene. Alle har for lite data: Ingen viser bedring, og "
            "ingen viser forverring."
        )
    parts = [f"«{labels.verdict(v).lower()}» for {n}" for v, n in zip(named, each, strict=True)]
    return f"{total.capitalize()} utfall avgjør målene. Konklusjonen er {numbers.listed(parts)} av dem."


def _only_one(verdict: str) -> str:
    """Say the word of the only outcome that decides: better and worse are named together."""
    said = {
        "bedring": "viser bedring, ikke forverring",
        "forverring": "viser forverring, ikke bedring",
        "for_lite_data": "har for lite data, og viser verken bedring eller forverring",
    }
    other = f"er vurdert til «{labels.verdict(verdict).lower()}», og viser verken bedring eller forverring"
    return f"Ett utfall avgjør målene. Det {said.get(verdict, other)}."


def key_figure(rows: list[Evidence], verdict: str) -> Evidence | None:
    """Choose the figure shown beside a goal's verdict, by a rule that looks at no figure.

    The first indicator that decides the goal, in the order of the plan, and has the goal's own verdict (for a
    mixed goal: the first that got better or worse); else the first that was measured. None when nothing was.
    """
    measured = [row for row in confirmatory(rows) if row.measured]
    wanted = ("bedring", "forverring") if verdict == "blandet" else (verdict,)
    return next(iter([row for row in measured if row.verdict in wanted] or measured), None)


def found_lists(material: Material) -> str:
    """List what was better, worse, unchanged and not known, with the same weight."""
    rows = confirmatory(material.evidence)
    lines = []
    for verdict, heading in FOUND.items():
        names = [_marked(row) for row in rows if row.verdict == verdict]
        if names or verdict in CONCLUDED:
            listed = separated(lowered(names)) if names else "ingen"
            lines.append(f"{bold(heading + ':')} {escape_markdown(ended(listed))}")
    return bullets(lines)


def _marked(row: Evidence) -> str:
    if row.verdict not in CONCLUDED:
        return row.name
    marks = [*row.reservations, *["størrelsen er usikker"] * row.size_uncertain]
    return f"{row.name} ({', '.join(marks)})" if marks else row.name


def written_later(material: Material) -> str:
    """Say, where the period ends before the project does, that the prose does not change with the period."""
    plans = numbers.listed(
        [name for name in ("handlingsplan", "fremdriftsplan") if name in material.appendices]
    )
    appendices = f", og {'vedleggene' if ' og ' in plans else 'vedlegget'} med {plans}," if plans else ""
    return (
        f"Kapitlene som forteller om prosjektet{appendices} er de samme i alle periodene. "
        "De kan også handle om det som skjedde etter tidsrommene her."
    )


def timing_notice(material: Material) -> str:
    """Explain a period whose windows do not lie on each side of the project's start."""
    start = escape_markdown(numbers.date_prose(material.study.project.start))
    if material.timing == "before_start":
        return callout(
            "important",
            "Perioden ligger før prosjektet startet",
            f"Prosjektet startet {start}. «Før» og «etter» betyr her bare det første og det andre "
            "tidsrommet. "
            "Rapporten viser hvor mye tallene svinger når det ikke er noe prosjekt. "
            f"{written_later(material)}",
        )
    if material.timing == "within":
        return callout(
            "important",
            "Begge tidsrommene ligger i prosjektperioden",
            f"Prosjektet var i gang fra {start}. Sammenligningen viser utviklingen underveis, ikke fra før "
            "prosjektet.",
        )
    if material.timing == "mixed":
        return callout(
            "important",
            "Et tidsrom går over prosjektstarten",
            f"Prosjektet startet {start}, inne i et av tidsrommene. Skillet mellom «før» og «etter» er "
            "derfor "
            "uskarpt.",
        )
    if not material.final:
        project_end = material.study.project.end
        end = escape_markdown(numbers.date_prose(project_end))
        lasts = "varte" if material.study.period.report_date > project_end else "varer"
        return callout(
            "important",
            "Perioden slutter før prosjektet",
            f"Prosjektet {lasts} til {end}. {written_later(material)}",
        )
    return ""


def figure_text(row: Evidence) -> str:
    """Say an indicator's figures: «Naboklager: fra 3,1 til 1,9; endring 0,62 ganger (0,41 til 0,95)»."""
    if row.hidden:
        return f"{row.name}: tallene er skjult"
    change = "" if row.change == numbers.MISSING else f"; endring {row.change_and_interval}"
    return f"{row.name}: {row.values}{change}"


def separated(names: list[str]) -> str:
    """List names that may hold commas and «og» themselves.

    Examples
    --------
    >>> separated(["klager", "nabolag, hjelp og fellesareal", "hærverk"]), separated(["klager", "hærverk"])
    ('klager; nabolag, hjelp og fellesareal; hærverk', 'klager og hærverk')
    """
    return "; ".join(names) if any(", " in n or " og " in n for n in names) else numbers.listed(names)


def ended(sentence: str) -> str:
    """End a sentence with a full stop, unless it already ends.

    Examples
    --------
    >>> ended("klager og hærverk"), ended("kan påvirke hvordan …")
    ('klager og hærverk.', 'kan påvirke hvordan …')
    """
    return sentence if sentence.endswith(("…", ".", "?", "!")) else f"{sentence}."


def _synthetic(material: Material) -> str:
    if not material.study.project.synthetic:
        return ""
    if not material.real_parts.strip():
        return "**Om dataene.** Prosjektet og alle opplysningene er oppdiktet."
    return joined(
        "**Om dataene.** De virkelige opplysningene om leietakerne er fortrolige. Dataene her er derfor "
        f"laget av et program. {material.real_parts.strip()}"
    )


def _edition(material: Material) -> str:
    least = numbers.in_words(material.study.project.disclosure.min_group)
    if not material.public:
        return (
            "**Om utgaven.** Dette er den begrensede utgaven. Rapporten bygger på opplysninger om få "
            "personer. De som "
            "kjenner adressene, "
            "kan kjenne igjen enkeltpersoner. Rapporten skal ikke deles videre."
        )
    return (
        "**Om utgaven.** Dette er den offentlige utgaven. For å verne dem det gjelder, viser vi ikke tall "
        "som bygger på "
        "færre enn "
        f"{least} personer eller boliger. {escape_markdown(labels.HIDDEN_NOTE)} Adressene har fått andre "
        "navn, og "
        "datoer er oppgitt som måneder."
    )


def _lead(material: Material) -> str:
    study = material.study
    before, after = study.period.before, study.period.after
    places = len(study.project.address_ids)
    windows = (
        f"Vi sammenligner tiden {numbers.span_prose(before.start, before.end)} («før») med tiden "
        f"{numbers.span_prose(after.start, after.end)} («etter») på "
        f"{numbers.in_words(places)} {'adresse' if places == 1 else 'adresser'}."
    )
    placebo = "Begge tidsrommene ligger før prosjektet startet. " if material.timing == "before_start" else ""
    main = f"Hovedmålet: {main_goal(material.disclosed.results)}"
    return escape_markdown(f"{windows} {placebo}{main}")


def _verdicts(material: Material) -> str:
    return Table(
        id="sammendrag",
        caption="Konklusjon for hvert delmål, med et av tallene bak og hva det bygger på (n)",
        head=("Delmål", "Konklusjon", "Et tall bak konklusjonen", "Grunnlag (n)"),
        rows=[_verdict_row(material, goal) for goal in material.study.plan.goals],
        align="llll",
    ).source()


def _how_to_read(material: Material) -> str:
    """Explain what a reader of the summary alone must know, as far as it stands there."""
    rows = confirmatory(material.evidence)
    goals = [(material.by_goal[g.id], material.goal_verdict(g.id)) for g in material.study.plan.goals]
    shown = [key for key in (key_figure(*goal) for goal in goals) if key is not None]
    notes = []
    if any(row.interval not in (numbers.MISSING, numbers.HIDDEN) for row in shown):
        notes.append("I parentes står intervallet: de endringene tallene er forenlige med.")
    if any(" + " in row.basis.replace(numbers.SPACE, " ") for row in shown):
        notes.append("To tall med pluss mellom er antallet før og etter.")
    if any("ganger" in row.change for row in shown):
        notes.append("«Ganger» under én betyr færre hendelser etter enn før, over én flere.")
    if material.sensitive_goals or any(row.sensitive and row.verdict in CONCLUDED for row in rows):
        notes.append(
            "«Følsom for valg» betyr at konklusjonen blir en annen med enkelte andre rimelige valg av "
            "tidsrom, adresser eller metode."
        )
    return escape_markdown(" ".join(notes))


def _verdict_row(material: Material, goal: Goal) -> list[str | Cell]:
    verdict = material.goal_verdict(goal.id)
    key = key_figure(material.by_goal[goal.id], verdict)
    name = f"{goal.id}. {goal.short}" if goal.id.isdigit() else goal.short
    if key is None:
        return [name, Cell(bold(labels.verdict(verdict))), "Ingen tall i perioden", numbers.MISSING]
    mark = " (følsom for valg)" if goal.id in material.sensitive_goals else ""
    alone = "" if verdict not in CONCLUDED else f". {key.caveat}" if key.caveat else ""
    return [name, Cell(bold(labels.verdict(verdict)) + mark), figure_text(key) + alone, key.basis]


def _compared(material: Material) -> str:
    """Say whether there is anything to compare the addresses with."""
    if not material.compared_with:
        return "Det finnes ingen sammenligningsgruppe."
    return f"Endringene er holdt opp mot {material.compared_with}, der ingenting ble gjort."


def _caution(material: Material) -> str:
    return callout(
        "caution",
        "Les dette med forbehold",
        f"Tallene viser hva som var annerledes etter, ikke hvorfor. {_compared(material)} Få "
        "personer er med, og ikke alle kan følges hele veien. Adressene kan være valgt etter en vanskelig "
        "tid, og når "
        "flere er til stede, kan flere hendelser bli meldt. «For lite data» betyr at vi ikke vet. "
        "Se @sec-forbehold.",
    )


def lowered(names: list[str], *, first: bool = False) -> list[str]:
    """Start every name but the first with a small letter, inside a sentence the first one too."""
    kept = 0 if first else 1
    return [n if i < kept or n[1:2].isupper() else n[0].lower() + n[1:] for i, n in enumerate(names)]
