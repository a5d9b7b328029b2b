"""What was made of a sound file, and where in it each sentence of its text is spoken."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.models import PortalDocument, StoryPage
from portals.boards.models import User

from .enums import SOUND_TO_DO, CaptionState, SoundFault, SoundState, VoiceState


def rendition_name(_instance: models.Model, filename: str) -> str:
    """Under a name that nobody guesses, in one of 4,096 folders, so that none grows without bound."""
    secret = secrets.token_hex(16)
    return f"recordings/{secret[:3]}/{secret[3:]}/{PurePosixPath(filename).name[-60:]}"


class Recording(models.Model):
    """A sound file, and what was made of it to be heard: MP3 and Opus of one loudness, and a picture of its course.

    `tries` are counted before they are made, so that one that ends its own process counts too.
    """

    document = models.OneToOneField(
        PortalDocument,
        models.CASCADE,
        primary_key=True,
        related_name="recording",
        verbose_name=_("file"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SoundState, default=SoundState.WAITING
    )
    fault = models.CharField(_("fault"), max_length=8, choices=SoundFault, blank=True)
    stored_as = models.CharField(_("name in storage"), max_length=255)
    seconds = models.FloatField(_("length in seconds"), null=True)
    # Integrated, in LUFS, by EBU R 128.
    loudness_before = models.FloatField(_("loudness as it came"), null=True)
    loudness_after = models.FloatField(_("loudness of what is heard"), null=True)
    mp3 = models.FileField(_("MP3"), upload_to=rendition_name, max_length=160, blank=True)
    mp3_bytes = models.PositiveIntegerField(_("size of the MP3"), default=0)
    opus = models.FileField(_("Opus"), upload_to=rendition_name, max_length=160, blank=True)
    opus_bytes = models.PositiveIntegerField(_("size of the Opus"), default=0)
    # A byte each, from 0 to 100, in even steps over the length.
    peaks = models.BinaryField(_("peaks"), default=b"")
    seen_at = models.DateTimeField(_("seen at"))
    made_at = models.DateTimeField(_("made at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("tried again from"), null=True)
    original_left_at = models.DateTimeField(_("original deleted at"), null=True)

    objects: ClassVar[models.Manager[Recording]]

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SoundState.FAILED) ^ Q(fault=""),
                name="failed_recording_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=SoundState.READY)
                | Q(seconds__gt=0, mp3_bytes__gt=0, opus_bytes__gt=0, made_at__isnull=False)
                & ~Q(mp3="")
                & ~Q(opus=""),
                name="ready_recording_has_its_files",
            ),
            models.CheckConstraint(
                condition=Q(original_left_at=None) | Q(state=SoundState.READY),
                name="original_leaves_what_is_ready",
            ),
        ]
        indexes = [
            models.Index(
                fields=["document"], name="recording_to_do", condition=Q(state__in=SOUND_TO_DO)
            ),
            # Originals that go after some months, and what the operator is told.
            models.Index(fields=["state", "made_at"], name="recording_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.state}"


class Captions(models.Model):
    """The text of a recording, and when each sentence of it is spoken.

    `text` is what was asked for, a list of paragraphs; `cues` what was found: a list of start and end in milliseconds,
    the sentence, and the number of its paragraph.
    """

    recording = models.OneToOneField(
        Recording,
        models.CASCADE,
        primary_key=True,
        related_name="captions",
        verbose_name=_("recording"),
    )
    story = models.ForeignKey(
        StoryPage, models.CASCADE, related_name="+", verbose_name=_("text of the captions")
    )
    language = models.CharField(_("language"), max_length=8)
    text = models.JSONField(_("paragraphs"))
    text_hash = models.CharField(_("SHA-256 of the text"), max_length=64)
    state = models.CharField(
        _("state"), max_length=8, choices=CaptionState, default=CaptionState.WAITING
    )
    cues = models.JSONField(_("cues"), default=list)
    # Of the text as it stands, against the same sounds in another order: lower is better, and 1 says nothing.
    likeness = models.FloatField(_("likeness"), null=True)
    asked_at = models.DateTimeField(_("asked for at"))
    made_at = models.DateTimeField(_("made at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("tried again from"), null=True)

    objects: ClassVar[models.Manager[Captions]]

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaptionState.READY) ^ Q(cues=[]), name="ready_captions_have_cues"
            ),
            models.CheckConstraint(
                condition=Q(state=CaptionState.WAITING) ^ Q(made_at__isnull=False),
                name="settled_captions_have_their_hour",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recording"],
                name="captions_to_make",
                condition=Q(state=CaptionState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.recording_id}: {self.state}"


class SyntheticVoice(models.Model):
    """A voice of a published text that a board wants, made by an engine. It is no recording, and nothing airs it.

    `text` is what was asked for, a list of paragraphs; `engine` what spoke it.
    """

    story = models.OneToOneField(
        StoryPage,
        models.CASCADE,
        primary_key=True,
        related_name="synthetic_voice",
        verbose_name=_("text that is spoken"),
    )
    language = models.CharField(_("language"), max_length=8)
    text = models.JSONField(_("paragraphs"))
    text_hash = models.CharField(_("SHA-256 of the text"), max_length=64)
    state = models.CharField(
        _("state"), max_length=8, choices=VoiceState, default=VoiceState.WAITING
    )
    engine = models.CharField(_("engine"), max_length=20, blank=True)
    mp3 = models.FileField(_("MP3"), upload_to=rendition_name, max_length=160, blank=True)
    mp3_bytes = models.PositiveIntegerField(_("size of the MP3"), default=0)
    seconds = models.FloatField(_("length in seconds"), null=True)
    wanted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("wanted by")
    )
    asked_at = models.DateTimeField(_("asked for at"))
    made_at = models.DateTimeField(_("made at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("tried again from"), null=True)

    objects: ClassVar[models.Manager[SyntheticVoice]]

    class Meta:
        verbose_name = _("synthetic voice")
        verbose_name_plural = _("synthetic voices")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=VoiceState.READY, seconds__gt=0, mp3_bytes__gt=0)
                & ~Q(mp3="")
                & ~Q(engine="")
                | ~Q(state=VoiceState.READY) & Q(mp3="", mp3_bytes=0, seconds=None),
                name="ready_voice_alone_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(state=VoiceState.WAITING) ^ Q(made_at__isnull=False),
                name="settled_voice_has_its_hour",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="voice_to_make",
                condition=Q(state=VoiceState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.state}"
