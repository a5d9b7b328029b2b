"""Word documents that become drafts, where reading one takes longer than a request may."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User

from .section import SectionPage
from .story import StoryPage


class ReadingState(models.TextChoices):
    READING = "reading", _("being read")
    DONE = "done", _("is a draft")
    REFUSED = "refused", _("refused")


def unguessable_name(_instance: models.Model, _filename: str) -> str:
    return f"word/{secrets.token_urlsafe(16)}.docx"


class WordImport(models.Model):
    """A document on its way to a draft. Its file is kept until it is read; the row for some days."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    section = models.ForeignKey(SectionPage, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(_("name of the file"), max_length=255)
    file = models.FileField(upload_to=unguessable_name, blank=True)
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReadingState, default=ReadingState.READING)
    refusal = models.CharField(max_length=300, blank=True)
    # Empty again where the draft was deleted since.
    story = models.ForeignKey(StoryPage, models.SET_NULL, null=True, related_name="+")
    pictures_left_out = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[WordImport]]

    class Meta:
        verbose_name = _("Word document being read")
        verbose_name_plural = _("Word documents being read")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReadingState.REFUSED) ^ Q(refusal=""),
                name="refused_document_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=ReadingState.DONE) | Q(story=None),
                name="only_what_was_read_is_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(state=ReadingState.READING) ^ Q(file=""),
                name="file_is_kept_until_it_is_read",
            ),
        ]
        indexes = [models.Index(fields=["sent_at"], name="word_import_by_hour")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
