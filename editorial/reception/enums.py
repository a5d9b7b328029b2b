"""Who sits for citizens, how often, and what became of a day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sitter(models.TextChoices):
    """Whose day it is, and who sat. The head's duty is not delegable (Law on citizen reception 42/2013)."""

    HEAD = "head", _("Head of the agency")
    DEPUTY = "deputy", _("Deputy head of the agency")
    OFFICER = "officer", _("Officer for citizen reception")


# An officer receives on every day of the rule; only days of those in charge are told one by one.
TOLD_BY_DAY = (Sitter.HEAD, Sitter.DEPUTY)


class Repeats(models.TextChoices):
    WEEKLY = "week", _("On days of the week")
    MONTHLY = "month", _("On days of the month")


class DayState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", pgettext_lazy("day of reception", "Held")
    CANCELLED = "cancelled", pgettext_lazy("day of reception", "Cancelled")
