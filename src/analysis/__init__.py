"""Evaluation of social-housing projects: raw exports to an honest before/after report."""

__version__ = "0.1.0"
