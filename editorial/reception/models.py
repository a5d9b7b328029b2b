"""Where and when a body receives citizens, and what became of each day. Never a name of somebody who came."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.querysets import DatedQuerySet, manager_of

from .enums import DayState, Repeats, Sitter

LONGEST_REASON = 300
# What came of a day, in numbers, in the order in which they are told.
OUTCOMES = ("people", "crowds", "taken_in", "guided", "handed_on")


class ReceptionOffice(models.Model):
    """Where a portal's body receives citizens, and what they should know before they come."""

    portal = models.OneToOneField(
        Portal, models.PROTECT, related_name="+", verbose_name=_("portal")
    )
    place = models.CharField(_("place"), max_length=300)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    registration = models.TextField(_("how to register"), max_length=500, blank=True)
    bring = models.TextField(_("what to bring"), max_length=500, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects: ClassVar[models.Manager[ReceptionOffice]]

    class Meta:
        verbose_name = _("office of citizen reception")
        verbose_name_plural = _("offices of citizen reception")

    def __str__(self) -> str:
        return self.place


class ReceptionRule(models.Model):
    """On which days somebody sits, and while what period: weekdays as `date.isoweekday`, or days of the month."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    sits = models.CharField(_("whose days"), max_length=8, choices=Sitter)
    post = models.CharField(_("post"), max_length=120)
    repeats = models.CharField(_("how often"), max_length=5, choices=Repeats)
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days"))
    opens = models.TimeField(_("from"))
    pause_from = models.TimeField(_("pause from"), null=True, blank=True)
    pause_to = models.TimeField(_("pause to"), null=True, blank=True)
    closes = models.TimeField(_("to"))
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[ReceptionRule]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("rule of citizen reception")
        verbose_name_plural = _("rules of citizen reception")
        constraints = [
            ExclusionConstraint(
                name="one_reception_rule_at_a_time",
                expressions=[
                    ("portal", RangeOperators.EQUAL),
                    ("sits", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(days=[]), name="reception_has_days"),
            models.CheckConstraint(
                condition=Q(pause_from=None, pause_to=None, closes__gt=F("opens"))
                | Q(
                    pause_from__isnull=False,
                    pause_to__isnull=False,
                    pause_from__gt=F("opens"),
                    pause_to__gt=F("pause_from"),
                    closes__gt=F("pause_to"),
                ),
                name="reception_hours_follow_each_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.repeats} {self.days}"


class ReceptionDay(models.Model):
    """What a board said of one day: moved, cancelled, or held, by whom and with what outcome.

    `planned_on` is the day that the rule names, whatever became of it; `on` the day on which it was to be in the end.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    sits = models.CharField(_("whose day"), max_length=8, choices=Sitter)
    post = models.CharField(_("post"), max_length=120)
    planned_on = models.DateField(_("planned on"))
    on = models.DateField(_("on"))
    moved_why = models.CharField(_("why it was moved"), max_length=LONGEST_REASON, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=DayState, default=DayState.PLANNED)
    sat = models.CharField(_("who sat"), max_length=8, choices=Sitter, blank=True)
    sat_by = models.CharField(_("name and post of who sat"), max_length=120, blank=True)
    # Of a cancelled day, or of one on which another sat than whose day it is.
    why = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    people = models.PositiveSmallIntegerField(_("people received"), default=0)
    crowds = models.PositiveSmallIntegerField(_("groups of people"), default=0)
    taken_in = models.PositiveSmallIntegerField(_("cases taken in"), default=0)
    guided = models.PositiveSmallIntegerField(_("cases guided"), default=0)
    handed_on = models.PositiveSmallIntegerField(_("cases handed on"), default=0)
    # When it was first said that it was held or cancelled; what is corrected later keeps it.
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    objects: ClassVar[models.Manager[ReceptionDay]]

    class Meta:
        verbose_name = _("day of citizen reception")
        verbose_name_plural = _("days of citizen reception")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "planned_on", "sits"], name="reception_told_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", sat="", sat_by="", why="", told_at=None)
                | Q(state="cancelled", sat="", sat_by="", told_at__isnull=False) & ~Q(why="")
                | Q(state="held", told_at__isnull=False) & ~Q(sat=""),
                name="reception_says_who_sat",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(sat=F("sits")) | ~Q(why=""),
                name="reception_says_why_another_sat",
            ),
            models.CheckConstraint(
                condition=Q(people=0, crowds=0, taken_in=0, guided=0, handed_on=0)
                | Q(state="held", people__gt=0, crowds__lte=F("people")),
                name="reception_outcome_is_of_people",
            ),
        ]
        indexes = [
            # Which heads sat, over all portals.
            models.Index(
                fields=["planned_on", "portal"],
                condition=Q(sits="head", state="held", sat="head"),
                name="reception_by_the_head",
            )
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.sits} {self.planned_on:%d/%m/%Y}"


class ReceptionMonth(models.Model):
    """A month of a portal of which every day was told. It goes where a further day is planned for it."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    starts_on = models.DateField(_("month"))
    whole_at = models.DateTimeField(_("told whole at"))

    objects: ClassVar[models.Manager[ReceptionMonth]]

    class Meta:
        verbose_name = _("month of citizen reception")
        verbose_name_plural = _("months of citizen reception")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "starts_on"], name="reception_month_once_a_portal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.starts_on:%m/%Y}"
