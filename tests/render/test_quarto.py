"""The wrapper around genuine Quarto, driven by a stand-in that records how it is called."""

import datetime
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.render import RenderError, find_engine, render

DAY = datetime.date(2024, 10, 31)
STAND_IN = """#!{python}
import json, os, sys, time
args = sys.argv[1:]
plan = json.loads(open({plan!r}).read())
if "--version" in args:
    said = {{"--version": "1.9.38", "pandoc": "pandoc 3.8.3\\nLua 5.4", "typst": "typst 0.14.2 (a)", **plan}}
    print(said[args[0]], file=sys.stderr if args[0] == "typst" else sys.stdout)
    sys.exit(0)
seen = {{"args": args, "cwd": os.getcwd(), "fonts": sorted(os.listdir("_fonter")),
        "epoch": os.environ["SOURCE_DATE_EPOCH"], "tz": os.environ["TZ"], "environment": dict(os.environ)}}
open({record!r}, "a").write(json.dumps(seen) + "\\n")
end = time.monotonic() + 10
while plan.get("meets") and len(open({record!r}).readlines()) < 2:
    if time.monotonic() > end:
        sys.exit("alone")
    time.sleep(0.01)
says = plan.get("says", "").replace("FOLDER", os.getcwd())
sys.stderr.buffer.write(says.encode(plan.get("encoding", "utf-8")) + b"\\n")
name = args[1].replace("qmd", {{"html": "html", "typst": "pdf"}}[args[args.index("--to") + 1]])
if plan.get("makes", True):
    open(name, "w").write(plan.get("html", "<p>ferdig</p>"))
sys.exit(plan.get("code", 0))
"""


