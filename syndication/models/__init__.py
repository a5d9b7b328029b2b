"""Stories that travel: down by dispatch and delivery, up by proposal, back by recall."""

from .dispatch import Delivery, Dispatch
from .proposal import Proposal
from .recall import Recall

__all__ = ["Delivery", "Dispatch", "Proposal", "Recall"]
