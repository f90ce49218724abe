"""Reading parameter files: strictly, once, and with the file and key in every error."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from analysis.comparing import told_apart
from analysis.errors import ParamsError
from analysis.model import FIRST_YEAR, LAST_YEAR, Params
from analysis.params.claims import Claim, Claims
from analysis.params.indicators import Plan
from analysis.params.period import Period
from analysis.params.project import Project
from analysis.params.questionnaire import Questionnaire
from analysis.params.report import ReportPlan
from analysis.params.sources import SURVEY_TARGETS
from analysis.params.vocabulary import Vocabulary

P = TypeVar("P", bound=Params)
LARGEST, DEEPEST = 1_000_000, 20
"""Bytes of a settings file, and levels inside each other."""
MOST_FAULTS = 20
"""Faults of one file that are told; the rest are counted."""


@dataclass(frozen=True)
class Study:
    """Everything declared about one period of one project, and where its files lie."""

    root: Path
    project: Project
    questionnaire: Questionnaire
    plan: Plan
    vocabulary: Vocabulary
    period: Period
    claims: tuple[Claim, ...] = ()
    report: ReportPlan = field(default_factory=ReportPlan)

    @property
    def params_dir(self) -> Path:
        """Folder of the project's parameter files."""
        return self.root / "params" / self.project.id

    @property
    def raw_dir(self) -> Path:
        """Folder of the project's raw exports; never written to."""
        return self.root / "data" / "raw" / self.project.id

    @property
    def processed_dir(self) -> Path:
        """Folder of this period's processed tables."""
        return self.root / "data" / "processed" / self.project.id / self.period.id

    @property
    def build_dir(self) -> Path:
        """Folder of everything made for this period."""
        return self.root / "build" / self.project.id / self.period.id

    def __repr__(self) -> str:
        """Show what a reader of a notebook wants to see."""
        p = self.period
        waves = f"waves {p.waves.before} and {p.waves.after}"
        return (
            f"{self.project.name} – {p.title}: before {p.before.start} to {p.before.end}, "
            f"after {p.after.start} to {p.after.end}, {waves}, {len(self.plan.indicators)} indicators"
        )


def find_root(start: Path | None = None) -> Path:
    """Find the project root: the nearest folder at or above `start` with ``params/`` and ``notebooks/``.

    Raises
    ------
    ParamsError
        If there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise ParamsError(
        f"{here} lies in no evaluation project: expected params/ and notebooks/ there or above. "
        "Change into the project's folder, or pass --root."
    )


def load_period(params_file: str | Path) -> Study:
    """Load one period and everything it refers to.

    Parameters
    ----------
    params_file
        Path of ``params/<project>/periods/<period>.yml``; a relative path counts from the project
        root, wherever the notebook runs.

    Raises
    ------
    ParamsError
        If a file is missing, unreadable, has an unknown, missing, duplicate or wrongly typed key,
        or contradicts another file; names file, key, what was found and what to do.
    """
    path = Path(params_file)
    if not path.is_absolute():
        path = find_root() / path
    root = find_root(path.parent)
    folder = path.parent.parent
    period = read_params(path, Period, root)
    if period.id != path.stem:
        raise ParamsError(
            f"{_shown(path, root)}: id is '{period.id}', but the file is '{path.name}': make them agree."
        )
    project = read_params(folder / "project.yml", Project, root)
    if project.id != folder.name:
        raise ParamsError(
            f"{_shown(folder / 'project.yml', root)}: id is '{project.id}', but the folder is "
            f"'{folder.name}': make them agree."
        )
    questionnaire = read_params(folder / "questionnaire.yml", Questionnaire, root)
    plan = read_params(folder / "indicators.yml", Plan, root)
    vocabulary = read_params(folder / "vocabulary.yml", Vocabulary, root)
    claims = _claims(folder / "claims.yml", plan, root)
    report = _report(folder / "report.yml", plan, root)
    study = Study(root, project, questionnaire, plan, vocabulary, period, claims, report)
    _check_references(study)
    return study


def period_files(root: Path, project: str) -> list[Path]:
    """Return the period files of a project, sorted by name; ``ParamsError`` if there are none."""
    folder = root / "params" / project / "periods"
    files = sorted(folder.glob("*.yml"))
    if not files:
        known = sorted(p.parent.name for p in (root / "params").glob("*/project.yml"))
        raise ParamsError(
            f"{_shown(folder, root)}: no period files. Projects here: {', '.join(known) or 'none'}. "
            "Write <project>/<period>, or make a period file."
        )
    return files


def read_params(path: Path, model: type[P], root: Path) -> P:
    """Read one YAML file into a strict model; every fault is a `ParamsError` naming file and key."""
    shown = _shown(path, root)
    text = _text(path, shown, root)
    try:
        _check_events(text)
        values = yaml.load(text, Loader=_Strict)  # JSON in between lets lists be tuples and dates dates
        if not isinstance(values, dict):
            found = "nothing" if values is None else f"a {type(values).__name__}"
            raise ParamsError(f"{shown}: expected lines such as 'id: name', found {found}. Fill in the file.")
        return model.model_validate_json(json.dumps(values, default=_json_date, ensure_ascii=False))
    except yaml.YAMLError as error:
        raise ParamsError(
            f"{shown}: not readable as YAML: {_yaml_problem(error)}. Mind indentation and quotes."
        ) from None
    except (TypeError, ValueError) as error:
        if isinstance(error, ValidationError):
            raise ParamsError(_validation_message(shown, error, text)) from None
        raise ParamsError(f"{shown}: {error}. Keys must be text and values plain.") from None


def _text(path: Path, shown: str, root: Path) -> str:
    """Return the text of an ordinary file of a size that settings can have."""
    if not path.exists():
        raise ParamsError(_missing(path, root))
    if not path.is_file():
        raise ParamsError(f"{shown}: not an ordinary file. Put the file itself there.")
    size = path.stat().st_size
    if size > LARGEST:
        raise ParamsError(f"{shown}: {size} bytes; settings have at most {LARGEST}. Is it another file?")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ParamsError(f"{shown}: not UTF-8 at byte {error.start}. Save the file as UTF-8.") from None


def _check_events(text: str) -> None:
    """Refuse what no settings need and a small file could fill the machine with: aliases, and great depth."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(event, "anchors (&) and aliases (*) are not allowed; write the value")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _refused(event, f"more than {DEEPEST} levels inside each other")


