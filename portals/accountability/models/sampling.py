"""Refusals that were drawn for the overseer to read, and what they found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal

from ..enums import RefusalVerdict
from .cases import CaseEvent, CitizenCase

LONGEST_VERDICT = 1000


class RefusalCheck(models.Model):
    """One refusal of `portal`, drawn after its month; who oversees that portal when they look gives the verdict."""

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="+")
    refusal = models.OneToOneField(CaseEvent, models.PROTECT, related_name="+")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    drawn_at = models.DateTimeField(_("drawn at"))
    due_at = models.DateTimeField(_("due"))
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=RefusalVerdict, blank=True, default=""
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_VERDICT, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects: ClassVar[models.Manager[RefusalCheck]]

    class Meta:
        verbose_name = _("refusal drawn for the overseer")
        verbose_name_plural = _("refusals drawn for the overseer")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", decided_at=None, decided_by=None)
                | (~Q(verdict="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="judged_refusal_has_hand_and_hour",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="reopened") | ~Q(reason=""),
                name="reopened_refusal_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal", "due_at"],
                name="refusal_to_judge",
                condition=Q(verdict=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refusal_id}: {self.verdict}"
