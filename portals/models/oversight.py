"""Who oversees whom, and from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..querysets import DatedQuerySet, manager_of
from .portal import Portal


class Oversight(models.Model):
    """`overseer` answers for `portal` during `period`: it sends stories down, and scores.

    A portal has one overseer at a time; three tiers in 2024 and two in 2025 are both true in one database.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="oversights", verbose_name=_("portal")
    )
    overseer = models.ForeignKey(
        Portal, models.PROTECT, related_name="oversights_held", verbose_name=_("overseer")
    )
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[Oversight]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("oversight")
        verbose_name_plural = _("oversight")
        constraints = [
            models.CheckConstraint(
                condition=~Q(portal=F("overseer")), name="nobody_oversees_itself"
            ),
            ExclusionConstraint(
                name="one_overseer_at_a_time",
                expressions=[("portal", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.overseer_id} → {self.portal_id}"
