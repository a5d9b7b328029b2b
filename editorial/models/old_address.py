"""Addresses that sections and standing pages had, so that they go on answering."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portals.models import Portal


class OldAddress(models.Model):
    """`path` ("gioi-thieu/co-cau/") led to `page` on this portal. What stood below it has moved along.

    Stories need none: their number resolves them under any spelling.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    path = models.CharField(_("path"), max_length=500)
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, related_name="old_addresses", verbose_name=_("page")
    )
    title = models.CharField(_("title"), max_length=255)
    changed_at = models.DateTimeField(_("changed at"))

    objects: ClassVar[models.Manager[OldAddress]]

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [
            models.UniqueConstraint(fields=["portal", "path"], name="old_address_leads_to_one")
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: /{self.path}"
