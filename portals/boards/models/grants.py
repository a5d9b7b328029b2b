"""Who may act in whose place, and when: dated, and ended earlier only by a verb."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.clock import local_date
from portals.querysets import manager_of

from .offices import EditorialBoard
from .people import User


class GrantQuerySet[GrantT: models.Model](models.QuerySet[GrantT]):
    def in_force(self, now: datetime) -> Any:
        """Grants whose days include the day of `now`, and that were not ended before."""
        return self.filter(period__contains=local_date(now)).filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=now)
        )

    def standing(self) -> Any:
        """Grants that nobody ended: past, present and coming."""
        return self.filter(ended_at__isnull=True)


class Grant(models.Model):
    """Something granted on a board for a period of days; `ended_at` is when it was ended before its time."""

    board = models.ForeignKey(
        EditorialBoard, models.PROTECT, related_name="%(class)ss", verbose_name=_("board")
    )
    period = DateRangeField(_("period"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        abstract = True


class DelegationQuerySet(GrantQuerySet["Delegation"]):
    pass


class Delegation(Grant):
    """The head lets another member decide in the head's place; it counts only while both hold their posts."""

    giver = models.ForeignKey(
        User, models.PROTECT, related_name="delegations_given", verbose_name=_("delegated by")
    )
    receiver = models.ForeignKey(
        User, models.PROTECT, related_name="delegations_received", verbose_name=_("delegated to")
    )
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)

    objects: ClassVar[DelegationQuerySet] = manager_of(DelegationQuerySet)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="delegation_to_somebody_else"
            ),
            ExclusionConstraint(
                name="one_delegate_a_head_at_a_time",
                expressions=[
                    ("board", RangeOperators.EQUAL),
                    ("giver", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.receiver_id}"


class AbsenceQuerySet(GrantQuerySet["Absence"]):
    pass


class Absence(Grant):
    """A member is away, and another member of the board stands in. It counts only while both hold their posts."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="absences", verbose_name=_("who is away")
    )
    stand_in = models.ForeignKey(
        User, models.PROTECT, related_name="stands_in", verbose_name=_("stand-in")
    )

    objects: ClassVar[AbsenceQuerySet] = manager_of(AbsenceQuerySet)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=F("stand_in")), name="stand_in_is_somebody_else"
            ),
            ExclusionConstraint(
                name="one_stand_in_a_member_at_a_time",
                expressions=[
                    ("board", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.stand_in_id}"


class StandingWaiverQuerySet(GrantQuerySet["StandingWaiver"]):
    pass


class StandingWaiver(Grant):
    """The overseer lets the members of a one-person board approve their own texts ("Tự duyệt") for a time."""

    granted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="waivers_granted",
        verbose_name=_("granted by"),
    )
    revoked_because = models.CharField(_("revoked because"), max_length=300, blank=True)

    objects: ClassVar[StandingWaiverQuerySet] = manager_of(StandingWaiverQuerySet)

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            ExclusionConstraint(
                name="one_waiver_a_board_at_a_time",
                expressions=[
                    ("board", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board_id}: {self.period}"
