"""What becomes of a mail about what waits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """What became of a mail about what waits."""

    # To be looked at: nobody has begun.
    PLANNED = "planned", _("Planned")
    # Written: the sender of all mail has it (`portals/mail`).
    SENT = "sent", _("Sent")
    # Nothing waited, so nothing was sent that day.
    EMPTY = "empty", _("Nothing waited")
