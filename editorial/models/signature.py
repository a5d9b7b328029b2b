"""The signature of a text: what near-duplicates are found by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.querysets import manager_of

from .story import StoryPage


class TextStage(models.TextChoices):
    """Which of a story's two texts was signed: they differ while a change waits for approval."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class TextSignatureQuerySet(models.QuerySet["TextSignature"]):
    def public(self) -> TextSignatureQuerySet:
        """The texts that anybody may read."""
        return self.filter(stage=TextStage.PUBLISHED, story__live=True)

    def readable_on(self, paths: Iterable[str]) -> TextSignatureQuerySet:
        """The public texts, and every text of the portals whose roots have these tree paths."""
        readable = Q(stage=TextStage.PUBLISHED, story__live=True)
        for path in paths:
            readable |= Q(story__path__startswith=path)
        return self.filter(readable)


class TextSignature(models.Model):
    """One signature a text: that of a story's last draft, and that of its published version.

    `shingles` are sorted and without repetition (`editorial.similarity`); a text too short to be compared has no
    `bands`.
    """

    story = models.ForeignKey(
        StoryPage,
        models.CASCADE,
        db_index=False,
        related_name="signatures",
        verbose_name=_("story"),
    )
    stage = models.CharField(_("stage"), max_length=9, choices=TextStage.choices)
    shingles = ArrayField(models.IntegerField(), verbose_name=_("shingles"))
    bands = ArrayField(models.IntegerField(), verbose_name=_("bands"))
    text_at = models.DateTimeField(_("time of the text"))

    objects: ClassVar[TextSignatureQuerySet] = manager_of(TextSignatureQuerySet)

    class Meta:
        verbose_name = _("signature of a text")
        verbose_name_plural = _("signatures of texts")
        constraints = [
            models.UniqueConstraint(fields=["story", "stage"], name="text_signature_once"),
        ]
        indexes = [
            # Written as part of every publication, read at once by the next: no list of pending entries.
            GinIndex(fields=["bands"], name="text_signature_bands", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.stage}"
