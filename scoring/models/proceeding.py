"""The course of one month at one scorer: its steps, the days they are due, and the notice that publishes it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from editorial.models import PortalDocument
from portals.boards.models import User
from portals.models import Portal
from portals.querysets import DatedQuerySet, manager_of
from scoring.enums import CourseStep, NoticeStanding, ProceedingState

from .scorecard import Round

OPEN_STATES = (
    ProceedingState.FROZEN,
    ProceedingState.SELF_ASSESSED,
    ProceedingState.APPEALABLE,
)
PUBLISHED_STATES = (ProceedingState.PUBLISHED, ProceedingState.CORRECTED)


class RoundSchedule(models.Model):
    """How many working days after the end of a month each step may take, for months that end within `period`.

    Where none is in force these defaults are. Rows stay as history: one that was replaced before it began has an empty
    period.
    """

    period = DateRangeField(_("period"))
    self_assessment_days = models.PositiveSmallIntegerField(_("self-assessment"), default=3)
    verification_days = models.PositiveSmallIntegerField(_("verification"), default=7)
    # Counted from the day on which the cards are shown.
    appeal_days = models.PositiveSmallIntegerField(_("requests for review"), default=3)
    publication_days = models.PositiveSmallIntegerField(_("decision and notice"), default=12)
    decision_number = models.CharField(_("decision number"), max_length=60)
    # Empty, and by nobody: entered before there was a page for it.
    reason = models.CharField(_("reason"), max_length=300, default="", db_default="")
    set_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("set by"),
    )
    set_at = models.DateTimeField(_("set at"), null=True)

    objects: ClassVar[DatedQuerySet[RoundSchedule]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("schedule of rounds")
        verbose_name_plural = _("schedules of rounds")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    self_assessment_days__gte=1,
                    appeal_days__gte=1,
                    verification_days__gt=F("self_assessment_days"),
                    publication_days__gte=F("verification_days") + F("appeal_days"),
                ),
                name="steps_of_a_round_follow_each_other",
            ),
            models.CheckConstraint(
                condition=Q(set_by=None, set_at=None)
                | Q(set_by__isnull=False, set_at__isnull=False) & ~Q(reason=""),
                name="schedule_of_rounds_says_who_and_why",
            ),
            ExclusionConstraint(
                name="one_schedule_of_rounds_at_a_time",
                expressions=[("period", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)


class TrialMonth(models.Model):
    """A month that goes through all its steps and is never published, so that everybody learns before it counts."""

    month = models.DateField(_("month"), primary_key=True)
    reason = models.CharField(_("reason"), max_length=300)
    declared_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared at"))

    objects: ClassVar[models.Manager[TrialMonth]]

    class Meta:
        verbose_name = _("trial month")
        verbose_name_plural = _("trial months")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="trial_is_of_a_month"),
            models.CheckConstraint(condition=~Q(reason=""), name="trial_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Proceeding(models.Model):
    """One month at one scorer. `scorer` is who scored on the last day of the month: the province where nobody did."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="proceedings", db_index=False, verbose_name=_("round")
    )
    scorer = models.ForeignKey(
        Portal, models.PROTECT, related_name="proceedings", verbose_name=_("scored by")
    )
    # Whoever acts in the place of a scorer that closed since.
    passed_to = models.ForeignKey(
        Portal, models.PROTECT, null=True, related_name="+", verbose_name=_("passed on to")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ProceedingState, default=ProceedingState.FROZEN
    )
    opened_at = models.DateTimeField(_("opened at"))
    self_assessment_due_at = models.DateTimeField(_("self-assessment due"))
    self_assessed_at = models.DateTimeField(_("self-assessment ended"), null=True)
    verification_due_at = models.DateTimeField(_("verification due"))
    verified_at = models.DateTimeField(_("verified at"), null=True)
    # None where it was verified by the clock.
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("verified by")
    )
    appeal_due_at = models.DateTimeField(_("requests for review until"), null=True)
    publication_due_at = models.DateTimeField(_("publication due"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    published_at = models.DateTimeField(_("published at"), null=True)
    # Why the notice that was entered last was not taken.
    notice_refusal = models.CharField(
        _("notice refused"), max_length=500, default="", db_default=""
    )

    objects: ClassVar[models.Manager[Proceeding]]

    class Meta:
        verbose_name = _("proceeding")
        verbose_name_plural = _("proceedings")
        constraints = [
            models.UniqueConstraint(fields=["round", "scorer"], name="one_proceeding_a_scorer"),
            models.CheckConstraint(
                condition=Q(state=ProceedingState.FROZEN) ^ Q(self_assessed_at__isnull=False),
                name="self_assessment_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ProceedingState.FROZEN, ProceedingState.SELF_ASSESSED],
                    verified_at=None,
                    appeal_due_at=None,
                )
                | Q(
                    ~Q(state__in=[ProceedingState.FROZEN, ProceedingState.SELF_ASSESSED]),
                    verified_at__isnull=False,
                    appeal_due_at__isnull=False,
                ),
                name="verification_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES) ^ Q(decided_at__isnull=False),
                name="round_decision_has_its_hour",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLISHED_STATES) ^ Q(published_at__isnull=False),
                name="publication_of_scores_has_its_hour",
            ),
            models.CheckConstraint(
                condition=~Q(passed_to=F("scorer")), name="nobody_passes_a_month_to_itself"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "scorer"],
                name="proceeding_unpublished",
                condition=~Q(state__in=PUBLISHED_STATES),
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.scorer_id} {self.state}"

    @property
    def acting(self) -> Portal:
        """The portal whose board takes the scorer's steps."""
        return self.passed_to or self.scorer

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class StepExtension(models.Model):
    """A step may take longer than the schedule says, for a reason that all whom it concerns can read."""

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="extensions", verbose_name=_("proceeding")
    )
    step = models.CharField(_("step"), max_length=12, choices=CourseStep)
    was_due_at = models.DateTimeField(_("was due"))
    due_at = models.DateTimeField(pgettext_lazy("step of a round", "due"))
    reason = models.CharField(_("reason"), max_length=500)
    extended_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("extended by")
    )
    extended_at = models.DateTimeField(_("extended at"))

    objects: ClassVar[models.Manager[StepExtension]]

    class Meta:
        verbose_name = _("extension of a step")
        verbose_name_plural = _("extensions of steps")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="extension_says_why"),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("was_due_at")), name="extension_is_longer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proceeding_id}: {self.step}"


