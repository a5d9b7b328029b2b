"""Demands to erase what a person told of themselves, and the grounds on which one may be refused."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.querysets import DatedQuerySet, manager_of

from .cases import CitizenCase


class ErasureGround(models.Model):
    """A ground on which the law lets an agency keep personal data against a demand, while `period` lasts.

    A basis that no jurist has confirmed is quoted to nobody.
    """

    code = models.SlugField(_("code"), max_length=40)
    words = models.CharField(_("ground"), max_length=300)
    basis = models.CharField(_("legal basis"), max_length=300)
    basis_checked = models.BooleanField(_("basis checked by a jurist"), default=False)
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[ErasureGround]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("ground for not erasing")
        verbose_name_plural = _("grounds for not erasing")
        constraints = [
            ExclusionConstraint(
                name="one_ground_for_not_erasing_a_code",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(basis=""), name="ground_for_not_erasing_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class ErasureDemand(models.Model):
    """A person demands that their data be erased: by the secret link, or on paper, which an officer enters.

    `due_at` is its own small clock. A refusal names its ground by the code. Met without a hand it is where the
    clockwork erased the request meanwhile.
    """

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="erasure_demands")
    demanded_at = models.DateTimeField(_("demanded at"))
    due_at = models.DateTimeField(_("due"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    granted = models.BooleanField(null=True, blank=True)
    ground = models.SlugField(_("ground"), max_length=40, blank=True, default="")

    objects: ClassVar[models.Manager[ErasureDemand]]

    class Meta:
        verbose_name = _("demand to erase")
        verbose_name_plural = _("demands to erase")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(decided_at=None),
                name="one_open_demand_to_erase_a_case",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, granted=None)
                | Q(decided_at__isnull=False, granted__isnull=False)
                & (Q(granted=True) | Q(decided_by__isnull=False)),
                name="decided_demand_has_hand_hour_and_result",
            ),
            models.CheckConstraint(
                condition=(Q(granted=False) & ~Q(ground=""))
                | (Q(ground="") & (Q(granted=None) | Q(granted=True))),
                name="refused_demand_names_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("demanded_at")), name="demand_is_due_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.due_at:%d/%m/%Y}"
