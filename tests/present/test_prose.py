"""The report's prose: no typed number, no named address, no claim of cause, and only values that exist."""

import re
from pathlib import Path
from typing import Any

import pytest

from analysis.params import load_period
from analysis.present.fragments.chapters import CHAPTERS as GENERATED
from analysis.present.outline import APPENDICES, CHAPTERS, PAGE_ONE, TECHNICAL, prose_of
from analysis.present.values import report_metadata
from analysis.wording.language import refused

REPORT = Path(__file__).resolve().parents[2] / "report"
SOURCES = sorted(p for p in REPORT.rglob("*.qmd") if "_generert" not in p.parts)
NAMES = [str(p.relative_to(REPORT)) for p in SOURCES]
STUDIES = {
    name: load_period(REPORT.parent / f"params/{name}/periods/{period}.yml")
    for name, period in (("husvert", "sluttevaluering"), ("leie", "sluttrapport"))
}
"""The final period of each project."""
SHARED = "kapitler"

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
FENCED = re.compile(r"^(```+|~~~+).*?^\1\s*$", re.DOTALL | re.MULTILINE)
NOT_PROSE = re.compile(
    r"`[^`]*`"  # code
    r"|\{\{<.*?>\}\}"  # values and includes
    r"|\{[^{}]*\}"  # ids and classes
    r"|\]\([^)]*\)"  # where a link leads
    r"|(?<!\w)-?@[\w:.#$%&+?~/-]*\w"  # citations and cross-references
    r"|<!--.*?-->",
    re.DOTALL,
)
META = re.compile(r"\{\{<\s*meta\s+(\S+)\s*>\}\}")
INCLUDE = re.compile(r"\{\{<\s*include\b")


NUMBER_WORDS = re.compile(
    r"(?<!\w)(?:én|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten"
    r"|sytten|atten|nitten|(?:tjue|tyve|tretti|førti|femti|seksti|sytti|åtti|nitti)\w*|\w*hundre|\w*tusen"
    r"|million(?:er)?|halv|halve|halvt|halvparten|(?:tredje|fjerde|femte|sjette|åtten|tien|ti)del\w*|dobbelt\w*"
    r"|dusin|flertallet|mindretallet|prosent)(?!\w)",
    re.IGNORECASE,
)
"""Words that state a quantity. A fact or a result in words grows stale as one in digits does."""
LONGEST_SENTENCE = 32
"""Words of a sentence."""
IDIOMS = {
    "to tidsrom": "the design: every period compares two windows",
    "to ganger": "the design: whoever is compared answered twice",
    "minst én": "any at all: a rule or a piece of advice",
    "per hundre utleide boligmåneder": "the unit of every rate",
    "én bolig som er leid ut i én måned": "the definition of that unit",
    "under én betyr": "no change, for a ratio",
    "over én betyr": "no change, for a ratio",
    "én retning": "either way",
    "halvparten av sakene": "the definition of a median",
    "én bolig står for": "names a warning",
    "ett sted": "the same place",
    "prosent er bare brukt": "speaks of the sign, not of an amount",
}
"""Phrases with a number word that are neither fact nor result, each with the reason."""


def typed_number_words(source: str) -> list[str]:
    """Return the number words of a report source that state a quantity somebody typed."""
    for pattern in (FRONT_MATTER, FENCED, NOT_PROSE):
        source = pattern.sub(" ", source)
    text = " ".join(source.casefold().split())
    for idiom in IDIOMS:
        text = text.replace(idiom, " ")
    return NUMBER_WORDS.findall(text)


