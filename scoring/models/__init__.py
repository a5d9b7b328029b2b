"""How portals are judged: rubrics, rounds, scorecards, and what they rest on."""

from .content import StoryReading
from .rubric import AdjustmentRule, Criterion, CriterionStep, Rubric, RubricBand, RubricGroup
from .scorecard import FactEntry, NotApplicable, Round, Scorecard

__all__ = [
    "AdjustmentRule",
    "Criterion",
    "CriterionStep",
    "FactEntry",
    "NotApplicable",
    "Round",
    "Rubric",
    "RubricBand",
    "RubricGroup",
    "Scorecard",
    "StoryReading",
]
