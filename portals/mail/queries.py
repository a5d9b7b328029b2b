"""What waits in the mail, and what went wrong."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from .enums import SendingState
from .models import OutgoingMail

NEWEST = 200
DAY = timedelta(days=1)
WRONG = frozenset({SendingState.UNKNOWN, SendingState.GIVEN_UP})


def waiting_count() -> int:
    return OutgoingMail.objects.unsent().count()


def oldest_seconds() -> float:
    """How long the oldest mail waits that is not sent yet, or 0; on practice none waits for anything."""
    if settings.PORTALS_PRACTICE_OF:
        return 0.0
    written_at = OutgoingMail.objects.unsent().aggregate(oldest=Min("written_at"))["oldest"]
    return max((timezone.now() - written_at).total_seconds(), 0.0) if written_at else 0.0


def unsent_of_the_day() -> int:
    """How many mails of the last day did not arrive for certain."""
    return OutgoingMail.objects.filter(
        written_at__gte=timezone.now() - DAY, state__in=WRONG
    ).count()


def newest() -> list[OutgoingMail]:
    """The newest mails: those that are not sent first, then by age; on practice, where none is, by age alone."""
    if settings.PORTALS_PRACTICE_OF:
        return list(
            OutgoingMail.objects.select_related("person").order_by("-written_at", "pk")[:NEWEST]
        )
    unsent = OutgoingMail.objects.unsent().select_related("person").order_by("written_at", "pk")
    others = (
        OutgoingMail.objects.exclude(pk__in=unsent.values("pk"))
        .select_related("person")
        .order_by("-written_at", "pk")
    )
    found = list(unsent[:NEWEST])
    return found + list(others[: NEWEST - len(found)])
