"""What becomes of an approval whose text is no longer to come out."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from editorial.models import Approval


def take_back_waiting(*, page: Page, now: datetime) -> None:
    """Mark the approvals of what waits for its hour as taken back, which also closes their checks.

    To be called before the hour is taken from the version, by whatever does so.
    """
    waiting = Approval.objects.filter(page=page.pk, revision__approved_go_live_at__isnull=False)
    waiting.filter(taken_back_at=None).update(taken_back_at=now)
