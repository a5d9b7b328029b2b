"""How often something is owed, from where its days count, and what stands with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    WEEK = "week", _("every week")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")
    EVENT = "event", _("each time it arises")


class DueFrom(models.TextChoices):
    """Whether the days to publish count from the first day of the period or from the day after its last."""

    START = "start", _("from the beginning of the period")
    END = "end", _("after the end of the period")


class DutyStanding(models.TextChoices):
    """What stands with one thing that is owed, at a moment."""

    WAITING = "waiting", _("Not due yet")
    MET = "met", _("Published in time")
    LATE = "late", _("Published late")
    OVERDUE = "overdue", _("Overdue")
    NOTHING = "nothing", _("Nothing arose")
    EXEMPT = "exempt", _("Does not apply")


# A year has so many of each, for the minutes that a list asks of a board; of events the duty says it itself.
TIMES_A_YEAR = {
    Frequency.WEEK: 52,
    Frequency.MONTH: 12,
    Frequency.QUARTER: 4,
    Frequency.YEAR: 1,
}
