"""Evaluation of social-housing projects: raw exports to an honest before/after report."""

from analysis.params import load_period

__all__ = ["__version__", "load_period"]

__version__ = "0.1.0"
