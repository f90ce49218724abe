"""The first room: what is declared about a project, read from YAML into frozen typed models."""

from analysis.errors import AnalysisError, ParamsError
from analysis.model import Params, Window
from analysis.params.claims import Claim, Claims
from analysis.params.indicators import Family, Goal, Indicator, Plan
from analysis.params.load import Study, find_root, load_period, period_files, read_params
from analysis.params.period import Edition, Period, Waves
from analysis.params.project import Address, Disclosure, Fact, Project
from analysis.params.questionnaire import Item, Questionnaire, Scale
from analysis.params.sources import Reader, Source
from analysis.params.vocabulary import Vocabulary

__all__ = [
    "Address",
    "AnalysisError",
    "Claim",
    "Claims",
    "Disclosure",
    "Edition",
    "Fact",
    "Family",
    "Goal",
    "Indicator",
    "Item",
    "Params",
    "ParamsError",
    "Period",
    "Plan",
    "Project",
    "Questionnaire",
    "Reader",
    "Scale",
    "Source",
    "Study",
    "Vocabulary",
    "Waves",
    "Window",
    "find_root",
    "load_period",
    "period_files",
    "read_params",
]
