"""Changes of units as documents, and what carrying them out changed."""

from .acts import ReformAct, ReformChange
from .document import Reform, ReformPlan, ReformRow, ReformUnit
from .seats import ReformSeat

__all__ = [
    "Reform",
    "ReformAct",
    "ReformChange",
    "ReformPlan",
    "ReformRow",
    "ReformSeat",
    "ReformUnit",
]
