"""What the door need not remember: sessions that are over, and attempts that nobody asks about any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

# Long past any lock, which is a quarter of an hour; as long as somebody may still ask who tried.
ATTEMPTS_KEPT = timedelta(days=90)
# Of one kind in one round, so that a table that grew for years holds nobody up.
MOST_AT_ONCE = 10_000


def forget_at_the_door(*, now: datetime) -> int:
    """Delete sessions that are over and attempts older than `ATTEMPTS_KEPT`; return how many rows.

    Sign-ins that succeeded are in the log of acts, which has an end of its own. What is left of a kind beyond
    `MOST_AT_ONCE` goes in the next round.
    """
    over = Session.objects.filter(expire_date__lt=now).values("pk")[:MOST_AT_ONCE]
    gone, _kinds = Session.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    listed = UserSession.objects.filter(~Exists(there)).values_list("pk", flat=True)[:MOST_AT_ONCE]
    gone += UserSession.objects.filter(pk__in=list(listed)).delete()[0]
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        old = model.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).order_by("attempt_time")
        rows = list(old.values_list("pk", flat=True)[:MOST_AT_ONCE])
        gone += model.objects.filter(pk__in=rows).delete()[0]
    return gone
