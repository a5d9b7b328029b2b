"""How long the law gives for what, the grounds on which it lets an agency refuse, and the calendar as it was known."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.querysets import DatedQuerySet, manager_of

from ..clock.events import PeriodUnit
from ..enums import CaseKind, TermStep


class CaseTerm(models.Model):
    """The time for one step of a kind of requests, for those that arrive in `period`.

    `days` of `unit`; `extension_days` is the longest extension in working days, 0 where there is none. A basis that no
    jurist has confirmed is quoted to nobody.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=CaseKind)
    step = models.CharField(_("step"), max_length=12, choices=TermStep)
    unit = models.CharField(
        _("unit"),
        max_length=2,
        choices=[
            (PeriodUnit.WORKING_DAYS.value, _("working days")),
            (PeriodUnit.CALENDAR_DAYS.value, _("days")),
        ],
    )
    days = models.PositiveSmallIntegerField(_("days"))
    extension_days = models.PositiveSmallIntegerField(_("longest extension"), default=0)
    basis = models.CharField(_("legal basis"), max_length=300)
    basis_checked = models.BooleanField(_("basis checked by a jurist"), default=False)
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[CaseTerm]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("term for requests")
        verbose_name_plural = _("terms for requests")
        constraints = [
            ExclusionConstraint(
                name="one_term_a_kind_and_step",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("step", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(days__gte=1), name="term_has_days"),
            models.CheckConstraint(condition=~Q(basis=""), name="term_has_a_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}: {self.days} {self.unit}"


class RefusalGround(models.Model):
    """A ground on which the law lets an agency not accept requests of a kind, while `period` lasts."""

    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=16, choices=CaseKind)
    words = models.CharField(_("ground"), max_length=300)
    # What a person can do instead.
    advice = models.CharField(_("what to do instead"), max_length=500)
    basis = models.CharField(_("legal basis"), max_length=300)
    basis_checked = models.BooleanField(_("basis checked by a jurist"), default=False)
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[RefusalGround]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("ground for not accepting")
        verbose_name_plural = _("grounds for not accepting")
        constraints = [
            ExclusionConstraint(
                name="one_ground_a_code_and_kind",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(advice=""), name="ground_says_what_and_what_instead"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class CalendarNotice(models.Model):
    """From `known_at` on the clocks take `day` so. Rows are only added: what was known when stays to be read.

    A day that is neither off nor worked in exchange follows the week again.
    """

    day = models.DateField(_("day"))
    is_off = models.BooleanField(_("day off"), default=False)
    is_worked = models.BooleanField(_("worked in exchange"), default=False)
    name = models.CharField(_("occasion"), max_length=120)
    known_at = models.DateTimeField(_("known since"))

    objects: ClassVar[models.Manager[CalendarNotice]]

    class Meta:
        verbose_name = _("day that the clocks know")
        verbose_name_plural = _("days that the clocks know")
        constraints = [
            models.UniqueConstraint(fields=["day", "known_at"], name="one_notice_a_day_and_moment"),
            models.CheckConstraint(
                condition=Q(is_off=False) | Q(is_worked=False), name="notice_is_off_or_worked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class CountedNotice(models.Model):
    """Open cases were counted anew with what was noticed of the calendar. Until then every round tries it again.

    A row of its own, since notices are only added.
    """

    notice = models.OneToOneField(
        CalendarNotice, models.PROTECT, primary_key=True, related_name="counted"
    )
    counted_at = models.DateTimeField()

    objects: ClassVar[models.Manager[CountedNotice]]

    class Meta:
        verbose_name = _("day with which cases were counted anew")
        verbose_name_plural = _("days with which cases were counted anew")

    def __str__(self) -> str:
        return f"{self.notice_id}"


class DueMove(models.Model):
    """A change of the calendar moved the day on which an answer is due; the person is told."""

    case = models.ForeignKey("CitizenCase", models.PROTECT, related_name="moves")
    moved_at = models.DateTimeField(_("moved at"))
    before = models.DateTimeField(_("due before"))
    after = models.DateTimeField(_("due since"))
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    objects: ClassVar[models.Manager[DueMove]]

    class Meta:
        verbose_name = _("moved due day")
        verbose_name_plural = _("moved due days")
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="due_day_moved"),
        ]
        indexes = [
            models.Index(fields=["moved_at"], name="due_move_untold", condition=Q(told_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.after:%d/%m/%Y}"
