"""How portals are judged: rubrics, rounds, scorecards, and what they rest on."""

from .content import CopyVerdict, StoryReading
from .frozen import FROZEN_TABLES, FrozenFacts, MeasuringRun
from .preview import RubricPreview
from .rubric import AdjustmentRule, Criterion, CriterionStep, Rubric, RubricBand, RubricGroup
from .scorecard import FactEntry, NotApplicable, Round, Scorecard

__all__ = [
    "FROZEN_TABLES",
    "AdjustmentRule",
    "CopyVerdict",
    "Criterion",
    "CriterionStep",
    "FactEntry",
    "FrozenFacts",
    "MeasuringRun",
    "NotApplicable",
    "Round",
    "Rubric",
    "RubricBand",
    "RubricGroup",
    "RubricPreview",
    "Scorecard",
    "StoryReading",
]
