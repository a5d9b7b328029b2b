"""What is done for witnesses by the clock."""

from django.utils import timezone

from .mailing import mail_checkpoints


def send_witnesses_the_newest() -> int:
    """Mail the newest checkpoint to whoever is due."""
    return mail_checkpoints(now=timezone.now())
