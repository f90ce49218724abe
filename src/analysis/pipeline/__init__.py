"""The room that runs everything: steps, their keys, papermill, batches, the manifest."""

from analysis.pipeline.errors import PipelineError
from analysis.pipeline.reports import render_aside
from analysis.pipeline.run import Outcome, run_period, run_periods, status

__all__ = ["Outcome", "PipelineError", "render_aside", "run_period", "run_periods", "status"]
