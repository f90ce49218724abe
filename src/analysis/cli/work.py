"""Commands that make something of a project on this machine: check, run, look, plan."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from datetime import date
from functools import partial
from pathlib import Path

import click

from analysis.cli.group import CONTROL, every_period, main, period_file
from analysis.params import find_root, load_period

STALE = 3
"""Exit code of `leie status` where something would run."""


@main.command()
@click.argument("periods", nargs=-1, metavar="[PROJECT/PERIOD]...")
@click.option("--all", "every", is_flag=True, help="Every period of every project.")
@click.option(
    "--engine",
    type=click.Choice(["quarto", "embedded"]),
    help="Report engine; default: Quarto when it is installed.",
)
@click.option("--force", is_flag=True, help="Run every step, also those that are up to date.")
@click.option(
    "--jobs", type=click.IntRange(1), default=None, help="Periods run at once; default: one per processor."
)
@click.option("--debug", is_flag=True, help="Show the traceback of a fault; it may quote the data.")
@click.pass_obj
def run(
    root: Path | None,
    periods: tuple[str, ...],
    every: bool,
    engine: str | None,
    force: bool,
    jobs: int | None,
    debug: bool,
) -> None:
    """Run periods: clean the raw files, compare before and after, make the report.

    Steps that are up to date are skipped. One period that fails does not stop the others. Exit code 0
    means that every report named was made and checked.
    """
    from analysis.clean import open_key_file
    from analysis.pipeline import run_periods

    say = partial(click.echo, err=True)
    if open_key_file():
        say("NOTE: other users of this machine may read the pseudonym key's file. Run chmod 600 on it.")
    base = find_root(root)
    files = every_period(base) if every else [period_file(base, p) for p in periods]
    if not files:
        raise click.UsageError("name at least one PROJECT/PERIOD, or pass --all")
    outcomes = run_periods(
        files, engine=engine, force=force, jobs=1 if debug else jobs or _processors(), say=say, debug=debug
    )
    for outcome in outcomes:
        ended = "FAILED" if outcome.error else "done" if outcome.ran else "up to date"
        click.echo(f"\n{outcome.name}: {ended}")
        made = [*outcome.reports, *outcome.verdicts, *outcome.warnings]
        for line in outcome.error.splitlines() if outcome.error else made:
            click.echo(f"  {line}")
    failed = [o.name for o in outcomes if o.error]
    if len(outcomes) > 1:
        click.echo(
            f"\n{len(outcomes) - len(failed)} of {len(outcomes)} periods are done"
            + (f"; failed: {', '.join(failed)}" if failed else "")
        )
    if failed:
        sys.exit(1)


@main.command()
@click.argument("periods", nargs=-1, metavar="[PROJECT/PERIOD]...")
@click.option("--json", "as_json", is_flag=True, help="Write PROJECT/PERIOD → step → reasons as JSON.")
@click.pass_obj
def status(root: Path | None, periods: tuple[str, ...], as_json: bool) -> None:
    """Show which steps would run, and why, by the name of what changed; exit code 3 where any would.

    A step that follows one that would run is told with it: whether it runs depends on what that one makes.
    """
    from analysis.pipeline import status as step_status

    base = find_root(root)
    files = [period_file(base, p) for p in periods] or every_period(base)
    found = {f"{file.parent.parent.name}/{file.stem}": step_status(file) for file in files}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    for name, steps in found.items() if not as_json else ():
        click.echo(name)
        for step, why in steps.items():
            rest = [f"and {len(why) - 5} more"] if len(why) > 5 else []
            click.echo(f"  {step:14} {'; '.join([*why[:5], *rest]) or 'up to date'}")
    if any(why for steps in found.values() for why in steps.values()):
        sys.exit(STALE)


@main.command()
@click.argument("period", metavar="PROJECT/PERIOD")
@click.option(
    "--excel",
    type=click.Path(path_type=Path),
    help="Where to write the findings; default: build/PROJECT/PERIOD/funn.xlsx.",
)
@click.pass_obj
def check(root: Path | None, period: str, excel: Path | None) -> None:
    """List everything found in the raw files, errors first; exit code 1 on errors.

    A Feil (error) stops a run, an Advarsel (warning) is for somebody to look at, an Opplysning says how the
    files were read. What the report still lacks is told as warnings; a draft is made all the same. Each names
    file, column and rows, and what to do. The same list is written as a workbook to filter and tick off; what
    is noted there is kept by the next check. Nothing else is written, and no
    pseudonym key is needed.

    \b
      leie check leie/sluttrapport
      leie check leie/sluttrapport > funn.txt
    """  # noqa: D301  see main
    import pandas as pd

    from analysis import clean
    from analysis.clean.telling import told
    from analysis.clean.worksheet import SEVERITY
    from analysis.exit import source_findings
    from analysis.present.gaps import report_findings

    study = load_period(period_file(find_root(root), period))
    found = [clean.check(study), report_findings(study), source_findings(study)]
    findings = pd.concat(found, ignore_index=True)
    findings = findings.sort_values("severity", key=lambda s: s.map(list(SEVERITY).index), kind="stable")
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for finding in told(findings).itertuples():
        line = f"{SEVERITY[str(finding.severity)]}: {finding.message} {finding.action}"
        click.echo(_filled(CONTROL.sub(" ", line).rstrip(), width))
    target = excel or study.build_dir / "funn.xlsx"
    clean.write_findings(findings, target, study.raw_dir)
    count = findings["severity"].value_counts()
    counted = ", ".join(f"{name.lower()}: {count.get(key, 0)}" for key, name in SEVERITY.items())
    shown = target.relative_to(study.root).as_posix() if target.is_relative_to(study.root) else target
    stopped = ". Feilene må rettes før noe kan lages." if count.get("error", 0) else ""
    click.echo(f"\n{counted}. Samlet i {shown}{stopped}")
    if not study.project.synthetic:
        try:
            clean.find_key(study)
        except clean.CleanError as error:
            click.echo(f"NOTE: leie run will refuse: {error}", err=True)
    if count.get("error", 0):
        sys.exit(1)


def _filled(line: str, width: int | None) -> str:
    """Fill a line to the width of a screen, between words, the rest indented; as it is without a width."""
    if width is None:
        return line
    return textwrap.fill(line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


@main.command()
@click.argument("project")
@click.option("--seed", type=int, help="Seed; default: the one stated in params/PROJECT/sample.yml.")
@click.option("--scale", type=click.IntRange(1), default=1, show_default=True, help="Times as many tenants.")
@click.option("--clean", "tidy", is_flag=True, help="Without the mess that people make when they type.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder; default: data/raw/PROJECT.")
@click.pass_obj
def sample(
    root: Path | None, project: str, seed: int | None, scale: int, tidy: bool, out: Path | None
) -> None:
    """Write synthetic raw exports with the effect stated in params/PROJECT/sample.yml."""
    from analysis.sample import write_sample

    for path in write_sample(find_root(root), project, seed=seed, scale=scale, mess=not tidy, out=out):
        click.echo(path)


@main.command()
@click.argument("period", metavar="PROJECT/PERIOD")
@click.option("--assumed", is_flag=True, help="Use the guesses of planning.yml also when there are data.")
@click.option("--freeze", is_flag=True, help="Freeze the plan: write its hash and today's date, once.")
@click.pass_obj
def plan(root: Path | None, period: str, assumed: bool, freeze: bool) -> None:
    """Show what each indicator could show with this many tenants, flats and events, before anyone compares.

    Before any data are collected the figures rest on params/PROJECT/planning.yml; once the records are
    cleaned, on what lies before the project. Freeze the plan before the second survey wave: the report then
    says whether the analysis followed it, and lists each change since.
    """
    from analysis import clean, evaluate
    from analysis.pipeline.files import relative
    from analysis.present.planning import planning_text, write_planning

    study = load_period(period_file(find_root(root), period))
    if freeze:
        written = evaluate.freeze(study, date.today())
        click.echo(f"The plan is frozen: {relative(written, study.root)}")
        return
    cleaned = not assumed and (study.processed_dir / "residents.parquet").is_file()
    known = clean.load_tables(study) if cleaned else evaluate.read_assumptions(study)
    planning = evaluate.plan_power(study, known)
    click.echo(f"Grunnlag: {'data fra tiden før prosjektet' if cleaned else 'antakelsene i planning.yml'}\n")
    click.echo(planning_text(planning, study))
    click.echo()
    for path in write_planning(planning, study.build_dir / "plan"):
        click.echo(relative(path, study.root))


@main.command()
@click.argument("period", metavar="PROJECT/PERIOD")
@click.option("--out", type=click.Path(path_type=Path), help="Folder; default: build/PROJECT/maler.")
@click.pass_obj
def templates(root: Path | None, period: str, out: Path | None) -> None:
    """Write Excel workbooks for data entry, with the project's own addresses, statements and choices.

    One workbook per kind of record, each with a sheet «Veiledning» for those who type. Put a filled one in
    data/raw/PROJECT and give it a source in project.yml; it is read back without columns or values:

    \b
      - {id: hendelser, kind: incidents, file: mal-hendelseslogg.xlsx,
         reader: {format: template}}

    When addresses, statements or choices change in the params, make the workbooks again. One in which
    something is typed is never overwritten.
    """  # noqa: D301  see main
    from analysis.templates import write_templates

    for path in write_templates(load_period(period_file(find_root(root), period)), out):
        click.echo(path)


@main.command()
@click.argument("period", metavar="PROJECT/PERIOD")
@click.option("--engine", type=click.Choice(["quarto", "embedded"]), help="Report engine; default as in run.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder; default: build/PROJECT/PERIOD/render.")
@click.pass_obj
def render(root: Path | None, period: str, engine: str | None, out: Path | None) -> None:
    """Render the inputs of the last run aside, for example to compare the two engines.

    Nothing is computed again and the reports of the run stay as they are; after editing prose or
    parameters, use run.
    """
    from analysis.pipeline import render_aside

    study = load_period(period_file(find_root(root), period))
    for path in render_aside(study, engine, out or study.build_dir / "render"):
        click.echo(path)


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
