"""Pages of the handbook as the province wrote them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User


class ProvincePage(models.Model):
    """The province's own text of a page; without a row the shipped one stands."""

    slug = models.SlugField(_("page of the handbook"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=20_000)
    shipped_mark = models.CharField(
        _("shipped text"),
        max_length=64,
        help_text=_("Tells which shipped text was there when this one was written."),
    )
    edited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("edited by")
    )
    edited_at = models.DateTimeField(_("edited at"))

    objects: ClassVar[models.Manager[ProvincePage]]

    class Meta:
        verbose_name = _("page of the handbook")
        verbose_name_plural = _("pages of the handbook")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="handbook_page_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title
