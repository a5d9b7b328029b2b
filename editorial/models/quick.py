"""What was written quickly on a device, known by the key that the device made."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User

from .story import StoryPage


class QuickWriting(models.Model):
    """A device sends until it hears an answer. The key makes that one story, however often it is sent."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Empty only inside the transaction that writes the story, and after a draft was deleted.
    story = models.ForeignKey(StoryPage, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()

    objects: ClassVar[models.Manager[QuickWriting]]

    class Meta:
        verbose_name = _("quickly written text")
        verbose_name_plural = _("quickly written texts")

    def __str__(self) -> str:
        return str(self.key)
