"""A report that would say something twice, in English or not at all is refused, with every fault named."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.present.proof import FEWEST_WORDS, MOST_TIMES, ProofError, english, proof, repeated

SENTENCE = "Dette er et forbehold som alltid gjelder."
ROWS = [SimpleNamespace(name="Klager")]


def laid(folder: Path, **parts: str) -> Path:
    """Return a report folder with these generated parts."""
    (folder / "_generert").mkdir()
    for name, text in parts.items():
        (folder / "_generert" / f"{name}.qmd").write_text(text, encoding="utf-8")
    included = "\n".join(f"{{{{< include _generert/{name}.qmd >}}}}" for name in parts)
    (folder / "rapport.qmd").write_text(included, encoding="utf-8")
    return folder


def test_a_report_without_faults_passes(tmp_path: Path) -> None:
    table = "| Klager (1a) | 4 | **Bedring.** |\n\n1. **Klager: bedring.** Fire.\n"
    proof(laid(tmp_path, a=table, b=f"- {SENTENCE}\n"), "rapport.qmd", ROWS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Liste:\n\n- En\n- \n", r"_generert/a\.qmd: an empty point"),
        ("1. En\n2. \n", r"_generert/a\.qmd: an empty point"),
        ("Rett the raden.\n", r"_generert/a\.qmd: «the» is English"),
        (f"{SENTENCE}\n\n" * (MOST_TIMES + 1), f"«{SENTENCE}» stands 4 times"),
        (
            "| Klager | 4 | **Bedring.** |\n\n1. **Klager: uendret.** Fire.\n",
            "«Klager» is called bedring and uend",
        ),
    ],
)
def test_each_fault_is_named_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProofError, match=said):
        proof(laid(tmp_path, a=text), "rapport.qmd", ROWS)


def test_all_faults_are_told_at_once_and_only_of_what_the_document_includes(tmp_path: Path) -> None:
    folder = laid(tmp_path, a="- \n", b="the\n")
    (folder / "_generert" / "c.qmd").write_text("of", encoding="utf-8")
    with pytest.raises(ProofError) as caught:
        proof(folder, "rapport.qmd", ROWS)
    assert len(str(caught.value).splitlines()) == 3


def test_sentences_are_counted_across_the_parts_and_up_to_three_times_are_allowed() -> None:
    assert repeated([SENTENCE, f"{SENTENCE} {SENTENCE}"]) == []
    assert repeated([f"- {SENTENCE}", f"**{SENTENCE}** {SENTENCE} {SENTENCE}"]) == [(SENTENCE, 4)]
    short = " ".join(["ord"] * (FEWEST_WORDS - 1)) + "."
    assert repeated([short] * 9) == [] and repeated([f"| {SENTENCE} |", f": {SENTENCE}"] * 9) == []


@pytest.mark.parametrize(
    "text", ["`remove: true`", "[a](missing.html)", "{#sec-before}", "```\nthe\n```", "data/the.csv"]
)
def test_code_links_ids_and_paths_are_not_read_as_text(text: str) -> None:
    assert english(text) == []
