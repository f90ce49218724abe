"""A figure once published is copied, not computed again; no new window shares days with a published one."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.clean import Findings
from analysis.disclose import CONTENT, FOLDER, INDEX, Disclosed, printed_content, restrict
from analysis.disclose.forms import DisclosureError
from analysis.disclose.publication import Limits
from analysis.disclose.releases import Release, copied, file_hash, releases_of
from analysis.disclose.results import WITHHELD
from analysis.disclose.results import publish as publish_rows
from analysis.params import Study

from ..evaluate.conftest import evaluated, loaded, window, world

pytestmark = pytest.mark.slow

FOLDER_OF = Path(FOLDER) / "leie"


def public(study: Study, **changed: pd.DataFrame) -> Disclosed:
    evaluation = dataclasses.replace(evaluated(), **changed)
    nothing = pd.DataFrame({"source": [], "key": []})
    tables = SimpleNamespace(**{**vars(world()), "findings": Findings().frame(), "corrections": nothing})
    return restrict(evaluation, tables, study, "offentlig")  # type: ignore[arg-type]


def publish(study: Study) -> Path:
    """Release the sample's public edition, as `leie release` lays it out."""
    edition = public(study)
    folder = study.root / FOLDER_OF / study.period.id
    folder.mkdir(parents=True)
    file = folder / CONTENT
    file.write_text(json.dumps(printed_content(edition.results, edition.monthly, study)), encoding="utf-8")
    index = {study.period.id: {CONTENT: file_hash(file)}}
    (folder.parent / INDEX).write_text(json.dumps(index), encoding="utf-8")
    return file


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return dataclasses.replace(loaded(), root=tmp_path)


def at(study: Study, **windows: object) -> Study:
    return dataclasses.replace(study, period=study.period.model_copy(update={"id": "neste", **windows}))


def row(edition: Disclosed, indicator: str) -> pd.Series:
    rows = edition.results
    return rows[rows["indicator"].eq(indicator) & rows["place"].eq("all")].iloc[0]


def with_values(**values: dict[str, object]) -> pd.DataFrame:
    results = evaluated().results.copy()
    for indicator, columns in values.items():
        here = results["indicator"].eq(indicator.replace("_", "-")) & results["place"].eq("all")
        for column, value in columns.items():
            results.loc[here, column] = value
    return results


def test_a_release_is_what_the_edition_printed_and_names_no_address(study: Study) -> None:
    told = publish(study).read_text(encoding="utf-8")
    assert "2,5 eller lavere" in told or "3,0" in told
    assert not [text for a in study.project.addresses for text in (a.id, a.name) if text in told]
    results = public(study).results
    rates = results[results["events_before"].notna() & results["place"].eq("all")]
    printed = {(name, place, of): values for name, place, of, values in json.loads(told)["figures"]}
    first = rates.iloc[0]
    assert (
        printed[first["indicator"], "all", "2022-10-01/2023-09-30"]["events_side"] == first["events_before"]
    )


def test_beside_its_own_release_an_edition_is_the_same(study: Study) -> None:
    before = public(study)
    publish(study)
    after = public(study)
    pd.testing.assert_frame_equal(before.results, after.results)
    pd.testing.assert_frame_equal(before.monthly, after.monthly)


def test_a_figure_of_a_published_window_is_copied_whatever_the_data_say_now(study: Study) -> None:
    """One more event, and one tenant's answers: neither can be read off two reports."""
    published = public(study)
    publish(study)
    name = "naboklager"
    events = row(published, name)["events_before"]
    moved = with_values(naboklager={"events_before": events + 7}, trygghet={"before": 6.9})
    later = public(study, results=moved)
    assert row(later, name)["events_before"] == events
    assert pd.isna(row(later, name)["estimate"])
    assert row(later, name)["verdict"] == WITHHELD
    safe = row(published, "trygghet")
    assert (
        row(later, "trygghet")[["before", "before_public"]].tolist()
        == safe[["before", "before_public"]].tolist()
    )
    assert row(later, "trygghet")["word_public"] == safe["word_public"]
    without = dataclasses.replace(study, root=study.root / "annet")
    assert row(public(without, results=moved), "trygghet")["before_public"] != safe["before_public"]