def _refused(event: yaml.Event, what: str) -> yaml.YAMLError:
    mark: Any = event.start_mark
    return yaml.composer.ComposerError(None, None, what, mark)


class _Strict(yaml.CSafeLoader):
    """YAML, but a key written twice, or a value that is none, is an error with its line."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be text", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key '{key.value}' is written twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep)
        except (ValueError, OverflowError, ArithmeticError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"'{str(node.value)[:40]}': {error}", node.start_mark
            ) from None
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise yaml.constructor.ConstructorError(
                None, None, f"{value}: years from {FIRST_YEAR} to {LAST_YEAR} are plausible", node.start_mark
            )
        return value


def _claims(path: Path, plan: Plan, root: Path) -> tuple[Claim, ...]:
    """Read the claims, each about an indicator of the plan; none where the project has no such file."""
    if not path.exists():
        return ()
    claims = read_params(path, Claims, root).claims
    known = {indicator.id for indicator in plan.indicators}
    for claim in claims:
        named = [claim.indicator] if claim.indicator else []
        _declared(named, known, "indicator", f"{_shown(path, root)}: claim '{claim.id}'", "indicators.yml")
    return claims


def _report(path: Path, plan: Plan, root: Path) -> ReportPlan:
    """Read the report's settings; as they are by default where the project has no such file."""
    if not path.exists():
        return ReportPlan()
    report = read_params(path, ReportPlan, root)
    goals, indicators = {g.id for g in plan.goals}, {i.id for i in plan.indicators}
    for number, advice in enumerate(report.recommendations, start=1):
        where = f"{_shown(path, root)}: recommendation {number} ('{advice.what}')"
        _declared([advice.goal], goals, "goal", where, "indicators.yml")
        _declared([advice.rests_on], indicators, "indicator", where, "indicators.yml")
    return report


