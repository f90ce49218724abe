"""What the design could show, as a figure; nothing where no chance is known."""

from __future__ import annotations

from analysis.present.fragments.placed import figures_in
from analysis.present.material import Material


def power(material: Material) -> str:
    """Return the figure of what each outcome that decides could show."""
    return figures_in(material, "styrke")
