"""What follows from publishing: the files and images a page lets the public have."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .media import PortalDocument, PortalImage


class PublishedFile(models.Model):
    """The published version of a page uses this file. Drafts' files have no row here, so they are not served."""

    page = models.ForeignKey(
        Page, models.CASCADE, db_index=False, related_name="published_files", verbose_name=_("page")
    )
    document = models.ForeignKey(
        PortalDocument, models.PROTECT, related_name="published_in", verbose_name=_("file")
    )

    objects: ClassVar[models.Manager[PublishedFile]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "document"], name="published_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.document_id}"


class PublishedImage(models.Model):
    """The published version of a page shows this image. What was made of drafts' images for display is not served."""

    page = models.ForeignKey(
        Page,
        models.CASCADE,
        db_index=False,
        related_name="published_images",
        verbose_name=_("page"),
    )
    image = models.ForeignKey(
        PortalImage, models.PROTECT, related_name="published_in", verbose_name=_("image")
    )

    objects: ClassVar[models.Manager[PublishedImage]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "image"], name="published_image_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.image_id}"