def test_a_later_window_is_new_and_the_published_one_beside_it_is_copied(study: Study) -> None:
    publish(study)
    name = "naboklager"
    later = at(study, after=window("2024-10-01", "2025-09-30"))
    moved = with_values(naboklager={"events_before": 99, "events_after": 77})
    shown = row(public(later, results=moved), name)
    assert shown["events_before"] == row(public(study), name)["events_before"]
    assert shown["events_after"] == 77


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2024-10-01", "2025-03-31", False),
        ("2024-09-30", "2025-03-31", True),
        ("2023-10-01", "2024-03-31", True),
        ("2023-10-01", "2024-09-30", False),
    ],
)
def test_a_window_is_published_whole_or_shares_no_day(
    study: Study, start: str, end: str, refused: bool
) -> None:
    publish(study)
    later = at(study, after=window(start, end))
    if not refused:
        assert len(releases_of(later)) == 1
        return
    with pytest.raises(DisclosureError, match=r"'neste'.*'sluttrapport' has published"):
        releases_of(later)
    inside = dataclasses.replace(later, period=later.period.model_copy(update={"editions": ("begrenset",)}))
    assert len(releases_of(inside)) == 1


def test_a_released_folder_that_changed_or_is_gone_stops_every_public_edition(study: Study) -> None:
    file = publish(study)
    kept = file.read_text(encoding="utf-8")
    file.write_text(kept.replace("0", "1", 1), encoding="utf-8")
    with pytest.raises(DisclosureError, match="changed since it was released"):
        public(study)
    file.unlink()
    with pytest.raises(DisclosureError, match="is gone"):
        public(study)
    file.write_text(kept, encoding="utf-8")
    public(study)


def test_an_indicator_measured_otherwise_than_published_is_hidden(study: Study) -> None:
    publish(study)
    indicator = study.plan.indicator("naboklager")
    other = indicator.model_copy(
        update={"measure": indicator.measure.model_copy(update={"kinds": ("drift",)})}
    )
    plan = study.plan.model_copy(
        update={"indicators": tuple(other if i is indicator else i for i in study.plan.indicators)}
    )
    shown = row(public(dataclasses.replace(study, plan=plan)), "naboklager")
    assert (shown["hidden"], shown["hidden_reason"]) == (True, "difference")
    assert pd.isna(shown["events_before"])


def test_bars_of_a_published_window_are_copied(study: Study) -> None:
    published = public(study).monthly
    publish(study)
    more = evaluated().monthly.copy()
    more["events"] = more["events"] + 1
    later = public(study, monthly=more).monthly
    told = published[~published["hidden"]]
    assert not told.empty
    pd.testing.assert_frame_equal(later[~later["hidden"]].reset_index(drop=True), told.reset_index(drop=True))


def test_public_is_made_of_what_the_restricted_edition_prints(study: Study) -> None:
    """3,249 is printed «3,2»: the public class is that of 3,2, whatever stands behind."""
    classes = [
        row(public(study, results=with_values(trygghet={"before": value})), "trygghet")["before_public"]
        for value in (3.2, 3.249, 3.25, 3.3)
    ]
    assert classes[0] == classes[1]
    assert classes[2] == classes[3]


def test_of_24_releases_in_a_row_no_two_print_another_figure_of_one_window(study: Study) -> None:
    """Each time some tenants' answers and some events are other ones, as when one joins or leaves."""
    drawn = np.random.default_rng(24)
    names = ("trygghet", "naboklager", "restanse", "i-restanse", "haerverk", "medvirkning")
    kept = evaluated().results
    kept = kept[kept["indicator"].isin(names) & kept["place"].eq("all")]
    limits = Limits(study.project.disclosure, study.questionnaire.scale, dict.fromkeys(names, (9, 0.3)))
    releases: list[Release] = []
    told: dict[str, set[tuple[object, ...]]] = {}
    for year in range(24):
        later = at(study, after=window(f"{2030 + year}-01-01", f"{2030 + year}-12-31"))
        moved = kept.assign(
            before=kept["before"] * drawn.uniform(0.6, 1.4, len(kept)),
            events_before=kept["events_before"] + drawn.integers(0, 9, len(kept)),
        )
        shown = copied(publish_rows(moved, study.plan, limits), later, releases)
        for row in shown[~shown["hidden"]].to_dict("records"):
            figures = tuple(
                str(row[c]) for c in ("before", "before_public", "events_before", "exposure_before")
            )
            told.setdefault(str(row["indicator"]), set()).add(figures)
        content = printed_content(shown, evaluated().monthly.head(0).assign(hidden=False), later)
        releases.append(Release.of(content))
    assert told.keys() >= {"trygghet", "naboklager"}
    assert {name: len(figures) for name, figures in told.items()} == dict.fromkeys(told, 1)
