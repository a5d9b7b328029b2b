"""What was read in a story's published text: the ground of measures that look into texts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.models import StoryPage
from portals.boards.models import User


class StoryReading(models.Model):
    """The published text of a story as it was at `version_at`: read once a version, never at scoring."""

    story = models.OneToOneField(
        StoryPage, models.CASCADE, primary_key=True, verbose_name=_("story")
    )
    version_at = models.DateTimeField(_("version of"))
    words = models.PositiveIntegerField(_("words"))
    is_illustrated = models.BooleanField(_("has an image with a description and a caption"))
    is_credited = models.BooleanField(_("names an author or a source"))
    videos = models.PositiveSmallIntegerField(_("videos"))
    bad_images = models.PositiveSmallIntegerField(_("images without a description"))
    bad_headings = models.PositiveSmallIntegerField(_("headings out of order"))
    bad_tables = models.PositiveSmallIntegerField(_("tables without headings"))
    bad_links = models.PositiveSmallIntegerField(_("links whose text says nothing"))
    # Which text that was: the number of its revision, and the hash of title, lead and body (`content/gathering.py`).
    version = models.BigIntegerField(_("version"), null=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_default="", blank=True)
    event_differs = models.BooleanField(
        _("event date differs from the text"), default=False, db_default=False
    )
    event_named = models.BooleanField(
        _("text names the date of the event"), default=False, db_default=False
    )
    told_on = models.DateField(_("latest day that the text tells of"), null=True)
    # Pictures with description and caption by the hash of their files, and videos, each once; and how many of them no
    # earlier story of the portal had. None: read before these were looked for, so it is read again.
    pictures = ArrayField(models.CharField(max_length=60), null=True, verbose_name=_("pictures"))
    video_addresses = ArrayField(
        models.CharField(max_length=200), null=True, verbose_name=_("addresses of videos")
    )
    new_pictures = models.PositiveSmallIntegerField(_("pictures of its own"), null=True)
    new_videos = models.PositiveSmallIntegerField(_("videos of its own"), null=True)
    # Infographics by file and by what they say, sounds by file. How many infographics, and which sounds by the numbers
    # of their files, no earlier story of the portal had. None: read before these were looked for.
    other_media = ArrayField(
        models.CharField(max_length=80), null=True, verbose_name=_("infographics and sounds")
    )
    new_graphics = models.PositiveSmallIntegerField(_("infographics of its own"), null=True)
    new_sounds = ArrayField(
        models.BigIntegerField(), null=True, verbose_name=_("sounds of its own")
    )
    copy_of = models.ForeignKey(
        StoryPage,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("nearly the same as an earlier text"),
    )

    objects: ClassVar[models.Manager[StoryReading]]

    class Meta:
        verbose_name = _("reading of a story")
        verbose_name_plural = _("readings of stories")
        indexes = [
            GinIndex(fields=["pictures"], name="reading_by_picture"),
            GinIndex(fields=["video_addresses"], name="reading_by_video"),
            GinIndex(fields=["other_media"], name="reading_by_other_media"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.words}"


class CopyVerdict(models.Model):
    """A scorer's word on a text that the machine holds for a copy of `other`. Forms that all fill in are no copies."""

    story = models.OneToOneField(
        StoryPage, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("story")
    )
    # As it was when the person looked; where the machine finds another since, the verdict is none.
    other = models.ForeignKey(
        StoryPage, models.CASCADE, related_name="+", verbose_name=_("earlier text")
    )
    is_copy = models.BooleanField(_("is a copy"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # None: by the clock, since nobody said anything before verification was due.
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    objects: ClassVar[models.Manager[CopyVerdict]]

    class Meta:
        verbose_name = _("word on a copy")
        verbose_name_plural = _("words on copies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_copy=True) | ~models.Q(reason=""),
                name="no_copy_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.is_copy}"
