"""Jobs of requests, run by the clock. Each asks the database what is due."""

from django.utils import timezone

from .keeping import notice_calendar
from .redating import redate_after_news


def follow_the_calendar() -> int:
    """Let the clocks know what was changed in the calendar, and count open cases anew. Returns how many moved."""
    now = timezone.now()
    notice_calendar(now=now)
    return redate_after_news(now=now)
