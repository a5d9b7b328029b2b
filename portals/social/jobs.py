"""What is done for social accounts by the clock."""

from django.utils import timezone

from .months_told import take_months
from .probing import look_at_accounts
from .sending import run_posting_round


def look_at_social_accounts() -> int:
    """Look at the accounts that are due: each once a month, each day where something is amiss."""
    return look_at_accounts(now=timezone.now())


def look_after_social_posts() -> int:
    """Send, read again, correct and take down the posts that are due, and keep tokens alive."""
    return run_posting_round(now=timezone.now())


def read_social_months() -> int:
    """Ask for followers and reach of the month that is over, of each account with a token once."""
    return take_months(now=timezone.now())
