"""Requests, what happened to them, their texts and files; the terms of the law; what was known of the calendar."""

from .answering import (
    AnswerDraft,
    AnswerPromise,
    AnswerTemplate,
    CaseConsult,
    CaseRating,
    CaseReview,
)
from .cases import CaseEvent, CaseFile, CaseText, CitizenCase
from .erasing import ErasureDemand, ErasureGround
from .national import NationalHandover
from .petitions import CouncilPetition
from .publishing import FileRedaction, RedactionPage
from .rulings import CorrectionRuling
from .sampling import RefusalCheck
from .statements import CaseStatement
from .terms import CalendarNotice, CaseTerm, CountedNotice, DueMove, RefusalGround

__all__ = [
    "AnswerDraft",
    "AnswerPromise",
    "AnswerTemplate",
    "CalendarNotice",
    "CaseConsult",
    "CaseEvent",
    "CaseFile",
    "CaseRating",
    "CaseReview",
    "CaseStatement",
    "CaseTerm",
    "CaseText",
    "CitizenCase",
    "CorrectionRuling",
    "CouncilPetition",
    "CountedNotice",
    "DueMove",
    "ErasureDemand",
    "ErasureGround",
    "FileRedaction",
    "NationalHandover",
    "RedactionPage",
    "RefusalCheck",
    "RefusalGround",
]
