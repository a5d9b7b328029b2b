"""Images and files, each in the collection of its portal, under names nobody can guess."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

IMAGE_FOLDER = "images"
RENDITION_FOLDER = "renditions"


def unguessable_document_name(_instance: models.Model, filename: str) -> str:
    return f"documents/{secrets.token_urlsafe(16)}/{PurePosixPath(filename).name[-80:]}"


class PortalImage(AbstractImage):
    """An image of one portal. Its file lies under a random folder, so a draft's image cannot be found by guessing."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_portalimage", "Can choose image")]

    def get_upload_to(self, filename: str) -> str:
        name = PurePosixPath(super().get_upload_to(filename)).name[-60:]
        return f"{IMAGE_FOLDER}/{secrets.token_urlsafe(12)}/{name}"


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        folder = PurePosixPath(self.image.file.name).parent.name
        return f"{RENDITION_FOLDER}/{folder}/{filename[-70:]}"


class PortalDocument(AbstractDocument):
    """A file of one portal. It answers the public only while something standing on that portal uses it."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        permissions = [("choose_portaldocument", "Can choose file")]

    @property
    def url(self) -> str:
        """The path of the file, the same on every host that may serve it."""
        return reverse("file", args=[self.pk, self.filename])


PortalDocument._meta.get_field("file").upload_to = unguessable_document_name
