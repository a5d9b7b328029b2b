"""A standing page that was taken off: its address says since when, and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.enums import RemovalKind

from .information import InformationPage


class InformationRemoval(models.Model):
    """One act of taking a page off. The last one speaks for the page while it is not live."""

    page = models.ForeignKey(
        InformationPage, models.PROTECT, related_name="removals", verbose_name=_("page")
    )
    # The page may be rewritten as a draft meanwhile.
    title = models.CharField(_("title when it was removed"), max_length=255)
    removed_at = models.DateTimeField(_("removed at"))
    kind = models.CharField(_("kind of removal"), max_length=12, choices=RemovalKind)
    reason = models.CharField(_("reason of removal"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("removed by")
    )

    objects: ClassVar[models.Manager[InformationRemoval]]

    class Meta:
        verbose_name = _("removal of a page")
        verbose_name_plural = _("removals of pages")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="page_removal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.removed_at:%Y-%m-%d}"
