"""From processed tables to indicators before and after, exact tests and verdicts."""

from analysis.evaluate.evaluation import Evaluation, EvaluationError, evaluate
from analysis.evaluate.lock import Change, Lock, LockError, compare_with_lock, freeze, plan_hash, read_lock
from analysis.evaluate.measures._power import Assumptions
from analysis.evaluate.planning import plan_power, read_assumptions

__all__ = [
    "Assumptions",
    "Change",
    "Evaluation",
    "EvaluationError",
    "Lock",
    "LockError",
    "compare_with_lock",
    "evaluate",
    "freeze",
    "plan_hash",
    "plan_power",
    "read_assumptions",
    "read_lock",
]
