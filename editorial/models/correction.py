"""Corrections ("Đính chính"): what a reader is told about a change of a published story."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .story import StoryPage


class Correction(models.Model):
    """One note under a story. It waits with the changed text for review, and is public from its publication on.

    One that a citizen's request led to is public from the ruling on; the changed text follows.
    """

    story = models.ForeignKey(
        StoryPage, models.CASCADE, related_name="corrections", verbose_name=_("story")
    )
    text = models.TextField(_("correction"), max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # The number of the citizen's request that it came of, where it came of one: such a note stands without a review.
    request_number = models.BigIntegerField(_("number of the request"), null=True, blank=True)

    objects: ClassVar[models.Manager[Correction]]

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.UniqueConstraint(
                fields=["story"],
                condition=Q(published_at__isnull=True),
                name="one_correction_in_hand_a_story",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="correction_says_what"),
            models.UniqueConstraint(
                fields=["request_number"],
                condition=Q(request_number__isnull=False),
                name="one_correction_a_request",
            ),
            models.CheckConstraint(
                condition=Q(request_number=None) | Q(published_at__isnull=False),
                name="correction_by_ruling_is_public",
            ),
        ]
        indexes = [
            models.Index(F("story"), F("published_at").desc(), name="correction_of_story"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.written_at:%Y-%m-%d}"
