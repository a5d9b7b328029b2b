"""What stands before a form that anybody may send: people get through, machines wait (docs/form-guard.md)."""

from .guard import FormGuard
from .limits import GuardLimit, GuardLimits
from .verdicts import IN_NUMBERS, GuardOutcome, GuardReason, GuardVerdict

__all__ = [
    "IN_NUMBERS",
    "FormGuard",
    "GuardLimit",
    "GuardLimits",
    "GuardOutcome",
    "GuardReason",
    "GuardVerdict",
]
