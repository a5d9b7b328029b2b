"""Who countersigned what."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from portals.ledger.models import LedgerCosignature

from .models import Witness

NEWEST = 50
NEVER = -1.0


def witnesses_asked() -> list[Witness]:
    """The witnesses that are asked, with the largest checkpoint that each countersigned. One query."""
    return list(Witness.objects.standing().with_answers().order_by("office", "pk"))


def newest_countersignatures() -> list[LedgerCosignature]:
    """The last that came, the newest first."""
    return list(LedgerCosignature.objects.order_by("-received_at", "-pk")[:NEWEST])


def countersigned_seconds() -> float:
    """How long ago the last countersignature came, or -1."""
    newest = LedgerCosignature.objects.aggregate(at=Max("received_at"))["at"]
    return max((timezone.now() - newest).total_seconds(), 0.0) if newest else NEVER
