"""The PDF of a story's public version whose hash the ledger holds, as readers download it from its own portal."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.models import Portal

from .story import StoryPage


def unguessable_paper(_instance: models.Model, _filename: str) -> str:
    return f"papers/{secrets.token_urlsafe(16)}.pdf"


class StoryPaper(models.Model):
    """One for each public story. The file goes with the withdrawal and with the next version; its hash stays."""

    story = models.OneToOneField(
        StoryPage, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("story")
    )
    # Whose frame it has.
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    # The page's, when the file was made: of another version it is not the paper.
    published_at = models.DateTimeField(_("published at"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("file"), upload_to=unguessable_paper)

    objects: ClassVar[models.Manager[StoryPaper]]

    class Meta:
        verbose_name = _("paper of a story")
        verbose_name_plural = _("papers of stories")

    def __str__(self) -> str:
        return f"{self.story_id}: {self.sha256[:8]}"
