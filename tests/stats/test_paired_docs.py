import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "statistics" / "paired_and_rank.md"


def test_every_example_on_the_page_gives_what_it_says():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert failed == 0
    assert tried > 30
