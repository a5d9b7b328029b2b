"""How portals are judged: rubrics, rounds, scorecards, and what they rest on."""

from .audit import AuditDossier
from .content import CopyVerdict, StoryReading
from .contested import (
    Appeal,
    AppealFile,
    HeadStatement,
    LineOverride,
    RoundCorrection,
    SelfAssessedLine,
    SelfAssessment,
)
from .forecast import Forecast
from .frozen import FROZEN_TABLES, FrozenFacts, MeasuringRun
from .neighbour import NeighbourMonth
from .own_card import OwnCard, OwnCardVerdict
from .pack import EvidencePack
from .penalty import PenaltyConfirmation
from .preview import RubricPreview
from .proceeding import Proceeding, RoundNotice, RoundSchedule, StepExtension, TrialMonth
from .public import PublicScores, PublishedRanks
from .recheck import PublicDraw, RecheckedCard
from .rubric import AdjustmentRule, Criterion, CriterionStep, Rubric, RubricBand, RubricGroup
from .scorecard import FactEntry, NotApplicable, Round, Scorecard

__all__ = [
    "FROZEN_TABLES",
    "AdjustmentRule",
    "Appeal",
    "AppealFile",
    "AuditDossier",
    "CopyVerdict",
    "Criterion",
    "CriterionStep",
    "EvidencePack",
    "FactEntry",
    "Forecast",
    "FrozenFacts",
    "HeadStatement",
    "LineOverride",
    "MeasuringRun",
    "NeighbourMonth",
    "NotApplicable",
    "OwnCard",
    "OwnCardVerdict",
    "PenaltyConfirmation",
    "Proceeding",
    "PublicDraw",
    "PublicScores",
    "PublishedRanks",
    "RecheckedCard",
    "Round",
    "RoundCorrection",
    "RoundNotice",
    "RoundSchedule",
    "Rubric",
    "RubricBand",
    "RubricGroup",
    "RubricPreview",
    "Scorecard",
    "SelfAssessedLine",
    "SelfAssessment",
    "StepExtension",
    "StoryReading",
    "TrialMonth",
]
