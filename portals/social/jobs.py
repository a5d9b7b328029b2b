"""What is done for social accounts by the clock."""

from django.utils import timezone

from .probing import look_at_accounts


def look_at_social_accounts() -> int:
    """Look at the accounts that are due: each once a month, each day where something is amiss."""
    return look_at_accounts(now=timezone.now())
