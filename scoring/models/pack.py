"""Evidence packs: asked for by a person, made by a job, kept as files."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User


def unguessable_pack(_instance: models.Model, filename: str) -> str:
    return f"packs/{secrets.token_urlsafe(16)}/{filename}"


class EvidencePack(models.Model):
    """What is published of a half year (1 or 2) or of a whole one (0), as DOCX and XLSX."""

    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("half"))
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for at"))
    made_at = models.DateTimeField(_("made at"), null=True)
    report = models.FileField(_("report"), upload_to=unguessable_pack, blank=True)
    workbook = models.FileField(_("workbook"), upload_to=unguessable_pack, blank=True)

    objects: ClassVar[models.Manager[EvidencePack]]

    class Meta:
        verbose_name = _("evidence pack")
        verbose_name_plural = _("evidence packs")
        constraints = [
            models.CheckConstraint(condition=Q(half__lte=2), name="pack_is_of_a_half_or_a_year"),
            models.CheckConstraint(
                condition=Q(made_at=None, report="", workbook="")
                | Q(made_at__isnull=False) & ~Q(report="") & ~Q(workbook=""),
                name="pack_that_is_made_has_its_files",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.half}"
