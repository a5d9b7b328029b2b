"""Originals that go: after some months a recording is kept as what is heard of it alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from editorial.models import PortalDocument
from portals.models import Portal

from .addresses import SoundPart, part_path
from .enums import SoundState
from .models import Recording

# What is larger than what is made of it by far; an MP3 or an Opus is kept, since it gains nothing.
LARGE = r"\.(wav|m4a|webm)$"

MONTH = timedelta(days=365) / 12


def originals_to_leave(now: datetime) -> QuerySet[Recording]:
    """The recordings whose original has had its months since they were first published; none where all are kept."""
    months = settings.PORTALS_ORIGINAL_RECORDING_MONTHS
    if not months:
        return Recording.objects.none()
    before = now - months * MONTH
    return (
        Recording.objects.filter(
            state=SoundState.READY,
            original_left_at=None,
            made_at__lt=before,
            document__file__iregex=LARGE,
            document__published_in__page__first_published_at__lt=before,
        )
        .select_related("document")
        .distinct()
        .order_by("pk")
    )


def leave_originals(*, limit: int, now: datetime) -> int:
    """Delete originals whose time has come, each with a line in the log; return how many. What is heard stays."""
    left = 0
    for recording in originals_to_leave(now)[:limit]:
        left += leave_original(recording=recording, now=now)
    return left


def names_of_left() -> Iterable[str]:
    """The names under which originals stood that went. One query."""
    left = Recording.objects.filter(original_left_at__isnull=False)
    return left.values_list("document__file", flat=True)


def mp3_instead(document: PortalDocument) -> str | None:
    """The path of what is heard in the place of an original that went; None for any other file. One query."""
    is_left = Recording.objects.filter(document=document, original_left_at__isnull=False).exists()
    return part_path(document, SoundPart.MP3) if is_left else None


def heard_instead(document: PortalDocument) -> Any | None:
    """The MP3 of a file whose original went, to be opened; None for any other. No query where both were loaded."""
    recording: Recording | None = getattr(document, "recording", None)
    return recording.mp3 if recording and recording.original_left_at else None


def leave_original(*, recording: Recording, now: datetime) -> bool:
    """Delete one original; return whether this call did. Its address leads to the MP3 from then on."""
    document = recording.document
    storage, name = document.file.storage, document.file.name
    with transaction.atomic():
        kept = Recording.objects.filter(
            pk=recording.pk, state=SoundState.READY, original_left_at=None
        )
        if not kept.update(original_left_at=now):
            return False
        portal = Portal.objects.filter(collection=document.collection_id).first()
        log(
            instance=document,
            action="recordings.leave_original",
            data={"portal": portal.pk if portal else None, "bytes": document.file_size},
        )
        transaction.on_commit(lambda: storage.delete(name))
    return True