class RoundNotice(models.Model):
    """The signed notice that made a decided month public, entered by another person than the one who decided."""

    proceeding = models.OneToOneField(
        Proceeding, models.PROTECT, related_name="notice", verbose_name=_("proceeding")
    )
    number = models.CharField(_("number of the notice"), max_length=60)
    dated = models.DateField(_("date of the notice"))
    file = models.ForeignKey(
        PortalDocument, models.PROTECT, related_name="+", verbose_name=_("file of the notice")
    )
    # As on the proceeding: here, so that the database can hold the two apart.
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    # Unchecked on a published month: entered before signatures were looked at.
    standing = models.CharField(
        _("signature"),
        max_length=9,
        choices=NoticeStanding,
        default=NoticeStanding.UNCHECKED,
        db_default=NoticeStanding.UNCHECKED,
    )
    # The values of a `SignatureReport`.
    signatures = models.JSONField(_("signatures"), null=True)

    objects: ClassVar[models.Manager[RoundNotice]]

    class Meta:
        verbose_name = _("notice of a month")
        verbose_name_plural = _("notices of months")
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="notice_has_a_number"),
            models.CheckConstraint(
                condition=~Q(entered_by=F("decided_by")), name="notice_is_entered_by_another"
            ),
            models.CheckConstraint(
                condition=Q(standing=NoticeStanding.UNCHECKED) ^ Q(signatures__isnull=False),
                name="notice_was_looked_at_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.number
