"""The province's date. A day begins at midnight in Ho Chi Minh City, wherever the servers stand."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_date(now: datetime) -> date:
    """Return the province's calendar date at the instant `now`, which must be aware."""
    if now.tzinfo is None:
        raise ValueError("local_date needs an aware datetime")
    return now.astimezone(LOCAL_ZONE).date()


def months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before that of `day`; after it where `months` is below zero."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
