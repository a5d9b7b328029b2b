"""When the practice install was cloned: kept on the real one, and the last of them on the clone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import CloneState


class PracticeClone(models.Model):
    """One run of `clone_practice`. One that was killed stays under way until the next begins."""

    state = models.CharField(_("state"), max_length=8, choices=CloneState)
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    # What the operator reads; nothing of any row.
    fault = models.CharField(_("why it failed"), max_length=500, blank=True)
    # Of practice, kept for the training record by this run.
    deeds = models.PositiveIntegerField(_("deeds kept"), default=0, db_default=0)

    objects: ClassVar[models.Manager[PracticeClone]]

    class Meta:
        verbose_name = _("clone for practice")
        verbose_name_plural = _("clones for practice")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CloneState.RUNNING, ended_at=None)
                | (
                    ~Q(state=CloneState.RUNNING)
                    & Q(ended_at__isnull=False, ended_at__gte=models.F("began_at"))
                ),
                name="clone_has_an_end_once_it_ended",
            ),
            models.CheckConstraint(
                condition=(Q(state=CloneState.FAILED) & ~Q(fault=""))
                | (~Q(state=CloneState.FAILED) & Q(fault="")),
                name="clone_that_failed_says_why",
            ),
        ]
        indexes = [models.Index(fields=["-ended_at"], name="clone_newest")]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} ({self.state})"
