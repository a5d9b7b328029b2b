"""A bulletin on its way to the loudspeakers of one portal by the source information system."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from editorial.models import Placement

LONGEST_REMOTE_ID, LONGEST_FAULT = 80, 200


class PushState(models.TextChoices):
    """Where a push stands. `CANCELLING`: the system has it, or may have it, and is to air it no more."""

    WAITING = "waiting", pgettext_lazy("push of a bulletin", "waits")
    PUSHED = "pushed", pgettext_lazy("push of a bulletin", "handed over")
    CANCELLING = "cancelling", pgettext_lazy("push of a bulletin", "is being cancelled")
    CANCELLED = "cancelled", pgettext_lazy("push of a bulletin", "cancelled")
    FAILED = "failed", pgettext_lazy("push of a bulletin", "failed")


UNFINISHED = (PushState.WAITING, PushState.CANCELLING)


class SourceSystemPush(models.Model):
    """That a bulletin which stands on a portal with a station is handed to the system, once a placement.

    `tries` and `next_try_at` count since the state is what it is (`since`); a try is counted before it is made.
    """

    placement = models.OneToOneField(
        Placement, models.PROTECT, related_name="source_system_push", verbose_name=_("placement")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=PushState, default=PushState.WAITING
    )
    # What is more urgent has more.
    haste = models.PositiveSmallIntegerField(_("haste"), default=0)
    noted_at = models.DateTimeField(_("noted at"), db_index=True)
    since = models.DateTimeField(_("since"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    # When it was handed over last and as which version, and when it was last asked what was aired of it.
    pushed_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    pushed_revision = models.BigIntegerField(_("version handed over"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    remote_id = models.CharField(
        _("name in the system"), max_length=LONGEST_REMOTE_ID, blank=True, default=""
    )
    fault = models.CharField(_("last fault"), max_length=LONGEST_FAULT, blank=True, default="")

    objects: ClassVar[models.Manager[SourceSystemPush]]

    class Meta:
        verbose_name = _("push of a bulletin")
        verbose_name_plural = _("pushes of bulletins")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PushState.values), name="push_has_a_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=PushState.PUSHED) | Q(pushed_at__isnull=False),
                name="pushed_has_its_hour",
            ),
            models.CheckConstraint(
                condition=~Q(state=PushState.FAILED) | ~Q(fault=""), name="failed_push_says_why"
            ),
            models.CheckConstraint(
                condition=Q(since__gte=F("noted_at")), name="push_changes_after_it_was_noted"
            ),
        ]
        indexes = [
            # Few are on their way at a time, of all that ever were.
            models.Index(
                fields=["state", "next_try_at"],
                condition=Q(state__in=UNFINISHED),
                name="push_on_its_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.state}"

    @property
    def code(self) -> str:
        """By what the system knows it from us."""
        return str(self.placement_id)
