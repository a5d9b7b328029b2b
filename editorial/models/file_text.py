"""What files say: the text of each content once, and which file has which content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .media import PortalDocument


class TextState(models.TextChoices):
    WAITING = "waiting", _("to be read")
    READ = "read", _("read")
    OCR_WAITING = "ocr_waiting", _("scan to be recognised")
    OCR = "ocr", _("recognised from a scan")
    EMPTY = "empty", _("without words")
    FAILED = "failed", _("cannot be read")
    UNSUPPORTED = "unsupported", _("of a kind that is not read")


class TextFault(models.TextChoices):
    """Why a content has no text; `NO_OCR` says why a scan waits."""

    LOCKED = "locked", _("locked with a password")
    DAMAGED = "damaged", _("damaged")
    TOO_MUCH = "too_much", _("takes more than any file may")
    GIVEN_UP = "given_up", _("every try failed")
    NO_OCR = "no_ocr", _("no recognition of scans is installed")


# What a job has still to do.
UNSETTLED = (TextState.WAITING, TextState.OCR_WAITING)


class FileText(models.Model):
    """The text of one content, however many files have it. Reached through a file only: whoever has that may read it.

    Pages are parted by form feeds. Of a scan that waits the text is what little it has of its own.
    """

    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    state = models.CharField(
        _("state"), max_length=11, choices=TextState, default=TextState.WAITING
    )
    fault = models.CharField(_("fault"), max_length=8, choices=TextFault, blank=True)
    # None where the question has no sense: what has no pages, and what was not read.
    has_text_layer = models.BooleanField(_("has a text layer"), null=True)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    pages_read = models.PositiveIntegerField(_("pages that were read"), null=True)
    is_cut = models.BooleanField(_("longer than was read"), default=False)
    encoding = models.CharField(_("encoding it was in, if an old one"), max_length=8, blank=True)
    language = models.CharField(_("language, where recognised"), max_length=2, blank=True)
    characters = models.PositiveIntegerField(_("characters"), default=0)
    text = models.TextField(_("text"), blank=True)
    seen_at = models.DateTimeField(_("first seen"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True)
    # Of the state it is in. Each is counted before it is made, so that one that ends its own process counts too.
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("tried again from"), null=True)

    objects: ClassVar[models.Manager[FileText]]

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=TextState.FAILED) & ~Q(fault__in=("", TextFault.NO_OCR)))
                | Q(state=TextState.OCR_WAITING, fault__in=("", TextFault.NO_OCR))
                | (~Q(state__in=(TextState.FAILED, TextState.OCR_WAITING)) & Q(fault="")),
                name="unread_text_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=TextState.WAITING) ^ Q(read_at__isnull=False),
                name="read_text_has_its_hour",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "-id"],
                name="file_text_to_read",
                condition=Q(state__in=UNSETTLED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]}: {self.state}"


class ReadFile(models.Model):
    """Which content a file has. Without a `text`, the storage did not have the file when it was asked."""

    document = models.OneToOneField(
        PortalDocument, models.CASCADE, primary_key=True, verbose_name=_("file")
    )
    text = models.ForeignKey(
        FileText, models.PROTECT, null=True, related_name="files", verbose_name=_("text")
    )
    stored_as = models.CharField(_("name in storage"), max_length=255)
    seen_at = models.DateTimeField(_("seen at"))

    objects: ClassVar[models.Manager[ReadFile]]

    class Meta:
        verbose_name = _("content of a file")
        verbose_name_plural = _("contents of files")

    def __str__(self) -> str:
        return f"{self.document_id}: {self.text_id}"
