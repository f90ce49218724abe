"""A step depends on the code it reaches, and on what that code means rather than how it is laid out."""

from __future__ import annotations

from analysis.measure_types import TYPES
from analysis.pipeline.fingerprint import meaning, reachable_code


def test_comments_docstrings_and_layout_do_not_count() -> None:
    one = 'def f(x):\n    """Say."""\n    return x + 1\n'
    two = "def f(\n    x,\n):\n    # add\n    return x + 1\n"
    assert meaning(one) == meaning(two)


def test_a_changed_number_counts() -> None:
    assert meaning("def f(x):\n    return x + 1\n") != meaning("def f(x):\n    return x + 2\n")


def test_text_that_is_not_a_docstring_counts() -> None:
    assert meaning('x = "a"') != meaning('x = "b"')


def test_modules_are_followed_through_their_imports() -> None:
    code = reachable_code("from analysis import load_period")
    assert "analysis.params.period" in code
    assert "analysis.params.load" in code


def test_modules_that_are_found_and_not_imported_by_name_count_too() -> None:
    code = reachable_code("from analysis import clean")
    assert {
        "analysis.source_kinds.arrears",
        "analysis.clean.registers.arrears",
        "analysis.clean.survey.themes",
    } <= set(code)
    assert "analysis.clean.registers.cases" in reachable_code('modules_of("analysis.clean.registers")')


def test_a_comparison_depends_on_every_measure_and_its_declaration() -> None:
    code = reachable_code("from analysis import evaluate")
    assert {
        f"analysis.{room}.{kind}" for room in ("measure_types", "evaluate.measures") for kind in TYPES
    } <= set(code)


def test_what_is_not_imported_does_not_count() -> None:
    code = reachable_code("from analysis import clean, load_period")
    assert any(m.startswith("analysis.clean.") for m in code)
    assert not any(m.startswith(("analysis.render", "analysis.present", "analysis.evaluate")) for m in code)


def test_templates_beside_the_code_count() -> None:
    assert any(name.endswith(".lua") for name in reachable_code("import analysis.render"))
