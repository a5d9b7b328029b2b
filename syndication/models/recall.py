"""A recall takes a story off every portal, with its kind and its reason; whoever may not do it asks for it."""

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


class RecallRequest(models.Model):
    """Somebody of the board that wrote a story, or of one above it, asks head and deputies of `portal` to recall it."""

    story = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="recall_requests", verbose_name=_("story")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="recall_requests", verbose_name=_("portal")
    )
    # On whose board whoever asks sits.
    asked_from = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("asked from")
    )
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    # What became of it: the recall, or the answer why not; neither where the story went down by another way.
    recall = models.ForeignKey(
        Recall,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("recall"),
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True, default="")
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects: ClassVar[models.Manager[RecallRequest]]

    class Meta:
        verbose_name = _("request for a recall")
        verbose_name_plural = _("requests for recalls")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="recall_request_says_why"),
            models.CheckConstraint(
                condition=models.Q(
                    settled_at__isnull=True, settled_by__isnull=True, recall__isnull=True, answer=""
                )
                | models.Q(
                    settled_at__isnull=False,
                    settled_by__isnull=True,
                    recall__isnull=True,
                    answer="",
                )
                | models.Q(settled_at__isnull=False, settled_by__isnull=False)
                & (
                    models.Q(recall__isnull=False, answer="")
                    | models.Q(recall__isnull=True) & ~models.Q(answer="")
                ),
                name="recall_request_is_settled_whole",
            ),
            models.UniqueConstraint(
                fields=["story"],
                condition=models.Q(settled_at__isnull=True),
                name="recall_is_asked_for_once",
            ),
        ]
        indexes = [
            # Few wait, however many were ever asked.
            models.Index(
                fields=["portal"],
                condition=models.Q(settled_at__isnull=True),
                name="recall_asked_for",
            ),
        ]

    def __str__(self) -> str:
        return f"recall-request:{self.pk}"
