"""The reminder that data are kept no longer than the project says."""

from __future__ import annotations

from datetime import date

from analysis.clean.findings import Findings, Place
from analysis.params import Study


def report_retention(study: Study, today: date, found: Findings) -> None:
    """Report that the last day of keeping has passed, or that a project with real data states none."""
    project, retention = study.project, study.project.retention
    place = Place("project", f"params/{project.id}/project.yml")
    if retention is None:
        if not project.synthetic:
            found.add(
                "info",
                place,
                "no_retention",
                "prosjektet sier ikke hvor lenge opplysningene skal lagres",
                action="Skriv retention med until (en dato) eller months (måneder etter perioden).",
            )
        return
    last = retention.last_day(study.period.after.end)
    if today > last:
        found.add(
            "warning",
            place,
            "retention",
            f"opplysningene skulle lagres til {last:%d.%m.%Y}",
            action="Slett filene i data/raw, data/processed og build, eller begrunn og skriv en ny frist.",
        )
