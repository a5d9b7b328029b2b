"""Days that differ from the ordinary week, and the hours in which offices work."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.querysets import DatedQuerySet, manager_of


class CalendarDay(models.Model):
    """A day off, or a day of the weekend that is worked in exchange. All other days follow the week."""

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        WORKED = "worked", _("worked in exchange")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("occasion"), max_length=120)
    decision = models.CharField(
        _("decision"),
        max_length=200,
        blank=True,
        help_text=_("Number and date of the document that sets the day."),
    )
    is_provisional = models.BooleanField(
        _("provisional"),
        default=False,
        help_text=_("Expected, but not yet set by a document. It counts like any other day."),
    )

    objects: ClassVar[models.Manager[CalendarDay]]

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="worked") | Q(day__iso_week_day__gte=6),
                name="only_weekends_are_worked_in_exchange",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="calendar_day_has_an_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class WorkingHours(models.Model):
    """The two spells of a working day, for one portal or, without one, for all that have none of their own."""

    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="working_hours",
        verbose_name=_("portal"),
    )
    morning_from = models.TimeField(_("morning from"))
    morning_to = models.TimeField(_("morning to"))
    afternoon_from = models.TimeField(_("afternoon from"))
    afternoon_to = models.TimeField(_("afternoon to"))
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[WorkingHours]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    morning_from__lt=F("morning_to"),
                    morning_to__lte=F("afternoon_from"),
                    afternoon_from__lt=F("afternoon_to"),
                ),
                name="working_hours_follow_each_other",
            ),
            ExclusionConstraint(
                name="one_working_day_a_portal_at_a_time",
                expressions=[
                    (Coalesce("portal", Value(0)), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.morning_from:%H:%M}–{self.morning_to:%H:%M}, "
            f"{self.afternoon_from:%H:%M}–{self.afternoon_to:%H:%M}"
        )
