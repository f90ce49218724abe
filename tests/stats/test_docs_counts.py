"""The worked examples of the documentation give what they show."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "statistics"


@pytest.mark.parametrize("page", ["counts_and_proportions.md", "planning.md"])
def test_examples_of_the_page_run(page):
    failed, tried = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
    assert (failed, tried > 5) == (0, True)