@pytest.fixture
def quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a stand-in for Quarto on the path; returns the record of its calls."""
    record, plan_file = tmp_path / "kall.jsonl", tmp_path / "plan.json"

    def install(**plan: object) -> Path:
        plan_file.write_text(json.dumps(plan), "utf-8")
        program = tmp_path / "bin" / "quarto"
        program.parent.mkdir(exist_ok=True)
        program.write_text(
            STAND_IN.format(python=sys.executable, plan=str(plan_file), record=str(record)), "utf-8"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
        monkeypatch.delenv("QUARTO_PATH", raising=False)
        return record

    return install


# What Quarto 1.11.0 writes, its colours and progress line among it.
SETTINGS = (
    "pandoc \n  to: html\n  standalone: true\n  \nmetadata\n  title: Rapport\n"
    "  verdier:\n    merknad: warning for alle\n    error: '3'\n  \n"
)
GENUINE_WARNINGS = {
    "reference": "\x1b[33mWARNING (/opt/quarto/share/filters/main.lua:14840) "
    "Unable to resolve crossref @fig-borte\n\x1b[39m",
    "shortcode": "\x1b[33mWARNING (/opt/quarto/share/filters/main.lua:21983) "
    "Shortcode 'ukjent' not found\n\x1b[39m",
    "citation": "\x1b[39m[WARNING] Citeproc: citation ukjent not found",
    "picture": "[WARNING] Could not fetch resource nope.png",
    "first of Typst": "[typst]: Compiling rapport.typ to rapport.pdf..."
    "warning: unknown font family: nowhere sans\nDONE",
}


def calls(record: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in record.read_text("utf-8").splitlines()]


def test_quarto_on_the_path_comes_before_the_embedded_engine(quarto: Callable[..., Path]) -> None:
    quarto()
    engine = find_engine()
    assert (engine.name, dict(engine.versions)) == (
        "quarto",
        {"quarto": "1.9.38", "pandoc": "3.8.3", "typst": "0.14.2"},
    )


def test_a_quarto_whose_typst_makes_no_tagged_pdf_is_told_apart(quarto: Callable[..., Path]) -> None:
    quarto(typst="typst 0.13.0 (abc)")
    with pytest.raises(RenderError, match=r"Quarto 1\.9\.38 is too old: its Typst 0\.13\.0"):
        find_engine()
    assert find_engine("embedded").name == "embedded"


def test_an_explicit_engine_comes_before_quarto_on_the_path(quarto: Callable[..., Path]) -> None:
    quarto()
    assert find_engine("embedded").name == "embedded"


def test_both_formats_are_rendered_in_a_copy_with_fonts_and_a_fixed_clock(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    record = quarto()
    before = sorted(path.name for path in folder.iterdir())
    made = render(folder, tmp_path / "ut", timestamp=DAY)
    html, pdf = sorted(calls(record), key=lambda call: str(call["args"]))
    held_to = ["-M", "mainfont:Source Sans Pro", "-M", "pdf-standard:[ua-1]"]
    assert html["args"] == ["render", "rapport.qmd", "--to", "html"]
    assert pdf["args"] == ["render", "rapport.qmd", "--to", "typst", *held_to]
    assert len({html["cwd"], pdf["cwd"], str(folder)}) == 3
    assert "SourceSansPro-Regular.ttf" in html["fonts"]  # type: ignore[operator]
    assert pdf["environment"]["TYPST_IGNORE_SYSTEM_FONTS"] == "true"  # type: ignore[index]
    assert (html["epoch"], html["tz"]) == (
        str(int(datetime.datetime(2024, 10, 31, 12, tzinfo=datetime.UTC).timestamp())),
        "UTC",
    )
    assert sorted(path.name for path in folder.iterdir()) == before
    assert made["rapport.html"].read_text("utf-8") == "<p>ferdig</p>"


@pytest.mark.parametrize(
    ("typst", "standards"), [("typst 0.14.2 (abc)", "[ua-1]"), ("typst 0.15.1 (abc)", "[ua-1,a-2a]")]
)
def test_a_second_pdf_standard_is_asked_of_a_typst_that_can_hold_two(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path, typst: str, standards: str
) -> None:
    record = quarto(typst=typst)
    render(folder, tmp_path / "ut", formats=["pdf"], timestamp=DAY)
    assert calls(record)[0]["args"][-1] == f"pdf-standard:{standards}"  # type: ignore[index]


def test_the_formats_are_rendered_at_the_same_time(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    quarto(meets=True)
    result = render(folder, tmp_path / "ut", timestamp=DAY)
    assert set(result) == {"rapport.html", "rapport.pdf"}


def test_what_an_earlier_render_left_in_the_folder_does_not_pass_for_a_new_report(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    quarto(makes=False)
    for name in ("rapport.html", "rapport.pdf"):
        (folder / name).write_text("gammel", "utf-8")
    with pytest.raises(RenderError, match=r"made no rapport\.html"):
        render(folder, tmp_path / "ut", timestamp=DAY)


def test_only_the_format_asked_for_is_rendered(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    record = quarto()
    assert set(render(folder, tmp_path / "ut", formats=["pdf"], timestamp=DAY)) == {"rapport.pdf"}
    assert len(calls(record)) == 1


def test_the_technical_appendix_is_rendered_by_its_own_name(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    record = quarto()
    (folder / "teknisk.qmd").write_text((folder / "rapport.qmd").read_text("utf-8"), "utf-8")
    (folder / "teknisk.html").write_text("gammel", "utf-8")
    made = render(folder, tmp_path / "ut", formats=["html"], timestamp=DAY)
    assert {call["args"][1] for call in calls(record)} == {"rapport.qmd", "teknisk.qmd"}  # type: ignore[index]
    assert made["teknisk.html"].read_text("utf-8") == "<p>ferdig</p>"


@pytest.mark.parametrize(
    "said",
    [
        "WARNING (main.lua:1) Unable to resolve crossref @fig-borte",
        "\x1b[33mWARN: Unable to resolve link target\x1b[39m",
        "[WARNING] Citeproc: citation ukjent not found",
        "warning: unknown font family: source sans pro",
    ],
)
def test_a_warning_of_quarto_is_an_error(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path, said: str
) -> None:
    quarto(says=said)
    with pytest.raises(RenderError, match="Quarto warned about"):
        render(folder, tmp_path / "ut", timestamp=DAY)
    assert not (tmp_path / "ut").exists()


@pytest.mark.parametrize("left", ["?meta:verdier.borte", "?var:x", "?@fig-borte"])
def test_marks_of_something_unresolved_are_an_error(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path, left: str
) -> None:
    quarto(html=f"<p><strong>{left}</strong></p>")
    with pytest.raises(RenderError, match="unresolved"):
        render(folder, tmp_path / "ut", timestamp=DAY)


def test_a_missing_validator_is_not_an_error(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    quarto(says="WARN: PDF standard validation requested but verapdf is not installed.")
    assert set(render(folder, tmp_path / "ut", timestamp=DAY)) == {"rapport.html", "rapport.pdf"}


@pytest.mark.parametrize("said", GENUINE_WARNINGS.values(), ids=GENUINE_WARNINGS.keys())
def test_each_way_quarto_warns_is_an_error_without_a_path_of_the_machine(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path, said: str
) -> None:
    quarto(says=SETTINGS + said + "\nOutput created: rapport.html\n")
    with pytest.raises(RenderError, match="Quarto warned about") as raised:
        render(folder, tmp_path / "ut", timestamp=DAY)
    assert len(str(raised.value).splitlines()) == 2
    assert "/opt/quarto" not in str(raised.value)
    assert "\x1b" not in str(raised.value)


def test_the_settings_quarto_shows_are_no_warnings(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    quarto(
        says=SETTINGS
        + "[typst]: Compiling rapport.typ to rapport.pdf...DONE\n\nOutput created: FOLDER/rapport.pdf\n"
    )
    assert set(render(folder, tmp_path / "ut", formats=["pdf"], timestamp=DAY)) == {"rapport.pdf"}


def test_settings_of_the_shell_neither_silence_quarto_nor_change_the_report(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = quarto()
    for name in ("QUARTO_PROFILE", "QUARTO_LOG", "QUARTO_LOG_FORMAT", "QUARTO_DEBUG", "TYPST_FONT_PATHS"):
        monkeypatch.setenv(name, "noe")
    monkeypatch.setenv("QUARTO_LOG_LEVEL", "CRITICAL")
    render(folder, tmp_path / "ut", formats=["html"], timestamp=DAY)
    seen: dict[str, str] = calls(record)[0]["environment"]  # type: ignore[assignment]
    assert seen["QUARTO_LOG_LEVEL"] == "INFO"
    assert "noe" not in seen.values()


def test_bytes_that_are_no_text_in_what_quarto_says_do_not_stop_the_render(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    quarto(says="Laget på Bokmål", encoding="latin-1")
    assert set(render(folder, tmp_path / "ut", formats=["html"], timestamp=DAY)) == {"rapport.html"}


def test_a_failing_quarto_passes_on_what_it_said(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    quarto(code=1, says="ERROR: Typst compilation failed")
    with pytest.raises(RenderError, match="Typst compilation failed"):
        render(folder, tmp_path / "ut", timestamp=DAY)


def test_success_without_a_file_is_an_error(
    quarto: Callable[..., Path], folder: Path, tmp_path: Path
) -> None:
    quarto(makes=False)
    with pytest.raises(RenderError, match=r"made no rapport\.html"):
        render(folder, tmp_path / "ut", timestamp=DAY)


def test_faults_in_the_source_are_found_before_quarto_starts(
    quarto: Callable[..., Path], small: Callable[..., Path], tmp_path: Path
) -> None:
    record = quarto()
    with pytest.raises(RenderError, match="names no metadata"):
        render(small("{{< meta verdier.borte >}}"), tmp_path / "ut", timestamp=DAY)
    assert not record.exists()


def test_a_quarto_path_that_holds_no_program_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path))
    with pytest.raises(RenderError, match="QUARTO_PATH holds no quarto executable"):
        find_engine()


def test_quarto_path_may_be_the_program_or_its_folder(
    quarto: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    quarto()
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    for given in (tmp_path / "bin" / "quarto", tmp_path / "bin", tmp_path):
        monkeypatch.setenv("QUARTO_PATH", str(given))
        assert find_engine().name == "quarto"
