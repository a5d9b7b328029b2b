"""The fixed vocabularies of own versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceEvent(models.TextChoices):
    """What happened to the story that a board made its own version from."""

    CHANGED = "changed", _("The source was changed")
    CORRECTED = "corrected", _("The source was corrected")
    WITHDRAWN = "withdrawn", _("The source was withdrawn")


# Readers of the own version are told of these at once, and its board has four working hours.
PRESSING = frozenset({SourceEvent.CORRECTED, SourceEvent.WITHDRAWN})


class AdaptationOutcome(models.TextChoices):
    """What the board made of it."""

    TAKEN = "taken", _("Taken over")
    KEPT = "kept", _("Own text kept")
    ENDED = "ended", _("Own version withdrawn")
    VOID = "void", _("Taken back by the source")
