"""Jobs of the mail, on a queue of their own: a mail server that hangs keeps nobody else waiting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_rq import job

from portals.database.quiet import is_quiet_copy

from .models import OutgoingMail
from .returned import take_returned
from .sending import forget_old_mails, mend_stuck, send_due


@job("mail")
def send_mail_now(**_: Any) -> int:
    """Send what is due; return how many left. Safe to repeat, also at the same time."""
    sent = send_due(now=timezone.now())
    if sent:
        # One nudge may stand for very many mails: what a round had no time for need not wait for the clock.
        go_on_sending()
    return sent


def go_on_sending() -> None:
    """Nudge the worker again where mails are due."""
    if OutgoingMail.objects.due(timezone.now()).exists():
        send_mail_now.delay()


def send_what_waits() -> int:
    """Send what a lost job left waiting and what is to be tried again; run by the clock."""
    mend_stuck(now=timezone.now())
    return send_due(now=timezone.now())


def forget_what_is_old() -> int:
    """Delete what is left of old mails; run by the clock."""
    return forget_old_mails(now=timezone.now())


def read_what_came_back() -> int:
    """Read the reports of mails that reached nobody, where a Maildir of them is named; run by the clock."""
    if not settings.PORTALS_RETURNED_MAIL or settings.PORTALS_PRACTICE_OF or is_quiet_copy():
        return 0
    return take_returned(Path(settings.PORTALS_RETURNED_MAIL), now=timezone.now())
