"""Carrying a change out and taking it back: who wanted it, who confirmed it, and every row that it changed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.querysets import manager_of

from ..enums import ActDirection
from .document import Reform


class ReformActQuerySet(models.QuerySet["ReformAct"]):
    def done(self) -> ReformActQuerySet:
        """Those that were carried out, the last first."""
        return self.filter(done_at__isnull=False).order_by("-done_at", "-pk")

    def wanted(self) -> ReformActQuerySet:
        """Those that are neither carried out nor called off."""
        return self.filter(done_at=None, called_off_at=None)


class ReformAct(models.Model):
    """A change is carried out, or taken back: wanted by one person of the province, confirmed by another.

    A job does it, whole or not at all, on the first day on which it may. `failure` is why its last try was refused,
    and `failed_since` when it first was, or when somebody last had it tried; it is not tried again before
    `next_try_at`. `failures_told` is what was told by mail already.
    `findings` is what differed from the plan, and for one that takes back what was written since and stays.
    """

    reform = models.ForeignKey(Reform, models.PROTECT, related_name="acts")
    direction = models.CharField(_("direction"), max_length=8, choices=ActDirection)
    wanted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("wanted by")
    )
    wanted_at = models.DateTimeField(_("wanted at"))
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    called_off_at = models.DateTimeField(_("called off at"), null=True)
    failure = models.TextField(_("why it was not carried out"), blank=True)
    failed_since = models.DateTimeField(_("fails since"), null=True)
    next_try_at = models.DateTimeField(_("is tried again at"), null=True)
    failures_told = ArrayField(models.TextField(), default=list, db_default=[], blank=True)
    # The first day on which it holds: usually that of the decision, later where it was confirmed later.
    done_on = models.DateField(_("holds since"), null=True)
    done_at = models.DateTimeField(_("carried out at"), null=True)
    took_ms = models.PositiveIntegerField(_("milliseconds it took"), null=True)
    findings = models.JSONField(null=True)

    objects: ClassVar[ReformActQuerySet] = manager_of(ReformActQuerySet)

    class Meta:
        verbose_name = _("act of a change of units")
        verbose_name_plural = _("acts of changes of units")
        constraints = [
            models.UniqueConstraint(
                fields=["reform"],
                condition=Q(done_at=None, called_off_at=None),
                name="one_act_of_a_reform_is_wanted",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_reform_has_hand_and_hour",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("wanted_by")),
                name="a_second_person_confirms_a_reform",
            ),
            models.CheckConstraint(
                condition=Q(failed_since=None, next_try_at=None)
                | Q(failed_since__isnull=False, next_try_at__isnull=False),
                name="failed_reform_has_a_next_try",
            ),
            models.CheckConstraint(
                condition=Q(next_try_at__gte=F("failed_since")),
                name="failed_reform_is_tried_later",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_on=None, took_ms=None, findings__isnull=True)
                | Q(
                    confirmed_at__isnull=False,
                    called_off_at=None,
                    done_at__isnull=False,
                    done_on__isnull=False,
                    took_ms__isnull=False,
                    findings__isnull=False,
                ),
                name="reform_is_done_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reform_id}: {self.get_direction_display()}"


class ReformChange(models.Model):
    """One row of any table as an act found it and left it, in what differs: `before` is null for one that it wrote.

    `after` is null for one that it deleted. Both are objects of column and value, as PostgreSQL writes them.
    """

    act = models.ForeignKey(ReformAct, models.CASCADE, related_name="changes")
    table_name = models.CharField(max_length=63)
    row_key = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects: ClassVar[models.Manager[ReformChange]]

    class Meta:
        verbose_name = _("row changed by a change of units")
        verbose_name_plural = _("rows changed by changes of units")
        constraints = [
            models.UniqueConstraint(
                fields=["act", "table_name", "row_key"], name="reform_changes_a_row_once"
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False),
                name="changed_row_was_or_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_key}"
