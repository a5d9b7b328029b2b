"""What stands before a form that anybody may send: people get through, machines wait (docs/form-guard.md)."""

from .guard import FormGuard
from .limits import GuardLimit, GuardLimits
from .verdicts import GuardOutcome, GuardReason, GuardVerdict

__all__ = ["FormGuard", "GuardLimit", "GuardLimits", "GuardOutcome", "GuardReason", "GuardVerdict"]
