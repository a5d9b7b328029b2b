"""The fixed vocabularies of editorial work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoryKind(models.TextChoices):
    ARTICLE = "article", _("News")
    NOTICE = "notice", _("Notice")


class PlacementRole(models.TextChoices):
    ORIGIN = "origin", _("own")
    REPUBLISHED = "republished", _("republished")


class RemovalKind(models.TextChoices):
    """Why a story no longer stands on a portal. What was once public is withdrawn with a reason, never deleted."""

    IN_ERROR = "in_error", _("published in error")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn with notice")
    TAKEN_DOWN = "taken_down", _("taken down by this portal")
    MOVED = "moved", _("moved to another portal")
    EXPIRED = "expired", _("expired")


# The kinds a board chooses from when it withdraws a story of its own; the others follow from other acts.
WITHDRAWAL_KINDS = (RemovalKind.IN_ERROR, RemovalKind.SUPERSEDED, RemovalKind.WITHDRAWN)


class Usefulness(models.TextChoices):
    """What a reader answers to "was this information useful?"."""

    YES = "co", _("Yes")
    NO = "khong", _("No")


class MailState(models.TextChoices):
    """What became of a mail about what waits."""

    # To be looked at: nobody has begun.
    PLANNED = "planned", _("Planned")
    # Claimed: whoever holds the row sends it. A row that stays so belongs to a killed worker.
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    # Nothing waited, so nothing was sent that day.
    EMPTY = "empty", _("Nothing waited")
    # The mail server would not have it: it is tried again a few times.
    REFUSED = "refused", _("Refused by the mail server")
