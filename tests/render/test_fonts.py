"""The faces both engines set the PDF in."""

from pathlib import Path

import typst

from analysis.render.fonts import TYPEFACE, lay_out_fonts


def test_each_face_is_there_once_so_that_no_order_of_files_decides(tmp_path: Path) -> None:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(lay_out_fonts(tmp_path / "skrift"))],
    )
    faces = [(font.family, font.style, font.weight) for font in fonts.fonts()]
    wanted = [(TYPEFACE, style, weight) for style in ("italic", "normal") for weight in (400, 600, 700)]
    assert sorted(faces) == wanted


def test_laying_out_twice_changes_nothing(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in lay_out_fonts(tmp_path).iterdir()}
    assert {path.name: path.read_bytes() for path in lay_out_fonts(tmp_path).iterdir()} == first
