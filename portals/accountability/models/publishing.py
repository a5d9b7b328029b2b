"""Files that go out with a public answer: what is painted over, page by page, and how far the copy is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User

from ..enums import RedactionState
from .cases import CaseFile

LONGEST_TITLE = 150


class FileRedaction(models.Model):
    """A file of a request that is to go out with its public answer, as `copy`: never as it came.

    `title` is the officer's: the name under which the person sent it may name them. Its pages are drawn and proposed on
    by a job, and so is the copy; `attempts` counts those that came to no end.
    """

    original = models.OneToOneField(CaseFile, models.PROTECT, related_name="redaction")
    title = models.CharField(_("public title"), max_length=LONGEST_TITLE)
    state = models.CharField(
        _("state"), max_length=10, choices=RedactionState, default=RedactionState.READING
    )
    # Why there can be no copy, for the officer; nothing of what the file says.
    fault = models.CharField(max_length=500, blank=True, default="")
    copy = models.OneToOneField(
        CaseFile, models.PROTECT, null=True, blank=True, related_name="copy_of"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager[FileRedaction]]

    class Meta:
        verbose_name = _("file for the public")
        verbose_name_plural = _("files for the public")
        ordering = ["original"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="file_for_the_public_has_a_title"),
            models.CheckConstraint(
                condition=Q(state="done", copy__isnull=False) | (~Q(state="done") & Q(copy=None)),
                name="file_for_the_public_is_done_with_its_copy",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(fault="") | (~Q(state="failed") & Q(fault="")),
                name="failed_copy_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="file_for_the_public_waits",
                condition=Q(state__in=["reading", "drawing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_id}: {self.state}"


class RedactionPage(models.Model):
    """A page of such a file, drawn for who decides; `number` from 0, a picture has one.

    `proposed` holds [left, top, right, bottom, kind, why], `boxes` [left, top, right, bottom], in the measure of
    `portals.redaction`; neither ever what stands there. `confirmed_at` is when an officer looked at it and said so.
    """

    redaction = models.ForeignKey(FileRedaction, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    has_words = models.BooleanField()
    picture = models.FileField(upload_to="cases/pages/%Y/%m", max_length=200)
    proposed = models.JSONField(default=list, blank=True)
    boxes = models.JSONField(default=list, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[RedactionPage]]

    class Meta:
        verbose_name = _("page of a file for the public")
        verbose_name_plural = _("pages of files for the public")
        ordering = ["redaction", "number"]
        constraints = [
            models.UniqueConstraint(fields=["redaction", "number"], name="one_page_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.redaction_id}/{self.number}"
