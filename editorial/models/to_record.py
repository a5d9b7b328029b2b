"""Publications whose text the ledger does not hold yet: written with the publication, removed with the entry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from .story import StoryPage


class PublicationToRecord(models.Model):
    """A publication, with the version that it made public."""

    story = models.ForeignKey(StoryPage, models.CASCADE, related_name="+", verbose_name=_("story"))
    revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("version")
    )
    published_at = models.DateTimeField(_("published at"))

    objects: ClassVar[models.Manager[PublicationToRecord]]

    class Meta:
        verbose_name = _("publication to record")
        verbose_name_plural = _("publications to record")

    def __str__(self) -> str:
        return f"{self.story_id}: {self.published_at:%Y-%m-%d}"
