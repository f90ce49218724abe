"""The two report engines behind one function, and the checks on what came out."""

from analysis.render.checks import check_output
from analysis.render.engine import DOCUMENTS, Engine, find_engine, render
from analysis.render.errors import RenderError

__all__ = ["DOCUMENTS", "Engine", "RenderError", "check_output", "find_engine", "render"]
