"""How often somebody is mailed, what a mail is, and why somebody left."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AlertFrequency(TextChoices):
    AT_ONCE = "at_once", pgettext_lazy("alerts", "At once")
    DAILY = "daily", pgettext_lazy("alerts", "Once a day, in the morning")
    WEEKLY = "weekly", pgettext_lazy("alerts", "Once a week, on Monday")


class AlertMailKind(TextChoices):
    AT_ONCE = "at_once", _("One thing")
    # Before all others, whatever frequency was chosen.
    URGENT = "urgent", _("Something urgent")
    DIGEST = "digest", _("Of a day or a week")
    # To who was mailed of it.
    GONE = "gone", _("What was mailed was taken back")


# Whose mails hold up no others, and are held up by few.
HASTY = frozenset({AlertMailKind.URGENT, AlertMailKind.GONE})


class LeavingReason(TextChoices):
    """Why somebody left; kept as a number of them, without the person."""

    TOO_MANY = "too_many", _("Too many mails")
    NOT_USEFUL = "not_useful", _("Not what I was looking for")
    MOVED = "moved", _("I no longer live or work there")
    NOT_ASKED = "not_asked", _("I did not ask for these mails")
    UNSAID = "unsaid", _("I would rather not say")
