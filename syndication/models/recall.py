"""A recall takes a story off every portal, with its kind and its reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.enums import RemovalKind
from editorial.models import StoryPage
from portals.boards.models import User
from portals.models import Portal


class Recall(models.Model):
    story = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="recalls", verbose_name=_("story")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="recalls", verbose_name=_("portal")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=RemovalKind)
    reason = models.CharField(_("reason"), max_length=500)
    recalled_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recalled by")
    )
    recalled_at = models.DateTimeField(_("recalled at"))
    placements_ended = models.PositiveIntegerField(_("placements ended"))

    objects: ClassVar[models.Manager[Recall]]

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="recall_says_why"),
        ]

    def __str__(self) -> str:
        return f"recall:{self.pk}"
