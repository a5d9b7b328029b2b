"""Tables of documents that a board brings in: kept from the look at them until they are carried out."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal


def unguessable_table(_instance: models.Model, filename: str) -> str:
    return f"registers/{secrets.token_urlsafe(16)}{PurePath(filename).suffix.lower()[:5]}"


class RegisterImport(models.Model):
    """A table that was sent, and what became of it. The file goes when it is carried out or dropped."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    name = models.CharField(_("name of the file"), max_length=255)
    file = models.FileField(upload_to=unguessable_table, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # None: it was dropped.
    written = models.PositiveIntegerField(_("documents written"), null=True, blank=True)

    objects: ClassVar[models.Manager[RegisterImport]]

    class Meta:
        verbose_name = _("table of documents")
        verbose_name_plural = _("tables of documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(file=""), name="table_is_kept_until_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(written=None),
                name="table_writes_when_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name
