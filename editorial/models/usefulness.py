"""Whether readers found a story useful: how often they said so on a day, and nothing about who they are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.enums import Usefulness
from portals.models import Portal

from .story import StoryPage


class UsefulnessCount(models.Model):
    """How many answered so about the story, on this portal, on this day."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    story = models.ForeignKey(
        StoryPage, models.CASCADE, related_name="usefulness", verbose_name=_("story")
    )
    day = models.DateField(_("day"))
    answer = models.CharField(_("answer"), max_length=5, choices=Usefulness)
    count = models.PositiveIntegerField(_("count"))

    objects: ClassVar[models.Manager[UsefulnessCount]]

    class Meta:
        verbose_name = _("usefulness count")
        verbose_name_plural = _("usefulness counts")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "day", "story", "answer"], name="usefulness_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id} @ {self.portal_id} {self.day}: {self.answer} {self.count}"
