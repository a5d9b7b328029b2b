"""What its board took off: the address says since when, why, and what stands in its place."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.enums import WITHDRAWAL_KINDS, RemovalKind

from .information import InformationPage
from .story import StoryPage


class Removal(models.Model):
    """One act of taking a text off, with what supersedes it: a story of the system, or an address elsewhere."""

    removed_at = models.DateTimeField(_("removed at"))
    kind = models.CharField(_("kind of removal"), max_length=12, choices=RemovalKind)
    reason = models.CharField(_("reason of removal"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("removed by")
    )
    superseded_by = models.ForeignKey(
        StoryPage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("superseded by the story"),
    )
    superseding_address = models.URLField(
        _("superseded by the text at"), max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True


class InformationRemoval(Removal):
    """A standing page that was taken off. The last row speaks for the page while it is not live."""

    page = models.ForeignKey(
        InformationPage, models.PROTECT, related_name="removals", verbose_name=_("page")
    )
    # The page may be rewritten as a draft meanwhile.
    title = models.CharField(_("title when it was removed"), max_length=255)

    objects: ClassVar[models.Manager[InformationRemoval]]

    class Meta:
        verbose_name = _("removal of a page")
        verbose_name_plural = _("removals of pages")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="page_removal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.removed_at:%Y-%m-%d}"


class StoryWithdrawal(Removal):
    """A story that its board withdrew from all portals. The last row speaks for it on each of them."""

    story = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="withdrawals", verbose_name=_("story")
    )

    objects: ClassVar[models.Manager[StoryWithdrawal]]

    class Meta:
        verbose_name = _("withdrawal of a story")
        verbose_name_plural = _("withdrawals of stories")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_says_why"),
            models.CheckConstraint(
                condition=Q(kind__in=WITHDRAWAL_KINDS), name="withdrawal_is_of_three_kinds"
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | ~Q(superseded_by=F("story")),
                name="story_supersedes_another",
            ),
        ]
        indexes = [
            models.Index(F("story"), F("removed_at").desc(), name="withdrawal_of_story"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.removed_at:%Y-%m-%d}"
