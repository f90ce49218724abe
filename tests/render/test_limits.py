"""What a report is made with cannot go on for ever."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from analysis.render import RenderError, pandoc
from analysis.render.source import Source


def test_a_call_of_pandoc_that_does_not_end_is_stopped_with_the_file_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(tmp_path, "rapport.qmd", *[None] * (len(Source.__dataclass_fields__) - 2))  # type: ignore[arg-type]
    monkeypatch.setattr(pandoc, "SECONDS", 0.2)
    with pytest.raises(RenderError, match=r"rapport\.qmd: pandoc was not done"):
        pandoc._ran([sys.executable, "-c", "import time; time.sleep(20)"], b"", source)