def _check_references(study: Study) -> None:
    """Hold the files against each other: what one names, another must declare."""
    shown = _shown(study.params_dir, study.root)
    items, kinds = {i.id for i in study.questionnaire.items}, set(study.project.incident_kinds)
    taken = sorted(items & SURVEY_TARGETS)
    if taken:  # its answers would be read as names or dates
        raise ParamsError(
            f"{shown}/questionnaire.yml: item id {', '.join(taken)} is "
            "the name of a survey column that is no answer. Give the item another id; taken: "
            f"{', '.join(sorted(SURVEY_TARGETS))}."
        )
    scale = study.questionnaire.scale
    declares: dict[str, tuple[set[str], str]] = {
        "item": (items, "questionnaire.yml"),
        "answer above the lowest": (
            {str(answer) for answer in range(scale.low + 1, scale.high + 1)},
            "questionnaire.yml",
        ),
        "service": (set(study.vocabulary.services), "vocabulary.yml"),
        "incident kind": (kinds, "project.yml"),
        "tenancy end reason": (set(study.vocabulary.tenancy_end_reasons), "vocabulary.yml"),
    }
    for indicator in study.plan.indicators:
        for what, named in indicator.measure.names.items():
            known, file = declares[what]
            _declared(named, known, what, f"{shown}/indicators.yml: indicator '{indicator.id}'", file)
    incidents = study.vocabulary.incidents
    _declared(incidents, kinds, "incident kind", f"{shown}/vocabulary.yml: incidents", "project.yml")
    names = [(name, kind) for kind, name in study.project.incident_kinds.items()]
    worded = [(text, kind) for kind in incidents for text in (kind, *incidents[kind])]
    try:
        told_apart("incidents", [*names, *worded])
    except ValueError as error:
        raise ParamsError(f"{shown}/vocabulary.yml and project.yml: {error}") from None
    if study.plan.decided_by_comparison and not any(a.comparison for a in study.project.addresses):
        raise ParamsError(
            f"{shown}/indicators.yml: decided_by_comparison is true, but project.yml has no address with "
            "'comparison: true'. Declare one, or take the line away."
        )
    held = {wave for source in study.project.sources for wave in source.rounds}
    there = f"survey sources for waves {', '.join(map(str, sorted(held)))}" if held else "no survey source"
    for side, wave in (("before", study.period.waves.before), ("after", study.period.waves.after)):
        if wave is not None and wave not in held:
            raise ParamsError(
                f"{shown}/periods/{study.period.id}.yml: waves.{side} is {wave}, but project.yml has {there}."
                " Add the source, correct the wave, or leave out "
                f"'{side}' where the period has no such survey ('waves: {{}}' for none)."
            )


def _declared(named: Iterable[str], known: set[str], what: str, where: str, file: str) -> None:
    """Refuse what `where` names and `file` does not declare."""
    unknown = sorted(set(named) - known)
    if unknown:
        raise ParamsError(
            f"{where} names unknown {what} {', '.join(unknown)}. "
            f"{file} declares: {', '.join(sorted(known)) or 'none'}."
        )


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _missing(path: Path, root: Path) -> str:
    there = ", ".join(sorted(p.name for p in path.parent.glob("*.yml"))) if path.parent.is_dir() else ""
    found = f"that folder has {there}" if there else "that folder has no parameter files"
    return f"{_shown(path, root)}: no such file; {found}. Correct the name, or make the file."


def _json_date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot read a value of type {type(value).__name__}")


def _yaml_problem(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}, column {error.problem_mark.column + 1}: {error.problem}"
    return " ".join(str(error).split())


def _validation_message(shown: str, error: ValidationError, text: str) -> str:
    faults, lines = error.errors(include_url=False), []
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    for fault in faults[:MOST_FAULTS]:
        where = (*fault["loc"], *getattr(fault.get("ctx", {}).get("error"), "where", ()))
        key = ".".join(str(part) for part in where)
        at = _line(root, where)
        key = f"line {at}: {key}" if at else key
        if fault["type"] == "extra_forbidden":
            lines.append(f"{key}: unknown key. Correct its spelling or remove it.")
        elif fault["type"] == "missing":
            lines.append(f"{key}: missing. Add it.")
        else:
            message = fault["msg"].removeprefix("Value error, ")
            found = (
                f" (found {fault['input']!r})" if isinstance(fault["input"], str | int | float | bool) else ""
            )
            quotes = (
                f' Put it in quotes: "{fault["input"]}"' if fault["type"] == "string_type" and found else ""
            )
            lines.append(f"{f'{key}: ' if key else ''}{message}{found}.{quotes}")
    head = f"{shown}: "
    if len(faults) > MOST_FAULTS:
        lines.append(f"and {len(faults) - MOST_FAULTS} more")
    return head + lines[0] if len(faults) == 1 else head + f"{len(faults)} faults\n  " + "\n  ".join(lines)


def _line(node: yaml.Node | None, where: tuple[int | str, ...]) -> int | None:
    """Return the line of a key or entry, of what it stands in when it is missing; None for the whole file."""
    line = None
    for part in where:
        inner = None
        if isinstance(node, yaml.MappingNode):
            inner = next(((k, v) for k, v in node.value if k.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            inner = (node.value[part], node.value[part])
        if inner is not None:  # else the name of a kind of measure, or a key that is missing
            line, node = inner[0].start_mark.line + 1, inner[1]
    return line
