"""What a station airs, and what is said of single days."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlotContent(models.TextChoices):
    """What is aired. Only what the station makes itself is owed to the portal."""

    OWN = "own", _("own bulletin")
    REPEAT = "repeat", _("repeat")
    RELAYED = "relayed", _("relayed")


class AiringWord(models.TextChoices):
    """What was said of a bulletin on air. Only the first is an airing; the others end the question after a recall."""

    AIRED = "aired", _("aired")
    CORRECTED = "corrected", _("corrected on air")
    NOT_AIRED = "not_aired", _("not aired")


class ExceptionKind(models.TextChoices):
    OFF = "off", _("not aired")
    EXTRA = "extra", _("extra airing")
