"""What was measured of a month: once, and kept as it was found. Nothing here is ever changed or removed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal

from .scorecard import Round


class MeasuringRun(models.Model):
    """A measuring of all portals of a month. The first takes every measure, each later one a named one again.

    What a later run found stands in the place of what earlier ones found for that measure.
    """

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="runs", db_index=False, verbose_name=_("round")
    )
    number = models.SmallIntegerField(_("number of the measuring"))
    # Empty in the first run.
    measure = models.CharField(_("measure"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # None: the clock, or the operator's command.
    ordered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("ordered by")
    )
    at = models.DateTimeField(_("measured at"))
    # So long after the month that what keeps no history may have changed since.
    is_late = models.BooleanField(_("measured late"))

    objects: ClassVar[models.Manager[MeasuringRun]]

    class Meta:
        verbose_name = _("measuring of a month")
        verbose_name_plural = _("measurings of months")
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="measuring_run_once"),
            models.CheckConstraint(
                condition=Q(number=1, measure="", reason="")
                | Q(number__gt=1, ordered_by__isnull=False) & ~Q(measure="") & ~Q(reason=""),
                name="measured_again_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"


class FrozenFacts(models.Model):
    """What one run found at one portal: `facts` to score by, `items` and `own` to show and to judge.

    `facts`: how the portal stood (`standing`), and by criterion what was found. `items`: by criterion everything that
    counted and that was left out. `own`: the portal's own stories, as the measures of news fold over them. How they
    are written says `scoring/rounds/frozen.py`.
    """

    run = models.ForeignKey(
        MeasuringRun, models.PROTECT, related_name="facts", db_index=False, verbose_name=_("run")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="frozen_facts", verbose_name=_("portal")
    )
    facts: models.JSONField[dict[str, Any]] = models.JSONField(_("facts"))
    items: models.JSONField[dict[str, Any]] = models.JSONField(_("items"))
    own: models.JSONField[dict[str, Any]] = models.JSONField(_("own stories"))
    # Of the three as canonical JSON: what the ledger holds of them.
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    objects: ClassVar[models.Manager[FrozenFacts]]

    class Meta:
        verbose_name = _("frozen facts")
        verbose_name_plural = _("frozen facts")
        constraints = [
            models.UniqueConstraint(fields=["run", "portal"], name="frozen_once_a_run"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="frozen_facts_have_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.portal_id}"


FROZEN_TABLES = (MeasuringRun._meta.db_table, FrozenFacts._meta.db_table)
