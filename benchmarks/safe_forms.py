"""Make the table of safe forms again, by going through every answer set (some minutes).

python benchmarks/safe_forms.py
"""

from __future__ import annotations

from pathlib import Path

import analysis.disclose
from analysis.disclose.forms import TABLE
from analysis.disclose.proof import COLUMNS, SCALES, safe_rows


def main() -> None:
    rows = [COLUMNS, *(row for steps in SCALES for row in safe_rows(steps))]
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    (Path(analysis.disclose.__file__).parent / TABLE).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
