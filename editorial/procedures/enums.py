"""At which level a procedure is handled, and by which ways papers are handed in; values as the file format has them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandlingLevel(models.TextChoices):
    """The levels of the national catalogue. Which tier handles which says `TierTraits.handles_level`."""

    MINISTRY = "bo", _("Ministerial level")
    PROVINCE = "tinh", _("Provincial level")
    DISTRICT = "huyen", _("District level")
    COMMUNE = "xa", _("Commune level")


class FilingWay(models.TextChoices):
    IN_PERSON = "truc-tiep", _("In person")
    ONLINE = "truc-tuyen", _("Online")
    BY_POST = "buu-chinh", _("By post")


class Weekday(models.IntegerChoices):
    """As `date.isoweekday` counts."""

    MONDAY = 1, pgettext_lazy("weekday of opening hours", "Monday")
    TUESDAY = 2, pgettext_lazy("weekday of opening hours", "Tuesday")
    WEDNESDAY = 3, pgettext_lazy("weekday of opening hours", "Wednesday")
    THURSDAY = 4, pgettext_lazy("weekday of opening hours", "Thursday")
    FRIDAY = 5, pgettext_lazy("weekday of opening hours", "Friday")
    SATURDAY = 6, pgettext_lazy("weekday of opening hours", "Saturday")
    SUNDAY = 7, pgettext_lazy("weekday of opening hours", "Sunday")
