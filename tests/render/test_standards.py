"""Which PDF standards are asked for."""

import pytest

from analysis.render.standards import as_names, pdf_standards


@pytest.mark.parametrize(
    ("typst", "asked"),
    [("0.13.0", ["ua-1"]), ("0.14.2", ["ua-1"]), ("0.15.0", ["ua-1", "a-2a"]), ("1.0.0", ["ua-1", "a-2a"])],
)
def test_only_a_typst_that_can_is_asked_for_the_archive_standard_too(typst: str, asked: list[str]) -> None:
    assert pdf_standards({"pdf-standard": "ua-1", "arkivstandard": "a-2a"}, typst) == asked


def test_nothing_is_asked_that_the_report_does_not_name() -> None:
    assert pdf_standards({}, "0.15.2") == []
    assert pdf_standards({"pdf-standard": ["ua-1"]}, "0.15.2") == ["ua-1"]


def test_a_setting_may_be_missing_one_name_or_several() -> None:
    assert (as_names(None), as_names("a"), as_names(["a", "b"])) == ([], ["a"], ["a", "b"])
