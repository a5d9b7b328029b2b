"""Jobs of the mails about what waits. Each may be lost, repeated or killed at any point."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_rq import job

from .mailing import forget_old_reminders, plan_digests, send_digests, tell_urgent

SLICE = 100


def ensure_digests() -> int:
    """See to it that everybody who is to have a digest today has one; run by the clock."""
    rows = plan_digests(now=timezone.now())
    for start in range(0, len(rows), SLICE):
        send_slice.delay(mail_ids=rows[start : start + SLICE])
    return len(rows)


@job("routine")
def send_slice(mail_ids: list[int], **_: Any) -> int:
    return send_digests(mail_ids=mail_ids, now=timezone.now())


def tell_what_is_urgent() -> int:
    """Tell at once what cannot wait for the digest; run by the clock."""
    return tell_urgent(now=timezone.now())


def forget_what_is_old() -> int:
    """Delete what mails left behind long ago; run by the clock."""
    return forget_old_reminders(now=timezone.now())
