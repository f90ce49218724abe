import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.render import RenderError, find_engine, render

DAY = datetime.date(2024, 10, 31)


@pytest.fixture(autouse=True)
def without_quarto(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("QUARTO_PATH", raising=False)


def test_the_embedded_engine_runs_where_quarto_is_not() -> None:
    engine = find_engine()
    assert (engine.name, set(engine.versions)) == ("embedded", {"pandoc", "typst"})


def test_asking_for_quarto_where_it_is_not_says_how_to_get_it() -> None:
    with pytest.raises(RenderError, match="set QUARTO_PATH"):
        find_engine("quarto")


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(RenderError, match="choose quarto or embedded"):
        find_engine("word")


@pytest.mark.parametrize("formats", [[], ["docx"], ["html", "docx"]])
def test_an_unknown_format_is_refused(folder: Path, formats: list[str]) -> None:
    with pytest.raises(RenderError, match="choose html, pdf or both"):
        render(folder, folder / "ut", formats=formats, timestamp=DAY)


def test_a_missing_report_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="borte: the report folder does not exist"):
        render(tmp_path / "borte", tmp_path / "ut", timestamp=DAY)


def test_the_technical_appendix_is_made_beside_the_report_where_the_folder_has_one(
    small: Callable[..., Path],
) -> None:
    folder = small("Se [vedlegget](teknisk.html#sec-inn).")
    alone = render(folder, folder / "ut", formats=["html"], timestamp=DAY)
    assert alone == {"rapport.html": folder / "ut" / "rapport.html"}
    written = (folder / "rapport.qmd").read_text("utf-8").replace("Se [vedlegget]", "Rapportens [vedlegg]")
    (folder / "teknisk.qmd").write_text(written, "utf-8")
    both = render(folder, folder / "ut", formats=["html"], timestamp=DAY)
    assert both == {name: folder / "ut" / name for name in ("rapport.html", "teknisk.html")}
    assert "Rapportens" in both["teknisk.html"].read_text("utf-8")
    assert "Rapportens" not in both["rapport.html"].read_text("utf-8")


def test_a_fault_in_the_technical_appendix_is_named_there_and_nothing_is_written(
    small: Callable[..., Path],
) -> None:
    folder = small("Tekst.")
    (folder / "teknisk.qmd").write_text("Uten hode.", "utf-8")
    with pytest.raises(RenderError, match=r"teknisk\.qmd, line 1: no front matter"):
        render(folder, folder / "ut", formats=["html"], timestamp=DAY)
    assert not (folder / "ut").exists()


def test_an_older_report_stands_untouched_when_the_new_one_fails(folder: Path) -> None:
    path = render(folder, folder / "ut", formats=["html"], timestamp=DAY)["rapport.html"]
    before = path.read_bytes()
    (folder / "refs.bib").unlink()
    with pytest.raises(RenderError):
        render(folder, folder / "ut", formats=["html"], timestamp=DAY)
    assert path.read_bytes() == before
    assert [entry.name for entry in (folder / "ut").iterdir()] == ["rapport.html"]
