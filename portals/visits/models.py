"""Page views by portal, page and day. No address, no cookie, no browser: nothing here is about a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portals.models import Portal


class PageViews(models.Model):
    """How often a page was looked at on a portal on a day; old days are kept as the first of their month."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("page"))
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"))

    objects: ClassVar[models.Manager[PageViews]]

    class Meta:
        verbose_name = _("page views")
        verbose_name_plural = _("page views")
        constraints = [
            models.UniqueConstraint(fields=["portal", "day", "page"], name="page_views_once_a_day"),
            models.CheckConstraint(condition=models.Q(views__gt=0), name="page_views_some"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} @ {self.portal_id} {self.day}: {self.views}"


class WrittenBatch(models.Model):
    """A batch of counts that is in `PageViews`: whoever finds it in Valkey again must not add it twice."""

    token = models.CharField(_("token"), max_length=32, primary_key=True)
    written_at = models.DateTimeField(_("written at"))

    objects: ClassVar[models.Manager[WrittenBatch]]

    class Meta:
        verbose_name = _("batch of page views")
        verbose_name_plural = _("batches of page views")

    def __str__(self) -> str:
        return self.token
