"""Commands for what comes in from others and what goes out to them, or is taken away."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from analysis.cli.group import CONTROL, main, period_file
from analysis.params import find_root, load_period


@main.command()
@click.argument("period", metavar="PROJECT/PERIOD")
@click.pass_obj
def disclosure(root: Path | None, period: str) -> None:
    """Show what each edition hides and by which rule, what somebody must sign, and facts for a DPIA.

    For the researcher: it rests on the last run and is written as a workbook too. Titles of activities and
    measures that are not approved are printed in public as their kind; put those that name nobody under
    approved_titles in project.yml.
    """
    from analysis import clean, disclose, evaluate
    from analysis.present.disclosure_page import disclosure_page, page_text, write_page

    study = load_period(period_file(find_root(root), period))
    evaluation = evaluate.Evaluation.load(study.build_dir / "evaluation")
    page = disclosure_page(disclose.restrict_all(evaluation, clean.load_tables(study), study), study)
    click.echo(page_text(page))
    written = write_page(page, study.build_dir / "personvern.xlsx")
    click.echo(f"\n{written.relative_to(study.root).as_posix()}")


@main.command()
@click.argument("period", metavar="PROJECT/PERIOD")
@click.pass_obj
def release(root: Path | None, period: str) -> None:
    """Freeze the public reports of the last run in released/PROJECT/PERIOD, the one folder to publish.

    What is released is never changed. Later reports of the project copy its figures for the same window or
    survey, and their other windows may not overlap it, so that no two reports can be subtracted.
    """
    from analysis.pipeline import status as step_status
    from analysis.pipeline.release import release as freeze

    file = period_file(find_root(root), period)
    study = load_period(file)
    folder = freeze(study, [step for step, why in step_status(file).items() if why])
    click.echo(f"Released: {folder.relative_to(study.root).as_posix()}. Publish this folder, and keep it.")


@main.command()
@click.argument("archive", metavar="ZIP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def receive(root: Path | None, archive: Path) -> None:
    """Take in a project that somebody else packed: settings, chapters and raw files, nothing else.

    Code, styles and notebooks are left, and so is everything that leads out of the project's own folders;
    what was left is listed. Nothing that is there already is written over.
    """
    from analysis.pipeline.receive import receive as take

    received = take(find_root(root), archive)
    for path in received.taken:
        click.echo(path)
    for path, why in received.left:
        click.echo(CONTROL.sub(" ", f"left: {path} ({why})"), err=True)
    click.echo(f"\n{len(received.taken)} files of the project {received.project} were taken.")


@main.command()
@click.argument("project")
@click.option("--person", required=True, metavar="ID|NAME", help="Tenant number, identity number or name.")
@click.option("--taken-out", is_flag=True, help="Her rows are out of the raw files already.")
@click.pass_obj
def forget(root: Path | None, project: str, person: str, taken_out: bool) -> None:
    """Find a person everywhere in a project, and remove all that was made of her rows.

    Raw files, settings, chapters and released reports are only looked through: what must be mended there by
    hand is listed by file and rows. Tables, notebooks and builds of every period of the project are removed;
    run them again once the raw files are mended. Exit code 1 while something is left to mend.
    """
    from analysis.pipeline.forget import RECORD
    from analysis.pipeline.forget import forget as forget_person

    outcome = forget_person(find_root(root), project, person, date.today(), taken_out=taken_out)
    for folder in outcome.removed:
        click.echo(f"removed: {folder}/")
    for standing in outcome.raw:
        click.echo(f"take out by hand: data/raw/{project}/{standing.file}, rows {standing.rows}")
    for line in outcome.written:
        click.echo(f"mend by hand: {line}")
    for line in outcome.released:
        click.echo(f"released, and cannot be called back by removing it: {line}")
    click.echo(f"\nWritten to {RECORD.as_posix()}, without saying who.")
    if outcome.left:
        click.echo("Mend what is listed, and run the same command again with --taken-out.")
        sys.exit(1)


@main.command()
@click.option("--dry-run", is_flag=True, help="Only list what would be removed.")
@click.pass_obj
def prune(root: Path | None, dry_run: bool) -> None:
    """Remove tables and reports of periods and editions that are no longer declared."""
    from analysis.pipeline.forget import prune as remove

    for folder in remove(find_root(root), dry=dry_run):
        click.echo(f"{'would be removed' if dry_run else 'removed'}: {folder}/")
