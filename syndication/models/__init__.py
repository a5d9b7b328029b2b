"""Stories that travel: down by dispatch and delivery, up by proposal, back by recall."""

from .delivery import Delivery, Objection
from .dispatch import URGENT_AT_A_TIME, Dispatch
from .duty import DutyShift
from .proposal import Proposal
from .recall import Recall, RecallRequest
from .receiving import ReceivingGrant, SectionChoice, StandingRule
from .sending import Nudge, PortalList

__all__ = [
    "URGENT_AT_A_TIME",
    "Delivery",
    "Dispatch",
    "DutyShift",
    "Nudge",
    "Objection",
    "PortalList",
    "Proposal",
    "Recall",
    "RecallRequest",
    "ReceivingGrant",
    "SectionChoice",
    "StandingRule",
]
