"""The duty roster of a board ("Lịch trực"): who answers for it from when to when, and how it is handed over."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal


class DutyShift(models.Model):
    """One person is on duty for a board during `period`; at its end they leave a word for the next."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="duty_shifts", db_index=False, verbose_name=_("portal")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("on duty"))
    period = DateTimeRangeField(_("period"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    handover = models.TextField(_("word for the next"), blank=True, max_length=2000)
    handed_over_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    taken_over_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )
    taken_over_at = models.DateTimeField(_("taken over at"), null=True, blank=True)

    objects: ClassVar[models.Manager[DutyShift]]

    class Meta:
        verbose_name = _("shift of duty")
        verbose_name_plural = _("shifts of duty")
        constraints = [
            ExclusionConstraint(
                name="one_on_duty_at_a_time",
                expressions=[("portal", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(taken_over_at__isnull=True)
                | Q(handed_over_at__isnull=False, taken_over_by__isnull=False),
                name="taken_over_after_handed_over",
            ),
        ]

    def __str__(self) -> str:
        return f"duty:{self.pk} @ {self.portal_id}"
