"""What was found of the digital signatures in files of documents, by their content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileSignature(models.Model):
    """The report on one content (portals.signatures), however many files have it.

    Without a `report` the file is one that no check can finish: it took more than any file may.
    """

    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    report = models.JSONField(_("report"), null=True)
    checked_at = models.DateTimeField(_("checked at"))

    objects: ClassVar[models.Manager[FileSignature]]

    class Meta:
        verbose_name = _("signatures of a file")
        verbose_name_plural = _("signatures of files")

    def __str__(self) -> str:
        return f"{self.digest[:12]}: {'checked' if self.report else 'not checked'}"
