"""What follows from publishing a story: its searchable text, and the files it lets the public have."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from .media import PortalDocument
from .story import StoryPage


class StoryText(models.Model):
    """One row a story for search over placements: its published text, without diacritics (configuration `vi`)."""

    story = models.OneToOneField(
        StoryPage, models.CASCADE, primary_key=True, related_name="search_text"
    )
    document = SearchVectorField()

    objects: ClassVar[models.Manager[StoryText]]

    class Meta:
        indexes = [GinIndex(fields=["document"], name="story_text_document")]

    def __str__(self) -> str:
        return str(self.story_id)


class PublishedFile(models.Model):
    """The published version of a story uses this file. Drafts' files have no row here, so they are not served."""

    story = models.ForeignKey(StoryPage, models.CASCADE, related_name="published_files")
    document = models.ForeignKey(
        PortalDocument, models.PROTECT, related_name="published_in", verbose_name=_("file")
    )

    objects: ClassVar[models.Manager[PublishedFile]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "story"], name="published_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.document_id}"