def _blanked(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def typed_digits(source: str) -> list[int]:
    """Return the lines of a report source that hold a number somebody typed."""
    prose = source
    for pattern in (FRONT_MATTER, FENCED, NOT_PROSE):
        prose = pattern.sub(_blanked, prose)
    return [i for i, line in enumerate(prose.splitlines(), start=1) if re.search(r"\d", line)]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("Det bor 13 leietakere her.", [1]),
        ("Tekst\n\nI 2024 var det ro.", [3]),
        ("## Delmål 1 {#sec-delmal-1}", [1]),
        ("Se [vedlegg](#sec-vedlegg-1) og @fig-2 og [@fay2010, s. {{< meta a.b1 >}}].", []),
        ("`kode1` og {{< meta verdier.fakta.flats2 >}}", []),
        ("```\nleie run 1\n```\nTekst", []),
        ("---\ntoc-depth: 2\n---\nTekst", []),
        ("---\ntoc-depth: 2\n---\nTekst 5", [4]),
        ("- 20 % stilling", [1]),
    ],
)
def test_linter_finds_typed_numbers_and_nothing_else(source: str, lines: list[int]) -> None:
    assert typed_digits(source) == lines


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_typed_in_prose(name: str) -> None:
    assert typed_digits((REPORT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Kommunen tildeler om lag seksten hundre boliger.", ["seksten", "hundre"]),
        ("En prosjektleder i en femtedels stilling.", ["femtedels"]),
        ("Halvparten av leietakerne og tjuefem naboer, på tre adresser.", ["halvparten", "tjuefem", "tre"]),
        ("Vi sammenligner to tidsrom. Tretti prosent.", ["tretti", "prosent"]),
        ("Det er ettromsleiligheter, og toalettet er nitid vasket til slutt.", []),
        ("{{< meta verdier.fakta_ord.tre >}} leietakere", []),
        ("Minst én av dem, per hundre\nutleide boligmåneder.", []),
    ],
)
def test_linter_finds_number_words_that_state_a_quantity(source: str, words: list[str]) -> None:
    assert typed_number_words(source) == words


@pytest.mark.parametrize("name", NAMES)
def test_no_quantity_is_typed_in_words(name: str) -> None:
    assert typed_number_words((REPORT / name).read_text(encoding="utf-8")) == []


def test_every_allowed_idiom_is_in_use() -> None:
    prose = " ".join(" ".join(p.read_text(encoding="utf-8") for p in SOURCES).casefold().split())
    assert [idiom for idiom in IDIOMS if idiom not in prose] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_is_longer_than_a_reader_can_hold(name: str) -> None:
    source = (REPORT / name).read_text(encoding="utf-8")
    plain = re.sub(r"\{\{<.*?>\}\}", "X", FRONT_MATTER.sub("", source), flags=re.DOTALL)
    sentences = re.split(r"(?<=[.?!:;])\s|\n\n|\n[-#:]", plain)
    assert [s for s in sentences if len(s.split()) > LONGEST_SENTENCE] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_prose_claims_cause_or_proof(name: str) -> None:
    assert refused((REPORT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_prose_names_an_address(name: str) -> None:
    text = (REPORT / name).read_text(encoding="utf-8").casefold()
    addresses = [a for study in STUDIES.values() for a in study.project.addresses]
    streets = {a.name.rstrip("0123456789 ").casefold() for a in addresses}
    assert not {street for street in streets if street in text}


@pytest.mark.parametrize(
    ("name", "project"),
    [(n, project) for n in NAMES for project in STUDIES if n.split("/")[0] in (project, SHARED)],
)
def test_every_value_that_prose_refers_to_exists(name: str, project: str, make_material: Any) -> None:
    metadata = report_metadata(make_material(STUDIES[project]))
    for key in META.findall((REPORT / name).read_text(encoding="utf-8")):
        value: Any = metadata
        for part in key.split("."):
            assert part in value, key
            value = value[part]
        assert isinstance(value, str), key


def test_every_part_of_the_outline_is_there_or_generated_and_none_is_left_over() -> None:
    parts = [
        PAGE_ONE,
        *(p for held in (CHAPTERS, APPENDICES, TECHNICAL) for s in held.values() for p in s.parts),
    ]
    there = [f"{SHARED}/{p.stem}" for p in (REPORT / SHARED).glob("*.qmd")]
    generated = [f"_generert/{name}" for name in GENERATED]
    assert sorted(p for p in parts if not p.startswith("prosjekt/")) == sorted([*there, *generated])


def test_no_prose_holds_an_include() -> None:
    assert [n for n, p in zip(NAMES, SOURCES, strict=True) if INCLUDE.search(p.read_text("utf-8"))] == []


@pytest.mark.parametrize("project", STUDIES)
def test_a_project_has_its_own_prose_for_every_chapter_and_goal_and_no_other(project: str) -> None:
    study = STUDIES[project]
    expected = {*prose_of(study), *(f"vurdering-{goal.id}" for goal in study.plan.goals)}
    optional = {"syntetisk"} | {p[9:-1] for s in CHAPTERS.values() for p in s.parts if p.endswith("?")}
    there = {p.stem for p in (REPORT / project).glob("*.qmd")}
    assert expected <= there <= expected | optional
