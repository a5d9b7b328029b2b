"""A proposal carries a member's story up, and comes back taken or declined with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import StoryPage
from portals.boards.models import User
from portals.models import Portal
from syndication.enums import ProposalState


class Proposal(models.Model):
    story = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="proposals", verbose_name=_("story")
    )
    sender = models.ForeignKey(
        Portal, models.PROTECT, related_name="proposals_sent", verbose_name=_("sender")
    )
    receiver = models.ForeignKey(
        Portal, models.PROTECT, related_name="proposals_received", verbose_name=_("receiver")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.WAITING
    )
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    proposed_at = models.DateTimeField(_("sent at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects: ClassVar[models.Manager[Proposal]]

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "receiver"],
                condition=Q(state=ProposalState.WAITING),
                name="one_proposal_waits_a_receiver",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.DECLINED) | ~Q(reason=""),
                name="declined_proposal_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, decided_at__isnull=True)
                | (~Q(state=ProposalState.WAITING) & Q(decided_at__isnull=False)),
                name="decided_proposal_has_an_hour",
            ),
        ]
        indexes = [
            models.Index(
                F("receiver"), F("state"), F("proposed_at").desc(), name="proposal_by_receiver"
            ),
            models.Index(F("sender"), F("proposed_at").desc(), name="proposal_by_sender"),
        ]

    def __str__(self) -> str:
        return f"proposal:{self.pk}"
