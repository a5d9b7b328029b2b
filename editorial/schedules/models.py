"""A week of a portal's leaders, its rows, and what was changed of a row after citizens could read it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal

from .enums import RowState

LONGEST_LEADER, LONGEST_CONTENT, LONGEST_PLACE, LONGEST_REASON = 120, 500, 200, 200


class LeaderSchedule(models.Model):
    """The schedule of one week from Monday on. A draft of the board until it is published, and public for good then.

    `version` counts how often it was saved, so that nobody writes over what another saved meanwhile.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    monday = models.DateField(_("Monday of the week"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[LeaderSchedule]]

    class Meta:
        verbose_name = _("weekly schedule")
        verbose_name_plural = _("weekly schedules")
        constraints = [
            models.UniqueConstraint(fields=["portal", "monday"], name="one_schedule_a_week"),
            models.CheckConstraint(
                condition=Q(monday__iso_week_day=1), name="schedule_begins_on_monday"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="schedule_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.monday:%d/%m/%Y}"


class ScheduleRow(models.Model):
    """What one leader does at one time of the week.

    Citizens read exactly the rows with `public_since`: since then each change is told. One that is taken from them
    has `withdrawn_at`, of which they read no more than that. `uid` and `sequence` are those of calendars (RFC 5545).
    """

    schedule = models.ForeignKey(
        LeaderSchedule, models.CASCADE, related_name="rows", verbose_name=_("weekly schedule")
    )
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    begins = models.TimeField(_("begins at"), null=True, blank=True)
    ends = models.TimeField(_("ends at"), null=True, blank=True)
    leader = models.CharField(_("leader"), max_length=LONGEST_LEADER)
    content = models.CharField(_("content"), max_length=LONGEST_CONTENT)
    place = models.CharField(_("place"), max_length=LONGEST_PLACE, blank=True)
    participants = models.CharField(
        _("who takes part"), max_length=LONGEST_CONTENT, blank=True, default=""
    )
    is_private = models.BooleanField(_("not public"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=RowState, default=RowState.PLANNED)
    public_since = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[ScheduleRow]]

    class Meta:
        verbose_name = _("row of a schedule")
        verbose_name_plural = _("rows of a schedule")
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="schedule_row_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(begins__isnull=False, ends__gt=F("begins")),
                name="schedule_row_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(content="") & ~Q(leader=""), name="schedule_row_says_who_and_what"
            ),
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(public_since=None),
                name="private_row_is_not_public",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(public_since=None),
                name="withdrawn_row_is_not_public",
            ),
            models.CheckConstraint(
                condition=~Q(state=RowState.CANCELLED) | Q(public_since__isnull=False),
                name="only_public_rows_are_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader}: {self.content}"

    @property
    def day(self) -> date:
        return self.schedule.monday + timedelta(days=self.weekday - 1)


class ScheduleChange(models.Model):
    """What somebody changed of a row that citizens could read. Never rewritten.

    `before` holds the fields that changed, by name, as they were: times as "08:00", the day as 1 to 7, a row that was
    taken up again as {"state": "cancelled"}. `after` holds the same fields as they became.
    """

    row = models.ForeignKey(
        ScheduleRow, models.PROTECT, db_index=False, related_name="changes", verbose_name=_("row")
    )
    sequence = models.PositiveIntegerField()
    made_at = models.DateTimeField(_("changed at"))
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, default="")

    objects: ClassVar[models.Manager[ScheduleChange]]

    class Meta:
        verbose_name = _("change of a schedule")
        verbose_name_plural = _("changes of schedules")
        constraints = [
            models.UniqueConstraint(fields=["row", "sequence"], name="schedule_change_in_its_place")
        ]

    def __str__(self) -> str:
        return f"{self.row_id}: {self.sequence}"
