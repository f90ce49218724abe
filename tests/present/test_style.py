from __future__ import annotations

import itertools
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest

from analysis.present.figures import style

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
KINDS = ("normal", "grey", *BLINDNESS)


def lab(colour: str, kind: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    if kind in BLINDNESS:
        linear = np.clip(np.array(BLINDNESS[kind]) @ linear, 0, 1)
    xyz = TO_XYZ @ linear / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lightness = np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
    return lightness * [1, 0, 0] if kind == "grey" else lightness


def distances(colours, kind: str, pairs) -> list[float]:
    return [float(np.linalg.norm(lab(a, kind) - lab(b, kind))) for a, b in pairs(colours)]


@pytest.mark.parametrize("kind", KINDS)
def test_neighbours_on_the_answer_scale_stay_apart(kind):
    assert min(distances(style.LIKERT, kind, itertools.pairwise)) > 10


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "grey"])
def test_all_steps_of_the_answer_scale_stay_apart_in_colour(kind):
    assert min(distances(style.LIKERT, kind, lambda c: itertools.combinations(c, 2))) > 17


@pytest.mark.parametrize("kind", KINDS)
def test_before_and_after_stay_apart(kind):
    assert min(distances((style.BEFORE, style.AFTER), kind, itertools.pairwise)) > 30


@pytest.mark.parametrize("fill", [*style.LIKERT, style.PANEL, style.BEFORE, style.AFTER])
def test_text_on_every_fill_can_be_read(fill):
    assert style.contrast(style.ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("colour", [style.INK, style.SOFT, style.AFTER])
def test_text_colours_can_be_read_on_white_and_on_panels(colour):
    assert style.contrast(colour, style.PAPER) >= 4.5
    assert style.contrast(colour, style.PANEL) >= 4.5


def draw_sample():
    with style.apply():
        figure = style.canvas(1.5)
        axes = figure.add_subplot()
        axes.plot([0, 1000], [-0.5, 0.5])
        axes.set_title("Blåbær, «ørret» og −1 $x$")
        style.small(axes, 500, 0, "liten")
        return style.finish(figure)


def test_saved_figure_is_the_same_to_the_byte_without_date_or_text_in_system_fonts(tmp_path):
    style.save(draw_sample(), tmp_path / "a.svg")
    style.save(draw_sample(), tmp_path / "b.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in text and "font-family" not in text and "<text" not in text
    assert not ET.fromstring(text).findall(".//{http://www.w3.org/2000/svg}image")


def test_saved_figure_does_not_depend_on_the_process_or_its_settings(tmp_path):
    style.save(draw_sample(), tmp_path / "here.svg")
    there = tmp_path / "there.svg"
    code = (
        "import matplotlib as mpl; mpl.rcParams['font.size'] = 30; mpl.rcParams['axes.facecolor'] = 'red'\n"
        "from pathlib import Path; from analysis.present.figures import style\n"
        "with style.apply():\n"
        "    f = style.canvas(1.5); a = f.add_subplot(); a.plot([0, 1000], [-0.5, 0.5])\n"
        "    a.set_title('Blåbær, «ørret» og −1 $x$'); style.small(a, 500, 0, 'liten'); style.finish(f)\n"
        f"style.save(f, Path({str(there)!r}))\n"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env={"PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONUTF8": "1"},
    )
    assert (tmp_path / "here.svg").read_bytes() == there.read_bytes()


def test_the_style_ends_with_its_block():
    before = dict(mpl.rcParams)
    with style.apply():
        assert mpl.rcParams["font.family"] == [style.FAMILY]
    assert dict(mpl.rcParams) == before


def test_axes_print_norwegian_numbers():
    figure = draw_sample()
    figure.canvas.draw()
    texts = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert "−0,5" in texts or "−0,4" in texts
    assert all("." not in text and "-" not in text for text in texts)


def test_the_smallest_text_is_readable_on_a_phone():
    # 360 px leave about 328 px for a picture; CSS pixels are 1/96 inch
    shown = min(1, 328 / (style.NARROW * 96))
    assert min(style.BASE, style.SMALL) * 96 / 72 * shown >= 12
