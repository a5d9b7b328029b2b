"""How long deeds of each kind take, as dated data; and how many of them each tier did in a week."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.models import Tier
from portals.querysets import DatedQuerySet, manager_of


class DeedMinutes(models.Model):
    """How many minutes a deed takes while `period`, by its name in the log.

    `a_week`: how often a commune does it in an ordinary week. Of deeds that duties count already it is 0.
    """

    action = models.CharField(_("deed"), max_length=60)
    period = DateRangeField(_("period"))
    minutes = models.DecimalField(_("minutes each"), max_digits=5, decimal_places=1)
    a_week = models.DecimalField(_("times a week by default"), max_digits=5, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)

    objects: ClassVar[DatedQuerySet[DeedMinutes]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("minutes of a deed")
        verbose_name_plural = _("minutes of deeds")
        constraints = [
            ExclusionConstraint(
                name="one_time_of_a_deed_at_a_time",
                expressions=[
                    ("action", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, a_week__gte=0), name="deed_takes_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.minutes}"


class CountedDeeds(models.Model):
    """How many deeds of a kind the boards of a tier did in the week from `monday`, and how many boards it had."""

    monday = models.DateField(_("week"))
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    action = models.CharField(_("deed"), max_length=60)
    deeds = models.PositiveIntegerField(_("deeds"))
    boards = models.PositiveIntegerField(_("boards"))

    objects: ClassVar[models.Manager[CountedDeeds]]

    class Meta:
        verbose_name = _("counted deeds")
        verbose_name_plural = _("counted deeds")
        constraints = [
            models.UniqueConstraint(
                fields=["monday", "tier", "action"], name="deeds_counted_once_a_week"
            ),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="deeds_of_a_week"),
            models.CheckConstraint(condition=Q(boards__gte=1), name="deeds_are_of_boards"),
        ]

    def __str__(self) -> str:
        return f"{self.monday} {self.tier_id} {self.action}: {self.deeds}"
