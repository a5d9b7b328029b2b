"""Duties, as data with dates; what of them is owed by which portal for which period; what does not apply to whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal, Tier
from portals.querysets import DatedQuerySet, manager_of

from .enums import DueFrom, DutyStanding, Frequency

LONGEST_REASON = 300
LONGEST_TITLE = 200
LONGEST_EVENT = 80
LONGEST_EVENT_TITLE = 300


class Duty(models.Model):
    """What the portals of a tier owe, for as long as `period` lasts.

    `fulfilled_by` names a registered fulfilment and what of it is meant, as in "disclosure:qt-thu-ns-xa".
    `section` is the code of the section type in which citizens look for it. One of the frequency "event" is owed once
    for each event of the registered source that `begins_with` names, as in "document:nghi-quyet".
    """

    code = models.SlugField(_("code"), max_length=60)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    title = models.CharField(_("what is owed"), max_length=LONGEST_TITLE)
    section = models.SlugField(_("section"), max_length=40)
    fulfilled_by = models.CharField(_("fulfilled by"), max_length=120)
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    basis_checked = models.BooleanField(
        _("basis checked by a jurist"),
        default=False,
        help_text=_("Until then it is quoted to nobody."),
    )
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency)
    due_from = models.CharField(_("days count from"), max_length=8, choices=DueFrom)
    due_days = models.PositiveSmallIntegerField(_("days to publish"))
    in_working_days = models.BooleanField(_("in working days"), default=False)
    due_time = models.TimeField(_("hour"), null=True, blank=True)
    told_after = models.PositiveSmallIntegerField(
        _("citizens are told after"),
        default=5,
        help_text=_("Working days after it was due; the board is heard until then."),
    )
    kept_days = models.PositiveSmallIntegerField(_("public for at least (days)"), default=0)
    minutes = models.PositiveSmallIntegerField(
        _("minutes of work each time"), validators=[MaxValueValidator(600)]
    )
    period = DateRangeField(_("period"))
    begins_with = models.CharField(
        _("begins with"), max_length=120, blank=True, default="", db_default=""
    )
    # Of events, whose number nobody knows before: for the minutes that the list asks of a board.
    times_a_year = models.PositiveSmallIntegerField(
        _("about so many a year"), default=0, db_default=0
    )

    objects: ClassVar[DatedQuerySet[Duty]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["tier__level", "section", "code"]
        constraints = [
            ExclusionConstraint(
                name="one_duty_a_code_and_tier",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("tier", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False), name="duty_has_a_first_day"
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_by__contains=":"), name="duty_names_a_fulfilment"
            ),
            models.CheckConstraint(
                condition=Q(frequency="event", due_from="start", begins_with__contains=":")
                | (~Q(frequency="event") & Q(begins_with="")),
                name="duty_of_events_names_their_source",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DutyExemption(models.Model):
    """A duty that by the nature of the agency does not apply to a portal ("Không áp dụng"), with its reason."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    code = models.SlugField(_("duty"), max_length=60)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[DutyExemption]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("exemption from a duty")
        verbose_name_plural = _("exemptions from duties")
        constraints = [
            ExclusionConstraint(
                name="one_exemption_a_portal_and_duty",
                expressions=[
                    ("portal", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_from_duty_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.code}"

    @property
    def last(self) -> date | None:
        """Its last day; None where it has no end."""
        return self.period.upper - timedelta(days=1) if self.period.upper else None


class Obligation(models.Model):
    """A duty of a portal for one period: days from `starts_on` up to, not including, `ends_on`.

    Where the duty begins with events, for one of them, whose day it is; `event` is its key, else empty. Made when it is
    asked, and kept as the record of how it was met. Citizens are told from `told_at` on.
    """

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", verbose_name=_("duty"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("before"))
    due_at = models.DateTimeField(_("due at"))
    told_at = models.DateTimeField(_("citizens are told from"))
    met_at = models.DateTimeField(_("published at"), null=True, blank=True)
    met_by = models.CharField(_("published as"), max_length=300, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    # It went before it had been public for as long as it must be; what takes its place meets the duty again.
    taken_down_at = models.DateTimeField(_("taken down too early at"), null=True, blank=True)
    nothing_at = models.DateTimeField(_("declared at"), null=True, blank=True)
    nothing_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("declared by")
    )
    nothing_reason = models.CharField(
        _("why nothing arose"), max_length=LONGEST_REASON, blank=True, default=""
    )
    exempted_by = models.ForeignKey(
        DutyExemption, models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.CharField(max_length=LONGEST_EVENT, blank=True, default="", db_default="")
    event_title = models.CharField(
        _("event"), max_length=LONGEST_EVENT_TITLE, blank=True, default="", db_default=""
    )

    objects: ClassVar[models.Manager[Obligation]]

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "duty", "starts_on"],
                condition=Q(event=""),
                name="one_obligation_a_portal_and_period",
            ),
            models.UniqueConstraint(
                fields=["portal", "duty", "event"],
                condition=~Q(event=""),
                name="one_obligation_a_portal_and_event",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="obligation_has_a_period"
            ),
            models.CheckConstraint(
                condition=Q(told_at__gte=F("due_at")), name="citizens_are_told_after_it_was_due"
            ),
            models.CheckConstraint(
                condition=Q(nothing_at=None, nothing_by=None, nothing_reason="")
                | (Q(nothing_at__isnull=False, nothing_by__isnull=False) & ~Q(nothing_reason="")),
                name="nothing_arose_has_hand_hour_and_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal", "due_at"],
                name="obligation_open",
                condition=Q(met_at=None, nothing_at=None, exempted_by=None),
            ),
            models.Index(fields=["due_at", "portal"], name="obligation_by_due_day"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.starts_on:%d/%m/%Y}"

    def standing_at(self, now: datetime) -> DutyStanding:
        """What was published counts even where the board had said before that nothing arose."""
        if self.exempted_by_id is not None:
            return DutyStanding.EXEMPT
        if self.met_at is not None:
            return DutyStanding.LATE if self.met_at > self.due_at else DutyStanding.MET
        if self.nothing_at is not None:
            return DutyStanding.NOTHING
        return DutyStanding.OVERDUE if self.due_at < now else DutyStanding.WAITING

    def is_told(self, now: datetime) -> bool:
        """Whether citizens read that it is missing."""
        return self.standing_at(now) is DutyStanding.OVERDUE and self.told_at <= now
