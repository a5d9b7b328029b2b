"""Exports of the catalogue that the province brings in at its desk."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User


def unguessable_export(_instance: models.Model, _filename: str) -> str:
    return f"procedures/{secrets.token_urlsafe(16)}.jsonl"


class CatalogueFile(models.Model):
    """An export that was brought in, or waits to be looked at. The file goes when it is carried out or dropped.

    `exported_on` is the day that the export says of itself; none older than the last is taken. `begun`, `changed` and
    `ended` count procedures; None: it was dropped, or waits.
    """

    name = models.CharField(_("name of the file"), max_length=255)
    file = models.FileField(upload_to=unguessable_export, blank=True)
    exported_on = models.DateField(_("exported on"), null=True, blank=True)
    # None: the operator's command.
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent at"))
    closed_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    begun = models.PositiveIntegerField(_("new procedures"), null=True, blank=True)
    changed = models.PositiveIntegerField(_("changed procedures"), null=True, blank=True)
    ended = models.PositiveIntegerField(_("ended procedures"), null=True, blank=True)

    objects: ClassVar[models.Manager[CatalogueFile]]

    class Meta:
        verbose_name = _("export of the catalogue")
        verbose_name_plural = _("exports of the catalogue")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(file=""), name="export_is_kept_until_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(begun=None, changed=None, ended=None)
                | Q(
                    closed_at__isnull=False,
                    exported_on__isnull=False,
                    begun__isnull=False,
                    changed__isnull=False,
                    ended__isnull=False,
                ),
                name="export_counts_what_it_did",
            ),
        ]

    def __str__(self) -> str:
        return self.name
