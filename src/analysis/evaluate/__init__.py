"""From processed tables to indicators before and after, exact tests and verdicts."""

from analysis.evaluate.delivery import data_dictionary, write_results
from analysis.evaluate.evaluation import Evaluation, EvaluationError, evaluate

__all__ = ["Evaluation", "EvaluationError", "data_dictionary", "evaluate", "write_results"]
