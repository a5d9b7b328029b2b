"""How a board arranged its home page, where it departs from the usual arrangement."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.models import Portal


class HomeBlockChoice(models.Model):
    """The place of one block on the home page of one portal. Without rows a portal has the usual arrangement."""

    portal = models.ForeignKey(
        Portal,
        models.CASCADE,
        related_name="home_block_choices",
        db_index=False,
        verbose_name=_("portal"),
    )
    code = models.CharField(_("block"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    is_shown = models.BooleanField(_("shown"), default=True)

    objects: ClassVar[models.Manager[HomeBlockChoice]]

    class Meta:
        verbose_name = _("block of a home page")
        verbose_name_plural = _("blocks of home pages")
        constraints = [
            models.UniqueConstraint(fields=["portal", "code"], name="home_block_once_a_portal")
        ]

    def __str__(self) -> str:
        return f"{self.code} @ {self.portal_id}"
