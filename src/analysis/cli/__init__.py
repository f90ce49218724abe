"""The command ``leie``: from raw exports to report, one period or all."""

from analysis.cli import share, work
from analysis.cli.group import main

__all__ = ["main", "share", "work"]
